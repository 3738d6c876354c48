"""A row that moves little through runs of one length and breaks behind each of them: one feature after the other.

It looks along each sample, where `fold` compares columns across samples; so it also sees features that share a course.
"""

import numpy as np

_NEAR = 8  # steps on each side that a break is compared with
_NEAR_BY = np.delete(np.arange(-_NEAR, _NEAR + 1), _NEAR)


@np.errstate(all="ignore")
def runs(flat, timesteps, features):
    """Say whether flat rows hold all timesteps of one feature after another, by the breaks between the features.

    Parameters
    ----------
    flat : numpy.ndarray of float64, shape (samples, timesteps * features)
        Finite.
    timesteps, features : int

    Returns
    -------
    (float, float) or None
        How far values move in one step, in spreads, read as (timesteps, features) and read as features of `timesteps`
        each. None where a row does not break at these places alone, also for two equal sizes, where the two readings
        are an exchange of axes.

    Source
    ------
    The mean absolute step between neighbours of a row, by its place. Where features of one step stand side by side,
    the step to the next timestep is another one than those between features, unless all is one series, which does not
    break behind `timesteps` values.

    Examples
    --------
    >>> time = np.arange(60) / 6 + np.random.default_rng(0).uniform(0, 6, size=(40, 1, 1))
    >>> waves = np.sin(time + np.arange(4).reshape(4, 1))
    >>> runs(waves.reshape(40, 240), 60, 4) is not None, runs(waves.transpose(0, 2, 1).reshape(40, 240), 60, 4)
    (True, None)
    """
    if timesteps == features or timesteps < 2 * _NEAR or not flat.std() > 0:
        return None
    steps = abs(np.diff(flat, axis=1)).mean(axis=0)
    places = np.arange(len(steps))
    border = places % timesteps == timesteps - 1
    far, near = abs(flat[:, features:] - flat[:, :-features]).mean(), steps[~border].mean()
    turns = places[~border] % features
    usual = np.bincount(turns, steps[~border]) / np.bincount(turns)
    # A smooth course moves as many times as far in a timestep of the shape as there are features.
    if not far >= min(2, 0.75 * features) * near or not np.nanmin(usual) >= 0.5 * np.nanmax(usual):
        return None
    around = np.flatnonzero(border) + _NEAR_BY[:, np.newaxis]
    around = steps[np.clip(around, 0, len(steps) - 1)]
    contrast = steps[border] / around.mean(axis=0)
    if not np.quantile(contrast, 0.25) >= (2 if features > 2 else 4) or not np.median(contrast) >= 3:
        return None
    return float(far / flat.std()), float(near / flat.std())
