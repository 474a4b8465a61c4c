"""Words that change no pixel of the drawn page, and what hides them.

The page is drawn with its words and without them. Words that seem to change nothing, or that share their place with
others, are looked at again, larger and apart from the others. Only a word that has ink when it is drawn alone can be
found hidden, so that fonts which cannot be drawn lose nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from paper_search.ingest.readers.pdf.document import PdfPage
from paper_search.ingest.readers.pdf.drawing import DrawnPage, Raster
from paper_search.ingest.readers.pdf.graphics import Box
from paper_search.ingest.readers.pdf.recognised import find_scanned
from paper_search.ingest.readers.pdf.rounds import DrawingRound, plan_rounds
from paper_search.ingest.readers.pdf.suspicion import MIN_ALPHA, Doubt
from paper_search.ingest.readers.pdf.unseen import (
    ANNOTATION,
    BLACK_BOX,
    BOX,
    BOX_COLOUR,
    CLIPPED,
    INVISIBLE,
    NOT_SHOWN,
    OTHER_WORDS,
    PAGE_COLOUR,
    PICTURE,
    Unseen,
)
from paper_search.ingest.readers.pdf.words import Word, measure_overlap

FIRST_SCALE, SECOND_SCALE = 1.0, 2.5
"""Pixels for a point in the first look and in the second."""
SURE_SHARE = 0.3
"""The share of the pixels of its box that a word must change to need no second look."""
SHOWN_SHARE = 0.5
"""The share of its ink that a word must show."""
LARGE_POINTS, LARGE_SHOWN_SHARE = 30.0, 0.2
"""From this height in points on, words are read although less of them shows: a watermark behind a table."""
MIN_DIFFERENCE = 10.0
"""The difference, of 255, from which a person tells ink from what is under it."""
CHANNEL_WEIGHTS = np.array([0.5, 1.0, 0.75])
"""Blue, green and red, as the eye tells them: white by a calibrated colour space is drawn a little yellow."""
MIN_INK = 0.4
"""How much of a pixel ink must cover for the pixel to count."""
MIN_INK_PIXELS = 4
MIN_VEILED_CHANGE = 0.02
"""The share of its pixels that a word under a soft mask must change to show."""
MIN_CORRELATION = 0.6
"""The correlation of a word's ink with the page from which the page has its shape."""
MIN_DEVIATION = 4.0
"""The deviation of the page's brightness, of 255, from which it has any shape."""
DARK, PALE = 80, 205
"""Up to the one a box is black; from the other on it is the page."""
_BLACK, _MAGENTA = (0, 0, 0), (255, 0, 255)

Mask = npt.NDArray[np.float64]


def find_unpainted(
    page: PdfPage, drawn: DrawnPage, words: Sequence[Word], doubts: dict[int, Doubt]
) -> dict[Word, Unseen]:
    """Return the words that do not show, with the reason.

    Args:
        page: the page.
        drawn: the page as it can be drawn.
        words: words that are painted, and may not show.
        doubts: why, by span.

    Raises:
        DrawingError: the page cannot be drawn.
    """
    if not words:
        return {}
    region = _bound_words(words)
    whole = drawn.draw(FIRST_SCALE, region)
    rounds = plan_rounds(page, drawn, words)
    crowded = {word for drawing_round in rounds for word in drawing_round.crowded}
    doubtful = [word for word in words if word in crowded or not _is_plain(page, whole, word, only=doubts[word.span])]
    if any(word not in crowded for word in doubtful):
        with drawn.without(drawn.texts):
            bare = drawn.draw(FIRST_SCALE, region)
        doubtful = [word for word in doubtful if word in crowded or _measure_change(whole, bare, word.box) < SURE_SHARE]
    if not doubtful:
        return {}
    return _SecondLook(page, drawn, rounds, doubtful).find_hidden(doubts)


class _SecondLook:
    """Doubtful words of one page, drawn larger."""

    def __init__(self, page: PdfPage, drawn: DrawnPage, rounds: Sequence[DrawingRound], words: Sequence[Word]) -> None:
        self.page, self.drawn = page, drawn
        self.region = _bound_words(words)
        chosen = set(words)
        self.rounds = [
            drawing_round._replace(words=[word for word in drawing_round.words if word in chosen])
            for drawing_round in rounds
        ]
        self.rounds = [drawing_round for drawing_round in self.rounds if drawing_round.words]

    def find_hidden(self, doubts: dict[int, Doubt]) -> dict[Word, Unseen]:
        """Return the words that do not show, with the reason."""
        whole = self._draw()
        bare = [self._draw_without(drawing_round.texts) for drawing_round in self.rounds]
        inks = self._draw_inks()
        hidden: dict[Word, Unseen] = {}
        unexplained: list[Word] = []
        for drawing_round, raster in zip(self.rounds, bare, strict=True):
            for word in drawing_round.words:
                if _is_clipped(self.page, word, doubts[word.span]):
                    if _measure_change(whole, raster, word.box) < 0.02:
                        hidden[word] = CLIPPED
                elif doubts[word.span] & Doubt.VEIL and (inks[word] >= MIN_INK).sum() < MIN_INK_PIXELS:
                    # The font can be drawn; it is the mask or the blend mode that leaves it no ink.
                    if _measure_change(whole, raster, word.box) < MIN_VEILED_CHANGE:
                        hidden[word] = INVISIBLE
                elif not _is_shown(whole, raster, word.box, inks[word]):
                    unexplained.append(word)
        return hidden | self._explain(unexplained, whole, inks, doubts)

    def _draw(self, *, has_annotations: bool = True) -> Raster:
        return self.drawn.draw(SECOND_SCALE, self.region, has_annotations=has_annotations)

    def _draw_without(self, *groups: Iterable[object], has_annotations: bool = True) -> Raster:
        with self.drawn.without(*groups):
            return self._draw(has_annotations=has_annotations)

    def _draw_inks(self) -> dict[Word, Mask]:
        """Return how much of each pixel the ink of a word covers, from 0 to 1, drawn black and alone."""
        inks: dict[Word, Mask] = {}
        drawn = self.drawn
        for drawing_round in self.rounds:
            drawn.paint_texts(drawing_round.texts, _BLACK)
            alone = {id(text) for text in drawing_round.texts}
            others = [text for text in drawn.texts if id(text) not in alone]
            raster = self._draw_without(others, drawn.pictures, drawn.shapes, has_annotations=False)
            for word in drawing_round.words:
                inks[word] = 1 - raster.crop(word.box).min(axis=2, initial=255) / 255
        return inks

    def _explain(
        self, words: list[Word], whole: Raster, inks: dict[Word, Mask], doubts: dict[int, Doubt]
    ) -> dict[Word, Unseen]:
        """Return what hides each word: the first thing without which it would show in another colour."""
        texts = [text for drawing_round in self.rounds for text in drawing_round.texts]
        chosen = {id(text) for text in texts}
        others = [text for text in self.drawn.texts if id(text) not in chosen]
        self.drawn.paint_texts(texts, _MAGENTA)
        reasons: dict[Word, Unseen] = {}
        trials: list[tuple[Unseen, list[object], bool]] = [
            (PAGE_COLOUR, [], True),
            (ANNOTATION, [], False),
            (PICTURE, self.drawn.pictures, True),
            (BOX, self.drawn.shapes, True),
            (OTHER_WORDS, others, True),
        ]
        for reason, removed, has_annotations in trials:
            remaining = [word for word in words if word not in reasons]
            if not remaining or (reason is not PAGE_COLOUR and has_annotations and not removed):
                continue
            on = self._draw_without(removed, has_annotations=has_annotations)
            off = self._draw_without(removed, texts, has_annotations=has_annotations)
            for word in remaining:
                if _measure_shown(on, off, word.box, inks[word]) >= SHOWN_SHARE:
                    reasons[word] = reason
        reasons |= {word: NOT_SHOWN for word in words if word not in reasons}
        scanned = find_scanned(self.page, self.drawn, [word for word in words if reasons[word] is PICTURE])
        return {
            word: _name_colour(reason, whole, word, doubts[word.span])
            for word, reason in reasons.items()
            if word not in scanned
        }


def _is_plain(page: PdfPage, whole: Raster, word: Word, *, only: Doubt) -> bool:
    """Return True if a word of a known colour stands out from a place that is mostly of another."""
    origin = page.spans[word.span].origin
    if only is not Doubt.COLOUR or origin is None or origin.luminance is None or origin.alpha < MIN_ALPHA:
        return False
    distance = np.abs(whole.crop(word.box).mean(axis=2, dtype=float) - 255 * origin.luminance)
    return bool(distance.size and (distance > 60).mean() > 0.4 and (distance < 40).mean() > 0.06)


def _name_colour(reason: Unseen, whole: Raster, word: Word, doubt: Doubt) -> Unseen:
    """Return the reason by the colour that the page shows in place of the word."""
    pixels = whole.crop(word.box)
    # By the strongest of the three colours: blue is no black, and yellow not the page.
    is_dark = float(np.median(pixels.max(axis=2, initial=0))) <= DARK
    is_pale = float(np.median(pixels.min(axis=2, initial=255))) >= PALE
    if reason is PAGE_COLOUR:
        return PAGE_COLOUR if is_pale else BLACK_BOX if is_dark else BOX_COLOUR
    if reason is BOX:
        return BLACK_BOX if is_dark else BOX
    if reason is NOT_SHOWN:
        return ANNOTATION if doubt & Doubt.ANNOTATION else BOX if doubt & Doubt.COVER else NOT_SHOWN
    return reason


def _is_clipped(page: PdfPage, word: Word, doubt: Doubt) -> bool:
    """Return True if most of a word lies outside what it is clipped to; its ink cannot be drawn then."""
    origin = page.spans[word.span].origin
    if not doubt & Doubt.CLIP or origin is None or origin.clip is None:
        return False
    return measure_overlap(word.box, origin.clip) < SHOWN_SHARE or not origin.is_clip_box


def _measure_change(on: Raster, off: Raster, box: Box) -> float:
    """Return the share of the pixels of a box that differ between two drawings."""
    difference = _subtract(on, off, box)
    return float((difference > MIN_DIFFERENCE).mean()) if difference.size else 1.0


def _measure_shown(on: Raster, off: Raster, box: Box, ink: Mask) -> float:
    """Return the share of the ink of a word that two drawings show, 1 where it has no ink that can be drawn."""
    is_ink = ink >= MIN_INK
    if is_ink.sum() < MIN_INK_PIXELS:
        return 1.0
    difference = _subtract(on, off, box)
    return float((difference > MIN_DIFFERENCE * ink)[is_ink].mean())


def _is_shown(whole: Raster, bare: Raster, box: Box, ink: Mask) -> bool:
    """Return True if a word shows, or the page has its shape."""
    needed = SHOWN_SHARE if box[3] - box[1] < LARGE_POINTS else LARGE_SHOWN_SHARE
    return _measure_shown(whole, bare, box, ink) >= needed or _has_shape(whole, box, ink)


def _has_shape(whole: Raster, box: Box, ink: Mask) -> bool:
    """Return True if the page has the shape of a word at its place, whatever draws it: a copy, or outlines."""
    grey = whole.crop(box).mean(axis=2, dtype=float)
    if grey.std() < MIN_DEVIATION or ink.std() == 0:
        return False
    return abs(float(np.corrcoef(grey.ravel(), ink.ravel())[0, 1])) >= MIN_CORRELATION


def _subtract(on: Raster, off: Raster, box: Box) -> npt.NDArray[np.float64]:
    """Return the largest difference of the three colours at each pixel of a box, as the eye weighs them."""
    difference: npt.NDArray[np.float64] = (np.abs(on.crop(box) - off.crop(box)) * CHANNEL_WEIGHTS).max(
        axis=2, initial=0
    )
    return difference


def _bound_words(words: Sequence[Word]) -> Box:
    """Return the bounds of some words, with a margin."""
    boxes = np.array([word.box for word in words])
    return (
        float(boxes[:, 0].min()) - 4,
        float(boxes[:, 1].min()) - 4,
        float(boxes[:, 2].max()) + 4,
        float(boxes[:, 3].max()) + 4,
    )
