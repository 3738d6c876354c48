"""The comparison of two Keras versions: wording passes, and anything else is told."""

import nbformat
import older_keras
import pytest

NEWER = "Input 0 with name 'None' of layer 'lstm' is incompatible with the layer: expected ndim=3, found ndim=2"
OLDER = 'Input 0 of layer "lstm" is incompatible with the layer: expected ndim=3, found ndim=2'


def cell(*outputs, tags=()):
    return nbformat.v4.new_code_cell("x", outputs=list(outputs), metadata={"tags": list(tags)})


def printed(text):
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def error(text, kind="ValueError"):
    return nbformat.v4.new_output("error", ename=kind, evalue=text, traceback=[])


@pytest.mark.parametrize(
    ("stored", "new", "more"),
    [
        (error(NEWER), error(OLDER), False),
        (printed(f"A: {NEWER}\nB: (100, 6)\n"), printed(f"A: {OLDER}\nB: (100, 6)\n"), False),
        (error(NEWER), error(OLDER, kind="TypeError"), True),
        (error(NEWER), error(OLDER.replace("ndim=2", "ndim=4")), True),
        (error(NEWER), printed("(100, 6)\n"), True),
        (printed(f"A: {NEWER}\nB: (100, 6)\n"), printed(f"A: {OLDER}\nB: (100, 5)\n"), True),
        (printed("Keras 3.15.1 on tensorflow\n"), printed("Keras 3.10.0 on tensorflow\n"), False),
        (printed("Keras 3.15.1 on tensorflow\n"), printed("Keras 3.10.0 on jax\n"), True),
    ],
)
def test_another_wording_is_told_from_another_answer(stored, new, more):
    *_, found = older_keras.compared(cell(stored), cell(new))
    assert found is more


def test_the_same_words_are_no_row_and_a_number_may_be_off_by_what_its_tag_allows():
    assert older_keras.compared(cell(printed("loss 0.50\n")), cell(printed("loss 0.50\n"))) is None
    near = [cell(printed(f"loss {number}\n"), tags=["near:0.05"]) for number in ("0.50", "0.53", "0.60")]
    assert older_keras.compared(near[0], near[1]) is None
    assert older_keras.compared(near[0], near[2])[2] is True


def test_a_row_shows_the_line_that_differs_and_a_failure_stands_below_it():
    stored, new = (cell(printed(f"as before\n{words}\n")) for words in ("it raises: yes", "it raises: no"))
    one, other, more = older_keras.compared(stored, new)
    assert (one, other, more) == ("it raises: yes", "it raises: no", True)
    head, row, failure = older_keras.table([("10_predict", "some-cell", one, other, more)])
    assert head.startswith("notebook") and row.split() == ["10_predict", "some-cell", *one.split(), *other.split()]
    assert failure.startswith("FAILED 10_predict: some-cell")
