"""Printed numbers at the head of a paragraph, and the phrases that open resolutions, recommendations and appendices.

A label is never read into a date ("1 April 2025"), a sum ("12.5 million"), a quantity ("14.5 Year lifespan"), a year
that ends a sentence ("2024. The") or a cross-reference broken over two lines ("17.67 of the constitution"). A number
inside quoted words, such as "(b)" of a clause of the constitution quoted in paragraph 9, is not the document's own;
quotation marks that are not closed nearby quote nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from paper_search.text.glued_numbers import GLUED_WORD, UNITS

LabelKind = Literal["dotted", "number", "letter", "roman", "bullet", "bare", "reference"]
NUMBER_KINDS: frozenset[LabelKind] = frozenset({"number", "dotted", "bare", "reference"})
"""Labels in figures, which number sections and paragraphs."""

_BULLET_CHARACTERS = "•·●◦○▪■□§Ø‣⁃∙➢➤✓✔❖◆\uf0b7\uf0a7\uf0d8\uf06f\uf076\uf0fc"
"""Bullet glyphs, with the private-use ones that symbol fonts leave behind."""

_INNER_BULLET_CHARACTERS = frozenset("o◦○▪■–-\uf0a7\uf06f")
"""Glyphs that word processors give to the second level of a list."""

_LEADING_BULLET = rf"(?P<lead>[{re.escape(_BULLET_CHARACTERS)}–-]\s+)?"
_SPACE_AFTER = r"(?=\s|$)"
# "10.Section", "(m)In", "1.1IT": the space after a number is sometimes lost; a capital letter then stands in for it.
_LABEL_END = rf"(?:(?=\s|$)|{GLUED_WORD})"
# "1.1the plan": small letters, which only the number before can confirm.
_GLUED_DOTTED_PATTERN = re.compile(
    rf"\s*(?P<printed>(?P<value>\d{{1,3}}(?:\.\d{{1,3}}){{1,3}})\.?)(?!(?i:{UNITS})\b)(?=[a-z]{{2,}}\b)"
)

# "4.12", "4.1.2", "8.1." and, as a bulleted number, "- 20.1".
_DOTTED_PATTERN = re.compile(
    rf"\s*{_LEADING_BULLET}(?P<printed>(?P<value>\d{{1,3}}(?:\.\d{{1,3}}){{1,3}})\.?){_LABEL_END}\s*"
)
# "4.", "4)", "(4)", "8A." for a paragraph put in after 8, and "4\\." as Markdown keeps a number from making a list.
_FIGURE = r"(?:\d{1,3}[A-Za-z]|\d{1,4})"
_NUMBER_PATTERN = re.compile(
    rf"\s*{_LEADING_BULLET}(?P<printed>\((?P<inner>{_FIGURE})\)|(?P<outer>{_FIGURE})\\?[.)]){_LABEL_END}\s*"
)
# "(a)", "a)", "a.", "A.", "(ii)", "ii)", "iv.": letters and roman numerals look alike until read in order.
_LETTERS_PATTERN = re.compile(
    rf"\s*{_LEADING_BULLET}(?P<printed>\((?P<inner>[A-Za-z]{{1,5}})\){_LABEL_END}|(?P<outer>[A-Za-z]{{1,5}})(?:\){_LABEL_END}|\.{_SPACE_AFTER}))\s*"
)
_BULLET_PATTERN = re.compile(rf"\s*(?P<printed>[{re.escape(_BULLET_CHARACTERS)}]|[o*–—-](?=\s))\s*(?=\S)")
# "5 Legal implications": a number with no stop, which only its neighbours can confirm as a heading's.
_BARE_NUMBER_PATTERN = re.compile(rf"\s*(?P<printed>\d{{1,3}})(?:\s+(?=[A-Z])|(?=[A-Z][a-z]{{2,}}){GLUED_WORD})")

# "70/31", "R2031-030" and "PL/10": minutes and resolutions numbered by year or body, which only a series can confirm.
REFERENCE_PATTERN = re.compile(
    r"\s*(?P<printed>(?P<head>(?:[A-Z]{1,4}[ ./-]?)?)(?P<first>\d{1,4})(?P<joint>[/-])(?P<last>\d{1,4})"
    r"|(?P<body>[A-Z]{1,4})/(?P<number>\d{1,4}))[.:)]?(?![\w/-])\s*"
)
# "**1. Apologies**", "## 2. Finance": the marks of bold type, headings and quotations in plain text.
_MARKUP_PATTERN = re.compile(r"\s*(?:(?:\*\*|__|#{1,6}(?=\s)|>(?=\s))\s*)+")

_ROMAN_PATTERN = re.compile(r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_LONE_NUMBER_PATTERN = re.compile(r"\s*(?P<figure>\d{1,3})(?P<letter>[a-z])?\s*")
_ITEM_NUMBER_PATTERN = re.compile(r"\s*(?P<printed>(?P<figure>\d{1,3})(?P<letter>[a-z]))[^\S\n]*\n\s*(?=\S)")
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
_QUANTITY_PATTERN = re.compile(
    rf"(?:{_MONTHS})\b|(?:per\s?cent|million|billion|thousand|bn|[mk])\b|%|\d{{1,3}}(?:,\d{{3}})+|[–-]\s*\d",
    re.IGNORECASE,
)

_UNIT_PATTERN = re.compile(
    r"(?:-\s?)?(?:years?|months?|weeks?|days?|hours?|minutes?\s+(?:of|to|from|walk|drive)|tonnes?|tons?|kilos?|kg|miles?|mph|km"
    r"|kilomet(?:re|er)s?|met(?:re|er)s?|cm|mm|hectares?|acres?|(?:square|cubic|sq\.?)\s+\w+|litres?|gallons?|feet|ft|inch(?:es)?"
    r"|degrees?|(?:percentage\s+)?points?|fte|wte|times|[kmg]wh?|dwellings?|homes|units\s+per|households|[ap]\.?m\b\.?)\b",
    re.IGNORECASE,
)
"""Measures that follow a quantity."""

# Papers in Wales print both languages: "(Eitem 5 / Item 5)".
_ITEM_PATTERN = re.compile(
    r"\s*\(?\s*(?:Eitem(?:\s+Agenda)?\s*(?P<welsh>\d{1,3}[A-Za-z]?)\s*/\s*)?(?:Agenda\s+)?(?:Item|Eitem)"
    r"\s*(?:No\.?|Number|Rhif)?\s*:?\s*(?P<item>\d{1,3}[A-Za-z]?)\s*(?:[–-]\s*(?:joint\s+)?report\s[^()]{3,120}(?=\)))?\)?\s*$",
    re.I,
)
_MINUTE_PATTERN = re.compile(r"\s*Minute\s*(?:No\.?|Number)?\s*:?\s*(?P<value>\d{1,4})\b[.:)]?\s*", re.I)
_RESOLUTION_PATTERN = re.compile(
    r"\W*(?:\w{1,3}[.)]\s+)?(?:[Ii]t\s+was\s+)?(?:unanimously\s+)?"
    r"(?:RESOLVED|Resolved|RESOLUTION|Resolution|AGREED|DECISION|Decision|Penderfynwyd|PENDERFYNWYD)\b"
    r"(?=\s*(?:[:(–-]|$|that\b|to\b|unanimously\b|by\b|accordingly\b))"
    r"|\W*It\s+was\s+(?:unanimously\s+)?resolved\s+(?:that|to)\b",
)
_RECOMMENDATION_PATTERN = re.compile(
    r"\W*(?:\d[\d.]*[.)]?\s+)?(?:Recommendations?|Recommendation\(s\)|RECOMMENDATIONS?|RECOMMENDATION\(S\)"
    r"|Argymhell(?:ion|iad|ir)|ARGYMHELL(?:ION|IAD|IR)|(?:IT\s+IS\s+|It\s+is\s+)?(?:RECOMMENDED|recommended|Recommended)\b)"
    r"(?=\s*(?:[:–-]|$|that\b|to\b|for\b|from\b|of\b))",
)
_RECOMMENDATION_END_PATTERN = re.compile(
    r"\b(?:is|are)\s+(?:asked|recommended|requested|invited)\s+to\b[^.]*:?\s*$"
    r"|\brecommends?(?:ed)?\s+that\b[^.]*:\s*$",
    re.IGNORECASE,
)
_APPENDIX_PATTERN = re.compile(
    r"\s*(?P<printed>(?P<word>Appendix|Annex(?:e)?|Schedule)\s+(?P<value>[A-Z]{1,2}|\d{1,2}|[IVX]{1,4}))\b", re.I
)
_CONTENTS_LINE_PATTERN = re.compile(r"(?:\.\s?){4,}\s*\d{0,4}\s*$|…{2,}\s*\d{0,4}\s*$")
MAX_CONTENTS_WORDS = 60
"""Words of a line of contents; longer words in front of dots are minutes above the line for a signature."""
MAX_QUOTATION_BLOCKS = 20
"""Blocks within which a quotation ends; marks still open after as many are a misprint."""
_DOCUMENT_LIST_PATTERN = re.compile(
    r"\W*(?:\d+[.)]?\s*)?(?:(?:list\s+of\s+)?(?:background|attached|supporting|appended|related|source)\s+"
    r"(?:documents?|papers?)|attachments?|enclosures?|annexes|appendices|papurau\s+cefndir)\b[\w\s()/]{0,30}:?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Label:
    """A number printed at the head of a block.

    ``printed`` is the label as it stands ("4.12", "(a)", "•"). ``value`` is its place in the list, one whole number per
    level, empty for a bullet. ``end`` is the offset in the block's text where the words begin.
    """

    kind: LabelKind
    printed: str
    value: tuple[int, ...]
    end: int

    @property
    def style(self) -> str:
        """The form that the labels of one list share: "#.", "(#)", "#)", or the bullet's glyph."""
        if self.kind == "bullet":
            return self.printed
        return self.kind + re.sub(r"\w+(?:\.\w+)*", "#", self.printed)

    @property
    def name(self) -> str:
        """The label as an officer would cite it: as printed, without a closing full stop."""
        return self.printed.removesuffix(".")

    @property
    def is_number(self) -> bool:
        """True for labels in figures, which number sections and paragraphs."""
        return self.kind in NUMBER_KINDS

    @property
    def is_inner(self) -> bool:
        """True for bullets that word processors use on the second level."""
        return self.printed in _INNER_BULLET_CHARACTERS


def parse_label(text: str, previous: Label | None = None) -> Label | None:
    """Parse the label at the head of a block.

    Args:
        text: the text of one block.
        previous: the label printed before it. It settles what cannot be told from the block alone: whether "i)" follows
            "h)", and whether a number in front of a small letter continues a list.

    Returns:
        The label, or None where there is none.
    """
    markup = _MARKUP_PATTERN.match(text)
    if markup:
        label = parse_label(text[markup.end() :], previous)
        return replace(label, end=label.end + markup.end()) if label and label.kind != "bullet" else None
    return (
        _parse_dotted(text, previous)
        or _parse_number(text)
        or _parse_reference(text)
        or _parse_letters(text, previous)
        or parse_bullet(text)
        or _parse_bare_number(text)
        or _parse_item_number(text)
    )


def parse_lone_number(text: str) -> Label | None:
    """Return the label of a block that prints nothing but the number of what follows: "1.", "(a)", "2b"."""
    label = parse_label(text)
    if label and label.kind in {"number", "dotted", "letter", "roman"} and not text[label.end :].strip():
        return label
    match = _LONE_NUMBER_PATTERN.fullmatch(text)
    if not match:
        return None
    letter = match["letter"]
    value = (int(match["figure"]), *((_letter_to_int(letter),) if letter else ()))
    return Label("number", text.strip(), value, len(text))


def is_next_value(previous: Label | None, value: tuple[int, ...]) -> bool:
    """Return True if ``value`` is the next of the list that ``previous`` is in, or its first child."""
    if previous is None or not previous.value:
        return False
    step = (*previous.value[:-1], previous.value[-1] + 1)
    return value in (step, (*previous.value, 1))


def parse_item_reference(text: str) -> str | None:
    """Return the agenda item of a line that holds nothing else: "(Item 3)" gives "3"."""
    match = _ITEM_PATTERN.match(text)
    if not match or match["welsh"] not in (None, match["item"]):
        return None
    return match["item"]


def parse_minute_reference(text: str) -> Label | None:
    """Return the number of a heading that says it is a minute: "Minute 285", "Minute No. 285"."""
    match = _MINUTE_PATTERN.match(text)
    return Label("number", match["value"], (int(match["value"]),), match.end()) if match else None


def parse_appendix(text: str) -> str | None:
    """Return the name of an appendix as printed where the text begins with one: "Appendix A"."""
    match = _APPENDIX_PATTERN.match(text)
    return match["printed"] if match else None


def is_resolution(text: str) -> bool:
    """Return True if the text opens with a decision: "RESOLVED that…", "It was resolved to…"."""
    return bool(_RESOLUTION_PATTERN.match(text))


def is_recommendation(text: str) -> bool:
    """Return True if the text opens with a recommendation, or ends by asking a body to do what follows."""
    return bool(_RECOMMENDATION_PATTERN.match(text) or _RECOMMENDATION_END_PATTERN.search(text))


def is_contents_line(text: str) -> bool:
    """Return True for a line of a table of contents: a title, dots, a page number."""
    return len(text.split()) <= MAX_CONTENTS_WORDS and bool(_CONTENTS_LINE_PATTERN.search(text))


def _parse_dotted(text: str, previous: Label | None) -> Label | None:
    match = _DOTTED_PATTERN.match(text) or _GLUED_DOTTED_PATTERN.match(text)
    if not match:
        return None
    value = tuple(int(part) for part in match["value"].split("."))
    label = Label("dotted", match["printed"], value, match.end())
    if is_next_value(previous, value):
        return label
    rest = text[match.end() :]
    if _UNIT_PATTERN.match(rest):
        return None
    if value[0] == 0 or _QUANTITY_PATTERN.match(rest) or rest[:1].islower() or rest[:1].isdigit():
        return None
    return label


def _parse_number(text: str) -> Label | None:
    match = _NUMBER_PATTERN.match(text)
    if not match:
        return None
    figure = match["inner"] or match["outer"]
    value = (int(figure),) if figure.isdigit() else (int(figure[:-1]), _letter_to_int(figure[-1]))
    is_year = 1900 <= value[0] <= 2099
    return None if is_year else Label("number", match["printed"].replace("\\", ""), value, match.end())


def _parse_reference(text: str) -> Label | None:
    match = REFERENCE_PATTERN.match(text)
    if not match or (match["joint"] == "-" and not match["head"]):
        return None
    # "24/031" is the minute 31 of the year 24, "31/24" the same the other way round.
    is_last = match["joint"] == "-" or len(match["last"] or "") == 3 > len(match["first"] or "")
    number = match["number"] or (match["last"] if is_last else match["first"])
    return Label("reference", match["printed"], (int(number),), match.end())


def _parse_item_number(text: str) -> Label | None:
    """Return the number of an agenda item that stands on a line above its title without a stop: "2b"."""
    match = _ITEM_NUMBER_PATTERN.match(text)
    if not match:
        return None
    return Label("number", match["printed"], (int(match["figure"]), _letter_to_int(match["letter"])), match.end())


def _parse_letters(text: str, previous: Label | None) -> Label | None:
    match = _LETTERS_PATTERN.match(text)
    if not match:
        return None
    letters = match["inner"] or match["outer"]
    roman = _roman_to_int(letters)
    is_continued = (
        previous is not None and previous.kind == "letter" and previous.value == (_letter_to_int(letters) - 1,)
    )
    if roman and not is_continued and (len(letters) > 1 or letters in "iI" or _is_roman_next(previous, roman)):
        return Label("roman", match["printed"], (roman,), match.end())
    if len(letters) > 1:
        return None
    # An initial ("J. Burston") looks like a lettered item: a capital with a full stop must begin a list or go on one.
    if letters.isupper() and match["printed"].endswith(".") and letters != "A" and not is_continued:
        return None
    return Label("letter", match["printed"], (_letter_to_int(letters),), match.end())


def _is_roman_next(previous: Label | None, roman: int) -> bool:
    return previous is not None and previous.kind == "roman" and previous.value == (roman - 1,)


def _letter_to_int(letters: str) -> int:
    return ord(letters[0].lower()) - ord("a") + 1


def _roman_to_int(letters: str) -> int:
    if not _ROMAN_PATTERN.fullmatch(letters):
        return 0
    values = {"i": 1, "v": 5, "x": 10}
    digits = [values[letter] for letter in letters.lower()]
    return sum(
        -digit if digit < next_digit else digit for digit, next_digit in zip(digits, [*digits[1:], 0], strict=True)
    )


def parse_bullet(text: str) -> Label | None:
    """Return the bullet at the head of a block, whatever number stands behind it."""
    match = _BULLET_PATTERN.match(text)
    return Label("bullet", match["printed"], (), match.end()) if match else None


def _parse_bare_number(text: str) -> Label | None:
    match = _BARE_NUMBER_PATTERN.match(text)
    if not match or _QUANTITY_PATTERN.match(text[match.end() :]):
        return None
    return Label("bare", match["printed"], (int(match["printed"]),), match.end())


# -- numbers that are not the document's own


def find_quoted_blocks(texts: Sequence[str]) -> frozenset[int]:
    """Return the indices of the texts that begin inside quotation marks which an earlier text opened."""
    quoted: set[int] = set()
    for index, text in enumerate(texts):
        if index not in quoted and _count_open_marks(text) > 0:
            end = _find_closing_block(texts, index)
            quoted.update(range(index + 1, end + 1 if end else index + 1))
    return frozenset(quoted)


def is_document_list(headings: Sequence[str]) -> bool:
    """Return True if the innermost heading announces other documents.

    Examples are "Background documents" and "Appendices".
    """
    return bool(headings) and bool(_DOCUMENT_LIST_PATTERN.match(headings[-1]))


def _find_closing_block(texts: Sequence[str], start: int) -> int | None:
    depth = _count_open_marks(texts[start])
    for index in range(start + 1, min(start + MAX_QUOTATION_BLOCKS, len(texts))):
        if texts[index].lstrip().startswith("“"):
            # Each paragraph of a long quotation opens its marks anew; only the last closes them.
            depth -= 1
        depth += _count_open_marks(texts[index])
        if depth <= 0:
            return index
    return None


def _count_open_marks(text: str) -> int:
    return text.count("“") - text.count("”")
