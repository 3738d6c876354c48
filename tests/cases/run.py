"""Run cases for real and say what happened: `python -m cases.run rank1-series ...` in the folder tests.

One JSON object comes out, in the last line: for each id the kind of what a tool gets, and what `broken()` and
`fixed()` did: null, or the type and text of an error.
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import tensorflow as tf

from . import benchmark


def build_optimizer_first(fit):
    """The same fit, traced once and not twice: Keras traces again when the optimizer makes its variables meanwhile."""

    def faster(model, *words, **options):
        if model.built and not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)
        return fit(model, *words, **options)

    return faster


def what_happened(call):
    """None if `call` ran, else the type and the text of its error."""
    try:
        call()
    except Exception as error:  # any error is an answer here
        return {"exception": type(error).__name__, "words": str(error)}
    return None


def run(case, eager=False):
    """Run both forms of a case; `eager`: the repaired one trains without a graph, in a fifth of the time."""
    module = benchmark.reproduction(case)
    broken = what_happened(module.broken)
    tf.config.run_functions_eagerly(eager)
    fixed = what_happened(module.fixed)
    tf.config.run_functions_eagerly(False)
    if hasattr(module, "parts"):
        kind, _given = benchmark.parts_or_error(case)
    else:  # it would run `broken` once more
        kind = "error" if broken else "silent"
    return {"kind": kind, "broken": broken, "fixed": fixed}


if __name__ == "__main__":
    keras.Model.fit = build_optimizer_first(keras.Model.fit)
    known = {case.id: case for case in benchmark.cases()}
    print(json.dumps({name: run(known[name]) for name in sys.argv[1:]}))
