"""Random changes of a model, to compare the lines that make them with the record that they lead to."""

from lstm_shapes.program import Change, changed, layer
from tools.random_layers import chance, one_of

_WITHOUT_WEIGHTS = (
    layer("Flatten"),
    layer("GlobalAveragePooling1D"),
    layer("RepeatVector", n=3),
    layer("Masking", mask_value=-1.0),
    layer("Reshape", target_shape=(-1, 1)),
    layer("Dropout", rate=0.5),
)


def _setting(random, model, path=()):
    """A change of one setting, of a layer in a model inside too; None for a layer without any."""
    if not model.layers:
        return None
    place = int(random.integers(len(model.layers)))
    one = model.layers[place]
    if one.model is not None:
        return _setting(random, one.model, (*path, place))
    settings = {**dict(one.settings), **dict(one.inner[0].settings if one.inner else ())}
    ways = [(name, settings[name] + 2) for name in ("units", "filters") if name in settings]
    ways += [("return_sequences", not settings["return_sequences"])] if "return_sequences" in settings else []
    ways += [("activation", "relu")] if "activation" in settings else []
    return Change("setting", (*path, place), *one_of(random, *ways)) if ways else None


def _change(random, model):
    what = one_of(
        random, "input", "setting", "setting", "setting", "insert", "insert", "append", "leave out", "stateless"
    )
    if what == "setting":
        return _setting(random, model)
    if what == "input" and model.declared:
        place = int(random.integers(len(model.declared)))
        shape = list(model.declared[place].shape[1:])
        at = int(random.integers(len(shape))) if shape else None
        return shape and Change("input", place, value=(*shape[:at], (shape[at] or 3) + 1, *shape[at + 1 :]))
    if what == "insert" and model.calls:
        return Change("insert", int(random.integers(len(model.calls))), value=one_of(random, *_WITHOUT_WEIGHTS))
    if what == "append" and model.outputs:
        new = one_of(random, *_WITHOUT_WEIGHTS[:1], _WITHOUT_WEIGHTS[4], layer("Dense", units=3))
        return Change("append", int(random.integers(len(model.outputs))), value=new)
    if what == "leave out" and model.layers:
        return Change("leave out", int(random.integers(len(model.layers))))
    return Change("stateless")


def changes(random, state):
    """Return one to three changes that can be made one after the other."""
    found = []
    while not found or (len(found) < 3 and chance(random, 0.4)):
        change = _change(random, state.model)
        if change:
            found.append(change)
            state = changed(state, change)
    return found
