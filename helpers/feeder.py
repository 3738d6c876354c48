"""Feed windows to a fit, each batch cut when it is needed."""

import numpy as np

from lstm_shapes.axes import whole_number

from .windows import make_windows, rows_and_targets


def feed_windows(
    series,
    targets,
    sequence_length,
    horizon=1,
    sequence_stride=1,
    sampling_rate=1,
    batch_size=32,
    shuffle=False,
    seed=None,
):
    """Return batches of windows and targets that `fit` can read, without ever holding all windows.

    Parameters
    ----------
    series, targets, sequence_length, horizon, sequence_stride, sampling_rate
        As for `windows_and_targets`.
    batch_size : int
        Samples in a batch; the last may have fewer.
    shuffle : bool
        All starts once, then within eight batches anew in each epoch, as Keras does it.
    seed : int, optional
        For the same order each time.

    Returns
    -------
    tf.data.Dataset
        Of (x, y): ``float32``, shapes (batch, sequence_length, features) and (batch,). It holds the table, the starts
        of the windows and two batches. Call ``fit`` with ``shuffle=False``, or Keras warns that the order is the
        dataset's own.

    Raises
    ------
    ValueError
        As `windows_and_targets`, or if `batch_size` is not a whole number of at least 1.

    Source
    ------
    TensorFlow guide, ``tf.data``; the order is that of ``keras.utils.timeseries_dataset_from_array``, and a test
    compares the batches.

    Examples
    --------
    >>> batches = feed_windows(range(9), range(9), sequence_length=3, batch_size=4)
    >>> [(x.shape, y.tolist()) for x, y in batches.as_numpy_iterator()]
    [((4, 3, 1), [3.0, 4.0, 5.0, 6.0]), ((2, 3, 1), [7.0, 8.0])]
    """
    rows, y = rows_and_targets(series, targets, sequence_length, horizon, sampling_rate)
    windows = make_windows(rows, sequence_length, sampling_rate=sampling_rate)
    batch_size = whole_number(batch_size, "batch_size")
    starts = np.arange(0, len(y), whole_number(sequence_stride, "sequence_stride"), dtype="int32")
    import tensorflow as tf  # here, because it takes seconds

    if shuffle:
        seed = np.random.randint(1_000_000) if seed is None else seed
        np.random.RandomState(seed).shuffle(starts)
    dataset = tf.data.Dataset.from_tensor_slices(starts)
    if shuffle:
        dataset = dataset.shuffle(batch_size * 8, seed=seed)

    def cut(first):
        x, answers = tf.numpy_function(
            lambda first: (windows[first], y[first]), [first], ["float32", "float32"], stateful=False
        )
        return tf.ensure_shape(x, (None, *windows.shape[1:])), tf.ensure_shape(answers, (None,))

    return dataset.batch(batch_size).map(cut).prefetch(2)
