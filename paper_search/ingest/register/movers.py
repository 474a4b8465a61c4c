"""Movers and seconders: who proposed a motion and who seconded it, as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from paper_search.text.spans import collapse_whitespace

_TITLE = (
    r"(?:(?:County|Borough|District|Town|City|Parish|Council|Board)\s+)?(?:Cllrs?|Councill?ors?|Clrs?|Cmhlr"
    r"|Cynghorydd|Cyng"
    r"|Mr|Mrs|Ms|Miss|Mx|Dr|Aldermen|Alderman|Alderwoman"
    r"|Ald|Members?|Commissioner|Supervisor|Trustee|Selectman|Selectwoman|Councilman|Councilwoman"
    r"|Councilmember|Reeve|Baillie|Bailie|Provost|Lord|Lady|Sir|Dame"
    r"|Prof(?:essor)?|Rev(?:erend|d)?"
    r"|Deputy\s+Mayor|Mayor|Vice[- ]Chair(?:man|woman|person)?|Chair(?:man|woman|person)?)\b\.?"
)
_HONORIFIC = r"(?:Cllrs?|Councill?ors?|Clrs?|Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame|Lord|Lady|Members?)"
_PARTICLE = r"(?:de|van|von|der|la|le|du|Mac|Mc|Uí|Ó|Ní|ap|ab|O)"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŴŶ]"
_NAME_WORD = (
    r"(?:(?!(?:Seconded|Proposed|Moved|Proposer|Seconder|And|That|The|Carried|Resolved|Agreed|All|Motion"
    r"|Votes?|Voting|Sec|Prop|SEC|PROP|Second|RESOLVED|AGREED|CARRIED|THAT|SECONDED|PROPOSED|MOVED|AND|Unanimous|Mayor|On|In|It|To"
    r"|Resolution|Report|Item|Council|Committee|Minutes?|Votes?|AYES|Ayes|RESOLUTION)\b)"
    rf"(?:{_CAPITAL}(?=[\w’'-]{{0,20}}[a-zà-öø-ÿŵŷ])[\w’'-]{{1,30}}"
    rf"|{_CAPITAL}{{2,20}}(?:[’'-]{_CAPITAL}{{1,20}})?|{_CAPITAL}\.?(?:\s?{_CAPITAL}\.){{0,3}}"
    rf"|{_PARTICLE}(?=\s))(?![\w]))"
)
_SUFFIX = r"(?:\s+\([A-Z]{1,2}\.?\)|,?\s+(?:OBE|MBE|CBE|JP)\b)?"
TITLED_NAME = rf"(?:{_TITLE}\s+){{1,3}}(?:the\s+)?{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,4}}{_SUFFIX}"
_OFFICE = (
    r"[Tt]he\s+(?:Lord\s+|Deputy\s+)?(?:Mayor|Leader(?:\s+of\s+the\s+Council)?|(?:Vice[- ])?Chair(?:man|woman"
    r"|person)?|Provost|Reeve|Convener)\b"
)
BARE_NAME = rf"{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,3}}{_SUFFIX}"
_ANY_NAME = rf"(?:{TITLED_NAME}|{_OFFICE}|{BARE_NAME})"
_SURE_NAME = rf"(?:{TITLED_NAME}|{_OFFICE})"

_FROM = r"(?:\s*\([^()\n]{1,40}\))?"
_MOVE = r"(?i:(?:proposed|moved|propos(?:er|ed)|mover|prop))"
_SECOND = r"(?i:(?:seconded|seconder|sec|2nd(?:ed)?|second(?=\s+by)))"
_JOINT = r"[\s,;.:*_–-]*(?:(?i:and|duly|was|it\s+was|formally|which\s+was|this\s+was)\s+)*"

# "Proposed by Cllr Wren; seconded by Cllr Lark", "Moved: J. Wren  Seconded: L. Lark", "on the proposal of Mr Wren"
_BY_PATTERN = re.compile(
    rf"\b(?:{_MOVE}(?:\s*\(?(?i:by)\)?\s*[:–-]?|\s*\.?\s*[:–-])|(?i:on|upon)\s+(?:the\s+)?(?i:proposal"
    r"|proposition|motion)\s+(?:of|by|from)|(?i:motion)\s+(?i:(?:was\s+)?(?:made\s+)?by)"
    rf"|(?i:in\s+the\s+name\s+of))[\s*_]*(?P<mover>{_ANY_NAME})"
    rf"{_FROM}{_JOINT}(?:{_SECOND}(?:\s*\(?(?i:by)\)?\s*[:–-]?|\s*\.?\s*[:–-]?)[\s*_]*(?P<seconder>{_ANY_NAME}))?"
)
# "Cllr Wren proposed …, seconded by Cllr Lark", "Mr Wren moved and Mr Lark seconded"
_ACTIVE_PATTERN = re.compile(
    rf"(?P<mover>{_SURE_NAME}|(?<![\w’'.,])(?:{_CAPITAL}{{2,3}}"
    rf"|{_NAME_WORD}\s+{_NAME_WORD}))(?:,\s+with\s+[^,.;]{{3,60}},)?\s*,?\s+(?:then\s+|also\s+|formally\s+"
    r"|therefore\s+)?(?:proposed|moved"
    r"|PROPOSED|MOVED|made\s+(?:a|the)\s+motion)\b"
)
# "Provost Wren, seconded by Mr Lark, moved …"
_ASIDE_PATTERN = re.compile(
    rf"(?P<mover>{_SURE_NAME}),?\s+(?i:seconded\s+by)\s+(?P<seconder>{_ANY_NAME}),?\s+(?:then\s+)?(?:moved|proposed)\b"
)
_SECONDER_PATTERN = re.compile(
    rf"\b(?:{_SECOND}(?:\s+(?i:by)\s*:?|\s*:|(?=\s+{_TITLE}))|(?:2nd"
    rf"|[Ss]econded)(?=\s+{_CAPITAL}{{2,3}}\b))[\s*_]*(?P<seconder>{_ANY_NAME})"
    rf"|(?P<active>{_SURE_NAME}|(?<![\w’'.,])(?:{_CAPITAL}{{2,3}}|{_NAME_WORD}\s+{_NAME_WORD}))\s+(?:then\s+"
    rf"|also\s+|formally\s+|duly\s+)?(?:seconded|SECONDED)\b(?!\s+(?:by\b|BY\b|{_TITLE}))"
)
# "(Proposed Cllr J Wren, seconded Cllr L Lark)": no "by", which only a title makes sure.
_PLAIN_PATTERN = re.compile(
    rf"\b(?:[Pp]rop\.?|[Pp]roposed|PROPOSED|[Mm]oved|MOVED)\s+(?P<mover>{_SURE_NAME}"
    rf"|{_CAPITAL}{{2,3}}\b)(?=[\s,;/.]*(?:and\s+)?(?:[Ss]econded|SECONDED|2nd)\b)"
)
# "R2031-026  J. Wren, L. Lark:  That …"
_NUMBERED_PATTERN = re.compile(
    r"(?:(?P<number>[A-Z]{1,3}\s?\d{2,4}-\d{1,4})|(?P<resolution>(?i:resolution|motion)\s+(?i:no\.?\s*"
    r"|#\s*)?[\d][\d./-]*))[.:]?\s+"
    rf"(?P<mover>(?:{_CAPITAL}\.\s?)+{_NAME_WORD}),\s+(?P<seconder>(?:{_CAPITAL}\.\s?)+{_NAME_WORD})\s*:"
)
_NOBODY = re.compile(
    rf"(?:{_HONORIFIC}\b\.?\s*)*(?:none|nil|tb[acd]|n/?a|vacan\w*|vacant\s+seat|unknown|nobody|everybody|everyone|all"
    r"|members?|councillors?|various)?(?:\s+members)?",
    re.IGNORECASE,
)
"""A title with no name, and words of forms that were left empty ("Cllr", "TBC", "Vacancy")."""
_PURE_PATTERN = re.compile(rf"[\W_]*(?:{_MOVE}|{_SECOND})\b")


@dataclass(frozen=True, slots=True)
class Movers:
    """Who moved and who seconded, as printed, and where in the text that stands."""

    mover: str | None
    seconder: str | None
    start: int
    end: int
    number: str | None = None


def find_movers(text: str) -> Movers | None:
    """Return who moved and who seconded, where a text names them; None where it names nobody or several of either."""
    if numbered := _NUMBERED_PATTERN.match(text.lstrip()):
        offset = len(text) - len(text.lstrip())
        return Movers(
            numbered["mover"],
            numbered["seconder"],
            offset,
            offset + numbered.end(),
            numbered["number"] or numbered["resolution"],
        )
    if aside := _ASIDE_PATTERN.search(text):
        return Movers(_clean(aside["mover"]), _clean(aside["seconder"]), aside.start(), aside.end())
    movers = [match for pattern in (_BY_PATTERN, _PLAIN_PATTERN, _ACTIVE_PATTERN) for match in pattern.finditer(text)]
    seconders = list(_SECONDER_PATTERN.finditer(text))
    names = {_clean(match["mover"]): match for match in movers}
    second_names = {_clean(match["seconder"]): match for match in movers if match.groupdict().get("seconder")}
    second_names |= {_clean(match["seconder"] or match["active"]): match for match in seconders}
    if len(names) > 1 or len(second_names) > 1 or set(names) & set(second_names):
        return None
    mover, seconder = next(filter(None, names), None), next(filter(None, second_names), None)
    if mover is None and seconder is None:
        return None
    matches = [*names.values(), *second_names.values()]
    return Movers(mover, seconder, min(match.start() for match in matches), max(match.end() for match in matches))


def is_mover_line(text: str) -> bool:
    """Return True for a line that opens with who moved or seconded."""
    return bool(_PURE_PATTERN.match(text))


def _clean(name: str) -> str | None:
    """Return a name in one line; None for words that name nobody."""
    # A wide space is another column, or words that are struck through.
    name = collapse_whitespace(re.split(r"[^\S\n]{3,}", name.strip(" ,;:*_"))[0]).strip(" ,;:*_")
    return None if is_nobody(name) else name


def is_nobody(name: str) -> bool:
    """Return True for a title with no name, and for what stands in a form in place of one ("TBC", "Vacancy")."""
    return _NOBODY.fullmatch(name) is not None
