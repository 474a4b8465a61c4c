"""Why quotes meet a question only in part, in one sentence, as far as the answer's own record tells.

What nothing held has comes first, since it is what limited the match. Then comes the type of answer asked for that the
first quote has not, then the words of the question that no quote has. A match may also be limited by its confidence
alone: nothing is said then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from paper_search.answering.missing import format_words
from paper_search.records import Answer, AnswerType, Quote
from paper_search.records.standing import mask_unmatched
from paper_search.text.spans import find_words, normalise, strip_possessive
from paper_search.text.stemming import find_stems, stem
from paper_search.text.vocabulary import ORDER_WORDS, STOP_WORDS

_MAX_NAMED_WORDS = 4
"""A sentence that lists more words says no more than that the quotes speak of something else."""
_TYPE_NAMES: Mapping[AnswerType, str] = MappingProxyType(
    {
        "person": "a person",
        "sum": "a sum of money",
        "count": "a count",
        "share": "a percentage",
        "number": "a figure",
        "frequency": "a frequency",
        "date": "a date",
        "duration": "a length of time",
        "place": "a place",
        "reason": "a reason",
        "decision": "a decision",
        "vote": "a vote",
    }
)


def explain_match(answer: Answer) -> str | None:
    """Return why the quotes are no strong match; None where the record does not tell, or they are one."""
    if answer.match not in ("partial", "doubtful"):
        return None
    if answer.missing:
        return " ".join(answer.missing)
    return _explain_type(answer.quotes) or _explain_words(answer)


def _explain_type(quotes: Sequence[Quote]) -> str | None:
    """Return that the first quote has not the type of answer asked for, where there is one such type."""
    first = quotes[0].type_match if quotes else None
    if first is None or first.is_met or len(first.asked) != 1:
        return None
    (asked,) = first.asked
    return f"Your question seems to ask for {_TYPE_NAMES[asked]}, but the first quote does not give one."


def _explain_words(answer: Answer) -> str | None:
    """Return which words of the question none of the quotes has in any form."""
    printed = [text for quote in answer.quotes for text in _list_texts(quote)]
    held = frozenset[str]().union(*map(find_stems, printed))
    words = _list_words(mask_unmatched(answer.question))
    said = STOP_WORDS | ORDER_WORDS
    absent = [word for word in words if normalise(word) not in said and stem(normalise(word)) not in held]
    distinct = list(dict.fromkeys(absent))
    if not distinct or len(distinct) > _MAX_NAMED_WORDS:
        return None
    return f"None of the quotes has the {format_words(distinct)}."


def _list_words(text: str) -> list[str]:
    """Return the words of a question; that behind "how" ("how soon") says what is asked, and stands in no answer."""
    words = [strip_possessive(text[start:end]) for start, end in find_words(text)]
    before = ["", *words]
    return [word for word, previous in zip(words, before, strict=False) if normalise(previous) != "how"]


def _list_texts(quote: Quote) -> tuple[str, ...]:
    """Return the words of a quote and those that it stands under: a name in its citation is not absent."""
    return (quote.text, quote.row.text if quote.row else "", quote.shown_lead_in or "", quote.citation.label)
