"""Names of lists that put the surname first: "WREN, J", "LARK, Mrs Ann"."""

from __future__ import annotations

from collections.abc import Sequence

from paper_search.text.name_tokens import Token, is_initials, skip_point
from paper_search.text.name_words import HONORIFICS, LEGISLATORS, PARTICLES, POST_NOMINALS
from paper_search.text.person_names import PrintedName, is_name_part, is_role_word

_MAX_WORDS = 4
"""Words of a surname, and of the names behind its comma, at most."""


def match_surname_first(tokens: Sequence[Token], at: int) -> PrintedName | None:
    """Return the name of a list that puts the surname first: "WREN, J;", "LARK, Mrs Ann".

    A comma parts other names too. So the given names are initials, or the surname alone stands in capitals, and the
    item ends behind them at another sign.
    """
    place = at
    while (
        place < len(tokens)
        and place < at + _MAX_WORDS
        and (is_name_part(tokens[place], tokens[at:place], True) or tokens[place].word in PARTICLES)
    ):
        place += 1
    surname = tokens[at:place]
    if (
        not surname
        or place >= len(tokens)
        or tokens[place].text != ","
        or any(token.line_ends for token in surname[1:])
    ):
        return None
    given = place + 1
    while given < len(tokens) and tokens[given].word in HONORIFICS and not tokens[given].line_ends:
        given = skip_point(tokens, given + 1)
    end = given
    while end < len(tokens) and end < given + _MAX_WORDS and tokens[end].is_capitalised and not tokens[end].line_ends:
        end = skip_point(tokens, end + 1)
    firsts = [token for token in tokens[given:end] if token.text != "."]
    is_end = end >= len(tokens) or tokens[end].line_ends > 0 or tokens[end].text in ";(|"
    if not firsts or not is_end or not _are_given(surname, firsts):
        return None
    return PrintedName(surname[0].start, tokens[end - 1].end, None, False, end)


def _are_given(surname: Sequence[Token], firsts: Sequence[Token]) -> bool:
    """Return True where words behind a comma are the given names of a surname."""
    if any(token.text in LEGISLATORS or token.word in POST_NOMINALS or is_role_word(token.word) for token in firsts):
        return False
    is_shouted = all(token.text.isupper() and len(token.text) > 2 for token in surname if token.word not in PARTICLES)
    if all(map(is_initials, firsts)):
        return is_shouted or len(surname) == 1
    return is_shouted and all(
        (is_name_part(token, (), False) and not token.text.isupper()) or is_initials(token) for token in firsts
    )
