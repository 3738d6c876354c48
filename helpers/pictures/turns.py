"""Predictions fed back: what the window holds at each turn, what is dropped, and which shapes go in and out."""

from lstm_shapes.axes import count, whole_number
from lstm_shapes.drawing.kit import arrow_down, boxes, hollow, line, number, outline, picture, slots, text
from lstm_shapes.drawing.verdicts import WRONG, Verdict, verdict_words

TURNS, TIMESTEPS, FEATURES = 12, 10, 3  # the most of each that is drawn
WIDTH, HEIGHT = 440, 326
_LEFT, _TOP, _BOX, _ROW = 52, 40, 22, 11  # px: the steps, time runs down
_MODEL, _WIDE, _TALL, _ANSWER = 238, 70, 30, 346  # px: the model's box, and where its answer begins


def whole_sizes(turn, timesteps, features):
    timesteps, features = whole_number(timesteps, "timesteps", TIMESTEPS), whole_number(features, "features", FEATURES)
    return whole_number(turn, "turn", TURNS, least=0), timesteps, features


def _reads(turn, timesteps, drop):
    """Return the steps of the window at a turn, counted from the first measured one."""
    return range(turn if drop else 0, timesteps + turn)


def _stuck(turn, features, every):
    """Say whether the answer of turn 0 cannot be appended, so that no later turn comes."""
    return features > 1 and not every and turn > 0


def turn_svg(turn, timesteps, features, drop=True, every=True):
    """Draw the window that the model reads at one turn, what was dropped before, and the answer on its way back.

    Parameters
    ----------
    turn : int
        From 0, where every step is measured, to 12.
    timesteps, features : int
        Of the first window; at most 10 and 3.
    drop : bool
        The oldest step is dropped each time an answer is appended.
    every : bool
        The model predicts every feature, not only feature 0.

    Returns
    -------
    str
        An SVG of 440 × 326 px. A filled box is measured, a hollow one predicted, a dashed one dropped or empty.

    Raises
    ------
    ValueError
        If a size is not in its range.

    Source
    ------
    `turn_words` and `turn_verdict`.

    Examples
    --------
    >>> ">turn 3: steps 3 to 12 go in<" in turn_svg(3, 10, 1)
    True
    """
    turn, timesteps, features = whole_sizes(turn, timesteps, features)
    drawn = 0 if _stuck(turn, features, every) else turn
    reads, answer = _reads(drawn, timesteps, drop), timesteps + drawn
    title = f"turn {drawn}: {_steps(reads)} go{'es' if len(reads) == 1 else ''} in"
    elements = [text(4, 14, title if drawn == turn else f"turn {turn} never comes; this is turn 0", weight="bold")]
    elements.append(text(_LEFT - 12, _TOP - 6, "step", 12, "end"))
    elements += [text(_LEFT + _BOX * (each + 0.5), _TOP - 6, each, 12, "middle") for each in range(features)]
    elements += [
        text(_LEFT - 16, _TOP + _ROW * step + 10, step, 12, "end") for step in range(0, TURNS + TIMESTEPS + 1, 5)
    ]
    elements.append(arrow_down(_LEFT - 9, _TOP, _TOP + _ROW * (TURNS + TIMESTEPS + 1)))
    elements += _timeline(timesteps, features, reads)
    elements += _round_trip(reads, answer, features, features if every else 1)
    words = turn_words(turn, timesteps, features, drop, every)
    verdict = verdict_words(turn_verdict(turn, timesteps, features, drop, every))
    return picture(WIDTH, HEIGHT, [*elements, *_legend()], f"{words} {verdict}")


def _timeline(timesteps, features, reads):
    """Draw all steps before the answer, and the frame around those that go in."""
    every = [
        (step, _LEFT + _BOX * each, _TOP + _ROW * step, each)
        for step in range(reads[-1] + 1)
        for each in range(features)
    ]
    elements = slots([(x, y) for step, x, y, _ in every if step not in reads], _BOX, _ROW)
    elements += boxes([(x, y, each) for step, x, y, each in every if step in reads and step < timesteps], _BOX, _ROW)
    elements += hollow([(x, y, each) for step, x, y, each in every if step in reads and step >= timesteps], _BOX, _ROW)
    top = _TOP + _ROW * reads[0] - 2
    return [*elements, outline(_LEFT - 3, top, _BOX * features + 5, _ROW * len(reads) + 3, 2.5)]


def _round_trip(reads, answer, features, many):
    """Draw the way from the frame through the model to the answer, and from there to the free place below the frame."""
    place = _TOP + _ROW * answer + _ROW / 2  # of the next step
    level = place - 30
    right = _LEFT + _BOX * features
    start = max(level, _TOP + _ROW * reads[0] + 4)
    elements = slots([(_LEFT + _BOX * each, place - _ROW / 2 + 1) for each in range(features)], _BOX, _ROW)
    elements += [
        line(f"M{right + 5} {number(start)}L{_MODEL - 2} {number(level)}m-7 -4l7 4l-7 4"),
        text(right + 14, min(start, level) - 6, (1, len(reads), features), 12),
        outline(_MODEL, level - _TALL / 2, _WIDE, _TALL, 1.5),
        text(_MODEL + _WIDE / 2, level + 5, "model", 13, "middle"),
        line(f"M{_MODEL + _WIDE + 2} {number(level)}H{_ANSWER - 6}m-7 -4l7 4l-7 4"),
        text(_ANSWER, level - 13, (1, many), 12),
        *hollow([(_ANSWER + _BOX * each, level - _ROW / 2, each) for each in range(many)], _BOX, _ROW),
        outline(_ANSWER - 3, level - _ROW / 2 - 3, _BOX * many + 5, _ROW + 5, 2.5),
    ]
    middle, back = number(_ANSWER + _BOX * many / 2), right + 6
    elements.append(line(f"M{middle} {number(level + 9)}V{number(place)}H{back}m7 -4l-7 4l7 4"))
    if many < features:
        missing = f"✗ {count(features - many, 'features')} missing"
        elements.append(text(right + 20, place + 17, missing, 13, weight="bold", fill=WRONG))
    return elements


def _legend():
    y = HEIGHT - 15
    return [
        *boxes([(4, y, 0)], _BOX, _ROW), text(32, y + 10, "measured", 12),
        *hollow([(118, y, 0)], _BOX, _ROW), text(146, y + 10, "predicted", 12),
        *slots([(232, y)], _BOX, _ROW), text(260, y + 10, "dropped, or free", 12),
    ]  # fmt: skip


def _steps(reads):
    return f"step {reads[0]}" if len(reads) == 1 else f"steps {reads[0]} to {reads[-1]}"


def turn_words(turn, timesteps, features, drop=True, every=True):
    """Say what `turn_svg` draws; of a turn that never comes, what it draws instead.

    Parameters
    ----------
    turn, timesteps, features, drop, every
        As for `turn_svg`.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        As `turn_svg`.

    Source
    ------
    A test compares the shapes with a model that is fed its own answers.

    Examples
    --------
    >>> print(turn_words(3, 10, 2).replace(". ", ".\\n"))
    Turn 3 reads steps 3 to 12: 7 measured, 3 predicted.
    In (1, 10, 2), out (1, 2): every feature of step 13.
    """
    drawn, steps, held, shape, answer, after = _said(turn, timesteps, features, drop, every)
    each = "every feature" if every else "feature 0"
    return f"Turn {drawn} reads {steps}: {held}. In {shape}, out {answer}: {each} of step {after}."


def _said(turn, timesteps, features, drop, every):
    """Return turn, steps, what they hold, both shapes and the step that is answered."""
    turn, timesteps, features = whole_sizes(turn, timesteps, features)
    drawn = 0 if _stuck(turn, features, every) else turn
    reads = _reads(drawn, timesteps, drop)
    predicted = min(drawn, len(reads))
    held = f"{len(reads) - predicted} measured, {predicted} predicted"
    return drawn, _steps(reads), held, (1, len(reads), features), (1, features if every else 1), timesteps + drawn


def turn_facts(turn, timesteps, features, drop=True, every=True):
    """Return what the turn panel says below its picture, four lines.

    Parameters
    ----------
    turn, timesteps, features, drop, every
        As for `turn_svg`.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        As `turn_svg`.

    Source
    ------
    `turn_words`.

    Examples
    --------
    >>> print("\\n".join(turn_facts(3, 10, 2)))
    turn 3 reads steps 3 to 12
    held 7 measured, 3 predicted
    in   (1, 10, 2)
    out  (1, 2) for step 13
    """
    drawn, steps, held, shape, answer, after = _said(turn, timesteps, features, drop, every)
    return [
        f"turn {drawn} reads {steps}",
        f"held {held}",
        f"in   {shape}",
        f"out  {answer} for step {after}",
    ]


def turn_verdict(turn, timesteps, features, drop=True, every=True):
    """Say what comes of feeding the answer back.

    Parameters
    ----------
    turn, timesteps, features, drop, every
        As for `turn_svg`.

    Returns
    -------
    Verdict

    Raises
    ------
    ValueError
        As `turn_svg`.

    Source
    ------
    A test compares it with a model that is fed its own answers.

    Examples
    --------
    >>> turn_verdict(3, 10, 2)
    Verdict(outcome='fits', words='Step 3 is dropped, step 13 appended.')
    """
    turn, timesteps, features = whole_sizes(turn, timesteps, features)
    if features > 1 and not every:
        return Verdict("raises", f"The answer holds only 1 of {features} features.")
    reads = _reads(turn, timesteps, drop)
    if drop:
        return Verdict("fits", f"Step {reads[0]} is dropped, step {reads[-1] + 1} appended.")
    if turn == 0:
        return Verdict("wrong", "Nothing is dropped: it grows each turn.")
    return Verdict("wrong", f"Nothing is dropped: {count(timesteps, 'steps')} are now {len(reads)}.")
