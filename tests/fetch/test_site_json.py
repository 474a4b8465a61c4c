"""JSON of a web service: what is no list, and characters that nothing can write."""

from __future__ import annotations

import pytest

from paper_search.errors import UnreadablePageError
from paper_search.fetch.responses import Page
from paper_search.fetch.site_json import parse_records, read_text

URL = "https://ferndale.example/v1"
TEXTS = (
    (rb'[{"a": "x\ud800y"}]', "x?y", "the first half of a character"),
    (rb'[{"a": "x\uDC00y"}]', "x?y", "the second half"),
    (rb'[{"a": "x\ud83d\ude00y"}]', "x\U0001f600y", "both halves"),
    (b'[{"a": "x\\u000ay"}]', "x y", "a line break"),
    (b'[{"a": 7}]', "7", "a number"),
    (b'[{"a": ["x"]}]', "", "neither text nor a number"),
)


@pytest.mark.parametrize(("body", "expected", "reason"), TEXTS, ids=[case[2] for case in TEXTS])
def test_reads_a_text_that_can_be_written(body: bytes, expected: str, reason: str) -> None:
    (record,) = parse_records(Page(URL, body, "application/json"))
    assert read_text(record, "a") == expected, reason
    assert read_text(record, "a").encode() is not None


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b"[{}", b"[" * 100_000, b"\xff"])
def test_what_is_no_list_of_records_is_a_fault(body: bytes) -> None:
    with pytest.raises(UnreadablePageError):
        parse_records(Page(URL, body, "application/json"))
