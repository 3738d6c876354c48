"""Healthy programs that say which class a sequence, a sound or a step is of."""

import keras
import numpy as np
from keras import layers, ops

from tools import structured
from tools.ground import Healthy, chain, functional

SPARSE, CATEGORICAL, BINARY = "sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy"


def labelled(draw, x, model_layers, many=None, loss=SPARSE):
    """Return the program whose y are classes that hang on x."""
    many = many or draw.size(3, 8)
    labels = structured.classes(draw.rng, x, many)
    last = layers.Dense(many, activation="softmax")
    model = chain(keras.Input(x.shape[1:]), [*model_layers, last], loss, draw.functional)
    return Healthy(model, x, structured.one_hot(labels, many) if loss == CATEGORICAL else labels)


def recordings(draw, features=1):
    return structured.smooth(draw.rng, draw.size(40, 80), draw.size(30, 60), features)


def engine_noise_with_three_convolutions(draw):
    block = [layers.Conv1D(6, 3, padding="same"), layers.BatchNormalization(), layers.ReLU()]
    more = [layers.Conv1D(6, 3, padding="same"), layers.BatchNormalization(), layers.ReLU()]
    return labelled(draw, recordings(draw), [*block, *more, layers.GlobalAveragePooling1D()], 2)


def activity_with_lstm(draw):
    model = [layers.LSTM(8), layers.Dropout(0.5), layers.Dense(7, activation="relu")]
    return labelled(draw, recordings(draw, 9), model, 6, CATEGORICAL)


def activity_with_cnn_lstm(draw):
    parts, length, columns = draw.size(3, 5), draw.size(8, 12), draw.size(6, 7)
    x = structured.smooth(draw.rng, draw.size(40, 70), parts * length, columns).reshape(-1, parts, length, columns)
    each = [layers.Conv1D(5, 3, activation="relu"), layers.Dropout(0.2), layers.MaxPooling1D(2), layers.Flatten()]
    return labelled(draw, x, [*map(layers.TimeDistributed, each), layers.LSTM(5)], loss=CATEGORICAL)


def activity_with_conv_lstm(draw):
    parts, length, columns = draw.size(3, 5), draw.size(8, 12), draw.size(6, 7)
    x = structured.smooth(draw.rng, draw.size(40, 70), parts * length, columns).reshape(-1, parts, 1, length, columns)
    return labelled(draw, x, [layers.ConvLSTM2D(4, (1, 3), activation="relu"), layers.Dropout(0.2), layers.Flatten()])


def activity_with_several_heads(draw):
    """Three convolutions of other widths read the same recording."""
    x = recordings(draw, 4)
    many = draw.size(3, 6)
    inputs = [keras.Input(x.shape[1:]) for _ in range(3)]
    heads = [
        layers.Flatten()(layers.MaxPooling1D(2)(layers.Conv1D(4, width)(one)))
        for one, width in zip(inputs, (3, 5, 9), strict=True)
    ]
    model = functional(inputs, layers.Dense(many, activation="softmax")(layers.concatenate(heads)), SPARSE)
    return Healthy(model, [x, x, x], structured.classes(draw.rng, x, many))


def heartbeats_with_convolutions(draw):
    x = structured.beats(draw.rng, draw.size(40, 80), draw.size(90, 120))
    first = [
        layers.Conv1D(5, 5, activation="relu"),
        layers.MaxPooling1D(3),
        layers.Conv1D(4, 3),
        layers.MaxPooling1D(3),
    ]
    return labelled(draw, x, [*first, layers.Flatten()], 5)


def heartbeats_without_their_axis(draw):
    """(samples, timesteps): Keras adds the axis of the one feature."""
    program = heartbeats_with_convolutions(draw)
    return program._replace(x=program.x[..., 0])


def residual_blocks(draw):
    x = recordings(draw, 3)
    given = keras.Input(x.shape[1:])
    out = layers.Conv1D(6, 1)(given)
    for width in (7, 5):
        inner = layers.Conv1D(6, width, padding="same", activation="relu")(out)
        out = layers.ReLU()(layers.Add()([out, layers.BatchNormalization()(inner)]))
    many = draw.size(4, 7)
    model = functional(given, layers.Dense(many, activation="softmax")(layers.GlobalAveragePooling1D()(out)), SPARSE)
    return Healthy(model, x, structured.classes(draw.rng, x, many))


def lstm_and_convolution_side_by_side(draw):
    """LSTM-FCN: the recurrent branch reads the turned recording, on purpose."""
    x = recordings(draw)
    given = keras.Input(x.shape[1:])
    one = layers.Dropout(0.5)(layers.LSTM(5)(layers.Permute((2, 1))(given)))
    other = layers.GlobalAveragePooling1D()(layers.Conv1D(6, 5, padding="same", activation="relu")(given))
    many = draw.size(3, 6)
    model = functional(given, layers.Dense(many, activation="softmax")(layers.concatenate([one, other])), SPARSE)
    return Healthy(model, x, structured.classes(draw.rng, x, many))


def transformer_over_a_recording(draw):
    x = recordings(draw)
    given = keras.Input(x.shape[1:])
    out = given
    for _ in range(2):
        normal = layers.LayerNormalization(epsilon=1e-6)(out)
        out = layers.Add()([layers.Dropout(0.1)(layers.MultiHeadAttention(2, 4)(normal, normal)), out])
        inner = layers.Conv1D(4, 1, activation="relu")(layers.LayerNormalization(epsilon=1e-6)(out))
        out = layers.Add()([layers.Conv1D(1, 1)(inner), out])
    pooled = layers.GlobalAveragePooling1D(data_format="channels_last")(out)
    model = functional(given, layers.Dense(2, activation="softmax")(pooled), SPARSE)
    return Healthy(model, x, structured.classes(draw.rng, x, 2))


def dilated_convolutions(draw):
    """Causal convolutions that look further back with each layer; the last step answers."""
    x = recordings(draw, 2)
    waves = [layers.Conv1D(5, 2, padding="causal", dilation_rate=rate, activation="relu") for rate in (1, 2, 4, 8)]
    return labelled(draw, x, [*waves, layers.Lambda(lambda values: values[:, -1, :])])


def brain_waves_on_pictures_of_channels(draw):
    """EEG as one picture of channels and times."""
    x = structured.smooth(draw.rng, draw.size(40, 60), draw.size(30, 50), draw.size(8, 12)).transpose(0, 2, 1)[
        ..., None
    ]
    channels = x.shape[1]
    first = [layers.Conv2D(4, (1, 7), padding="same"), layers.DepthwiseConv2D((channels, 1), depth_multiplier=2)]
    first += [layers.BatchNormalization(), layers.Activation("elu"), layers.AveragePooling2D((1, 4)), layers.Flatten()]
    return labelled(draw, x, first, 4)


def seizure_or_not(draw):
    x = recordings(draw, 5)
    model = [layers.GRU(6, return_sequences=True), layers.GlobalMaxPooling1D(), layers.Dense(1, activation="sigmoid")]
    y = structured.classes(draw.rng, x, 2)
    return Healthy(chain(keras.Input(x.shape[1:]), model, BINARY, metrics=["accuracy"]), x, y.astype("float32"))


def robot_surface_of_varying_length(draw):
    """Recordings of other lengths, padded in front with zeros and masked."""
    x = structured.padded(draw.rng, recordings(draw, 4), front=True, shortest=5)
    return labelled(draw, x, [layers.Masking(0.0), layers.Bidirectional(layers.LSTM(4)), layers.Dense(6)])


def a_label_for_every_step(draw):
    """Sleep stages: one class for each epoch."""
    x, many = recordings(draw, 3), draw.size(4, 6)
    state = np.abs(np.cumsum(draw.rng.normal(0, 0.4, x.shape[:2]), axis=1)).astype(int) % many
    model = [layers.Bidirectional(layers.LSTM(4, return_sequences=True)), layers.Dense(many, activation="softmax")]
    return Healthy(chain(keras.Input((None, 3)), model, SPARSE), x, state)


def one_hot_for_every_step(draw):
    program = a_label_for_every_step(draw)
    many = program.model.output_shape[-1]
    program.model.compile("adam", CATEGORICAL)
    return program._replace(y=structured.one_hot(program.y, many))


def threshold_of_a_running_sum(draw):
    """A flag at each step: has the sum so far passed a quarter of the steps?"""
    steps = draw.size(8, 14)
    x = draw.rng.random((draw.size(60, 90), steps, 1))
    y = (np.cumsum(x, axis=1) > steps / 4).astype(int)
    model = [layers.Bidirectional(layers.LSTM(5, return_sequences=True))]
    model += [layers.TimeDistributed(layers.Dense(1, activation="sigmoid"))]
    return Healthy(chain(keras.Input((steps, 1)), model, BINARY), x, y)


def pressure_at_every_step(draw):
    """Ventilator: one pressure for each step, y without its last axis."""
    x = structured.smooth(draw.rng, draw.size(40, 70), draw.size(20, 30), 5)
    y = np.cumsum(x[..., 0], axis=1) / 9 + x[..., 1]
    model = [
        layers.Bidirectional(layers.LSTM(5, return_sequences=True)),
        layers.Dense(6, activation="selu"),
        layers.Dense(1),
    ]
    return Healthy(chain(keras.Input(x.shape[-2:]), model, "mae"), x, y)


def several_labels_at_once(draw):
    """Chords: each of several notes sounds or does not."""
    x, many = recordings(draw, 4), draw.size(5, 9)
    y = np.stack([structured.classes(draw.rng, x, 2) for _ in range(many)], axis=1)
    model = [layers.LSTM(6), layers.Dense(many, activation="sigmoid")]
    return Healthy(chain(keras.Input(x.shape[1:]), model, BINARY), x, y)


def rare_classes_weighted(draw):
    program = labelled(draw, recordings(draw, 2), [layers.GRU(5)], 3)
    return program._replace(options={"class_weight": {0: 1.0, 1: 5.0, 2: 2.0}})


def from_logits(draw):
    """The last layer has no activation; the loss knows."""
    x, many = recordings(draw, 3), draw.size(4, 6)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model = chain(keras.Input(x.shape[1:]), [layers.LSTM(6), layers.Dense(many)], loss)
    return Healthy(model, x, structured.classes(draw.rng, x, many))


def speaker_from_a_spectrum(draw):
    """The Fourier transform of a second of sound, in residual convolutions."""
    sounds = structured.sounds(draw.rng, draw.size(40, 60), 64)
    x = np.abs(np.fft.fft(sounds[..., 0]))[:, :32, None].astype("float32")
    return labelled(draw, x, [layers.Conv1D(6, 3, padding="same"), layers.MaxPooling1D(2), layers.Flatten()], 5)


def words_from_spectrograms(draw):
    """Spoken words as pictures of time and frequency, resized and normalised."""
    x = np.abs(structured.films(draw.rng, draw.size(40, 60), 1, 18)[:, 0]).astype("float32")
    first = [
        layers.Resizing(12, 12),
        layers.Normalization(mean=0.2, variance=0.1),
        layers.Conv2D(4, 3, activation="relu"),
    ]
    return labelled(draw, x, [*first, layers.MaxPooling2D(), layers.Dropout(0.25), layers.Flatten()])


def frames_of_a_spectrogram_to_lstm(draw):
    """Mel bands as features of each frame."""
    frames, bands = draw.size(20, 30), draw.size(12, 18)
    x = np.log1p(np.abs(structured.smooth(draw.rng, draw.size(40, 60), frames, bands))).astype("float32")
    return labelled(draw, x, [layers.LSTM(6, return_sequences=True), layers.LSTM(5)], 10)


def recognition_with_ctc(draw):
    """Sounds to letters of another length: the loss of CTC compares lengths that differ, on purpose."""

    def ctc(y, answers):
        rows = ops.shape(y)[0]
        lengths = ops.ones((rows,), "int32")
        return ops.ctc_loss(
            ops.cast(y, "int32"), answers, lengths * y.shape[1], lengths * answers.shape[1], mask_index=0
        )

    frames, letters = draw.size(20, 30), draw.size(5, 8)
    x = structured.smooth(draw.rng, draw.size(40, 60), frames, draw.size(9, 12)).astype("float32")
    model = [layers.Bidirectional(layers.GRU(5, return_sequences=True)), layers.Dense(14)]
    return Healthy(chain(keras.Input(x.shape[1:]), model, ctc), x, draw.rng.integers(1, 14, (len(x), letters)))


def fraud_from_events(draw):
    """Unrelated columns of a payment; many more good ones than bad."""
    n = draw.size(90, 140)
    x = np.stack(
        [draw.rng.gamma(2, 90, n), draw.rng.integers(0, 24, n), draw.rng.random(n), draw.rng.poisson(2, n)], axis=1
    )
    y = (draw.rng.random(n) < 0.1).astype("uint8")
    model = [layers.Normalization(mean=x.mean(axis=0), variance=x.var(axis=0)), layers.Dense(8, activation="relu")]
    model += [layers.Dropout(0.3), layers.Dense(1, activation="sigmoid")]
    metrics = [keras.metrics.Precision(), keras.metrics.Recall()]
    program = chain(keras.Input((4,)), model, BINARY, metrics=metrics)
    return Healthy(program, x, y[:, None], {"class_weight": {0: 1.0, 1: 9.0}})
