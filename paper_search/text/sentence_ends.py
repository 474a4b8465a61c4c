"""Ends of sentences: full stops that close one, and those that abbreviate, number or stand inside brackets or quotes.

A sentence cut too late is still an exact quote, and one cut too early loses its date, its sum or its name. So a stop
that may be either ends none.
"""

from __future__ import annotations

import re

MAX_INNER_CHARACTERS = 240
"""Characters within which a bracket or a quotation closes; one that stays open longer is a misprint, or too long."""
MIN_BROKEN_WORDS = 4
"""Words of a line that a blank line may cut; fewer are a heading."""
_CONTEXT_CHARACTERS = 24
"""Characters before a full stop that say whether it ends a sentence."""

_STOP_PATTERN = re.compile(
    r"(?:[.!?]+|\u2026)[\"'\u201d\u2019)\]]*(?:[\u00b9\u00b2\u00b3\u2070-\u207e,]*[\u00b9\u00b2\u00b3\u2070-\u207e])?(?=\s|$)"
    r"|\n\s*\n"
)
"""A possible end of a sentence, with the closing signs and the marks of notes behind its stop; or a blank line."""
# Titles and the like, which a name follows.
_BEFORE_NAME_PATTERN = re.compile(
    r"\b(?:mr|mrs|ms|messrs|dr|cllr|cllrs|clr|coun|ald|rev|revd|hon|rt|prof|capt|col|sgt|insp|supt|sr|gen|lt|e\.g|i\.e|eg|ie"
    r"|approx|cf|viz|v|vs|nr)\.$",
    re.IGNORECASE,
)
# References, which a number or a letter follows: "para. 4", "No. 12", "Reg. 3", "s. 106".
_BEFORE_NUMBER_PATTERN = re.compile(
    r"\b(?:no|nos|para|paras|par|p|pp|pg|ref|refs|fig|figs|vol|vols|sec|secs|sect|s|ss|ch|chap|cl|cls|reg|regs|sch|scheds?"
    r"|art|arts|app|appx|ann|pt|pts|tab|min|mins|ed|eds|ext|tel|fax|ver|r|rr|w\.?e\.?f|c|ca|dec|jan|feb|mar|apr|jun|jul|aug|sept?"
    r"|oct|nov|mon|tues?|weds?|thurs?|thu|fri|sat|sun|max|min|est|incl?|excl|avg)\.$",
    re.IGNORECASE,
)
# What may end a sentence as well as stand in one: only a word that often opens a sentence tells.
_EITHER_PATTERN = re.compile(
    r"(?:\b(?:st|rd|ave|ln|cres|gdns|etc|al|ltd|co|inc|plc|corp|dept|govt|assoc|esq|jr|bros|no|sq|ft|yds?|hrs?|wks?|yrs?"
    r"|a\.m|p\.m|am|pm|p\.a|ph\.d|b\.sc|b\.a|u\.k|e\.u|u\.s)"
    r"|\b[A-Za-z]|^\W*\d{1,3}|^\W*\d{1,3}(?:\.\d{1,3}){1,3})\.$",
    re.IGNORECASE,
)
_LEADING_NUMBER_PATTERN = re.compile(r"^\W*(?:\d{1,3}(?:\.\d{1,3}){0,3}|[A-Za-z]|[ivxIVX]{1,5})\.$")
_REFERENCE_PATTERN = re.compile(r"[\s(\[]*(?:[\d\u00a3$\u20ac]|[A-Z]{1,3}\d|[A-Z]\b(?!['\u2019])|[ivx]+\b)")
_OPENER_PATTERN = re.compile(
    r"\s*[\"'\u201c\u2018(]*(?:The|This|That|These|Those|There|It|Its|He|She|They|We|You|I|An?|In|On|At|As|If|For|From|By|To|With"
    r"|When|While|Where|After|Before|During|Following|Since|Until|However|Therefore|Members?|Officers?|Councillors?|Council"
    r"|Cllrs?|Mr|Mrs|Ms|Dr|All|Any|Both|Each|Some|Other|Another|No|Not|But|And|Or|So|Our|Your|Their|His|Her|Who|What|How|Why"
    r"|Please|Resolved|RESOLVED|Agreed|AGREED|Noted|NOTED|Action|ACTION)\b"
)
_NEXT_LOWER_PATTERN = re.compile(r"[^\S\n]*\n?[^\S\n]*[a-z][a-z\u2019'-]+\b(?![.)])")
_OPEN_END_PATTERN = re.compile(
    r"(?:[,(\u00a3$\u20ac&\u2013/-]|\b(?:an?|the|and|or|nor|but|of|to|in|on|at|by|for|from|with|within|without|until|till|since|between"
    r"|during|before|after|under|over|into|about|around|than|as|that|which|who|whose|is|are|was|were|be|been|will|would|shall|should"
    r"|may|might|must|can|could|has|have|had|not|its|their|his|her|our|this|these|some|approximately|nearly|costs?|totalling"
    r"|Cllr|Councillor|Mr|Mrs|Ms|Dr))$"
)
_BROKEN_END_PATTERN = re.compile(r"[\w,;\u2013-]['\u2019\u201d)\]]*$")
_ITEM_END_PATTERN = re.compile(r"[;,]\s*(?:and|or)(?:/or)?,?$")
"""The end of an item of a list, which the next item follows: "; and"."""
_BROKEN_YEAR_PATTERN = re.compile(r"\b(?:19|20)\d\d\s?[-\u2013/]\n\d\d(?!\d)")
"""A financial year over two lines: "2024-" and "25. The", which is no paragraph 25."""
_LABEL_PATTERN = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s|\d{1,3}(?:\.\d{1,3})+\.?\s")


def find_sentence_ends(text: str) -> list[int]:
    """Return the offsets behind the sentences of a text, in order, but for the end of the text."""
    ends: list[int] = []
    start = 0
    for match in _STOP_PATTERN.finditer(text):
        is_end = _is_blank_line_end if text[match.start()].isspace() else _is_stop_end
        if is_end(text, start, match):
            ends.append(match.end())
            start = match.end()
    return ends


def is_open_end(text: str) -> bool:
    """Return True if a text stops at a word that something must follow: "by", "the", "Cllr", "£"."""
    return _OPEN_END_PATTERN.search(text.rstrip()) is not None


def is_sentence_broken(before: str, after: str) -> bool:
    """Return True if the words after a gap, such as a page break, go on with the sentence before it.

    Args:
        before: the text before the gap.
        after: the text behind it.
    """
    before, after = before.rstrip(), after.lstrip()
    if _BROKEN_YEAR_PATTERN.search(f"{before}\n{after[:3]}"):
        return True
    if len(before.split()) < MIN_BROKEN_WORDS or not after or _LABEL_PATTERN.match(after):
        return False
    if after[0].islower():
        return _BROKEN_END_PATTERN.search(before) is not None
    if _ITEM_END_PATTERN.search(before):
        return False
    return is_open_end(before) and (after[0].isalnum() or after[0] in "(\u00a3$\u20ac\"'\u201c\u2018[")


def _is_blank_line_end(text: str, start: int, match: re.Match[str]) -> bool:
    return not is_sentence_broken(text[start : match.start()], text[match.end() : match.end() + 40])


def _is_stop_end(text: str, start: int, match: re.Match[str]) -> bool:
    is_ellipsis = match[0].startswith(("...", "\u2026"))
    if text[match.start()] == "." and not is_ellipsis and _is_abbreviation(text, start, match):
        return False
    if _NEXT_LOWER_PATTERN.match(text, match.end()) and match.end() < len(text):
        return False
    return not _is_inside(text, start, match.end())


def _is_abbreviation(text: str, start: int, match: re.Match[str]) -> bool:
    """Return True if a full stop belongs to a short form or a number, so that it ends no sentence."""
    end = match.start() + 1
    # A letter stands for what is left out.
    is_short = end - start <= _CONTEXT_CHARACTERS
    before = text[start:end] if is_short else "x" + text[end - _CONTEXT_CHARACTERS : end]
    if _LEADING_NUMBER_PATTERN.search(before) or _BEFORE_NAME_PATTERN.search(before):
        return True
    if _BEFORE_NUMBER_PATTERN.search(before) and _REFERENCE_PATTERN.match(text, match.end()):
        return True
    return _EITHER_PATTERN.search(before) is not None and not _OPENER_PATTERN.match(text, match.end())


def _is_inside(text: str, start: int, end: int) -> bool:
    """Return True if a stop stands in brackets or in a quotation that soon closes."""
    sentence = text[start:end]
    return any(
        sentence.count(opening) > sentence.count(closing) and _closes_soon(text, end, closing)
        for opening, closing in ("()", "[]", "\u201c\u201d")
    )


def _closes_soon(text: str, end: int, closing: str) -> bool:
    ahead = text[end : end + MAX_INNER_CHARACTERS]
    place = ahead.find(closing)
    return place >= 0 and "\n\n" not in ahead[:place]
