"""What a diagnosis is made of: findings, ranked fixes, and the words for both."""

from dataclasses import dataclass, field
from functools import cached_property

from ..causes import catalogue
from .text import FAULTS, as_text


@dataclass(eq=False)
class Finding:
    """One thing that is wrong, harmless, or cannot be told.

    A class, because its fixes are tried only when somebody reads them.

    Fields
    ------
    cause : str
        An id of the catalogue; empty when nothing in it fits.
    level : str
        ``"raises"``, ``"silent"``, ``"harmless"`` or ``"cannot tell"``.
    sentence : str
        What is wrong, in the learner's own numbers.
    reason : str
        Which layer or parameter expects something else, and why.
    instead : bool
        True for another reading of the finding before it: it holds instead of that one, not besides.
    axis : str
        ``"samples"``, ``"timesteps"``, ``"features"``, ``"target"`` or ``"layer"``.
    fixes : tuple of Fix
        Ranked; each was tried. Reading them takes up to 300 ms the first time.

    Source
    ------
    ``causes.toml`` for the axis.

    Examples
    --------
    >>> finding = Finding("swapped-axes", "raises", "x has timesteps and features exchanged.", "")
    >>> finding.axis, finding.fixes
    ('timesteps', ())
    """

    cause: str
    level: str
    sentence: str
    reason: str
    undos: tuple = ()
    instead: bool = False
    try_undos: object = field(default=None, repr=False)

    @property
    def axis(self):
        return catalogue()[self.cause].axis if self.cause else "layer"

    @cached_property
    def fixes(self):
        return tuple(self.try_undos(self.undos)) if self.try_undos else ()


class Diagnosis:
    """What `diagnose` and `explain` answer.

    A class, because it shows itself: as text in a terminal, as HTML with a picture in a notebook.

    Fields
    ------
    findings : tuple of Finding
        In the order of the pipeline; repair the first one first.
    ok : bool
        True when nothing will raise and nothing is silently wrong, as far as can be seen.
    message : str
        The words of the error that was explained; empty for `diagnose`.
    declared, shape : tuple or None
        What the model declares and what x brings, for the picture.

    Source
    ------
    `diagnosis`.

    Examples
    --------
    >>> print(Diagnosis(()))
    Nothing found: the shapes fit, and none of the faults that are known here was seen.
    """

    def __init__(self, findings, message="", declared=None, shape=None):
        self.findings = tuple(findings)
        self.message = message
        self.declared = declared
        self.shape = shape

    @property
    def ok(self):
        return not any(finding.level in FAULTS for finding in self.findings)

    def __repr__(self):
        found = ", ".join(f"{one.level}: {one.cause or 'unknown'}" for one in self.findings)
        return f"Diagnosis({found or 'nothing found'})"

    def __str__(self):
        return as_text(self)

    def _repr_html_(self):
        from .html import as_html  # here, as most diagnoses are only read, and drawing takes its time to load

        return as_html(self)

    def _repr_pretty_(self, printer, cycle):
        # Within a list or a dict one line is enough.
        printer.text(repr(self) if cycle or len(printer.stack) > 1 else str(self))
