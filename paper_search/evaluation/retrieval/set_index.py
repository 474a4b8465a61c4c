"""A judged set in, an index of its papers out, made by the very build that people run.

The papers are those that the set brings along, written as text files, or a folder of files that are named.
Guarantees: an index is used again while set, papers, encoder and splitter are the same, and brought up to date where
a paper has changed; a paper whose text is not what was judged is an error, and one that could not be indexed is
listed.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from paper_search import api
from paper_search.embeddings import EncoderChoice
from paper_search.errors import EvaluationError
from paper_search.evaluation.retrieval.qrels import QRELS_FILE, EvaluationSet, SuppliedDocument
from paper_search.indexing.builder import ReaderLimits
from paper_search.indexing.entries import SPLITTER_VERSION
from paper_search.ingest.metadata import manifest
from paper_search.library import Library
from paper_search.records import EncoderInfo, Filters
from paper_search.records.index import Progress
from paper_search.storage.database import SCHEMA_VERSION

SET_INDEXES_FOLDER = "evaluation"
"""The folder, inside the index's own, in which the indexes of judged sets are kept."""

CorpusFolders = Sequence[Path]


@dataclass(frozen=True, slots=True)
class IndexedSet:
    """The papers of a set, open for questions.

    ``names`` gives the set's name of a paper by its path in the corpus; ``left_out`` says which papers could not be
    indexed, and why.
    """

    evaluation_set: EvaluationSet
    library: Library
    index: Path
    names: Mapping[str, str]
    passages: int
    skipped: tuple[str, ...]

    def limit_to(self, document_names: Sequence[str]) -> Filters:
        """Return the filter that keeps a question inside the papers that the set asks it of."""
        return Filters(committees=tuple(document_names))


def build_set_index(
    evaluation_set: EvaluationSet,
    corpus_folders: CorpusFolders,
    index: Path,
    model: str | EncoderChoice,
    limits: ReaderLimits = ReaderLimits(),
    progress: Callable[[Progress], None] = lambda step: None,
    engine: str = "",
) -> IndexedSet:
    """Return the index of a set's papers.

    Args:
        evaluation_set: the judged set.
        corpus_folders: where its papers may be.
        index: the folder of the index.
        model: the model that it is made with.
        limits: how much reading may take.
        progress: called after each step.
        engine: the address of a database that the papers are published to, which is asked then; a set has one of its
            own.

    Raises:
        EvaluationError: the papers are not there, or are not read as they were judged.
        CorpusError: the papers cannot be read.
        StoreError: the database cannot be used.
    """
    corpus = (
        _write_corpus(evaluation_set, index / "papers")
        if evaluation_set.documents
        else _find_corpus(evaluation_set, corpus_folders)
    )
    report = api.build(corpus, index, model, limits, progress)
    if engine:
        _publish(index, engine)
    opened = api.open_library(corpus, engine or index, model)
    names = _map_names(evaluation_set, opened)
    _check_texts(evaluation_set.documents, opened)
    left_out = tuple(f"{unread.source} ({unread.code})" for unread in report.unread)
    return IndexedSet(evaluation_set, opened, index, names, api.status(index).passages, left_out)


def _publish(index: Path, engine: str) -> None:
    # Only this needs the packages of the database.
    from paper_search.indexing.publish import publish

    publish(index, engine)


def resolve_index_folder(
    evaluation_set: EvaluationSet, corpus_folders: CorpusFolders, root: Path, encoder: EncoderInfo
) -> Path:
    """Where the index of these papers is kept: another folder whenever another index would be made."""
    made_of = [
        str(evaluation_set.folder.resolve()),
        encoder.fingerprint,
        SPLITTER_VERSION,
        str(SCHEMA_VERSION),
    ]
    made_of += [] if evaluation_set.documents else [str(_find_corpus(evaluation_set, corpus_folders).resolve())]
    digest = hashlib.sha256("\n".join(made_of).encode()).hexdigest()
    return root / SET_INDEXES_FOLDER / f"{evaluation_set.folder.resolve().name}-{digest[:12]}"


# -- papers that are files ---------------------------------------------------------------------------------------


def _find_corpus(evaluation_set: EvaluationSet, corpus_folders: CorpusFolders) -> Path:
    """Return the first folder that holds every judged file; ``papers`` beside the judgements is always looked at."""
    folders = [*corpus_folders, evaluation_set.folder / "papers"]
    missing = [
        next((file for file in evaluation_set.files if not (folder / file).is_file()), None) for folder in folders
    ]
    fitting = [folder for folder, file in zip(folders, missing, strict=True) if file is None]
    if fitting:
        return fitting[0]
    # The folder in which most is found is the one that was meant.
    nearest, file = max(zip(folders, missing, strict=True), key=lambda pair: evaluation_set.files[str(pair[1])])
    raise EvaluationError(
        f"{evaluation_set.folder / QRELS_FILE}, line {evaluation_set.files[str(file)]}: judges {file!r},"
        f" which is not in {nearest}; name the folder of the papers with --corpus."
    )


# -- papers that the set brings along ----------------------------------------------------------------------------


def _write_corpus(evaluation_set: EvaluationSet, corpus: Path) -> Path:
    """Return the papers as text files, with what the set says of them as a manifest.

    Where questions are asked of some papers only, each paper stands as its own committee, so that the filter that
    people have keeps them apart; what the encoder sees of a passage holds no committee.
    """
    corpus.mkdir(parents=True, exist_ok=True)
    files = {corpus / _build_file_name(paper): paper for paper in evaluation_set.documents}
    for stale in set(corpus.iterdir()) - files.keys() - {corpus / manifest.MANIFEST_NAME}:
        stale.unlink()
    for path, paper in files.items():
        _write_if_changed(path, paper.text)
    is_apart = any(question.document_names for question in evaluation_set.questions)
    rows = [(path.name, paper.name if is_apart else "", paper.title) for path, paper in files.items()]
    with (corpus / manifest.MANIFEST_NAME).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("path", "committee", "title"), *rows])
    return corpus


def _build_file_name(document: SuppliedDocument) -> str:
    return f"{quote(document.name, safe=' ')}.txt"


def _write_if_changed(path: Path, text: str) -> None:
    """Write what is not there yet, so that the file of a paper that did not change keeps its time."""
    words = text.encode("utf-8")
    if not path.is_file() or path.read_bytes() != words:
        path.write_bytes(words)


def _check_texts(documents: Sequence[SuppliedDocument], opened_library: Library) -> None:
    """Judged offsets are worth nothing in a text that differs."""
    held = {document.doc_id for document in opened_library.documents()}
    for paper in documents:
        if _build_file_name(paper) in held and opened_library.reading_text(_build_file_name(paper)) != paper.text:
            raise EvaluationError(f"{paper.name}: is not read as it was judged, character by character; leave it out.")


# -- names -------------------------------------------------------------------------------------------------------


def _map_names(evaluation_set: EvaluationSet, opened_library: Library) -> dict[str, str]:
    """Return the set's own name of every paper indexed: for a file that was not judged, that of a copy that was."""
    own = {_build_file_name(paper): paper.name for paper in evaluation_set.documents}
    names: dict[str, str] = {}
    for document in opened_library.documents():
        copies = (document.source, *document.also_at)
        names[document.source] = own.get(document.source) or next(
            (name for name in copies if name in evaluation_set.files), document.source
        )
    return names
