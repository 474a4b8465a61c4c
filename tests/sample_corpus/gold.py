"""The catalogue of the sample corpus. In: what was made. Out: metadata.jsonl, structure.jsonl and judged questions.

``metadata.jsonl`` says of each file what a careful cataloguer would write, and in ``stated_in`` where each field can
be known from: text, document information, path, manifest, another file, or nowhere; of a pack it lists the ``papers``
inside. ``structure.jsonl`` lists for
each PDF of one paper the printed labels in order with the page each starts on; ``traps`` are wrapped lines that begin
like a label. ``queries.jsonl`` and ``qrels.jsonl`` are the questions and the words that answer them.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.sample_corpus.make import CorpusFile
from tests.sample_corpus.markup import Part
from tests.sample_corpus.questions import QUESTIONS, Question

FIELDS = ("authority", "committee", "meeting_date", "title", "kind", "agenda_item", "decision_number", "status")
LEVELS = {"heading": 1, "subheading": 1, "numbered": 2, "item": 3}


def stated_in(line: str | None) -> dict[str, str]:
    """ "title text, agenda_item path" as a mapping."""
    pairs = (pair.strip().partition(" ") for pair in (line or "").split(",") if pair.strip())
    return {name: where for name, _, where in pairs}


def metadata(made: CorpusFile, first_with: dict[str, str]) -> dict[str, Any]:
    """The catalogue card of one file."""
    paper = made.paper
    digest = sha256(made.content).hexdigest()
    first = first_with.setdefault(digest, paper.path)
    card: dict[str, Any] = {"file": paper.path, "sha256": digest, "pages": made.pages}
    card |= {name: paper.get(name) for name in FIELDS}
    card |= {"subkind": paper.get("subkind"), "access": paper.get("access") or "public"}
    card |= {"unread": paper.get("unread"), "replaced_by": paper.get("replaced-by")}
    card |= {"published_for": {"committee": paper.get("published-committee") or paper.get("committee"),
                               "date": paper.get("published-date") or paper.get("meeting_date")}}  # fmt: skip
    card |= {"stated_in": stated_in(paper.get("stated")), "note": paper.get("note")}
    card |= {"identical_to": first if first != paper.path else None}
    return card | ({"papers": papers_inside(made)} if paper.get("form") == "pack" else {})


def papers_inside(made: CorpusFile) -> list[dict[str, Any]]:
    """The papers of a pack in order: agenda item, outline entry, and the file in which the same paper stands alone."""
    opening = made.paper.get("opening")
    listed = [{"agenda_item": None, "outline": "Agenda", "alone": opening}] if opening else []
    for item, path, outline in (entry.split(" | ") for entry in (made.paper.get("inside") or "").split(" ; ")):
        alone = None if path.strip().startswith("internal/") else path.strip()
        listed.append({"agenda_item": item.strip(), "outline": outline.strip(), "alone": alone})
    return listed


def entry(part: Part, page: int, heading: str, parent: str | None) -> dict[str, Any]:
    """One printed label."""
    line: dict[str, Any] = {"label": part.label, "page": page, "level": LEVELS[part.kind], "heading": heading}
    if part.kind in {"heading", "subheading"}:
        return line | {"type": "heading", "title": part.text}
    return line | {"type": "paragraph"} | ({"parent": parent} if part.kind == "item" and parent else {})


def entries(made: CorpusFile) -> list[dict[str, Any]]:
    """The printed labels of one paper, in order."""
    out: list[dict[str, Any]] = []
    heading, parent = "", None
    for part, page in made.trace.printed:
        if part.kind in {"heading", "subheading"}:
            heading, parent = f"{part.label} {part.text}".strip(), None
        elif part.kind == "numbered":
            parent = part.label
        if part.label:
            out.append(entry(part, page, heading, parent))
    return out


def structure(made: CorpusFile) -> dict[str, Any]:
    """The printed labels of one file, and the lines that only look like labels."""
    traps = [{"label": label, "page": page, "why": "wrapped to a line start"} for label, page in made.trace.traps]
    head = {"file": made.paper.path, "sha256": sha256(made.content).hexdigest(), "doc_kind": made.paper.get("kind")}
    return head | {"entries": entries(made), "traps": traps, "note": made.paper.get("structure-note")}


def has_structure(made: CorpusFile) -> bool:
    """Whether a file is a readable PDF of one paper with printed labels, and not the copy of another."""
    apart = made.paper.get("form") or made.paper.get("copy-of") or made.paper.get("unread")
    return not apart and made.pages is not None and bool(entries(made))


def query(query_id: str, question: Question) -> dict[str, Any]:
    """One question, with its answer where one place alone gives it: where several do, none is the smallest."""
    answers = [target.words for target in question.targets]
    line: dict[str, Any] = {"query_id": query_id, "text": question.text, "answerable": bool(answers)}
    return line | ({"answer_text": answers[0]} if len(answers) == 1 else {})


def judgements(query_id: str, question: Question) -> list[dict[str, Any]]:
    """The places that answer it, on whatever page they stand."""
    return [
        {"query_id": query_id, "file": target.file, "text": target.words, "grade": 2} for target in question.targets
    ]


def lines(rows: list[dict[str, Any]]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_gold(made: list[CorpusFile], out: Path) -> None:
    """Write the files of the catalogue into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    first_with: dict[str, str] = {}
    for one in made:
        if not one.paper.get("copy-of"):
            first_with[sha256(one.content).hexdigest()] = one.paper.path
    (out / "metadata.jsonl").write_bytes(lines([metadata(one, first_with) for one in made]).encode())
    (out / "structure.jsonl").write_bytes(lines([structure(one) for one in made if has_structure(one)]).encode())
    asked = [(f"S{number:02}", question) for number, question in enumerate(QUESTIONS, 1)]
    (out / "queries.jsonl").write_bytes(lines([query(*one) for one in asked]).encode())
    (out / "qrels.jsonl").write_bytes(lines([judgement for one in asked for judgement in judgements(*one)]).encode())
