"""The bar over a paper: back to the answer, and from one of its marks in the paper to the next.

The bar stays in sight. It is made of links alone, so it works without scripts; an address carries all that it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paper_search.records import Document, Passage
from paper_search.text.spans import Span, has_overlap
from paper_search.web.forms import AnswerTrail, build_view_url

_BACK_LABELS = {"/compare": "Back to the comparison", "/timeline": "Back to the timeline"}
_ANSWER_LABEL = "Back to the answer"


@dataclass(frozen=True, slots=True)
class MarkBar:
    """The links of the bar.

    Attributes:
        answer_url: where the visitor came from; empty where that is not known.
        answer_label: the words of that link.
        mark_url: the mark shown, which may be on another page.
        mark_label: its place among the marks, as "Mark 2 of 3".
        previous_url: the mark before it; empty for the first.
        next_url: the mark behind it; empty for the last.
    """

    answer_url: str
    answer_label: str
    mark_url: str
    mark_label: str
    previous_url: str
    next_url: str


@dataclass(frozen=True, slots=True)
class MarkPlace:
    """The mark that a page shows.

    Attributes:
        passage: the passage that it stands in.
        span: the part of the passage that alone is marked; None for all of it.
        is_on_page: True where the page that is shown holds it.
    """

    passage: Passage
    span: Span | None
    is_on_page: bool = True


def make_mark_bar(
    document: Document, place: MarkPlace, trail: AnswerTrail, passages: Sequence[Passage], as_text: bool = False
) -> MarkBar:
    """Return the bar over a paper.

    Args:
        document: the paper.
        place: the mark that is shown.
        trail: the answer that the visitor came from.
        passages: the passages of the paper that the visitor may see; a mark that none of them holds is left out.
        as_text: True where a PDF is shown as words.
    """
    shown = place.span or (place.passage.start, place.passage.end)
    spans = order_marks(shown, trail.marks, passages)
    index = spans.index(shown)

    def link(number: int) -> str:
        if not 0 <= number < len(spans):
            return ""
        passage_id = place.passage.passage_id if number == index else _find_holder(spans[number], passages).passage_id
        span = place.span if number == index else spans[number]
        return build_view_url(document.doc_id, passage_id, span, trail, as_text=as_text)

    return MarkBar(
        answer_url=trail.answer_url,
        answer_label=_BACK_LABELS.get(trail.view, _ANSWER_LABEL),
        mark_url="#passage" if place.is_on_page else link(index),
        mark_label=f"Mark {index + 1} of {len(spans)}",
        previous_url=link(index - 1),
        next_url=link(index + 1),
    )


def order_marks(shown: Span, marks: Sequence[Span], passages: Sequence[Passage]) -> list[Span]:
    """Return the marks of an answer in the order of the paper.

    The mark that is shown takes the place of those that it shares words with: a card marks its whole passage where the
    answer quotes a part of it.
    """
    others = [
        mark
        for mark in marks
        if not has_overlap(mark, shown) and any(_is_within(mark, passage) for passage in passages)
    ]
    return sorted([shown, *others])


def _find_holder(mark: Span, passages: Sequence[Passage]) -> Passage:
    """Return the shortest passage that a mark begins in."""
    holders = [passage for passage in passages if _is_within(mark, passage)]
    return min(holders, key=lambda passage: passage.end - passage.start)


def _is_within(mark: Span, passage: Passage) -> bool:
    return passage.start <= mark[0] < passage.end
