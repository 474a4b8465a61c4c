"""Names of people in a text, as printed: after a title anywhere, and without one in a list.

A name is read word by word, so that it ends where an office, a place or a sentence begins. What may be something else
than a name is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from paper_search.text.name_tokens import (
    Token,
    find_dotted_end,
    is_hyphen_of_line,
    is_initials,
    skip_bracketed_initials,
    skip_initials_behind,
    skip_point,
    tokenise,
)
from paper_search.text.name_words import (
    COUNCIL_TIERS,
    FUNCTION_WORDS,
    GIVEN_NAMES_TOO,
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
    at = skip_tiers(tokens, at)
    return (tokens[at].word in PLURAL_TITLES and tokens[at].is_capitalised) or _is_member_of(tokens, at, "members")


def skip_tiers(tokens: Sequence[Token], at: int) -> int:
    """Return the place of the title behind "County Borough", else ``at``."""
    place = at
    while place < len(tokens) and tokens[place].word in COUNCIL_TIERS and tokens[place].is_capitalised:
        place += 1
    is_title = place < len(tokens) and tokens[place].word in MEMBER_TITLES | PLURAL_TITLES
    return place if is_title and tokens[place].is_capitalised else at


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
    at = skip_tiers(tokens, at)
    at = skip_point(tokens, at + (1 if tokens[at].word in PLURAL_TITLES else 2))
    return at + 1 if at < len(tokens) and tokens[at].text == ":" else at


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
    if len(parts) == 1 and (has_title or single):
        end = skip_initials_behind(tokens, end)
    start = body if rank is not None else at
    end_offset = tokens[end - 1].end
    return PrintedName(
        tokens[start].start,
        end_offset,
        None if rank is None else (tokens[rank[0]].start, tokens[rank[1] - 1].end),
        has_title or rank is not None or single,
        end,
    )


def match_name_by_role(tokens: Sequence[Token], at: int) -> PrintedName | None:
    """Return the name that stands beside a role: then its surname may be a word of places, as in "Susan Park"."""
    name = match_name(tokens, at)
    if name is not None or at >= len(tokens) or tokens[at].word in PLACE_WORDS | HEADING_WORDS:
        return name
    name = match_name(tokens, at, single=True)
    has_initial = at + 1 < len(tokens) and is_initials(tokens[at + 1])
    return name if name is not None and name.next_token == at + (3 if has_initial else 2) else None


def _read_titles(tokens: Sequence[Token], at: int) -> tuple[int, tuple[int, int] | None, bool]:
    """Return the place behind titles, the tokens of an office among them, and True where a title is."""
    rank, has_title, place = None, False, at
    while place < len(tokens) and tokens[place].is_capitalised and (place == at or tokens[place].line_ends < 3):
        word = tokens[place].word
        is_tier = skip_tiers(tokens, place) > place and tokens[skip_tiers(tokens, place)].word in MEMBER_TITLES
        if _is_member_of(tokens, place, "member"):
            has_title, place = True, place + 1
        elif word in HONORIFICS or word in MEMBER_TITLES or is_tier:
            has_title = True
        elif word in RANKS or (word in ("deputy", "chief", "vice") and _is_rank_next(tokens, place)):
            rank = (place if rank is None else rank[0], _skip_pro_tem(tokens, place + 1))
            place = rank[1] - 1
        else:
            break
        place = _skip_other_language(tokens, skip_point(tokens, place + 1))
    return place, None if has_title else rank, has_title or rank is not None


def _skip_pro_tem(tokens: Sequence[Token], place: int) -> int:
    """Return the place behind "Pro Tem" of "Mayor Pro Tem", else ``place``."""
    words = [token.word for token in tokens[place : place + 2]]
    return place + 2 if words in (["pro", "tem"], ["pro", "tempore"]) else place


def _skip_other_language(tokens: Sequence[Token], place: int) -> int:
    """Return the place behind the stroke of "Cyng. / Cllr", else ``place``."""
    following = place + 1
    is_title = following < len(tokens) and tokens[following].word in MEMBER_TITLES and tokens[following].is_capitalised
    return following if is_title and tokens[place].text == "/" else place


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
        if is_hyphen_of_line(tokens, place):
            place += 1
            continue
        if is_name_part(token, parts, is_titled) or (is_initials(token) and _may_go_on(tokens, place, parts)):
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
    return parts, skip_bracketed_initials(tokens, end) if len(parts) == 1 else end if parts else at


def _begins_letters(parts: Sequence[Token], tokens: Sequence[Token], place: int) -> bool:
    """Return True at "M.B.E." behind a surname."""
    return not is_initials(parts[-1]) and find_dotted_end(tokens, place) > place


def _may_go_on(tokens: Sequence[Token], place: int, parts: Sequence[Token]) -> bool:
    """Return True where a word follows initials, as a surname must."""
    following = skip_point(tokens, place + 1)
    if following >= len(tokens) or not tokens[following].is_capitalised:
        return False
    return not tokens[following].line_ends or all(map(is_initials, parts))


def _ends_line(tokens: Sequence[Token], at: int, place: int, parts: Sequence[Token]) -> bool:
    """Return True where a line ends inside what is a name already, or may be one."""
    if not tokens[place].line_ends or is_hyphen_of_line(tokens, place - 1):
        return tokens[place].has_gap and not all(map(is_initials, parts))
    if all(map(is_initials, parts)):
        return tokens[place].line_ends > 3
    if len(parts) > 1 or tokens[place].line_ends > 2 or place + 1 >= len(tokens):
        return True
    # "Humza,\nWren" goes on in a list that is broken into lines; "Jo\nWren" is one name where the line is full.
    following = tokens[place + 1]
    is_item = following.word in (",", "and", "&", ";", "(", ".") or following.text in LEGISLATORS
    return not is_item or not _is_wrapped(tokens, at, place)


def _is_wrapped(tokens: Sequence[Token], at: int, place: int) -> bool:
    """Return True for a line that is full, or that holds other names before a comma."""
    first = place - 1
    while first > 0 and not tokens[first].line_ends:
        first -= 1
    behind, is_titled = tokens[place + 1].word, False
    while at > first and (tokens[at - 1].word in HONORIFICS | MEMBER_TITLES or tokens[at - 1].text == "."):
        at, is_titled = at - 1, True
    if is_titled and behind == "(" and place + 2 < len(tokens) and is_role_word(tokens[place + 2].word):
        # "Cllr Mrs Jo\nWren (Chair)": the second line would bear a title if it were another member's.
        return True
    has_others = first < at and tokens[at - 1].word in (",", "and", "&") and behind in (",", "and", "&")
    return has_others or tokens[place - 1].end - tokens[first].start >= _MIN_WRAPPED_LINE


def is_name_part(token: Token, parts: Sequence[Token], is_titled: bool) -> bool:
    """Return True for a word that may be a part of a name behind other parts."""
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
        return (is_titled and word in SURNAMES_TOO) or (word in GIVEN_NAMES_TOO and not parts)
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
