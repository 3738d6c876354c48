"""What is wrong with the state of a model: spoilt by a failure, or bound to one batch size."""

from ..repair.drafts import Draft, compile_line, compiled_again, with_input
from .scene import Found


def batch_rules(scene):
    """Yield where a stateful model does not get the batches that it was made for."""
    facts, got = scene.facts, scene.shape
    batch = next((shape[0] for shape in facts.declared if shape), None)
    if not batch or not facts.stateful or got is None or got[0] is None or len(got) != len(facts.declared[0]):
        return
    used = min(scene.batch_size, got[0])
    if used == batch and got[0] % batch == 0:
        return
    sentence = f"The model reads batches of exactly {batch} samples, and they come in batches of {scene.batch_size}."
    if got[0] % batch:
        sentence = f"The model reads batches of exactly {batch} samples, and {got[0]} does not divide by {batch}."
    reason = (
        f"batch_shape and stateful=True make the batch part of the model; fit and predict also need batch_size={batch}."
    )
    layer = next(layer for layer in facts.layers if getattr(layer, "stateful", False))
    open_batch = Draft(
        _stateless(scene.model, facts.declared[0]), "Is the state not needed from one batch to the next?"
    )
    cut = f"usable = len(x) // {batch} * {batch}\nx = x[:usable]" + ("\ny = y[:usable]" if scene.y is not None else "")
    call = "model.predict(x" if scene.y is None else "model.fit(x, y"
    order = "" if scene.y is None else ", shuffle=False"
    kept = Draft(
        f"{cut}\n{call}, batch_size={batch}{order})",
        "Is the state needed? Then the last rows go.",
        runs=False,
    )
    yield Found("fixed-batch-size", "raises", sentence, reason, (open_batch, kept) if layer else ())


def _stateless(model, shape):
    """Return lines that make the model without state, for batches of any size."""
    return (
        "old = model\nlayers = []\nfor layer in old.layers:\n    settings = layer.get_config()\n"
        '    if "stateful" in settings:\n        settings["stateful"] = False\n'
        "    layers.append(type(layer).from_config(settings))\n"
        f"model = keras.Sequential([keras.Input({tuple(shape[1:])}), *layers])\n"
        "model.set_weights(old.get_weights())\n" + compile_line(model)
    ).strip()


def spoilt_rules(scene):
    """Yield a model that an earlier failure spoilt."""
    facts = scene.facts
    if scene.target.kind != "none" and not facts.compiled and facts.kind in ("sequential", "functional"):
        sentence = "The model is not compiled yet, so nothing says what its loss makes of y."
        yield Found("", "cannot tell", sentence, "fit wants model.compile(...) first; then ask again.")
    if facts.spoilt == "built":
        if scene.shape is not None and scene.shape[1:] == facts.built_for[1:]:
            return
        sentence = f"The model without Input was built by data of shape {facts.built_for}, and keeps that shape."
        reason = "A failed fit leaves its shape behind; the model has to be made anew, best with an Input."
        drafts = ()
        if scene.shape is not None and len(scene.shape) == 3:
            drafts = (Draft(with_input(scene.model, scene.shape[1:])),)
        yield Found("spoilt-model", "raises", sentence, reason, drafts)
    elif facts.spoilt:
        what = {"fit": "fit", "predict": "predict"}[facts.spoilt]
        sentence = f"An earlier {what} failed or saw another shape, and left a half-made function in the model."
        reason = "The next call meets that function, not the data. Compiling again throws it away; weights stay."
        line = compiled_again(scene.model)
        predicts = facts.spoilt == "fit" and scene.target.kind == "none" and scene.data.kind != "dataset"
        level = "harmless" if predicts else "raises"  # predict has a function of its own
        yield Found("spoilt-model", level, sentence, reason, (Draft(line),) if line else ())
