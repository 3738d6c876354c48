"""Three tables as they come from life, and a recording, as files: two are simulated, and said to be."""

import io

import numpy as np

from helpers.datasets import eeg_recording, price_table


def example_files():
    """Return the files that lie in ``notebooks/data``.

    Returns
    -------
    dict of str to bytes
        ``sensor_log.csv``: an hour a row, outdoor temperature in °C, people in a building, its power in kW; six gaps,
        some holes and the word ``err``. ``shop_sales.csv``: a day a row, five shops below each other; sales in euros.
        ``prices_european.csv``: Google's prices of `price_table`, newest day first, with semicolons, decimal commas and
        points for thousands, in Windows' encoding. ``eeg.npy``: `eeg_recording`.

    Source
    ------
    The first two are simulated here with a fixed seed; no such building or shop exists.
    """
    recording = io.BytesIO()
    np.save(recording, eeg_recording())
    texts = {
        "sensor_log.csv": _sensor_log().to_csv(index=False, lineterminator="\n").encode(),
        "shop_sales.csv": _shop_sales().to_csv(index=False, lineterminator="\n").encode(),
        "prices_european.csv": _prices().encode("cp1252"),
    }
    return texts | {"eeg.npy": recording.getvalue()}


def _sensor_log():
    """100 days of a building: warm days and people cost power, hours later too, as it cools slowly."""
    import pandas as pd

    random = np.random.default_rng(13)
    hours = np.arange(24 * 100)
    times = pd.date_range("2024-05-01", periods=len(hours), freq="h")
    outdoor = (
        16 + 6 * np.sin(2 * np.pi * (hours % 24 - 9) / 24) + 4 * np.sin(hours / 90) + random.normal(0, 0.5, len(hours))
    )
    working = (times.day_of_week < 5) & (times.hour >= 8) & (times.hour < 18)
    people = random.poisson(np.where(working, 60, 2))
    load = np.convolve(0.5 * outdoor + 0.15 * people, np.ones(4) / 4)[: len(hours)]
    power = (5 + load + random.normal(0, 0.4, len(hours))).round(2)
    log = pd.DataFrame({"time": times, "outdoor": outdoor.round(1), "people": people, "power": power})
    starts = ((130, 3), (555, 7), (901, 1), (1402, 12), (1777, 2), (2100, 5))
    log = log.drop(index=[hour for start, hours in starts for hour in range(start, start + hours)])
    words = log["outdoor"].astype(str)
    words.iloc[random.choice(len(log), 9, replace=False)] = ""
    words.iloc[1234] = "err"
    return log.assign(outdoor=words)


def _shop_sales():
    """Five shops with a week of their own, of which one opened later; a promotion brings visitors."""
    import pandas as pd

    random = np.random.default_rng(14)
    parts = []
    for number, (shop, first) in enumerate(
        [("Harbour", 0), ("Market", 0), ("Station", 0), ("Old Town", 0), ("Airport", 150)]
    ):
        days = pd.date_range("2023-01-02", periods=420, freq="D")[first:]
        week = np.array([0.8, 0.85, 0.9, 1.0, 1.25, 1.5, 0.6])[days.day_of_week]
        promotion = random.random(len(days)) < 0.1
        trend = 1 + 0.1 * np.sin(np.arange(len(days)) / 60)
        visitors = random.poisson((260 - 30 * number) * week * trend * np.where(promotion, 1.3, 1))
        sales = (visitors * random.normal(9.5 + number / 2, 0.4, len(days))).round()
        shown = {"day": days, "shop": shop, "promotion": promotion.astype(int), "visitors": visitors, "sales": sales}
        parts.append(pd.DataFrame(shown))
    return pd.concat(parts)


def _prices():
    """Google's prices as a bank in Europe would export them."""
    lines = ["Tag;Eröffnung;Schluss;Stückzahl"]
    for day, row in price_table()[::-1].iterrows():
        prices = [f"{row[name]:.2f}".replace(".", ",") for name in ("open", "close")]
        lines.append(";".join([f"{day:%d.%m.%Y}", *prices, f"{int(row['volume']):,}".replace(",", ".")]))
    return "\n".join(lines) + "\n"
