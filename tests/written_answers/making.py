"""Uses and verified sentences for the tests of the rules, each of one span."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paper_search.written_answers.records import CheckedSentence, DraftSentence, EvidenceSpan, Freedom
from paper_search.written_answers.rules.frames import skip_frame
from paper_search.written_answers.rules.lexicon import GLUE
from paper_search.written_answers.rules.use import SentenceUse, find_use
from paper_search.written_answers.rules.words import split_into_words
from paper_search.written_answers.verification import verify

_MAX_MOVED = 30
"""Words of a phrase that is looked for within a sentence."""
HEADER = "Wexmoor County Council, Cabinet, 25 January 2024, Draft Revenue Budget"


def make_span(text: str, number: int = 1, lead_in: str = "", speaker: str | None = None) -> EvidenceSpan:
    return EvidenceSpan(number, text, HEADER, lead_in, speaker=speaker)


def use(text: str, span: str, lead_in: str = "") -> SentenceUse:
    return find_use(split_into_words(text), (make_span(span, lead_in=lead_in),))


def check(text: str, *spans: EvidenceSpan | str, freedom: Freedom = "strict") -> CheckedSentence:
    """Verify a sentence that cites all the spans."""
    evidence = [make_span(span, number) if isinstance(span, str) else span for number, span in enumerate(spans, 1)]
    (checked,) = verify([DraftSentence(text, tuple(span.number for span in evidence))], evidence, freedom)
    return checked


def find_codes(checked: CheckedSentence) -> set[str]:
    return {reason.code for reason in checked.reasons}


def is_printed(text: str, spans: Sequence[EvidenceSpan]) -> bool:
    """Return True if every word but glue is printed in the spans, in their order: the guarantee of strict mode.

    One phrase may stand at the other end, and "was" where a resolution has "be". This knows nothing of the rules but
    the list of glue and the frames: its words are those of a regular expression.
    """
    shown = text.rsplit(": ", 1)[-1] if any(span.speaker or span.remark for span in spans) else text
    printed = re.findall(r"\w+", " ".join(f"{span.lead_in} {span.text}" for span in spans).lower())
    frame = skip_frame(split_into_words(shown), tuple(spans))
    framed = " ".join(word.form for word in split_into_words(shown)[frame:])
    written = [re.findall(r"\w+", form.lower().replace("\u2019", "'")) for form in (shown, framed)]
    forms = list(written)
    if {"resolved", "agreed", "decided"}.intersection(printed):
        forms += [["be" if word in ("was", "were") else word for word in form] for form in forms]
    return any(_is_in_order(form, printed) or _is_moved(form, printed) for form in forms)


def _is_in_order(words: Sequence[str], printed: Sequence[str]) -> bool:
    rest = iter(printed)
    return all(word in rest for word in words if word not in GLUE)


def _is_moved(words: Sequence[str], printed: Sequence[str]) -> bool:
    """Return True if the first or the last words, put somewhere else among the others, are printed in order."""
    sizes = range(1, min(len(words), _MAX_MOVED))
    moves = ((words[:size], words[size:]) for size in sizes), ((words[-size:], words[:-size]) for size in sizes)
    return any(
        _is_in_order([*rest[:place], *phrase, *rest[place:]], printed)
        for move in moves
        for phrase, rest in move
        for place in range(len(rest) + 1)
    )
