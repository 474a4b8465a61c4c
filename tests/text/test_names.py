"""Names of people: one key for all ways to print a name, and no key for two people that papers tell apart."""

from __future__ import annotations

import pytest

from paper_search.text.names import find_surname, find_title_gender, may_be_same_person, normalise_person

KEYS = [
    ("Cllr J. Wren", "j wren", "a title and an initial with a stop"),
    ("Councillor Jo Wren (Chair)", "jo wren", "the role in brackets"),
    ("CLLR WREN", "wren", "capitals"),
    ("Cllr.Wren", "wren", "no space behind the stop"),
    ("Mrs. R. Binks", "r binks", "a title with a stop"),
    ("County Councillor Mrs R Binks OBE", "r binks", "two titles, and letters behind"),
    ("Wren, J (Chair)", "j wren", "turned round, with a role"),
    ("WREN, Jo", "jo wren", "turned round in capitals"),
    ("Wren, Cllr J", "j wren", "turned round with a title"),
    ("Wren (J)", "j wren", "an initial in brackets behind a surname"),
    ("Wren (A R)", "a r wren", "two of them"),
    ("Jo Wren (R)", "jo wren", "a letter behind a whole name says how somebody came"),
    ("DE SOUZA, Ann", "ann de souza", "a particle in capitals is no initials"),
    ("Ann Smith-\nBinks", "ann smith-binks", "a hyphen at the end of a line"),
    ("Council Member Jo Wren", "jo wren", "America"),
    ("Cyng. / Cllr Jo Wren", "jo wren", "titles in two languages"),
    ("Wren J", "j wren", "turned round without a comma: an initial is no surname"),
    ("Wren J A", "j a wren", "turned round with two initials, in their order"),
    ("Jo Wren, Head of Finance", "jo wren", "a role behind a comma"),
    ("Jo Wren, OBE", "jo wren", "letters behind a comma"),
    ("J Wren - Chairman", "j wren", "a role behind a dash"),
    ("JR Wren", "j r wren", "initials without stops"),
    ("J.R. Wren", "j r wren", "initials with stops"),
    ("JO WREN", "jo wren", "in capitals a short name is no initials"),
    ("Cllr Smith-Binks", "smith-binks", "double-barrelled"),
    ("Cllr Ann Smith–Binks", "ann smith-binks", "double-barrelled with a dash"),
    ("Cllr O'Neill", "oneill", "an apostrophe"),
    ("CLLR O’NEILL", "oneill", "a curly one in capitals"),
    ("An Comhairleoir Seán Ó Néill", "sean oneill", "an Irish title and name"),
    ("Cllr Mc Donald", "mcdonald", "printed with a space"),
    ("Y Cynghorydd Siân Wren", "sian wren", "a Welsh title"),
    ("Cyng. S Wren", "s wren", "the same, short"),
    ("The Mayor, Cllr Jo Wren", "jo wren", "an office before the title"),
    ("The Deputy Mayor (Councillor J Wren)", "j wren", "the name in brackets"),
    ("Cllr Parish", "parish", "a surname that is a title too"),
    ("Parish Cllr Wren", "wren", "the same word as a title"),
    ("Cllr J Lord", "j lord", "a surname that is a title too, behind an initial"),
    ("Ann de Souza", "ann de souza", "a particle"),
    ("De Souza, Ann", "ann de souza", "a particle, turned round"),
    ("John Wren Snr", "snr john wren", "the elder, told apart"),
    ("Councillor", "", "a title alone names nobody"),
    ("The Lord Mayor", "", "an office alone names nobody"),
    ("", "", "nothing"),
]


@pytest.mark.parametrize(("name", "key", "reason"), KEYS, ids=[case[-1] for case in KEYS])
def test_a_name_has_one_key(name: str, key: str, reason: str) -> None:
    assert normalise_person(name) == key, reason


@pytest.mark.parametrize("key", [key for _, key, _ in KEYS if key])
def test_a_key_is_its_own_key(key: str) -> None:
    assert may_be_same_person(normalise_person(key), key)


SAME = [
    ("Mr Wren", "Jo Wren", True, "a surname alone may be anybody's of that name"),
    ("J Wren", "Jo Wren", True, "an initial and its name"),
    ("Jo A Wren", "Jo Wren", True, "a second name left out"),
    ("J-P Wren", "Jean-Paul Wren", True, "initials of a double first name"),
    ("Jo Wren", "John Wren", False, "one name is the beginning of another"),
    ("A Wren", "Jo Wren", False, "another initial"),
    ("J A Wren", "J B Wren", False, "another second initial"),
    ("John Wren Snr", "John Wren Jnr", False, "father and son"),
    ("Jo Wren", "Jo Binks", False, "another surname"),
    ("Cllr De Souza", "Ann de Souza", True, "the particle belongs to the surname"),
    ("", "Jo Wren", False, "no name is nobody's"),
]


@pytest.mark.parametrize(("name", "other", "expected", "reason"), SAME, ids=[case[-1] for case in SAME])
def test_two_names_may_be_of_one_person(name: str, other: str, expected: bool, reason: str) -> None:
    assert may_be_same_person(normalise_person(name), normalise_person(other)) is expected, reason
    assert may_be_same_person(normalise_person(other), normalise_person(name)) is expected, reason


SURNAMES = [("jo wren", "wren"), ("ann de souza", "de souza"), ("wren", "wren"), ("", "")]


@pytest.mark.parametrize(("key", "surname"), SURNAMES)
def test_a_key_ends_in_the_surname(key: str, surname: str) -> None:
    assert find_surname(key) == surname


TITLES = [
    ("Mr Wren", "mr", "a man"),
    ("Cllr Mrs Wren", "mrs", "a woman, behind another title"),
    ("Cllr Wren", None, "either"),
    ("Dr Wren", None, "either"),
    ("Cllr Jo Lord", None, "a surname, no title"),
    ("Cllr Lord", None, "a surname alone"),
]


@pytest.mark.parametrize(("name", "expected", "reason"), TITLES, ids=[case[-1] for case in TITLES])
def test_a_title_tells_men_from_women(name: str, expected: str | None, reason: str) -> None:
    assert find_title_gender(name) == expected, reason
