"""Boxes, bars and words as SVG; what every picture of the course is made of."""

import base64
from html import escape
from xml.etree import ElementTree

import svg

# Name, letter, colour, colour of the letter, mark. The colours differ in lightness and each has its own mark,
# so that none of them depends on seeing colour (Okabe and Ito's palette).
FEATURES = (
    ("temperature", "T", "#0072B2", "#ffffff", "plain"),
    ("humidity", "H", "#E69F00", "#000000", "hatch"),
    ("pressure", "P", "#F0E442", "#000000", "dots"),
    ("wind", "W", "#009E73", "#000000", "upright"),
    ("rain", "R", "#CC79A7", "#000000", "level"),
    ("light", "L", "#56B4E9", "#000000", "cross"),
)
_OTHER = ("", "", "#9a9a9a", "#000000", "plain")
INK = "currentColor"  # the theme's own text colour: black on white, white on black
# An image cannot take the theme's colours and letters, so it brings a light paper of its own.
_PAPER = "background:#fafafa;color:#1b1b1b;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif"
_MARGIN = 8  # px of paper around an image's drawing
_NAMESPACE = "http://www.w3.org/2000/svg"


def kind_of(feature):
    """Return name, letter, colours and mark of feature number `feature`; beyond the sixth all look alike."""
    return FEATURES[feature] if feature < len(FEATURES) else (f"feature {feature}", *_OTHER[1:])


def number(value):
    """Write a coordinate without needless digits; what is written already stays as it is."""
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


def mark_path(kind, x, y, size):
    """Return the path of one box's mark."""
    middle, third = number(size / 2), number(size / 3)
    left, top = number(x), number(y)
    if kind == "hatch":
        low, half = number(y + size), number(y + size / 2)
        long = f"M{left} {low}l{number(size)} -{number(size)}"
        return f"M{left} {half}l{middle} -{middle}{long}M{number(x + size / 2)} {low}l{middle} -{middle}"
    if kind == "dots":
        spots = ((1, 1), (3, 1), (1, 3), (3, 3))
        return "".join(f"M{number(x + size * across / 4)} {number(y + size * down / 4)}h0" for across, down in spots)
    if kind == "upright":
        return f"M{number(x + size / 3)} {top}v{number(size)}m{third} 0v-{number(size)}"
    if kind == "level":
        return f"M{left} {number(y + size / 3)}h{number(size)}m0 {third}h-{number(size)}"
    if kind == "cross":
        return f"M{number(x + size / 2)} {top}v{number(size)}M{left} {number(y + size / 2)}h{number(size)}"
    return ""


def boxes(cells, size, height=None):
    """Draw many boxes with few elements.

    Parameters
    ----------
    cells : iterable of (x, y, feature)
    size : float
        Side of a box, in px; from 10 px on it carries its letter.
    height : float, optional
        Where a box is no square; it carries no letter then.

    Returns
    -------
    list of svg elements
    """
    groups = {}
    for x, y, feature in cells:
        groups.setdefault(min(feature, len(FEATURES)), []).append((x, y))
    elements = []
    inner, tall = (side - 1 if side >= 6 else side - 0.5 for side in (size, height or size))
    across, down = number(inner), number(tall)
    for feature, places in sorted(groups.items()):
        _, letter, colour, ink, mark = kind_of(feature)
        fill = "".join(f"M{number(x)} {number(y)}h{across}v{down}h-{across}z" for x, y in places)
        elements.append(svg.Path(d=fill, fill=colour))
        marks = "".join(mark_path(mark, x, y, min(inner, tall)) for x, y in places)
        if marks:
            width = 1.6 if mark == "dots" else 0.8
            elements.append(
                svg.Path(
                    d=marks,
                    fill="none",
                    stroke="#000000",
                    stroke_width=width,
                    stroke_linecap="round",
                    opacity=0.45,
                )
            )
        if letter and size >= 10 and height is None:
            # One element for all: a list of places puts each letter into a place of its own.
            lefts = " ".join(number(x + inner / 2) for x, _ in places)
            feet = " ".join(number(y + inner * 0.79) for _, y in places)
            elements.append(text(lefts, feet, letter * len(places), inner * 0.72, "middle", fill=ink, halo=colour))
    return elements


# Widths of letters as parts of their size, of a font that is wider than those of most systems (DejaVu Sans).
_WIDTHS = {
    letter: part
    for part, letters in {
        0.3: ",.IJijl' ", 0.36: "-/:;\\f|", 0.42: "!()[]rt", 0.52: "*_`sz–", 0.56: "?Lc", 0.61: "FPTYaekovxy",
        0.7: "ABCRVXZ", 0.77: "DGHNU", 0.8: "&OQw", 0.86: "#+<=>M^~×≠→✓✗", 1.0: "%m@W…",
    }.items()
    for letter in letters
}  # fmt: skip
_OTHER_WIDTH = 0.65


def wide(words, size=13, weight="normal"):
    """Return how wide a line of text is at most, in px; a test compares it with what Chromium draws.

    Examples
    --------
    >>> wide("timesteps") < wide("timesteps", weight="bold") < wide("timesteps", 20)
    True
    """
    parts = sum(_WIDTHS.get(letter, _OTHER_WIDTH) for letter in str(words))
    return size * parts * (1.12 if weight == "bold" else 1)


def fitted(x, y, words, room, size=13, least=9, **style):
    """Return a line of text that takes at most `room` px: smaller letters first, then cut with a sign."""
    words = str(words)
    size = max(least, min(size, size * room / max(1, wide(words, size, style.get("weight", "normal")))))
    while wide(words, size, style.get("weight", "normal")) > room and len(words) > 1:
        words = words.removesuffix("…")[:-1] + "…"
    return text(x, y, words, size, **style)


def wrapped(words, room, size=13, weight="normal"):
    """Break words into lines of at most `room` px; a word that is too long is broken as well, best after an underscore.

    Examples
    --------
    >>> wrapped("LSTM 'first', last step", 100)
    ["LSTM 'first',", 'last step']
    """
    lines = [""]
    for word in str(words).split():
        if lines[-1] and wide(f"{lines[-1]} {word}", size, weight) > room:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".lstrip()
        while len(lines[-1]) > 1 and wide(lines[-1], size, weight) > room:
            long = lines.pop()
            fits = max((many for many in range(1, len(long)) if wide(long[:many], size, weight) <= room), default=1)
            fits = max(fits // 2, long.rfind("_", 0, fits) + 1) if "_" in long[fits // 2 : fits] else fits
            lines += [long[:fits], long[fits:]]
    return [one for one in lines if one]


def text(x, y, words, size=13, anchor="start", weight="normal", fill=INK, halo=None):
    """Return one line of text; `x`, `y` is its foot, in px (or one for each letter); a halo sets it off from a mark."""
    return svg.Text(
        x=number(x), y=number(y), text=escape(str(words)), font_size=number(size),
        text_anchor=anchor, font_weight=weight, fill=fill,
        stroke=halo, stroke_width=3 if halo else None, paint_order="stroke" if halo else None,
    )  # fmt: skip


def line(path, width=1.5, dash=None):
    """Return an open path in the theme's text colour."""
    return svg.Path(d=path, fill="none", stroke=INK, stroke_width=width, stroke_dasharray=dash)


def outline(x, y, width, height, stroke=1.5, dash=None, ink=INK):
    """Return an empty rectangle, in the theme's text colour unless told otherwise."""
    sides = {"x": number(x), "y": number(y), "width": number(width), "height": number(height)}
    return svg.Rect(**sides, fill="none", stroke=ink, stroke_width=stroke, stroke_dasharray=dash)


def numbers(cells, fill="#ffffff", size=12):
    """Write a whole number into each of many boxes, as one element.

    Parameters
    ----------
    cells : list of (x, y, number)
        The middle of a box and the foot of its digits, in px.
    fill : str
    size : float
        Of the digits, in px.

    Returns
    -------
    list of svg elements

    Examples
    --------
    >>> numbers([(10, 20, 7), (30, 20, 12)])[0].text
    '712'
    """
    lefts, feet, digits, apart = [], [], "", 0.58 * size
    for x, y, value in cells:
        written = str(value)
        for place, digit in enumerate(written):
            lefts.append(number(x + apart * (place - (len(written) - 1) / 2)))
            feet.append(number(y))
            digits += digit
    return [text(" ".join(lefts), " ".join(feet), digits, size, "middle", fill=fill)] if digits else []


def hollow(cells, width, height):
    """Draw boxes with a hole: what a model has to answer, or has answered; nobody has measured it.

    Parameters
    ----------
    cells : list of (x, y, feature)
    width, height : float
        Of a box, in px.

    Returns
    -------
    list of svg elements

    Examples
    --------
    >>> hollow([], 20, 14)
    []
    """
    inner, tall = number(width - 5), number(height - 5)
    holes = "".join(f"M{number(x + 2)} {number(y + 2)}h{inner}v{tall}h-{inner}z" for x, y, _ in cells)
    edge = {"fill": "#ffffff", "stroke": "#000000", "stroke_width": 0.8}  # as a yellow rim is hard to see on white
    return [*boxes(cells, width, height), svg.Path(d=holes, **edge)] if holes else []


def slots(places, width, height, stroke=1):
    """Draw dashed boxes: what is empty, left out or skipped.

    Examples
    --------
    >>> slots([], 20, 14)
    []
    """
    inner, tall = number(width - 2), number(height - 2)
    path = "".join(f"M{number(x + 0.5)} {number(y + 0.5)}h{inner}v{tall}h-{inner}z" for x, y in places)
    return [line(path, stroke, "3 2")] if path else []


def sheets(x, y, width, height, count, dash=None, step=7):
    """Draw the edges of so many sheets behind one whose corner is at `x`, `y`, the last of them first.

    Each lies `step` px further to the right and up.
    """
    up, size = number(step), f"h{number(width)}v{number(height)}"
    return [
        line(f"M{number(x + step * back)} {number(y - step * back + step)}v-{up}{size}h-{up}", 1, dash)
        for back in range(count, 0, -1)
    ]


def arrow_down(x, top, bottom):
    """Return a downward arrow from `top` to `bottom`."""
    return line(f"M{number(x)} {number(top)}V{number(bottom)}m-4 -6l4 6l4 -6")


def picture(width, height, elements, label):
    """Join elements to one SVG that shrinks with a narrow page.

    Parameters
    ----------
    width, height : int
        In px; the drawing keeps this ratio.
    elements : list of svg elements
    label : str
        What a screen reader says.

    Returns
    -------
    str
    """
    return str(
        svg.SVG(
            viewBox=svg.ViewBoxSpec(0, 0, width, height),
            width=width,
            height=height,
            style="max-width:100%;height:auto;display:block",
            elements=elements,
            extra={"role": "img", "aria-label": escape(label, quote=True)},
        )
    )


def as_image(drawn):
    """Turn an SVG into an HTML image: an untrusted notebook, as on Binder, drops the first and shows the second.

    Parameters
    ----------
    drawn : str
        What `picture` returns.

    Returns
    -------
    str
        An ``img`` with the drawing's label as alternative text, on light paper in either theme.

    Raises
    ------
    xml.etree.ElementTree.ParseError
        If `drawn` is not an SVG.

    Source
    ------
    JupyterLab 4.6: the sanitizer keeps ``img`` with a base64 address, and drops ``svg`` but not its letters.

    Examples
    --------
    >>> as_image(picture(40, 20, [], "an <empty> block")).split("+")[0]
    '<img alt="an &lt;empty&gt; block" width="56" src="data:image/svg'
    """
    ElementTree.register_namespace("", _NAMESPACE)
    root = ElementTree.fromstring(drawn)
    width, height = (int(root.get(side)) + 2 * _MARGIN for side in ("width", "height"))
    label = escape(root.get("aria-label"), quote=True)
    for name, value in (
        ("viewBox", f"-{_MARGIN} -{_MARGIN} {width} {height}"),
        ("width", str(width)),
        ("height", str(height)),
        ("style", _PAPER),
    ):
        root.set(name, value)
    data = base64.b64encode(ElementTree.tostring(root, encoding="unicode").encode()).decode()
    head = f'alt="{label}" width="{width}" src="data:image/svg+xml;base64,{data}"'
    return f'<img {head} style="max-width:100%;height:auto;display:block" />'  # closed, as XML wants it
