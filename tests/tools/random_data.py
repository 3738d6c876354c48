"""Random x and y for a model, losses that suit it, and slips in all of them."""

import numpy as np

from tools.random_layers import chance, one_of


def random_values(random, shape, high=None):
    shape = tuple(size if size is not None else int(random.integers(2, 9)) for size in shape)
    return random.random(shape) if high is None else random.integers(0, high, shape)


_RARE_LOSSES = (
    "poisson",
    "hinge",
    "categorical_hinge",
    "cosine_similarity",
    "mean_squared_logarithmic_error",
    "mean_absolute_percentage_error",
    "binary_focal_crossentropy",
    "categorical_focal_crossentropy",
)


def random_loss(random, width):
    """A loss that mostly suits an output of this width."""
    if chance(random, 0.12):
        return one_of(random, *_RARE_LOSSES)
    if width == 1:
        return one_of(random, "mse", "mae", "binary_crossentropy", "mse", "huber", "sparse_categorical_crossentropy")
    return one_of(
        random, "mse", "categorical_crossentropy", "sparse_categorical_crossentropy", "kl_divergence", "log_cosh"
    )


def random_target(random, loss, shape):
    """A y that suits an output of this shape."""
    width = shape[-1] or 3
    if loss == "sparse_categorical_crossentropy":
        classes = random_values(random, shape[:-1], width)
        return classes[..., np.newaxis] if chance(random, 0.3) else classes
    if loss == "categorical_crossentropy":
        return np.eye(width)[random_values(random, shape[:-1], width)]
    y = random_values(random, shape)
    return y[..., 0] if width == 1 and chance(random, 0.4) else y


def spoil_array(random, array, how):
    """One array with a slip; as it is where the slip does not apply."""
    if not array.ndim:
        return array
    axis = int(random.integers(array.ndim))
    if how == "transpose":
        return array.transpose(random.permutation(array.ndim))
    if how == "flat":
        return array.reshape(len(array), -1)
    if how == "more axes":
        return np.expand_dims(array, int(random.integers(array.ndim + 1)))
    if how == "fewer axes":
        return array.take(0, axis=axis)
    if how == "shorter":
        return array.take(range(max(1, array.shape[axis] - int(random.integers(1, 4)))), axis=axis)
    if how == "longer":
        return np.repeat(array, 2, axis=axis)
    if how == "one more":
        return np.concatenate([array, array.take([0], axis=axis)], axis=axis)
    if how == "wider":
        return np.repeat(array[..., np.newaxis], int(random.integers(1, 5)), axis=-1)
    if how == "last away":
        return array[..., 0] if array.ndim > 1 else array
    if how == "last only":
        return array[..., :1]
    if how == "merged":
        return array.reshape(-1, *array.shape[2:]) if array.ndim > 2 else array
    return array


SLIPS = "transpose flat,more axes,fewer axes,shorter,longer,one more,wider,last away,last only,merged".replace(
    " flat", ",flat"
).split(",")
KINDS = (
    "object",
    "text",
    "list",
    "ragged",
    "float16",
    "int",
    "bool",
    "tensor",
    "table",
    "dataset",
    "unbatched",
    "empty",
    "listed",
    "apart",
    "dict",
)


def other_kind(random, x, y, how):
    """x and y as another kind of data."""
    if how == "object":
        return np.array([list(row.ravel()) for row in x] + [None], dtype=object)[:-1], y
    if how == "text":
        return x.astype(str), y
    if how == "list":
        return x.tolist(), y
    if how == "ragged":
        return [row.ravel()[: at % 3 + 1].tolist() for at, row in enumerate(x)], y
    if how in ("float16", "int", "bool"):
        return x.astype(how), y
    if how == "empty":
        return x[:0], y[:0] if chance(random, 0.5) else y
    if how == "listed":
        return [x], y
    if how == "apart":
        return [x, x], y
    if how == "dict":
        return {"readings": x}, y
    if how == "table":
        import pandas

        return (pandas.DataFrame(x), y) if x.ndim == 2 else (x, pandas.Series(y) if y.ndim == 1 else y)
    import tensorflow as tf

    if how == "tensor":
        return tf.constant(x, "float32"), y
    if len(x) != len(y):
        return x, y
    data = tf.data.Dataset.from_tensor_slices((x.astype("float32"), y))
    return (data.batch(4) if how == "dataset" else data), None


def as_given(random, losses, model):
    """The losses as compile may be given them: by name, as objects, in a dict."""
    import keras

    if len(losses) > 1:
        return dict(zip(model.output_names, losses, strict=True)) if chance(random, 0.3) else losses
    loss = losses[0]
    if loss in ("binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy") and chance(
        random, 0.3
    ):
        name = "".join(word.capitalize() for word in loss.split("_"))
        return getattr(keras.losses, name)(from_logits=chance(random, 0.5))
    return keras.losses.get(loss) if chance(random, 0.1) else loss


def spoilt_data(random, x, y, embeds, spoils):
    """x and y, with no slip, one, or two."""
    for _ in range(int(one_of(random, 0, 0, 0, 1, 1, 2))):
        which, how = one_of(random, x, x, y), one_of(random, *SLIPS)
        place = int(random.integers(len(which)))
        spoilt = spoil_array(random, which[place], how)
        if spoilt.size < 100_000:
            which[place] = spoilt
        spoils.append(f"{'x' if which is x else 'y'} {how}")
    if embeds and chance(random, 0.2):
        x[0] = x[0] * 2 - one_of(random, 0, 1, 9)
        spoils.append("ids")
    x, y = x if len(x) > 1 else x[0], y if len(y) > 1 else y[0]
    if chance(random, 0.15) and not isinstance(x, list) and not isinstance(y, list) and x.ndim and y.ndim:
        spoils.append(one_of(random, *KINDS))
        return other_kind(random, x, y, spoils[-1])
    if isinstance(x, list) and chance(random, 0.1):
        spoils.append("inputs")
        return x[:-1] if chance(random, 0.5) else x[0], y
    if chance(random, 0.04):
        spoils.append("outputs")
        return x, [y, y] if not isinstance(y, list) else y[0]
    return x, y
