"""What a build costs when little has changed: what is read again, embedded again, and looked at again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from paper_search.embeddings import Encoder, Rows, Tokens
from paper_search.indexing import builder, entries, reconcile
from paper_search.ingest.discovery import scan_corpus
from paper_search.records import BuildReport, EncoderInfo
from paper_search.storage.store import DATABASE_FILE_NAME, Store

ROADS = "ROAD REPAIRS\n\n1. Potholes on the A-roads were repaired in spring.\n\n2. The bridge stays closed until May.\n"
BUDGET = "BUDGET\n\n1. The budget gap for next year is £4.2 million.\n"


class CountingEncoder:
    """The real encoder, and what it was asked to embed."""

    def __init__(self, real: Encoder, fingerprint: str | None = None) -> None:
        self._real, self._fingerprint = real, fingerprint
        self.embedded: list[str] = []

    @property
    def info(self) -> EncoderInfo:
        info = self._real.info
        return EncoderInfo(info.name, self._fingerprint or info.fingerprint, info.dimensions, info.max_tokens)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._real.count_tokens(texts)

    def encode_passages(self, texts: Sequence[str]) -> Rows:
        return self._real.encode_passages(texts)

    def encode_with_tokens(self, texts: Sequence[str]) -> tuple[Rows, list[Tokens]]:
        self.embedded += texts
        return self._real.encode_with_tokens(texts)

    def encode_query(self, text: str) -> Rows:
        return self._real.encode_query(text)

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        return self._real.encode_tokens(texts)


class Desk:
    """A corpus, an index, and an encoder that counts."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.corpus, self.index, self.encoder = folder / "corpus", folder / "index", CountingEncoder(encoder)
        self.write("roads.txt", ROADS)
        self.write("budget.txt", BUDGET)

    def write(self, source: str, text: str) -> Path:
        path = self.corpus / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        # As if written a while ago: what was written this very second is always looked at again.
        os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - 10_000_000_000))
        return path

    def build(self, encoder: Encoder | None = None, *, verify: bool = False) -> BuildReport:
        self.encoder.embedded.clear()
        return builder.build(self.corpus, self.index, encoder or self.encoder, verify=verify)

    def store(self) -> Store:
        return Store(self.index / DATABASE_FILE_NAME)


@pytest.fixture
def desk(tmp_path: Path, encoder: Encoder) -> Desk:
    made = Desk(tmp_path, encoder)
    made.build()
    return made


def move(desk: Desk) -> None:
    (desk.corpus / "moved").mkdir()
    (desk.corpus / "roads.txt").rename(desk.corpus / "moved" / "roads.txt")


def change_one_paragraph(desk: Desk) -> None:
    desk.write("roads.txt", ROADS.replace("spring", "autumn"))


def name_in_a_manifest(desk: Desk) -> None:
    desk.write("papers.csv", "path,url\nroads.txt,https://example.org/roads\n")


EMBEDDED = [
    (lambda desk: None, [], "nothing changed"),
    (move, [], "a moved paper keeps its vectors"),
    (name_in_a_manifest, [], "its address is no part of what is embedded"),
    (lambda desk: desk.write("copy/roads.txt", ROADS + "\n"), [], "a copy has the same texts"),
    (lambda desk: (desk.corpus / "roads.txt").unlink(), [], "what goes needs no vector"),
    (change_one_paragraph, ["autumn"], "only the paragraph that changed"),
    (lambda desk: desk.write("parks.txt", "The parks are open.\n"), ["parks"], "only the new paper"),
]


@pytest.mark.parametrize(("change", "embedded", "reason"), EMBEDDED, ids=[reason for *_, reason in EMBEDDED])
def test_unchanged_text_is_never_embedded_again(desk: Desk, change, embedded: list[str], reason: str) -> None:  # type: ignore[no-untyped-def]
    change(desk)
    report = desk.build()
    assert len(desk.encoder.embedded) == len(embedded) == report.embedded, reason
    assert all(word in text for word, text in zip(embedded, desk.encoder.embedded, strict=True)), reason
    assert desk.store().statistics.count_unembedded_passages() == 0


def test_a_file_is_hashed_again_only_where_its_size_or_time_has_changed(desk: Desk) -> None:
    roads = desk.corpus / "roads.txt"
    before = roads.stat()
    roads.write_text(ROADS.replace("spring", "summer"))
    os.utime(roads, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert desk.build().changed == (), "the same size and the same time: it passes for unchanged"
    assert desk.build(verify=True).changed == ("roads.txt",), "every file is hashed when asked for"
    os.utime(roads)
    assert desk.build().changed == (), "another time alone is no change: the content decides"


def test_what_was_written_just_now_is_looked_at_again(desk: Desk) -> None:
    (desk.corpus / "parks.txt").write_text("The parks are open.\n")
    hint = scan_corpus(desk.corpus).fingerprints["parks.txt"]
    assert hint.mtime_ns == -1, "it may be written again within the same tick of the clock"


def test_only_what_stands_near_a_change_is_related_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    relate = reconcile.relate_documents

    def count_documents(cards):  # type: ignore[no-untyped-def]
        looked_at.append(len(list(cards)))
        return relate(cards)

    monkeypatch.setattr(reconcile, "relate_documents", count_documents)
    desk.build()
    assert looked_at == [], "nothing came, nothing is related"
    desk.write("parks.txt", "The parks are open to everybody from the first of May until the end of September.\n")
    desk.build()
    assert looked_at == [1], "the new paper stands near no other"
    desk.write("copy/roads.txt", ROADS + "\n")
    desk.build()
    assert looked_at == [1, 2], "the copy and the paper it is a copy of"


def test_vectors_of_texts_that_are_gone_are_forgotten(desk: Desk) -> None:
    def count_vectors() -> int:
        store = desk.store()
        return int(store.database.connection.execute("SELECT count(*) FROM vectors").fetchone()[0])

    before = count_vectors()
    change_one_paragraph(desk)
    desk.build()
    assert count_vectors() == before
    (desk.corpus / "roads.txt").unlink()
    desk.build()
    assert count_vectors() == 1, "that of the budget"


def test_another_splitter_makes_the_index_anew_with_the_vectors_there_are(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = desk.store().get_meta("token")
    generation = desk.store().generation()
    monkeypatch.setattr(entries, "SPLITTER_VERSION", "999")
    desk.build()
    assert desk.encoder.embedded == [], "the texts and the encoder are the same"
    assert desk.store().get_meta("splitter") == "999"
    assert desk.store().get_meta("token") != token, "whoever derived something from the old one notices"
    assert desk.store().generation() > generation
    assert not (desk.index / "papers.next.db").exists()


def test_another_encoder_makes_the_index_anew(desk: Desk, encoder: Encoder) -> None:
    other = CountingEncoder(encoder, "another")
    report = builder.build(desk.corpus, desk.index, other)
    assert len(other.embedded) == report.embedded == 3, "every text"
    assert desk.store().get_meta("encoder") == "another"


def test_a_withdrawal_lost_from_the_decisions_stops_a_build_that_makes_the_index_anew(
    desk: Desk, encoder: Encoder
) -> None:
    from paper_search import api
    from paper_search.errors import CorpusError

    api.withdraw("roads.txt", "names a person", desk.corpus, desk.index)
    (desk.corpus / "decisions.csv").unlink()
    with pytest.raises(CorpusError, match=r"roads\.txt, which was withdrawn"):
        builder.build(desk.corpus, desk.index, CountingEncoder(encoder, "another"))
