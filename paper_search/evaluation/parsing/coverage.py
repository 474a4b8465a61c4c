"""Nothing lost, nothing twice, nothing torn: the words of a page held against the passages made of it.

What stands on a page is what the PDF library gives for it as plain text, with nothing understood, so a reader cannot
be its own judge.

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

from paper_search.evaluation.parsing.documents import EvaluatedFile
from paper_search.evaluation.parsing.gold import GoldStructure
from paper_search.evaluation.parsing.report import Figure, Miss, Outcome, make_fraction
from paper_search.ingest.segmentation import numbering
from paper_search.records import Passage, Reading
from paper_search.text.spans import collapse_whitespace

BODY_MEASURE, PARAGRAPH_MEASURE = (
    "body characters of a page in exactly one passage",
    "paragraphs across a page break kept whole",
)
LENGTH_MEASURE = "passages over the encoder's limit"
TARGET_BODY, TARGET_PARAGRAPHS = 0.995, 0.95
_HYPHENS = frozenset("-\u2010\u2011\u00ad")
_EXCERPT_CHARS = 24
"""Characters of either side of a break that a miss shows."""

CharacterCounts = Counter[str]


def score_coverage(parsed_files: Iterable[EvaluatedFile], structures: Mapping[str, GoldStructure]) -> Outcome:
    """Figures over all files; those about pages take PDFs alone."""
    read = list(parsed_files)
    outcomes = [_score_body(read), _score_breaks(read, structures), _score_length(read)]
    return Outcome(
        tuple(figure for outcome in outcomes for figure in outcome.figures),
        tuple(miss for outcome in outcomes for miss in outcome.misses),
    )


# -- characters ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _PageCharacters:
    """The characters of one page: as printed, dropped by the reader, in passages, and in more than one passage."""

    printed: CharacterCounts = field(default_factory=Counter)
    dropped: CharacterCounts = field(default_factory=Counter)
    in_passages: CharacterCounts = field(default_factory=Counter)
    duplicate_count: int = 0

    @property
    def body(self) -> CharacterCounts:
        return self.printed - self.dropped

    @property
    def correct_count(self) -> int:
        return max(0, (self.body & self.in_passages).total() - self.duplicate_count)


def count_characters(text: str) -> CharacterCounts:
    """Return the characters of a text that count: no white space, no hyphens, compatibility form, small letters."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return Counter(character for character in plain if not character.isspace() and character not in _HYPHENS)


def count_pages(parsed_file: EvaluatedFile) -> tuple[_PageCharacters, ...]:
    """Return the pages of a PDF, with what became of their characters."""
    pages = tuple(_PageCharacters(count_characters(text)) for text in parsed_file.page_texts)
    for number, text in _list_dropped(parsed_file):
        if 0 < number <= len(pages):
            pages[number - 1].dropped += count_characters(text)
    for reading, passages in parsed_file.texts:
        reached = 0
        for passage in sorted(passages, key=lambda passage: (passage.start, passage.end)):
            for number, text in _split_at_pages(reading, passage.start, passage.end):
                pages[number - 1].in_passages += count_characters(text)
            for number, text in _split_at_pages(reading, passage.start, min(passage.end, reached)):
                pages[number - 1].duplicate_count += count_characters(text).total()
            reached = max(reached, passage.end)
    return pages


def _list_dropped(parsed_file: EvaluatedFile) -> Iterator[tuple[int, str]]:
    """Yield the text dropped from each page, once although each paper of a pack may list it."""
    seen: set[tuple[int, str, str, int]] = set()
    for reading, _ in parsed_file.texts:
        times: Counter[tuple[int, str, str]] = Counter()
        for dropped in reading.dropped:
            if dropped.page is None:
                continue
            key = (dropped.page, dropped.text, dropped.why)
            times[key] += 1
            if (*key, times[key]) not in seen:
                seen.add((*key, times[key]))
                yield dropped.page, dropped.text


def _split_at_pages(reading: Reading, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Yield a span of the reading text, cut at the page breaks, with the page of each piece."""
    bounds = [*reading.page_starts[1:], len(reading.text)]
    for index, (first, last) in enumerate(zip(reading.page_starts, bounds, strict=False)):
        if first < end and start < last and start < end:
            yield index + 1, reading.text[max(first, start) : min(last, end)]


def _score_body(parsed_files: list[EvaluatedFile]) -> Outcome:
    right = total = dropped = strange = 0
    misses: list[Miss] = []
    for parsed in parsed_files:
        for number, page in enumerate(count_pages(parsed), 1):
            size = page.body.total()
            right, total = right + page.correct_count, total + size
            dropped += (page.printed & page.dropped).total()
            strange += (page.in_passages - page.body).total()
            if page.correct_count < TARGET_BODY * size:
                misses.append(
                    Miss(BODY_MEASURE, parsed.file, f"p. {number}", f"{size} characters", _describe_lost(page))
                )
    note = "of PDF pages, against the library's plain text, page by page; hyphens aside, what was dropped counted below"
    figures = (
        make_fraction(BODY_MEASURE, right, total, TARGET_BODY, note),
        make_fraction("  dropped as heads, feet, stamps, notices", dropped, total + dropped),
        make_fraction("  in passages, but not on that page as plain text", strange, total),
    )
    return Outcome(figures, tuple(sorted(misses, key=lambda miss: miss.file)))


def _describe_lost(page: _PageCharacters) -> str:
    lost = page.body - page.in_passages
    most = " ".join(f"{character}×{count}" for character, count in lost.most_common(8))
    return f"{page.correct_count} ({page.duplicate_count} twice; lost {lost.total()}: {most})"


# -- page breaks -----------------------------------------------------------------------------------------------


def _score_breaks(parsed_files: list[EvaluatedFile], structures: Mapping[str, GoldStructure]) -> Outcome:
    judged = [
        page_break
        for parsed in parsed_files
        if parsed.file in structures
        for page_break in _find_judged_breaks(parsed, structures[parsed.file])
    ]
    every = [_PageBreak(parsed, page) for parsed in parsed_files for page in _find_unfinished_pages(parsed)]
    misses = tuple(
        Miss(
            PARAGRAPH_MEASURE,
            page_break.parsed_file.file,
            f"p. {page_break.page} to {page_break.page + 1}",
            page_break.excerpt,
            "two passages",
        )
        for page_break in judged
        if not page_break.is_in_one_passage
    )
    note = "judged units that go on in the middle of a sentence on the next page: one passage holds both sides"
    figures = (
        make_fraction(PARAGRAPH_MEASURE, len(judged) - len(misses), len(judged), TARGET_PARAGRAPHS, note),
        make_fraction(
            "  every break inside a sentence, in any paper",
            sum(page_break.is_in_one_passage for page_break in every),
            len(every),
        ),
    )
    return Outcome(figures, misses)


@dataclass(frozen=True, slots=True)
class _PageBreak:
    """The break behind a page (1-based) of a file."""

    parsed_file: EvaluatedFile
    page: int

    @property
    def is_in_one_passage(self) -> bool:
        """Return True if one passage holds words of both sides and says both pages."""
        return any(
            _is_across_break(passage, reading, self.page)
            for reading, all_ in self.parsed_file.texts
            for passage in all_
        )

    @property
    def excerpt(self) -> str:
        before, after = (
            extract_body_text(self.parsed_file, self.page),
            extract_body_text(self.parsed_file, self.page + 1),
        )
        return f"“…{before[-_EXCERPT_CHARS:]} / {after[:_EXCERPT_CHARS]}…” in one"


def _is_across_break(passage: Passage, reading: Reading, page: int) -> bool:
    pages = passage.locator.pages
    if pages is None or not pages[0] <= page < pages[1] or page >= len(reading.page_starts):
        return False
    return passage.start < reading.page_starts[page] < passage.end


def _find_judged_breaks(parsed_file: EvaluatedFile, structure: GoldStructure) -> Iterator[_PageBreak]:
    """Yield the breaks that judged units cross.

    A gold unit is followed by the next one; nothing is known behind the last.
    """
    for label, after in zip(structure.labels, structure.labels[1:], strict=False):
        if (
            label.page
            and after.page
            and label.page < after.page
            and not label.is_heading
            and label.page in set(_find_unfinished_pages(parsed_file))
        ):
            yield _PageBreak(parsed_file, label.page)


def _find_unfinished_pages(parsed_file: EvaluatedFile) -> Iterator[int]:
    """Yield the pages whose last sentence goes on at the head of the next page."""
    for page in range(1, len(parsed_file.page_texts)):
        before, after = extract_body_text(parsed_file, page), extract_body_text(parsed_file, page + 1)
        is_open = before[-1:].isalnum() or before[-1:] in {",", "-", "–"}
        if is_open and after[:1].islower() and numbering.parse_label(after) is None:
            yield page


def extract_body_text(parsed_file: EvaluatedFile, page: int) -> str:
    """Return the plain text of a page without the lines that hold nothing but what was dropped."""
    dropped = {collapse_whitespace(text) for number, text in _list_dropped(parsed_file) if number == page}
    lines = [collapse_whitespace(line) for line in parsed_file.page_texts[page - 1].splitlines()]
    return " ".join(line for line in lines if line and line not in dropped)


def _score_length(parsed_files: list[EvaluatedFile]) -> Outcome:
    misses = tuple(
        Miss(LENGTH_MEASURE, parsed.file, passage_id, None, passage_id)
        for parsed in parsed_files
        for passage_id in parsed.oversized_ids
    )
    count = sum(len(parsed.passages) for parsed in parsed_files)
    figure = Figure(LENGTH_MEASURE, float(len(misses)), count - len(misses), count, 0, is_count=True)
    return Outcome((figure,), misses)
