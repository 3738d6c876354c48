"""The rows of what Keras does with a wrong shape: the silent ones by a real fit, and where the course runs each.

The rows that raise are in test_errors.py.
"""

import re

import keras
import numpy as np
import pytest
from test_errors import PROVED
from tools.small_models import LONGER, ONE, SWAPPED, X, Y, build, declared, every_step, fit, functional, notebook

import helpers

# Row: the mistake, the notebook that runs it (None: the tests alone do), and what executed cells of it hold in their
# source or stored output.
ROWS = {
    "S1": (
        "flat rows, first fit",
        "02",
        "with name 'readings' and path ''. Expected shape (None, 20, 3), but input has incompatible shape (None, 60)",
    ),
    "S1'": (
        "flat rows after a good fit",
        "02",
        "measured: loss val_loss Exception encountered when calling Sequential.call(). Cannot take the length of shape",
    ),
    "S1f": (
        "flat rows, functional",
        "02",
        "of layer 'functional' is incompatible with the layer: expected shape=(None, 20, 3), found shape=(32, 60)",
    ),
    "S1f'": ("flat rows, functional, later", None),
    "S2": ("sizes that do not multiply", "03", "cannot reshape array of size 6000 into shape (100,20,4)"),
    "S3": ("reshape where transpose is needed", "04", "lstm: right at more than 95%: False"),
    "S3b": (
        "swapped axes, first fit",
        "04",
        'print(str(error).splitlines()[2].split(" for ")[0]) Dimensions must be equal, but are 20 and 3',
    ),
    "S3b'": ("swapped axes after a good fit", "02", "Matrix size-incompatible: In[0]: [32,20], In[1]: [3,200]"),
    "S3b''": ("swapped axes, no Input", "04", "no Input: it fits; weights: 14200"),
    "S4": ("no return_sequences", None),
    "S5": ("one sample without its axis, after a good predict", None),
    "S5u": (
        "the same with one feature",
        "04",
        "in: (20, 1) out: (20, 1)",
        "first try: Cannot take the length of shape with unknown rank. compiled again: (1, 1)",
    ),
    "S6": ("one y against every step", None),
    "S6d": ("a y for every step against one", None),
    "S6e": ("y of another width", None),
    "S6c": ("y without its last axis", None),
    "S6g": ("unequal numbers of samples", None),
    "S6h": ("one y against every step, crossentropy", None),
    "S7": ("input_shape on a layer", "01", "UserWarning: Do not pass an `input_shape`"),
    "S7c": ("arguments of older Keras", "01", "Unrecognized keyword arguments passed to LSTM: {'input_length': 20}"),
    "S7e": ("one axis declared", "02", "expected ndim=3, found ndim=2. Full shape received: (None, 20)"),
    "S7f": ("samples written in", "01", "expected ndim=3, found ndim=4. Full shape received: (None, 100, 20, 3)"),
    "S8": (
        "flat rows, no Input, then right data",
        "02",
        "expected ndim=3, found ndim=2. Full shape received: (None, 60)",
        "has already been configured to use input shape (None, 60)",
    ),
    "S9": ("one feature too many", None),
    "S10": (
        "too many steps, and the stricter question",
        "04",
        "in: (100, 30, 3) out: (100, 1)",
        "expected shape=(None, 20, 3), found shape=(20, 100, 3)",
    ),
    "S11": ("one feature without its axis", "04", "the same answers: True"),
    "S12": ("a last axis of 1 too many", None),
    "S15": ("equal axes, swapped", None),
    "S22": ("a fixed batch that does not divide", None),
    "S23": ("objects, a list, text", None),
}


def silent(row):
    """Note that the test below stands for this row; nothing is raised in it."""
    PROVED.add(row)
    return lambda test: test


def loss_and_output(model, x, y):
    """What a fresh model gives out, and the loss of its first fit: of one whole batch, before a weight is moved."""
    given = model(x).numpy()
    return model.fit(x, y, batch_size=len(x), verbose=0).history["loss"][0], given


@silent("S3")
def test_reshape_where_transpose_is_needed_trains_on_scrambled_values():
    scrambled = SWAPPED.reshape(100, 20, 3)
    assert scrambled.shape == X.shape
    assert not np.array_equal(scrambled, X)
    fit(declared(), scrambled)


@silent("S3b''")
def test_swapped_axes_without_an_input_build_a_model_for_3_steps_of_20_features():
    model = fit(build(), SWAPPED)
    assert model.input_shape == (None, 3, 20)
    assert model.layers[0].count_params() == helpers.lstm_weights(2, 20)


@silent("S5u")
def test_one_sample_of_one_feature_without_its_axis_gives_20_predictions():
    assert build(keras.Input((20, 1))).predict(ONE[0], verbose=0).shape == (20, 1)


@silent("S10")
def test_other_timesteps_pass_in_sequential():
    model = fit(declared(), LONGER)
    assert [model.predict(x, verbose=0).shape for x in (LONGER, X[:, :10], X[:, :1])] == [(100, 1)] * 3


@silent("S11")
@pytest.mark.filterwarnings("error")
def test_one_feature_without_its_axis_is_read_the_same():
    model = fit(build(keras.Input((20, 1))), ONE[:, :, 0])
    assert np.allclose(model.predict(ONE[:, :, 0], verbose=0), model(ONE), atol=1e-6)


@silent("S12")
def test_a_last_axis_of_1_too_many_is_dropped():
    model = fit(declared(), X[..., np.newaxis])
    assert np.allclose(model.predict(X[..., np.newaxis], verbose=0), model(X), atol=1e-6)
    assert functional().predict(X[..., np.newaxis], verbose=0).shape == (100, 1)


@silent("S15")
def test_equal_axes_swapped_run_without_a_word():
    square = np.random.default_rng(0).random((100, 8, 8)).astype("float32")
    assert fit(build(keras.Input((8, 8))), square.transpose(0, 2, 1)).predict(square, verbose=0).shape == (100, 1)


@silent("S6")
def test_one_y_for_every_step_is_stretched_over_steps_and_samples():
    loss, given = loss_and_output(every_step(), X, Y)
    # Every output is compared with the y of every sample of its batch, so the best answer is their mean.
    assert loss == pytest.approx(((given - Y[np.newaxis, np.newaxis]) ** 2).mean(), rel=1e-4)


@silent("S6")
def test_one_y_with_an_axis_of_1_is_stretched_over_the_steps_of_its_own_sample():
    loss, given = loss_and_output(every_step(), X, Y[:, np.newaxis])
    assert loss == pytest.approx(((given[:, :, 0] - Y[:, np.newaxis]) ** 2).mean(), rel=1e-4)


@silent("S6d")
def test_a_y_for_every_step_stretches_the_one_output():
    loss, given = loss_and_output(declared(), X, ONE)
    assert loss == pytest.approx(((given - ONE[:, :, 0]) ** 2).mean(), rel=1e-4)


@silent("S6e")
def test_five_values_of_y_stretch_the_one_output():
    loss, given = loss_and_output(declared(), X, X[:, :5, 0])
    assert loss == pytest.approx(((given - X[:, :5, 0]) ** 2).mean(), rel=1e-4)


@silent("S6e")
def test_one_value_of_y_is_stretched_over_five_outputs():
    model = declared(layers=[keras.layers.LSTM(2), keras.layers.Dense(5)])
    loss, given = loss_and_output(model, X, Y[:, np.newaxis])
    assert loss == pytest.approx(((given - Y[:, np.newaxis]) ** 2).mean(), rel=1e-4)


@silent("S6c")
def test_a_y_without_its_last_axis_is_aligned_correctly():
    loss, given = loss_and_output(declared(), X, Y)
    assert loss == pytest.approx(((given[:, 0] - Y) ** 2).mean(), rel=1e-4)


@silent("S7")
def test_input_shape_works_with_one_warning():
    with pytest.warns(UserWarning, match=r"prefer using an `Input\(shape\)`") as caught:
        layer = keras.layers.LSTM(2, input_shape=(20, 3))
    assert len(caught) == 1
    fit(build(layers=[layer, keras.layers.Dense(1)]), X)


def cell_text(cell):
    """Source and stored outputs of a code cell, each run of spaces and line ends as one space."""
    parts = [cell.source]
    for output in cell.outputs:
        parts += [output.get("text", ""), output.get("evalue", ""), output.get("data", {}).get("text/plain", "")]
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(parts)).split())


def test_every_row_is_proved_and_placed_once():
    assert sorted(ROWS) == sorted(PROVED)
    markers = [marker for _, _, *markers in ROWS.values() for marker in markers]
    assert len(set(markers)) == len(markers)


@pytest.mark.parametrize("row", [row for row, (_, number, *_) in ROWS.items() if number])
def test_the_row_runs_in_the_notebook_that_the_list_names(row):
    _, number, *markers = ROWS[row]
    run = [cell_text(cell) for cell in notebook(number).cells if cell.cell_type == "code" and cell.execution_count]
    assert markers != []
    assert [marker for marker in markers if not any(marker in text for text in run)] == [], f"not run in {number}"
