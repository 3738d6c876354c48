"""Does the checker say what Keras does? Random programs, each in Keras and in the checker.

python tests/engine/compare_checker.py FIRST COUNT   prints each program on which they differ, and the counts; a fresh
process for each 150, as a graph of Keras keeps its memory.
"""

import collections
import os
import subprocess
import sys
import traceback
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
EACH = 150


def _patched():
    """Let Keras tell what a loss compares, after it has squeezed."""
    from keras.src.losses import losses

    seen = []
    before = losses.squeeze_or_expand_to_same_rank

    def told(y, output, *more, **named):
        both = before(y, output, *more, **named)
        if sys._getframe(1).f_code.co_name in ("call", "<lambda>", "map_structure"):
            seen.append(tuple(tuple(one.shape) for one in both))
        return both

    losses.squeeze_or_expand_to_same_rank = told
    return seen


def what_keras_does(program, seen, fits):
    """Return ("builds not" | "raises" | "runs", words, what the loss compared)."""
    if program.raised is not None:
        return "builds not", str(program.raised), None
    seen.clear()
    try:
        if program.y is None and not hasattr(program.x, "element_spec"):
            program.model.predict(program.x, batch_size=program.batch_size, verbose=0)
        elif fits:
            program.model.fit(program.x, program.y, batch_size=program.batch_size, verbose=0)
        else:
            program.model.evaluate(program.x, program.y, batch_size=program.batch_size, verbose=0)
    except Exception as error:
        return "raises", f"{type(error).__name__}: {error}", None
    return "runs", "", seen[0] if seen else None


def what_it_says(program):
    """Return (verdict, complaints, state)."""
    from lstm_shapes.checks import complaints
    from lstm_shapes.program import State, read_failing_call, read_state

    if program.failing is not None:
        layer, args, kwargs = program.failing
        state = State(read_failing_call(layer, args, kwargs))
    else:
        state = read_state(program.model, program.x, program.y, program.batch_size)
    assert hash(state) == hash(state) and state == state._replace()
    found = complaints(state)
    if program.raised is not None:
        says = "builds not" if any(one.stage == "building" for one in found) else "builds"
    else:
        says = "raises" if any(one.level == "raises" for one in found) else "runs"
    return says, found, state


def unknown(state):
    """True where the program holds code that is not Keras' own, and that was given other shapes than before."""
    from lstm_shapes.checks import run

    own = any(layer.own for layer in all_layers(state.model))
    outputs = run(state).outputs or (None,)
    return own and any(one is None or None in one for one in outputs)


def all_layers(model):
    """Every layer of a model, those within others too."""
    for layer in model.layers:
        yield from (layer, *layer.inner, *(all_layers(layer.model) if layer.model is not None else ()))


def judged(seed, seen):
    """Return (verdict of both, a line where they differ)."""
    from tools.programs import program as make

    program = make(seed)
    try:
        says, found, state = what_it_says(program)
    except Exception:
        return ("crash", ""), f"{seed} CRASH {traceback.format_exc()}"
    does, words, compared = what_keras_does(program, seen, seed % 10 == 0)
    if (
        says == "raises" and does == "runs" and seed % 10
    ):  # a fit compares the first batch's own sizes, evaluate may not
        does, words, compared = what_keras_does(make(seed), seen, True)
    line = ""
    if says == "runs" and does == "raises" and unknown(state):
        return ("cannot tell", does), ""
    if says != does:
        line = f"says {says}, Keras {does}: {words[:300]!r}"
    elif does == "runs" and compared is not None and len(state.model.outputs) == 1:
        apart = len(compared[0]) != len(compared[1]) or any(
            None not in pair and pair[0] != pair[1] for pair in zip(*compared, strict=True)
        )
        stretches = any(one.what == "stretches" for one in found)
        if apart != stretches and "sparse" not in state.losses[0].name:
            line = f"compared {compared}, says {'stretches' if stretches else 'compares'}"
    if line:
        kinds = [one.kind for one in state.model.layers]
        shapes = f"x {state.x.form} {state.x.shapes} y {state.y.shapes} declared {[one.shape for one in state.model.declared]}"
        loss = [one.name for one in (*state.losses, *state.metrics)]
        line = f"{seed} {state.model.kind} {program.spoils} {line}\n   {shapes} {kinds} {loss} batch {program.batch_size}\n   {found}"
    return (says, does), line


def some(first, count):
    """Compare `count` programs in this process; return the counts and the lines."""
    import helpers  # noqa: F401  It sets the switches of TensorFlow.

    warnings.filterwarnings("ignore")
    seen, counts, lines = _patched(), collections.Counter(), []
    # A third of a small fit's time goes into the rewriting of its graph; what is refused is refused before.
    sys.modules["tensorflow"].config.optimizer.set_experimental_options({"disable_meta_optimizer": True})
    for seed in range(first, first + count):
        verdicts, line = judged(seed, seen)
        counts[verdicts] += 1
        if line:
            lines.append(line)
    return counts, lines


def many(first, count):
    """The same in a fresh process for each 150; returns the number of programs that differ."""
    differ = 0
    for start in range(first, first + count, EACH):
        words = [sys.executable, __file__, str(start), str(min(EACH, first + count - start)), "here"]
        done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"})
        print(done.stdout, end="", flush=True)
        differ += done.returncode if done.returncode < 200 else EACH
        if done.returncode and not done.stdout:
            print(done.stderr[-2000:])
    return differ


if __name__ == "__main__":
    begin, number = int(sys.argv[1]), int(sys.argv[2])
    if sys.argv[3:] == ["here"]:
        found, differing = some(begin, number)
        print(*differing, dict(found), sep="\n")
        sys.exit(min(len(differing), 199))
    print("differ:", many(begin, number))
