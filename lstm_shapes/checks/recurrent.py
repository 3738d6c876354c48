"""Recurrent layers, their cells and their states, and the wrapper that runs them in both directions."""

from .convolution import convolve
from .sizes import Refused, fits, need_axes, need_known, need_size

_STATES = {"LSTM": 2, "LSTMCell": 2, "GRU": 1, "GRUCell": 1, "SimpleRNN": 1, "SimpleRNNCell": 1}
RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")


def is_recurrent(layer):
    """True for a recurrent layer, also in a Bidirectional wrapper.

    Examples
    --------
    >>> from lstm_shapes.program import layer
    >>> is_recurrent(layer("Bidirectional", layer("LSTM", units=4)))
    True
    """
    return (layer.inner[0].kind if layer.kind == "Bidirectional" and layer.inner else layer.kind) in RECURRENT


def _sizes(layer):
    """Return (the widths of the states, the width of what comes out); None where a cell is somebody's own."""
    if layer.kind in _STATES:
        return [layer.get("units")] * _STATES[layer.kind], layer.get("units")
    if layer.kind == "RNN" and layer.inner:
        return _sizes(layer.inner[0])
    if layer.kind == "StackedRNNCells":
        inside = [_sizes(cell) for cell in layer.inner]
        if all(one is not None for one in inside):
            return [widths for widths, _ in inside], inside[-1][1]
    return None


def recurrent(layer, shape, states, built, symbolic):
    """Return the shapes out of a recurrent layer, or of both directions.

    Parameters
    ----------
    layer : Layer
    shape : tuple
        Of the sequences.
    states : tuple of tuple
        Of ``initial_state``, () where none is given.
    built : tuple of tuple
    symbolic : bool
        While a model is built; Keras compares less then.

    Returns
    -------
    tuple of tuple, or None
        None where a cell is somebody's own.

    Raises
    ------
    Refused

    Source
    ------
    Keras 3.15, ``RNN.compute_output_shape``, ``LSTMCell.call``, ``ConvLSTMCell.build``, ``Bidirectional.call``.

    Examples
    --------
    >>> from lstm_shapes.program import layer
    >>> recurrent(layer("LSTM", units=4), (8, 20, 3), (), (), True)
    ((8, 4),)
    """
    if layer.kind != "Bidirectional":
        return _one_way(layer, shape, states, layer.built_for or built, symbolic)
    half, (forward, backward) = len(states) // 2, layer.inner
    if len(states) == 1 and not symbolic:
        raise Refused("state", 2 * _STATES.get(forward.kind, 1), 1)
    try:
        ways = [
            _one_way(one, shape, some, one.built_for or built, symbolic)
            for one, some in ((forward, states[:half]), (backward, states[half:]))
        ]
    except Refused as refusal:
        if refusal.why.what == "state" and isinstance(refusal.why.wanted, int):  # both together keep twice as many
            raise Refused("state", 2 * refusal.why.wanted, len(states)) from None
        raise
    if None in ways:
        return None
    mode = layer.get("merge_mode", "concat")
    outputs = _merged(ways[0][0], ways[1][0], mode, symbolic)
    return (*outputs, *ways[0][1:], *ways[1][1:])


def _merged(one, other, mode, symbolic):
    if mode == "concat":
        last = None if None in (one[-1], other[-1]) else one[-1] + (one[-1] if symbolic else other[-1])
        return ((*one[:-1], last),)
    return (one,) if mode in ("sum", "mul", "ave") else (one, other)


def _one_way(layer, shape, states, built, symbolic):
    if layer.kind.startswith("ConvLSTM"):
        return _convolutional(layer, shape, built, symbolic)
    sizes = _sizes(layer)
    if layer.kind in _STATES or layer.kind == "RNN":
        need_axes(shape, 3)
    if sizes is None:
        return None
    if built and not symbolic:
        need_size(shape, 2, built[0][-1])
    if not built:
        need_known(shape, 2)
        _need_batch(layer, shape)
    widths, width = sizes
    flat = [one for each in widths for one in (each if isinstance(each, list) else [each])]
    if states and not symbolic:
        _check_states(flat, states, shape, reads_first_alone(layer))
    out = (shape[0], shape[1], width) if layer.get("return_sequences") else (shape[0], width)
    if not symbolic and shape[1] == 0:
        raise Refused("short", 1, 0, axis=1)
    return (out, *((shape[0], one) for one in flat)) if layer.get("return_state") else (out,)


def _need_batch(layer, shape):
    if layer.get("stateful"):
        need_known(shape, 0)


def reads_first_alone(layer):
    """True for a GRU: it reads the first of its states, and does not mind that there are more.

    Examples
    --------
    >>> from lstm_shapes.program import layer
    >>> reads_first_alone(layer("GRU", units=4)), reads_first_alone(layer("LSTM", units=4))
    (True, False)
    """
    inner = layer.inner[0] if layer.kind in ("Bidirectional", "RNN") and layer.inner else layer
    return inner.kind in ("GRU", "GRUCell")


def _check_states(widths, states, shape, first_alone):
    if len(states) != len(widths) and not (first_alone and len(states) > 1):
        raise Refused("state", len(widths), len(states))
    for place, (width, state) in enumerate(zip(widths, states, strict=False)):
        if state is None:
            continue
        if len(state) != 2:
            raise Refused("state", (None, width), state, axis=None, tensor=place + 1)
        if not fits(state[-1], width) or not fits(state[0], shape[0]):
            raise Refused("state", (shape[0], width), state, axis=1, tensor=place + 1)


def _convolutional(layer, shape, built, symbolic):
    rank = int(layer.kind[8])
    need_axes(shape, rank + 3)
    step = (shape[0], *shape[2:])
    if not built:
        need_known(shape, *range(2, rank + 3))
        _need_batch(layer, shape)
    elif not symbolic:
        for axis in range(2, rank + 3):
            need_size(shape, axis, built[0][axis])
    try:
        inside = convolve(layer, step, rank, ((built[0][0], *built[0][2:]),) if built else ())
    except Refused as refusal:
        why = refusal.why
        raise Refused(*why._replace(axis=why.axis and why.axis + 1)) from None
    if not symbolic and shape[1] == 0:
        raise Refused("short", 1, 0, axis=1)
    out = (shape[0], shape[1], *inside[1:]) if layer.get("return_sequences") else inside
    return (out, inside, inside) if layer.get("return_state") else (out,)
