"""The rule of visibility: a word of a PDF counts only if the page shows it.

Words for which there is a reason to doubt are looked for on the page as it is drawn, with and without them. A word that
changes no pixel, although it has ink of its own, is not shown. What cannot be drawn is kept. The words that are not
shown are counted with the reason, and are kept nowhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from paper_search.ingest.readers.pdf.coverage import measure_union
from paper_search.ingest.readers.pdf.document import PdfPage
from paper_search.ingest.readers.pdf.drawing import DrawingError, PageDrawer
from paper_search.ingest.readers.pdf.graphics import WORD_GAP_EMS, Box, TextSpan
from paper_search.ingest.readers.pdf.pixels import find_unpainted
from paper_search.ingest.readers.pdf.recognised import find_unrecognised
from paper_search.ingest.readers.pdf.suspicion import Doubt, find_doubts
from paper_search.ingest.readers.pdf.unseen import ANNOTATION, LAYER_OFF, OUTSIDE, TOO_SMALL, UNAPPLIED, Unseen
from paper_search.ingest.readers.pdf.words import Word, list_words, measure_overlap, split_span
from paper_search.records import HiddenText

HIDDEN_SHARE = 0.5
"""The share of a word that must lie outside the page, or under a redaction, for the word to count as hidden."""
_PAINTED = Doubt.COLOUR | Doubt.COVER | Doubt.ANNOTATION | Doubt.CLIP | Doubt.INVISIBLE | Doubt.VEIL

Verdicts = dict[Word, Unseen]


def remove_unseen(path: Path, pages: Sequence[PdfPage]) -> tuple[list[PdfPage], list[HiddenText]]:
    """Remove the words that a file holds and its pages do not show.

    Args:
        path: the file.
        pages: all its pages.

    Returns:
        The pages with the words that show, and for each page and reason how many words do not.
    """
    kept: list[PdfPage] = []
    hidden: list[HiddenText] = []
    with PageDrawer(path) as drawer:
        for number, page in enumerate(pages, 1):
            doubts = find_doubts(page)
            verdicts = judge_page(page, doubts, drawer, number) if doubts else {}
            kept.append(_remove_words(page, verdicts) if verdicts else page)
            hidden += _count_words(page, verdicts, number)
    return kept, hidden


def judge_page(page: PdfPage, doubts: dict[int, Doubt], drawer: PageDrawer, number: int) -> Verdicts:
    """Return the words of a page that do not show, with the reason.

    Args:
        page: the page.
        doubts: the spans that may not show.
        drawer: draws the page.
        number: the page, counted from 1.
    """
    words = list_words(page.spans, sorted(doubts), page.height)
    verdicts: Verdicts = {}
    for word in words:
        unseen = _judge_by_place(page, word, doubts[word.span])
        if unseen is not None:
            verdicts[word] = unseen
    open_words = [word for word in words if word not in verdicts and doubts[word.span] & _PAINTED]
    invisible = [word for word in open_words if doubts[word.span] & Doubt.INVISIBLE]
    painted = [word for word in open_words if not doubts[word.span] & Doubt.INVISIBLE]
    if open_words:
        try:
            with drawer.open_page(number) as drawn:
                verdicts |= find_unrecognised(page, drawn, invisible)
                verdicts |= find_unpainted(page, drawn, painted, doubts)
        except DrawingError:
            pass
    return verdicts


def _judge_by_place(page: PdfPage, word: Word, doubt: Doubt) -> Unseen | None:
    """Return why a word does not show, as far as this can be told without drawing."""
    if doubt & Doubt.LAYER:
        return LAYER_OFF
    if doubt & Doubt.REDACTED and measure_union(word.box, _list_boxes(page, is_redaction=True)) >= HIDDEN_SHARE:
        return UNAPPLIED
    if doubt & Doubt.ANNOTATION and measure_union(word.box, _list_boxes(page, is_redaction=False)) >= HIDDEN_SHARE:
        return ANNOTATION
    if doubt & Doubt.OUTSIDE and measure_overlap(word.box, (0.0, 0.0, page.width, page.height)) < HIDDEN_SHARE:
        return OUTSIDE
    if doubt & Doubt.TINY:
        return TOO_SMALL
    return None


def _list_boxes(page: PdfPage, *, is_redaction: bool) -> list[Box]:
    """Return the boxes of annotations that redact, or of others that are filled."""
    return [
        box
        for annotation in page.annotations
        for box in annotation.boxes
        if (annotation.kind == "/Redact" if is_redaction else annotation.is_filled and annotation.kind != "/Redact")
    ]


def _remove_words(page: PdfPage, verdicts: Verdicts) -> PdfPage:
    """Return the page without the words that do not show."""
    touched = {word.span for word in verdicts}
    by_span: dict[int, list[Word]] = defaultdict(list)
    for word in list_words(page.spans, sorted(touched), page.height):
        by_span[word.span].append(word)
    spans: list[TextSpan] = []
    for index, span in enumerate(page.spans):
        words = by_span.get(index)
        if not words:
            spans.append(span)
            continue
        labels = [word in verdicts for word in words]
        spans += [piece for is_hidden, piece in split_span(span, words, labels) if not is_hidden]
    return replace(page, spans=tuple(spans))


def _count_words(page: PdfPage, verdicts: Verdicts, number: int) -> Iterable[HiddenText]:
    """Return how many words do not show, by reason; letters printed one by one are one word."""
    counts: Counter[Unseen] = Counter()
    before: tuple[Word, Unseen] | None = None
    for word, unseen in sorted(verdicts.items(), key=lambda item: (item[0].span, item[0].start)):
        span = page.spans[word.span]
        is_joined = (
            before is not None
            and before[1] == unseen
            and before[0].span == word.span - 1
            and abs(word.box[3] - before[0].box[3]) < 0.3 * span.size
            and abs(word.box[0] - before[0].box[2]) < WORD_GAP_EMS * span.size
            and not (page.spans[word.span - 1].text[-1:].isspace() or span.text[:1].isspace())
        )
        counts[unseen] += not is_joined
        before = word, unseen
    return [HiddenText(number, words, unseen.why, unseen.is_redaction) for unseen, words in counts.items()]
