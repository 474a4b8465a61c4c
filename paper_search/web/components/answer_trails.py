"""The trail of an answer: where its words stand in each of its papers, to be carried along by the links to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from paper_search.records import Event, Hit, Quote
from paper_search.text.spans import Span, has_overlap
from paper_search.web.forms import MAX_MARKS, NO_TRAIL, AnswerTrail, SearchForm


@dataclass(frozen=True, slots=True)
class AnswerTrails:
    """The trail to each paper of an answer, by doc_id."""

    by_paper: dict[str, AnswerTrail] = field(default_factory=dict)

    def get(self, doc_id: str) -> AnswerTrail:
        """Return the trail to a paper; one that leads nowhere for a paper of no answer."""
        return self.by_paper.get(doc_id, NO_TRAIL)


NO_TRAILS = AnswerTrails()


def find_trails(
    form: SearchForm, view: str, quotes: Iterable[Quote] = (), passages: Iterable[Hit | Event] = ()
) -> AnswerTrails:
    """Return the trails of an answer.

    Args:
        form: the question and its limits.
        view: the address of the view that gives the answer.
        quotes: its quotes, best first.
        passages: its passages, best first; one that holds a quote is marked where the quote stands.
    """
    spans: dict[str, list[Span]] = {}
    for quote in quotes:
        _add_span(spans.setdefault(quote.document.doc_id, []), (quote.start, quote.end))
    for hit in passages:
        _add_span(spans.setdefault(hit.passage.doc_id, []), (hit.passage.start, hit.passage.end))
    return AnswerTrails({doc_id: AnswerTrail(form, view, tuple(sorted(held))) for doc_id, held in spans.items()})


def _add_span(held: list[Span], span: Span) -> None:
    """Add a span that shares no words with one before it, while there is room in an address."""
    if len(held) < MAX_MARKS and not any(has_overlap(other, span) for other in held):
        held.append(span)
