"""A judged set in, an index of its papers out, made by the very build that people run.

The papers are those that the set brings along, written as text files, or a folder of files that are named. Promised:
an index is used again while set, papers, encoder and splitter are the same, and brought up to date where a paper has
changed; a paper whose text is not what was judged is an error, and one that could not be indexed is listed.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from paper_search import library
from paper_search.embeddings import Choice
from paper_search.errors import EvaluationError
from paper_search.evaluation.retrieval.qrels import QRELS, JudgedSet, Paper
from paper_search.indexing import builder
from paper_search.indexing.builder import Limits, Progress
from paper_search.ingest.metadata import manifest
from paper_search.library import Library
from paper_search.records import EncoderInfo, Filters
from paper_search.storage import schema

KEPT = "evaluation"
"""The folder, inside the index's own, in which the indexes of judged sets are kept."""

SuppliedPapers = Sequence[Path]


@dataclass(frozen=True, slots=True)
class Indexed:
    """The papers of a set, open for questions. ``names`` gives the set's name of a paper by its path in the corpus;
    ``left_out`` says which papers could not be indexed, and why."""

    judged: JudgedSet
    library: Library
    index: Path
    names: Mapping[str, str]
    passages: int
    left_out: tuple[str, ...]

    def only(self, papers: Sequence[str]) -> Filters:
        """The filter that keeps a question inside the papers that the set asks it of."""
        return Filters(committees=tuple(papers))


def indexed(
    judged: JudgedSet,
    supplied: SuppliedPapers,
    index: Path,
    model: str | Choice,
    limits: Limits = Limits(),
    progress: Callable[[Progress], None] = lambda step: None,
) -> Indexed:
    """The index of a set's papers, in ``index`` itself. Raises EvaluationError or CorpusError."""
    corpus = _written(judged, index / "papers") if judged.papers else _supplied(judged, supplied)
    report = library.build(corpus, index, model, limits, progress)
    opened = library.open_library(corpus, index, model)
    names = _names(judged, opened)
    _check_texts(judged.papers, opened)
    left_out = tuple(f"{unread.source} ({unread.code})" for unread in report.unread)
    return Indexed(judged, opened, index, names, library.status(index).passages, left_out)


def kept_at(judged: JudgedSet, supplied: SuppliedPapers, root: Path, encoder: EncoderInfo) -> Path:
    """Where the index of these papers is kept: another folder whenever another index would be made."""
    made_of = [str(judged.folder.resolve()), encoder.fingerprint, builder.SPLITTER, str(schema.VERSION)]
    made_of += [] if judged.papers else [str(_supplied(judged, supplied).resolve())]
    digest = hashlib.sha256("\n".join(made_of).encode()).hexdigest()
    return root / KEPT / f"{judged.folder.resolve().name}-{digest[:12]}"


# -- papers that are files ---------------------------------------------------------------------------------------


def _supplied(judged: JudgedSet, supplied: SuppliedPapers) -> Path:
    """The first folder that holds every judged file; ``papers`` beside the judgements is always looked at."""
    folders = [*supplied, judged.folder / "papers"]
    missing = [next((file for file in judged.files if not (folder / file).is_file()), None) for folder in folders]
    fitting = [folder for folder, file in zip(folders, missing, strict=True) if file is None]
    if fitting:
        return fitting[0]
    # The folder in which most is found is the one that was meant.
    nearest, file = max(zip(folders, missing, strict=True), key=lambda pair: judged.files[str(pair[1])])
    raise EvaluationError(
        f"{judged.folder / QRELS}, line {judged.files[str(file)]}: judges {file!r}, which is not in {nearest};"
        " name the folder of the papers with --corpus."
    )


# -- papers that the set brings along ----------------------------------------------------------------------------


def _written(judged: JudgedSet, corpus: Path) -> Path:
    """The papers as text files, with what the set says of them as a manifest.

    Where questions are asked of some papers only, each paper stands as its own committee, so that the filter that
    people have keeps them apart; what the encoder sees of a passage holds no committee.
    """
    corpus.mkdir(parents=True, exist_ok=True)
    files = {corpus / _file(paper): paper for paper in judged.papers}
    for stale in set(corpus.iterdir()) - files.keys() - {corpus / manifest.NAME}:
        stale.unlink()
    for path, paper in files.items():
        _write(path, paper.text)
    is_apart = any(question.within for question in judged.questions)
    rows = [(path.name, paper.name if is_apart else "", paper.title) for path, paper in files.items()]
    with (corpus / manifest.NAME).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("path", "committee", "title"), *rows])
    return corpus


def _file(paper: Paper) -> str:
    return f"{quote(paper.name, safe=' ')}.txt"


def _write(path: Path, text: str) -> None:
    """Write what is not there yet, so that the file of a paper that did not change keeps its time."""
    words = text.encode("utf-8")
    if not path.is_file() or path.read_bytes() != words:
        path.write_bytes(words)


def _check_texts(papers: Sequence[Paper], opened: Library) -> None:
    """Judged offsets are worth nothing in a text that differs."""
    held = {document.doc_id for document in opened.documents()}
    for paper in papers:
        if _file(paper) in held and opened.reading_text(_file(paper)) != paper.text:
            raise EvaluationError(f"{paper.name}: is not read as it was judged, character by character; leave it out.")


# -- names -------------------------------------------------------------------------------------------------------


def _names(judged: JudgedSet, opened: Library) -> dict[str, str]:
    """The set's own name of every paper indexed: for a file that was not judged, that of a copy that was."""
    own = {_file(paper): paper.name for paper in judged.papers}
    names: dict[str, str] = {}
    for document in opened.documents():
        copies = (document.source, *document.also_at)
        names[document.source] = own.get(document.source) or next(
            (name for name in copies if name in judged.files), document.source
        )
    return names
