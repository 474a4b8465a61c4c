"""Titles of roles, read word by word to where the role ends: "Cabinet Member for Highways and Transport"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paper_search.text.name_tokens import Token
from paper_search.text.name_words import PLURAL_TITLES
from paper_search.text.person_names import is_role_word, match_name
from paper_search.text.spans import Span

_MAX_TITLE = 24
"""Words and signs of a title at most."""
_FULL_LINE = 45
"""Characters of a line that a title may be broken at."""
_HEADS = re.compile(
    r"\b(?:(?:vice|deputy|co)?[-\s]?chair(?:man|woman|person)?|convenor|convener|mayor(?:ess)?|provost|leader|clerk|directors?|manager|cabinet\s+member"
    r"|executive\s+member|portfolio\s+holder|lead\s+member|head\s+of|chief\s+\w+|officer|secretary|treasurer|solicitor|spokes(?:person|man|woman)|cathaoirleach"
    r"|commissioner|superintendent|counsel|engineer|surveyor|planner|administrator|analyst|accountant|auditor|co-?ordinator|attorney"
    r"|cadeirydd|clerc|arweinydd|maer|whip|reeve|strategic\s+lead|technician|archaeologist|architect|librarian|principal|warden|assistant"
    r"|comptroller|governor|registrar|rfo|champion)\b",
    re.IGNORECASE,
)
_CAPITAL_HEAD = re.compile(
    r"\b(?=[ACDEGHLMPRSTVW])(?:(?:Vice|Deputy|Chair|Conven|Mayor|Provost|Leader|Clerk|Director|Manager|Cabinet|Executive|Portfolio|Lead|Head|Chief"
    r"|Officer|Secretary|Treasurer|Solicitor|Spokes|Cathaoirleach|Commissioner|Superintendent|Counsel|Engineer|Surveyor|Planner|Administrator|Analyst"
    r"|Accountant|Auditor|Co-?ordinator|Attorney|Cadeirydd|Clerc|Arweinydd|Maer|Whip|Reeve|Strategic|Technician|Archaeologist|Architect|Librarian"
    r"|Principal|Warden|Assistant|Comptroller|Governor|Registrar|Champion)|CHAIR|CLERK|MAYOR|LEADER|RFO|VICE|CHIEF|DIRECTOR)"
)
_NO_ROLE = re.compile(
    r"\b(?:members?\s+of\s+the\s+public|vacan\w+|representative|representing|resident|tbc|tel|email|contact|minute[-\s]taker)\b|[@\d]{2,}|:",
    re.IGNORECASE,
)
_TWO_OFFICES = re.compile(
    r"^(?:the\s+)?(?:chair\w*|mayor|leader)\s+(?:and|&)\s+(?:the\s+)?(?:clerk|vice|deputy|chief)", re.IGNORECASE
)
"""Offices that two people hold: "Chairman and Clerk"."""
_CONNECTORS = frozenset("of for and & to the".split())
_BARE_HEADS = frozenset(
    "director manager officer head leader engineer executive member treasurer planner officer technician".split()
)
"""Last words of an office that a comma may divide from its subject: "Director, Regional Services"."""


def find_heads(text: str) -> list[int]:
    """Return the offsets of words of offices with a capital, in order: a role is read near them alone."""
    return [match.start() for match in _CAPITAL_HEAD.finditer(text)]


def is_role_title(words: str) -> bool:
    """Return True for words that name a role: they hold the word of an office and say nothing else."""
    return (
        bool(_HEADS.search(words))
        and not _TWO_OFFICES.match(words)
        and "*" not in words
        and not _NO_ROLE.search(words)
        and len(words) <= 160
    )


def read_title(text: str, tokens: Sequence[Token], at: int, is_line: bool = False) -> tuple[Span, int] | None:
    """Return the span of the title that begins at a token, and the place behind it; None where its end is not sure.

    Args:
        text: the text.
        tokens: its tokens, or those of a part.
        at: the place of the first; an article before the title is left out of it.
        is_line: True where the title must end with its line, as in front matter.
    """
    first = at
    while at < len(tokens) and tokens[at].word in ("the", "an", "our"):
        at += 1
    if at >= len(tokens) or not _begins_title(tokens, at) or match_name(tokens, at) is not None:
        return None
    end = at + 1
    while end < len(tokens) and end - at < _MAX_TITLE:
        step = _step(tokens, at, end, is_line)
        if step == 0:
            break
        if step < 0:
            return None
        end += step
    span = (tokens[at].start, tokens[end - 1].end)
    if not is_line and (at > first or end == at + 1) and end < len(tokens) and not _is_closed(tokens, end, at > first):
        # "Mr Wren, the Mayor agreed …" begins another clause.
        return None
    return (span, end) if is_role_title(text[slice(*span)]) else None


def _is_closed(tokens: Sequence[Token], place: int, has_article: bool) -> bool:
    """Return True where a title is closed; "Mr Wren, the Clerk and Mrs Lark" are three people."""
    token = tokens[place]
    # A small letter behind the end of a line goes on with the sentence.
    is_line_end = token.line_ends > 1 or (token.line_ends == 1 and not token.text[:1].islower())
    return token.text in ",.;:()[]|–—-" or is_line_end or (token.word in ("and", "for") and not has_article)


def _begins_title(tokens: Sequence[Token], at: int) -> bool:
    for place in range(at, min(at + 4, len(tokens))):
        token = tokens[place]
        if token.text in "-/" and place > at:
            continue
        if not token.is_capitalised or token.word in PLURAL_TITLES or (place > at and token.line_ends):
            return False
        if is_role_word(token.word):
            return True
    return False


def _step(tokens: Sequence[Token], at: int, place: int, is_line: bool) -> int:
    """Return how many tokens more belong to the title: 0 at its end, -1 where that is not sure."""
    token, before = tokens[place], tokens[place - 1]
    if token.line_ends and not _goes_over_line(tokens, at, place, is_line):
        return 0
    if token.text in ",-–—/":
        return _step_comma(tokens, at, place) if token.text == "," else _step_sign(tokens, place)
    if token.word in _CONNECTORS:
        return _step_connector(tokens, at, place)
    if not token.is_capitalised or not token.text[0].isalpha():
        return 0
    if before.word in ("of", "for", "to", "&", "and", "the"):
        return 1
    bare = is_role_word(before.word) and not is_role_word(token.word)
    return 0 if match_name(tokens, place, bare=bare) is not None else 1


def _goes_over_line(tokens: Sequence[Token], at: int, place: int, is_line: bool) -> bool:
    """Return True where a title that is broken into lines goes on."""
    token, before = tokens[place], tokens[place - 1]
    if token.line_ends > 2 or (is_line and token.line_ends > 1 and before.word not in _CONNECTORS):
        return False
    if before.word in _CONNECTORS or token.word in ("of", "for", "and", "&"):
        return True
    is_subject = any(item.word in ("for", "of") for item in tokens[at:place])
    if not token.is_capitalised or not is_subject or match_name(tokens, place) is not None:
        return False
    line_start = place - 1
    while line_start > 0 and not tokens[line_start].line_ends:
        line_start -= 1
    is_full = before.end - tokens[line_start].start >= _FULL_LINE
    if not is_line:
        return is_full
    line = list(tokens[place : place + 7])
    first_end = next((number for number, item in enumerate(line) if number and item.line_ends), len(line))
    if any(item.text == ":" for item in line[:first_end]):
        return False
    return all(item.is_capitalised or item.word in _CONNECTORS for item in line[:first_end] if item.text.isalpha())


def _step_comma(tokens: Sequence[Token], at: int, place: int) -> int:
    """Judge a comma: it ends a title, or parts the subjects of one ("Children, Young People and Education")."""
    following = place + 1
    if following >= len(tokens) or not tokens[following].is_capitalised:
        return 0
    name = match_name(tokens, following)
    if name is not None and (name.is_titled or name.rank is not None):
        return 0
    has_subject = any(item.word in ("for", "of") for item in tokens[at:place])
    if tokens[place - 1].word in _BARE_HEADS and not has_subject:
        return 0 if name is not None or is_role_word(tokens[following].word) else 2
    length = _find_list_end(tokens, following)
    if length:
        return length + 1
    return -1 if has_subject and not is_role_word(tokens[following].word) else 0


def _find_list_end(tokens: Sequence[Token], at: int) -> int:
    """Return how many tokens a list of subjects takes up to the word behind its "and", 0 where it is none."""
    place = at
    while place < len(tokens) and place - at < 14:
        token = tokens[place]
        if token.line_ends > 1 or is_role_word(token.word):
            return 0
        if token.word in ("and", "&"):
            return place - at + 1 if place + 1 < len(tokens) and tokens[place + 1].is_capitalised else 0
        if not token.is_capitalised and token.text != ",":
            return 0
        place += 1
    return 0


def _step_sign(tokens: Sequence[Token], place: int) -> int:
    """Judge a dash or a slash: "Corporate Director - Growth", "Operations/Change Management"."""
    following = place + 1
    if following >= len(tokens) or not tokens[following].is_capitalised or tokens[following].line_ends:
        return 0
    return 0 if match_name(tokens, following) is not None else 2


def _step_connector(tokens: Sequence[Token], at: int, place: int) -> int:
    following = place + 1
    while following < len(tokens) and tokens[following].word == "the":
        following += 1
    if following >= len(tokens) or not tokens[following].is_capitalised or not tokens[following].text[0].isalpha():
        return 0
    word = tokens[place].word
    name = match_name(tokens, following)
    if word in ("and", "&"):
        if name is not None and (name.is_titled or name.rank is not None) and not is_role_word(tokens[following].word):
            return 0
        has_subject = any(item.word in ("for", "of") or item.text == "," for item in tokens[at:place])
        if name is not None and not has_subject:
            return 0
        if name is not None and name.next_token < len(tokens) and tokens[name.next_token].text in ",(":
            return -1
    elif word == "the":
        return 0
    return following - place + 1
