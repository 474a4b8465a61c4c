"""Lists of people: names with what is printed beside them, read until the words are no list any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from paper_search.ingest.register.list_words import find_capacity, find_noise_end
from paper_search.ingest.register.listed_roles import DASHES, MAX_CAPACITY, read_role, skip_letters
from paper_search.text.name_tokens import Token, is_initials
from paper_search.text.name_words import LEGISLATORS
from paper_search.text.person_names import (
    PrintedName,
    is_plural_title,
    is_role_word,
    match_name,
    match_name_by_role,
    skip_plural_title,
)
from paper_search.text.surname_first import match_surname_first

_JOINERS = frozenset((",", ";", "and", "&", "ac", "agus", "a"))
_BREAKS = frozenset(("|", "•", "·", "▪", "§", "*", ">", "-", "–", "—", "o", "\uf0b7"))
_CLOSED_BY = {"(": ")", "[": "]"}
_MAX_BRACKET, _MAX_ROLE_BEFORE = 24, 22
"""Words and signs of what stands in brackets, and of a role before a name, at most."""
_ARTICLES = frozenset(("y", "yr", "the", "The", "THE", "WORSHIPFUL"))
_GOES_ON = frozenset("representing for from deputising substituting as on in until via by (".split())
_REMARK = frozenset("was were arrived joined left attended virtually remotely online entered departed".split())


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody in a list: the name, and the spans of the role and of other words beside it."""

    name: PrintedName
    start: int
    end: int
    capacity: tuple[int, int] | None = None
    notes: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class _ListState:
    """The part of a list that has been read."""

    people: list[ListedPerson] = field(default_factory=list)
    is_plural: bool = False
    is_vertical: bool = False
    is_closed: bool = False


def _is_joiner(token: Token) -> bool:
    """Return True for a sign or a word between two items; "a" is Welsh for "and"."""
    return token.word in _JOINERS and token.text != "A"


class PeopleList:
    """Reads the people of one list of a text; ``end`` is where the list ended."""

    def __init__(
        self,
        text: str,
        tokens: Sequence[Token],
        heading_starts: frozenset[int] = frozenset(),
        is_in_sentence: bool = False,
    ) -> None:
        self._text, self._tokens, self._headings = text, tokens, heading_starts
        self._is_in_sentence = is_in_sentence
        self._state = _ListState()
        self.end = tokens[0].start if tokens else 0

    def read(self, is_vertical: bool) -> list[ListedPerson]:
        """Return the people, up to the first words that are none.

        Args:
            is_vertical: True where the list begins on a line of its own, so that names may stand one a line.
        """
        self._state.is_vertical = is_vertical
        place, has_joiner = 0, True
        while place < len(self._tokens):
            if self._is_in_sentence and self._state.people and self._tokens[place].text == ".":
                break
            following, joined = self._skip_joiners(place)
            has_joiner = has_joiner or joined
            if following >= len(self._tokens):
                break
            noise = self._skip_noise(following)
            if noise > following:
                place, has_joiner = noise, False
                continue
            after = self._read_item(following, has_joiner)
            if after is None:
                break
            place, has_joiner = after, False
            self.end = self._tokens[place - 1].end
        return self._state.people

    def _skip_joiners(self, place: int) -> tuple[int, bool]:
        tokens, joined = self._tokens, False
        while place < len(tokens) and (
            tokens[place].text in _BREAKS or _is_joiner(tokens[place]) or tokens[place].text in ".:"
        ):
            if tokens[place].text == "." and place + 1 < len(tokens) and not tokens[place + 1].line_ends and not joined:
                joined = joined or False
            joined = joined or _is_joiner(tokens[place]) or tokens[place].text == "|"
            place += 1
        return place, joined

    def _skip_noise(self, place: int) -> int:
        """Return the place behind "7 members of the public" or "(six Councillors)"."""
        start = self._tokens[place].start
        if self._tokens[place].text == "(" and not self._state.people:
            return self._skip_bracket(place)
        is_article = self._tokens[place].word in ("y", "yr") and is_plural_title(
            self._tokens, min(place + 1, len(self._tokens) - 1)
        )
        if is_article or self._tokens[place].text in _ARTICLES:
            return place + 1
        end = find_noise_end(self._text, start)
        while place < len(self._tokens) and self._tokens[place].start < end:
            place += 1
        return place

    def _skip_bracket(self, place: int) -> int:
        close = _CLOSED_BY.get(self._tokens[place].text)
        for following in range(place + 1, min(len(self._tokens), place + _MAX_BRACKET)):
            if self._tokens[following].text == close:
                return following + 1
        return place

    def _read_item(self, place: int, has_joiner: bool) -> int | None:
        """Read one item and return the place behind it, None where none is there."""
        tokens, state = self._tokens, self._state
        if is_plural_title(tokens, place) and place + 1 < len(tokens):
            state.is_plural, place = True, skip_plural_title(tokens, place)
            has_joiner = True
        if place >= len(tokens):
            return None
        if not (name := self._match(place, has_joiner)):
            after = self._read_role_first(place, has_joiner)
            return after if after is None or self._is_item_end(after) else self._skip_remark(after)
        return self._add(place, name, has_joiner)

    def _match(self, place: int, has_joiner: bool) -> PrintedName | None:
        """Return the name at a place if a name may stand there."""
        token = self._tokens[place]
        if (has_joiner or token.line_ends) and (name := match_surname_first(self._tokens, place)) is not None:
            return name
        name = match_name(self._tokens, place)
        if name is None and self._may_be_surname(place, has_joiner):
            name = match_name(self._tokens, place, single=True)
        if name is None and (has_joiner or self._state.is_vertical):
            name = self._match_beside_role(place)
        if name is None or (name.is_titled and name.rank is None):
            return name
        if has_joiner or (not token.line_ends and self._is_behind_bracket(place)) or name.rank is not None:
            return name
        is_in_columns = token.has_gap or self._has_gap_behind(name)
        is_heading = token.start in self._headings and not is_in_columns and self._read_role_behind(name) is None
        if not (token.line_ends or token.has_gap) or is_heading:
            return None
        return name if self._state.is_vertical or is_initials(token) else None

    def _match_beside_role(self, place: int) -> PrintedName | None:
        """Return the name before a role, whose surname may be a word of places: "Una Hill (Head of Highways)"."""
        name = match_name_by_role(self._tokens, place)
        if name is None:
            return None
        tokens, behind = self._tokens, name.next_token
        if behind < len(tokens) and tokens[behind].text == "(" and (after := self._skip_bracket(behind)) > behind:
            capacity = find_capacity(self._text, (tokens[behind].end, tokens[after - 1].start), name)
            return name if capacity is not None and self._is_role(capacity) else None
        return name if self._read_role_behind(name) is not None else None

    def _read_role_behind(self, name: PrintedName) -> tuple[int, int, int] | None:
        return read_role(self._tokens, name.next_token) if name.next_token < len(self._tokens) else None

    def _has_gap_behind(self, name: PrintedName) -> bool:
        return name.next_token < len(self._tokens) and self._tokens[name.next_token].has_gap

    def _may_be_surname(self, place: int, has_joiner: bool) -> bool:
        """Return True where a surname alone may stand: behind "Councillors", "Councillor Wren (Chair) Lark (Whip)"."""
        if self._state.is_plural:
            return has_joiner
        following = self._tokens[place + 1].text if place + 1 < len(self._tokens) else ""
        people = self._state.people
        return following == "(" and bool(people) and people[0].name.is_titled and people[0].name.rank is None

    def _is_behind_bracket(self, place: int) -> bool:
        return place > 0 and (self._tokens[place - 1].text in ")]" or bool(self._state.people))

    def _add(self, place: int, name: PrintedName, has_joiner: bool) -> int | None:
        if (
            self._state.is_closed
            and len(self._text[name.start : name.end].split()) > 1
            and not is_initials(self._tokens[place])
        ):
            # "Councillors Wren and Lark, Jo Hull, Ruth": whoever follows the last of the councillors is none.
            self._state.is_plural = self._state.is_closed = False
        if place > 0 and self._tokens[place - 1].word in ("and", "&") and self._state.is_plural:
            self._state.is_closed = True
        capacity, notes, after = self._read_beside(name.next_token, name)
        if not self._is_item_end(after):
            end = self._skip_remark(after)
            if end is None:
                return None
            after = end
        if capacity is None and name.rank is not None:
            capacity = name.rank
        start = min(name.start, capacity[0] if capacity else name.start)
        end = max(name.end, capacity[1] if capacity else 0, *(note[1] for note in notes), 0)
        # "Cllr Wren Cllr Lark Jo Hull": without commas, a third word may be the next name.
        token = self._tokens[place]
        is_doubtful = not has_joiner and not token.line_ends and not token.has_gap and name.next_token - place > 3
        if not is_doubtful or not self._state.people or self._has_initial(place, name):
            self._state.people.append(ListedPerson(name, start, end, capacity, tuple(notes)))
        return after

    def _has_initial(self, place: int, name: PrintedName) -> bool:
        return any(map(is_initials, self._tokens[place : name.next_token]))

    def _is_item_end(self, place: int) -> bool:
        """Return True where an item may end: at a joiner, a sign, a line's end or the next name."""
        tokens = self._tokens
        if place >= len(tokens) or tokens[place].line_ends or tokens[place].has_gap:
            return True
        text = tokens[place].text
        if text.isdigit() and place + 1 < len(tokens) and tokens[place + 1].text in ".)":
            return True
        if text in ".,;|&•:" or tokens[place].text in ("and", "ac", "agus", "a") or tokens[place - 1].text in ")]":
            return text != ":"
        if is_role_word(tokens[place - 1].word) and tokens[place - 1].text.isupper():
            return True
        name = match_name(tokens, place)
        return (name is not None and (name.is_titled or name.rank is not None)) or is_plural_title(tokens, place)

    def _skip_remark(self, place: int) -> int | None:
        """Return the place behind words that go on about somebody: "representing …", "arrived at 7.10"."""
        word = self._tokens[place].word
        is_behind_dash = word in DASHES and place + 1 < len(self._tokens) and self._tokens[place + 1].text.islower()
        if word not in _GOES_ON and word not in _REMARK and not is_behind_dash:
            return None
        stops = ".;|" if word in _REMARK else ".,;|"
        following = place + 1
        while following < len(self._tokens) and following < place + MAX_CAPACITY:
            token = self._tokens[following]
            if token.text in stops or token.line_ends or (token.word == "and" and word not in _REMARK):
                return following
            following += 1
        return following if following >= len(self._tokens) else None

    def _read_beside(self, place: int, name: PrintedName) -> tuple[tuple[int, int] | None, list[tuple[int, int]], int]:
        """Return the span of the role beside a name, the spans of other words, and the place behind them."""
        tokens = self._tokens
        capacity: tuple[int, int] | None = None
        notes: list[tuple[int, int]] = []
        while place < len(tokens) and tokens[place].line_ends < 3:
            if (after := skip_letters(self._tokens, place)) > place:
                if tokens[after - 1].text in LEGISLATORS and capacity is None:
                    capacity = (tokens[after - 1].start, tokens[after - 1].end)
                place = after
                continue
            if tokens[place].text in _CLOSED_BY and (after := self._skip_bracket(place)) > place:
                span = (tokens[place].end, tokens[after - 1].start)
                if capacity is None and (found := find_capacity(self._text, span, name)) is not None:
                    capacity = found
                else:
                    notes.append(span)
                place = after
                continue
            role = read_role(self._tokens, place) if capacity is None or not self._is_role(capacity) else None
            if role is None:
                break
            notes += [capacity] if capacity is not None else []
            capacity, place = (role[0], role[1]), role[2]
        return capacity, notes, place

    def _is_role(self, span: tuple[int, int]) -> bool:
        return any(map(is_role_word, self._text[slice(*span)].lower().replace(",", " ").split()))

    def _read_role_first(self, place: int, has_joiner: bool) -> int | None:
        """Read "Chief Executive (Mr P Daly)" or "Fire Chief Jo Wren" and return the place behind it."""
        tokens = self._tokens
        if not tokens[place].is_capitalised or (
            tokens[place].line_ends
            and not has_joiner
            and not self._state.is_vertical
            and not self._has_roles_first(place)
        ):
            return None
        last_role: int | None = None
        for following in range(place, min(len(tokens), place + _MAX_ROLE_BEFORE)):
            token = tokens[following]
            if token.text in "(;.|:,":
                is_over, after = self._read_at_sign(place, following, last_role)
                if is_over:
                    return after
            if is_role_word(token.word):
                last_role = following
            if last_role is not None and (after := self._read_after_role(place, last_role, following)) is not None:
                return after
        return None

    def _read_at_sign(self, place: int, at: int, last_role: int | None) -> tuple[bool, int | None]:
        """Return True where a sign ends a role that stands before a name, and the place behind the name."""
        tokens, sign = self._tokens, self._tokens[at].text
        if sign == "(":
            return True, self._read_bracketed(place, at) if last_role is not None else None
        if sign == ";":
            # "Director of Education; C Wren, Chief Officer": an office without a name.
            return True, at if last_role is not None else None
        if sign in ".|":
            return not (sign == "." and is_initials(tokens[at - 1])), None
        after = self._read_signed(place, at) if last_role is not None else None
        is_end = sign == ":" and (last_role is not None or tokens[place].line_ends > 0)
        return is_end or after is not None, after

    def _has_roles_first(self, place: int) -> bool:
        """Return True at an office that begins a line, where that of the person before stands before the name."""
        last = self._state.people[-1] if self._state.people else None
        is_first = last is not None and last.capacity is not None and last.capacity[0] < last.name.start
        return is_first and is_role_word(self._tokens[place].word)

    def _read_bracketed(self, place: int, bracket: int) -> int | None:
        name = match_name(self._tokens, bracket + 1)
        inside = self._tokens[bracket + 1 : bracket + 3]
        if name is None and len(inside) == 2 and inside[0].text.isupper() and inside[1].text == ")":
            # "Chief Executive (JW); Monitoring Officer (Jo Lark)": initials name nobody.
            return bracket + 3
        if name is None or name.next_token >= len(self._tokens) or self._tokens[name.next_token].text != ")":
            return None
        end = bracket
        while end > place + 1 and self._tokens[end - 1].text in ",-–":
            end -= 1
        capacity = (self._tokens[place].start, self._tokens[end - 1].end)
        self._state.people.append(ListedPerson(name, capacity[0], name.end, capacity))
        return name.next_token + 1

    def _read_signed(self, place: int, sign: int) -> int | None:
        """Return the place behind "Head of Law: Jo Wren" or "The Leader of the Council, Cllr Wren"."""
        tokens = self._tokens
        name = match_name_by_role(self._tokens, sign + 1)
        max_line_ends = 0 if tokens[sign].text == ":" else 1
        if any(token.line_ends > max_line_ends for token in tokens[place + 1 : sign + 1]):
            return None
        is_fit = name is not None and (tokens[sign].text == ":" or (name.is_titled and name.rank is None))
        if name is None or not is_fit or tokens[sign + 1].line_ends or not self._is_item_end(name.next_token):
            return None
        capacity = (tokens[place].start, tokens[sign - 1].end)
        self._state.people.append(ListedPerson(name, capacity[0], name.end, capacity))
        return name.next_token

    def _read_after_role(self, place: int, last_role: int, at: int) -> int | None:
        """Return the place behind the name that follows the last word of a role."""
        tokens = self._tokens
        if at != last_role or at + 1 >= len(tokens):
            return None
        start = at + 1
        if tokens[start].text in ":-–":
            start += 1
        if start >= len(tokens) or tokens[start].line_ends > 1 or is_role_word(tokens[start].word):
            return None
        name = match_name_by_role(self._tokens, start)
        if name is None or not self._is_item_end(name.next_token):
            return None
        capacity = (tokens[place].start, tokens[last_role].end)
        if any(token.text in ",;" for token in tokens[place:last_role]):
            return None
        self._state.people.append(ListedPerson(name, capacity[0], name.end, capacity))
        return name.next_token
