"""How well the real cases of tests/cases are answered, beside what Keras itself says of them."""

from collections import Counter

import diagnosis_words
import tables
from cases import benchmark  # its folder is added by tables

import lstm_shapes

HALF = "It repairs this fault alone"  # so begins what is said of a fix after which another fault is left


def leading(diagnosis):
    """The first finding that raises or is silent, with a cause."""
    return next((one for one in diagnosis.findings if one.cause and one.level in ("raises", "silent")), None)


def named(diagnosis):
    return [one.cause for one in diagnosis.findings if one.cause and one.level in ("raises", "silent")]


def error_of(case):
    """The words of today's Keras, or None where nothing is raised."""
    from lstm_shapes.messages.texts import plain

    try:
        benchmark.reproduction(case).broken()
    except Exception as error:  # which one is the case's own matter
        return plain(error)
    return None


def tried(case, given, cause):
    """Run each fix of the leading finding for real: (kind, ran, shape is the accepted one or None, fault is gone)."""
    from tools.generated import run

    results = []
    for fix in leading(lstm_shapes.diagnose(*given)).fixes:
        kind = "half" if fix.question.startswith(HALF) else "sure" if fix.confidence == "sure" else "depends"
        if fix.apply is None:
            results.append((f"{kind}, text", None, None, None))
            continue
        try:
            model, x, y = fix.apply(*given)
            run(model, x, y)
            ran = True
        except Exception:  # that it does not run is the answer
            ran = False
        accepted = benchmark.twin(case)
        shape = None
        if ran and accepted is not None and not cause.endswith("return-sequences"):
            shape = getattr(x, "shape", None) == getattr(accepted[1], "shape", None)
        results.append((kind, ran, shape, ran and cause not in named(lstm_shapes.diagnose(model, x, y))))
    return results


def answer(case):
    """Everything that is told and tried for one case, as plain data."""
    kind, given = benchmark.parts_or_error(case)
    found = {
        "parts": lambda: lstm_shapes.diagnose(*given),
        "error": lambda: lstm_shapes.explain(given),
        "silent": lambda: None,
    }
    found = found[kind]()
    first = leading(found) if found else None
    twin = benchmark.twin(case)
    words = lstm_shapes.explain(case.original_message) if case.original_message else None
    return {
        "id": case.id,
        "kind": kind,
        "named": named(found) if found else [],
        "text": f"{first.sentence} {first.reason}" if first else "",
        "repair": first is not None and any(diagnosis_words.holds_repair(fix.code) for fix in first.fixes),
        "tried": tried(case, given, first.cause) if first and kind == "parts" else [],
        "twin": named(lstm_shapes.diagnose(*twin)) if twin else None,
        "from_words": [one.cause for one in words.findings if one.cause] if words else None,
        "keras": error_of(case) or "",
    }


def first_answers(cases, answers):
    """Yield the rows of what is right first."""
    for kind, title in (("parts", "model and data (parts)"), ("error", "today's error alone")):
        asked = [case for case in cases if answers[case.id]["kind"] == kind]
        right = [benchmark.is_right(case, answers[case.id]["named"]) for case in asked]
        calm = [not answers[case.id]["named"] and bool(case.causes) and case.cannot_tell for case in asked]
        yield f"right first, {title}", tables.of(sum(right), len(asked)), f"{sum(calm)} by naming nothing"
    asked = [case for case in cases if case.original_message]
    right = sum(benchmark.is_right_from_words(case, answers[case.id]["from_words"]) for case in asked)
    yield "right first, the asker's original words", tables.of(right, len(asked)), ""
    twins = [case for case in cases if answers[case.id]["twin"] is not None]
    alarms = [case.id for case in twins if benchmark.is_false_alarm(case, answers[case.id]["twin"])]
    yield "false alarms on healthy twins", tables.of(len(alarms), len(twins)), ", ".join(alarms)
    nothing = [case for case in cases if answers[case.id]["kind"] == "silent"]
    wrong = sum(case.outcome != "accepted_ok" for case in nothing)
    yield "nothing to hand over (silent, no parts)", str(len(nothing)), f"{wrong} of them wrong"


def by_cause(cases, answers):
    """Yield (cause, expected, named first, calm, recall, named, wrong for parts, for an error, precision)."""
    rows = {cause: Counter() for cause in lstm_shapes.catalogue()}
    for case in cases:
        mine = answers[case.id]
        if mine["kind"] == "silent":
            continue
        for cause in dict.fromkeys(mine["named"]):
            rows[cause]["named"] += 1
            rows[cause][mine["kind"]] += cause not in (*case.causes, *case.also)
        if case.causes:
            first = mine["named"][0] if mine["named"] else None
            right = first in (case.causes if case.any_order else case.causes[:1])
            row = rows[first if right else case.causes[0]]
            row["expected"] += 1
            row["first"] += right
            row["calm"] += first is None and case.cannot_tell
    for cause, row in rows.items():
        if row:
            recall = tables.share(row["first"], row["expected"] - row["calm"])
            precision = tables.share(row["named"] - row["parts"] - row["error"], row["named"])
            wrong = row["parts"], row["error"]
            yield cause, row["expected"], row["first"], row["calm"], recall, row["named"], *wrong, precision


def not_expected(cases, answers):
    for case in cases:
        more = [cause for cause in answers[case.id]["named"] if cause not in (*case.causes, *case.also)]
        if more:
            yield f"{case.id} ({answers[case.id]['kind']}): {', '.join(more)}"


def fixes(answers):
    """Yield the rows of fixes that were run for real."""
    results = [result for mine in answers.values() for result in mine["tried"]]
    kinds = {
        "sure": "sure",
        "depends": "depends on your data",
        "half": "repairs its own fault, and says that another is left",
        "sure, text": "sure, but only lines to read",
        "depends, text": "depends on your data, only lines to read",
    }
    for kind, title in kinds.items():
        mine = [result for result in results if result[0] == kind]
        done = [result for result in mine if result[1] is not None]
        ran = [result for result in done if result[1]]
        shapes = [result[2] for result in ran if result[2] is not None]
        gone = sum(bool(result[3]) for result in ran)
        if done:
            yield title, len(done), len(ran), gone, tables.of(sum(shapes), len(shapes)) if kind == "sure" else "-"
        elif mine:
            yield title, 0, "-", "-", "-"


def said(case, mine):
    """Return six answers: axis, both shapes, repair; of Keras, then ours."""
    words, text = mine["keras"], mine["text"]
    rules = (diagnosis_words.names_axis, diagnosis_words.names_both)
    keras = [*(rule(words) for rule in rules), diagnosis_words.advises(words)]
    return [*keras, *(rule(text) for rule in rules), mine["repair"]]


def side_by_side(wrong, answers):
    """Yield a row for each question: Keras and ours, for what raises and for what is silent."""
    groups = [[case for case in wrong if case.outcome == name] for name in ("raises", "silent_wrong")]
    questions = ("names an axis", "names two shapes or sizes", "proposes a repair of data or model")
    for number, question in enumerate(questions):
        row = [question]
        for cases in groups:
            says = [said(case, answers[case.id]) for case in cases]
            row += [tables.of(sum(one[at] for one in says), len(says)) for at in (number, number + 3)]
        yield row
    row = ["a proposed fix, run for real, works"]
    for cases in groups:
        mine = [answers[case.id]["tried"] for case in cases]
        offered = [results for results in mine if any(result[1] is not None for result in results)]
        row += ["-", tables.of(sum(any(result[1] for result in results) for results in offered), len(offered))]
    yield row
    row = ["the right cause comes first"]
    for cases in groups:
        right = sum(
            bool(answers[case.id]["named"]) and benchmark.is_right(case, answers[case.id]["named"]) for case in cases
        )
        row += ["-", tables.of(right, len(cases))]
    yield row


def each_case(wrong, answers):
    for case in wrong:
        marks = ["yes" if one else "" for one in said(case, answers[case.id])]
        ran = [result[1] for result in answers[case.id]["tried"] if result[1] is not None]
        yield case.id, case.outcome.split("_")[0], *marks, tables.of(sum(ran), len(ran)) if ran else ""


def show():
    """Answer the 96 real cases in two processes, and print what came of it."""
    cases = benchmark.cases()
    answers = {one["id"]: one for one in tables.in_processes(answer, cases)}
    tables.heading(f"{len(cases)} real cases")
    tables.print_table(["what", "count", "note"], first_answers(cases, answers))
    tables.heading(
        "Real cases: each cause",
        "Named: at any place, not first only. Wrong: named where it is not among the expected findings; for an error "
        "these are further readings of the same words. Calm: nothing was named, and the case cannot be told.",
    )
    columns = ["cause", "expected", "first", "calm", "recall", "named", "wrong: parts", "error", "precision"]
    tables.print_table(columns, by_cause(cases, answers))
    print("\nNamed and not expected:", "; ".join(not_expected(cases, answers)) or "none", flush=True)
    tables.heading("Real cases: fixes of the first finding, run by a real fit or predict")
    tables.print_table(["kind of fix", "tried", "ran", "fault gone", "the accepted shape"], fixes(answers))
    wrong = [case for case in cases if case.outcome != "accepted_ok"]
    tables.heading(
        "Real cases: the words of Keras, and those of diagnose or explain",
        f"The {len(wrong)} cases that are wrong today, by the rules of tests/bench/diagnosis_words.py.",
    )
    columns = ["what", "Keras: raises", "ours: raises", "Keras: silent", "ours: silent"]
    tables.print_table(columns, side_by_side(wrong, answers))
    print()
    columns = ["case", "today", "Keras: axis", "shapes", "repair", "ours: axis", "shapes", "repair", "fixes ran"]
    tables.print_table(columns, each_case(wrong, answers))
