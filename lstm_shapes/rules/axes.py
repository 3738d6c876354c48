"""What is wrong with the axes of x when it has as many as the model reads, or more."""

from math import prod

from ..axes import count
from ..state.layers import kind_of_layer
from .scene import Found, as_read, axes_words, data_draft, expects, fits, new_input, readings, refuses


def wrong_timesteps(scene, got, level):
    """x with another number of timesteps than declared."""
    steps, features = scene.declared[1], scene.declared[2:]
    longer = got[1] > steps
    sentence = f"x has {count(got[1], 'timesteps')} for each sample; the model declares {steps}."
    reason = f"{expects(scene, scene.declared)} " + (
        "A functional model compares every size in its first fit or predict."
        if level == "raises"
        else "A Sequential model does not check timesteps."
    )
    anyhow = "Should the model read sequences of any length? Then None stands for the timesteps."
    drafts = []
    if len(got) == 3:
        part = f"x = x[:, -{steps}:]" if longer else None
        if part:
            drafts.append(
                data_draft(scene, part, f"Are the last {steps} timesteps of each sample the ones that count?")
            )
        drafts.append(
            new_input(scene, (got[1], *features), f"Are {got[1]} timesteps right, and the model is to be changed?")
        )
        drafts.append(new_input(scene, (None, *features), anyhow))
    return Found("wrong-timesteps", level, sentence, reason, tuple(drafts))


def _swapped(scene, got, level):
    steps, features = scene.declared[1:]
    sentence = (
        f"x is {got}: {got[1]} stands where {steps} timesteps belong, and {got[2]} where {features} features belong."
    )
    reason = f"{expects(scene, scene.declared)} The two last axes of x are exchanged: (samples, features, timesteps)."
    turn = data_draft(
        scene,
        'x = x.transpose(0, 2, 1)  # with einops: rearrange(x, "n f t -> n t f")',
        "Is x[0, 0] all timesteps of one feature? Then the axes change places.",
    )
    return Found("swapped-axes", level, sentence, reason, (turn,))


def _samples_for_steps(scene, got, level):
    """The number of samples is declared where the timesteps belong."""
    sentence = f"The model declares {got[0]} timesteps, and {got[0]} is the number of samples of x, {got}."
    reason = f"Input takes the shape of one sample, {got[1:]}; Keras adds the samples axis itself."
    question = f"Are {got[1]} timesteps right?"
    return Found("samples-in-input-shape", level, sentence, reason, (new_input(scene, got[1:], question),))


def _time_first(scene, got, level):
    sentence = f"x is {got}: time stands first, and the {got[1]} samples stand where timesteps belong."
    reason = f"{expects(scene, scene.declared)} Keras takes the first axis for samples, and sees {got[0]} of them."
    question = "" if scene.targets == got[1] else f"Is x[0] the first timestep of all {got[1]} samples?"
    return Found(
        "swapped-samples-timesteps", level, sentence, reason, (data_draft(scene, "x = x.transpose(1, 0, 2)", question),)
    )


def _wrong_features(scene, got, level):
    features = scene.declared[-1]
    place = "at each timestep" if len(got) > 2 else "in each row"
    sentence = f"x has {count(got[-1], 'features')} {place}; the model was built for {features}."
    reason = f"{expects(scene, scene.declared)} Every feature has weights of its own, so this size cannot differ."
    drafts = []
    if got[-1] > features:
        drafts.append(
            data_draft(
                scene, f"x = x[..., :{features}]", f"Are the first {features} columns the ones that the model knows?"
            )
        )
    drafts.append(
        new_input(scene, (*got[1:],), f"Are all {got[-1]} columns meant? Then the model has to be made for them.")
    )
    return Found("wrong-features", level, sentence, reason, tuple(drafts))


def _refolded(scene, got, level):
    """One of the two folds of (timesteps × features) that put everything on one axis."""
    steps, features = scene.declared[1:]
    back = data_draft(
        scene,
        f"x = x.reshape(len(x), {steps}, {features})",
        f"Do the {steps * features} numbers of a sample stand timestep by timestep, {features} on each?",
    )
    turned = data_draft(
        scene,
        f"x = x.reshape(len(x), {features}, {steps}).transpose(0, 2, 1)",
        f"Do they stand feature by feature, {steps} on each?",
    )
    cause, words = (
        ("single-timestep", f"all {got[2]} numbers of a sample stand on the features axis of 1 timestep")
        if got[1] == 1
        else ("features-as-timesteps", f"every one of {got[1]} numbers is a timestep of its own")
    )
    return Found(cause, level, f"x is {got}: {words}.", expects(scene, scene.declared), (back, turned))


def same_axes(scene):
    """Rules for x with as many axes as the model reads; yields what differs."""
    got, want = scene.shape, scene.declared
    level = "raises" if refuses(scene.facts, got, want) else "silent"
    if all(map(fits, got[1:], want[1:])):
        return
    if None not in got and got[:-1] == want[1:]:
        # What is declared are the first sizes of x itself.
        yield Found(
            "samples-in-input-shape",
            level,
            f"The model declares {want[1:]}, which begins with the {got[0]} samples of x, {got}.",
            "Input takes the shape of one sample; Keras adds the samples axis itself.",
            (new_input(scene, got[1:], ""),),
        )
        return
    if len(want) != 3:
        if not fits(got[-1], want[-1]):
            ids = len(want) == 2 and scene.facts.layers and kind_of_layer(scene.facts.layers[0]) == "Embedding"
            yield wrong_timesteps(scene, got, level) if ids else _wrong_features(scene, got, level)
        else:
            place = next(axis for axis in range(1, len(got)) if not fits(got[axis], want[axis]))
            yield Found(
                "wrong-timesteps" if place == 1 else "wrong-features",
                level,
                f"x is {got}; the model declares {want[1:]} for one sample.",
                expects(scene, want),
            )
        return
    steps, features = want[1:]
    if steps is not None and got[0] == steps != got[1] and scene.targets == steps and fits(got[2], features):
        yield from readings(_samples_for_steps(scene, got, level), wrong_timesteps(scene, got, level))
    elif (got[2], got[1]) == (steps, features) and steps != features:
        yield _swapped(scene, got, level)
    elif (got[2], got[0]) == (steps, features) and got[1] == scene.targets != features:
        yield _features_first(scene, got, level)
    elif fits(got[2], features) and got[0] == steps and got[1] != steps and scene.targets in (None, got[1]):
        other = [wrong_timesteps(scene, got, level)] if scene.targets is None else []
        yield from readings(_time_first(scene, got, level), *other)
    elif steps and features and 1 in got[1:] and prod(got[1:]) == steps * features and 1 not in (steps, features):
        yield _refolded(scene, got, level)
    elif not fits(got[2], features) and steps is None and got[1] == features:
        yield from readings(_swapped_open(scene, got, level), _wrong_features(scene, got, level))
    else:
        if not fits(got[2], features):
            yield _wrong_features(scene, got, level)
        if not fits(got[1], steps):
            yield wrong_timesteps(scene, got, level)


def _features_first(scene, got, level):
    sentence = f"x is {got}: its {got[0]} features stand first, its {got[1]} samples second, and its timesteps last."
    turn = data_draft(scene, 'x = x.transpose(1, 2, 0)  # with einops: rearrange(x, "f n t -> n t f")')
    return Found("swapped-axes", level, sentence, expects(scene, scene.declared), (turn,))


def _swapped_open(scene, got, level):
    """Swapped axes where the model leaves the number of timesteps open."""
    features = scene.declared[2]
    sentence = f"x is {got}: its {features} features stand where the timesteps belong."
    reason = f"{expects(scene, scene.declared)} The two last axes of x are exchanged: (samples, features, timesteps)."
    turn = data_draft(
        scene, "x = x.transpose(0, 2, 1)", "Is x[0, 0] all timesteps of one feature? Then the axes change places."
    )
    return Found("swapped-axes", level, sentence, reason, (turn,))


def more_axes(scene):
    """Rules for x with more axes than the model reads."""
    got, want = scene.shape, scene.declared
    refused = refuses(scene.facts, got, want)
    if not refused and got[-1] == 1:
        read = as_read(got, want)
        agree = all(map(fits, read[1:], want[1:]))
        sentence = f"x has {axes_words(got)}; Keras drops the last axis of length 1."
        yield Found("extra-axis", "harmless", sentence, expects(scene, want))
        if not agree:
            yield from same_axes(scene._replace(data=scene.data._replace(shape=read)))
        return
    sentence = f"x has {axes_words(got)}, one too many: the model reads {len(want)}."
    if len(got) > len(want) + 1:
        sentence = f"x has {axes_words(got)}; the model reads {len(want)}."
    ones = [axis for axis, size in enumerate(got) if size == 1 and (axis or scene.targets not in (None, 1))]
    drafts = [data_draft(scene, f"x = np.squeeze(x, axis={axis})") for axis in ones if len(got) == len(want) + 1]
    rest = want[2:]
    if len(rest) == 1 and None not in got[2:] and fits(prod(got[2:]), rest[0]):
        question = f"Are {' × '.join(map(str, got[2:]))} = {prod(got[2:])} numbers measured at the same moment?"
        drafts.append(data_draft(scene, f"x = x.reshape(*x.shape[:2], {prod(got[2:])})", question))
    if len(drafts) > 1:
        drafts = [one._replace(question=one.question or "Is this the axis that means nothing?") for one in drafts]
    yield Found("extra-axis", "raises", sentence, expects(scene, want), tuple(drafts))
