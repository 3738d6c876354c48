"""The answer of each timestep stands in the input: beside it autoencoders, masks, noise and right shifts."""

import keras
import numpy as np
import pytest

from lstm_shapes import diagnose, evidence

pytestmark = pytest.mark.filterwarnings("ignore")
L = keras.layers
STEPS, IDS = 11, 20
SPARSE, CROSS = "sparse_categorical_crossentropy", "categorical_crossentropy"
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.generated) for seed in (1, 2))]
CELLS = ("LSTM", "GRU", "SimpleRNN")


def data(seed):
    rng = np.random.default_rng(seed)
    walk = rng.normal(size=(60, STEPS, 3)).cumsum(axis=1)
    ids = rng.integers(1, IDS, (60, STEPS))
    ids[:2, : IDS // 2] = np.arange(IDS).reshape(2, -1)
    return rng, walk, ids, np.eye(IDS)[ids]


def line(*layers, loss="mse"):
    model = keras.Sequential(layers)
    model.compile("adam", loss)
    return model


def each(seed, units=8, **options):
    return getattr(L, CELLS[seed % 3])(units, return_sequences=True, **options)


def both(seed, units=8):
    return L.Bidirectional(each(seed, units))


def words(seed, *layers):
    return line(keras.Input((None,)), L.Embedding(IDS, 6), *layers, L.Dense(IDS, activation="softmax"), loss=SPARSE)


def decoder(seed, width, open_steps=True):
    source, given = keras.Input((9, 4)), keras.Input((None if open_steps else STEPS, width))
    kind = getattr(L, CELLS[seed % 3])
    _, *states = kind(8, return_state=True)(source)
    out = kind(8, return_sequences=True)(given, initial_state=states)
    model = keras.Model([source, given], L.Dense(width, activation="softmax" if width == IDS else None)(out))
    model.compile("adam", CROSS if width == IDS else "mse")
    return model


def broken(seed):
    """Yield (name, model, x, y), all with the answer in the input."""
    rng, walk, ids, hot = data(seed)
    source = rng.normal(size=(60, 9, 4))
    wide = keras.Input((STEPS, 3))
    yield "decoder of classes", decoder(seed, IDS, seed % 2 == 0), [source, hot], hot
    yield "decoder of values", decoder(seed, 3, seed % 2 == 1), [source, walk], walk
    yield "values", line(wide, each(seed), L.Dense(3)), walk, walk
    yield "values, two layers", line(wide, each(seed), L.Dropout(0.2), each(seed + 1, 4), L.Dense(3)), walk, walk
    yield "one value", line(keras.Input((STEPS, 1)), each(seed), L.Dense(1)), walk[:, :, :1], walk[:, :, 0]
    yield "float32", line(wide, L.Conv1D(6, 3, padding="causal"), each(seed), L.Dense(3)), walk, walk.astype("float32")
    chars = line(keras.Input((STEPS, IDS)), each(seed), L.Dense(IDS, activation="softmax"), loss=SPARSE)
    yield "classes of one-hot rows", chars, hot, ids
    yield "ids", words(seed, each(seed)), ids, ids
    yield "both directions, next value", line(both(seed), L.Dense(3)), walk[:, :-1], walk[:, 1:]
    next_one = line(keras.Input((None, 3)), both(seed), both(seed + 1, 4), L.TimeDistributed(L.Dense(1)))
    yield "both directions, next of a feature", next_one, walk[:, :-1], walk[:, 1:, 1:2]
    yield "both directions, next id", words(seed, both(seed)), ids[:, :-1], ids[:, 1:]


def healthy(seed):
    rng, walk, ids, hot = data(seed)
    source, wide = rng.normal(size=(60, 9, 4)), keras.Input((STEPS, 3))
    begin = np.concatenate([np.zeros((60, 1, IDS)), hot[:, :-1]], axis=1)
    hidden = rng.random((60, STEPS)) < 0.15
    yield "decoder, shifted", decoder(seed, IDS), [source, begin], hot
    vector = [L.LSTM(8), L.RepeatVector(STEPS), each(seed), L.TimeDistributed(L.Dense(3))]
    yield "one vector", line(wide, *vector), walk, walk
    yield (
        "both directions to one vector",
        line(wide, L.Bidirectional(L.GRU(8)), *vector[1:2], both(seed), L.Dense(3)),
        walk,
        walk,
    )
    yield "fewer numbers", line(wide, each(seed), each(seed, 2), each(seed), L.Dense(3)), walk, walk
    yield "noise added by a layer", line(wide, L.GaussianNoise(0.3), each(seed), L.Dense(3)), walk, walk
    yield "noise added to x", line(wide, each(seed), L.Dense(3)), walk + 0.2 * rng.normal(size=walk.shape), walk
    yield "masked values", line(wide, both(seed), L.Dense(3)), np.where(hidden[..., None], 0, walk), walk
    yield "masked ids", words(seed, both(seed)), np.where(hidden, 0, ids), ids
    yield "next value", line(keras.Input((None, 3)), each(seed), L.Dense(3)), walk[:, :-1], walk[:, 1:]
    yield "next id", words(seed, each(seed)), ids[:, :-1], ids[:, 1:]
    yield "tags", line(wide, both(seed), L.Dense(1)), walk, walk.sum(axis=2, keepdims=True)
    yield "a part of x", line(wide, each(seed), L.Dense(1)), walk, walk[..., :1]
    yield (
        "both directions, one answer",
        line(keras.Input((None, 3)), L.Bidirectional(L.LSTM(8)), L.Dense(3)),
        walk[:, :-1],
        walk[:, -1],
    )
    strided = [
        L.Conv1D(8, 3, strides=2, padding="same"),
        L.UpSampling1D(2),
        L.Cropping1D((0, 1)),
        each(seed),
        L.Dense(3),
    ]
    yield "fewer steps", line(wide, *strided), walk, walk


@pytest.mark.parametrize("seed", SEEDS)
def test_an_answer_in_the_input_is_told_and_its_repair_leads_to_health(seed):
    for name, model, x, y in broken(seed):
        found = diagnose(model, x, y)
        assert [one.cause for one in found.findings] == ["target-misaligned"], name
        (fix,) = found.findings[0].fixes
        names = {"keras": keras, "np": np, "model": model, "x": x, "y": y}
        exec(fix.code, names)
        assert diagnose(*(names[one] for one in ("model", "x", "y"))).findings == (), name
        names["model"].evaluate(names["x"], names["y"], verbose=0)


@pytest.mark.parametrize("seed", SEEDS)
def test_right_answers_of_each_step_are_not_accused(seed):
    for name, model, x, y in healthy(seed):
        assert diagnose(model, x, y).findings == (), name


def test_both_directions_that_copy_are_told_twice():
    _, walk, _, _ = data(0)
    first, second = diagnose(line(keras.Input((STEPS, 3)), both(0), L.Dense(3)), walk, walk).findings
    assert "repeats x at each of the 11 timesteps" in first.sentence and "has seen every answer" in second.sentence


def test_steps_that_hardly_change_say_nothing():
    still = np.ones((60, STEPS, 3))
    assert evidence.copies(still, still) is None
    assert evidence.copies(np.zeros((60, STEPS), int), np.zeros((60, STEPS), int)) is None


def looks(kind, joined, **options):
    given = keras.Input((12,))
    read = keras.layers.Embedding(41, 16)(given)
    if kind == "Attention":
        seen = keras.layers.Attention()([read, read], **options)
    else:
        seen = keras.layers.MultiHeadAttention(2, 8)(read, read, **options)
    both = seen + read if joined == "+" else keras.layers.Add()([seen, read])
    model = keras.Model(given, keras.layers.Dense(41, activation="softmax")(both))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


@pytest.mark.parametrize("joined", ["+", "Add"])
@pytest.mark.parametrize("kind", ["Attention", "MultiHeadAttention"])
def test_an_attention_without_a_causal_mask_has_seen_the_next_word(kind, joined):
    words = np.random.default_rng(0).integers(1, 41, size=(80, 13))
    x, y = words[:, :-1], words[:, 1:]
    (found,) = diagnose(looks(kind, joined), x, y).findings
    assert found.cause == "target-misaligned" and "use_causal_mask=True" in found.fixes[0].code
    assert diagnose(looks(kind, joined, use_causal_mask=True), x, y).findings == ()
    assert diagnose(looks(kind, joined), x, words[:, 0]).ok is False  # one answer for twelve steps
    assert diagnose(looks(kind, joined), x, np.random.default_rng(1).integers(1, 41, size=(80, 12))).ok


def test_a_mask_that_somebody_made_may_be_a_causal_one():
    words = np.random.default_rng(0).integers(1, 41, size=(80, 13))
    model = looks("MultiHeadAttention", "+", attention_mask=np.tril(np.ones((12, 12)))[np.newaxis])
    assert diagnose(model, words[:, :-1], words[:, 1:]).findings == ()


@pytest.mark.parametrize("causal", [True, False])
def test_a_decoder_may_look_at_all_of_what_it_translates_and_not_at_all_of_its_own(causal):
    source, target = keras.Input((9,)), keras.Input((12,))
    read, told = L.Embedding(41, 16)(source), L.Embedding(41, 16)(target)
    crossed = L.MultiHeadAttention(2, 8, name="crossed")(told, read)
    seen = L.MultiHeadAttention(2, 8, name="own")(crossed, crossed, use_causal_mask=causal)
    model = keras.Model([source, target], L.Dense(41, activation="softmax")(seen))
    model.compile("adam", SPARSE)
    words = np.random.default_rng(0).integers(1, 41, size=(80, 22))
    found = diagnose(model, [words[:, :9], words[:, 9:-1]], words[:, 10:]).findings
    assert [one.cause for one in found] == ([] if causal else ["target-misaligned"])
    assert causal or "'own'" in found[0].sentence
