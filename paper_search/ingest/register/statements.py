"""A paper's sentences in order, each with its passage: what decisions and votes are read from.

Words that are struck through stand as spaces, so that offsets stay and nothing is read from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from paper_search.ingest.segmentation import numbering, outcomes
from paper_search.ingest.segmentation.headings import has_verb
from paper_search.records import Passage
from paper_search.text.printed_dates import is_date_line
from paper_search.text.spans import Span, collapse_whitespace, split_sentences

MAX_STATEMENT_CHARACTERS = 6000
"""Characters of a sentence that is still read; a longer one is a table or a list without stops."""
_OUTCOME_WORDS = (
    r"(?:Carried|CARRIED|Defeated|DEFEATED|Lost|LOST|Unanimous(?:ly)?|UNANIMOUS(?:LY)?|All\s+(?:agreed"
    r"|in\s+favour)|ALL\s+AGREED)"
)
# Lines that open a statement of their own, though no full stop stands before them.
_LINE_PATTERN = re.compile(
    r"\n[^\S\n]*(?=[\W_]{0,6}(?:(?:Proposed|Prop|Seconded|Moved|PROPOSED|SECONDED|MOVED|Proposer|Seconder|PROPOSER"
    r"|SECONDER)\b"
    r"|(?:And|AND)\s+(?:agreed|resolved)\b|(?:And\s+|AND\s+)?(?:Resolved|RESOLVED|AGREED|RECOMMENDED"
    r"|PENDERFYNWYD|DECISION)\b|(?:Agreed|Decision(?:\s+(?:made|taken))?|Resolution|Action|Reasons?)\s*:"
    r"|(?:In\s+[Ff]avou?r|Against|Abstain(?:ed|ing)?|Abstentions?|For|FOR|AGAINST|ABSTAIN(?:ED)?|ABSTENTIONS?"
    r"|AYES?|NAYS?|NOES|Ayes?|Nays?|Noes)\b[^\n]{0,12}?(?::|\()"
    rf"|{_OUTCOME_WORDS}\b|It\s+was\s|Whereupon\b|(?:BE\s+IT|Be\s+it|NOW,?\s+THEREFORE)\b|(?:Motion|Amendment|MOTION|AMENDMENT)\s+(?:was\s+)?(?i:{_OUTCOME_WORDS})\b"
    r"|(?:The|THE)\s+(?:\w+\s+){1,3}(?:declared|DECLARED)\b|(?:The|THE)\s+(?:\w+\s+){0,2}(?:motion|amendment"
    r"|proposal|vote"
    r"|resolution|MOTION|AMENDMENT)\b|[•·●▪■§\uf0b7-]\s|\(?[a-z0-9]{1,3}[.)]\s"
    r"|R(?:es)?\.?\s?\d{4}-\d{1,4}\b))"
    # Stated in one line of a form: "That …" beneath who moved it.
    r"|\n\s*(?=[“\"]?(?:THAT|That)\b)"
)
# Words that open a sentence behind a title which runs in without a stop; others may still be of the title.
_RUN_IN_WORDS = re.compile(
    r"\s+(?:The|It|This|These|Members|Councillors?|Cllrs?|Mr|Mrs|Ms|Dr|Resolved|RESOLVED|AGREED|Proposed|All|Following|After)\b"
)
_COUNTED_PATTERN = re.compile(r"(?:votes?|members|councillors|cllrs|for|against|in\s+favou?r|abst\w+)\b", re.IGNORECASE)
"""Words in front of which a number is a count."""
# "56/19 Works to the gardens It was agreed to defer": a title that runs in without a stop.
_RUN_IN_PATTERN = re.compile(
    r"(?<=[\w)’”])\s+(?=It\s+was\s+(?:(?:unanimously|then|further|also|therefore)\s+)?(?:agreed|resolved"
    r"|decided|RESOLVED|AGREED)\b)|(?<=[a-z)’”])\s+(?=All\s+(?:members\s+)?agreed\s+to\b)"
)
# "… be adopted.  Carried." and "seconded by Cllr Wren.    Agreed": the outcome behind a wide space.
_WIDE_SPACE_PATTERN = re.compile(rf"(?<=\S)[^\S\n]{{3,}}(?=\W{{0,3}}(?:{_OUTCOME_WORDS}|Agreed|AGREED|Approved)\b)")


_INNER_NUMBER = re.compile(r"\s*\d{1,3}(?:\.\d{1,2}){1,2}\.?\s+(?=(?:to|that|To|That)\s)")
"""The number of an item that goes on in small letters: "4.1 to adopt the policy"."""


@dataclass(frozen=True, slots=True)
class RegisterStatement:
    """A sentence, or a line of a form.

    ``start`` and ``end`` are offsets in the reading text; ``text`` is what stands there, struck words blanked.
    ``words`` is where its words begin in ``text``, behind a printed number or a bullet. ``is_first`` is True where it
    opens its passage, ``is_held`` False where it stands above the label "Minutes:" of its item.
    """

    start: int
    end: int
    text: str
    passage: Passage
    words: int = 0
    is_first: bool = False
    is_held: bool = True

    @property
    def is_labelled(self) -> bool:
        """True where a number or a bullet is printed before its words."""
        return self.words > 0 and bool(re.search(r"[\w•·●▪■§\uf0b7-]", self.text[: self.words]))

    @property
    def is_heading(self) -> bool:
        return self.passage.kind == "heading"

    @property
    def item(self) -> tuple[str | None, str | None, str | None]:
        """The minute, the agenda item and the outermost number that it stands under."""
        locator = self.passage.locator
        return locator.minute, locator.agenda_item, (locator.within or locator.paragraph or "").split(" ")[0] or None

    @property
    def place(self) -> tuple[str | None, str | None]:
        """The minute and the agenda item that it stands under."""
        return self.passage.locator.minute, self.passage.locator.agenda_item


def read_statements(passages: Sequence[Passage]) -> tuple[RegisterStatement, ...]:
    """Return the statements of a paper, in order."""
    held = _find_held(passages)
    return tuple(
        statement
        for passage, is_held in zip(passages, held, strict=True)
        for statement in _split_passage(passage, is_held)
    )


def _split_passage(passage: Passage, is_held: bool) -> Iterator[RegisterStatement]:
    text = passage.standing_text
    is_first = True
    for start, end in _split_title(passage, _split_lines(text, split_sentences(text))):
        words = text[start:end]
        if not words.strip() or len(words) > MAX_STATEMENT_CHARACTERS:
            continue
        yield RegisterStatement(
            passage.start + start, passage.start + end, words, passage, _find_words(words), is_first, is_held
        )
        is_first = False


def _split_title(passage: Passage, spans: Iterator[Span]) -> Iterator[Span]:
    """Yield spans, the first of them cut behind the heading where the words of the item run on from it."""
    heading = passage.headings[-1] if passage.headings and passage.kind != "heading" else ""
    title = (
        re.match(r"[\W_]*" + r"\s+".join(map(re.escape, heading.split())), passage.standing_text) if heading else None
    )
    for start, end in spans:
        cut = title.end() if title and start < title.end() < end else None
        rest = passage.standing_text[cut:end] if cut else ""
        if cut and re.match(_RUN_IN_WORDS, rest):
            start_of_rest = cut + len(rest) - len(rest.lstrip())
            yield start, cut
            yield start_of_rest, end
        else:
            yield start, end


def _split_lines(text: str, sentences: Sequence[Span]) -> Iterator[Span]:
    for start, end in sentences:
        sentence = text[start:end]
        edges = {
            match.start()
            for pattern in (_LINE_PATTERN, _WIDE_SPACE_PATTERN, _RUN_IN_PATTERN)
            for match in pattern.finditer(sentence)
        }
        for first, last in pairwise([0, *sorted(edges), len(sentence)]):
            piece = sentence[first:last]
            offset = start + first + len(piece) - len(piece.lstrip())
            if piece.strip():
                yield offset, offset + len(piece.strip())


def _find_words(text: str) -> int:
    """Return where the words begin, behind a printed number, a bullet and the marks of bold type."""
    label = numbering.parse_label(text)
    start = label.end if label and (label.kind != "reference" or label.printed[0].isdigit()) else 0
    if label and label.kind in {"bare", "number"} and _COUNTED_PATTERN.match(text, label.end):
        start = 0
    if start == 0 and (number := _INNER_NUMBER.match(text)):
        start = number.end()
    marks = re.match(r"[\s*_>#|“\"‘'\\-]*", text[start:])
    return start + (marks.end() if marks else 0)


def _find_held(passages: Sequence[Passage]) -> list[bool]:
    """Return for each passage False where it stands above the label "Minutes:" or "Decision:" of its item.

    The page of a committee system prints the item's summary there, which quotes decisions of other bodies.
    """
    held = [True] * len(passages)
    start = 0
    for index, passage in enumerate(passages):
        if index and _opens_item(passages[index - 1], passage):
            start = index
        if passage.kind == "heading" and passage.locator.pages is None and outcomes.is_page_label(passage.text):
            held[start:index] = [False] * (index - start)
            start = index
            # A second label of the item, "Minutes:" behind "Decision:", takes nothing back.
            start = len(passages)
    return held


def _opens_item(previous: Passage, passage: Passage) -> bool:
    before, after = previous.locator, passage.locator
    return (before.minute, before.agenda_item) != (after.minute, after.agenda_item)


_NO_ITEM_PATTERN = re.compile(
    r"[\W_]*(?:(?:it\s+was\s+)?(?:and\s+)?(?:unanimously\s+)?(?:resolved|resolution|agreed|decisions?"
    r"|recommend(?:ed|ation|ations)|penderfynwyd)\b(?=\W*(?:$|that|to|:))"
    r"|reasons?\b|minutes\s*:?\s*$|(?:the\s+)?(?:proposed\s+)?(?:amendment|motion|vote|voting|recorded\s+vote"
    r"|named\s+vote)s?\b\W*\w{0,2}\W*$"
    r"|(?:in\s+favou?r|for|against|abst\w+|absent|ayes?|nays?|noes)\b\W*(?:$|\d)|roll\s+call\s*:|(?:not\s+)?for\s+publication\b|vot(?:e|es|ing)\b\W*(?:cast\W*)?(?:for\W*)?\d|original\s+file|agenda\s+(?:and"
    r"|item)\b|issue\s*-|present\b|in\s+attendance"
    r"|(?:officials|members|councillors|officers)\s+(?:in\s+attendance|present)|(?:councillors?|cllrs?)\s"
    r"|(?:additional|supporting|background)\s+documents"
    r"|discussion\b|(?:circulated|report\s+(?:of|by|from))\b|proposed\b|seconded\b|moved\b|note\b|action\b"
    r"|\(image|total\b|[A-Z]{1,3}\d{4}-\d"
    r"|page\s+\d|.{0,80}\bno\s+objections?\W*$|\w+(?:\s\w+)?:\s\w+\W*$|[ivx(a-z)]{1,5}\W*$)",
    re.IGNORECASE,
)
_FILE_MARK_PATTERN = re.compile(
    r"\s+(?:(?:pdf|word|excel|document)\s+icon\s+)?(?:PDF|DOCX?|XLSX?|PPTX?)\s+\d+(?:\.\d+)?\s*[KM]B\b", re.IGNORECASE
)
_TITLE_PATTERN = re.compile(
    r"[\W_]*(?:(?:draft|unconfirmed)\s+)?minutes\s+of\b|.{0,80}\b(?:meeting"
    r"|minutes)\s+(?:of\s+.{1,80}\s+)?held\b|(?:\w+\s+){0,5}meeting\s+minutes\b|part\s+(?:one|two|[a-c1-3i]{1,3})\b\W*$",
    re.IGNORECASE,
)


_NAMED_PATTERN = re.compile(r"\((?:Mr|Mrs|Ms|Dr)\b|^The\s+\w+\s+(?:\w+\s+)?[a-z]+ed\b")
_CONTAINER_PATTERN = re.compile(
    r"\b(?:matters\s+arising|(?:any\s+other|other|new|old|unfinished)\s+business|correspondence)\b", re.IGNORECASE
)
"""Items that hold others, whose headings often have no number."""


def find_labelled_headings(passages: Sequence[Passage]) -> frozenset[str]:
    """Return the titles of the headings that a number is printed before, as heading paths have them."""
    titles = set()
    for passage in passages:
        label = numbering.parse_label(passage.text) if passage.kind == "heading" else None
        if label and label.kind != "bullet":
            titles |= {collapse_whitespace(passage.text), collapse_whitespace(passage.text[label.end :])}
    return frozenset(titles)


def find_subject(
    passage: Passage, title: str | None, labelled: frozenset[str], names: frozenset[str] = frozenset()
) -> str | None:
    """Return the heading of the item that a passage stands under, as printed; None where there is none to be sure of.

    Args:
        passage: the passage.
        title: the paper's title, which heads no item of minutes.
        labelled: the headings that have a number; beneath a numbered item no other counts.
        names: the words of the names of its authority and body, in small letters, which head no item either.
    """
    titles = [
        heading
        for heading in passage.headings
        if _is_item_title(heading)
        and (heading in labelled or not (_is_sentence(heading) or _is_body_name(heading, names)))
    ]
    numbered = [heading for heading in titles if heading in labelled]
    if (
        passage.locator.minute
        and numbered
        and not (titles[-1] != numbered[-1] and _CONTAINER_PATTERN.search(numbered[-1]))
    ):
        return numbered[-1]
    if not titles:
        return None
    heading = titles[-1]
    if _TITLE_PATTERN.match(heading):
        return None
    return None if heading == title and len(passage.headings) == 1 and "minutes" in heading.lower() else heading


def cut_file_mark(heading: str) -> str:
    """Return a heading without the mark of a file that a committee system prints behind it: "PDF 67 KB"."""
    return _FILE_MARK_PATTERN.split(heading, maxsplit=1)[0]


def _is_body_name(heading: str, names: frozenset[str]) -> bool:
    """Return True for the name of the authority or the body, in one language or both."""
    parts = [collapse_whitespace(part).strip(" *_#").lower() for part in heading.split("/")]
    is_bilingual = (
        len(parts) == 2 and any("cyngor" in part for part in parts) and any("council" in part for part in parts)
    )
    return is_bilingual or any(part in names for part in parts)


def _is_sentence(heading: str) -> bool:
    """Return True for a line that was read as a heading and goes on beneath: a sentence, or a list of names."""
    if re.match(r"[\s*_]*[“\"‘](?:That|THAT)\b", heading) or outcomes.is_page_name(heading):
        return True
    return heading.rstrip(" *_").endswith((":", ".", ",")) or has_verb(heading) or bool(_NAMED_PATTERN.search(heading))


def _is_item_title(heading: str) -> bool:
    return (
        not _NO_ITEM_PATTERN.match(heading) and not is_date_line(heading) and bool(re.search(r"[A-Za-z]{3}", heading))
    )
