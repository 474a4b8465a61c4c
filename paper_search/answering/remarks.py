"""Remarks on how a question was read and what was found for it, in plain words.

What nothing held has is said first, see ``missing``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paper_search.answering.missing import format_words, name_none
from paper_search.answering.named_councils import find_named_councils
from paper_search.errors import describe_unreachable_papers
from paper_search.records import Hit, MissingPart, ParsedQuery, RewrittenQuery
from paper_search.retrieval.boosts import is_attributed
from paper_search.text.authorities import authority_key
from paper_search.text.spans import normalise


def build_remarks(
    query: RewrittenQuery,
    missing_parts: Sequence[MissingPart],
    hits: Sequence[Hit],
    missing_councils: Sequence[str] = (),
) -> tuple[str, ...]:
    """Return what the question names and nothing held has, then how it was read and what the hits lack.

    Args:
        query: the question.
        missing_parts: what nothing held has.
        hits: what was found for it.
        missing_councils: those within its filters whose papers cannot be reached.
    """
    said = [part.remark for part in missing_parts]
    return (
        *explain_missing_councils(missing_councils),
        *said,
        *_explain_limits(query.question),
        *query.remarks,
        *_explain_missing_words(query, said, hits, is_partial=bool(missing_councils)),
        *_explain_phrases(query.question, hits),
        *_explain_speaker(query.question, hits),
    )


def explain_missing_councils(missing_councils: Sequence[str]) -> Iterator[str]:
    """Yield which papers were not searched, since they cannot be reached."""
    if missing_councils:
        yield f"Not searched: {describe_unreachable_papers(missing_councils)}, which cannot be reached at the moment."


def _explain_limits(question: ParsedQuery) -> Iterator[str]:
    """Yield what the question's own words limit it to."""
    held = [limit for limit in question.named_limits if limit.is_held]
    names = [limit.label for limit in held if limit.kind != "date"]
    times = [limit.when for limit in held if limit.kind == "date"]
    if held:
        whose = f" of {', '.join(names)}" if names else ""
        when = f" of meetings {times[0]}" if times else ""
        places = [limit.place for limit in held if limit.place]
        naming = f", and passages that name {' or '.join(dict.fromkeys(places))}," if places else ""
        pronoun = "it" if len(held) == 1 else "them"
        yield f"Only papers{whose}{when}{naming} were searched, as the question names {pronoun}."


def _explain_missing_words(
    query: RewrittenQuery, said: Sequence[str], hits: Sequence[Hit], *, is_partial: bool
) -> Iterator[str]:
    """Yield that the other missing words were searched for by meaning; names of a council that was found are none."""
    found_keys = {authority_key(hit.document.authority_key) for hit in hits}
    named = [council for council in find_named_councils(query.question.text) if council.keys & found_keys]
    names = {word for council in named for word in council.words}
    missing = (word for word in query.missing_words if normalise(word) not in names)
    printed = [*said, *(limit.label for limit in query.question.named_limits)]
    words = [word for word in missing if not any(word in text for text in printed)]
    if words:
        yield f"{name_none(is_partial=is_partial)} has the {format_words(words)}, so the search was by meaning."


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
