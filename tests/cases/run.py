"""Run cases for real and say what happened: `python -m cases.run rank1-series ...` in the folder tests.

One JSON object comes out, in the last line: for each id what `broken()` and `fixed()` did, null or the type and text of
an error, and the kind of what a tool gets.
"""

import json
import os
import sys

from . import benchmark

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # before Keras, which comes with the first reproduction


def what_happened(call):
    """None if `call` ran, else the type and the text of its error."""
    try:
        call()
    except Exception as error:  # any error is an answer here
        return {"exception": type(error).__name__, "words": str(error)}
    return None


def run(case):
    module = benchmark.reproduction(case)
    kind, _given = benchmark.parts_or_error(case)
    return {"kind": kind, "broken": what_happened(module.broken), "fixed": what_happened(module.fixed)}


if __name__ == "__main__":
    known = {case.id: case for case in benchmark.cases()}
    print(json.dumps({name: run(known[name]) for name in sys.argv[1:]}))
