"""The register of authorities: whole, free of contradictions, and all names of one authority one."""

from __future__ import annotations

from collections import Counter

import pytest

from paper_search.text.authorities import (
    Authority,
    authority_key,
    choose_shown_names,
    find_authority,
    find_by_domain,
    is_misread,
    is_short_name,
    load_register,
)
from paper_search.text.authority_forms import fold_name

COUNTS = {
    ("county", "England"): 21, ("district", "England"): 164, ("unitary", "England"): 62,
    ("metropolitan borough", "England"): 36, ("london borough", "England"): 32, ("city corporation", "England"): 1,
    ("sui generis", "England"): 1, ("strategic authority", "England"): 1, ("unitary", "Wales"): 22,
    ("unitary", "Scotland"): 32, ("district", "Northern Ireland"): 11, ("county or city", "Ireland"): 31,
    ("integrated care board", "England"): 42, ("combined authority", "England"): 15,
    ("national park authority", "England"): 10, ("national park authority", "Wales"): 3,
    ("national park authority", "Scotland"): 2, ("fire authority", "Wales"): 3,
}  # fmt: skip
"""The bodies there are today, by law; police and fire bodies of England are counted in the file alone."""


def test_the_register_has_every_body_of_today_by_kind_and_nation() -> None:
    today = Counter((entry.kind, entry.nation) for entry in load_register() if entry.until is None)
    assert {key: today[key] for key in COUNTS} == COUNTS


def test_no_name_stands_in_two_entries() -> None:
    names = Counter(fold_name(name) for entry in load_register() for name in {entry.name, *entry.aliases})
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("entry", load_register(), ids=lambda entry: entry.name)
def test_every_name_of_an_entry_leads_to_it(entry: Authority) -> None:
    for name in (entry.name, *entry.aliases):
        assert find_authority(name) == entry, name


def test_successors_and_areas_are_entries_of_today() -> None:
    today = {entry.name for entry in load_register() if entry.until is None}
    for entry in load_register():
        assert entry.successor is None or (entry.successor in today and entry.until), entry.name
        assert entry.within is None or entry.within in today, entry.name


SAME: list[tuple[str, str, str]] = [
    ("London Borough of Lewisham", "Lewisham Council", "the short name"),
    ("London Borough of Lewisham", "LB Lewisham", "the abbreviation"),
    ("London Borough of Lewisham", "LONDON BOROUGH OF LEWISHAM COUNCIL", "both ways at once, in capitals"),
    ("London Borough of Lewisham", "Lewisham", "the place alone"),
    ("Brighton & Hove City Council", "Brighton and Hove City Council", "the sign for and"),
    ("St Helens Borough Council", "St. Helens Metropolitan Borough Council", "a stop and an older style"),
    ("Kent County Council", "KCC", "an acronym"),
    ("Kent County Council", "Kent CC", "an abbreviated style"),
    ("City of York Council", "York City Council", "the style on the other side"),
    ("Carmarthenshire County Council", "Cyngor Sir Gâr", "the Welsh short name"),
    ("Carmarthenshire County Council", "Cyngor Sir Gaerfyrddin", "the Welsh name"),
    ("Vale of Glamorgan Council", "Cyngor Bro Morgannwg", "another Welsh name"),
    ("Comhairle nan Eilean Siar", "Western Isles Council", "an English name of a Gaelic one"),
    ("Isle of Anglesey County Council", "Cyngor Sir Ynys Mon", "an accent left out"),
    ("Limerick City and County Council", "Comhairle Cathrach agus Contae Luimnigh", "the Irish name"),
    ("Dún Laoghaire-Rathdown County Council", "Dun Laoghaire Rathdown County Council", "accents and a hyphen"),
    ("Cornwall Council", "Cornwall County Council", "the name before it was unitary"),
    ("Folkestone and Hythe District Council", "Shepway District Council", "a name that it once had"),
    ("Police and Crime Commissioner for Kent", "Kent PCC", "a post"),
    ("NHS Kent and Medway Integrated Care Board", "NHS Kent and Medway ICB", "a health body"),
    ("South Downs National Park Authority", "SDNPA", "a national park"),
    ("Kent and Medway Fire and Rescue Authority", "Kent Fire and Rescue Service", "a fire authority and its service"),
    ("Wrenford Parish Council", "Wrenford PC", "a parish by its form"),
    ("Llanwren Town Council", "Cyngor Tref Llanwren", "a Welsh town by its form"),
    ("Llanwren Community Council", "Cyngor Cymuned Llanwren", "a Welsh community by its form"),
    ("City of Larkford", "Larkford City Council", "a city of North America"),
    ("City of Larkford", "CITY OF LARKFORD, OREGON", "its state behind it"),
    ("Township of Ferndale", "The Corporation of the Township of Ferndale", "the corporation of a township"),
    ("Township of Ferndale", "Ferndale Township", "the style behind the place"),
    ("Shire of Larkford", "Larkford Shire Council", "a shire of Australia"),
    ("London Borough of Ferndale", "LB Ferndale", "a borough that is not registered"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "other", "why"), SAME, ids=[row[2] for row in SAME])
def test_names_of_one_authority_have_one_key(name: str, other: str, why: str) -> None:
    assert authority_key(name) == authority_key(other), why


OTHERS: list[tuple[str, str, str]] = [
    ("Cork City Council", "Cork County Council", "a city and the county around it"),
    ("Leicester City Council", "Leicestershire County Council", "places that begin alike"),
    ("Northampton Borough Council", "Northampton Town Council", "a former district and a parish of today"),
    ("Buckinghamshire County Council", "Buckinghamshire Council", "an abolished council and its successor"),
    ("Kettering Borough Council", "North Northamptonshire Council", "a council that was merged"),
    ("Boston Borough Council", "City of Boston", "a city elsewhere"),
    ("Ferndale Parish Council", "Ferndale Town Council", "two styles"),
    ("Kent and Medway Fire and Rescue Authority", "Kent County Council", "bodies of one area"),
    ("Newcastle City Council", "Newcastle-under-Lyme Borough Council", "towns of one name"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "other", "why"), OTHERS, ids=[row[2] for row in OTHERS])
def test_two_authorities_have_two_keys(name: str, other: str, why: str) -> None:
    assert authority_key(name) != authority_key(other), why


def test_a_name_that_may_mean_two_entries_means_none() -> None:
    assert find_authority("Cork") is None and find_authority("Galway Council") is None


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("kent", "Kent County Council"),
        ("surreycc", "Surrey County Council"),
        ("lbhf", "London Borough of Hammersmith and Fulham"),
        ("towerhamlets", "London Borough of Tower Hamlets"),
        ("brighton-hove", "Brighton & Hove City Council"),
        ("larkford", None),
    ],
)
def test_the_label_of_a_domain(domain: str, name: str | None) -> None:
    authority = find_by_domain(domain)
    assert (authority.name if authority else None) == name


@pytest.mark.parametrize(
    ("name", "is_short"),
    [
        ("Kent County Council", False),
        ("LONDON BOROUGH OF LEWISHAM", False),
        ("Township of Ferndale", False),
        ("Buckinghamshire Council", False),
        ("Lewisham Council", True),
        ("LB Lewisham", True),
        ("KCC", True),
        ("Kent", True),
        ("Wrenford PC", True),
    ],
)
def test_a_short_name(name: str, is_short: bool) -> None:
    assert is_short_name(name) is is_short


def test_a_name_misread_from_a_scan_is_the_registered_one() -> None:
    assert is_misread("Limerick Cay and County Council", "Limerick City and County Council")
    assert not is_misread("Cork County Council", "Cork City Council"), "both are registered"


SHOWN: list[tuple[dict[str, tuple[int, int]], set[str], str]] = [
    ({"LB Lewisham": (9, 9), "London Borough of Lewisham": (1, 1)}, {"London Borough of Lewisham"},
     "the full name, however rare"),
    ({"Lewisham Council": (2, 2)}, {"Lewisham Council"}, "a council's name that stands alone stays as printed"),
    ({"Kent": (0, 3)}, {"Kent County Council"}, "a place alone becomes the register's name"),
    ({"Brighton & Hove City Council": (1, 1), "Brighton and Hove City Council": (0, 5)},
     {"Brighton & Hove City Council"}, "of two that differ in a sign the register's"),
    ({"Cyngor Gwynedd": (1, 1), "Gwynedd Council": (3, 3)}, {"Gwynedd Council"}, "printed most often"),
    ({"Cyngor Sir Ceredigion": (9, 9), "Ceredigion County Council": (1, 1)}, {"Ceredigion County Council"},
     "the English name where both are printed"),
    ({"Ferndale Council": (3, 3), "Ferndale Borough Council": (1, 1)}, {"Ferndale Borough Council"},
     "the only council of the place"),
    ({"Ferndale Council": (3, 3), "Ferndale Borough Council": (1, 1), "Ferndale Parish Council": (1, 1)},
     {"Ferndale Council", "Ferndale Borough Council", "Ferndale Parish Council"}, "either of two: neither"),
    ({"Vale": (0, 1)}, {"Vale"}, "a place that nobody knows"),
]  # fmt: skip


@pytest.mark.parametrize(("counts", "shown", "why"), SHOWN, ids=[row[2] for row in SHOWN])
def test_one_name_is_shown(counts: dict[str, tuple[int, int]], shown: set[str], why: str) -> None:
    assert set(choose_shown_names(counts).values()) == shown, why
