"""Verification of written sentences against the words that they cite: what is kept, and why the rest is withheld.

Pure and without a model. No sentence is kept that has a figure, date or name that its cited words do not have, or in
another order than theirs, or that cites nothing. In strict mode every word of it but a few of a closed list is printed
there, in that order; one phrase may be moved whole, and "was" may stand for the "be" of a resolution. It may still
mislead by what it leaves out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

from paper_search.answering.conflicts import is_conflict, parse_statement
from paper_search.written_answers.records import (
    CheckedSentence,
    DraftSentence,
    EvidenceSpan,
    Freedom,
    Reason,
    ReasonCode,
    SpanMark,
)
from paper_search.written_answers.rules.compression import check_compression, check_gaps
from paper_search.written_answers.rules.conditions import check_conditions
from paper_search.written_answers.rules.figures import check_figures
from paper_search.written_answers.rules.form import check_form
from paper_search.written_answers.rules.frames import skip_frame
from paper_search.written_answers.rules.modality import check_modality
from paper_search.written_answers.rules.moves import find_moved_forms
from paper_search.written_answers.rules.names import check_names
from paper_search.written_answers.rules.order import check_order
from paper_search.written_answers.rules.polarity import check_polarity
from paper_search.written_answers.rules.resolutions import find_resolution_forms
from paper_search.written_answers.rules.speakers import check_speakers, find_prefix, strip_prefix
from paper_search.written_answers.rules.use import SentenceUse, find_reduced_use, find_use
from paper_search.written_answers.rules.vocabulary import check_vocabulary
from paper_search.written_answers.rules.words import TextWord, split_into_words, split_source

MAX_CITES = 2
"""Spans that a sentence may cite: one that needs more says more than one thing."""
_UNCITED = "It cites nothing, or something that it was not given."

_RULES: Final[tuple[tuple[ReasonCode, Callable[[SentenceUse], Iterator[str]]], ...]] = (
    ("figure", check_figures),
    ("name", check_names),
    ("order", check_order),
    ("polarity", check_polarity),
    ("modality", check_modality),
    ("condition", check_conditions),
    ("speaker", check_speakers),
    ("word", check_vocabulary),
)
"""The rules in the order in which their reasons are told."""


def verify(
    sentences: Sequence[DraftSentence], spans: Sequence[EvidenceSpan], freedom: Freedom = "strict"
) -> tuple[CheckedSentence, ...]:
    """Return each sentence with the reasons for which it is withheld, or with the words that it uses.

    Args:
        sentences: the sentences as a model wrote them.
        spans: the spans that it was given.
        freedom: "strict" keeps compressions alone, "careful" a rewording too that no rule speaks against.
    """
    by_number = {span.number: span for span in spans}
    return tuple(_verify_sentence(sentence, by_number, freedom) for sentence in sentences)


def list_contradictions(sentences: Sequence[CheckedSentence]) -> tuple[tuple[int, int], ...]:
    """Return the pairs of kept sentences, by their places, that say the same with another figure or date."""
    statements = [(place, parse_statement(kept.text)) for place, kept in enumerate(sentences) if kept.is_kept]
    return tuple(
        (first, second)
        for (first, statement), (second, other) in combinations(statements, 2)
        if is_conflict(statement, other)
    )


def _verify_sentence(
    sentence: DraftSentence, by_number: Mapping[int, EvidenceSpan], freedom: Freedom
) -> CheckedSentence:
    spans = tuple(by_number[number] for number in dict.fromkeys(sentence.cites) if number in by_number)
    is_cited = len(spans) == len(set(sentence.cites)) and 1 <= len(spans) <= MAX_CITES
    text = strip_prefix(sentence.text.strip(), spans)
    form = _make_reasons("form", check_form(text))
    if not is_cited or form:
        uncited = () if is_cited else (Reason("citation", _UNCITED),)
        return CheckedSentence(sentence.text, sentence.cites, (*uncited, *form), ())
    use, reasons = _judge(_find_use(text, spans), freedom)
    if reasons:
        others = (_judge(find_use(words, spans), freedom) for words in _find_equivalents(text, spans))
        use, reasons = next((found for found in others if not found[1]), (use, reasons))
    if reasons:
        return CheckedSentence(sentence.text, sentence.cites, reasons, ())
    # Who speaks is looked for in the words that are shown, not in those of a resolution put before them.
    shown = replace(use, words=split_into_words(text))
    return CheckedSentence(find_prefix(shown) + text, sentence.cites, (), tuple(_find_marks(use)))


def _judge(use: SentenceUse, freedom: Freedom) -> tuple[SentenceUse, tuple[Reason, ...]]:
    """Return what a sentence uses of its source, whole or reduced, and the reasons against it."""
    reasons = _find_reasons(use, freedom)
    reduced = find_reduced_use(use) if reasons else None
    return (reduced, ()) if reduced and not _find_reasons(reduced, freedom) else (use, reasons)


def _find_equivalents(text: str, spans: tuple[EvidenceSpan, ...]) -> Iterator[tuple[TextWord, ...]]:
    """Yield a sentence in the form of its source: a resolution in its own words, a phrase where it stands there."""
    words = split_into_words(text)
    sources = tuple(source for span in spans for source in split_source(span))
    yield from find_resolution_forms(words, sources)
    yield from find_moved_forms(words, sources)


def _find_use(text: str, spans: tuple[EvidenceSpan, ...]) -> SentenceUse:
    """Return what a sentence uses; words of the citation before it are left out where the spans do not have them."""
    words = split_into_words(text)
    use, frame = find_use(words, spans), skip_frame(words, spans)
    return use if use.is_compression or not frame else find_use(words[frame:], spans)


def _find_reasons(use: SentenceUse, freedom: Freedom) -> tuple[Reason, ...]:
    reasons = [reason for code, check in _RULES for reason in _make_reasons(code, check(use))]
    check = check_compression if freedom == "strict" else check_gaps
    reasons += _make_reasons("compression", check(use))
    return tuple(reasons)


def _make_reasons(code: ReasonCode, texts: Iterable[str]) -> tuple[Reason, ...]:
    return tuple(Reason(code, text) for text in dict.fromkeys(texts))


def _find_marks(use: SentenceUse) -> Iterator[SpanMark]:
    """Yield the stretches of the spans that a sentence uses, neighbouring words as one."""
    for part in use.parts:
        start = end = previous = -1
        for index in sorted(part.used_indices):
            word = part.words[index]
            if word.start < 0:
                continue
            # The words of a statement that was taken out of a sentence may touch there and not in the text.
            if previous != index - 1 or start < 0 or word.start - end > len(word.before):
                if start >= 0:
                    yield SpanMark(part.source.span, start, end)
                start = word.start
            end, previous = word.end, index
        if start >= 0:
            yield SpanMark(part.source.span, start, end)
