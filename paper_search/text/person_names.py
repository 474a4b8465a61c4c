"""Names of people in a text, as printed: after a title anywhere, and without one in a list.

A name is read word by word, so that it ends where an office, a place or a sentence begins. What may be something else
than a name is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from paper_search.text.name_words import (
    COUNCIL_TIERS,
    FUNCTION_WORDS,
    HEADING_WORDS,
    HONORIFICS,
    LEGISLATORS,
    MEMBER_TITLES,
    PARTICLES,
    PLACE_WORDS,
    PLURAL_TITLES,
    POST_NOMINALS,
    RANKS,
    ROLE_SURNAMES,
    ROLE_WORDS,
    SURNAMES_TOO,
)

_TOKEN = re.compile(r"[^\W\d_]+(?:['’‘`´\-‐‑][^\W\d_]+)*|\d+|[^\w\s]|_")
_BODIES = frozenset(("council", "board", "committee"))
_MAX_PARTS = 5
"""Words and initials of a name at most."""
_MAX_LINE_ENDS = 3
"""Line ends between a title and its name at most; what stands further below is no part of it."""
_MAX_LIST = 120
"""Names that follow one title of several people at most."""
_MIN_WRAPPED_LINE = 45
"""Characters of a line that may have been broken inside a name."""
_TITLE_WORDS = HONORIFICS | MEMBER_TITLES | PLURAL_TITLES | RANKS
_TITLE_START = re.compile(
    r"\b(?=[A-Z])(?:{}|(?:{})(?=\s+C)|(?:Council|Board|Committee)(?=\s+Members?\b))\b".format(
        "|".join(sorted({*map(str.capitalize, _TITLE_WORDS), *map(str.upper, _TITLE_WORDS)})),
        "|".join(sorted(map(str.capitalize, COUNCIL_TIERS))),
    )
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign of a text, with its place and the line ends before it."""

    text: str
    start: int
    end: int
    line_ends: int

    @property
    def word(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def is_capitalised(self) -> bool:
        """True for a word that begins with a capital, "d'Arcy" and "McWren" too."""
        return self.text[0].isupper() or (len(self.text) > 2 and self.text[1] in "'’" and self.text[2].isupper())


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A name as printed, ``text[start:end]``.

    Attributes:
        start: where it begins, its title included unless that is an office or of several people.
        end: the offset behind it.
        rank: the span of the office right before it ("Mayor", "Inspector"), where there is one.
        is_titled: True where a title or an office stands before it, or one of several people.
        next_token: the place behind it in the tokens that it was read from.
    """

    start: int
    end: int
    rank: tuple[int, int] | None = None
    is_titled: bool = False
    next_token: int = 0


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the words, numbers and signs of a part of a text."""
    tokens, position = [], start
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        gap = text[position : match.start()]
        tokens.append(Token(match[0], match.start(), match.end(), gap.count("\n")))
        position = match.end()
    return tokens


def find_names(text: str) -> list[PrintedName]:
    """Return the names that stand after a title, in order; each name behind a title of several ("Cllrs Wren and Lark").

    Args:
        text: running text, of a sentence or of a whole paper.
    """
    names: list[PrintedName] = []
    position = 0
    for match in _TITLE_START.finditer(text):
        if match.start() < position:
            continue
        tokens = tokenise(text, *_bound_window(text, match.start()))
        found = list(read_titled_names(tokens, 0))
        if found:
            names += found
            position = found[-1].end
    return names


def _bound_window(text: str, start: int) -> tuple[int, int]:
    """Return the span in which the names that begin at ``start`` stand: up to the sentence's end, or so."""
    plural = text[start : start + 30].split(None, 1)[:1]
    is_plural = bool(plural) and plural[0].lower().strip(".,:") in PLURAL_TITLES
    return start, min(len(text), start + (1600 if is_plural else 120))


def read_titled_names(tokens: Sequence[Token], at: int) -> Iterator[PrintedName]:
    """Yield the names that begin at a token with a title: one, or all behind a title of several people."""
    if at < len(tokens) and is_plural_title(tokens, at):
        yield from _read_several(tokens, skip_plural_title(tokens, at))
    elif (name := match_name(tokens, at, bare=False)) is not None:
        yield name


def is_plural_title(tokens: Sequence[Token], at: int) -> bool:
    """Return True at "Cllrs" and the like."""
    return (tokens[at].word in PLURAL_TITLES and tokens[at].is_capitalised) or _is_member_of(tokens, at, "members")


def _is_member_of(tokens: Sequence[Token], at: int, noun: str) -> bool:
    """Return True at "Council Member", as councils in America have it."""
    pair = tokens[at : at + 2]
    return (
        len(pair) == 2
        and pair[0].word in _BODIES
        and pair[1].word == noun
        and pair[0].is_capitalised
        and pair[1].is_capitalised
    )


def skip_plural_title(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind a title of several people and the signs that close it."""
    at = skip_point(tokens, at + (1 if tokens[at].word in PLURAL_TITLES else 2))
    return at + 1 if at < len(tokens) and tokens[at].text == ":" else at


def skip_point(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind a full stop that closes an abbreviation, else ``at``."""
    if 0 < at < len(tokens) and tokens[at].text == "." and tokens[at].start == tokens[at - 1].end:
        return at + 1
    return at


def _read_several(tokens: Sequence[Token], at: int) -> Iterator[PrintedName]:
    for _ in range(_MAX_LIST):
        name = match_name(tokens, at, bare=True, single=True)
        if name is None:
            return
        yield name
        at = name.next_token
        following = at
        while following < len(tokens) and tokens[following].word in (",", "and", "&"):
            following += 1
        if following == at:
            return
        at = following


def match_name(tokens: Sequence[Token], at: int, bare: bool = True, single: bool = False) -> PrintedName | None:
    """Return the name that begins at a token.

    Args:
        tokens: the tokens of a text.
        at: the place of the first.
        bare: True where a name may stand without a title: then it has two parts.
        single: True where a surname alone will do, since a title of several people stands before it.
    """
    body, rank, has_title = _read_titles(tokens, at)
    if (body == at and not bare) or (body < len(tokens) and body > at and tokens[body].line_ends > _MAX_LINE_ENDS):
        return None
    parts, end = _read_parts(tokens, body, has_title or single)
    if not _is_whole(parts, has_title or single or rank is not None):
        return None
    start = body if rank is not None else at
    end_offset = tokens[end - 1].end
    return PrintedName(
        tokens[start].start,
        end_offset,
        None if rank is None else (tokens[rank[0]].start, tokens[rank[1] - 1].end),
        has_title or rank is not None or single,
        end,
    )


def _read_titles(tokens: Sequence[Token], at: int) -> tuple[int, tuple[int, int] | None, bool]:
    """Return the place behind titles, the tokens of an office among them, and True where a title is."""
    rank, has_title, place = None, False, at
    while place < len(tokens) and tokens[place].is_capitalised and (place == at or tokens[place].line_ends < 3):
        word = tokens[place].word
        is_tier = word in COUNCIL_TIERS and place + 1 < len(tokens) and tokens[place + 1].word in MEMBER_TITLES
        if _is_member_of(tokens, place, "member"):
            has_title, place = True, place + 1
        elif word in HONORIFICS or word in MEMBER_TITLES or is_tier:
            has_title = True
        elif word in RANKS or (word in ("deputy", "chief", "vice") and _is_rank_next(tokens, place)):
            rank = (place if rank is None else rank[0], place + 1)
        else:
            break
        place = skip_point(tokens, place + 1)
    return place, None if has_title else rank, has_title or rank is not None


def _is_rank_next(tokens: Sequence[Token], place: int) -> bool:
    return place + 1 < len(tokens) and tokens[place + 1].word in RANKS


def _read_parts(tokens: Sequence[Token], at: int, is_titled: bool) -> tuple[list[Token], int]:
    """Return the parts of a name and the place behind them."""
    parts: list[Token] = []
    place = at
    while place < len(tokens) and len(parts) < _MAX_PARTS:
        token = tokens[place]
        if parts and (_ends_line(tokens, at, place, parts) or _begins_letters(parts, tokens, place)):
            break
        if _is_part(token, parts, is_titled) or (is_initials(token) and _may_go_on(tokens, place)):
            parts.append(token)
        elif not _is_particle(tokens, place):
            break
        else:
            parts.append(token)
        place += 1
        if is_initials(token):
            place = skip_point(tokens, place)
    end = place
    while parts and parts[-1].text.lower() in PARTICLES and not parts[-1].is_capitalised:
        parts.pop()
        end -= 1
    return parts, _skip_bracketed_initial(tokens, end) if parts else at


def _begins_letters(parts: Sequence[Token], tokens: Sequence[Token], place: int) -> bool:
    """Return True at "M.B.E." behind a surname."""
    return not is_initials(parts[-1]) and find_dotted_end(tokens, place) > place


def find_dotted_end(tokens: Sequence[Token], place: int) -> int:
    """Return the place behind letters with a point behind each ("M.B.E."), ``place`` where they are fewer than two."""
    end = place
    while (
        end + 1 < len(tokens)
        and len(tokens[end].text) == 1
        and tokens[end].text.isupper()
        and skip_point(tokens, end + 1) > end + 1
    ):
        end += 2
    return (
        end
        if end - place >= 4 and (end >= len(tokens) or not tokens[end].is_capitalised or tokens[end].line_ends > 0)
        else place
    )


def _may_go_on(tokens: Sequence[Token], place: int) -> bool:
    """Return True where a word follows initials, as a surname must."""
    following = skip_point(tokens, place + 1)
    return following < len(tokens) and tokens[following].is_capitalised


def _ends_line(tokens: Sequence[Token], at: int, place: int, parts: Sequence[Token]) -> bool:
    """Return True where a line ends inside what is a name already, or may be one."""
    if not tokens[place].line_ends:
        return False
    if all(map(is_initials, parts)):
        return tokens[place].line_ends > 3
    if len(parts) > 1 or tokens[place].line_ends > 2 or place + 1 >= len(tokens):
        return True
    # "Humza,\nWren" goes on in a list that is broken into lines; "Jo\nWren" is one name where the line is full.
    following = tokens[place + 1]
    is_item = following.word in (",", "and", "&", ";", "(", ".") or following.text in LEGISLATORS
    return not is_item or _line_length(tokens, place - 1) < _MIN_WRAPPED_LINE


def _line_length(tokens: Sequence[Token], place: int) -> int:
    last = place
    while place > 0 and not tokens[place].line_ends:
        place -= 1
    return tokens[last].end - tokens[place].start


def is_initials(token: Token) -> bool:
    """Return True for "J", "JR"; text recognition and typing leave the points out."""
    return token.text.isupper() and token.text.isalpha() and len(token.text) <= 2


def _is_part(token: Token, parts: Sequence[Token], is_titled: bool) -> bool:
    word = token.word
    if not token.text[0].isalpha() or not token.is_capitalised or len(token.text) < 2 or is_initials(token):
        return False
    if is_titled and word in ROLE_SURNAMES and parts and all(map(is_initials, parts)):
        return True
    if word in FUNCTION_WORDS or is_role_word(word) or token.text in LEGISLATORS or _is_post_nominal(token):
        return False
    if word in HONORIFICS or word in MEMBER_TITLES or word in PLURAL_TITLES:
        return False
    if word in HEADING_WORDS:
        return is_titled and word in SURNAMES_TOO
    return word not in PLACE_WORDS or is_titled or (bool(parts) and is_initials(parts[0]))


def _is_post_nominal(token: Token) -> bool:
    return token.text.isupper() and token.word in POST_NOMINALS


def is_role_word(word: str) -> bool:
    """Return True for a word of an office, "Clerk-Treasurer" too."""
    return word in ROLE_WORDS or ("-" in word and any(part in ROLE_WORDS for part in word.split("-")))


def _is_particle(tokens: Sequence[Token], place: int) -> bool:
    """Return True at "de", "van der" and the like, where a capital follows on the line."""
    while tokens[place].word in PARTICLES and place + 1 < len(tokens) and not tokens[place + 1].line_ends:
        place += 1
        if tokens[place].is_capitalised:
            return tokens[place].text[0].isalpha()
    return False


def _skip_bracketed_initial(tokens: Sequence[Token], end: int) -> int:
    """Return the place behind "(J)", which tells members of one surname apart."""
    signs = [token.text for token in tokens[end : end + 3]]
    if len(signs) == 3 and signs[0] == "(" and signs[2] == ")" and len(signs[1]) == 1 and signs[1].isupper():
        return end + 3
    return end


def _is_whole(parts: Sequence[Token], is_titled: bool) -> bool:
    """Return True where parts make a name: a surname behind a title, else with a first name or an initial."""
    if not parts:
        return False
    words = [part for part in parts if not is_initials(part) and part.is_capitalised]
    if not words or is_initials(parts[-1]):
        return False
    if is_titled and len(parts) < _MAX_PARTS:
        return True
    # "VILLAGE FETE" is a heading; "J WREN" and "Jo WREN" are names.
    is_shouted = all(len(part.text) > 2 and part.text.isupper() for part in words) and len(words) == len(parts)
    # "Jo Wren Ada Lark" are two names without a comma, and "Jo de la Lark" is one.
    are_two = len(words) == len(parts) > 3 or (
        is_initials(parts[0]) and any(map(is_initials, parts[2:-1])) and not is_initials(parts[1])
    )
    return len(parts) >= 2 and not is_shouted and not are_two
