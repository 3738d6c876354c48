"""Healthy programs about texts: ids of words or letters, translation, generation, tagging, pairs of sentences."""

import keras
import numpy as np
from keras import layers, ops

from tools import structured
from tools.ground import Healthy, chain, functional

SPARSE, CATEGORICAL, BINARY = "sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy"


def reviews(draw, vocabulary=50, front=False):
    """Return padded texts of ids."""
    return structured.padded(
        draw.rng, structured.words(draw.rng, draw.size(40, 80), draw.size(10, 25), vocabulary), front=front
    )


def opinion(draw, model_layers, given=None, front=False, x=None):
    """Return the program of texts and a flag."""
    x = reviews(draw, front=front) if x is None else x
    y = structured.classes(draw.rng, x, 2)
    model = chain(keras.Input(given or x.shape[1:]), [*model_layers, layers.Dense(1, activation="sigmoid")], BINARY)
    return Healthy(model, x, y)


def reviews_with_lstm(draw):
    x = structured.words(draw.rng, draw.size(40, 80), draw.size(10, 25), 50)  # cut to one length: nothing is padded
    return opinion(draw, [layers.Embedding(50, 8), layers.LSTM(6)], x=x)


def reviews_with_two_bidirectional_layers(draw):
    inner = [layers.Bidirectional(layers.LSTM(4, return_sequences=True)), layers.Bidirectional(layers.LSTM(4))]
    return opinion(draw, [layers.Embedding(50, 8, mask_zero=True), *inner], given=(None,))


def reviews_with_convolution(draw):
    first = [
        layers.Embedding(50, 8),
        layers.Dropout(0.5),
        layers.Conv1D(5, 3, padding="valid", activation="relu", strides=2),
    ]
    return opinion(draw, [*first, layers.GlobalMaxPooling1D(), layers.Dense(6, activation="relu")], given=(None,))


def reviews_with_average_of_words(draw):
    return opinion(
        draw, [layers.Embedding(50, 8, mask_zero=True), layers.GlobalAveragePooling1D(), layers.Dropout(0.2)]
    )


def reviews_padded_in_front(draw):
    return opinion(draw, [layers.Embedding(50, 8, mask_zero=True), layers.GRU(5)], front=True)


def reviews_with_flatten(draw):
    x = structured.words(draw.rng, draw.size(40, 80), draw.size(10, 25), 50)
    return opinion(draw, [layers.Embedding(50, 8), layers.Flatten(), layers.Dense(6, activation="relu")], x=x)


def reviews_with_convolution_then_lstm(draw):
    x = structured.words(draw.rng, draw.size(40, 80), draw.size(20, 30), 50)
    first = [layers.Embedding(50, 8), layers.SpatialDropout1D(0.2), layers.Conv1D(6, 3), layers.MaxPooling1D(2)]
    return opinion(draw, [*first, layers.LSTM(5)], x=x)


def multi_hot_words(draw):
    """Bags of words: a row of flags for each text."""
    x = (draw.rng.random((draw.size(50, 90), draw.size(30, 60))) < 0.1).astype("float32")
    return opinion(draw, [layers.Dense(8, activation="relu"), layers.Dense(6, activation="relu")], x=x)


def given_word_vectors(draw):
    """A frozen embedding that brings its own weights."""
    vectors = draw.rng.normal(size=(50, 7)).astype("float32")
    frozen = layers.Embedding(50, 7, embeddings_initializer=keras.initializers.Constant(vectors), trainable=False)
    x, many = structured.words(draw.rng, draw.size(40, 80), draw.size(20, 30), 50), 5
    model = [
        frozen,
        layers.Conv1D(6, 5, activation="relu"),
        layers.GlobalMaxPooling1D(),
        layers.Dense(many, activation="softmax"),
    ]
    return Healthy(chain(keras.Input((None,)), model, SPARSE), x, structured.classes(draw.rng, x, many))


def toxic_comments(draw):
    """Six flags for each comment."""
    x = reviews(draw)
    y = np.stack([structured.classes(draw.rng, x, 2) for _ in range(6)], axis=1)
    inner = [layers.Bidirectional(layers.GRU(4, return_sequences=True)), layers.GlobalMaxPooling1D()]
    model = [layers.Embedding(50, 8, mask_zero=True), *inner, layers.Dense(6, activation="sigmoid")]
    return Healthy(chain(keras.Input(x.shape[1:]), model, BINARY), x, y)


def strings_through_a_vectorizer(draw):
    """Texts as strings, made ids by a layer of the model."""
    import tensorflow as tf

    vocabulary = ["good", "bad", "long", "short", "film", "book", "never", "again"]
    vectorize = layers.TextVectorization(output_sequence_length=draw.size(6, 9), vocabulary=vocabulary)
    n = draw.size(40, 60)
    texts = [" ".join(draw.rng.choice(vocabulary, 5)) for _ in range(n)]
    model = keras.Sequential(
        [keras.Input((1,), dtype="string"), vectorize, layers.Embedding(12, 5), layers.LSTM(4), layers.Dense(1)]
    )
    model.compile("adam", keras.losses.BinaryCrossentropy(from_logits=True))
    return Healthy(model, tf.constant(texts)[:, None], draw.rng.integers(0, 2, n))


def letters_one_hot_to_the_next(draw):
    """Windows of one-hot letters and the letter that follows, as flags."""
    letters, steps = draw.size(15, 28), draw.size(10, 14)
    text = np.minimum(draw.rng.geometric(0.15, 160), letters) - 1
    whole = structured.cut(text[:, None], steps + 1)[..., 0]
    x, y = np.eye(letters, dtype=bool)[whole[:, :-1]], np.eye(letters, dtype=bool)[whole[:, -1]]
    return Healthy(
        chain(
            keras.Input((steps, letters)), [layers.LSTM(8), layers.Dense(letters, activation="softmax")], CATEGORICAL
        ),
        x,
        y,
    )


def letters_as_scaled_numbers(draw):
    """Letters divided by their number, one feature; the class of the next one."""
    letters, steps = draw.size(15, 28), draw.size(5, 9)
    text = np.minimum(draw.rng.geometric(0.15, 160), letters) - 1
    x, y = structured.windows(text[:, None], steps)
    model = [layers.LSTM(8), layers.Dense(letters, activation="softmax")]
    return Healthy(chain(keras.Input((steps, 1)), model, CATEGORICAL), x / letters, np.eye(letters)[y])


def one_word_in_one_word_out(draw):
    words = structured.words(draw.rng, 1, 120, 20)[0]
    model = [layers.Embedding(20, 6), layers.LSTM(6), layers.Dense(20, activation="softmax")]
    return Healthy(chain(keras.Input((1,)), model, SPARSE), words[:-1, None], words[1:])


def text_generation_of_every_step(draw):
    """y is x one letter later, at every step, and the loss knows of logits."""
    steps = draw.size(15, 25)
    whole = structured.words(draw.rng, draw.size(40, 60), steps + 1, 30)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model = chain(
        keras.Input((None,)), [layers.Embedding(30, 6), layers.GRU(8, return_sequences=True), layers.Dense(30)], loss
    )
    return Healthy(model, whole[:, :-1], whole[:, 1:])


def numbers_added_letter_by_letter(draw):
    """One-hot questions of one length, one-hot answers of another."""
    asked, answered, letters = draw.size(6, 8), draw.size(3, 5), 12
    x = np.eye(letters)[draw.rng.integers(0, letters, (draw.size(40, 80), asked))].astype(bool)
    y = np.eye(letters)[draw.rng.integers(0, letters, (len(x), answered))].astype(bool)
    model = [layers.LSTM(8), layers.RepeatVector(answered), layers.LSTM(8, return_sequences=True)]
    model += [layers.Dense(letters, activation="softmax")]
    return Healthy(chain(keras.Input((asked, letters)), model, CATEGORICAL), x, y)


def translation_letter_by_letter(draw):
    """An encoder's states begin the decoder, which is handed the right answer one step late."""
    n, read, told, letters, others = (
        draw.size(40, 70),
        draw.size(8, 12),
        draw.size(9, 14),
        draw.size(15, 20),
        draw.size(16, 24),
    )
    source, target = draw.rng.integers(0, letters, (n, read)), draw.rng.integers(0, others, (n, told + 1))
    encoded, decoded = keras.Input((None, letters)), keras.Input((None, others))
    _, hidden, cell = layers.LSTM(7, return_state=True)(encoded)
    out, _, _ = layers.LSTM(7, return_sequences=True, return_state=True)(decoded, initial_state=[hidden, cell])
    model = functional([encoded, decoded], layers.Dense(others, activation="softmax")(out), CATEGORICAL)
    coded = np.eye(others, dtype="float32")[target]
    return Healthy(model, [np.eye(letters, dtype="float32")[source], coded[:, :-1]], coded[:, 1:])


def translation_with_attention(draw):
    n, read, told = draw.size(40, 60), draw.size(8, 12), draw.size(9, 14)
    source, target = structured.words(draw.rng, n, read, 30), structured.words(draw.rng, n, told + 1, 25)
    given, before = keras.Input((None,), name="source"), keras.Input((None,), name="before")
    seen = layers.Bidirectional(layers.GRU(6, return_sequences=True), merge_mode="sum")(layers.Embedding(30, 6)(given))
    out = layers.GRU(6, return_sequences=True)(layers.Embedding(25, 6)(before))
    out = layers.LayerNormalization()(layers.Add()([out, layers.MultiHeadAttention(1, 6)(query=out, value=seen)]))
    model = functional(
        {"source": given, "before": before},
        layers.Dense(25)(out),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    return Healthy(model, {"source": source, "before": target[:, :-1]}, target[:, 1:])


def tags_for_every_word(draw):
    x = reviews(draw)
    inner = layers.Bidirectional(layers.LSTM(5, return_sequences=True))
    model = [
        layers.Embedding(50, 8, mask_zero=True),
        inner,
        layers.TimeDistributed(layers.Dense(9, activation="softmax")),
    ]
    return Healthy(chain(keras.Input((x.shape[1],)), model, SPARSE), x, x % 9)


def tags_as_one_hot(draw):
    x = structured.words(draw.rng, draw.size(40, 80), draw.size(10, 25), 50)  # of one length
    model = [
        layers.Embedding(50, 8),
        layers.LSTM(5, return_sequences=True, recurrent_dropout=0.1),
        layers.Dense(7, activation="softmax"),
    ]
    return Healthy(chain(keras.Input(x.shape[1:]), model, CATEGORICAL), x, np.eye(7)[x % 7])


def question_pairs_with_a_shared_encoder(draw):
    n, steps = draw.size(40, 70), draw.size(9, 15)
    one, other = (structured.words(draw.rng, n, steps, 40) for _ in range(2))
    embed, encode = layers.Embedding(40, 6), layers.LSTM(5)
    inputs = [keras.Input((steps,)) for _ in range(2)]
    apart = ops.abs(ops.subtract(*(encode(embed(given)) for given in inputs)))
    model = functional(inputs, layers.Dense(1, activation="sigmoid")(apart), BINARY)
    return Healthy(model, [one, other], draw.rng.integers(0, 2, n))


def story_and_question(draw):
    """A story and a question of other lengths, and the word that answers."""
    n, story, question = draw.size(40, 70), draw.size(18, 25), draw.size(4, 8)
    inputs = [keras.Input((story,)), keras.Input((question,))]
    read = [layers.LSTM(5)(layers.Embedding(30, 6)(one)) for one in inputs]
    model = functional(inputs, layers.Dense(30, activation="softmax")(layers.concatenate(read)), SPARSE)
    return Healthy(
        model, [structured.words(draw.rng, n, size, 30) for size in (story, question)], draw.rng.integers(0, 30, n)
    )


class Positions(layers.Layer):
    """Embeddings of words and of places, added."""

    def __init__(self, longest, vocabulary, width, **options):
        super().__init__(**options)
        self.words, self.places = layers.Embedding(vocabulary, width), layers.Embedding(longest, width)

    def call(self, ids):
        return self.words(ids) + self.places(ops.arange(ops.shape(ids)[-1]))


def text_with_a_transformer_block(draw):
    x = structured.words(draw.rng, draw.size(40, 80), draw.size(10, 25), 50)
    given = keras.Input(x.shape[1:])
    out = Positions(x.shape[1], 50, 8)(given)
    out = layers.LayerNormalization()(out + layers.MultiHeadAttention(2, 8)(out, out))
    out = layers.LayerNormalization()(out + layers.Dense(8)(layers.Dense(6, activation="relu")(out)))
    out = layers.Dense(2, activation="softmax")(layers.Dropout(0.1)(layers.GlobalAveragePooling1D()(out)))
    return Healthy(functional(given, out, SPARSE), x, structured.classes(draw.rng, x, 2))


def small_language_model(draw):
    """A causal transformer: y is x one word later."""
    steps = draw.size(10, 16)
    whole = structured.words(draw.rng, draw.size(40, 60), steps + 1, 30)
    given = keras.Input((steps,), dtype="int32")
    out = Positions(steps, 30, 8)(given)
    out = layers.LayerNormalization()(out + layers.MultiHeadAttention(2, 4)(out, out, use_causal_mask=True))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return Healthy(functional(given, layers.Dense(30)(out), loss), whole[:, :-1], whole[:, 1:])


def word_pairs(draw):
    """word2vec: a word, and one right among several wrong neighbours; the products are the logits."""
    n, choices = draw.size(50, 90), draw.size(4, 6)
    word, context = keras.Input((1,)), keras.Input((choices,))
    products = layers.Dot(axes=(2, 2))([layers.Embedding(40, 6)(context), layers.Embedding(40, 6)(word)])
    model = functional(
        [word, context], layers.Flatten()(products), keras.losses.CategoricalCrossentropy(from_logits=True)
    )
    x = [structured.words(draw.rng, n, size, 40) for size in (1, choices)]
    return Healthy(model, x, np.eye(choices)[np.zeros(n, dtype=int)])
