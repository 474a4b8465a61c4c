"""Names of people in texts."""

from __future__ import annotations

import pytest

from paper_search.text.name_tokens import tokenise
from paper_search.text.person_names import find_names, match_name

PROSE = [
    ("Mr Wren and Cllr Jo Finch spoke.", ["Mr Wren", "Cllr Jo Finch"], "titles of several kinds"),
    ("Councillors Wren, Finch and Baker asked.", ["Wren", "Finch", "Baker"], "names behind a title of several people"),
    ("Cllrs J. Wren & A. Finch left.", ["J. Wren", "A. Finch"], "initials with points"),
    ("Council Members Ann Finch and Tom Baker", ["Ann Finch", "Tom Baker"], "a title of two words"),
    ("Mr R W Wren, OBE, and Dr A Ó Broin MP", ["Mr R W Wren", "Dr A Ó Broin"], "letters behind a name are none of it"),
    (
        "Councillor Collins (J) and Councillor Collins (M)",
        ["Councillor Collins (J)", "Councillor Collins (M)"],
        "initials",
    ),
    ("Mayor Jo Wren and Inspector Hull", ["Jo Wren", "Hull"], "an office is told apart from the name"),
    ("Mrs C Head and Mr Hall", ["Mrs C Head", "Mr Hall"], "surnames that are words of offices and places"),
    ("Borough Councillor Mr. C Wren spoke", ["Borough Councillor Mr. C Wren"], "titles in a row"),
    ("Mr Baker Cabinet Member", ["Mr Baker"], "an office ends a name"),
    ("Mr D'Arcy-Wren and Ms van der Lark", ["Mr D'Arcy-Wren", "Ms van der Lark"], "particles and hyphens"),
    ("The Mayor of Larkford and the Councillor Code of Conduct", [], "offices and headings are no names"),
    ("Councillor Questions, Councillor Allowances", [], "headings of items"),
    ("Councillor\n\n\n\nFinch", [], "a heading and a line far below it"),
    ("the mr wren of the tale", [], "no capitals"),
]


@pytest.mark.parametrize(("text", "names", "_"), PROSE, ids=[row[2] for row in PROSE])
def test_names_behind_titles(text: str, names: list[str], _: str) -> None:
    assert [text[name.start : name.end] for name in find_names(text)] == names


BARE = [
    ("Jo Wren, Ann Finch", "Jo Wren", "a first name and a surname"),
    ("J Wren", "J Wren", "an initial and a surname"),
    ("JR Wren (Chair)", "JR Wren", "initials without points"),
    ("Jo Wren\nMatters Arising", "Jo Wren", "a name ends with its line"),
    ("Jo Grant-Lark MSP", "Jo Grant-Lark", "letters of a parliament"),
    ("Wren", None, "a surname alone may be any word"),
    ("Matters Arising", None, "a heading"),
    ("Village Hall", None, "a place"),
    ("VILLAGE FETE", None, "a heading in capitals"),
    ("Park Road Garden", None, "a place of three words"),
    ("Highways Officer", None, "an office"),
    ("Jo Wren Ann Finch", None, "two names without a comma"),
    ("J Wren A Finch", None, "two names with initials and without a comma"),
    ("Monday Club", None, "a day"),
]


@pytest.mark.parametrize(("text", "name", "_"), BARE, ids=[row[2] for row in BARE])
def test_names_without_a_title(text: str, name: str | None, _: str) -> None:
    found = match_name(tokenise(text), 0)
    assert (None if found is None else text[found.start : found.end]) == name
