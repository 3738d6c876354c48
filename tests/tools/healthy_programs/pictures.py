"""Healthy programs about pictures, films and volumes."""

import keras
import numpy as np
from keras import layers

from tools import structured
from tools.ground import Healthy, chain, functional

SPARSE, CATEGORICAL, BINARY = "sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy"


def photos(draw, channels=1, size=None):
    return structured.pictures(draw.rng, draw.size(36, 70), size or draw.size(12, 18), channels).astype("float32")


def movies(draw, channels=1, steps=None):
    return structured.films(draw.rng, draw.size(33, 50), steps or draw.size(4, 6), draw.size(8, 12), channels).astype(
        "float32"
    )


def sorted_into(draw, x, model_layers, many=None, loss=SPARSE):
    """Return the program whose y are classes of x."""
    many = many or draw.size(3, 7)
    labels = structured.classes(draw.rng, x, many)
    model = chain(
        keras.Input(x.shape[1:]), [*model_layers, layers.Dense(many, activation="softmax")], loss, draw.functional
    )
    return Healthy(model, x, structured.one_hot(labels, many) if loss == CATEGORICAL else labels)


def digits_with_convolutions(draw):
    first = [layers.Conv2D(4, 3, activation="relu"), layers.MaxPooling2D(2), layers.Conv2D(5, 3, activation="relu")]
    return sorted_into(draw, photos(draw), [*first, layers.Flatten(), layers.Dropout(0.5)], 10, CATEGORICAL)


def digits_with_dense_layers(draw):
    return sorted_into(draw, photos(draw)[..., 0], [layers.Flatten(), layers.Dense(8, activation="relu")], 10)


def digits_flat(draw):
    x = photos(draw)
    return sorted_into(
        draw, x.reshape(len(x), -1), [layers.Dense(8, activation="relu"), layers.Dense(6, activation="relu")]
    )


def digits_as_bytes(draw):
    """Whole numbers up to 255, scaled by a layer of the model."""
    x = (255 * photos(draw).clip(0, 1)).astype("uint8")
    return sorted_into(draw, x, [layers.Rescaling(1 / 255), layers.Conv2D(4, 3), layers.GlobalAveragePooling2D()])


def digits_row_by_row(draw):
    """A row of pixels is a step."""
    return sorted_into(draw, photos(draw)[..., 0], [layers.LSTM(6), layers.BatchNormalization()], 10)


def digits_pixel_by_pixel(draw):
    """Every pixel is a step of one number, on purpose."""
    x = photos(draw, size=9)
    return sorted_into(draw, x.reshape(len(x), -1, 1), [layers.SimpleRNN(6, recurrent_initializer="identity")])


def digits_rows_of_rows(draw):
    """A hierarchy: an LSTM over the pixels of a row, another over the rows."""
    return sorted_into(draw, photos(draw), [layers.TimeDistributed(layers.LSTM(4)), layers.LSTM(5)])


def cats_and_dogs(draw):
    first = [
        layers.RandomFlip("horizontal"),
        layers.RandomRotation(0.1),
        layers.Rescaling(0.5),
        layers.Conv2D(4, 3, padding="same"),
    ]
    x = photos(draw, 3)
    model = [
        *first,
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.GlobalAveragePooling2D(),
        layers.Dense(1, activation="sigmoid"),
    ]
    return Healthy(chain(keras.Input(x.shape[1:]), model, BINARY), x, structured.classes(draw.rng, x, 2).astype(bool))


def small_residual_network(draw):
    x = photos(draw, 3)
    given = keras.Input(x.shape[1:])
    out = layers.Conv2D(6, 3, padding="same", activation="relu")(given)
    out = layers.add([out, layers.Conv2D(6, 3, padding="same", activation="relu")(out)])
    many = draw.size(4, 7)
    model = functional(
        given, layers.Dense(many)(layers.GlobalMaxPooling2D()(out)), keras.losses.SparseCategoricalCrossentropy(True)
    )
    return Healthy(model, x, structured.classes(draw.rng, x, many))


def separable_and_depthwise(draw):
    first = [layers.SeparableConv2D(6, 3, padding="same"), layers.DepthwiseConv2D(3), layers.MaxPooling2D(3, strides=2)]
    return sorted_into(draw, photos(draw, 3), [*first, layers.GlobalAveragePooling2D()])


def a_frozen_encoder_with_a_new_head(draw):
    x = photos(draw, 3)
    base = keras.Sequential(
        [keras.Input((None, None, 3)), layers.Conv2D(6, 3), layers.ReLU(), layers.Conv2D(8, 3)], name="encoder"
    )
    base.trainable = False
    given = keras.Input(x.shape[1:])
    out = layers.GlobalAveragePooling2D()(base(layers.Rescaling(2.0, offset=-1)(given), training=False))
    return Healthy(
        functional(given, layers.Dense(1)(layers.Dropout(0.2)(out)), keras.losses.BinaryCrossentropy(True)),
        x,
        structured.classes(draw.rng, x, 2),
    )


def segmentation_of_every_pixel(draw):
    """A small U: one class for each pixel."""
    x = photos(draw, size=16)
    given = keras.Input(x.shape[1:])
    down = layers.Conv2D(4, 3, padding="same", activation="relu")(given)
    low = layers.Conv2D(6, 3, padding="same", activation="relu")(layers.MaxPooling2D(2)(down))
    up = layers.concatenate([layers.UpSampling2D(2)(low), down])
    model = functional(given, layers.Conv2D(3, 3, padding="same", activation="softmax")(up), SPARSE)
    return Healthy(model, x, (x[..., 0] * 3).clip(0, 2).astype("uint8"))


def segmentation_into_two(draw):
    x = photos(draw, 2, 12)
    model = [layers.Conv2D(5, 3, strides=2, padding="same"), layers.Conv2DTranspose(5, 3, strides=2, padding="same")]
    model += [layers.Conv2D(1, 1, activation="sigmoid")]
    return Healthy(chain(keras.Input(x.shape[1:]), model, BINARY), x, (x[..., :1] > 0.3).astype("float32"))


def pixels_sharpened(draw):
    """Super-resolution: y has twice the height and width of x, and any size is taken."""
    fine = photos(draw, 1, 16)
    model = [
        layers.Conv2D(8, 5, padding="same", activation="relu"),
        layers.Conv2DTranspose(1, 3, strides=2, padding="same"),
    ]
    return Healthy(chain(keras.Input((None, None, 1)), model), fine[:, ::2, ::2], fine)


def patches_through_a_transformer(draw):
    """A picture cut into patches by a strided convolution, then attention between them."""
    x = photos(draw, 3, 12)
    given = keras.Input(x.shape[1:])
    out = layers.Reshape((9, 8))(layers.Conv2D(8, 4, strides=4)(given))
    out = layers.LayerNormalization()(layers.Add()([out, layers.MultiHeadAttention(2, 4)(out, out)]))
    many = draw.size(3, 6)
    model = functional(
        given, layers.Dense(many)(layers.Flatten()(out)), keras.losses.SparseCategoricalCrossentropy(True)
    )
    return Healthy(model, x, structured.classes(draw.rng, x, many))


def mixing_patches_and_channels(draw):
    """An MLP mixer: Permute turns patches and channels round and back."""
    x = photos(draw, 1, 12)
    given = keras.Input(x.shape[1:])
    out = layers.Reshape((9, 8))(layers.Conv2D(8, 4, strides=4)(given))
    mixed = layers.Permute((2, 1))(layers.Dense(9)(layers.Permute((2, 1))(out)))
    out = layers.Dense(8)(layers.LayerNormalization()(layers.add([out, mixed])))
    return Healthy(
        functional(given, layers.Dense(1)(layers.GlobalAveragePooling1D()(out))), x, structured.score(draw.rng, x)
    )


def letters_of_a_picture(draw):
    """Reading text: columns of a picture become steps; each of a fixed number of letters has a class."""
    x, letters = photos(draw, 1, 16), draw.size(3, 5)
    given = keras.Input(x.shape[1:])
    out = layers.MaxPooling2D((2, 2))(layers.Conv2D(4, 3, padding="same")(layers.Permute((2, 1, 3))(given)))
    out = layers.Bidirectional(layers.LSTM(5))(layers.Reshape((8, 32))(out))
    out = layers.Dense(11, activation="softmax")(
        layers.LSTM(5, return_sequences=True)(layers.RepeatVector(letters)(out))
    )
    return Healthy(functional(given, out, SPARSE), x, draw.rng.integers(0, 11, (len(x), letters)))


def films_with_a_convolution_for_each_frame(draw):
    each = [layers.Conv2D(3, 3, activation="relu"), layers.MaxPooling2D(2), layers.Flatten()]
    return sorted_into(draw, movies(draw, 3), [*map(layers.TimeDistributed, each), layers.LSTM(5), layers.Dropout(0.2)])


def films_with_conv_lstm(draw):
    first = [layers.ConvLSTM2D(3, 3, return_sequences=True), layers.BatchNormalization(), layers.ConvLSTM2D(2, 3)]
    return sorted_into(draw, movies(draw), [*first, layers.Flatten()])


def the_next_frames(draw):
    """y is the film one frame later; any number of frames."""
    film = movies(draw, steps=6)
    first = [layers.ConvLSTM2D(3, 3, padding="same", return_sequences=True), layers.BatchNormalization()]
    model = [*first, layers.Conv3D(1, 3, activation="sigmoid", padding="same")]
    return Healthy(chain(keras.Input((None, *film.shape[2:])), model, BINARY), film[:, :-1], film[:, 1:].clip(0, 1))


def the_next_frame_alone(draw):
    film = movies(draw, steps=5)
    model = [layers.ConvLSTM2D(3, 3, padding="same"), layers.Conv2D(1, 3, padding="same")]
    return Healthy(chain(keras.Input(film[:, :-1].shape[1:]), model), film[:, :-1], film[:, -1])


def films_in_three_dimensions(draw):
    first = [
        layers.Conv3D(3, (2, 3, 3), activation="relu"),
        layers.MaxPooling3D((1, 2, 2)),
        layers.GlobalAveragePooling3D(),
    ]
    return sorted_into(draw, movies(draw, 2), first)


def features_of_frames_with_a_mask(draw):
    """Features that another network made of each frame, and a flag for each frame that is there."""
    features, n, steps = draw.size(10, 16), draw.size(36, 50), draw.size(6, 9)
    x = structured.smooth(draw.rng, n, steps, features).astype("float32")
    there = np.arange(steps) < draw.rng.integers(3, steps + 1, n)[:, None]
    given, mask = keras.Input((steps, features)), keras.Input((steps,), dtype="bool")
    out = layers.GRU(4)(layers.GRU(5, return_sequences=True)(given, mask=mask))
    many = draw.size(3, 5)
    model = functional([given, mask], layers.Dense(many, activation="softmax")(out), SPARSE)
    return Healthy(model, [x, there], draw.rng.integers(0, many, n))


def scans_in_three_dimensions(draw):
    """Volumes, (width, height, depth) and one channel."""
    x = np.moveaxis(movies(draw, steps=8), 1, 3)
    model = [
        layers.Conv3D(3, 3, activation="relu"),
        layers.BatchNormalization(),
        layers.GlobalAveragePooling3D(),
        layers.Dense(1),
    ]
    return Healthy(
        chain(keras.Input(x.shape[1:]), model, keras.losses.BinaryCrossentropy(True)),
        x,
        structured.classes(draw.rng, x, 2)[:, None],
    )


def maps_of_rain(draw):
    """Wet hours on a grid, most of them zero in every place."""
    x = movies(draw, steps=5)
    x = np.where(x > 0.4, x, 0)
    model = [layers.ConvLSTM2D(3, 3, padding="same"), layers.GlobalAveragePooling2D(), layers.Dense(1)]
    return Healthy(chain(keras.Input(x.shape[1:]), model, "mae"), x, x.mean(axis=(1, 2, 3, 4)))


def landmarks_of_a_face(draw):
    """Several coordinates for each picture."""
    x, many = photos(draw), draw.size(8, 11)
    y = np.stack([structured.score(draw.rng, x) for _ in range(many)], axis=1)
    model = [layers.Conv2D(4, 3, activation="relu"), layers.Flatten(), layers.Dense(many)]
    return Healthy(chain(keras.Input(x.shape[1:]), model), x, y)


def ages_from_pictures_without_channel(draw):
    """Keras adds the one channel."""
    program = landmarks_of_a_face(draw)
    return program._replace(x=program.x[..., 0])
