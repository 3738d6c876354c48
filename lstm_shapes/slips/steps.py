"""What a model does with the steps of an input: in which order they are read, and which of them an answer has seen."""

from ..checks import is_recurrent
from ..checks.several import ATTENTION


def all_layers(model):
    """Yield every layer of a model, those of models within it and those that others wrap too.

    Examples
    --------
    >>> from lstm_shapes.program import layer, program
    >>> model = program([layer("Bidirectional", layer("LSTM", units=4)), layer("Dense", units=1)], (20, 3)).model
    >>> [one.kind for one in all_layers(model)]
    ['Bidirectional', 'LSTM', 'LSTM', 'Dense']
    """
    for one in model.layers:
        yield from _with_inner(one)


def _with_inner(layer):
    yield layer
    for inner in layer.inner:
        yield from _with_inner(inner)
    if layer.model is not None:
        yield from all_layers(layer.model)


def ends_at_the_last_step(model):
    """True where a recurrent layer reads the steps from the first to the last, and what it gives stands at the last.

    Examples
    --------
    >>> from lstm_shapes.program import layer, program
    >>> def ends(**settings):
    ...     return ends_at_the_last_step(program([layer("LSTM", units=4, **settings)], (20, 3)).model)
    >>> ends(), ends(go_backwards=True), ends(return_sequences=True)
    (True, False, False)
    """
    read = list(all_layers(model))
    free = any(one.somebodys or one.kind in ("Bidirectional", "operation", *ATTENTION) for one in read)
    recurrent = [one for one in read if is_recurrent(one)]
    if free or any(one.get("go_backwards") for one in recurrent):
        return False
    return any(not one.get("return_sequences") for one in recurrent)
