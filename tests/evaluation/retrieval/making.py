"""Judged sets and runs for the tests of search: small sets written as files, and runs that hit and miss by chance."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from paper_search.evaluation.retrieval.qrels import QRELS_FILE, QUERIES_FILE
from paper_search.evaluation.retrieval.span_qrels import CORPUS_FILE

Line = dict[str, Any]


def write_lines(path: Path, lines: Iterable[Line | str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines), "utf-8")
    return path.parent


def read_lines(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def span_set(folder: Path, papers: dict[str, str], queries: Iterable[Line], qrels: Iterable[Line | str]) -> Path:
    write_lines(folder / CORPUS_FILE, ({"_id": name, "title": "", "text": text} for name, text in papers.items()))
    write_lines(folder / QUERIES_FILE, queries)
    return write_lines(folder / QRELS_FILE, qrels)


def page_set(folder: Path, queries: Iterable[Line | str], qrels: Iterable[Line | str]) -> Path:
    write_lines(folder / QUERIES_FILE, queries)
    return write_lines(folder / QRELS_FILE, qrels)


def some_spans(folder: Path, seed: int) -> list[Line]:
    """A run over a set of spans: hits near what was judged or anywhere, short and long, some questions left out."""
    chance = random.Random(seed)
    lengths = {line["_id"]: len(line["text"]) for line in read_lines(folder / CORPUS_FILE)}
    judged: dict[str, list[Line]] = {}
    for line in read_lines(folder / QRELS_FILE):
        judged.setdefault(line["query_id"], []).append(line)

    def near(line: Line) -> Line:
        start = max(0, line["start"] + chance.randint(-300, 300))
        end = line["end"] + chance.choice([-200, -20, 0, 0, 90, 900, 9000])
        return {"doc_id": line["doc_id"], "start": start, "end": min(max(end, start + 5), lengths[line["doc_id"]])}

    def anywhere() -> Line:
        name = chance.choice(list(lengths))
        start = chance.randint(0, lengths[name] - 400)
        return {"doc_id": name, "start": start, "end": start + chance.randint(30, 400)}

    run: list[Line] = []
    for line in read_lines(folder / QUERIES_FILE):
        about = judged.get(line["_id"], [])
        hits = [near(chance.choice(about)) if about and chance.random() < 0.4 else anywhere() for _ in range(12)]
        scored = [hit | {"score": chance.random()} for hit in hits]
        answer = near(chance.choice(about)) if about and chance.random() < 0.7 else None
        if chance.random() < 0.9:
            run.append(
                {"query_id": line["_id"], "hits": scored, "answer": answer, "confidence": round(chance.random(), 1)}
            )
    return run


def some_pages(folder: Path, seed: int) -> list[Line]:
    """A run over a set of pages: judged words whole, in part, with others around them, on the wrong page, or others."""
    chance = random.Random(seed)
    judged: dict[str, list[Line]] = {}
    for line in read_lines(folder / QRELS_FILE):
        judged.setdefault(line["query_id"], []).append(line)
    every = [line for lines in judged.values() for line in lines]

    def hit(about: list[Line]) -> Line:
        line = chance.choice(about if about and chance.random() < 0.5 else every)
        words = line["text"].split()
        first, last = sorted((chance.randint(0, len(words)), chance.randint(0, len(words))))
        shown = chance.choice([words, words[first:last], words * 2, words + chance.choice(every)["text"].split()])
        page = max(1, line["page_from"] + chance.choice([0, 0, 0, 1, -1]))
        file = chance.choice([line["file"], line["file"].replace(" ", "%20"), "/some/where/" + line["file"]])
        return {"file": file, "page_from": page, "page_to": page + chance.choice([0, 1]), "text": " ".join(shown)}

    run: list[Line] = []
    for line in read_lines(folder / QUERIES_FILE):
        hits = [hit(judged.get(line["query_id"], [])) for _ in range(12)]
        answer, sure = chance.choice([None, *hits]), chance.random()
        if chance.random() < 0.9:
            run.append({"query_id": line["query_id"], "hits": hits, "answer": answer, "confidence": round(sure, 1)})
    return run
