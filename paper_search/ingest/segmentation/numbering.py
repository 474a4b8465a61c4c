"""The named patterns of printed numbers: what a council paper writes at the head of a paragraph.

In: the text of one block, and the number printed before it where that helps to tell; out: a ``Label`` or
None. Promised: a label is never read into a date ("1 April 2025"), a sum ("12.5 million"), a year that ends a
sentence ("2024. The") or a cross-reference broken over two lines ("17.67 of the constitution").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

LabelKind = Literal["dotted", "number", "letter", "roman", "bullet", "bare"]

_BULLETS = "•·●◦○▪■□§Ø‣⁃∙➢➤✓✔❖◆\uf0b7\uf0a7\uf0d8\uf06f\uf076\uf0fc"
"""Bullet glyphs, with the private-use ones that symbol fonts leave behind."""

_INNER_BULLETS = frozenset("o◦○▪■–-\uf0a7\uf06f")
"""Glyphs that word processors give to the second level of a list."""

_LEAD = rf"(?P<lead>[{re.escape(_BULLETS)}–-]\s+)?"
_AFTER = r"(?=\s|$)"
# "10.Section", "(m)In": the space after a number is sometimes lost; a capital letter then stands in for it.
_CLOSE = r"(?=\s|$|[“\"‘]?[A-Z][a-z])"

# "4.12", "4.1.2", "8.1." and, as a bulleted number, "- 20.1".
_DOTTED = re.compile(rf"\s*{_LEAD}(?P<printed>(?P<value>\d{{1,3}}(?:\.\d{{1,3}}){{1,3}})\.?){_CLOSE}\s*")
# "4.", "4)", "(4)", and "8A." for a paragraph put in after 8.
_FIGURE = r"(?:\d{1,3}[A-Za-z]|\d{1,4})"
_NUMBER = re.compile(rf"\s*{_LEAD}(?P<printed>\((?P<inner>{_FIGURE})\)|(?P<outer>{_FIGURE})[.)]){_CLOSE}\s*")
# "(a)", "a)", "a.", "A.", "(ii)", "ii)", "iv.": letters and roman numerals look alike until read in order.
_LETTERS = re.compile(
    rf"\s*{_LEAD}(?P<printed>\((?P<inner>[A-Za-z]{{1,5}})\){_CLOSE}|(?P<outer>[A-Za-z]{{1,5}})(?:\){_CLOSE}|\.{_AFTER}))\s*"
)
_BULLET = re.compile(rf"\s*(?P<printed>[{re.escape(_BULLETS)}]|[o*–—-](?=\s))\s*(?=\S)")
# "5 Legal implications": a number with no stop, which only its neighbours can confirm as a heading's.
_BARE = re.compile(r"\s*(?P<printed>\d{1,3})\s+(?=[A-Z])")

_ROMAN = re.compile(r"(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
_NOT_WORDS = re.compile(
    rf"(?:{_MONTHS})\b|(?:per\s?cent|million|billion|thousand|bn|[mk])\b|%|\d{{1,3}}(?:,\d{{3}})+|[–-]\s*\d",
    re.IGNORECASE,
)

# Papers in Wales print both languages: "(Eitem 5 / Item 5)".
_ITEM = re.compile(
    r"\s*\(?\s*(?:Eitem(?:\s+Agenda)?\s*(?P<welsh>\d{1,3}[A-Za-z]?)\s*/\s*)?(?:Agenda\s+)?(?:Item|Eitem)"
    r"\s*(?:No\.?|Number|Rhif)?\s*:?\s*(?P<item>\d{1,3}[A-Za-z]?)\s*\)?\s*$",
    re.I,
)
_MINUTE = re.compile(r"\s*Minute\s*(?:No\.?|Number)?\s*:?\s*(?P<value>\d{1,4})\b[.:)]?\s*", re.I)
_RESOLVED = re.compile(
    r"\W*(?:\w{1,3}[.)]\s+)?(?:[Ii]t\s+was\s+)?(?:unanimously\s+)?"
    r"(?:RESOLVED|Resolved|RESOLUTION|Resolution|AGREED|DECISION|Decision|Penderfynwyd|PENDERFYNWYD)\b"
    r"(?=\s*(?:[:(–-]|$|that\b|to\b|unanimously\b|by\b|accordingly\b))"
    r"|\W*It\s+was\s+(?:unanimously\s+)?resolved\s+(?:that|to)\b",
)
_RECOMMENDED = re.compile(
    r"\W*(?:\d[\d.]*[.)]?\s+)?(?:Recommendations?|Recommendation\(s\)|RECOMMENDATIONS?|RECOMMENDATION\(S\)"
    r"|Argymhell(?:ion|iad|ir)|ARGYMHELL(?:ION|IAD|IR)|(?:IT\s+IS\s+|It\s+is\s+)?(?:RECOMMENDED|recommended|Recommended)\b)"
    r"(?=\s*(?:[:–-]|$|that\b|to\b|for\b|from\b|of\b))",
)
_ASKED = re.compile(
    r"\b(?:is|are)\s+(?:asked|recommended|requested|invited)\s+to\b[^.]*:?\s*$"
    r"|\brecommends?(?:ed)?\s+that\b[^.]*:\s*$",
    re.IGNORECASE,
)
_APPENDIX = re.compile(
    r"\s*(?P<printed>(?P<word>Appendix|Annex(?:e)?|Schedule)\s+(?P<value>[A-Z]{1,2}|\d{1,2}|[IVX]{1,4}))\b", re.I
)
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d{0,4}\s*$|…{2,}\s*\d{0,4}\s*$")


@dataclass(frozen=True, slots=True)
class Label:
    """A number printed at the head of a block.

    ``printed`` is the label as it stands ("4.12", "(a)", "•"); ``value`` its place in the list, one whole
    number per level, empty for a bullet; ``end`` the offset in the block's text where the words begin.
    """

    kind: LabelKind
    printed: str
    value: tuple[int, ...]
    end: int

    @property
    def style(self) -> str:
        """What the labels of one list have in common: "#.", "(#)", "#)", or the bullet's glyph."""
        if self.kind == "bullet":
            return self.printed
        return self.kind + re.sub(r"\w+(?:\.\w+)*", "#", self.printed)

    @property
    def name(self) -> str:
        """As an officer would cite it: as printed, without a closing full stop."""
        return self.printed.removesuffix(".")

    @property
    def is_inner(self) -> bool:
        """True for bullets that word processors use on the second level."""
        return self.printed in _INNER_BULLETS


def label(text: str, before: Label | None = None) -> Label | None:
    """The label at the head of ``text``, or None.

    Args:
        text: one block.
        before: the label printed before it, which settles what cannot be told from the block alone: whether
            "i)" follows "h)", and whether a number in front of a small letter goes on a list.
    """
    return _dotted(text, before) or _number(text) or _letters(text, before) or _bullet(text) or _bare(text)


def follows(before: Label | None, value: tuple[int, ...]) -> bool:
    """True where ``value`` is the next of the list that ``before`` is in, or its first child."""
    if before is None or not before.value:
        return False
    step = (*before.value[:-1], before.value[-1] + 1)
    return value in (step, (*before.value, 1))


def item_reference(text: str) -> str | None:
    """The agenda item of a line that holds nothing else: "(Item 3)" gives "3"."""
    found = _ITEM.match(text)
    if not found or found["welsh"] not in (None, found["item"]):
        return None
    return found["item"]


def minute_reference(text: str) -> Label | None:
    """The number of a heading that says it is a minute: "Minute 285", "Minute No. 285"."""
    found = _MINUTE.match(text)
    return Label("number", found["value"], (int(found["value"]),), found.end()) if found else None


def appendix(text: str) -> str | None:
    """The name of an appendix, as printed, where the text begins with one: "Appendix A"."""
    found = _APPENDIX.match(text)
    return found["printed"] if found else None


def is_resolution(text: str) -> bool:
    """True where the text opens with what was decided: "RESOLVED that…", "It was resolved to…"."""
    return bool(_RESOLVED.match(text))


def is_recommendation(text: str) -> bool:
    """True where the text opens with a recommendation, or ends by asking a body to do what follows."""
    return bool(_RECOMMENDED.match(text) or _ASKED.search(text))


def is_contents_line(text: str) -> bool:
    """True for a line of a table of contents: a title, dots, a page number."""
    return bool(_CONTENTS.search(text))


def _dotted(text: str, before: Label | None) -> Label | None:
    found = _DOTTED.match(text)
    if not found:
        return None
    value = tuple(int(part) for part in found["value"].split("."))
    made = Label("dotted", found["printed"], value, found.end())
    if follows(before, value):
        return made
    rest = text[found.end() :]
    if value[0] == 0 or _NOT_WORDS.match(rest) or rest[:1].islower() or rest[:1].isdigit():
        return None
    return made


def _number(text: str) -> Label | None:
    found = _NUMBER.match(text)
    if not found:
        return None
    figure = found["inner"] or found["outer"]
    value = (int(figure),) if figure.isdigit() else (int(figure[:-1]), _letter(figure[-1]))
    is_year = 1900 <= value[0] <= 2099
    return None if is_year else Label("number", found["printed"], value, found.end())


def _letters(text: str, before: Label | None) -> Label | None:
    found = _LETTERS.match(text)
    if not found:
        return None
    letters = found["inner"] or found["outer"]
    roman = _roman(letters)
    goes_on = before is not None and before.kind == "letter" and before.value == (_letter(letters) - 1,)
    if roman and not goes_on and (len(letters) > 1 or letters in "iI" or _is_roman_next(before, roman)):
        return Label("roman", found["printed"], (roman,), found.end())
    if len(letters) > 1:
        return None
    # An initial ("J. Burston") looks like a lettered item: a capital with a full stop must begin a list or go on one.
    if letters.isupper() and found["printed"].endswith(".") and letters != "A" and not goes_on:
        return None
    return Label("letter", found["printed"], (_letter(letters),), found.end())


def _is_roman_next(before: Label | None, roman: int) -> bool:
    return before is not None and before.kind == "roman" and before.value == (roman - 1,)


def _letter(letters: str) -> int:
    return ord(letters[0].lower()) - ord("a") + 1


def _roman(letters: str) -> int:
    if not _ROMAN.fullmatch(letters):
        return 0
    worth = {"i": 1, "v": 5, "x": 10}
    digits = [worth[letter] for letter in letters.lower()]
    return sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True))


def _bullet(text: str) -> Label | None:
    found = _BULLET.match(text)
    return Label("bullet", found["printed"], (), found.end()) if found else None


def _bare(text: str) -> Label | None:
    found = _BARE.match(text)
    if not found or _NOT_WORDS.match(text[found.end() :]):
        return None
    return Label("bare", found["printed"], (int(found["printed"]),), found.end())
