"""Struck-through words in passages: kept in their place, and counted for nothing else."""

from __future__ import annotations

import pytest

from paper_search.ingest.segmentation.embedding_context import embedding_text
from paper_search.ingest.segmentation.passages import split_passages
from paper_search.records import Passage
from tests.ingest.segmentation.test_passages import PAPER, Line, check, count_tokens, reading

STANDS = "The depot stays open until the lease of the land at Larkford ends."
GONE = "The depot is sold at once to the best bidder for the land at Larkford."


def split(*lines: Line, limit: int = 256) -> tuple[Passage, ...]:
    paper = reading(*lines)
    passages = split_passages(PAPER, paper, count_tokens, limit)
    check(passages, paper, PAPER.title, limit)
    return passages


@pytest.mark.parametrize(
    ("lines", "expected", "reason"),
    [
        ([STANDS, f"~~{GONE}~~"], [("paragraph", STANDS), ("heading", f"~~{GONE}~~")], "struck as a whole"),
        (
            [f"1. {STANDS}", f"2. ~~{GONE}~~"],
            [("paragraph", f"1. {STANDS}"), ("heading", f"2. ~~{GONE}~~")],
            "a number",
        ),
        ([f"{STANDS} ~~{GONE}~~"], [("paragraph", f"{STANDS} ~~{GONE}~~")], "in part"),
        ([f"~~{GONE}~~"], [("heading", f"~~{GONE}~~")], "nothing else"),
    ],
)
def test_what_is_struck_as_a_whole_is_never_ranked(
    lines: list[Line], expected: list[tuple[str, str]], reason: str
) -> None:
    assert [(passage.kind, passage.text) for passage in split(*lines)] == expected, reason


def test_a_struck_heading_opens_no_section() -> None:
    passages = split(("heading", "Depot", 1), ("heading", "~~Sale~~", 1), STANDS)
    assert passages[-1].text == STANDS
    assert passages[-1].headings[-1] == "Depot"


def test_struck_words_are_no_part_of_a_heading_or_a_lead_in() -> None:
    passages = split(
        ("heading", "~~Sale~~ Lease of the depot", 1), "Resolved ~~at once~~ that the Committee:", f"a) {STANDS}"
    )
    assert [passage.headings[-1] for passage in passages if passage.kind != "heading"][-1] == "Lease of the depot"
    assert all("Sale" not in heading for passage in passages for heading in passage.headings)
    assert all("at once" not in (passage.lead_in or "") for passage in passages)


def test_struck_words_are_attributed_to_nobody() -> None:
    passages = split(f"~~Councillor Vale said that~~ {STANDS}")
    assert [passage.attribution for passage in passages] == [None]


def test_the_middle_of_long_struck_words_is_never_ranked() -> None:
    # Words without a stop: they are cut where they no longer fit, and the middle holds no mark.
    gone = " ".join(["sold"] * 700)
    passages = split(f"{STANDS * 9} ~~{gone}~~ {STANDS * 9}", limit=128)
    assert len(passages) > 4
    ranked = [embedding_text(PAPER.title, passage) for passage in passages if passage.kind != "heading"]
    assert ranked
    assert all("sold" not in text for text in ranked)


def test_embedding_text_keeps_its_length() -> None:
    (passage,) = split(f"{STANDS} ~~{GONE}~~")
    text = embedding_text(None, passage)
    assert text.startswith(STANDS)
    assert len(text) == len(passage.text)
    assert "bidder" not in text
