"""Papers to files. In: the texts under ``papers/``. Out: the corpus folder, and for each file what was made.

Promise: the folder holds exactly the sample papers, ``papers.csv`` and a README; it is made from nothing each time,
with the same bytes.
"""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from tests.sample_corpus.docx import paper_docx
from tests.sample_corpus.flow import Trace
from tests.sample_corpus.html import paper_html
from tests.sample_corpus.markup import RAW, Paper, load
from tests.sample_corpus.pdf import Inside, pack_pdf, paper_pdf
from tests.sample_corpus.scan import scan_pdf

PAPERS = Path(__file__).parent / "papers"
MANIFEST = ("path", "authority", "committee", "meeting_date", "title", "kind", "agenda_item", "url", "access")


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """One file of the corpus: its paper, its bytes, its pages (None without pages) and what stands where."""

    paper: Paper
    content: bytes
    pages: int | None = None
    trace: Trace = field(default_factory=Trace)


def pack(paper: Paper, papers: dict[str, Paper]) -> CorpusFile:
    """A public pack or supplement: ``inside`` names item, path and bookmark of each paper, one after the other."""
    entries = [entry.split(" | ") for entry in (paper.get("inside") or "").split(" ; ")]
    inside = [Inside(papers[path.strip()], item.strip(), outline.strip()) for item, path, outline in entries]
    opening = papers[paper.head["opening"]] if paper.get("opening") else None
    content, trace, pages = pack_pdf(paper, opening, inside)
    return CorpusFile(paper, content, pages, trace)


def make(paper: Paper, papers: dict[str, Paper]) -> CorpusFile:
    """One file of the corpus, by its form or its suffix."""
    if original := paper.get("copy-of"):
        same = make(papers[original], papers)
        return CorpusFile(paper, same.content, same.pages, same.trace)
    if paper.get("form") == "scan":
        return CorpusFile(paper, scan_pdf([part.text for part in paper.parts]), 1)
    if paper.get("form") == "pack":
        return pack(paper, papers)
    return by_suffix(paper)


def by_suffix(paper: Paper) -> CorpusFile:
    """One paper in the format its name asks for."""
    if paper.suffix in RAW:
        return CorpusFile(paper, paper.raw.encode())
    if paper.suffix == ".docx":
        return CorpusFile(paper, paper_docx(paper))
    if paper.suffix == ".html":
        return CorpusFile(paper, paper_html(paper))
    content, trace, pages = paper_pdf(paper)
    return CorpusFile(paper, content, pages, trace)


def manifest(papers: list[Paper]) -> str:
    """papers.csv: a row for each paper whose head has a ``manifest`` line, with the columns that line names."""
    out = StringIO()
    rows = csv.DictWriter(out, MANIFEST, lineterminator="\n")
    rows.writeheader()
    for paper in papers:
        if named := paper.get("manifest"):
            values = dict(column.split("=", 1) for column in named.split(" ; "))
            rows.writerow({"path": paper.path, **values})
    return out.getvalue()


def make_corpus(out: Path) -> list[CorpusFile]:
    """Make the whole corpus in ``out``, which is emptied first, and tell what was made, in the order of paths.

    Raises FileExistsError where ``out`` holds anything but an earlier sample corpus.
    """
    readme = PAPERS / "README.md"
    mine = (out / readme.name).exists() and (out / readme.name).read_bytes()[:20] == readme.read_bytes()[:20]
    if out.exists() and any(out.iterdir()) and not mine:
        raise FileExistsError(f"{out} holds other files; name a new folder or an earlier sample corpus.")
    shutil.rmtree(out, ignore_errors=True)
    papers = load(PAPERS)
    by_path = {paper.path: paper for paper in papers}
    made = [make(paper, by_path) for paper in papers if paper.get("form") != "inside"]
    for one in made:
        target = out / one.paper.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(one.content)
    (out / "papers.csv").write_bytes(manifest(papers).encode())
    (out / "README.md").write_bytes(readme.read_bytes())
    return made
