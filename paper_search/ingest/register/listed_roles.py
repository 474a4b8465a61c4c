"""Roles behind the names of a list: "Jo Wren – Head of Finance", "Mrs Lark, Clerk", "Wren OBE"."""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.text.name_tokens import Token, find_dotted_end
from paper_search.text.name_words import LEGISLATORS, POST_NOMINALS
from paper_search.text.person_names import is_plural_title, is_role_word, match_name

DASHES = frozenset(("-", "–", "—", "−"))
MAX_CAPACITY = 18
"""Words and signs of a role at most."""
_OPEN_WORDS = frozenset("of for and & to the in with , / - – —".split())
"""Words after which a role goes on over the end of a line."""
_INSIDE_ROLE = frozenset("& and of for / -".split())
"""Words between two words of a role: "Development & Building Control Manager"."""


def skip_letters(tokens: Sequence[Token], place: int) -> int:
    """Return the place behind "OBE" or ", MP"."""
    if tokens[place].line_ends > 1:
        return place
    following = place + 1 if tokens[place].text == "," else place
    if (dotted := find_dotted_end(tokens, following)) > following:
        return dotted
    if following < len(tokens) and (
        tokens[following].text in LEGISLATORS
        or (tokens[following].text[0].isupper() and tokens[following].word in POST_NOMINALS)
    ):
        return following + 1
    return place


def read_role(tokens: Sequence[Token], place: int) -> tuple[int, int, int] | None:
    """Return the start and the end of a role behind a name, and the place behind it: "– Chair", ", Clerk"."""
    sign = tokens[place].text
    is_dash, is_comma = sign in DASHES, sign == ","
    start = place + 1 if is_dash or is_comma else place
    while start < len(tokens) and tokens[start].word in ("the", "an"):
        start += 1
    if start >= len(tokens) or (tokens[place].line_ends and not is_dash) or tokens[start].line_ends > 1:
        return None
    if (
        is_plural_title(tokens, start)
        or not _is_role_start(tokens, start)
        or (match_name(tokens, start) is not None and not is_dash)
    ):
        return None
    end = start + 1
    while end < len(tokens) and end - start < MAX_CAPACITY and not _is_role_end(tokens, start, end):
        end += 1
    while end > start + 1 and tokens[end - 1].text in ",-–:/":
        end -= 1
    if end < len(tokens) and tokens[end].text == "(" and match_name(tokens, end + 1) is not None:
        # "Mr Wren, the Clerk (Jo Lark)": the role is that of the next.
        return None
    return tokens[start].start, tokens[end - 1].end, end


def _is_role_start(tokens: Sequence[Token], place: int) -> bool:
    """Return True where a role begins within the next words: "Parish Clerk", "Head of Finance"."""
    for following in range(place, min(place + 8, len(tokens))):
        token = tokens[following]
        is_inside = following > place and (token.word in _INSIDE_ROLE or token.text.isdigit())
        if not (token.is_capitalised or is_inside) or (following > place and token.line_ends):
            return False
        if is_role_word(token.word):
            return True
    return False


def _is_role_end(tokens: Sequence[Token], start: int, place: int) -> bool:
    """Return True where a role that began at ``start`` has ended."""
    token, before = tokens[place], tokens[place - 1]
    if token.text in ";|()[]:•.":
        return True
    if before.word in ("to", "for", "of") and not token.line_ends:
        return False
    if token.line_ends:
        return before.word not in _OPEN_WORDS or token.line_ends > 2
    if token.word in (",", "and", "&"):
        return _is_joiner_end(tokens, place)
    if not token.is_capitalised:
        return token.word not in _OPEN_WORDS and not (token.text.isdigit() and before.word == "section")
    return match_name(tokens, place, bare=is_role_word(before.word)) is not None


def _is_joiner_end(tokens: Sequence[Token], place: int) -> bool:
    """Judge a comma or "and": "Director of Families, Schools and Learning" goes on, "Clerk and 3 guests" ends."""
    following = place + 1
    if tokens[place].text == "," and following < len(tokens) and tokens[following].word == "and":
        following += 1
    if following >= len(tokens):
        return True
    return not tokens[following].is_capitalised or match_name(tokens, following) is not None
