"""Shapes run through the calls of a model: what each layer reads and gives, and the first that refuses."""

from math import prod
from typing import NamedTuple

from . import convolution, plain
from .masks import mask_after
from .operations import operation
from .recurrent import RECURRENT, recurrent
from .several import ATTENTION, MERGES, attention, merge, multi_head
from .sizes import Refused, Why, agrees, both, fits
from .wrapped import unchecked

_ONE = {**plain.RULES, **convolution.RULES}


class Step(NamedTuple):
    """One call on the way.

    Fields
    ------
    call : int
        Its place among the calls of the model.
    layer : Layer
    given : tuple
        Shapes of the tensors that it reads, None where one is not known.
    gives : tuple or None
        Shapes of what comes out, None where nobody knows.
    why : Why or None
        Why it refuses.
    inside : Run or None
        Of a model that is called as a layer.
    masks : tuple
        Shapes of the masks that came with the tensors.
    lost : bool
        A mask came in and does not come out.
    path : tuple of int
        Places of the calls, from the outermost model inwards.
    built : tuple of tuple
        The shapes that its weights were made for.
    """

    call: int
    layer: object
    given: tuple
    gives: tuple | None = None
    why: Why | None = None
    inside: object = None
    masks: tuple = ()
    lost: bool = False
    path: tuple = ()
    built: tuple = ()


class Run(NamedTuple):
    """What came of it.

    Fields
    ------
    outputs : tuple
        One shape for each output, None where it is not known; () where a layer refuses.
    steps : tuple of Step
    problem : Step or None
        The first that refuses, also within a model inside; its path says where.
    masks : tuple
        Of the outputs.
    """

    outputs: tuple = ()
    steps: tuple = ()
    problem: Step | None = None
    masks: tuple = ()


def as_read(got, want):
    """Return the shape that an input reads, after Keras has added or dropped a last axis of 1; None if it refuses.

    Source
    ------
    Keras 3.15, ``Functional._adjust_input_rank``.

    Examples
    --------
    >>> as_read((100, 20), (None, 20, 1)), as_read((100, 20, 3, 1), (None, 20, 3)), as_read((100, 60), (None, 20, 3))
    ((100, 20, 1), (100, 20, 3), None)
    """
    if len(got) == len(want):
        return tuple(got)
    if len(got) == len(want) + 1 and got[-1] == 1:
        return tuple(got[:-1])
    if len(got) == len(want) - 1 and want and want[-1] == 1:
        return (*got, 1)
    return None


def other_size(got, want):
    """Return the first axis on which a functional model refuses a size, None where it refuses none.

    Source
    ------
    Keras 3.15, ``assert_input_compatibility`` with ``allow_last_axis_squeeze``; zip stops at the shorter one, and so
    does Keras.

    Examples
    --------
    >>> other_size((100, 30, 3), (None, 20, 3)), other_size((100, 20), (None, 20, 3))
    (1, None)
    """
    one, other = (shape[:-1] if shape and shape[-1] == 1 else shape for shape in (got, want))
    pairs = list(zip(one, other, strict=False))
    return next((axis for axis in range(1, len(pairs)) if not fits(*pairs[axis])), None)


def enter(model, shapes, symbolic=False):
    """Return the shapes that the inputs of a model read; a Sequential compares every size only while it is built in.

    Raises
    ------
    Refused
        `tensor` in its reason is the input.

    Source
    ------
    Keras 3.15, ``Functional.compute_output_spec``.
    """
    if not model.declared:
        return tuple(shapes)
    compares = symbolic or model.kind == "functional"
    if compares and len(shapes) != len(model.declared):
        raise Refused("number", len(model.declared), len(shapes))
    reads = []
    for place, (got, declared) in enumerate(zip(shapes, model.declared, strict=False)):
        want = declared.shape
        if got is None or want is None:
            reads.append(got if want is None else want)
            continue
        axis = other_size(got, want) if compares else None
        if axis is not None:
            raise Refused("size", want, got, axis=axis, tensor=place)
        read = as_read(got, want)
        if read is None:
            raise Refused("axes", (len(want), len(want)), len(got), tensor=place)
        reads.append(read)
    if len(reads) < len(model.declared):
        raise Refused("number", len(model.declared), len(shapes))
    return tuple(reads)


def follow(model, given, symbolic, weights, masks=(), path=(), bundle=None):
    """Run shapes through the calls of a model.

    Parameters
    ----------
    model : Model
    given : tuple
        One shape for each input, as they read it; None where it is not known.
    symbolic : bool
        True while the model is built, False for data: Keras compares more then.
    weights : dict
        What each layer was built for, by its path; what is built on the way is added.
    masks : tuple
    path : tuple of int
    bundle : dict, optional
        Several shapes at once for an input, as a list of arrays is read by layers in a line.

    Returns
    -------
    Run

    Source
    ------
    Keras 3.15, ``Functional.call``, ``Sequential.build``.

    Examples
    --------
    >>> from lstm_shapes.program import layer, in_line
    >>> follow(in_line([layer("LSTM", units=4)]), ((100, 20, 3),), False, {}).outputs
    ((100, 4),)
    """
    at = {key: (shape,) for key, shape in zip(model.inputs, given, strict=False)}
    at.update(bundle or {})
    covers = {key: (mask,) for key, mask in zip(model.inputs, masks, strict=False)}
    steps = []
    for place, call in enumerate(model.calls):
        layer = model.layers[call.layer]
        read = [
            (one.argument, shape, mask) for one in call.plain_reads for shape, mask in _pairs(at, covers, one.tensor)
        ]
        shapes, mask = tuple(shape for _, shape, _ in read), tuple(mask for _, _, mask in read)
        step = Step(place, layer, shapes, masks=mask, path=(*path, place))
        try:
            step = _called(step, call, read, symbolic, weights, (*path, call.layer))
        except Refused as refusal:
            step = step._replace(why=refusal.why, built=layer.built_for or weights.get((*path, call.layer), ()))
        if step.inside is not None and step.inside.problem is not None:
            return Run((), (*steps, step), step.inside.problem)
        if step.why is not None:
            return Run((), (*steps, step), step)
        steps.append(step)
        outs = step.gives if step.gives is not None else (None,) * len(call.gives)
        covered = _covered(step, outs)
        if len(call.gives) == 1 != len(outs):  # in a line the next one reads all of them
            at[call.gives[0]], covers[call.gives[0]] = outs, covered
            continue
        for key, shape, mask in zip(call.gives, outs, covered, strict=False):
            at[key], covers[key] = (shape,), (mask,)
    ends = [one for key in model.outputs for one in _pairs(at, covers, key)]
    return Run(tuple(shape for shape, _ in ends), tuple(steps), None, tuple(mask for _, mask in ends))


def _pairs(at, covers, key):
    shapes = at.get(key, (None,))
    return zip(shapes, covers.get(key, (None,) * len(shapes)), strict=True)


def _covered(step, outs):
    if step.gives is None or step.layer.model is not None:
        return (
            step.inside.masks
            if step.inside is not None and len(step.inside.masks) == len(outs)
            else (None,) * len(outs)
        )
    return _mask(step, outs)[0]


def _mask(step, outs, symbolic=True):
    if step.layer.kind not in ("Masking", "Embedding") and not any(step.masks):
        return (None,) * len(outs), False
    if None in step.given or None in outs:
        return (None,) * len(outs), False
    first = tuple(zip(step.given, step.masks, strict=True))
    return mask_after(step.layer, tuple(one for one, _ in first), tuple(mask for _, mask in first), outs, symbolic)


def _called(step, call, read, symbolic, weights, path):
    """Return the step with what comes out."""
    layer = step.layer
    built = layer.built_for or weights.get(path, ())
    if layer.model is not None:
        inside = _within(layer, step, symbolic, weights, path)
        return step._replace(inside=inside, gives=inside.outputs or None)
    if None in step.given:
        return step
    gives = outputs(layer, call, read, built, symbolic)
    if gives is None:
        gives = _recorded(call, step.given, layer) or _answered(layer, step.given)
        step = step._replace(gives=gives)
        return step if gives is None else step._replace(lost=_mask(step, gives, symbolic)[1])
    if not built:
        weights[path] = built = step.given
    step = step._replace(gives=gives, built=built)
    return step._replace(lost=_mask(step, gives, symbolic)[1])


def _within(layer, step, symbolic, weights, path):
    return follow(layer.model, enter(layer.model, step.given, symbolic), symbolic, weights, step.masks, path)


def _recorded(call, given, layer):
    """What Keras recorded of a call, where it was called on shapes like these."""
    if call.recorded is None:
        return None
    before, gave = call.recorded
    before = tuple(one for one, what in zip(before, call.reads, strict=True) if not what.argument.endswith("mask"))
    if len(before) != len(given) or not all(map(agrees, given, before)):
        return None
    # Its own layers keep the samples axis; somebody's own code need not.
    keeps = not layer.somebodys and layer.kind != "operation"
    first = given[0][0] if keeps and given and given[0] else None
    return tuple(
        both((first, *(None,) * (len(one) - 1)), one) if one and keeps and one[0] is None else one for one in gave
    )


def _answered(layer, given):
    """What a layer of one's own gives, by what copies of it gave for symbols; None where nothing is known of that."""
    told = dict(layer.get("answers", ())) if len(given) == 1 else {}
    if not told:
        return None
    (shape,) = given
    if len(shape) not in told:
        raise Refused("axes", (min(told), max(told)), len(shape))
    return tuple(tuple(_size(one, shape) for one in gives) for gives in told[len(shape)])


def _size(told, shape):
    if not isinstance(told, tuple):
        return told
    sizes = [shape[axis] for axis in told[1:]]
    return None if None in sizes else prod(sizes)


def outputs(layer, call, read, built, symbolic):
    """Return the shapes that come out of one call; None where no arithmetic is known for its kind.

    Parameters
    ----------
    layer : Layer
    call : Call
    read : list of (str, tuple, mask)
        Argument and shape of each tensor.
    built : tuple of tuple
    symbolic : bool

    Raises
    ------
    Refused
    """
    shapes = tuple(shape for _, shape, _ in read)
    if layer.own:
        return None
    if layer.get("declares"):
        return (_declared(layer.get("declares"), shapes[0]),)
    if layer.kind == "operation":
        return operation(layer, call, shapes)
    if layer.kind in MERGES:
        return (merge(layer, shapes, call.listed or len(shapes) > 1, symbolic),)
    if layer.kind in ATTENTION:
        answer, scores = _attention(layer, call, read, built, symbolic)
        return (answer, scores) if call.option("return_attention_scores") else (answer,)
    main = tuple(shape for argument, shape, _ in read if argument == read[0][0])
    if layer.kind in RECURRENT or layer.kind == "Bidirectional":
        if len(main) > 1:
            raise Refused("number", 1, len(main))
        states = tuple(shape for argument, shape, _ in read[1:] if argument == "initial_state")
        return recurrent(layer, shapes[0], states, built, symbolic)
    if layer.kind == "TimeDistributed":
        return _each_step(layer, call, shapes, built, symbolic)
    rule = _ONE.get(layer.kind)
    if rule is None:
        return None
    if len(main) > 1:
        raise Refused("number", 1, len(main))
    return (tuple(rule(layer, shapes[0], built, symbolic)),)


def _declared(want, got):
    """Return what a model inside reads whose layers stand in the one around it."""
    read, axis = as_read(got, want), other_size(got, want)
    if read is None:
        raise Refused("axes", (len(want), len(want)), len(got))
    if axis is not None:
        raise Refused("size", want, got, axis=axis)
    return read


def _attention(layer, call, read, built, symbolic):
    if layer.kind != "MultiHeadAttention":
        return attention(layer, tuple(shape for _, shape, _ in read), call.listed or len(read) > 1, built, symbolic)
    named = {}
    for place, (argument, shape, _) in enumerate(read):
        named[argument if argument in ("query", "value", "key") else ("query", "value", "key")[min(place, 2)]] = shape
    if "value" not in named or "query" not in named:
        raise Refused("number", 2, len(read))
    return multi_head(layer, named, built, symbolic)


def _each_step(layer, call, shapes, built, symbolic):
    """Return the shapes out of TimeDistributed: the wrapped layer on every step."""
    if len(shapes) != 1:
        raise Refused("number", 1, len(shapes))
    shape, inner = shapes[0], layer.inner[0] if layer.inner else None
    if len(shape) < 3:
        raise Refused("axes", (3, 99), len(shape))
    child = (shape[0], *shape[2:])
    if inner is None:
        return None
    handed = unchecked(inner, child, symbolic)
    if handed is None:
        return None
    before = inner.built_for or tuple((one[0], *one[2:]) for one in built)
    inner, child, more = handed
    try:
        if inner.model is not None:
            run = follow(inner.model, enter(inner.model, (child,), symbolic), symbolic, {})
            if run.problem is not None:
                raise Refused(*run.problem.why)
            outs = run.outputs if None not in run.outputs else None
        else:
            outs = outputs(inner, call._replace(listed=False), [("inputs", child, None)], before, symbolic)
    except Refused as refusal:
        raise Refused(*_moved(refusal.why)) from None
    if outs is None:
        return None
    if len(outs) > 1:
        raise Refused("number", 1, len(outs))
    return ((outs[0][0], shape[1], *outs[0][1:], *more),)


def _moved(why):
    """The same reason, told of the shape with its time axis."""
    if why.what == "axes":
        least, most = why.wanted
        return why._replace(wanted=(least + 1, most + 1), came=why.came + 1)
    return why._replace(axis=why.axis + 1) if why.axis else why
