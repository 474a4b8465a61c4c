"""Lists of addresses: each mistake of a person names the line and what to do, and no password is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.errors import FetchError
from paper_search.fetch.address_list import read_list

HEAD = "url,authority,committee,date,title\n"
ROW = "https://ferndale.example/a.pdf,Ferndale,Audit,2026-01-05,Report\n"
MISTAKES = (
    ("", "line 1: needs the columns", "an empty file"),
    (HEAD, "the list is empty", "no line"),
    (HEAD + ROW.replace("https:", "ftp:"), "Begin it with https", "another scheme"),
    (HEAD + ROW.replace("ferndale.example", "[::1"), "no address of a site", "half an address"),
    (HEAD + ROW.replace("ferndale.example", "ferndale.example:x"), "no address of a site", "a port that is none"),
    (HEAD + ROW.replace("https://", "https://me:word@"), "with a user name or a password", "a password"),
    (HEAD + ROW.replace("2026-01-05", "05/01/26"), "Write dates as yyyy-mm-dd", "a date of another form"),
    (HEAD + ROW.replace("Audit", ""), "has no 'committee'", "an empty cell"),
    (HEAD + ROW.replace("Report", "x" * 200_000), "is not CSV", "a cell without measure"),
)


@pytest.mark.parametrize(("text", "message", "reason"), MISTAKES, ids=[case[2] for case in MISTAKES])
def test_a_mistake_is_told(tmp_path: Path, text: str, message: str, reason: str) -> None:
    path = tmp_path / "urls.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FetchError, match=message) as caught:
        read_list(str(path))
    assert "word" not in str(caught.value).replace("a password", ""), reason
