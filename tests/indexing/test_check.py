"""Every kind of damage done to a real index: found, and either repaired or named with what a person must do."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.errors import LockedIndexError, MissingIndexError
from paper_search.indexing import builder
from paper_search.indexing.builder import ReaderLimits
from paper_search.indexing.check import check
from paper_search.records.index import CheckReport
from paper_search.retrieval.local.engine import VECTORS_NAME, LocalEngine
from paper_search.storage.lock import lock_index
from paper_search.storage.store import DATABASE_FILE_NAME
from paper_search.storage.stored_values import pack_row

PAPERS = {
    "bridge.txt": "Ferry Bridge\n\n1. The bridge was closed after an inspection.\n\n2. It opens again in May.",
    "roads.txt": "Road repairs\n\n1. Potholes cost £240,000 a year.\n\n2. The budget for repairs is too small.",
    "schools.txt": "Schools\n\n1. Two schools will merge.\n\n2. Parents were asked in a consultation.",
    "letter.txt": "Letter\n\n1. Ofsted criticised management oversight in 14 case files.",
}
QUESTION = "what did Ofsted say about management oversight?"
Damage = Callable[[sqlite3.Connection], object]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """A corpus and its index, built once."""
    folder = tmp_path_factory.mktemp("check")
    (folder / "corpus").mkdir()
    for name, text in PAPERS.items():
        (folder / "corpus" / name).write_text(text, encoding="utf-8")
    build(folder / "corpus", folder / "index", encoder)
    return folder


@pytest.fixture
def corpus(papers: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(papers / "corpus", tmp_path / "corpus"))


@pytest.fixture
def index(papers: Path, tmp_path: Path) -> Path:
    """A copy of the index, to be damaged."""
    return Path(shutil.copytree(papers / "index", tmp_path / "index"))


def build(corpus: Path, index: Path, encoder: Encoder) -> None:
    builder.build(corpus, index, encoder, ReaderLimits(processes=1))
    LocalEngine(index, encoder.info.dimensions).save_vectors()


def damage(index: Path, how: Damage) -> None:
    connection = sqlite3.connect(index / DATABASE_FILE_NAME, isolation_level=None)
    how(connection)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def answers(corpus: Path, index: Path, encoder: Encoder) -> list[str]:
    asked = open_library(corpus, index, encoder).ask(QUESTION)
    assert asked.quotes
    return [*(quote.text for quote in asked.quotes), *(hit.passage.passage_id for hit in asked.hits)]


def parts(checked: CheckReport) -> set[str]:
    return {fault.part for fault in checked.faults}


def test_a_sound_index_is_left_as_it_is_byte_for_byte(corpus: Path, index: Path) -> None:
    damage(index, lambda connection: None)
    before = {
        path.name: path.read_bytes()
        for path in index.iterdir()
        if path.name.startswith((DATABASE_FILE_NAME, "vectors"))
    }
    checked = check(corpus, index)
    assert checked.is_clean
    assert (checked.papers, checked.waiting) == (4, 0)
    assert checked.passages > 6
    after = {path.name: path.read_bytes() for path in index.iterdir() if path.name in before}
    assert {name: before[name] for name in after} == after


def _scale(scale: float) -> bytes:
    """A vector as it is kept, with this scale."""
    return np.float32(scale).tobytes() + pack_row(np.ones(384))[4:]


def set_row(row: bytes) -> Damage:
    one = "(SELECT embedded_hash FROM passages WHERE embedded_hash NOT NULL LIMIT 1)"
    return lambda connection: connection.execute(f"UPDATE vectors SET row = ? WHERE embedded_hash = {one}", (row,))


def change_byte(column: str, place: int) -> str:
    """Return in SQL the bytes of a column, another one at a place that counts from 1."""
    other = f"iif(substr({column}, {place}, 1) = x'5a', x'5b', x'5a')"
    return f"CAST(substr({column}, 1, {place - 1}) || {other} || substr({column}, {place + 1}) AS BLOB)"


def run(sql: str) -> Damage:
    return lambda connection: connection.executescript(sql)


LONGEST_FOR_ALL = """
    CREATE TEMP TABLE longest AS SELECT chunk_row % 64 AS place, data FROM token_chunks WHERE chunk_row / 64 =
        (SELECT chunk_row / 64 FROM token_chunks GROUP BY 1 ORDER BY sum(length(data)) DESC LIMIT 1);
    DELETE FROM token_chunks;
    INSERT INTO token_chunks SELECT vector_row * 64 + place, data FROM vectors, temp.longest;
"""
_SOME = "(SELECT passage_row FROM passages WHERE embedded_hash NOT NULL LIMIT 1)"
DERIVED: dict[str, tuple[Damage, str]] = {
    "a vector is not a number": (set_row(_scale(np.nan)), "vectors"),
    "a vector is infinite": (set_row(_scale(np.inf)), "vectors"),
    "a vector is not of unit length": (set_row(pack_row(np.full(384, 0.2))), "vectors"),
    "a vector is of another encoder's size": (set_row(pack_row(np.full(768, 768**-0.5))), "vectors"),
    "a vector is cut short in the middle of a number": (set_row(b"\1" * 627), "vectors"),
    "vectors are missing": (
        run("DELETE FROM vectors WHERE embedded_hash IN (SELECT embedded_hash FROM passages)"),
        "vectors",
    ),
    "the last digits of a vector are others": (run(f"UPDATE vectors SET row = {change_byte('row', 620)}"), "vectors"),
    "token vectors are others of the same length": (
        run(f"UPDATE token_chunks SET data = {change_byte('data', 50)} WHERE chunk_row % 64 = 0"),
        "vectors",
    ),
    "token vectors are cut short": (run("UPDATE token_chunks SET data = substr(data, 1, 100)"), "vectors"),
    "token vectors are nothing at all": (run("UPDATE token_chunks SET data = x'00'"), "vectors"),
    "token vectors are those of a longer text": (run(LONGEST_FOR_ALL), "vectors"),
    "the last piece of token vectors is lost": (
        run(
            "DELETE FROM token_chunks WHERE chunk_row + 1 NOT IN (SELECT chunk_row FROM token_chunks)"
            " AND chunk_row % 64 > 0"
        ),
        "vectors",
    ),
    "a vector belongs to no passage": (
        run("INSERT INTO vectors (embedded_hash, row) SELECT x'00', row FROM vectors LIMIT 1"),
        "vectors",
    ),
    "a passage cannot be found by its words": (
        lambda connection: connection.execute(
            "INSERT INTO words (words, rowid, title, headings, body) SELECT 'delete', passage_row, '', '', text"
            f" FROM passages WHERE passage_row = {_SOME}"
        ),
        "lexical index",
    ),
    "words stand in no passage": (
        run("INSERT INTO words (rowid, title, headings, body) VALUES (999999, '', '', 'ghost')"),
        "lexical index",
    ),
    "the lexical index is empty": (run("INSERT INTO words (words) VALUES ('delete-all')"), "lexical index"),
    "the lexical index is overwritten": (
        run("UPDATE words_data SET block = zeroblob(length(block)) WHERE id > 10"),
        "lexical index",
    ),
    "what was embedded is another text": (
        run(f"UPDATE passages SET context = 'x' || context WHERE passage_row = {_SOME}"),
        "passages",
    ),
    "what was embedded is gone": (
        run(f"UPDATE passages SET context = NULL WHERE passage_row = {_SOME}"),
        "passages",
    ),
    "letters stand for what no passage says": (
        run(f"INSERT INTO acronyms SELECT passage_row, 'ZZ', 'Zebra Zone', 'zz', 'zebra zone' FROM {_SOME}"),
        "acronyms",
    ),
    "the count of passages is wrong": (run("UPDATE counters SET value = value + 7"), "counters"),
    "a paper's count is wrong": (
        run("UPDATE documents SET passages = 0 WHERE document_row = (SELECT min(document_row) FROM documents)"),
        "counters",
    ),
    "the generation has gone back": (run("UPDATE meta SET value = '1' WHERE key = 'generation'"), "counters"),
}


@pytest.mark.parametrize(("how", "part"), DERIVED.values(), ids=DERIVED.keys())
@pytest.mark.sampled(2)
def test_what_is_derived_is_repaired(corpus: Path, index: Path, encoder: Encoder, how: Damage, part: str) -> None:
    before = answers(corpus, index, encoder)
    damage(index, how)
    looked = check(corpus, index, repair=False)
    assert part in parts(looked)
    assert all(fault.done is None and fault.next_step for fault in looked.faults), "nothing was done about it"
    repaired = check(corpus, index)
    assert parts(repaired) == parts(looked)
    assert all(fault.done for fault in repaired.faults)
    build(corpus, index, encoder)
    assert check(corpus, index).is_clean
    assert answers(corpus, index, encoder) == before


FILES: dict[str, Callable[[bytes], bytes]] = {
    "it is cut short": lambda held: held[: len(held) // 2],
    "its end is cut off": lambda held: held[:-1],
    "it is empty": lambda held: b"",
    "a byte in it differs": lambda held: held[:300] + bytes([held[300] ^ 1]) + held[301:],
    "it is something else": lambda held: b"Dear all,\n" * 100,
}


@pytest.mark.parametrize("how", FILES.values(), ids=FILES.keys())
def test_a_damaged_file_of_vectors_is_derived_again(
    corpus: Path, index: Path, encoder: Encoder, how: Callable[[bytes], bytes]
) -> None:
    before = answers(corpus, index, encoder)
    path = index / VECTORS_NAME
    path.write_bytes(how(path.read_bytes()))
    assert answers(corpus, index, encoder) == before, "it is only a derived file"
    assert parts(check(corpus, index, repair=False)) == {"vector file"}
    assert check(corpus, index).faults[0].done
    assert check(corpus, index).is_clean
    assert answers(corpus, index, encoder) == before


def test_a_file_of_vectors_that_stands_for_other_vectors_is_derived_again(corpus: Path, index: Path) -> None:
    """As where rows without a checksum were changed behind the index's back: the file is whole, and wrong."""
    one, other = (f"(SELECT row FROM vectors ORDER BY embedded_hash LIMIT 1 OFFSET {place})" for place in (0, 1))
    damage(
        index,
        run(
            f"UPDATE vectors SET checksum = NULL, row = CASE row WHEN {one} THEN {other} ELSE {one} END"
            f" WHERE row IN ({one}, {other})"
        ),
    )
    assert parts(check(corpus, index)) == {"vector file"}
    assert check(corpus, index).is_clean


KEPT: dict[str, tuple[Damage, str]] = {
    "a passage says something else than its paper": (
        run(f"UPDATE passages SET text = text || '.' WHERE passage_row = {_SOME}"),
        "passages",
    ),
    "a passage has another's id": (
        run(f"UPDATE passages SET passage_id = passage_id || 'a' WHERE passage_row = {_SOME}"),
        "passages",
    ),
    "a passage's span is moved": (
        run(f"UPDATE passages SET span_start = span_start + 1 WHERE passage_row = {_SOME}"),
        "passages",
    ),
    "a paper's reading text is gone": (
        run("DELETE FROM texts WHERE document_row = (SELECT min(document_row) FROM texts)"),
        "passages",
    ),
    "a paper's reading text cannot be read": (
        run("UPDATE texts SET text = substr(text, 1, length(text) - 1) WHERE document_row = 1"),
        "passages",
    ),
    "passages belong to a paper that is gone": (
        run("PRAGMA foreign_keys = OFF; DELETE FROM documents WHERE document_row = 2"),
        "the file",
    ),
    "a paper is a copy of one that is not held": (
        run("UPDATE documents SET replaced_by = 'nowhere.pdf' WHERE document_row = 2"),
        "papers",
    ),
}


@pytest.mark.parametrize(("how", "part"), KEPT.values(), ids=KEPT.keys())
def test_what_is_not_derived_is_named_with_the_way_back(corpus: Path, index: Path, how: Damage, part: str) -> None:
    damage(index, how)
    checked = check(corpus, index)
    named = [fault for fault in checked.faults if fault.part == part]
    assert named
    assert all(fault.done is None and "backup" in (fault.next_step or "") for fault in named)
    assert all(fault.places for fault in named)
    assert not check(corpus, index).is_clean, "it is not passed over the next time"


HELD_BACK: dict[str, tuple[str, set[str]]] = {
    "a paper is exempt": (
        "UPDATE documents SET access = 'exempt' WHERE doc_id = :doc_id",
        # Its words are counted among those of public papers.
        {"papers", "lexical index"},
    ),
    "its words are held back elsewhere": (
        "INSERT INTO held_words SELECT 'x', words_key FROM documents WHERE doc_id = :doc_id",
        {"papers"},
    ),
    "it is listed as withdrawn": (
        "INSERT INTO unread VALUES (:doc_id, '', 'withdrawn', '', '', :doc_id, NULL)",
        {"papers"},
    ),
}


@pytest.mark.parametrize(("sql", "faulty"), HELD_BACK.values(), ids=HELD_BACK.keys())
def test_what_is_held_back_and_can_be_found_is_taken_out(
    corpus: Path, index: Path, encoder: Encoder, sql: str, faulty: set[str]
) -> None:
    shown = open_library(corpus, index, encoder).search(QUESTION)[0].document.doc_id
    damage(index, lambda connection: connection.execute(sql, {"doc_id": shown}))
    assert parts(check(corpus, index, repair=False)) == faulty
    assert shown in (check(corpus, index).faults[0].done or "")
    assert check(corpus, index, repair=False).is_clean
    found = open_library(corpus, index, encoder).search(QUESTION)
    assert shown not in {hit.document.doc_id for hit in found}


PAGE = 4096
BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "its header is overwritten": lambda held: b"\0" * 100 + held[100:],
    "its first page is overwritten": lambda held: b"\xff" * PAGE + held[PAGE:],
    "it is cut in half": lambda held: held[: len(held) // 2],
    "it ends in the middle of a page": lambda held: held[:-1000],
    "pages in the middle are overwritten": lambda held: held[: 4 * PAGE] + b"\xa5" * PAGE * 8 + held[12 * PAGE :],
    "it is empty": lambda held: b"",
    "it is a text": lambda held: b"Dear all, please find attached the index.\n" * 500,
}


@pytest.mark.parametrize("how", BROKEN.values(), ids=BROKEN.keys())
def test_a_damaged_file_is_named_and_left_alone(corpus: Path, index: Path, how: Callable[[bytes], bytes]) -> None:
    damage(index, lambda connection: None)
    path = index / DATABASE_FILE_NAME
    path.write_bytes(how(path.read_bytes()))
    before = path.read_bytes()
    checked = check(corpus, index)
    assert parts(checked) == {"the file"}
    assert all("backup" in (fault.next_step or "") for fault in checked.faults)
    assert path.read_bytes() == before


def test_a_check_that_repairs_waits_its_turn(corpus: Path, index: Path) -> None:
    with lock_index(index):
        with pytest.raises(LockedIndexError, match="process"):
            check(corpus, index)
        assert check(corpus, index, repair=False).is_clean, "looking needs no turn"


def test_there_must_be_an_index(tmp_path: Path) -> None:
    with pytest.raises(MissingIndexError):
        check(tmp_path, tmp_path)
