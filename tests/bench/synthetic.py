"""An index of any size, quickly: papers whose texts and vectors are real ones, perturbed. For benchmarks only.

Comes in: an index of real papers (``real``), a folder and a number of passages. Goes out: ``corpus/`` with one text
file a paper, and ``index/`` as a build would have left it: written by the store's own functions in large transactions,
each paper with the origin that a build works out for its file, so that the next build takes it for unchanged.

    from tests.bench.synthetic import make, real_index
    made = make(folder, passages=1_000_000, real=real_index(scratch))     # or real=Path of any index already built
    made.corpus, made.index

or ``python -m tests.bench.synthetic FOLDER 1000000 [REAL_INDEX]``. The same arguments give the same words and vectors,
and a smaller one is the beginning of a larger one. What is made up:

* a text is the words of two real passages, at most 90, one in five of them drawn anew: from the words of all passages,
  so that common words stay as common as they are, one in twenty of the drawn from 200,000 invented words by Zipf's law;
* a vector is a real one plus differences of other real ones and a little noise, brought to unit length: neighbours are
  then spread as real ones are, along the directions in which real vectors differ, and not evenly on all sides;
* token vectors are those of the first real passage: their size is real, their places are the real ones as long as the
  made-up text reaches, and its end beyond that;
* what stands for a paper's words is a digest of its text. There are 50 passages a paper and five papers a meeting,
  each meeting in a folder of its own (the county's three meetings have 17 papers each); 100 councils with 10
  committees each: one council is 1 % of the passages, one of its committees 0.1 %.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from paper_search import api
from paper_search.embeddings import Rows, Tokens, token_codec
from paper_search.indexing.embedding_queue import BATCH_SIZE
from paper_search.indexing.entries import compute_input_digest
from paper_search.ingest.discovery import SourceFile
from paper_search.ingest.metadata.folders import find_parent_folders
from paper_search.ingest.readers import ocr
from paper_search.ingest.segmentation.embedding_context import embedding_text
from paper_search.records import Document, Locator, Meeting, Passage
from paper_search.records.index import DocumentEntry
from paper_search.storage.connection import connect
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.storage.stored_values import unpack_rows
from paper_search.storage.token_chunks import TOKENS_SQL

PER_PAPER = 50
PER_MEETING = 5
COUNCILS, COMMITTEES = 100, 10
PAPERS_A_BLOCK = 100
MOST_WORDS = 90
DRAWN = 0.2
INVENTED = 0.05
INVENTED_WORDS = 200_000
_SAMPLE = Path(__file__).resolve().parents[2] / "corpus"
_ITS_OWN = ("version", "generation", "token", "built_at")
"""What an index says of itself alone; the rest, its encoder and the like, is copied."""


@dataclass(frozen=True, slots=True)
class SyntheticIndex:
    """Where the papers and the index are, and how many passages can be found in it."""

    corpus: Path
    index: Path
    passages: int


@dataclass(frozen=True, slots=True)
class SourcePassages:
    """What is perturbed: words and unit vectors of passages, their token vectors (None where there are none), the words
    of all of them to draw from, and what the index says of its encoder."""

    words: tuple[tuple[str, ...], ...]
    rows: Rows
    tokens: tuple[bytes | None, ...]
    pool: tuple[str, ...]
    meta: dict[str, str]


def real_index(scratch: Path, corpus: Path = _SAMPLE) -> Path:
    """An index of real papers, the sample ones unless others are named, built under ``scratch`` where it is not yet."""
    index = scratch / "real"
    if not (index / DATABASE_FILE_NAME).is_file():
        api.build(corpus, index)
    return index


def load_real(index: Path) -> SourcePassages:
    """The passages of an index that have a vector, in order."""
    connection = connect(index / DATABASE_FILE_NAME)
    found = connection.execute(
        f"SELECT p.text, v.row, {TOKENS_SQL} FROM passages p JOIN vectors v USING (embedded_hash) ORDER BY p.passage_id"
    ).fetchall()
    meta = dict(map(tuple, connection.execute("SELECT key, value FROM meta").fetchall()))
    connection.close()
    words = tuple(tuple(row[0].split()) for row in found)
    rows = unpack_rows([row[1] for row in found], int(meta["dimensions"]))
    pool = tuple(word for text in words for word in text)
    kept = {key: value for key, value in meta.items() if key not in _ITS_OWN}
    return SourcePassages(words, rows, tuple(row[2] for row in found), pool, kept)


def draw_texts(real: SourcePassages, chosen: np.ndarray, generator: np.random.Generator) -> list[str]:
    """One text for each line of ``chosen``, of which the first two numbers name real passages."""
    texts = []
    for first, second in chosen[:, :2]:
        text = list((real.words[first] + real.words[second])[:MOST_WORDS])
        places = np.flatnonzero(generator.random(len(text)) < DRAWN)
        drawn = generator.integers(len(real.pool), size=len(places))
        invented = np.minimum(generator.zipf(1.3, size=len(places)), INVENTED_WORDS)
        is_invented = generator.random(len(places)) < INVENTED
        for place, one, other, new in zip(places, drawn, invented, is_invented, strict=True):
            text[place] = f"ward{other:x}" if new else real.pool[one]
        texts.append(" ".join(text))
    return texts


def draw_rows(real: SourcePassages, chosen: np.ndarray, generator: np.random.Generator) -> Rows:
    """One unit vector for each line of ``chosen``, five numbers of real passages each."""
    a, b, c, d, e = (real.rows[chosen[:, place]] for place in range(5))
    noise = generator.normal(scale=0.15 / np.sqrt(real.rows.shape[1]), size=a.shape)
    rows = a + 0.45 * (b - c) + 0.3 * (d - e) + noise
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def draw(real: SourcePassages, count: int, seed: Sequence[int]) -> tuple[list[str], Rows, np.ndarray]:
    """``count`` texts, their vectors, and the number of the real passage that each comes from."""
    generator = np.random.default_rng(seed)
    chosen = generator.integers(len(real.rows), size=(count, 5))
    return draw_texts(real, chosen, generator), draw_rows(real, chosen, generator), chosen[:, 0]


def _source(number: int) -> str:
    council, committee = number % COUNCILS, number // COUNCILS % COMMITTEES
    held_on = _held_on(number)
    return f"council-{council:03}/committee-{committee}/{held_on.isoformat()}/paper-{number:06}.txt"


def _held_on(number: int) -> date:
    body, meeting = number % (COUNCILS * COMMITTEES), number // (COUNCILS * COMMITTEES * PER_MEETING)
    return date(2016, 1, 1) + timedelta(days=(body * 37 + meeting * 91) % 3600)


def _document(number: int, sha256: str, title: str) -> Document:
    council, committee = number % COUNCILS, number // COUNCILS % COMMITTEES
    source = _source(number)
    meeting = Meeting(f"Council {council:03}", f"Committee {committee}", _held_on(number))
    return Document(source, source, sha256, kind="report", title=title, meeting=meeting)


def _entry(number: int, texts: Sequence[str]) -> DocumentEntry:
    """One paper of these texts, a passage each."""
    whole = "\n\n".join(texts)
    digest = hashlib.sha256(whole.encode()).hexdigest()
    document = _document(number, digest, " ".join(texts[0].split()[:8]))
    passages, start = [], 0
    for place, text in enumerate(texts, 1):
        passage_id = f"{document.doc_id}::{place}"
        locator = Locator(paragraph=str(place))
        end = start + len(text)
        passages.append(Passage(passage_id, document.doc_id, "paragraph", text, start, end, locator=locator))
        start += len(text) + 2
    embedded = [embedding_text(document.title, passage) for passage in passages]
    return DocumentEntry(document, whole, passages, embedded, content_hash=digest)


def _blocks(real: SourcePassages, passages: int, seed: int) -> Iterator[tuple[list[DocumentEntry], Rows, np.ndarray]]:
    """The papers in blocks, with the vectors of their passages in order."""
    papers = -(-passages // PER_PAPER)
    for first in range(0, papers, PAPERS_A_BLOCK):
        texts, rows, origins = draw(real, PAPERS_A_BLOCK * PER_PAPER, (seed, first))
        count = min(passages - first * PER_PAPER, len(texts))
        starts = range(0, count, PER_PAPER)
        entries = [
            _entry(first + place, texts[start : min(start + PER_PAPER, count)]) for place, start in enumerate(starts)
        ]
        yield entries, rows[:count], origins[:count]


def _write_file(corpus: Path, entry: DocumentEntry) -> str:
    """Write a paper's file; returns the origin that a build works out for it."""
    source = entry.document.source
    path = corpus / source
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(entry.text, encoding="utf-8")
    origin = SourceFile(corpus, entry.document.sha256, ((source, None),), find_parent_folders(corpus))
    return compute_input_digest(origin, ocr.is_available())


def _place_tokens(packed: bytes | None, length: int) -> bytes | None:
    """Packed token vectors of another text, each piece moved to where it stands inside one of this length."""
    if packed is None:
        return None
    tokens = token_codec.decode(packed)
    if tokens.spans.max(initial=0) <= length:
        return packed
    lengths = np.minimum(tokens.spans[:, 1] - tokens.spans[:, 0], length)
    starts = np.minimum(tokens.spans[:, 0], length - lengths)
    return token_codec.encode(Tokens(tokens.rows, np.stack([starts, starts + lengths], axis=1)))


def _write_block(
    store: Store, entries: Sequence[DocumentEntry], rows: Rows, tokens: Sequence[bytes | None], files: Sequence[str]
) -> None:
    """Papers and vectors in one transaction, each row as the store's own functions write it."""
    with store.transaction() as writer:
        writer.next_generation()
        seen = [text for entry in entries for text in entry.embedding_texts if text is not None]
        placed = list(map(_place_tokens, tokens, map(len, seen)))
        for start in range(0, len(seen), BATCH_SIZE):
            batch = slice(start, start + BATCH_SIZE)
            store.embeddings.put_vectors(writer, seen[batch], rows[batch], placed[batch])
        for entry, file in zip(entries, files, strict=True):
            store.documents.insert_entry(writer, entry, file)
        # As after a build that has related the papers to one another.
        writer.execute("DELETE FROM unsettled")


def _write_hints(store: Store, corpus: Path) -> None:
    """What the files of the papers looked like when they were read."""
    with store.transaction() as writer:
        papers = writer.execute("SELECT source, sha256 FROM documents ORDER BY source").fetchall()
        seen = ((source, (corpus / source).stat(), sha256) for source, sha256 in papers)
        writer.executemany(
            "INSERT INTO files (source, size, mtime_ns, sha256) VALUES (?, ?, ?, ?)",
            ((source, stat.st_size, stat.st_mtime_ns, sha256) for source, stat, sha256 in seen),
        )


def make(folder: Path, passages: int, real: Path, *, with_files: bool = True, seed: int = 0) -> SyntheticIndex:
    """Fill ``folder``, which is new, with a corpus and an index of so many passages; ``with_files`` False leaves the
    corpus empty, for questions alone."""
    found = load_real(real)
    made = SyntheticIndex(folder / "corpus", folder / "index", passages)
    made.corpus.mkdir(parents=True)
    made.index.mkdir()
    store = Store(made.index / DATABASE_FILE_NAME, create=True)
    store.set_meta(found.meta)
    for entries, rows, origins in _blocks(found, passages, seed):
        files = [_write_file(made.corpus, entry) if with_files else "synthetic" for entry in entries]
        _write_block(store, entries, rows, [found.tokens[origin] for origin in origins], files)
    if with_files:
        _write_hints(store, made.corpus)
    store.close()
    return made


def main(arguments: Sequence[str]) -> None:
    folder, passages = Path(arguments[0]), int(arguments[1])
    real = Path(arguments[2]) if len(arguments) > 2 else real_index(folder.parent)
    began = time.monotonic()
    made = make(folder, passages, real)
    sys.stdout.write(f"{made.passages} passages in {made.index}, {time.monotonic() - began:.0f} s\n")


if __name__ == "__main__":
    main(sys.argv[1:])
