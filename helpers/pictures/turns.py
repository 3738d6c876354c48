"""Predictions fed back: what the window holds at each turn, what is dropped, and which shapes go in and out."""

import svg

from lstm_shapes.axes import count, whole_number
from lstm_shapes.drawing.kit import mark_path, number, outline, picture, text
from lstm_shapes.notebook.display import show

TURNS, TIMESTEPS, FEATURES = 12, 10, 3  # the most of each that is drawn
_LEFT, _TOP, _BOX, _ROW, _SIDE = 34, 48, 13, 17, 11.5  # px
_MEASURED, _PREDICTED = ("#0072B2", "#ffffff", "M"), ("#E69F00", "#000000", "P")


def _whole_turn(turn):
    if isinstance(turn, bool) or not isinstance(turn, int) or not 0 <= turn <= TURNS:
        raise ValueError(f"turn must be a whole number from 0 to {TURNS}; got {turn!r}.")
    return turn


def whole_sizes(turn, timesteps, features):
    timesteps, features = whole_number(timesteps, "timesteps", TIMESTEPS), whole_number(features, "features", FEATURES)
    return _whole_turn(turn), timesteps, features


def _reads(turn, timesteps, drop):
    """Return the steps of the window at a turn, counted from the first measured one."""
    return range(turn if drop else 0, timesteps + turn)


def _box(x, y, colour, ink, letter):
    side = {"x": number(x), "y": number(y), "width": _SIDE, "height": _SIDE}
    elements = [svg.Rect(**side, fill=colour)]
    if letter == "P":  # hatched, so that it differs without colour too
        hatch = mark_path("hatch", x, y, _SIDE)
        elements.append(svg.Path(d=hatch, fill="none", stroke="#000000", stroke_width=0.8, opacity=0.45))
    return [*elements, text(x + _SIDE / 2, y + 9.3, letter, 9.5, "middle", fill=ink, halo=colour)]


def _step(step, timesteps, features, state):
    """Draw one step, a column of boxes; `state` is "read", "dropped" or "answer"."""
    elements = []
    for feature in range(features):
        x, y = _LEFT + _BOX * step + (6 if state == "answer" else 0), _TOP + _ROW * feature
        if state == "dropped":
            elements.append(outline(x, y + 1, _SIDE - 2.5, _SIDE - 2, stroke=1, dash="2 2"))
            continue
        elements += _box(x, y, *(_PREDICTED if step >= timesteps else _MEASURED))
        if state == "answer":
            elements.append(outline(x - 1.2, y - 1.2, _SIDE + 2.4, _SIDE + 2.4, stroke=2))
    return elements


def _stuck(turn, features, every):
    """Say whether the answer of turn 0 cannot be appended, so that no later turn comes."""
    return features > 1 and not every and turn > 0


def turn_svg(turn, timesteps, features, drop=True, every=True):
    """Draw the window that the model reads at one turn, what was dropped before, and the answer.

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
        An SVG of 346 × 186 px.

    Raises
    ------
    ValueError
        If a size is not in its range.

    Source
    ------
    `turn_words`.

    Examples
    --------
    >>> turn_svg(3, 10, 1).count(">M</text>"), turn_svg(3, 10, 1).count(">P</text>")  # 7 and 3 read, 1 answer
    (8, 5)
    """
    turn, timesteps, features = whole_sizes(turn, timesteps, features)
    drawn = 0 if _stuck(turn, features, every) else turn
    reads = _reads(drawn, timesteps, drop)
    answer = timesteps + drawn
    title = f"turn {drawn}" if drawn == turn else f"turn {turn} never comes: this is turn 0"
    elements = [text(0, 14, title, weight="bold")]
    elements.append(text(0, _TOP - 10, "feature", 11))
    elements += [text(20, _TOP + _ROW * n + 10, n, 12, "end") for n in range(features)]
    for step in range(answer):
        elements += _step(step, timesteps, features, "read" if step in reads else "dropped")
    elements += _step(answer, timesteps, features if every else 1, "answer")
    left, wide = _LEFT + _BOX * reads[0] - 2.5, _BOX * len(reads) + 3.5
    elements.append(outline(left, _TOP - 5, wide, _ROW * features + 5, stroke=2))
    for step in range(0, TURNS + TIMESTEPS + 1, 5):
        elements.append(text(_LEFT + _BOX * step + _SIDE / 2, 117, step, 11, "middle"))
    elements.append(text(0, 117, "step", 11))
    for place, (what, style) in enumerate((("measured", _MEASURED), ("predicted", _PREDICTED))):
        elements += [*_box(120 * place + 2, 128, *style), text(120 * place + 20, 138, what, 12)]
    elements += [outline(2, 148, _SIDE - 2, _SIDE - 2, stroke=1, dash="2 2"), text(20, 157, "dropped", 12)]
    elements += [outline(121, 147, _SIDE + 2.4, _SIDE + 2.4), text(140, 157, "the answer", 12)]
    elements.append(text(0, 180, f"the frame is what goes in: (1, {len(reads)}, {features})", 12))
    return picture(346, 186, elements, turn_words(turn, timesteps, features, drop, every))


def turn_words(turn, timesteps, features, drop=True, every=True):
    """Say what `turn_svg` draws, and what happens next.

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
    A test compares the shapes and the verdict with a model that is fed its own answers.

    Examples
    --------
    >>> print(turn_words(3, 10, 2).replace(". ", ".\\n"))
    Turn 3 reads steps 3 to 12: 7 measured, 3 predicted.
    In (1, 10, 2), out (1, 2): every feature of step 13.
    ✓ RUNS: step 3 is dropped, step 13 appended.
    """
    turn, timesteps, features = whole_sizes(turn, timesteps, features)
    many = features if every else 1
    each = "every feature" if every else "feature 0"
    missing = f"a step needs {count(features, 'features')}, the answer holds {many}"
    if _stuck(turn, features, every):
        return (
            f"✗ RAISES: turn {turn} never comes, as the answer of turn 0 cannot be appended. It is (1, 1): {missing}."
        )
    reads = _reads(turn, timesteps, drop)
    predicted = min(turn, len(reads))
    held = f"{len(reads) - predicted} measured, {predicted} predicted"
    steps = f"step {reads[0]}" if len(reads) == 1 else f"steps {reads[0]} to {reads[-1]}"
    answer = timesteps + turn
    verdict = f"✓ RUNS: step {reads[0]} is dropped, step {answer} appended."
    if not drop:
        grown = (
            "the window grows by a step each turn"
            if turn == 0
            else f"the window has grown from {timesteps} steps to {len(reads)}"
        )
        verdict = f"! SILENT: nothing is dropped, {grown}, and a Sequential model accepts it."
    if many < features:
        verdict = f"✗ RAISES when it is appended: {missing}."
    return (
        f"Turn {turn} reads {steps}: {held}. In (1, {len(reads)}, {features}), out (1, {many}): "
        f"{each} of step {answer}. {verdict}"
    )


def show_turn(turn=3, timesteps=10, features=3):
    """Show what the turn panel shows at its start, and print the same facts.

    Parameters
    ----------
    turn, timesteps, features
        As for `turn_svg`.

    Raises
    ------
    ValueError
        As `turn_svg`.

    Source
    ------
    `turn_svg` and `turn_words`.

    Examples
    --------
    >>> show_turn(13)
    Traceback (most recent call last):
    ValueError: turn must be a whole number from 0 to 12; got 13.
    """
    show(turn_svg(turn, timesteps, features), turn_words(turn, timesteps, features).replace(". ", ".\n"))
