"""The small data sets of the lessons; nothing is downloaded."""

import numpy as np

from lstm_shapes.axes import whole_number

FEATURE_NAMES = ("temperature", "humidity", "pressure")
ORDERS = ("hour by hour", "sensor by sensor")
_MOST_STATIONS = 9_999  # beyond it an address code would no longer show its three parts


def weather_log(stations=100, hours=20):
    """Simulate readings of weather stations; the same numbers each time.

    Parameters
    ----------
    stations, hours : int
        Samples and timesteps.

    Returns
    -------
    numpy.ndarray, shape (stations, hours, 3)
        ``float32``: temperature in °C about 15, humidity in % about 60, pressure in hPa about 1013.

    Raises
    ------
    ValueError
        If a size is not a whole number from 1 to 9,999.

    Source
    ------
    Simulated here with a fixed seed: a daily curve and noise for each station. No station exists.

    Examples
    --------
    >>> weather_log().shape
    (100, 20, 3)
    >>> weather_log()[7, 13].round().tolist()  # station 7, hour 13
    [20.0, 45.0, 1008.0]
    """
    stations = whole_number(stations, "stations", _MOST_STATIONS)
    hours = whole_number(hours, "hours", _MOST_STATIONS)
    random = np.random.default_rng(0)
    warmth = 4 * np.sin(2 * np.pi * (np.arange(hours) - 8) / 24)  # coldest at night, warmest in the afternoon
    temperature = 15 + random.normal(0, 2, (stations, 1)) + warmth + random.normal(0, 0.4, (stations, hours))
    humidity = 60 - 3 * (temperature - 15) + random.normal(0, 2, (stations, hours))
    pressure = 1013 + random.normal(0, 4, (stations, 1)) + random.normal(0, 0.3, (stations, hours)).cumsum(axis=1)
    return np.stack([temperature, humidity.clip(5, 100), pressure], axis=-1).astype("float32")


def address_codes(stations=100, hours=20, features=3):
    """Return a twin of the weather log in which every number says where it stands.

    Parameters
    ----------
    stations, hours, features : int
        Samples, timesteps and features; at most 9,999, 100 and 10, so that the digits stay apart.

    Returns
    -------
    numpy.ndarray of int, shape (stations, hours, features)
        ``station * 1000 + hour * 10 + feature``; indices start at 0.

    Raises
    ------
    ValueError
        If a size is not a whole number in its range.

    Source
    ------
    Arithmetic; made for this course.

    Examples
    --------
    >>> int(address_codes()[7, 13, 1])
    7131
    """
    sizes = (
        whole_number(stations, "stations", _MOST_STATIONS),
        whole_number(hours, "hours", 100),
        whole_number(features, "features", 10),
    )
    station, hour, feature = np.indices(sizes)
    return station * 1000 + hour * 10 + feature


def flat_file(block, order="hour by hour"):
    """Lay each sample of a block flat, as a data logger does that writes one row for each station.

    Parameters
    ----------
    block : array_like, shape (samples, timesteps, features)
    order : str
        ``"hour by hour"`` writes all features of hour 0, then of hour 1;
        ``"sensor by sensor"`` writes all hours of feature 0, then of feature 1.

    Returns
    -------
    numpy.ndarray, shape (samples, timesteps * features)

    Raises
    ------
    ValueError
        If `block` has not three axes, or `order` is another word.

    Source
    ------
    NumPy reference, ``reshape`` and ``transpose``.

    Examples
    --------
    >>> codes = address_codes()
    >>> int(flat_file(codes)[7, 40]), int(flat_file(codes, "sensor by sensor")[7, 33])
    (7131, 7131)
    """
    block = np.asarray(block)
    if block.ndim != 3:
        raise ValueError(f"block needs 3 axes (samples, timesteps, features); got shape {block.shape}.")
    if order not in ORDERS:
        raise ValueError(f"order must be 'hour by hour' or 'sensor by sensor'; got {order!r}.")
    written = block if order == ORDERS[0] else block.transpose(0, 2, 1)
    return written.reshape(len(block), -1)


def rain_log(stations=800, hours=20):
    """Simulate stations where it rains if temperature and humidity rise together.

    Parameters
    ----------
    stations, hours : int
        Samples and timesteps.

    Returns
    -------
    x : numpy.ndarray, shape (stations, hours, 3)
        ``float32``, each feature about 0 with unit spread: changes from the station's own mean.
    y : numpy.ndarray of float32, shape (stations,)
        1 where it rained, else 0; half of each.

    Raises
    ------
    ValueError
        If a size is not a whole number from 1 to 9,999.

    Source
    ------
    Simulated here with a fixed seed. No station exists.

    Examples
    --------
    >>> x, y = rain_log()
    >>> x.shape, y.mean().item()
    ((800, 20, 3), 0.5)
    """
    stations = whole_number(stations, "stations", _MOST_STATIONS)
    hours = whole_number(hours, "hours", _MOST_STATIONS)
    random = np.random.default_rng(1)
    x = random.normal(size=(stations, hours, 3))
    y = np.arange(stations) % 2
    # Where it rains, humidity moves with temperature; elsewhere it moves against it.
    x[:, :, 1] = 0.9 * x[:, :, 0] * np.where(y, 1, -1)[:, np.newaxis] + 0.4 * x[:, :, 1]
    return x.astype("float32"), y.astype("float32")


def cropped_digits():
    """Return hand-written digits, 8 rows high and 6 columns wide.

    Returns
    -------
    numpy.ndarray, shape (1797, 8, 6)
        ``float32`` ink from 0 to 16. The first and the last column of each picture are left out, so
        that the two axes differ in size.

    Source
    ------
    scikit-learn, ``load_digits``: a copy of the UCI optical digits test set, CC BY 4.0.

    Examples
    --------
    >>> cropped_digits().shape
    (1797, 8, 6)
    """
    from sklearn.datasets import load_digits  # here, because it takes most of a second

    return load_digits().images[:, :, 1:-1].astype("float32")


def price_table():
    """Return Google's daily prices, oldest day first.

    Returns
    -------
    pandas.DataFrame, 1,047 rows
        Columns ``open``, ``close`` in US dollars as they were then, ``volume`` in shares; the index is the
        trading day, 2004-08-19 to 2008-10-14.

    Source
    ------
    Matplotlib sample data, ``goog.npz``; every install of Matplotlib has it.

    Examples
    --------
    >>> price_table().shape
    (1047, 3)
    """
    import pandas as pd  # both here, because together they take most of a second
    from matplotlib.cbook import get_sample_data

    days = get_sample_data("goog.npz")["price_data"]
    table = pd.DataFrame({name: days[name].astype("float64") for name in ("open", "close", "volume")})
    return table.set_index(pd.DatetimeIndex(days["date"], name="day"))


def newest_first_table():
    """Return Microsoft's daily prices as their file has them: newest day first.

    Returns
    -------
    pandas.DataFrame, 65 rows
        Columns ``open``, ``close`` in US dollars, ``volume`` in shares; the index is the trading day, from
        2003-09-19 back to 2003-06-19.

    Source
    ------
    Matplotlib sample data, ``msft.csv``; every install of Matplotlib has it.

    Examples
    --------
    >>> newest_first_table()["close"].iloc[[0, -1]].tolist()
    [29.96, 26.07]
    """
    import pandas as pd  # both here, because together they take most of a second
    from matplotlib.cbook import get_sample_data

    table = pd.read_csv(get_sample_data("msft.csv", asfileobj=False))
    days = pd.DatetimeIndex(pd.to_datetime(table["Date"], format="%d-%b-%y"), name="day")
    names = {"Open": "open", "Close": "close", "Volume": "volume"}
    return table[list(names)].rename(columns=names).astype("float64").set_index(days)


def eeg_recording():
    """Return one recording of an electroencephalogram: four channels, side by side.

    Returns
    -------
    numpy.ndarray, shape (800, 4)
        ``float32``: 800 moments, oldest first; each channel about 0 with unit spread.

    Source
    ------
    Matplotlib sample data, ``eeg.dat``; every install of Matplotlib has it.

    Examples
    --------
    >>> eeg_recording().shape
    (800, 4)
    """
    from matplotlib.cbook import get_sample_data  # here, because it takes most of a second

    values = np.fromfile(get_sample_data("eeg.dat", asfileobj=False), dtype="<f8")
    return values.reshape(800, 4).astype("float32")


def churn_histories(customers=200):
    """Simulate customers of a shop, each with a history of its own length; the same numbers each time.

    Parameters
    ----------
    customers : int
        Samples.

    Returns
    -------
    histories : list of numpy.ndarray, each of shape (months, 3)
        ``float32``, 8 to 24 months, oldest first: visits, money spent, complaints. A month without a visit is
        a row of zeros.
    leaves : numpy.ndarray of float32, shape (customers,)
        1 for every second customer, who left after the last month.

    Raises
    ------
    ValueError
        If `customers` is not a whole number from 1 to 9,999.

    Source
    ------
    Simulated here with a fixed seed. Everybody has four months with ever fewer visits: who leaves has them at
    the end, who stays has them earlier. No customer exists.

    Examples
    --------
    >>> histories, leaves = churn_histories()
    >>> [history.shape for history in histories[:3]], leaves[:3].tolist()
    ([(22, 3), (17, 3), (15, 3)], [0.0, 1.0, 0.0])
    """
    customers = whole_number(customers, "customers", _MOST_STATIONS)
    random = np.random.default_rng(2)
    leaves = np.arange(customers) % 2
    histories = []
    for leaving in leaves:
        months = int(random.integers(8, 25))
        pace, usual = np.ones(months), random.uniform(4, 9)
        quiet = months - 4 if leaving else int(random.integers(0, months - 6))
        pace[quiet : quiet + 4] = (0.6, 0.35, 0.15, 0.1)
        visits = random.poisson(usual * pace)
        spent = visits * random.uniform(8, 14, months)
        complaints = np.minimum(random.poisson(0.3, months), visits)
        histories.append(np.stack([visits, spent, complaints], axis=1).astype("float32"))
    return histories, leaves.astype("float32")
