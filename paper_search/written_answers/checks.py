"""All checks of written sentences: the rules of verification, and what the packaged model adds to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from paper_search.written_answers.drafts import MAX_SENTENCE_CHARS
from paper_search.written_answers.evidence import has_unseen_characters
from paper_search.written_answers.records import CheckedSentence, DraftSentence, EvidenceSpan, Freedom, Reason

MIN_MATCH = 0.64
"""A sentence of which one word is met less well is withheld, see docs/decisions/0043."""
MeasureMatch = Callable[[str, Sequence[str]], float]
"""Says how well texts meet a sentence, from 0 to 1, see ``match.measure_match``."""


class Verify(Protocol):
    """Checks sentences against the spans that they cite, in order, see ``verification.verify``."""

    def __call__(
        self, sentences: Sequence[DraftSentence], spans: Sequence[EvidenceSpan], freedom: Freedom = ...
    ) -> tuple[CheckedSentence, ...]:
        """Return each sentence with what stands against it."""


@dataclass(frozen=True, slots=True)
class SentenceChecks:
    """The checks that every sentence goes through before anybody sees it.

    Attributes:
        verify: the rules of verification.
        freedom: how far a sentence may leave the words of its span.
        measure_match: says how well texts meet a sentence.
    """

    verify: Verify
    freedom: Freedom
    measure_match: MeasureMatch

    def check(self, sentences: Sequence[DraftSentence], spans: Sequence[EvidenceSpan]) -> tuple[CheckedSentence, ...]:
        """Return the sentences as verified, and withhold too what the packaged model does not find in their spans.

        Args:
            sentences: the sentences as a model wrote them.
            spans: the spans that they may cite.
        """
        checked = self.verify(sentences, spans, self.freedom)
        return tuple(
            _add_reasons(sentence, self._find_faults(draft, sentence, spans))
            for draft, sentence in zip(sentences, checked, strict=True)
        )

    def _find_faults(
        self, draft: DraftSentence, checked: CheckedSentence, spans: Sequence[EvidenceSpan]
    ) -> list[Reason]:
        """Return what stands against a sentence beside the rules of verification."""
        faults = []
        if len(draft.text) > MAX_SENTENCE_CHARS:
            faults.append(Reason("form", f"It is longer than {MAX_SENTENCE_CHARS} characters."))
        if has_unseen_characters([draft.text]):
            faults.append(Reason("form", "It has characters that cannot be seen."))
        # To measure takes longer than all rules, and adds nothing to a sentence that is withheld already.
        if checked.is_kept and not faults and self._measure(draft, spans) < MIN_MATCH:
            faults.append(Reason("match", "It has a word that the words it cites do not come near to."))
        return faults

    def _measure(self, draft: DraftSentence, spans: Sequence[EvidenceSpan]) -> float:
        texts = [
            text
            for span in spans
            if span.number in draft.cites
            for text in (span.text, span.lead_in, *span.headings, span.header, span.speaker)
            if text
        ]
        return self.measure_match(draft.text, texts)


def _add_reasons(sentence: CheckedSentence, reasons: Sequence[Reason]) -> CheckedSentence:
    return replace(sentence, reasons=(*sentence.reasons, *reasons)) if reasons else sentence
