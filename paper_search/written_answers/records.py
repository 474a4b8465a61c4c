"""Records of written answers: what a model may cite, what it wrote, and what became of each sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Freedom = Literal["strict", "careful"]
"""How far a sentence may leave its span's words: a compression of them alone, or a rewording that keeps every rule."""

ReasonCode = Literal[
    "citation",
    "figure",
    "name",
    "order",
    "polarity",
    "modality",
    "condition",
    "speaker",
    "word",
    "compression",
    "form",
    "match",
]
"""The rule for which a sentence is withheld, in the order in which the rules are looked at.

``form`` is a sentence that is none: markup, links, words to the reader. ``match`` is what the packaged model adds.
"""


@dataclass(frozen=True, slots=True)
class EvidenceSpan:
    """A stretch of a paper that a sentence may cite: a quote of the answer, whole sentences.

    Attributes:
        number: its number in the request, from 1.
        text: its words, an exact slice of the paper.
        header: the citation that is shown with it (authority, committee, date, title).
        lead_in: the words that introduce it in the paper ("RESOLVED that"), or "".
        headings: the headings over it, outermost first.
        speaker: who says it, where the paper tells ("Officers"), or None.
        remark: what is known of the paper's standing ("draft", "cancelled", "replaced"), or None.
    """

    number: int
    text: str
    header: str
    lead_in: str = ""
    headings: tuple[str, ...] = ()
    speaker: str | None = None
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence as a model wrote it, with the numbers of the spans that it cites."""

    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a sentence is withheld, as a code and in words that do not repeat the sentence's own."""

    code: ReasonCode
    text: str


@dataclass(frozen=True, slots=True)
class SpanMark:
    """The words of a span that a sentence uses: offsets in code points into the span's text, the end not included."""

    span: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence after verification. It is kept where no reason stands against it.

    ``text`` is what is shown: the model's words, with the speaker or the paper's standing put before them where a
    rule asks for it.
    """

    text: str
    cites: tuple[int, ...]
    reasons: tuple[Reason, ...]
    marks: tuple[SpanMark, ...]

    @property
    def is_kept(self) -> bool:
        """True where it may be shown."""
        return not self.reasons
