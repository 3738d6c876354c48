"""Questions about values that right data could show as well: asked where they fit, each beside healthy twins."""

import keras
import numpy as np
import pytest
from tools.small_models import compiled

from lstm_shapes import diagnose

L = keras.layers
RNG = np.random.default_rng(4)


def asked(*given, **options):
    """Return the causes that are asked about; nothing may be called wrong."""
    found = diagnose(*given, **options)
    assert found.ok
    return [one.cause for one in found.findings if one.level == "cannot tell"]


@pytest.mark.parametrize("batch", [5, 10, 20, 40])
@pytest.mark.parametrize("apart", [1, 2])
def test_a_state_goes_on_where_a_batch_is_as_far_apart_as_a_sample_is_long(batch, apart):
    series, steps = RNG.normal(size=900).cumsum(), 20
    x = np.lib.stride_tricks.sliding_window_view(series[:-1], steps)[::apart][:400, :, np.newaxis]
    y = series[steps::apart][:400]
    model = compiled(keras.Input(batch_shape=(batch, steps, 1)), L.LSTM(4, stateful=True), L.Dense(1))
    goes_on = batch * apart == steps
    assert asked(model, x, y, batch_size=batch) == ([] if goes_on else ["fixed-batch-size"])
    if not goes_on:
        (fix,) = diagnose(model, x, y, batch_size=batch).findings[0].fixes
        assert diagnose(*fix.apply(model, x, y)).findings == ()


def test_nothing_is_asked_of_states_where_no_sample_follows_another():
    model = compiled(keras.Input(batch_shape=(10, 20, 1)), L.LSTM(4, stateful=True), L.Dense(1))
    assert asked(model, RNG.normal(size=(400, 20, 1)), RNG.random(400), batch_size=10) == []


@pytest.mark.parametrize(
    ("lowest", "masks", "expected"), [(0, True, ["embedding-input"]), (0, False, []), (1, True, [])]
)
def test_a_word_whose_id_is_masked_is_asked_about(lowest, masks, expected):
    ids = np.minimum(RNG.geometric(0.1, size=(200, 16)) - 1 + lowest, 99)
    model = compiled(keras.Input((16,)), L.Embedding(100, 4, mask_zero=masks), L.GRU(4), L.Dense(1))
    assert asked(model, ids, RNG.random(200)) == expected
    if expected:
        (fix,) = diagnose(model, ids, RNG.random(200)).findings[0].fixes
        mended, *data = fix.apply(model, ids, RNG.random(200))
        assert diagnose(mended, *data).findings == ()


@pytest.mark.parametrize("padding", ["pre", "post"])
def test_padding_is_no_word_between_others(padding):
    texts = [RNG.integers(1, 100, size=RNG.integers(3, 17)) for _ in range(200)]
    ids = keras.utils.pad_sequences(texts, 16, padding=padding)
    model = compiled(keras.Input((16,)), L.Embedding(100, 4, mask_zero=True), L.GRU(4), L.Dense(1))
    assert asked(model, ids, RNG.random(200)) == []


@pytest.mark.parametrize(
    ("y", "loss", "metrics", "expected"),
    [
        (np.arange(90) % 6, "mse", ["accuracy"], ["label-encoding"]),
        (np.arange(90) % 3 + 1, "mae", ["acc"], ["label-encoding"]),
        (np.arange(90)[:, np.newaxis] % 4, "mse", ["accuracy"], ["label-encoding"]),
        (np.arange(90) % 6, "mse", ["mae"], []),
        (np.arange(90) % 2, "mse", ["accuracy"], []),
        (np.linspace(0, 5, 90), "mse", ["accuracy"], []),
    ],
)
def test_classes_that_are_read_as_amounts_and_counted_as_classes_are_asked_about(y, loss, metrics, expected):
    x = RNG.normal(size=(90, 12, 3))
    model = compiled(keras.Input((12, 3)), L.LSTM(4), L.Dense(1), loss=loss, metrics=metrics)
    assert asked(model, x, y) == expected
    if expected:
        (fix,) = diagnose(model, x, y).findings[0].fixes
        mended, x, y = fix.apply(model, x, y)
        mended.fit(x, y, verbose=0)
        assert mended.output_shape == (None, y.max() + 1)


@pytest.mark.parametrize("course", [True, False])
def test_moments_that_stand_as_the_features_of_one_timestep_are_asked_about(course):
    x = RNG.normal(size=(200, 1, 40))
    x = x.cumsum(axis=2) if course else x
    model, y = compiled(keras.Input((1, 40)), L.LSTM(4), L.Dense(1)), RNG.random(200)
    assert asked(model, x, y) == (["single-timestep"] if course else [])
    if course:
        (fix,) = diagnose(model, x, y).findings[0].fixes
        mended, x, y = fix.apply(model, x, y)
        assert x.shape == (200, 40, 1)
        mended.fit(x, y, verbose=0)


@pytest.mark.parametrize("features", [3, 6])
@pytest.mark.parametrize("turned", [True, False])
def test_samples_that_are_smooth_along_the_last_axis_alone_are_asked_about(features, turned):
    x = RNG.normal(size=(200, 64, features)).cumsum(axis=1)
    x = x.transpose(0, 2, 1).copy() if turned else x
    model, y = compiled(keras.Input(x.shape[1:]), L.LSTM(4), L.Dense(1)), RNG.random(200)
    assert asked(model, x, y) == (["swapped-axes"] if turned else [])
    if turned:
        (fix,) = diagnose(model, x, y).findings[0].fixes
        mended, x, y = fix.apply(model, x, y)
        assert x.shape == (200, 64, features)
        assert diagnose(mended, x, y).findings == ()


def test_noise_has_no_direction():
    x = RNG.normal(size=(200, 12, 8))
    assert asked(compiled(keras.Input((12, 8)), L.LSTM(4), L.Dense(1)), x, RNG.random(200)) == []
