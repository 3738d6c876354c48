"""A live program as a state: its calls, what it declares, how it was compiled. Nothing is called or built."""

import inspect
import re
import sys

from .data import read_both
from .layers import hashable, is_layer, layer_record
from .losses import compiled_with
from .records import Call, Declared, Model, Read, State

_DTYPES = {"int": "int", "uint": "int", "bool": "bool", "string": "text"}


def _dtype(name):
    return _DTYPES.get(str(name).rstrip("0123456789"), "float")


def is_walkable(model):
    """True for a Sequential or functional model whose own call() nobody has replaced.

    Examples
    --------
    >>> is_walkable(None)
    False
    """
    keras = sys.modules.get("keras")
    if keras is None or not isinstance(model, keras.Model):
        return False
    names = {parent.__name__ for parent in type(model).__mro__ if parent.__module__.startswith("keras.")}
    return bool(names & {"Sequential", "Functional"}) and type(model).call.__module__.startswith("keras.")


def tree_leaves(structure):
    """Return what stands in nested lists, tuples and dicts, as Keras flattens it (dicts by sorted keys).

    Examples
    --------
    >>> tree_leaves({"b": [1, 2], "a": 3})
    [3, 1, 2]
    """
    if isinstance(structure, dict):
        return [leaf for key in sorted(structure) for leaf in tree_leaves(structure[key])]
    if isinstance(structure, (list, tuple)):
        return [leaf for one in structure for leaf in tree_leaves(one)]
    return [structure]


class _Numbers:
    """Tensors by number, and layers by place, in the order in which they are met."""

    def __init__(self, own=None):
        self.tensors, self.places, self.layers, self.own = {}, {}, [], own or {}

    def tensor(self, tensor):
        return self.tensors.setdefault(id(tensor), len(self.tensors))

    def layer(self, layer):
        if id(layer) not in self.places:
            self.places[id(layer)] = len(self.layers)
            self.layers.append(layer_record(self.own.get(id(layer), layer), nested_model))
        return self.places[id(layer)]


def nested_model(layer):
    """Return the Model of a layer that is a model which can be walked, else None."""
    return read_model(layer) if is_walkable(layer) else None


def _arguments(operation, args, kwargs):
    """Return ({argument: value}) of a call, in the order of its signature."""
    try:
        return dict(inspect.signature(operation.call).bind(*args, **kwargs).arguments)
    except (TypeError, ValueError):
        return {**{f"x{place}": one for place, one in enumerate(args)}, **kwargs}


def _call(numbers, operation, args, kwargs, outputs):
    bound = _arguments(operation, args, kwargs)
    reads, options = [], []
    given = []
    for argument, value in bound.items():
        if argument == "kwargs" and isinstance(value, dict):
            continue
        tensors = [leaf for leaf in tree_leaves(value) if hasattr(leaf, "_keras_history")]
        reads += [Read(str(argument), numbers.tensor(leaf)) for leaf in tensors]
        given += [tuple(leaf.shape) for leaf in tensors]
        plain = hashable(value)
        if plain is None and value is not None and str(argument).endswith("mask"):
            plain = True  # an array: that there is one is enough
        if not tensors and plain is not None:
            options.append((str(argument), plain))
    listed = isinstance(next(iter(bound.values()), None), (list, tuple, dict))
    place = numbers.layer(operation)
    gives = tuple(numbers.tensor(one) for one in outputs)
    return Call(
        place, tuple(reads), gives, listed, tuple(options), (tuple(given), tuple(tuple(one.shape) for one in outputs))
    )


def nodes_of(graph):
    """Return the calls of a functional model, in the order in which Keras runs and lists them."""
    order = {id(operation): place for place, operation in enumerate(graph.operations)}
    return [
        node
        for depth in sorted(graph._nodes_by_depth, reverse=True)
        for node in sorted(graph._nodes_by_depth[depth], key=lambda node: order.get(id(node.operation), 0))
    ]


def _declared(tensor):
    history = getattr(tensor, "_keras_history", None)
    name = history[0].name if history else tensor.name
    return Declared(tuple(tensor.shape), _dtype(tensor.dtype), str(name), str(tensor.name))


def read_graph(graph, kind, name, own=None):
    """Return the Model of a graph; `own` has, for the ids of its layers, those that stand in their place."""
    numbers = _Numbers(own)
    inputs = tuple(numbers.tensor(one) for one in graph.inputs)
    calls = tuple(
        _call(numbers, node.operation, node.arguments.args, node.arguments.kwargs, node.outputs)
        for node in nodes_of(graph)
        if not node.is_input
    )
    outputs = tuple(numbers.tensor(one) for one in graph.outputs)
    names = tuple(str(one) for one in getattr(graph, "output_names", ()))
    declared = tuple(_declared(one) for one in graph.inputs)
    given, out = getattr(graph, "_inputs_struct", None), getattr(graph, "_outputs_struct", None)
    keys = tuple(map(str, given)) if isinstance(given, dict) else ()
    if isinstance(out, dict):
        names = tuple(sorted(map(str, out)))
    layers = tuple(numbers.layers)
    return Model(kind, name, layers, calls, inputs, outputs, declared, names, keys, isinstance(out, dict))


def in_line(records, declared=(), kind="sequential", name="", recorded=None):
    """Return the Model of layers that stand in a line.

    Parameters
    ----------
    records : list of Layer
    declared : tuple of Declared
        Of none or one.
    kind, name : str
    recorded : list, optional
        For each layer (shapes read, shapes given) of its one call, None where there was none or several.

    Returns
    -------
    Model

    Examples
    --------
    >>> from lstm_shapes.program.records import Layer
    >>> in_line([Layer("Flatten"), Layer("Dense")]).calls[1].reads
    (Read(argument='inputs', tensor=1),)
    """
    recorded = recorded or [None] * len(records)
    calls = tuple(Call(at, (Read("inputs", at),), (at + 1,), recorded=one) for at, one in enumerate(recorded))
    return Model(kind, name, tuple(records), calls, (0,), (len(records),), tuple(declared))


def _recorded(layer):
    """What Keras recorded of a layer's one call on one tensor, also in a build that failed later."""
    nodes = getattr(layer, "_inbound_nodes", ())
    if len(nodes) != 1 or len(nodes[0].input_tensors) != 1:
        return None
    return (tuple(nodes[0].input_tensors[0].shape),), tuple(tuple(one.shape) for one in nodes[0].outputs)


def _is_input(layer):
    return type(layer).__name__ == "InputLayer"


def read_model(model):
    """Return the record of a live model.

    Parameters
    ----------
    model : keras.Model, keras.Layer or anything else

    Returns
    -------
    Model
        Kind "none" for what is no model.

    Source
    ------
    Keras 3.15: a functional model keeps its calls as nodes, a Sequential that is built holds such a model; one that
    failed to build keeps its InputLayer and its layers.

    Examples
    --------
    >>> read_model("LSTM").kind
    'none'
    """
    if not is_layer(model):
        return Model("none")
    keras, name = sys.modules["keras"], str(model.name)
    if not isinstance(model, keras.Model):
        return in_line([layer_record(model, nested_model)], kind="layers", name=name)
    if not is_walkable(model):
        return Model("subclassed", name, tuple(layer_record(one, nested_model) for one in model.layers))
    if not isinstance(model, keras.Sequential):
        return read_graph(model, "functional", name)
    if getattr(model, "_functional", None) is not None:
        found = read_graph(model._functional, "sequential", name)
        return found._replace(
            output_names=tuple(str(one) for one in getattr(model, "output_names", None) or found.output_names)
        )
    layers = list(model._layers)
    declared = (_declared(layers[0].output),) if layers and _is_input(layers[0]) else ()
    layers = [one for one in layers if not _is_input(one)]
    records = [layer_record(one, nested_model) for one in layers]
    # What stands before x in a model that begins with another one is what that one declares.
    if not declared and len(records) > 1 and records[0].model is not None and len(records[0].model.declared) == 1:
        declared = records[0].model.declared
    return in_line(records, declared, name=name, recorded=[_recorded(one) for one in layers])


def read_list(layers):
    """Return the record of a list of layers and inputs that does not build.

    Parameters
    ----------
    layers : list of keras.Layer, keras.KerasTensor
        As ``keras.Sequential`` was given them.

    Returns
    -------
    Model

    Examples
    --------
    >>> import keras
    >>> read_list([keras.Input((20, 3)), keras.layers.LSTM(4)]).declared[0].shape
    (None, 20, 3)
    """
    declared, records, recorded = (), [], []
    for one in layers:
        if not is_layer(one) and hasattr(one, "_keras_history"):
            declared = (_declared(one),)
        elif _is_input(one):
            declared = (_declared(one.output),)
        elif is_layer(one):
            asked = getattr(one, "_input_shape_arg", None)
            if asked is not None and not records and not declared:
                declared = (Declared((None, *asked)),)
            records.append(layer_record(one, nested_model))
            recorded.append(_recorded(one))
    return in_line(records, declared, kind="layers", recorded=recorded)


def failing_calls(error):
    """Yield (arguments, keyword arguments, name of the function) of each call of Keras in a traceback, outermost first.

    Source
    ------
    Keras 3.15, ``traceback_utils.filter_traceback``: its wrapper's frame keeps the arguments of the failing call.
    """
    trace = getattr(error, "__traceback__", None)
    while trace is not None:
        names = trace.tb_frame.f_locals
        if trace.tb_frame.f_code.co_name == "error_handler" and names.get("args"):
            yield names["args"], names.get("kwargs") or {}, getattr(names.get("fn"), "__name__", "")
        trace = trace.tb_next


def read_failing_call(layer, args=(), kwargs=None, own=None):
    """Return the record of a functional model in the making, of which the last call raised.

    Parameters
    ----------
    layer : keras.Layer
        Which refuses.
    args, kwargs : tuple, dict
        What it was called on: symbolic tensors, whose history is followed back to the inputs.
    own : dict, optional
        As of `read_graph`.

    Returns
    -------
    Model

    Examples
    --------
    >>> import keras
    >>> one = keras.Input((20,))
    >>> read_failing_call(keras.layers.LSTM(4), (one,)).declared[0].shape
    (None, 20)
    """
    kwargs = kwargs or {}
    numbers, calls, inputs, done = _Numbers(own), [], [], set()
    open_ = [leaf for leaf in tree_leaves([list(args), kwargs]) if hasattr(leaf, "_keras_history")]
    nodes = []
    while open_:
        history = open_.pop(0)._keras_history
        node = history[0]._inbound_nodes[history[1]]
        if id(node) in done:
            continue
        done.add(id(node))
        nodes.append(node)
        open_ += list(node.input_tensors)
    ready = set()
    while nodes:  # those whose inputs are known come first
        node = next((one for one in nodes if all(id(t) in ready for t in one.input_tensors)), nodes[0])
        nodes.remove(node)
        ready |= {id(one) for one in node.outputs}
        if node.is_input:
            inputs += list(node.outputs)
        else:
            calls.append((node.operation, node.arguments.args, node.arguments.kwargs, node.outputs))
    places = tuple(numbers.tensor(one) for one in inputs)
    made = [_call(numbers, *one) for one in calls]
    last = _call(numbers, layer, args, kwargs, ())._replace(gives=(len(numbers.tensors),), recorded=None)
    declared = tuple(_declared(one) for one in inputs)
    return Model("layers", "", tuple(numbers.layers), (*made, last), places, last.gives, declared)


def _functions_of(call):
    """Return the functions with graphs that a call holds; fit and predict wrap them."""
    if hasattr(call, "pretty_printed_concrete_signatures"):
        return [call]
    held = [cell.cell_contents for cell in getattr(call, "__closure__", None) or ()]
    return [one for each in held if callable(each) for one in _functions_of(each)]


def _traced(call):
    """Return how many axes each array had that a graph was made for, the arrays of one call together."""
    found = set()
    for function in _functions_of(call):
        try:
            signatures = re.findall(r"^  data \(.*", function.pretty_printed_concrete_signatures(), re.MULTILINE)
        except Exception:  # nothing was traced
            continue
        found |= {
            tuple(len(re.findall(r"[^, ]+", one)) for one in re.findall(r"shape=\(([^)]*)\)", each))
            for each in signatures
        }
    return tuple(sorted(found))


def left_behind(model):
    """Return what earlier calls left in a model that is built.

    Parameters
    ----------
    model : keras.Model

    Returns
    -------
    tuple of (str, tuple)
        "fit" where a first fit failed, else ""; and for ("fit", "predict") how many axes the arrays had that each of
        them has a graph for.

    Source
    ------
    Keras 3.15 with TensorFlow: the functions that ``fit`` and ``predict`` keep. A second graph is made for the shapes
    of both, and where numbers of axes differ, nobody can count the axes of that.
    """
    if getattr(model, "train_function", None) is None and getattr(model, "predict_function", None) is None:
        return "", ()
    if model.run_eagerly or sys.modules["keras"].backend.backend() != "tensorflow":
        return "", ()
    optimizer = getattr(model, "optimizer", None)
    stepped = optimizer is not None and optimizer.built and int(optimizer.iterations) > 0
    if model.train_function is not None and not stepped:
        return "fit", ()
    return "", (("fit", _traced(model.train_function)), ("predict", _traced(model.predict_function)))


def _left_behind(model):
    """Return what earlier calls left behind: "fit", "built" or nothing; and the axes that there are graphs for."""
    if isinstance(model, sys.modules["keras"].Sequential) and getattr(model, "_functional", None) is None:
        first = model._layers[0] if model._layers else None
        # A failed build leaves its shape in front, but so does a learner's own Input.
        return "built" if first is not None and _is_input(first) and len(model._layers) > 1 else "", ()
    return left_behind(model)


def read_state(model, x=None, y=None, batch_size=None):
    """Return the state of a live program.

    Parameters
    ----------
    model : keras.Model, keras.Layer, list of layers, Model, or anything else
    x, y : object
        As ``fit`` would be given them, or shapes with the samples first.
    batch_size : int, optional

    Returns
    -------
    State
        Comparable and hashable; the model, x and y are as they were.

    Source
    ------
    Keras 3.15, ``Trainer``: what ``compile`` and earlier calls leave behind.

    Examples
    --------
    >>> import keras
    >>> model = keras.Sequential([keras.Input((20, 3)), keras.layers.LSTM(4), keras.layers.Dense(1)])
    >>> model.compile("adam", "mse")
    >>> read_state(model, (100, 20, 3), (100,)).losses[0].name
    'mean_squared_error'
    """
    given = read_both(x, y)
    if isinstance(model, Model):
        return State(model, *given, batch_size=batch_size, compiled=False)
    if isinstance(model, (list, tuple)):
        return State(read_list(model), *given, batch_size=batch_size, compiled=False)
    record = read_model(model)
    if record.kind in ("none", "layers"):
        return State(record, *given, batch_size=batch_size, compiled=False)
    losses, metrics = compiled_with(model, record.output_names)
    optimizer = getattr(model, "optimizer", None)
    trained = bool(optimizer is not None and optimizer.built and int(optimizer.iterations) > 0)
    spoilt, traced = _left_behind(model)
    compiled = bool(getattr(model, "compiled", False))
    return State(record, *given, losses, metrics, batch_size, trained, spoilt, traced, compiled)
