"""What is wrong with how x is handed over: several arrays, a list of samples, a dataset."""

from ..repair.drafts import Draft, quoted
from .scene import Found, after, fits

ARRAYS = "Keras reads arrays of numbers: NumPy arrays, tensors, tables of numbers, or a tf.data dataset."


def padded(scene, name):
    return Draft(
        f'{name} = keras.utils.pad_sequences({name}, dtype="float32", padding="post")' + after(scene),
        "May short sequences be filled up with zeros? Then Masking, or mask_zero in Embedding, skips them.",
    )


def stacked(name):
    return Draft(f"{name} = np.stack({name})")


def inputs_rule(scene):
    """One array for several inputs, or the reverse."""
    wanted, data = len(scene.facts.declared), scene.data
    given = len(data.parts) if data.kind == "several" else 1
    if data.kind == "dataset" or wanted == 0 or given == wanted or (given == 1 and data.shape is None):
        return _names(scene)
    if wanted == 1 and given > 1 and isinstance(scene.x, (list, tuple)):
        samples = _list_of_samples(scene, data.parts)
        if samples:
            return samples
    sentence = f"The model has {wanted} input{'s' * (wanted > 1)}, and x brings {given} array{'s' * (given > 1)}."
    reason = (
        "A model with several inputs reads a list or a dict with one array for each; each has its own samples axis."
    )
    drafts = ()
    if given == 1 and data.shape and wanted in data.shape[:2]:
        axis = data.shape.index(wanted)
        drafts = (Draft("x = list(x)" if axis == 0 else f"x = [x[:, each] for each in range({wanted})]"),)
    first = data.parts[0].shape if data.parts else None
    dropped = scene.facts.kind == "sequential" and given > 1 and first and fits(first[-1], scene.facts.declared[0][-1])
    level = "silent" if dropped and len(first) == len(scene.facts.declared[0]) else "raises"
    return Found("input-count", level, sentence, reason, drafts)


def _names(scene, brought=None):
    """A dict whose keys are not the names of the inputs; of a dataset the dict of its description."""
    brought = scene.x if brought is None else brought
    if not isinstance(brought, dict):
        return None
    names = [tensor.name for tensor in scene.model.inputs] if scene.facts.declared else []
    missing = [name for name in names if name not in brought]
    if not missing:
        return None
    sentence = f"x has no array for the input {missing[0]!r}; it brings {', '.join(map(repr, brought))}."
    alone = brought is scene.x and len(names) == len(brought) == 1
    drafts = (Draft(f"x = x[{quoted(next(iter(brought)))}]"),) if alone else ()
    return Found("input-count", "raises", sentence, "A dict names each input of the model.", drafts)


def _list_of_samples(scene, parts):
    """A list with one array for each sample: of one length, or of several."""
    shapes = [part.shape for part in parts]
    axes = len(scene.declared) - 1
    if any(shape is None or len(shape) != axes for shape in shapes) or len(shapes) != (scene.targets or len(shapes)):
        return None
    if len(set(shapes)) == 1:
        sentence = f"x is a list of {len(shapes)} samples of shape {shapes[0]}, not one array."
        return Found("not-an-array", "raises", sentence, ARRAYS, (stacked("x"),))
    lengths = sorted(shape[0] for shape in shapes)
    sentence = f"The sequences in x have different lengths (from {lengths[0]} to {lengths[-1]})."
    return Found("ragged-sequences", "raises", sentence, f"{ARRAYS} A block needs one length.", (padded(scene, "x"),))


def dataset_rule(scene):
    """A dataset without batches, or with batches of batches."""
    if scene.y is not None:
        sentence, reason = "x is a dataset, and y is given besides.", "A dataset brings its own answers, as (x, y)."
        return Found(
            "input-count", "raises", sentence, reason, (Draft("y = None"),) if len(scene.data.parts) > 1 else ()
        )
    spec = scene.x.element_spec
    wrong = _names(scene, spec[0] if isinstance(spec, tuple) and spec else spec)
    if wrong:
        return wrong
    want, got = scene.declared, scene.shape
    if want is None or got is None:
        return None
    labels = scene.data.parts[1].shape if len(scene.data.parts) > 1 else None
    outputs = scene.facts.outputs[0] if scene.facts.outputs else ()
    single = labels == () or (got[:1] != (None,) and (labels is None or len(labels) < len(outputs)))
    if len(got) < len(want) and single:
        sentence = f"The dataset gives single samples of shape {got}, not batches."
        reason = f"The model reads {len(want)} axes, samples first; .batch(32) puts them there."
        level = (
            "silent" if want[-1] == 1 and len(got) == len(want) - 1 and scene.facts.kind == "sequential" else "raises"
        )
        return Found("dataset-not-batched", level, sentence, reason, (Draft("x = x.batch(32)"),))
    if (
        len(got) == len(want) + 1
        and got[0] is None
        and (got[1] is None or (labels is not None and len(labels) > len(outputs)))
    ):
        sentence = f"The dataset is batched twice: it gives {got}, and the model reads {len(want)} axes."
        return Found(
            "dataset-not-batched", "raises", sentence, "One call of .batch is enough.", (Draft("x = x.unbatch()"),)
        )
    return None
