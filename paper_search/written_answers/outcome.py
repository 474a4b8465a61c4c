"""The outcome of writing: the sentences kept and withheld, and who wrote them from what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from paper_search.errors import ModelServerFault
from paper_search.written_answers.evidence import Evidence
from paper_search.written_answers.records import CheckedSentence, ReasonCode

GUARANTEE = (
    "No sentence is shown that has a figure, date or name that its cited words do not have, in another order than"
    " theirs, or that cites nothing. The words it rests on stand beside it. It may still mislead by what it leaves"
    " out: read them."
)
NOTHING_WRITTEN = "Nothing could be written that the quotes bear out; here are the quotes."
_REASONS: dict[ReasonCode, str] = {
    "citation": "cites nothing that it could rest on",
    "figure": "has a figure that the cited words do not have",
    "name": "has a name that the cited words do not have",
    "order": "has figures or names in another order than the cited words",
    "polarity": "says no where the cited words say yes, or the reverse",
    "modality": "is firmer or weaker than the cited words",
    "condition": "leaves out a condition of the cited words",
    "speaker": "does not say who said it",
    "word": "has words that the paper does not use",
    "compression": "has words that the cited words do not have in that order",
    "form": "is not a plain sentence",
    "match": "has a word that the cited words do not come near to",
}
_FAULTS: dict[ModelServerFault, str] = {
    "unreachable": "No short answer could be written: the language model cannot be reached.",
    "refused": "No short answer could be written: the language model’s server refuses this site’s key.",
    "busy": "No short answer could be written: the language model is busy. Try again in a minute.",
    "slow": "No short answer could be written: the language model took too long.",
    "unreadable": "No short answer could be written: the language model’s answer could not be used.",
}


@dataclass(frozen=True, slots=True)
class Written:
    """The outcome of the writing of one answer.

    Attributes:
        sentences: all of them as checked, in order.
        evidence: the spans that they may cite.
        model: the name of the model on its server.
        host: the machine of the server.
        prompt_sha256: the digest of the instructions.
        written_at: when it was written.
        seconds: how long it took.
        requests: how many drafts were asked for.
        fault: what stood in the way; None for nothing.
    """

    sentences: tuple[CheckedSentence, ...]
    evidence: tuple[Evidence, ...]
    model: str
    host: str
    prompt_sha256: str
    written_at: datetime
    seconds: float = 0.0
    requests: int = 0
    fault: ModelServerFault | None = None

    @property
    def kept_sentences(self) -> tuple[CheckedSentence, ...]:
        """The sentences that may be shown."""
        return tuple(sentence for sentence in self.sentences if sentence.is_kept)

    @property
    def withheld_sentences(self) -> tuple[CheckedSentence, ...]:
        """The sentences that may not."""
        return tuple(sentence for sentence in self.sentences if not sentence.is_kept)

    @property
    def note(self) -> str:
        """Why there is no sentence, as plain text; "" where there is one."""
        if self.fault is not None:
            return _FAULTS[self.fault]
        return "" if self.kept_sentences else NOTHING_WRITTEN

    def list_cited(self, sentence: CheckedSentence) -> tuple[Evidence, ...]:
        """Return the spans that a sentence cites, in its order."""
        by_number = {item.span.number: item for item in self.evidence}
        return tuple(by_number[number] for number in sentence.cites if number in by_number)


def describe_contradictions(sentences: Sequence[CheckedSentence]) -> tuple[str, ...]:
    """Return which of some kept sentences say the same with another figure or date, a sentence for each two."""
    # Whoever writes nothing does not load the rules.
    from paper_search.written_answers.verification import list_contradictions

    return tuple(
        f"Sentences {first + 1} and {second + 1} say the same with another figure or date. Read both quotes."
        for first, second in list_contradictions(sentences)
    )


def describe_reason(sentence: CheckedSentence) -> str:
    """Return the first reason against a withheld sentence, which completes "it"; it has no word of the sentence."""
    return _REASONS[sentence.reasons[0].code]


def describe_withheld(sentences: Sequence[CheckedSentence]) -> str:
    """Return how many sentences were withheld and why, as plain text; "" for none."""
    if not sentences:
        return ""
    if len(sentences) == 1:
        return f"1 sentence was withheld: it {describe_reason(sentences[0])}."
    counts = Counter(map(describe_reason, sentences))
    if len(counts) == 1:
        return f"{len(sentences)} sentences were withheld: each {describe_reason(sentences[0])}."
    reasons = "; ".join(f"{reason} ({count})" for reason, count in counts.most_common())
    return f"{len(sentences)} sentences were withheld. Reasons: {reasons}."
