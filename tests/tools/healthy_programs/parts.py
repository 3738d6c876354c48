"""Healthy programs that make: autoencoders, parts of adversarial networks, diffusion, anomalies, upsampled sounds."""

import keras
import numpy as np
from keras import layers, ops

from tools import structured
from tools.ground import Healthy, chain, functional

BINARY = "binary_crossentropy"


def recordings(draw, features=1, steps=24):
    return structured.smooth(draw.rng, draw.size(40, 80), steps, features).astype("float32")


def photos(draw, channels=1, size=12):
    return structured.pictures(draw.rng, draw.size(36, 70), size, channels).clip(0, 1).astype("float32")


def given_back(x, *model_layers, loss="mse", noise=0.0):
    """Return the program that gives back what went in."""
    model = chain(keras.Input(x.shape[1:]), model_layers, loss)
    return Healthy(model, x + noise * np.random.default_rng(0).normal(size=x.shape) if noise else x, x)


def autoencoder_of_pictures(draw):
    x = photos(draw)
    return given_back(
        x,
        layers.Flatten(),
        layers.Dense(6, activation="relu"),
        layers.Dense(144, activation="sigmoid"),
        layers.Reshape((12, 12, 1)),
    )


def autoencoder_of_flat_pictures(draw):
    x = photos(draw).reshape(-1, 144)
    return given_back(x, layers.Dense(8, activation="relu"), layers.Dense(144, activation="sigmoid"), loss=BINARY)


def denoised_pictures(draw):
    down = [layers.Conv2D(4, 3, activation="relu", padding="same"), layers.MaxPooling2D(2, padding="same")]
    up = [
        layers.Conv2DTranspose(4, 3, strides=2, padding="same"),
        layers.Conv2D(1, 3, activation="sigmoid", padding="same"),
    ]
    return given_back(photos(draw), *down, *up, loss=BINARY, noise=0.2)


def autoencoder_with_lstm(draw):
    steps, features = draw.size(9, 20), draw.size(2, 5)
    x = recordings(draw, features, steps)
    up = [
        layers.RepeatVector(steps),
        layers.LSTM(5, return_sequences=True),
        layers.TimeDistributed(layers.Dense(features)),
    ]
    return given_back(x, layers.LSTM(5), *up, loss="mae")


def autoencoder_of_each_step(draw):
    """Every step is told by fewer numbers than it has, and given back."""
    x = recordings(draw, draw.size(5, 8))
    narrow = [layers.GRU(8, return_sequences=True), layers.LSTM(2, return_sequences=True)]
    return given_back(x, *narrow, layers.GRU(8, return_sequences=True), layers.Dense(x.shape[2]))


def noise_taken_from_each_step(draw):
    """A layer adds noise, and the others learn to take it away: wide ones, in both directions."""
    x = recordings(draw, 2)
    noise = draw.turn(layers.GaussianNoise(0.3), layers.Dropout(0.3))
    return given_back(x, noise, layers.Bidirectional(layers.LSTM(6, return_sequences=True)), layers.Dense(2))


def gaps_filled_from_both_sides(draw):
    """Some steps are hidden in x, and told from what stands before and behind them."""
    y = recordings(draw, 3)
    x = np.where(draw.rng.random((*y.shape[:2], 1)) < 0.2, 0, y)
    model = [layers.Bidirectional(layers.GRU(6, return_sequences=True)), layers.Dense(3)]
    return Healthy(chain(keras.Input(y.shape[1:]), model), x, y)


def autoencoder_with_convolutions(draw):
    down = [layers.Conv1D(6, 7, padding="same", strides=2, activation="relu"), layers.Dropout(0.2)]
    up = [
        layers.Conv1DTranspose(6, 7, padding="same", strides=2, activation="relu"),
        layers.Conv1DTranspose(1, 7, padding="same"),
    ]
    return given_back(recordings(draw), *down, *up)


def autoencoder_of_rows(draw):
    """Payments: unrelated columns, given back."""
    x = structured.standard(draw.rng.normal(size=(draw.size(60, 90), 9)) @ draw.rng.normal(size=(9, 9)))
    return given_back(x, layers.Dense(5, activation="tanh"), layers.Dense(9))


def autoencoder_of_ids(draw):
    """The loss wants the ids themselves as y."""
    x = structured.words(draw.rng, draw.size(40, 60), draw.size(8, 12), 20)
    up = [
        layers.RepeatVector(x.shape[1]),
        layers.LSTM(6, return_sequences=True),
        layers.Dense(20, activation="softmax"),
    ]
    model = chain(
        keras.Input(x.shape[1:]), [layers.Embedding(20, 5), layers.LSTM(6), *up], "sparse_categorical_crossentropy"
    )
    return Healthy(model, x, x)


def give_back_and_go_on(draw):
    """One encoder with two decoders: what was, and what comes."""
    steps = draw.size(9, 15)
    whole = structured.cut(structured.waves(draw.rng, draw.size(80, 120)), 2 * steps)
    given = keras.Input((steps, 1))
    coded = layers.LSTM(6, activation="relu")(given)
    outputs = []
    for name in ("was", "comes"):
        out = layers.LSTM(5, return_sequences=True)(layers.RepeatVector(steps)(coded))
        outputs.append(layers.TimeDistributed(layers.Dense(1), name=name)(out))
    return Healthy(functional(given, outputs), whole[:, :steps], [whole[:, :steps], whole[:, steps:]])


def code_of_an_encoder(draw):
    """The first half of an autoencoder, asked for its code; never compiled."""
    program = autoencoder_with_lstm(draw)
    half = keras.Model(program.model.inputs, program.model.layers[0].output)
    return Healthy(half, program.x)


class Sampling(layers.Layer):
    """A draw around a mean."""

    def call(self, inputs):
        mean, spread = inputs
        return mean + ops.exp(0.5 * spread) * keras.random.normal(ops.shape(mean))


class Divergence(layers.Layer):
    """Adds a loss of its own and hands its inputs on."""

    def call(self, inputs):
        mean, spread = inputs
        self.add_loss(-0.5 * ops.mean(1 + spread - ops.square(mean) - ops.exp(spread)))
        return mean, spread


def variational_autoencoder(draw):
    x = photos(draw)
    given = keras.Input(x.shape[1:])
    out = layers.Flatten()(layers.Conv2D(4, 3, strides=2, padding="same", activation="relu")(given))
    code = Sampling()(Divergence()([layers.Dense(2)(out), layers.Dense(2)(out)]))
    out = layers.Reshape((6, 6, 4))(layers.Dense(144, activation="relu")(code))
    model = functional(
        given, layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid")(out), BINARY
    )
    return Healthy(model, x, x)


def generator_of_pictures(draw):
    """Noise to pictures, asked for some."""
    size = draw.size(16, 24)
    model = [
        layers.Dense(3 * 3 * 8),
        layers.LeakyReLU(0.2),
        layers.Reshape((3, 3, 8)),
        layers.Conv2DTranspose(4, 4, strides=2, padding="same"),
    ]
    model += [layers.BatchNormalization(), layers.Conv2DTranspose(1, 4, strides=2, padding="same", activation="tanh")]
    return Healthy(chain(keras.Input((size,)), model), draw.rng.normal(size=(draw.size(9, 14), size)))


def discriminator_of_pictures(draw):
    """Real ones and made ones, with flags."""
    real = photos(draw)
    x = np.concatenate([real, draw.rng.random(real.shape)])
    y = np.concatenate([np.ones((len(real), 1)), np.zeros((len(real), 1))])
    model = [
        layers.Conv2D(4, 4, strides=2, padding="same"),
        layers.LeakyReLU(0.2),
        layers.Flatten(),
        layers.Dropout(0.2),
        layers.Dense(1),
    ]
    return Healthy(chain(keras.Input(x.shape[1:]), model, keras.losses.BinaryCrossentropy(from_logits=True)), x, y)


def generator_and_discriminator_in_a_row(draw):
    """The classic loop: noise, and the wish that all be taken for real."""
    judge = keras.Sequential(
        [keras.Input((16, 1)), layers.Conv1D(4, 3), layers.Flatten(), layers.Dense(1, activation="sigmoid")]
    )
    judge.trainable = False
    maker = keras.Sequential([keras.Input((7,)), layers.Dense(16), layers.Reshape((16, 1))])
    model = keras.Sequential([keras.Input((7,)), maker, judge])
    model.compile("adam", BINARY)
    n = draw.size(40, 60)
    return Healthy(model, draw.rng.normal(size=(n, 7)), np.ones((n, 1)))


def generator_with_a_class(draw):
    n, noise, many = draw.size(9, 20), draw.size(6, 12), 10
    code, label = keras.Input((noise,)), keras.Input((1,), dtype="int32")
    joined = layers.multiply([code, layers.Flatten()(layers.Embedding(many, noise)(label))])
    model = keras.Model([code, label], layers.Reshape((8, 8, 1))(layers.Dense(64, activation="tanh")(joined)))
    return Healthy(model, [draw.rng.normal(size=(n, noise)), draw.rng.integers(0, many, (n, 1))])


def discriminator_with_two_answers(draw):
    """Real or made, and which class."""
    x = photos(draw)
    given = keras.Input(x.shape[1:])
    seen = layers.Flatten()(layers.Conv2D(4, 3, strides=2)(given))
    outputs = [
        layers.Dense(1, activation="sigmoid", name="real")(seen),
        layers.Dense(5, activation="softmax", name="class")(seen),
    ]
    model = functional(given, outputs, [BINARY, "sparse_categorical_crossentropy"])
    return Healthy(model, x, [draw.rng.random(len(x)) > 0.5, structured.classes(draw.rng, x, 5)])


def critic_with_a_loss_of_its_own(draw):
    def earth_mover(y, answers):
        return ops.mean(y * answers)

    x = photos(draw)
    model = [layers.Conv2D(4, 3, strides=2), layers.Flatten(), layers.Dense(1)]
    return Healthy(
        chain(keras.Input(x.shape[1:]), model, earth_mover), x, np.where(draw.rng.random((len(x), 1)) > 0.5, 1.0, -1.0)
    )


def noise_told_from_a_noisy_picture(draw):
    """Diffusion: a picture with noise, how much, and the noise as y."""
    x = photos(draw)
    part, noise = draw.rng.random((len(x), 1, 1, 1)), draw.rng.normal(size=x.shape)
    picture, share = keras.Input(x.shape[1:]), keras.Input((1, 1, 1))
    wide = layers.UpSampling2D(12)(share)
    out = layers.Conv2D(6, 3, padding="same", activation="swish")(layers.concatenate([picture, wide]))
    model = functional([picture, share], layers.Conv2D(1, 1, kernel_initializer="zeros")(out), "mae")
    return Healthy(model, [np.sqrt(1 - part) * x + np.sqrt(part) * noise, part], noise)


def pixels_one_after_the_other(draw):
    """PixelCNN in short: the picture is its own y."""
    x = (photos(draw) > 0.3).astype("float32")
    model = [
        layers.Conv2D(6, 5, padding="same", activation="relu"),
        layers.Conv2D(4, 1, activation="relu"),
        layers.Conv2D(1, 1, activation="sigmoid"),
    ]
    return given_back(x, *model, loss=BINARY)


def notes_with_three_answers(draw):
    """Music: pitch, pause and length of the next note."""
    steps = draw.size(12, 20)
    n = draw.size(150, 200)
    notes = np.stack([draw.rng.integers(50, 80, n), draw.rng.gamma(2, 0.2, n), draw.rng.gamma(2, 0.3, n)], axis=1)
    x = structured.cut(notes / [128, 1, 1], steps)[:-1]
    given = keras.Input((steps, 3))
    seen = layers.LSTM(8)(given)
    outputs = {
        "pitch": layers.Dense(128, name="pitch")(seen),
        "pause": layers.Dense(1, name="pause")(seen),
        "length": layers.Dense(1, name="length")(seen),
    }
    losses = {"pitch": keras.losses.SparseCategoricalCrossentropy(from_logits=True), "pause": "mse", "length": "mse"}
    y = {"pitch": notes[steps:, 0].astype(int), "pause": notes[steps:, 1], "length": notes[steps:, 2]}
    return Healthy(functional(given, outputs, losses, loss_weights={"pitch": 0.05, "pause": 1.0, "length": 1.0}), x, y)


def sounds_drawn_from_spectra(draw):
    """A vocoder: frames of a spectrum to a sound with more samples."""
    frames, bands = 12, draw.size(8, 13)
    x = structured.smooth(draw.rng, draw.size(33, 50), frames, bands).astype("float32")
    model = [
        layers.Conv1D(8, 7, padding="same"),
        layers.LeakyReLU(),
        layers.Conv1DTranspose(6, 8, strides=4, padding="same"),
    ]
    model += [layers.UpSampling1D(2), layers.Conv1D(1, 7, padding="same", activation="tanh")]
    return Healthy(chain(keras.Input((None, bands)), model, "mae"), x, structured.sounds(draw.rng, len(x), frames * 8))


def voices_taken_apart(draw):
    """As many samples out as in, with a channel for each voice."""
    x = structured.sounds(draw.rng, draw.size(33, 50), 64)
    y = np.concatenate([0.6 * x, 0.4 * np.roll(x, 3, axis=1)], axis=-1)
    model = [layers.Conv1D(6, 5, padding="same", activation="relu"), layers.Conv1D(2, 1)]
    return Healthy(chain(keras.Input((None, 1)), model), x, y)
