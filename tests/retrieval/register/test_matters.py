"""Matters: papers tied by a reference, a title or a citation, in the order of their meetings, and none by chance."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from paper_search.records import MEMBERS
from paper_search.retrieval.register.matter_ties import MAX_BEARERS
from paper_search.retrieval.register.matters import find_matter
from tests.register_samples import APRIL_1, LARKFORD, MARCH_4, MAY_6, Make, RegisterStore, decided, linked

REFERENCE = linked("24/00117", "reference", "24/00117")


@pytest.fixture
def desk(tmp_path: Path) -> RegisterStore:
    desk = RegisterStore(tmp_path)
    add(desk, "start.txt", [REFERENCE], title="Ferry Bridge repairs")
    return desk


def add(desk: RegisterStore, name: str, entries: Sequence[Make] = (), **fields: Any) -> None:
    fields = {"kind": "report", "held_on": APRIL_1, "title": "Car park charges"} | fields
    if name == "start.txt":
        fields["held_on"] = MARCH_4
    desk.add(
        name,
        ["24/00117 24/00118 Ferry Bridge repairs. Ferry Bridge: progress of works. Car park charges."],
        entries,
        **fields,
    )


def cite(title: str, day: Any = MARCH_4) -> Make:
    return linked(title, "cites", title, day)


TIES: list[tuple[list[Make], dict[str, Any], str | None, str]] = [
    ([REFERENCE], {}, "reference 24/00117", "the same reference"),
    ([linked("24/00118", "reference", "24/00118")], {}, None, "another reference"),
    ([REFERENCE], {"authority": LARKFORD}, None, "the same number of another council"),
    ([], {"title": "DRAFT Ferry Bridge Repairs"}, "same title", "the same title, as a draft"),
    ([], {"title": "Ferry Bridge repairs 2026"}, None, "a title with a year"),
    ([], {"title": "Ferry Bridge repairs", "authority": LARKFORD}, None, "the same title of another council"),
    ([cite("Ferry Bridge repairs")], {}, "cites an earlier paper", "it cites the paper and its day"),
    ([cite("Ferry Bridge repairs", MAY_6)], {}, None, "it cites another day"),
    ([cite("Ferry Bridge repairs", None)], {}, "cites an earlier paper", "it cites the title alone"),
    ([cite("24/00117", None)], {}, "cites an earlier paper", "it cites the reference"),
    ([], {}, None, "nothing in common"),
]


@pytest.mark.parametrize(("entries", "fields", "link", "reason"), TIES, ids=[case[-1] for case in TIES])
def test_papers_are_tied(
    desk: RegisterStore, entries: list[Make], fields: dict[str, Any], link: str | None, reason: str
) -> None:
    add(desk, "other.txt", entries, **fields)
    with desk.snapshot() as index:
        matter = find_matter("start.txt", index)
        assert find_matter("other.txt", index) == matter, "the matter is the same from either paper"
    if link is None:
        assert matter is None, reason
        return
    assert matter is not None, reason
    assert [paper.document.doc_id for paper in matter.papers] == ["start.txt", "other.txt"]
    assert matter.papers[1].link == link


def test_a_matter_goes_from_report_to_decision_to_update(desk: RegisterStore) -> None:
    words = "RESOLVED: That the bridge be repaired."
    desk.add("minutes.txt", [words], [decided(words, subject="Ferry Bridge repairs")], title="Minutes")
    add(desk, "update.txt", [cite("Ferry Bridge repairs")], title="Ferry Bridge: progress of works")
    add(desk, "end.txt", [cite("Ferry Bridge: progress of works", APRIL_1)], held_on=MAY_6, title="Bridge opening day")
    with desk.snapshot() as index:
        matter = find_matter("end.txt", index)
        assert find_matter("minutes.txt", index) is None, "minutes are about many matters"
        assert find_matter("gone.txt", index) is None
    assert matter is not None
    assert [(paper.document.doc_id, paper.link) for paper in matter.papers] == [
        ("start.txt", "cited by a later paper"),
        ("minutes.txt", "decision on Ferry Bridge repairs"),
        ("update.txt", "cited by a later paper"),
        ("end.txt", "cites an earlier paper"),
    ]
    assert [len(paper.decisions) for paper in matter.papers] == [0, 1, 0, 0]
    assert matter.title == "Ferry Bridge repairs"


def test_the_matter_names_its_references(desk: RegisterStore) -> None:
    add(desk, "other.txt", [linked("24/00117", "reference", "24/00117")])
    with desk.snapshot() as index:
        matter = find_matter("start.txt", index)
    assert matter is not None
    assert (matter.references, matter.matter_id) == (("24/00117",), "ferndale-town-council/24-00117")


def test_what_many_papers_bear_ties_nothing(desk: RegisterStore) -> None:
    for number in range(MAX_BEARERS):
        add(desk, f"{number}.txt", [REFERENCE], title="Ferry Bridge repairs")
    with desk.snapshot() as index:
        assert find_matter("start.txt", index) is None


def test_a_list_of_references_ties_nothing(desk: RegisterStore) -> None:
    texts = [f"24/0020{number}" for number in range(6)]
    many = [linked(text, "reference", text) for text in texts]
    desk.add("list.txt", [*texts, "24/00117"], [*many, REFERENCE], kind="report", title="List of works")
    desk.add("other.txt", texts, many[:1], kind="report", title="Library roof")
    with desk.snapshot() as index:
        matter = find_matter("start.txt", index)
        assert find_matter("list.txt", index) is None
    assert matter is not None
    assert [paper.document.doc_id for paper in matter.papers] == ["list.txt", "start.txt"], "it leads no further"


def test_papers_of_others_are_left_out(desk: RegisterStore) -> None:
    add(desk, "closed.txt", [REFERENCE], access="members")
    with desk.snapshot() as index:
        assert find_matter("start.txt", index) is None
        assert find_matter("closed.txt", index) is None
    with desk.snapshot(MEMBERS) as index:
        assert find_matter("start.txt", index) is not None
