"""Files that are given out only with the content that was asked for, and are not hashed again and again."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import pytest

from paper_search.errors import StorageError
from paper_search.rendering import verified_file
from paper_search.rendering.verified_file import is_verified, open_verified

CONTENT = b"The bridge is closed. " * 50_000


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(CONTENT)
    return path


@pytest.mark.parametrize("race", [0, 10**12], ids=["settled", "written just now"])
def test_the_very_bytes_are_read(paper: Path, race: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verified_file, "_RACE_NS", race)
    for _ in range(2):
        opened = open_verified(paper, sha256(CONTENT))
        assert opened is not None and opened.size == len(CONTENT)
        assert b"".join(opened.read_chunks(3, len(CONTENT) - 3)) == CONTENT[3:-3]
        assert opened.file.closed
    assert open_verified(paper, sha256(b"another")) is None
    assert open_verified(paper.with_name("gone.pdf"), sha256(CONTENT)) is None
    assert open_verified(paper.parent, sha256(CONTENT)) is None


def test_a_file_that_is_replaced_while_it_is_read_stays_the_one_that_was_opened(
    paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verified_file, "_RACE_NS", 0)
    opened = open_verified(paper, sha256(CONTENT))
    assert opened is not None
    other = paper.with_name("other")
    other.write_bytes(CONTENT[::-1])
    other.replace(paper)
    given = b""
    # Some file systems count the loss of its name as a change: then nothing more is given.
    with suppress(StorageError):
        for chunk in opened.read_chunks(0, len(CONTENT)):
            given += chunk
    assert CONTENT.startswith(given)


def test_what_is_written_into_it_while_it_is_sent_is_not_given_out(
    paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verified_file, "_RACE_NS", 0)
    opened = open_verified(paper, sha256(CONTENT))
    assert opened is not None
    chunks = opened.read_chunks(0, len(CONTENT))
    given = next(chunks)
    with paper.open("r+b") as file:
        file.seek(len(CONTENT) // 2)
        file.write(b"SECRET" * 1000)
        file.flush()
        os.fsync(file.fileno())
    os.utime(paper, ns=(1, 1))
    with pytest.raises(StorageError):
        given += b"".join(chunks)
    assert CONTENT.startswith(given)


def test_a_file_is_hashed_once_until_it_changes(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verified_file, "_RACE_NS", 0)
    hashed: list[str] = []
    digest = hashlib.file_digest

    def count(file, name):  # type: ignore[no-untyped-def]
        hashed.append(name)
        return digest(file, name)

    monkeypatch.setattr(hashlib, "file_digest", count)
    for _ in range(5):
        assert is_verified(paper, sha256(CONTENT))
    assert len(hashed) == 1
    before = paper.stat()
    paper.write_bytes(CONTENT[::-1])
    os.utime(paper, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not is_verified(paper, sha256(CONTENT)), "the same size and the same time"
    assert len(hashed) == 2
