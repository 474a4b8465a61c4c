"""Real papers, where they are at hand: printed labels begin blocks on their pages, and no character is lost."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from paper_search.ingest.readers.registry import read
from paper_search.records import Reading

SHARED = Path(__file__).resolve().parents[3] / ".." / "shared"
PAPERS = SHARED / "papers" / "kent" / "cabinet"
GOLD = SHARED / "evalsets" / "kent-cabinet" / "structure.jsonl"

pytestmark = pytest.mark.skipif(not GOLD.exists() or not PAPERS.exists(), reason="the real papers are not at hand")


def _labels_found(reading: Reading, entries: list[dict[str, Any]]) -> int:
    """How many labels begin a block of their own on the page they are printed on."""
    free = [(block.page, block.text) for block in reading.blocks]
    found_count = 0
    for entry in entries:
        pattern = re.compile(re.escape(entry["label"]) + r"(?!\d)")
        match = next((block for block in free if block[0] == entry["page"] and pattern.match(block[1])), None)
        if match:
            free.remove(match)
            found_count += 1
    return found_count


def test_printed_labels_begin_blocks() -> None:
    papers = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    found_count = sum(_labels_found(read(PAPERS / paper["file"]), paper["entries"]) for paper in papers)
    assert found_count >= 0.98 * sum(len(paper["entries"]) for paper in papers)


def _letters(text: str) -> Counter[str]:
    return Counter(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


@pytest.mark.parametrize("count", [3, pytest.param(12, marks=pytest.mark.exhaustive)])
def test_every_letter_of_a_page_is_in_a_block_or_dropped(count: int) -> None:
    for path in sorted(PAPERS.rglob("*.pdf"))[:count]:
        reading = read(path)
        read_text = "".join([*(block.text for block in reading.blocks), *(dropped.text for dropped in reading.dropped)])
        printed = "".join(page.extract_text() for page in PdfReader(path).pages)
        assert _letters(read_text) == _letters(printed), path.name
