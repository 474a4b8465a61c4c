"""Three systems behind one door: ours, txtai and chromadb, each as its own pages tell a newcomer to use it.

Comes in: a folder and rows (an id and a text each). Goes out: ids, best first. Promised: all three see the same texts
with the same model, nothing is tuned for any of them, and none calls another machine. ``embed``, where it is given,
stands for the model, so that several runs over the same texts need not embed them again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from paper_search import api
from paper_search.embeddings import find_packaged_folder
from paper_search.evaluation.retrieval.qrels import Question
from paper_search.records import Filters

for _name, _value in {
    "ANONYMIZED_TELEMETRY": "False",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}.items():
    os.environ.setdefault(_name, _value)

CHROMA_BATCH = 1000
"""Rows in one call: chromadb refuses more than some 5,000, and each call is what it promises to keep."""

Embed = Callable[[Sequence[str]], Any]


class Row(NamedTuple):
    """One passage as every system is given it."""

    id: str
    text: str


class Contestant(Protocol):
    """A system with its index in one folder."""

    def load(self) -> None:
        """Import what the system needs; not timed."""
        ...

    def ingest(self, rows: Sequence[Row]) -> None:
        """Make the index of these rows and leave it on disk."""
        ...

    def open(self) -> None: ...

    def add(self, rows: Sequence[Row]) -> None:
        """Put these rows into the open index, and leave it on disk."""
        ...

    def search(self, question: str, k: int = 10) -> list[str]:
        """The ids of the k best."""
        ...

    def count(self) -> int:
        """How many rows the system says that it holds."""
        ...


class PaperSearch:
    """The library: it reads ``corpus`` in the folder, where the papers of the rows stand, and splits them itself."""

    def __init__(self, folder: Path, embed: Embed | None = None) -> None:
        self.corpus, self.index = folder / "corpus", folder / "index"

    def load(self) -> None:
        import paper_search.retrieval.local.engine  # noqa: F401

    def ingest(self, rows: Sequence[Row]) -> None:
        api.build(self.corpus, self.index)

    def open(self) -> None:
        self._library = api.open_library(self.corpus, self.index)

    def add(self, rows: Sequence[Row]) -> None:
        api.build(self.corpus, self.index)

    def search(self, question: str, k: int = 10) -> list[str]:
        return [hit.passage.passage_id for hit in self._library.search(question, k=k)]

    def count(self) -> int:
        return self._library.status().passages


class PaperSearchUnread(PaperSearch):
    """Ours re-ranked by late interaction, without the reader."""

    def open(self) -> None:
        super().open()
        self._library = replace(self._library, reader=None)


class PaperSearchUnranked(PaperSearch):
    """Ours asked to do what the others do: words and vectors put together, and nothing read, re-ranked or folded."""

    def load(self) -> None:
        super().load()
        import paper_search.evaluation.retrieval.systems  # noqa: F401

    def open(self) -> None:
        from paper_search.evaluation.retrieval import systems

        super().open()
        self._plain = systems.create_baseline_system("scores", self._library.engine, self._library.encoder, {})

    def search(self, question: str, k: int = 10) -> list[str]:
        found = self._plain(Question(question, question), Filters())
        return [place.passage_id for place in found.spans[:k]]


class Txtai:
    """txtai with content and its hybrid of BM25 and vectors, saved when all is in, as its pages show."""

    def __init__(self, folder: Path, embed: Embed | None = None) -> None:
        self._path = folder / "index"
        self._model: dict[str, Any] = {"path": str(find_packaged_folder())}
        if embed:
            self._model = {"method": "external", "transform": embed}

    def load(self) -> None:
        import txtai  # noqa: F401

    def ingest(self, rows: Sequence[Row]) -> None:
        from txtai import Embeddings

        self._embeddings = Embeddings(**self._model, content=True, hybrid=True)
        self._embeddings.index((row.id, row.text, None) for row in rows)
        self._embeddings.save(str(self._path))

    def open(self) -> None:
        from txtai import Embeddings

        self._embeddings = Embeddings()
        self._embeddings.load(str(self._path))

    def add(self, rows: Sequence[Row]) -> None:
        self._embeddings.upsert((row.id, row.text, None) for row in rows)
        self._embeddings.save(str(self._path))

    def search(self, question: str, k: int = 10) -> list[str]:
        return [found["id"] for found in self._embeddings.search(question, k)]

    def count(self) -> int:
        return int(self._embeddings.count())


class Chroma:
    """chromadb's persistent client. It searches by vector only: the local one has no hybrid search."""

    def __init__(self, folder: Path, embed: Embed | None = None) -> None:
        self._path, self._embed = folder / "index", embed

    def load(self) -> None:
        import chromadb  # noqa: F401
        import sentence_transformers  # noqa: F401

    def _function(self) -> Any:
        from chromadb.utils import embedding_functions

        if self._embed is None:
            return embedding_functions.SentenceTransformerEmbeddingFunction(
                str(find_packaged_folder()), normalize_embeddings=True
            )
        return _to_chroma_function(self._embed)

    def open(self) -> None:
        import chromadb

        self._client = chromadb.PersistentClient(
            str(self._path), settings=chromadb.Settings(anonymized_telemetry=False)
        )
        self._collection = self._client.get_or_create_collection("passages", embedding_function=self._function())

    def ingest(self, rows: Sequence[Row]) -> None:
        self.open()
        self.add(rows)

    def add(self, rows: Sequence[Row]) -> None:
        for batch in _batches(rows):
            self._collection.add(ids=[row.id for row in batch], documents=[row.text for row in batch])

    def search(self, question: str, k: int = 10) -> list[str]:
        return list(self._collection.query(query_texts=[question], n_results=k)["ids"][0])

    def count(self) -> int:
        return int(self._collection.count())


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), CHROMA_BATCH):
        yield rows[start : start + CHROMA_BATCH]


def _to_chroma_function(embed: Embed) -> Any:
    """A function of vectors as chromadb wants one."""
    from chromadb import EmbeddingFunction

    class ChromaFunction(EmbeddingFunction[Any]):
        def __init__(self) -> None:
            pass

        def __call__(self, input: Any) -> Any:  # noqa: A002 - chromadb wants this name
            return list(embed(input))

    return ChromaFunction()


CONTESTANTS: dict[str, Callable[..., Contestant]] = {"paper-search": PaperSearch, "txtai": Txtai, "chromadb": Chroma}
OURS, *THEIRS = CONTESTANTS
UNREAD, UNRANKED = "paper-search, without the reader", "paper-search, not re-ranked"
OTHER_WAYS: dict[str, Callable[..., Contestant]] = {UNREAD: PaperSearchUnread, UNRANKED: PaperSearchUnranked}
"""The ways in which ours is asked besides."""
SYSTEMS = CONTESTANTS | OTHER_WAYS
