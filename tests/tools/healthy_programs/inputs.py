"""Healthy programs with several inputs or outputs, and of tables."""

import keras
import numpy as np
from keras import layers, ops

from tools import structured
from tools.ground import Healthy, chain, functional

SPARSE, BINARY = "sparse_categorical_crossentropy", "binary_crossentropy"


def series_and_facts(draw):
    """A block and a table of facts that do not change."""
    block = structured.smooth(draw.rng, draw.size(40, 80), draw.size(9, 20), draw.size(2, 5))
    facts = draw.rng.normal(size=(len(block), draw.size(5, 8)))
    one, other = keras.Input(block.shape[1:], name="block"), keras.Input(facts.shape[1:], name="facts")
    out = layers.concatenate([layers.LSTM(5)(one), layers.Dense(4, activation="relu")(other)])
    return Healthy(functional([one, other], layers.Dense(1)(out)), [block, facts], structured.score(draw.rng, block))


def inputs_by_name(draw):
    program = series_and_facts(draw)
    block, facts = program.x
    return program._replace(x={"facts": facts, "block": block})


def price_and_volume_apart(draw):
    """Two series of the same length, each in a branch of its own."""
    steps = draw.size(9, 20)
    table = structured.standard(structured.walk(draw.rng, draw.size(80, 120), 2))
    x, y = structured.windows(table, steps)
    inputs = [keras.Input((steps, 1)) for _ in "ab"]
    joined = layers.Add()([layers.GRU(5)(one) for one in inputs])
    return Healthy(functional(inputs, layers.Dense(1)(joined)), [x[..., :1], x[..., 1:]], y)


def fast_and_slow(draw):
    """A minute series and a day series, of other lengths and features."""
    n, fast, slow = draw.size(40, 60), draw.size(30, 40), draw.size(5, 9)
    x = [structured.smooth(draw.rng, n, fast, 2), structured.smooth(draw.rng, n, slow, 3)]
    inputs = [keras.Input(one.shape[1:]) for one in x]
    parts = [layers.GlobalAveragePooling1D()(layers.Conv1D(4, 5)(inputs[0])), layers.GRU(4)(inputs[1])]
    return Healthy(
        functional(inputs, layers.Dense(1)(layers.concatenate(parts)), "mae"), x, structured.score(draw.rng, x[1])
    )


def tickets_with_title_text_and_tags(draw):
    """The guide's tickets: ids of other lengths, flags, two answers by name."""
    n, tags = draw.size(40, 60), draw.size(5, 8)
    title, body, flags = (
        keras.Input((None,), name="title"),
        keras.Input((None,), name="body"),
        keras.Input((tags,), name="tags"),
    )
    parts = [layers.LSTM(5)(layers.Embedding(30, 6)(title)), layers.LSTM(4)(layers.Embedding(30, 6)(body)), flags]
    joined = layers.concatenate(parts)
    outputs = [layers.Dense(1, name="priority")(joined), layers.Dense(4, name="department")(joined)]
    losses = [keras.losses.BinaryCrossentropy(from_logits=True), keras.losses.CategoricalCrossentropy(from_logits=True)]
    x = {"title": structured.words(draw.rng, n, 10, 30), "body": structured.words(draw.rng, n, 25, 30)}
    x["tags"] = draw.rng.integers(0, 2, (n, tags)).astype("float32")
    y = {"priority": draw.rng.random((n, 1)), "department": np.eye(4)[draw.rng.integers(0, 4, n)]}
    return Healthy(functional([title, body, flags], outputs, losses, loss_weights=[1.0, 0.2]), x, y)


def picture_and_series(draw):
    n = draw.size(36, 60)
    x = [structured.pictures(draw.rng, n, draw.size(10, 14), 3), structured.smooth(draw.rng, n, draw.size(16, 20), 4)]
    picture, series = (keras.Input(one.shape[1:]) for one in x)
    parts = [
        layers.GlobalMaxPooling2D()(layers.Conv2D(4, 3)(picture)),
        layers.GlobalMaxPooling1D()(layers.Conv1D(4, 3)(series)),
    ]
    joined = layers.concatenate(parts)
    score, kind = layers.Dense(1, name="score")(joined), layers.Dense(5, name="class", activation="softmax")(joined)
    model = functional([picture, series], [score, kind], {"score": "mse", "class": SPARSE})
    return Healthy(model, x, [structured.score(draw.rng, x[0]), structured.classes(draw.rng, x[1], 5)])


def picture_and_words_before(draw):
    """A caption word by word: a picture's features, the words so far, the next word."""
    n, features, steps = draw.size(40, 60), draw.size(16, 24), draw.size(8, 12)
    seen, before = keras.Input((features,)), keras.Input((steps,))
    text = layers.LSTM(6)(layers.Dropout(0.2)(layers.Embedding(30, 5, mask_zero=True)(before)))
    joined = layers.add([layers.Dense(6, activation="relu")(seen), text])
    words = structured.padded(draw.rng, structured.words(draw.rng, n, steps, 30), front=True)
    model = functional([seen, before], layers.Dense(30, activation="softmax")(joined), SPARSE)
    return Healthy(model, [draw.rng.normal(size=(n, features)), words], draw.rng.integers(1, 30, n))


def users_and_films(draw):
    """Ratings: two columns of ids in one array, and a product of vectors."""
    n = draw.size(60, 90)
    x = np.stack([draw.rng.integers(0, 20, n), draw.rng.integers(0, 15, n)], axis=1)
    given = keras.Input((2,), dtype="int32")
    user, film = layers.Embedding(20, 5)(given[:, 0]), layers.Embedding(15, 5)(given[:, 1])
    model = functional(given, ops.sigmoid(ops.sum(user * film, axis=1, keepdims=True)), BINARY)
    return Healthy(model, x, draw.rng.random(n).round(1))


def categories_embedded_beside_numbers(draw):
    """Shops: whole-number columns to embeddings, numbers beside them, one array for each."""
    n, sizes = draw.size(50, 90), (7, 12, 31)
    inputs = [keras.Input((1,)) for _ in sizes] + [keras.Input((4,))]
    parts = [layers.Flatten()(layers.Embedding(size, 3)(one)) for size, one in zip(sizes, inputs[:-1], strict=True)]
    joined = layers.Dense(8, activation="relu")(layers.concatenate([*parts, inputs[-1]]))
    x = [draw.rng.integers(0, size, n) for size in sizes] + [draw.rng.normal(size=(n, 4))]
    return Healthy(functional(inputs, layers.Dense(1)(joined), "mae"), x, draw.rng.normal(size=n))


def wide_and_deep(draw):
    x = draw.rng.normal(size=(draw.size(50, 90), 6))
    given = keras.Input((6,))
    deep = layers.Dense(5, activation="relu")(layers.Dense(8, activation="relu")(given))
    model = functional(given, layers.Dense(1, activation="sigmoid")(layers.concatenate([given, deep])), BINARY)
    return Healthy(model, x, structured.classes(draw.rng, x, 2))


def columns_as_tokens(draw):
    """A transformer over the categories of a row."""
    x = draw.rng.integers(0, 9, (draw.size(50, 80), draw.size(5, 8)))
    given = keras.Input(x.shape[1:])
    out = layers.Embedding(9, 8)(given)
    out = layers.LayerNormalization()(layers.Add()([out, layers.MultiHeadAttention(2, 4)(out, out)]))
    model = functional(given, layers.Dense(1, activation="sigmoid")(layers.Flatten()(out)), BINARY)
    return Healthy(model, x, structured.classes(draw.rng, x, 2)[:, None])


def houses(draw):
    x = draw.rng.normal(size=(draw.size(60, 90), 13))
    return Healthy(
        chain(keras.Input((13,)), [layers.Dense(8, activation="relu"), layers.Dense(1)], metrics=["mae"]),
        x,
        20 + structured.score(draw.rng, x),
    )


def flowers(draw):
    x = draw.rng.normal(size=(draw.size(60, 90), 4)) + 5
    model = chain(
        keras.Input((4,)),
        [layers.Dense(8, activation="relu"), layers.Dense(3, activation="softmax")],
        "categorical_crossentropy",
    )
    return Healthy(model, x, np.eye(3)[structured.classes(draw.rng, x, 3)])


def mechanisms_of_drugs(draw):
    """Many flags from many columns."""
    x = draw.rng.normal(size=(draw.size(50, 80), draw.size(40, 60)))
    y = (draw.rng.random((len(x), draw.size(20, 30))) < 0.05).astype(int)
    model = [
        layers.BatchNormalization(),
        layers.Dropout(0.3),
        layers.Dense(9, activation="elu"),
        layers.Dense(y.shape[1], activation="sigmoid"),
    ]
    return Healthy(chain(keras.Input(x.shape[1:]), model, BINARY), x, y)


def one_number_in_one_number_out(draw):
    x = np.linspace(-3, 3, draw.size(50, 90))
    model = [layers.Dense(8, activation="tanh"), layers.Dense(1)]
    return Healthy(chain(keras.Input((1,)), model), x, np.sin(x) + 0.1 * draw.rng.normal(size=len(x)))


def a_straight_line(draw):
    """Fahrenheit: y is a line of x, and is meant to be."""
    x = draw.rng.uniform(-20, 40, (draw.size(50, 90), 1))
    return Healthy(chain(keras.Input((1,)), [layers.Dense(1)]), x, 1.8 * x + 32)


def several_answers_in_a_list(draw):
    x = structured.smooth(draw.rng, draw.size(40, 80), draw.size(9, 20), 3)
    given = keras.Input(x.shape[1:])
    seen = layers.GRU(5)(given)
    outputs = [layers.Dense(1)(seen), layers.Dense(2)(seen), layers.Dense(4, activation="softmax")(seen)]
    y = [structured.score(draw.rng, x), draw.rng.normal(size=(len(x), 2)), structured.classes(draw.rng, x, 4)]
    return Healthy(functional(given, outputs, ["mse", "mae", SPARSE]), x, y)


def every_step_and_the_whole(draw):
    """One answer for each step, another for the sample."""
    x = structured.smooth(draw.rng, draw.size(40, 80), draw.size(9, 20), 3)
    given = keras.Input((None, 3))
    seen = layers.GRU(5, return_sequences=True)(given)
    steps, whole = (
        layers.Dense(1, name="steps")(seen),
        layers.Dense(1, name="whole")(layers.GlobalAveragePooling1D()(seen)),
    )
    y = {"steps": x.cumsum(axis=1)[..., :1], "whole": structured.score(draw.rng, x)[:, None]}
    return Healthy(functional(given, {"steps": steps, "whole": whole}, {"steps": "mse", "whole": "mae"}), x, y)


def twins_compared(draw):
    """Pairs of pictures, a shared encoder, a distance, a contrastive loss of one's own."""

    def contrastive(y, distance):
        return ops.mean((1 - y) * ops.square(distance) + y * ops.square(ops.maximum(1 - distance, 0)))

    x = [structured.pictures(draw.rng, 45, 12) for _ in "ab"]
    encode = keras.Sequential([keras.Input((12, 12, 1)), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(5)])
    one, other = keras.Input((12, 12, 1)), keras.Input((12, 12, 1))
    distance = ops.sqrt(ops.sum(ops.square(encode(one) - encode(other)), axis=1, keepdims=True) + 1e-6)
    return Healthy(
        functional([one, other], distance, contrastive), x, draw.rng.integers(0, 2, (45, 1)).astype("float32")
    )


def nodes_of_a_graph(draw):
    """Roads: features of each node and step, mixed by a matrix of neighbours, then an LSTM for each node."""
    nodes, steps = draw.size(5, 8), draw.size(9, 13)
    table = structured.weather(draw.rng, draw.size(80, 120), nodes)
    x, near = structured.cut(table, steps)[:-1], (draw.rng.random((nodes, nodes)) < 0.4).astype("float32")
    given = keras.Input((steps, nodes))
    mixed = layers.Lambda(lambda values: ops.matmul(values, near), output_shape=(steps, nodes))(given)
    return Healthy(functional(given, layers.Dense(nodes)(layers.LSTM(8)(mixed))), x, table[steps:])


def choices_of_an_actor_and_a_critic(draw):
    """A state of four numbers; the chances of two moves, and a worth; asked for one state."""
    given = keras.Input((4,))
    seen = layers.Dense(8, activation="relu")(given)
    model = keras.Model(given, [layers.Dense(2, activation="softmax")(seen), layers.Dense(1)(seen)])
    return Healthy(model, draw.rng.normal(size=(1, 4)))
