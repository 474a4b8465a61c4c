"""Links: the references that a paper bears, and the papers that it cites."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.register.minutes_files import read_entries

REPORT = "From: Jo Wren, Director\nTo: Cabinet - 4 March 2031\nSubject: Highways contract\n\n"


@pytest.mark.parametrize(
    ("body", "keys", "why"),
    [
        ("Decision No: 31/00117\n\n## Summary\n\nThe roads are bad.", ["31/00117"], "in the front matter"),
        ("## Application 31/01234/FUL\n\nA porch at 3 Mill Lane.", ["31/01234/ful"], "in a heading"),
        ("## Accounts 2030/31\n\nThe accounts to 31/03/2031 are sound.", [], "years and days"),
        ("## Roads\n\nSee 31/09999/FUL on page 12.", [], "what a paper only mentions"),
        ("Report number: 12\n\n## Roads\n\nThe roads are bad.", [], "bare figures tie nothing"),
    ],
)
def test_references(tmp_path: Path, body: str, keys: list[str], why: str) -> None:
    links = read_entries(tmp_path, f"{REPORT}{body}\n", "report.md").links
    assert [link.key for link in links if link.kind == "reference"] == keys, why


@pytest.mark.parametrize(
    ("body", "cited", "why"),
    [
        (
            "Background documents: report to Cabinet, 12 March 2030, ‘Highways tender’; Minute 45 of 12 March 2030",
            [("Highways tender", "2030-03-12"), ("45", "2030-03-12")],
            "a title and a minute",
        ),
        ("Minute No. 45/30 (3 May 2030) refers.", [("45/30", "2030-05-03")], "in brackets"),
        ("The Minute 45 bus of 3 May is late.", [], "no date behind the number"),
        ("The report ‘Highways tender’ was good.", [], "no body and no day"),
    ],
)
def test_citations(tmp_path: Path, body: str, cited: list[tuple[str, str]], why: str) -> None:
    links = read_entries(tmp_path, f"{REPORT}## Background\n\n{body}\n", "report.md").links
    assert [(link.key, str(link.cited_on)) for link in links if link.kind == "cites"] == cited, why
