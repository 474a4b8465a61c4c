"""Words, numbers and signs from which names are read, and the initials among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from paper_search.text.name_words import LEGISLATORS, POST_NOMINALS

_TOKEN = re.compile(r"[^\W\d_]+(?:['’‘`´\-‐‑][^\W\d_]+)*|\d+|[^\w\s]|_")
_GAP = re.compile(r"\t|[^\S\n]{3}")
"""White space that stands between two columns."""
_LOWER_BEFORE_CAPITAL = re.compile(r"(?:[a-z]['’]|[hnt])[A-ZÁÉÍÓÚ]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign of a text, with its place, the line ends before it, and a gap of columns."""

    text: str
    start: int
    end: int
    line_ends: int
    has_gap: bool = False

    @property
    def word(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def is_capitalised(self) -> bool:
        """True for a word that begins with a capital, "d'Arcy" and the Irish "hÓgáin" too."""
        return self.text[0].isupper() or bool(_LOWER_BEFORE_CAPITAL.match(self.text))


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the words, numbers and signs of a part of a text."""
    tokens, position = [], start
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        gap = text[position : match.start()]
        tokens.append(Token(match[0], match.start(), match.end(), gap.count("\n"), bool(_GAP.search(gap))))
        position = match.end()
    return tokens


def skip_point(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind a full stop that closes an abbreviation, else ``at``."""
    if 0 < at < len(tokens) and tokens[at].text == "." and tokens[at].start == tokens[at - 1].end:
        return at + 1
    return at


def is_initials(token: Token) -> bool:
    """Return True for "J", "JR"; text recognition and typing leave the points out."""
    return token.text.isupper() and token.text.isalpha() and len(token.text) <= 2


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


def is_hyphen_of_line(tokens: Sequence[Token], place: int) -> bool:
    """Return True at the hyphen of "Lark-" and "Wren" on the next line."""
    pair = tokens[place : place + 2]
    return (
        len(pair) == 2
        and place > 0
        and pair[0].text in "-‐‑"
        and pair[0].start == tokens[place - 1].end
        and pair[1].line_ends == 1
        and pair[1].is_capitalised
    )


def skip_initials_behind(tokens: Sequence[Token], end: int) -> int:
    """Return the place behind the initials of "Wren J" and "Wren J.P.", else ``end``."""
    place = end
    while (
        place < len(tokens)
        and is_initials(tokens[place])
        and tokens[place].text not in LEGISLATORS
        and tokens[place].word not in POST_NOMINALS
        and not tokens[place].line_ends
        and place < end + 3
    ):
        place = skip_point(tokens, place + 1)
    is_end = (
        place >= len(tokens) or tokens[place].line_ends > 0 or tokens[place].word in (",", ";", "(", "|", "and", "&")
    )
    return place if is_end else end


def skip_bracketed_initials(tokens: Sequence[Token], end: int) -> int:
    """Return the place behind "(J)" or "(A R)" of a surname alone, which tells members of one surname apart."""
    if end >= len(tokens) or tokens[end].text != "(":
        return end
    place = end + 1
    while place < len(tokens) and len(tokens[place].text) == 1 and tokens[place].text.isupper() and place < end + 4:
        place = skip_point(tokens, place + 1)
    return place + 1 if place > end + 1 and place < len(tokens) and tokens[place].text == ")" else end
