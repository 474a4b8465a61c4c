"""Remarks on what a question names and no passage found holds.

Passages that hold an exact term come first, so where none of the hits holds it, none of the papers searched does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paper_search.records import ExactTerm, Hit, ParsedQuery
from paper_search.retrieval.boosts import is_attributed
from paper_search.retrieval.query.exact_terms import has_term


def build_remarks(question: ParsedQuery, hits: Sequence[Hit]) -> Iterator[str]:
    """Yield what the question names and none of the hits has, in plain words.

    Args:
        question: the question as typed.
        hits: what was found for it.
    """
    if question.phrases and not hits:
        quoted = " and ".join(f"“{phrase.forms[0]}”" for phrase in question.phrases)
        together = (
            "stand word for word in no one passage" if len(question.phrases) > 1 else "stands word for word in no paper"
        )
        yield f"{quoted} {together} of those searched."
    for term in _find_missing_terms(question, hits):
        yield f"{_format_term(term)} stands in none of the papers searched."
    intent = question.intent
    if intent.speaker and hits and not any(is_attributed(hit.passage, intent) for hit in hits):
        yield f"None of the passages found is attributed to {intent.speaker}."


def is_reference_missing(question: ParsedQuery, hits: Sequence[Hit]) -> bool:
    """Return True if a reference that the question names is nowhere: another reference is no answer to it."""
    return any(term.kind == "reference" for term in _find_missing_terms(question, hits))


def _find_missing_terms(question: ParsedQuery, hits: Sequence[Hit]) -> list[ExactTerm]:
    """Return the exact terms that none of the hits holds; a day may be that of a meeting, and is passed over."""
    terms = [term for term in question.exact_terms if term.kind != "date"] if hits else []
    return [term for term in terms if not any(has_term(hit.passage.standing_text, term) for hit in hits)]


def _format_term(term: ExactTerm) -> str:
    return f"£{term.forms[0]}" if term.kind == "sum" else term.forms[0]
