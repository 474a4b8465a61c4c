"""Remarks on how a question was read and what was found for it, in plain words.

What nothing held has is said first, see ``missing``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paper_search.answering.missing import format_words
from paper_search.records import Hit, MissingPart, ParsedQuery, RewrittenQuery
from paper_search.retrieval.boosts import is_attributed


def build_remarks(query: RewrittenQuery, missing_parts: Sequence[MissingPart], hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return what the question names and nothing held has, then how it was read and what the hits lack.

    Args:
        query: the question.
        missing_parts: what nothing held has.
        hits: what was found for it.
    """
    said = [part.remark for part in missing_parts]
    return (
        *said,
        *query.remarks,
        *_explain_missing_words(query, said),
        *_explain_phrases(query.question, hits),
        *_explain_speaker(query.question, hits),
    )


def _explain_missing_words(query: RewrittenQuery, said: Sequence[str]) -> Iterator[str]:
    """Yield that the other missing words were searched for by meaning."""
    words = [word for word in query.missing_words if not any(word in remark for remark in said)]
    if words:
        yield f"No paper has the {format_words(words)}: searched for by meaning."


def _explain_phrases(question: ParsedQuery, hits: Sequence[Hit]) -> Iterator[str]:
    if question.phrases and not hits:
        quoted = " and ".join(f"“{phrase.forms[0]}”" for phrase in question.phrases)
        together = (
            "stand word for word in no one passage" if len(question.phrases) > 1 else "stands word for word in no paper"
        )
        yield f"{quoted} {together} of those searched."


def _explain_speaker(question: ParsedQuery, hits: Sequence[Hit]) -> Iterator[str]:
    intent = question.intent
    if intent.speaker and hits and not any(is_attributed(hit.passage, intent) for hit in hits):
        yield f"None of the passages found is attributed to {intent.speaker}."
