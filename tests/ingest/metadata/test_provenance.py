"""Provenance of fetched papers: read from the manifests above a file, and never made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from paper_search.ingest.metadata.provenance import Provenance, find_provenance
from paper_search.records import Document

HEAD = "path,title,url,source,source_id,meeting_id,fetched_at,sha256,published_on"
PAGE = "https://democracy.tarnwick.example:8443/ieListDocuments.aspx?CId=144&MId=4967#AI3"
MOMENT = datetime(2026, 2, 24, 9, tzinfo=UTC)
WHOLE = Provenance(
    MOMENT, "democracy.tarnwick.example", "moderngov", "60909", "4967", date(2026, 2, 2), "abc", is_unchanged=True
)
PAPER = Document("council/audit/report.pdf", "council/audit/report.pdf", "abc")
CASES: list[tuple[str, Provenance | None, str]] = [
    (f"T,{PAGE},moderngov,60909,4967,2026-02-24T09:00:00Z,abc,2026-02-02", WHOLE, "all that a run writes"),
    (
        f"T,{PAGE},moderngov,60909,4967,2026-02-24T09:00:00Z,other,2026-02-02",
        replace(WHOLE, sha256="other", is_unchanged=False),
        "a file that was changed since",
    ),
    ("T,,,,,2026-02-24T09:00:00Z,,", Provenance(MOMENT), "a moment alone"),
    ("T,,,,,2026-02-24T10:00:00+01:00,,2 February", Provenance(MOMENT), "another zone, and a day that is none"),
    ("T,,,,,2026-02-24T09:00:00,,", Provenance(MOMENT), "no zone, which is UTC"),
    ("T,ftp://tarnwick.example/a,,,,2026-02-24T09:00:00Z,,", Provenance(MOMENT), "no address of the web"),
    ("T,https://[::1,,,,2026-02-24T09:00:00Z,,", Provenance(MOMENT), "an address that is none"),
    (f"T,{PAGE},,,,,abc,", None, "a line of a person"),
    ("T,,,,,soon,,", None, "a moment that is none"),
]


@pytest.mark.parametrize(("cells", "expected", "reason"), CASES, ids=[reason for *_, reason in CASES])
def test_a_line_of_a_manifest(tmp_path: Path, cells: str, expected: Provenance | None, reason: str) -> None:
    (tmp_path / "council").mkdir()
    (tmp_path / "council" / "papers.csv").write_text(f"{HEAD}\naudit/report.pdf,{cells}\n", encoding="utf-8")
    found = find_provenance(tmp_path, [PAPER, replace(PAPER, source="council/other.pdf")])
    assert found == ({} if expected is None else {PAPER.source: expected}), reason


def test_a_deeper_manifest_of_a_person_takes_nothing_away(tmp_path: Path) -> None:
    (tmp_path / "council" / "audit").mkdir(parents=True)
    (tmp_path / "council" / "audit" / "Papers.csv").write_text("path,title\nreport.pdf,Better\n", encoding="utf-8")
    line = CASES[0][0]
    (tmp_path / "council" / "papers.csv").write_text(f"{HEAD}\naudit/report.pdf,{line}\n", encoding="utf-8")
    assert find_provenance(tmp_path, [PAPER]) == {PAPER.source: WHOLE}


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"\xff\xfe", "no UTF-8"), (b"path,colour\nx,blue\n", "an unknown column"), (b'path\n"x\n', "quotes left open")],
)
def test_a_manifest_that_cannot_be_read_states_nothing(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "papers.csv").write_bytes(content)
    assert find_provenance(tmp_path, [PAPER]) == {}, reason
    assert find_provenance(tmp_path / "gone", [PAPER]) == {}
