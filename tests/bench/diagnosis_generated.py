"""How well generated cases of every cause are answered; whether their labels are true; and what a fit changes."""

import functools
import itertools
from collections import Counter

import tables  # it adds the folder of the tests

import lstm_shapes

CASES = 1000  # for each cause, on shapes alone where shapes show it
RUN = CASES // 50  # of each cause, made anew with values and run by Keras: 2 %
HEALTHY = 1000
STATES = ("fresh", "after a good fit", "after a failed fit")
EACH_STATE = 20
SEED = 2026


def scored(cause):
    """Count the verdicts on the cases of one cause, and the causes that came first."""
    from tools.generated import generate
    from tools.scoring import score

    verdicts, firsts = Counter(), Counter()
    for case in generate(cause, CASES, SEED, values=False):
        one = score(case)
        verdicts[one.verdict] += 1
        firsts[one.first] += 1
    return verdicts, firsts


def trace_once(model):
    """Make the optimizer's variables before the fit: otherwise Keras traces it twice, to the same end."""
    if model.built and not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)


def labels(cause):
    """Count the labels that a real run bears out; an explained case has its real error already."""
    from tools.generated import generate, run

    count = Counter()
    for case in generate(cause, RUN, SEED + 1):
        if case.how == "explain":
            count["raised"] += 1
            continue
        count["run"] += 1
        if cause != "spoilt-model":  # there it would be a repair
            trace_once(case.model)
        try:
            run(case.model, case.x, case.y)
            count["true"] += case.level == "silent"
        except Exception:  # which error it is is the case's own matter
            count["true"] += case.level == "raises"
    return count


def alarms(how_many):
    """Count the healthy programs that raise an alarm."""
    from tools.generated import healthy
    from tools.scoring import levels_of

    count = Counter()
    for model, x, y, note in healthy(how_many, SEED):
        found = lstm_shapes.diagnose(model, x, y)
        if not found.ok:
            count[f"{note}: {', '.join(levels_of(found))}"] += 1
    return count


def fit_well(model):
    """Fit a model once with data that suit it."""
    import numpy as np

    samples = model.input_shape[0] if isinstance(model.input_shape, tuple) and model.input_shape[0] else 8
    arrays = [np.zeros((samples, *(size or 5 for size in given.shape[1:])), "float32") for given in model.inputs]
    answer = [size or 5 for size in model.output_shape[1:]]
    y = np.zeros((samples, *(answer[:-1] if str(model.loss).startswith("sparse") else answer)))
    trace_once(model)
    model.fit(arrays if len(arrays) > 1 else arrays[0], y, batch_size=samples, verbose=0)


def fit_badly(model):
    """Let a fit fail, with two axes too many: rows laid flat would fit a model of one feature."""
    import numpy as np

    arrays = [np.zeros((8, *(size or 5 for size in given.shape[1:]), 2, 2), "float32") for given in model.inputs]
    try:
        model.fit(arrays if len(arrays) > 1 else arrays[0], np.zeros(8), verbose=0)
    except Exception:  # that is what it is for
        return
    raise AssertionError("a fit that had to fail did not")


def declared_cases(cause):
    """Return some cases of a cause that shapes show on a model that says what it reads; the kept models are new."""
    from tools.generated import generate
    from tools.generated_values import cached
    from tools.scoring import NOBODY_KNOWS

    cached.cache_clear()
    cases = generate(cause, 10 * EACH_STATE, SEED + 2, values=False)
    cases = (case for case in cases if case.how == "diagnose" and not case.note.startswith(NOBODY_KNOWS))
    declared = list(itertools.islice((case for case in cases if getattr(case.model, "inputs", None)), EACH_STATE))
    cached.cache_clear()  # these models will be fitted, so nobody else may get them
    return declared


def states(cause):
    """Count, for each state of the model, the cases with a right first answer, and with the one of the fresh model."""
    from tools.scoring import score

    right, same, fresh = Counter(), Counter(), None
    cases = declared_cases(cause)
    for state, prepare in zip(STATES, (None, fit_well, fit_badly), strict=True):
        if prepare is fit_badly:
            cases = declared_cases(cause)
        for model in {id(case.model): case.model for case in cases}.values():
            if prepare:
                prepare(model)
        scores = [score(case) for case in cases]
        fresh = fresh or [one.first for one in scores]
        right[state] = sum(one.verdict == "right" for one in scores)
        same[state] = sum(one.first == first for one, first in zip(scores, fresh, strict=True))
    return len(cases), right, same


def shown_by_shapes():
    from tools.generated import GENERATORS, VALUE_CAUSES

    return [cause for cause in GENERATORS if cause not in VALUE_CAUSES]


WORK = {"scored": scored, "labels": labels, "alarms": alarms, "states": states}


def work(task):
    name, what = task
    return task, WORK[name](what)


@functools.cache
def accepted():
    """Pairs of a cause and one that is as right for some of its cases."""
    from tools.generated import ALSO_RIGHT

    return {(cause, other) for cause, others in ALSO_RIGHT.items() for other in others}


def by_cause(causes, results):
    """Yield the row of each cause."""
    for cause in causes:
        verdicts, firsts = results["scored", cause]
        right, level = verdicts["right"] + verdicts["wrong level"], verdicts["right"]
        known = CASES - verdicts["nobody knows"]
        named = {other: results["scored", other][1][cause] for other in causes}
        good = sum(count for other, count in named.items() if other == cause or (other, cause) in accepted())
        row = (CASES, right, firsts[cause], verdicts["nobody knows"], verdicts["nothing named"])
        wrong = verdicts["another first"] + verdicts["a check stumbled"]
        every = sum(named.values())
        precision = tables.share(good, every)
        yield cause, *row, wrong, tables.share(right, known), tables.of(level, right), every - good, precision


def by_label(causes, results):
    for cause in causes:
        count = results["labels", cause]
        yield cause, count["raised"], count["run"], tables.of(count["true"], count["run"])


def by_state(results):
    """Yield a row for each state, over all causes that shapes show on a declared model."""
    asked = [found for (name, _), found in results.items() if name == "states" and found[0]]
    for state in STATES:
        count = sum(found[0] for found in asked)
        right, same = (sum(found[at][state] for found in asked) for at in (1, 2))
        yield state, len(asked), tables.of(right, count), tables.of(same, count)


def other_in_a_state(results):
    for (name, cause), found in results.items():
        if name == "states":
            for state in STATES:
                if found[2][state] < found[0] or found[1][state] < found[0]:
                    yield f"{cause}, {state}: right {found[1][state]}, as fresh {found[2][state]} of {found[0]}"


def show():
    """Make, ask and run all of it in two processes, and print what came of it."""
    from tools.generated import GENERATORS

    causes = list(GENERATORS)
    slow = [("states", cause) for cause in shown_by_shapes()] + [("labels", cause) for cause in causes]
    quick = [("alarms", HEALTHY)] + [("scored", cause) for cause in causes]
    results = dict(tables.in_processes(work, slow + quick))
    tables.heading(
        f"{CASES} generated cases of each of {len(causes)} causes",
        "Right: the cause itself comes first, or one that is as right there (ALSO_RIGHT) while it is named too. Nobody "
        "knows: nothing was named, and nothing could be (NOBODY_KNOWS). For others: first for a case of another cause.",
    )
    columns = ["cause", "cases", "right", "itself", "nobody knows", "not named", "other first"]
    tables.print_table([*columns, "recall", "level agrees", "for others", "precision"], by_cause(causes, results))
    tables.heading("Labels: fresh cases with values, run by Keras", "Raised: an error made the case, so it is real.")
    tables.print_table(["cause", "raised", "run", "label is true"], by_label(causes, results))
    healthy = results["alarms", HEALTHY]
    listed = f" {'; '.join(healthy)}" if healthy else ""
    print(f"\nFalse alarms on healthy programs: {healthy.total()} of {HEALTHY}.{listed}", flush=True)
    tables.heading("What a fit before changes", f"{EACH_STATE} cases for each cause that a shape shows on a declared model.")  # fmt: skip
    tables.print_table(["state of the model", "causes", "right first", "same first as fresh"], by_state(results))
    print("\nNot all of them:", "; ".join(other_in_a_state(results)) or "none", flush=True)
