"""Sentences that were signed, checked again as if they had just been written.

The words that they cite are cut from the index anew. Nothing is asked of the model that wrote them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from paper_search.records import Document, Passage
from paper_search.text.spans import collapse_whitespace
from paper_search.written_answers.checks import SentenceChecks
from paper_search.written_answers.evidence import make_span, may_cite_passage
from paper_search.written_answers.outcome import describe_reason
from paper_search.written_answers.records import CheckedSentence, DraftSentence, EvidenceSpan
from paper_search.written_answers.signed import CitedPlace, SignedSentence, digest_words

NOT_SIGNED = "was altered, or written before this site was last started"
OTHER_QUESTION = "was written for another question"
NOT_HELD = "cites a paper that is not held any more"
WORDS_CHANGED = "cites words that are not the same any more"
TOLD_OTHERWISE = "would be told otherwise today, as the standing of its paper or who says it has changed"
ReadingText = Callable[[str], str | None]
"""Gives the reading text of a paper by its doc_id."""


@dataclass(frozen=True, slots=True)
class Recheck:
    """The outcome for one sentence.

    Attributes:
        checked: the sentence; None where it must not be used.
        spans: the words that it cites as they stand now, in the order of the citations.
        fault: why it must not be used, which completes "it"; "" where it may.
    """

    checked: CheckedSentence | None = None
    spans: tuple[EvidenceSpan, ...] = ()
    fault: str = ""


def recheck_sentence(
    sentence: SignedSentence,
    question: str,
    passages: Mapping[str, tuple[Passage, Document]],
    reading_text: ReadingText,
    checks: SentenceChecks,
) -> Recheck:
    """Return whether a sentence stands today in the words that it cites.

    Args:
        sentence: the sentence.
        question: the question that it is to stand under.
        passages: the passages that its reader may see, with their papers, of one generation.
        reading_text: gives the reading text of a paper that its reader may see.
        checks: the checks of written sentences.
    """
    if collapse_whitespace(sentence.question) != collapse_whitespace(question):
        return Recheck(fault=OTHER_QUESTION)
    cited = [(place, *passages[place.passage_id]) for place in sentence.places if place.passage_id in passages]
    if len(cited) < len(sentence.places) or not all(
        may_cite_passage(passage, document, is_public_only=False) for _, passage, document in cited
    ):
        return Recheck(fault=NOT_HELD)
    spans = tuple(
        make_span(number, passage, document, (place.start, place.end), _find_lead_in(place, passage, reading_text))
        for number, (place, passage, document) in enumerate(cited, 1)
    )
    if any(
        digest_words(span.text, span.lead_in) != place.digest
        for span, place in zip(spans, sentence.places, strict=True)
    ):
        return Recheck(fault=WORDS_CHANGED)
    return _check(sentence.text, spans, checks)


def _find_lead_in(place: CitedPlace, passage: Passage, reading_text: ReadingText) -> str | None:
    """Return the words at the place of the lead-in today; None where there are none."""
    if place.lead_in is None:
        return passage.lead_in
    start, end = (passage.start + offset for offset in place.lead_in)
    text = reading_text(passage.doc_id) if start >= 0 else None
    return text[start:end] if text else None


def _check(text: str, spans: tuple[EvidenceSpan, ...], checks: SentenceChecks) -> Recheck:
    # Whoever writes nothing does not load the rules.
    from paper_search.written_answers.rules.speakers import strip_prefix

    # What was put before the sentence is no word of the model, and is put there again.
    draft = DraftSentence(strip_prefix(text, spans), tuple(span.number for span in spans))
    (checked,) = checks.check([draft], spans)
    if not checked.is_kept:
        return Recheck(fault=describe_reason(checked))
    return Recheck(checked, spans) if checked.text == text else Recheck(fault=TOLD_OTHERWISE)
