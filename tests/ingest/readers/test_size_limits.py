"""Files that are larger than any paper: refused by their size, before their lines are looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.errors import UnreadableError
from paper_search.ingest.readers import text as text_reader
from paper_search.ingest.readers.registry import read
from paper_search.ingest.readers.size_limits import MAX_BLOCK_CHARACTERS, MAX_CHARACTERS

LINE = b"The bridge stays closed.\n"
LONG_LINE = b"a" * (MAX_BLOCK_CHARACTERS + 1)
MANY_LINES = LINE * (MAX_CHARACTERS // len(LINE) + 1)

TOO_LARGE = [
    ("a.txt", LONG_LINE, "paragraph", "a line longer than any paragraph"),
    ("a.txt", LINE + b"\r" + LONG_LINE + b"\r" + LINE, "paragraph", "such a line among others, with old line ends"),
    ("a.txt", MANY_LINES, "characters", "more lines than any paper has"),
    ("a.txt", "\u00a3".encode("cp1252") + MANY_LINES, "characters", "the same where it is no UTF-8"),
    ("a.md", MANY_LINES, "characters", "the same in Markdown, before its tags are looked for"),
    ("a.md", LONG_LINE, "paragraph", "a long line of Markdown that is shown"),
]


@pytest.mark.parametrize(("name", "raw", "said", "why"), TOO_LARGE, ids=[row[3] for row in TOO_LARGE])
def test_a_text_that_is_too_large_is_refused_before_its_lines_are_split(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, raw: bytes, said: str, why: str
) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    split: list[str] = []
    monkeypatch.setattr(text_reader, "_split_lines", split.append)
    with pytest.raises(UnreadableError) as raised:
        read(path)
    assert raised.value.code == "large", why
    assert said in raised.value.reason and raised.value.next_step
    assert split == []


def test_a_file_of_more_bytes_than_a_paper_can_have_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sparse.txt"
    with path.open("wb") as file:
        file.write(LINE)
        file.truncate(4 * MAX_CHARACTERS + 1)
    decoded: list[bytes] = []
    monkeypatch.setattr(text_reader, "decode_text", lambda raw, path: decoded.append(raw))
    with pytest.raises(UnreadableError) as raised:
        text_reader.read_text_file(path)
    assert raised.value.code == "large" and f"{4 * MAX_CHARACTERS + 1:,} bytes" in raised.value.reason
    assert decoded == []


READ = [
    ("a.txt", LINE + b" " * (MAX_BLOCK_CHARACTERS + 1) + LINE, "white space around words is no part of a paragraph"),
    ("a.txt", (LINE + b"\n") * 5000, "many paragraphs"),
    ("a.md", LINE + b"<!-- " + LONG_LINE + b" -->\n", "a comment is not shown"),
]


@pytest.mark.parametrize(("name", "raw", "why"), READ, ids=[row[2] for row in READ])
def test_a_long_file_of_a_papers_size_is_read(tmp_path: Path, name: str, raw: bytes, why: str) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    assert LINE.decode().strip() in read(path).text, why
