"""Movers and seconders: names as papers print them, and none where the words leave a doubt."""

from __future__ import annotations

import pytest

from paper_search.ingest.register.movers import find_movers

Names = tuple[str | None, str | None]


@pytest.mark.parametrize(
    ("text", "names", "why"),
    [
        ("Proposed by Cllr J Wren, seconded by Cllr L Lark", ("Cllr J Wren", "Cllr L Lark"), "by"),
        ("Proposed: Cllr. Jo Wren\nSeconded: Cllr. Lee Lark", ("Cllr. Jo Wren", "Cllr. Lee Lark"), "a form"),
        ("(Proposed Cllr M Wren, seconded Cllr L Lark)", ("Cllr M Wren", "Cllr L Lark"), "no by"),
        ("Cllr Mrs Wren proposed acceptance seconded by Cllr Lark", ("Cllr Mrs Wren", "Cllr Lark"), "two titles"),
        ("Mr Wren moved and Mr Lark seconded that it be kept", ("Mr Wren", "Mr Lark"), "both active"),
        ("Prop: JW 2nd: LL", ("JW", "LL"), "initials"),
        ("Prop JW 2nd LL", ("JW", "LL"), "initials without marks"),
        ("Prop: Cllr Wren Sec: Cllr Lark", ("Cllr Wren", "Cllr Lark"), "a label that looks like a name"),
        ("Moved by J Wren        Minute 45", ("J Wren", None), "a wide space ends a name"),
        ("NO proposed and AS seconded that she be co-opted", ("NO", "AS"), "initials before the verb"),
        ("on the proposal of the Mayor, seconded by Councillor Lark (M), it", ("the Mayor", "Councillor Lark (M)"), ""),
        ("Provost Wren, seconded by Councillor Lark, moved that", ("Provost Wren", "Councillor Lark"), "Scottish"),
        ("Moved by Finch, seconded by Heron to approve", ("Finch", "Heron"), "American"),
        ("R2031-026 J. Wren, L. Lark: That", ("J. Wren", "L. Lark"), "Canadian"),
        ("in the name of Cllr. Wren was seconded by Cllr. Lark", ("Cllr. Wren", "Cllr. Lark"), "in the name of"),
        ("Seconded by Cllr Novak Uí Lark.", (None, "Cllr Novak Uí Lark"), "a seconder alone"),
        (
            "Moved by Councillor\nWren, seconded by Cllr\n Lark",
            ("Councillor Wren", "Cllr Lark"),
            "lines broken in names",
        ),
        ("Moved by Cllr Wren. Seconded by TBC.", ("Cllr Wren", None), "a form that is filled in later"),
        ("Moved by Councillor O’Wren-Teal OBE", ("Councillor O’Wren-Teal OBE", None), "an honour"),
    ],
)
def test_names(text: str, names: Names, why: str) -> None:
    found = find_movers(text)
    assert found and (found.mover, found.seconder) == names, why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The developer proposed Thursday for the visit.", "no name"),
        ("Residents moved into the flats.", "another sense"),
        ("Cllr Wren proposed a seat and Cllr Lark proposed a bin.", "two motions"),
        ("Proposed by Cllr . Seconded by TBC.", "a title with no name"),
        ("Proposed: Vacancy Seconded: None", "nobody"),
        ("Proposed by Councillor, seconded by Councillor.", "a form left empty"),
        ("The proposed works were seconded to the county.", "neither"),
    ],
)
def test_no_names(text: str, why: str) -> None:
    assert find_movers(text) is None, why
