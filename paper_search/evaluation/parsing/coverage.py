"""Nothing lost, nothing twice, nothing torn: the words of a page held against the passages made of it.

In: sheets; out: figures and misses. What stands on a page is what the PDF library gives for it as plain text, with
nothing understood, so a reader cannot be its own judge.

* Characters: all that are not white space, as a multiset for each page, in compatibility form, small letters;
  hyphens aside, because one at a line's end may go. What the reader dropped (running heads and feet, page numbers,
  stamps, blank-page notices) is taken away first and counted in a row of its own. The rest must be in exactly one
  passage: a character in two is wrong as one in none is.
* A paragraph crosses a page break where one judged unit is the last to start before the break and the page after
  goes on in the middle of its sentence: the page before ends without a stop, and the body of the page after begins
  with a small letter that is no item's label. It is kept whole where a passage holds both sides of the break, with
  both pages in its locator. A second row takes every such break of every paper, judged or not: tables and slides are
  among them.
* A passage over the limit is one of which the encoder would not see the end, its context included.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from paper_search.evaluation.parsing.documents import Sheet
from paper_search.evaluation.parsing.gold import Structure
from paper_search.evaluation.parsing.report import Figure, Miss, Outcome, share
from paper_search.ingest.segmentation import numbering
from paper_search.records import Passage, Reading
from paper_search.text.spans import squeeze

BODY, WHOLE = "body characters of a page in exactly one passage", "paragraphs across a page break kept whole"
TOO_LONG = "passages over the encoder's limit"
REACH_BODY, REACH_WHOLE = 0.995, 0.95
_HYPHENS = frozenset("-\u2010\u2011\u00ad")
_SHOWN = 24
"""Characters of either side of a break that a miss shows."""

Characters = Counter[str]


def score(sheets: Iterable[Sheet], structures: Mapping[str, Structure]) -> Outcome:
    """Figures over all files; those about pages take PDFs alone."""
    read = list(sheets)
    outcomes = [_body(read), _breaks(read, structures), _long(read)]
    return Outcome(
        tuple(figure for each in outcomes for figure in each.figures),
        tuple(miss for each in outcomes for miss in each.misses),
    )


# -- characters ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Page:
    """The characters of one page: as printed, dropped by the reader, in passages, and in more than one passage."""

    printed: Characters = field(default_factory=Counter)
    dropped: Characters = field(default_factory=Counter)
    held: Characters = field(default_factory=Counter)
    twice: int = 0

    @property
    def body(self) -> Characters:
        return self.printed - self.dropped

    @property
    def right(self) -> int:
        return max(0, (self.body & self.held).total() - self.twice)


def characters(text: str) -> Characters:
    """The characters of a text that count: no white space, no hyphens, compatibility form, small letters."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return Counter(one for one in plain if not one.isspace() and one not in _HYPHENS)


def pages_of(sheet: Sheet) -> tuple[_Page, ...]:
    """The pages of a PDF, with what became of their characters."""
    pages = tuple(_Page(characters(text)) for text in sheet.bare)
    for number, text in _dropped(sheet):
        if 0 < number <= len(pages):
            pages[number - 1].dropped += characters(text)
    for reading, passages in sheet.texts:
        reached = 0
        for passage in sorted(passages, key=lambda one: (one.start, one.end)):
            for number, text in _sides(reading, passage.start, passage.end):
                pages[number - 1].held += characters(text)
            for number, text in _sides(reading, passage.start, min(passage.end, reached)):
                pages[number - 1].twice += characters(text).total()
            reached = max(reached, passage.end)
    return pages


def _dropped(sheet: Sheet) -> Iterator[tuple[int, str]]:
    """What was dropped from each page, once although each paper of a pack may list it."""
    seen: set[tuple[int, str, str, int]] = set()
    for reading, _ in sheet.texts:
        times: Counter[tuple[int, str, str]] = Counter()
        for one in reading.dropped:
            if one.page is None:
                continue
            key = (one.page, one.text, one.why)
            times[key] += 1
            if (*key, times[key]) not in seen:
                seen.add((*key, times[key]))
                yield one.page, one.text


def _sides(reading: Reading, start: int, end: int) -> Iterator[tuple[int, str]]:
    """A span of the reading text, cut at the page breaks, with the page of each piece."""
    bounds = [*reading.page_starts[1:], len(reading.text)]
    for index, (first, last) in enumerate(zip(reading.page_starts, bounds, strict=False)):
        if first < end and start < last and start < end:
            yield index + 1, reading.text[max(first, start) : min(last, end)]


def _body(sheets: list[Sheet]) -> Outcome:
    right = total = dropped = strange = 0
    misses: list[Miss] = []
    for sheet in sheets:
        for number, page in enumerate(pages_of(sheet), 1):
            size = page.body.total()
            right, total = right + page.right, total + size
            dropped += (page.printed & page.dropped).total()
            strange += (page.held - page.body).total()
            if page.right < REACH_BODY * size:
                misses.append(Miss(BODY, sheet.file, f"p. {number}", f"{size} characters", _lost(page)))
    note = "of PDF pages, against the library's plain text, page by page; hyphens aside, what was dropped counted below"
    figures = (
        share(BODY, right, total, REACH_BODY, note),
        share("  dropped as heads, feet, stamps, notices", dropped, total + dropped),
        share("  in passages, but not on that page as plain text", strange, total),
    )
    return Outcome(figures, tuple(sorted(misses, key=lambda miss: miss.file)))


def _lost(page: _Page) -> str:
    lost = page.body - page.held
    most = " ".join(f"{one}×{count}" for one, count in lost.most_common(8))
    return f"{page.right} ({page.twice} twice; lost {lost.total()}: {most})"


# -- page breaks -----------------------------------------------------------------------------------------------


def _breaks(sheets: list[Sheet], structures: Mapping[str, Structure]) -> Outcome:
    judged = [one for sheet in sheets if sheet.file in structures for one in _judged(sheet, structures[sheet.file])]
    every = [_Break(sheet, page) for sheet in sheets for page in _running_on(sheet)]
    misses = tuple(
        Miss(WHOLE, one.sheet.file, f"p. {one.page} to {one.page + 1}", one.shown, "two passages")
        for one in judged
        if not one.is_whole
    )
    note = "judged units that go on in the middle of a sentence on the next page: one passage holds both sides"
    figures = (
        share(WHOLE, len(judged) - len(misses), len(judged), REACH_WHOLE, note),
        share("  every break inside a sentence, in any paper", sum(one.is_whole for one in every), len(every)),
    )
    return Outcome(figures, misses)


@dataclass(frozen=True, slots=True)
class _Break:
    """The break behind a page (1-based) of a file."""

    sheet: Sheet
    page: int

    @property
    def is_whole(self) -> bool:
        """Whether one passage holds words of both sides and says both pages."""
        return any(_holds(passage, reading, self.page) for reading, all_ in self.sheet.texts for passage in all_)

    @property
    def shown(self) -> str:
        before, after = body_text(self.sheet, self.page), body_text(self.sheet, self.page + 1)
        return f"“…{before[-_SHOWN:]} / {after[:_SHOWN]}…” in one"


def _holds(passage: Passage, reading: Reading, page: int) -> bool:
    pages = passage.locator.pages
    if pages is None or not pages[0] <= page < pages[1] or page >= len(reading.page_starts):
        return False
    return passage.start < reading.page_starts[page] < passage.end


def _judged(sheet: Sheet, structure: Structure) -> Iterator[_Break]:
    """The breaks that judged units cross. A gold unit is followed by the next one; behind the last nobody knows."""
    for one, after in zip(structure.entries, structure.entries[1:], strict=False):
        if (
            one.page
            and after.page
            and one.page < after.page
            and not one.is_heading
            and one.page in set(_running_on(sheet))
        ):
            yield _Break(sheet, one.page)


def _running_on(sheet: Sheet) -> Iterator[int]:
    """The pages whose last sentence goes on at the head of the next page."""
    for page in range(1, len(sheet.bare)):
        before, after = body_text(sheet, page), body_text(sheet, page + 1)
        is_open = before[-1:].isalnum() or before[-1:] in {",", "-", "–"}
        if is_open and after[:1].islower() and numbering.label(after) is None:
            yield page


def body_text(sheet: Sheet, page: int) -> str:
    """The plain text of a page without the lines that hold nothing but what was dropped."""
    dropped = {squeeze(text) for number, text in _dropped(sheet) if number == page}
    lines = [squeeze(line) for line in sheet.bare[page - 1].splitlines()]
    return " ".join(line for line in lines if line and line not in dropped)


def _long(sheets: list[Sheet]) -> Outcome:
    misses = tuple(Miss(TOO_LONG, sheet.file, one, None, one) for sheet in sheets for one in sheet.too_long)
    count = sum(len(sheet.passages) for sheet in sheets)
    figure = Figure(TOO_LONG, float(len(misses)), count - len(misses), count, 0, is_count=True)
    return Outcome((figure,), misses)
