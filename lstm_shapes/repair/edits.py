"""The lines that make the same model otherwise: its record before and after the changes, said as code."""

from itertools import groupby

from ..checks import all_steps, run
from ..program import State, changed, is_walkable, unbuilt
from .compiling import KEEP_WEIGHTS, comes_back, compile_line, compiled_again, quoted
from .words import declared_as, in_own_code, layer_as

# Where layers of a graph come or go, their order may change, and two of one shape would exchange their weights.
_EACH_LAYER = """for layer in old.layers:
    if layer.weights:
        model.get_layer(layer.name).set_weights(layer.get_weights())"""
NEW_WEIGHTS = "# the weights start anew: they have other shapes"
# Settings that say how many weights a layer has.
_COUNT_WEIGHTS = ("units", "filters", "kernel_size", "input_dim", "output_dim", "num_heads", "key_dim", "value_dim",
                  "depth_multiplier", "groups", "use_bias", "center", "scale")  # fmt: skip


def model_lines(model, record, changes):
    """Return the lines that make the same model otherwise.

    Parameters
    ----------
    model : keras.Model or anything else
        The live one; it is not touched. None where it cannot be copied.
    record : Model
        Of it, as `read_state` gives it.
    changes : sequence of Change
        One after the other; each place is meant in the model that the changes before it have made.

    Returns
    -------
    str
        Lines that name ``model``; its weights are kept where their shapes allow, and it is compiled as it was. Where
        nothing can be run, because the model does not build or is a class of its own, what to write in one's own code.

    Source
    ------
    Keras 3.10 to 3.15, ``keras.models.clone_model``: ``call_function`` is for functional models, ``input_tensors``
    have the structure of ``model.input``; a Sequential that was never built, or with other layers, is listed anew.

    Examples
    --------
    >>> from lstm_shapes.program import Change, in_line, layer
    >>> record = in_line([layer("LSTM", name="first", units=16), layer("LSTM", name="second", units=4)])
    >>> print(model_lines(None, record, [Change("setting", 0, "return_sequences", True)]))
    # In your own code: return_sequences=True in the layer "first".
    keras.layers.LSTM(16, return_sequences=True)
    """
    losses = [change for change in changes if change.what == "loss"]
    made = [change for change in changes if change.what not in ("loss", "compile")]
    if not made and getattr(model, "compiled", False):
        return compile_line(model, _loss(model, losses)).replace("old.", "model.") if losses else compiled_again(model)
    before, after = unbuilt(record), unbuilt(changed(State(record), *made).model)
    found = _made(model, before, after) if made and is_walkable(model) else None
    if found is None:
        return "\n".join(in_own_code(record, changes))
    lines, expression, listed = found
    told = ("input", "setting") if listed else ("input", "setting", "insert", "append", "leave out")
    notes = [note for note in in_own_code(record, made, told) if note.startswith("#")]
    loss = _loss(model, losses) or model.loss
    if isinstance(loss, dict):
        called = dict(zip(before.output_names, after.output_names, strict=True))
        loss = {called.get(name, name): one for name, one in loss.items()}
    names = [loss] if isinstance(loss, str) else loss.values() if isinstance(loss, dict) else [None]
    compiled = compile_line(model, loss if all(isinstance(one, str) for one in names) else None)
    ends = [f"model = {expression}", _weights(model, record, after), compiled]
    flat = [bool(line) and not line.startswith((" ", "def ")) for line in lines]
    start = flat.index(True) if True in flat else len(lines)  # behind the functions
    return "\n".join([*notes, *lines[:start], "old = model", *lines[start:], *filter(None, ends)])


def _loss(model, changes):
    """Return the loss after changes of it: a name, or one for each output; None where none is changed."""
    loss = None
    for change in changes:
        if change.name:
            given = loss or model.loss
            each = given if isinstance(given, (list, tuple)) else [given] * len(model.output_names)
            named = given if isinstance(given, dict) else dict(zip(model.output_names, each, strict=True))
            loss = {**named, change.name: change.value}
        else:
            loss = change.value
    return loss


def _moved(before, after):
    one, other = ([(call.layer, call.reads) for call in each.calls] for each in (before, after))
    return one != other


def _indented(lines):
    return [f"    {line}" if line else line for line in lines]


def _made(live, before, after, name=""):
    """Return (lines, expression, whether its layers are listed) that make `after` of the variable ``old``.

    None where a few lines cannot say it. `name` is the argument that keeps the name of a model inside.
    """
    body = _body(live, before, after)
    if body is None:
        return None
    first, settings = body
    moved, plain = _moved(before, after), comes_back(live)
    if before.kind == "sequential":
        open_ = live._functional is None and before.declared != after.declared
        if moved or open_ or any("stateful" in line for line in settings) or not plain:
            return *_listed(before, after, first, settings, name), True
    lines, arguments = [], ["old" if plain else "keras.Model(old.input, old.output, name=old.name)"]
    if before.declared != after.declared:
        arguments.append(f"input_tensors={_inputs(live, after)}")
    if first or settings:
        lines += _function(first, settings)
        arguments.append("clone_function=changed")
    called = _called(live, before, after) if moved else []
    if called is None:
        return None
    if called:
        lines += ["def called(layer, *args, **kwargs):", *_indented(called), ""]
        arguments.append("call_function=called")
    expression = f"keras.models.clone_model({', '.join(arguments)})"
    if outputs := _outputs(live, before, after) if moved else "":
        lines.append(f"copy = {expression}")
        expression = f"keras.Model(copy.input, {outputs}, name=old.name)"
    return lines, expression, False


def _function(first, settings):
    body = [*first, "settings = layer.get_config()", *settings, "return type(layer).from_config(settings)"]
    return ["def changed(layer):", *_indented(body), ""]


def _listed(before, after, first, settings, name):
    """Return (lines, expression) of a Sequential with its layers listed anew."""
    made = "type(layer).from_config(layer.get_config())"
    lines = [f"layers = [{made} for layer in old.layers]"]
    if any(line.lstrip().startswith("return") for line in first):  # a model inside is another one
        lines = [*_function(first, settings), "layers = [changed(layer) for layer in old.layers]"]
    elif first or settings:
        body = [*first, "settings = layer.get_config()", *settings, "layers.append(type(layer).from_config(settings))"]
        lines = ["layers = []", "for layer in old.layers:", *_indented(body)]
    # What Keras itself calls to make a mask is not among the layers of the model.
    plain = [call.layer for call in before.calls if before.layers[call.layer].kind != "operation"]
    places = [call.layer for call in after.calls if call.layer in plain or call.layer >= len(before.layers)]
    places = [plain.index(place) if place in plain else layer_as(after.layers[place]) for place in places]
    parts = list(map(declared_as, after.declared))
    for _, group in groupby(enumerate(places), lambda one: one[1] - one[0] if isinstance(one[1], int) else one[1]):
        start, *more = (place for _, place in group)
        parts += [start, *more] if isinstance(start, str) else [_part(start, start + len(more) + 1, len(plain))]
    return lines, f"keras.Sequential([{', '.join(parts)}]{name})"


def _part(start, end, many):
    return "*layers" if end - start == many else f"*layers[{start or ''}:{end if end < many else ''}]"


def _body(live, before, after):
    """Return (lines before the settings of a layer are read, lines that change them); ``layer`` is one of them."""
    first, settings = [], []
    pairs = list(zip(before.layers, after.layers, strict=False))
    if any(one.get("stateful") and not one.inner and not other.get("stateful") for one, other in pairs):
        settings += ['if "stateful" in settings:', '    settings["stateful"] = False']
        kept = [one.with_settings(stateful=False) if one.get("stateful") and not one.inner else one for one, _ in pairs]
        pairs = list(zip(kept, after.layers, strict=False))
    wrapped = [one for one, other in pairs if one.kind == "TimeDistributed"]
    bare = [one for one, other in pairs if one.kind == "TimeDistributed" != other.kind]
    if bare:
        which = "isinstance(layer, keras.layers.TimeDistributed)"
        if len(bare) < len(wrapped):
            which = f"layer.name in ({', '.join(quoted(one.name) for one in bare)},)"
        first += [f"if {which}:", "    layer = layer.layer  # no steps are left"]
    same, fresh = {}, _built_otherwise(before, after)
    for one, other in pairs:
        one = one.inner[0] if one in bare else one
        if one.model is not None and one != other:
            found = _made(live.get_layer(one.name), one.model, other.model, ", name=old.name")
            if found is None:
                return None
            first += [f"if layer.name == {quoted(one.name)}:"]
            first += _indented(["old = layer", *found[0], f"return {found[1]}"])
        elif lines := tuple(_settings(one, other, one.name in fresh)):
            same.setdefault(lines, []).append(quoted(one.name))
    for lines, names in same.items():
        which = f"== {names[0]}" if len(names) == 1 else f"in ({', '.join(names)})"
        settings += [f"if layer.name {which}:", *_indented(lines)]
    return first, settings


def _settings(one, other, fresh, where="settings"):
    """Return the lines that change the settings of a layer, and of what it wraps; `fresh` where that is built anew."""
    lines = []
    for inner, then in list(zip(one.inner, other.inner, strict=True))[:1]:
        both = one.kind == "Bidirectional"
        held = f"{where}[{'part' if both else quoted('cell' if one.kind == 'RNN' else 'layer')}]"
        mine = [f'{held}.pop("build_config", None)  # made for other sizes'] if fresh else []
        mine += _settings(inner, then, fresh, f'{held}["config"]')
        lines += ['for part in ("layer", "backward_layer"):', *_indented(mine)] if both and mine else mine
    within = {name for inner in one.inner for name, _ in inner.settings}
    own = [(name, value) for name, value in other.settings if (name, value) not in one.settings and name not in within]
    return lines + [f"{where}[{quoted(name)}] = {quoted(value)}" for name, value in own]


def _built_otherwise(before, after):
    """Return the names of layers that wrap others and read other sizes; their config keeps the old ones."""
    # A layer behind one that refuses is not reached; what it was built on, its call has kept.
    one = {before.layers[call.layer].name: call.recorded[0][0] for call in before.calls if call.recorded}
    one, other = (
        known | {step.layer.name: step.given[0] for step in run(State(each)).steps if step.given}
        for known, each in ((one, before), ({}, after))
    )
    wrappers = [layer.name for layer in before.layers if layer.inner]
    return {name for name in wrappers if one.get(name) and other.get(name) and one[name][2:] != other[name][2:]}


# Functional models -----------------------------------------------------------------------------------------


def _like(structure, codes):
    """Return tensors as code in the structure of others: one, a list, or a dict, which is flattened by sorted keys."""
    if isinstance(structure, dict):
        named = zip(sorted(structure), codes, strict=True)
        return f"{{{', '.join(f'{quoted(key)}: {code}' for key, code in named)}}}"
    return f"[{', '.join(codes)}]" if isinstance(structure, (list, tuple)) else codes[0]


def _inputs(live, after):
    """Return the inputs of a model as code; several have names."""
    live = getattr(live, "_functional", live)
    tensors = []
    for one, tensor in zip(after.declared, live.inputs, strict=True):
        kind = [] if str(tensor.dtype) == "float32" else [f"dtype={quoted(str(tensor.dtype))}"]
        tensors.append(declared_as(one, *([f"name={quoted(one.name)}", *kind] if len(live.inputs) > 1 else [])))
    return _like(live.input, tensors)


def _through(before, after, tensor, code, named=False):
    """Return the code of an old tensor, within that of the new layers that it goes through; `named` is the last one."""
    makers = {key: call for call in after.calls if call.layer >= len(before.layers) for key in call.gives}
    layers = []
    while tensor in makers:
        layer = after.layers[makers[tensor].layer]
        layers.append(layer_as(layer, layer.name if named and not layers else ""))
        tensor = makers[tensor].reads[0].tensor
    for made in reversed(layers):
        code = f"{made}({code})"
    return code


def _called(live, before, after):
    """Return the body of a function that calls each layer: some are left out, new ones stand before others.

    None where a few lines cannot say it.
    """
    kept, lines, codes = {call.layer for call in after.calls}, [], {}
    for call in before.calls:
        if call.layer not in kept:
            given = "args[0][0]" if call.listed else "args[0]"
            condition = f"if layer.name == {quoted(before.layers[call.layer].name)}:"
            lines += [] if condition in lines else [condition, f"    return {given}"]
    for call in after.calls:
        each = "one" if call.listed else "args[0]"
        for read in call.reads:
            if call.layer < len(before.layers) and read.argument == call.reads[0].argument:
                code = _through(before, after, read.tensor, each)
                codes.setdefault(before.layers[call.layer].name, set()).add((code, each))
    turned = [one for one, then in zip(before.calls, after.calls, strict=False) if _exchanged(one, then)]
    for call in turned:
        layer = before.layers[call.layer]
        if len([one for one in before.calls if one.layer == call.layer]) > 1:
            return None
        by_name = live.get_layer(layer.name)._inbound_nodes[-1].arguments.kwargs
        first, second = (read.argument for read in call.reads[:2])
        line = "args = (args[1], args[0], *args[2:])"
        if call.listed:
            line = "args = ([args[0][1], args[0][0], *args[0][2:]], *args[1:])"
        elif first in by_name:
            line = "kwargs[{0}], kwargs[{1}] = kwargs[{1}], kwargs[{0}]".format(quoted(first), quoted(second))
        elif second in by_name:
            line = "args, kwargs[{0}] = (kwargs[{0}], *args[1:]), args[0]".format(quoted(second))
        lines += [f"if layer.name == {quoted(layer.name)}:", f"    {line}"]
    for name, found in codes.items():
        code, each = min(found)
        if len(found) > 1:  # one of several tensors, or of several calls
            return None
        if code != each:
            code = f"[{code} for one in args[0]]" if each == "one" else code
            lines += [f"if layer.name == {quoted(name)}:", f"    args = ({code}, *args[1:])"]
    return lines and [*lines, "return layer(*args, **kwargs)"]


def _exchanged(one, other):
    """True for a call whose first two tensors have changed places."""
    pairs = [[read.tensor for read in call.reads[:2]] for call in (one, other)]
    return one.layer == other.layer and len(pairs[0]) == 2 and pairs[0] == pairs[1][::-1] != pairs[1]


def _outputs(live, before, after):
    """Return the outputs of the clone as code where new layers stand behind them, else nothing."""
    plain = [f"copy.outputs[{place}]" for place in range(len(after.outputs))]
    plain = plain if isinstance(live.output, (dict, list, tuple)) else ["copy.output"]
    named = len(plain) > 1 and not after.outputs_by_name  # a loss asks for an output by the name of its layer
    codes = [_through(before, after, tensor, code, named) for tensor, code in zip(after.outputs, plain, strict=True)]
    return _like(live.output, codes) if codes != plain else ""


# Weights ---------------------------------------------------------------------------------------------------


def _weights(live, before, after):
    """Return the line that keeps the weights, or says that they start anew; nothing where that goes without saying."""
    if not live.weights or _counts(before.layers) != _counts(after.layers):
        return ""
    if {layer.name for layer in before.layers} - {layer.name for layer in after.layers} and _moved(before, after):
        return NEW_WEIGHTS  # what no wrapper holds any more has another name
    names = {layer.name for layer in live._flatten_layers() if layer.weights}
    one, other = _read(before, names), _read(after, names)
    if len(one) != len(other) or not all(map(_alike, one, other)):
        return NEW_WEIGHTS
    return KEEP_WEIGHTS if before.kind == "sequential" or not _moved(before, after) else _EACH_LAYER


def _counts(layers):
    """Return the settings that count weights, of layers, of what they wrap, and of models inside."""
    found = []
    for layer in layers:
        found += [tuple(one for one in layer.settings if one[0] in _COUNT_WEIGHTS)]
        found += _counts((*layer.inner, *(layer.model.layers if layer.model is not None else ())))
    return [one for one in found if one]


def _read(model, names):
    """Return the sizes of what layers with weights read, as far as weights are made of them."""
    found = []
    for step in all_steps(run(State(model))):
        layer = step.layer
        if layer.name in names and layer.kind != "Embedding":
            whole = layer.own or layer.kind in ("PReLU", "EinsumDense") or any(one.model for one in layer.inner)
            last = 1 if layer.get("data_format") == "channels_first" else -1
            found.append(tuple(shape and (shape[1:] if whole else shape[last]) for shape in step.given))
    return found


def _alike(one, other):
    """True for equal sizes; behind somebody's own layer nobody knows them."""
    return len(one) == len(other) and all(None in pair or pair[0] == pair[1] for pair in zip(one, other, strict=True))


def without_weights(code, because=NEW_WEIGHTS):
    """Return the lines with new weights in place of the old ones; the same lines where no old ones are kept."""
    return code.replace(KEEP_WEIGHTS, because).replace(_EACH_LAYER, because)
