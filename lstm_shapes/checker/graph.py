"""A model as calls of its layers: what each reads, from whom, and gives. Keras is asked for shapes; nothing is run."""

import inspect
import sys
from typing import NamedTuple

from ..axes import any_for_none, count
from ..program.reading import is_walkable, nodes_of, tree_leaves
from ..state.layers import called, is_own, is_recurrent, kind_of_layer
from .walk import agrees, recorded, refusal

_SIZES_KNOWN = ("Dense", "Embedding", "BatchNormalization", "LayerNormalization")  # `refusal` compares them
DATA = "data"  # the key of what the first of a list of layers reads


class Call(NamedTuple):
    """One call of a layer; a shared layer has several.

    Fields
    ------
    layer : keras.Layer, keras.Operation or None
        None for the data that a list of layers begins with.
    reads : tuple of (str, key)
        The name of the argument, empty where there is one to read, and the key of the tensor.
    keys : tuple
        One for each tensor that it gives.
    given, gives : tuple of tuple
        Shapes, None for any number; `gives` is empty where nothing comes out or nothing is known.
    state : str
        "fits", "breaks", "not reached" or "cannot tell".
    words : str
        Why.
    inside : tuple of Call
        Of a model that is called as a layer.

    Examples
    --------
    >>> Call(None, (), ("data",)).state
    'fits'
    """

    layer: object
    reads: tuple
    keys: tuple
    given: tuple = ()
    gives: tuple = ()
    state: str = "fits"
    words: str = ""
    inside: tuple = ()


def graph_of(model):
    """Return the functional model that holds the calls: a built Sequential's inner one; None for one not built."""
    return getattr(model, "_functional", None) if hasattr(model, "_functional") else model


def as_read(got, want):
    """Return the shape that a model reads, after Keras has added or dropped a last axis of 1; None if it refuses.

    Examples
    --------
    >>> as_read((100, 20), (None, 20, 1)), as_read((100, 60), (None, 20, 3))
    ((100, 20, 1), None)
    """
    if len(got) == len(want):
        return tuple(got)
    if len(got) == len(want) + 1 and got[-1] == 1:
        return tuple(got[:-1])
    if len(got) == len(want) - 1 and want[-1] == 1:
        return (*got, 1)
    return None


def read_by(got, want, compares):
    """Return the shape that an input of a model reads, None where it raises.

    Parameters
    ----------
    got, want : tuple
        Of the data, and as declared; samples first.
    compares : bool
        A functional model compares sizes; a Sequential counts axes only.

    Returns
    -------
    tuple or None

    Source
    ------
    Keras 3.15, ``Functional.input_spec`` (``allow_last_axis_squeeze``) and ``Functional._adjust_input_rank``.

    Examples
    --------
    >>> read_by((100, 30, 3), (None, 20, 3), compares=False)
    (100, 30, 3)
    """
    if compares:
        sizes = [shape[:-1] if shape and shape[-1] == 1 else shape for shape in (got, want)]
        # zip stops at the shorter one, and so does Keras
        if any(None not in pair and pair[0] != pair[1] for pair in list(zip(*sizes, strict=False))[1:]):
            return None
    return as_read(got, want)


def why(step):
    """Say why a step of `walk` breaks, in a few words; empty where it does not.

    Examples
    --------
    >>> from lstm_shapes.checker.walk import Step
    >>> why(Step(None, (None, 16), None, "axes", 3)), why(Step(None, (None, 20, 4), None, "size", (-1, 3)))
    ('reads 3 axes, gets 2', 'was built for 3 features, gets 4')
    """
    if step.problem == "axes":
        return f"reads {'1 axis' if step.wants == 1 else f'{step.wants} axes'}, gets {len(step.given)}"
    if step.problem == "size":
        axis, size = step.wants
        last = axis % len(step.given) == len(step.given) - 1
        return f"was built for {count(size, 'features') if last else f'{size} on axis {axis}'}, gets {step.given[axis]}"
    return f"cannot take {any_for_none(step.given)}" if step.problem else ""


def _is_layer(operation):
    return isinstance(operation, sys.modules["keras"].Layer)


def _arguments(node):
    """Return (name of the argument, tensor) for everything that a call reads, in the order of its signature."""
    args, kwargs = node.arguments.args, node.arguments.kwargs
    try:
        bound = inspect.signature(node.operation.call).bind(*args, **kwargs).arguments
    except TypeError:
        bound = {**dict(enumerate(args)), **kwargs}
    pairs = [(str(name), leaf) for name, value in bound.items() for leaf in tree_leaves(value)]
    pairs = [(name, leaf) for name, leaf in pairs if any(leaf is tensor for tensor in node.input_tensors)]
    names = {name for name, _ in pairs}
    if len(names) < 2 or not _is_layer(node.operation):  # keras.ops call theirs x1 and x2
        return [("", leaf) for _, leaf in pairs]
    return [("" if name in ("inputs", "sequences", "sequence") else name, leaf) for name, leaf in pairs]


def _shapes(answer):
    """Return what Keras answers, a shape or nested ones or tensors, as a flat list of shapes."""
    if hasattr(answer, "shape"):
        return [tuple(answer.shape)]
    if isinstance(answer, (list, tuple)) and all(size is None or isinstance(size, int) for size in answer):
        return [tuple(answer)]
    parts = [answer[key] for key in sorted(answer)] if isinstance(answer, dict) else answer
    return [shape for part in parts for shape in _shapes(part)]


def _keras_says(operation, args, kwargs):
    """Ask an operation of Keras for the shapes of what it gives, by its arithmetic."""
    keras = sys.modules["keras"]
    plain = _is_layer(operation) and type(operation).compute_output_spec is keras.Layer.compute_output_spec
    one_tensor = len(args) == 1 and hasattr(args[0], "shape")
    if plain and one_tensor and not any(hasattr(leaf, "shape") for leaf in tree_leaves(kwargs)):
        return _shapes(operation.compute_output_shape(tuple(args[0].shape)))
    return _shapes(operation.compute_output_spec(*args, **kwargs))


def _join(layer, given):
    """Raise where Concatenate gets shapes that differ beside its axis; Keras compares them when it builds only."""
    if kind_of_layer(layer) != "Concatenate" or not _is_layer(layer):
        return
    axis = layer.axis % len(given[0])
    rests = [(*one[:axis], *one[axis + 1 :]) for one in given]
    if not all(agrees(rests[0], rest) for rest in rests):
        raise ValueError("shapes differ beside the axis")


def _can_judge(layer, given, before):
    """True where it is known what a built layer makes of other sizes than those that it was called on."""
    kind = kind_of_layer(layer)
    if kind == "TimeDistributed":
        return _can_judge(layer.layer, [(one[0], *one[2:]) for one in given], [(one[0], *one[2:]) for one in before])
    if not layer.weights or is_recurrent(layer) or kind in _SIZES_KNOWN:
        return True
    if "Conv" in kind:
        return True
    same_features = all(one[-1] == other[-1] for one, other in zip(given, before, strict=True))
    return same_features and kind.endswith("Attention")


def _within(model, structure):
    """Follow shapes through a model that is called as a layer."""
    graph = graph_of(model)
    if graph is None:
        leaves = tree_leaves(structure)
        return follow_list(model.layers, leaves[0].shape) if len(leaves) == 1 else ()
    leaves = [structure[one.name] for one in graph.inputs] if _by_name(graph, structure) else tree_leaves(structure)
    given = []
    for tensor, leaf in zip(graph.inputs, leaves, strict=True):
        read = read_by(tuple(leaf.shape), tuple(tensor.shape), compares=graph is model)
        if read is None:
            wants, gets = any_for_none(tensor.shape), any_for_none(leaf.shape)
            return (Call(model, (), (), state="breaks", words=f"declares {wants}, gets {gets}"),)
        given.append(read)
    return follow(model, given)


def _by_name(graph, structure):
    """True where Keras takes a dict apart by the names of the inputs."""
    return isinstance(structure, dict) and not isinstance(graph._inputs_struct, dict)


def _answer(operation, args, kwargs, given, before, gave):
    """Return (state, shapes, words, calls inside) of one call.

    `before` and `gave` are the shapes on which Keras called it before, and what came out; None if it never did.
    """
    known = before is not None and all(agrees(*pair) for pair in zip(given, before, strict=True))
    if _is_layer(operation) and not known and not is_walkable(operation):
        refused = refusal(operation, given[0])
        if refused:
            return "breaks", (), why(refused), ()
    gives, inside = None, ()
    if _is_layer(operation) and is_walkable(operation):
        inside = _within(operation, args[0])
        if inside and inside[-1].state in ("breaks", "not reached"):
            broken = next(one for one in inside if one.state == "breaks")
            where = "" if broken.layer is operation else f"inside it, {called(broken.layer)} "
            return "breaks", (), where + broken.words, inside
        ends = {key: shape for one in inside for key, shape in zip(one.keys, one.gives, strict=False)}
        wanted = [id(one) for one in graph_of(operation).outputs] if graph_of(operation) else inside[-1:][0].keys
        gives = [ends[key] for key in wanted] if all(key in ends for key in wanted) else None
    elif not is_own(operation) and not any(callable(leaf) for leaf in tree_leaves([list(args), kwargs])):
        if not known and before is not None and _is_layer(operation) and not _can_judge(operation, given, before):
            return "cannot tell", (), "", ()
        try:
            _join(operation, given)
            gives = _keras_says(operation, args, kwargs)
        except ValueError:
            return "breaks", (), "cannot take " + " with ".join(any_for_none(one) for one in given), ()
        except Exception:  # it reads several tensors, or wants its input first: no more can be said
            gives = None
    if not known:
        return ("fits", tuple(gives), "", inside) if gives else ("cannot tell", (), "", inside)
    if not gives or len(gives) != len(gave) or not all(agrees(*pair) for pair in zip(gives, gave, strict=True)):
        keeps = _is_layer(operation) and type(operation).__module__.startswith("keras.")
        keeps = keeps and type(operation).__name__ != "Lambda"  # its layers keep the samples axis; a Lambda need not
        gives = [(given[0][0] if keeps and one and one[0] is None else None, *one[1:]) if one else one for one in gave]
    pairs = zip(gives, gave, strict=True)
    both = tuple(tuple(b if a is None else a for a, b in zip(one, other, strict=True)) for one, other in pairs)
    return "fits", both, "", inside


def _stand_in(tensor, shape):
    """A symbolic tensor of another shape, named, so that it takes no automatic name away from the learner's."""
    return sys.modules["keras"].KerasTensor(shape, dtype=tensor.dtype, sparse=tensor.sparse, name="flow")


def follow(model, given):
    """Follow shapes through a functional model, or a Sequential that is built.

    Parameters
    ----------
    model : keras.Model
    given : list of tuple
        One shape for each of its inputs, as they read it; None for any number.

    Returns
    -------
    tuple of Call
        In the order in which Keras runs them; from the first that breaks on, nothing is reached.

    Source
    ------
    Keras 3.15, ``Node``: what was called on what. Where the arithmetic of a layer is not Keras' own, the shape that
    Keras recorded is told.

    Examples
    --------
    >>> import keras
    >>> inputs = keras.Input((20, 3))
    >>> follow(keras.Model(inputs, keras.layers.LSTM(4)(inputs)), [(100, 20, 3)])[1].gives
    ((100, 4),)
    """
    tree = sys.modules["keras"].tree
    graph = graph_of(model)
    shapes = {id(tensor): tuple(shape) for tensor, shape in zip(graph.inputs, given, strict=True)}
    calls, stopped = [], False
    for node in nodes_of(graph):
        keys = tuple(id(one) for one in node.outputs)
        if node.is_input:
            calls.append(Call(node.operation, (), keys, (), (shapes[keys[0]],)))
            continue
        read = _arguments(node)
        call = Call(node.operation, tuple((name, id(one)) for name, one in read), keys)
        if stopped or any(id(one) not in shapes for _, one in read):
            calls.append(call._replace(state="not reached" if stopped else "cannot tell"))
            continue
        stand_ins = {id(one): _stand_in(one, shapes[id(one)]) for _, one in read}
        args, kwargs = tree.map_structure(
            lambda one, known=stand_ins: known.get(id(one), one), (node.arguments.args, node.arguments.kwargs)
        )
        got = tuple(shapes[id(one)] for _, one in read)
        before, gave = [tuple(one.shape) for _, one in read], [tuple(one.shape) for one in node.outputs]
        state, gives, words, inside = _answer(node.operation, args, kwargs, got, before, gave)
        calls.append(call._replace(given=got, gives=gives, state=state, words=words, inside=tuple(inside)))
        shapes.update(zip(keys, gives, strict=False))
        stopped = state == "breaks"
    return tuple(calls)


def follow_list(layers, shape):
    """Follow a shape through layers that stand in a line, and that may not build.

    Parameters
    ----------
    layers : list of keras.Layer
    shape : tuple
        Of the data, samples first; None for any number.

    Returns
    -------
    tuple of Call
        The first is the data; from the first that breaks on, nothing is reached.

    Source
    ------
    As for `follow`; Keras 3.15, ``Sequential.build``: each layer reads one tensor.

    Examples
    --------
    >>> follow_list([], (100, 20, 3))[0].gives
    ((100, 20, 3),)
    """
    calls, state = [Call(None, (), (DATA,), (), (tuple(shape),))], "fits"
    for place, layer in enumerate(layers):
        before = calls[-1]
        call = Call(layer, (("", before.keys[0]),), (place,), before.gives)
        if state != "fits":
            calls.append(call._replace(given=(), state="not reached" if state == "breaks" else state))
            continue
        if len(before.gives) > 1:
            call = call._replace(state="breaks", words=f"reads one tensor, gets {len(before.gives)}")
        else:
            before_it, gave = recorded(layer)
            stand_in = sys.modules["keras"].KerasTensor(before.gives[0], name="flow")
            answer = _answer(layer, (stand_in,), {}, before.gives, before_it, gave)
            call = call._replace(state=answer[0], gives=answer[1], words=answer[2], inside=tuple(answer[3]))
            call = call._replace(keys=(place, *((place, n) for n in range(1, len(call.gives)))))
        calls.append(call)
        state = call.state
    return tuple(calls)
