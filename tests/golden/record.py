"""Record what the product answers over the sample papers, so that a change of it is seen.

Every output is text that is the same on each run: times, temporary folders and secrets of the moment are replaced by
their name, and the reader, whose scores change with each training, is turned off. ``python -m tests.golden`` writes the
files anew; say in the commit which changed and why.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote_plus
from zipfile import ZipFile

from fastapi.testclient import TestClient

from paper_search.cli import main
from paper_search.library import Library
from paper_search.storage.stored_values import HASH_BYTES, unpack_text
from paper_search.web import create_app

FOLDER = Path(__file__).parent / "outputs"
GOLD = Path(__file__).parents[1] / "sample_corpus" / "gold"
CORPUS = Path(__file__).parents[2] / "corpus"
HITS, LONG = "3", 100

OF_THE_MOMENT = (
    "origin", "input_digest", "mtime_ns", "passage_row", "document_row", "vector_generation", "generation", "row",
    "vector_row", "checksum",
)  # fmt: skip
"""Columns that name the folder or the moment of a build, or the order in which papers were read."""

COMMANDS = (
    "build", "watch", "search", "ask", "compare", "timeline", "similar", "cite", "meetings",
    "decisions", "votes", "people", "matter", "popolo", "export", "judgements", "mcp", "read",
    "status", "withdraw", "release", "user", "user add", "user list", "user remove", "check", "backup", "serve",
    "evaluate", "evaluate reading", "evaluate search", "evaluate answers", "evaluate confidence", "evaluate register",
    "evaluate writing",
    "alerts", "alerts send", "alerts list", "alerts remove", "fetch", "fetch moderngov", "fetch legistar", "fetch cmis",
    "fetch list", "fetch again", "fetch status", "help", "completion",
)  # fmt: skip

ROADS = quote_plus("how soon are potholes repaired")
PAGES = (
    "/", f"/?q={ROADS}", f"/?q={ROADS}&kind=minutes", f"/?q={ROADS}&order=newest", f"/?q={ROADS}&p=2",
    f"/?q={ROADS}&since=2024&until=2025", f"/?q={ROADS}&since=nonsense", "/?q=what+is+the+cormorant+option",
    "/?q=ofsted&authority=Wexmoor", "/?q=" + "x" * 501, "/compare", f"/compare?q={ROADS}", "/timeline",
    "/timeline?q=draft+revenue+budget", "/papers", "/papers?year=2024", "/papers?kind=minutes&title=budget", "/about",
    "/accessibility", "/api", "/around?passage={passage}", "/like?passage={passage}", "/view/{document}",
    "/paper?id={document}", "/feed", f"/feed?q={ROADS}", f"/api/ask?q={ROADS}&k=2", "/api/papers?limit=3",
    "/nothing-there", "/view/nothing-there", "/meetings", "/decisions?q=budget", "/people",
    "/api/decisions?q=budget&limit=2", "/api/meetings?limit=2",
)  # fmt: skip

_VOLATILE = (
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)?"), "(time)"),
    (re.compile(r"nonce(=\"|-)[\w+/=-]+"), r"nonce\1(nonce)"),
    (re.compile(r"\d{1,2}:\d\d (?:on|UTC)"), "(time)"),
)


def questions() -> list[dict[str, str]]:
    """Return the judged questions of the sample."""
    return [json.loads(line) for line in (GOLD / "queries.jsonl").read_text("utf-8").splitlines() if line]


def outputs(library: Library, index: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each output's name and text.

    Args:
        library: the sample papers, open for questions.
        index: the folder of their index.
        folder: an empty folder for what is written on the way.
    """
    built_at = library.status().built_at
    built_on = {datetime.fromisoformat(built_at).date()} if built_at else set()
    clean = partial(_clean, index=index, folder=folder, built_on=built_on)
    yield "index.txt", clean(dump(index / "papers.db"))
    yield from _command_line(library, index, folder, clean)
    with TestClient(create_app(library)) as client:
        for name, text in _web(client, library):
            yield name, clean(text)


def dump(database: Path) -> str:
    """Return every table of an index as text, ordered; what depends on the processor (vectors) by its size alone."""
    lines: list[str] = []
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        for (name,) in names:
            if "_fts" in name or name.startswith(("words_", "sqlite_")):
                continue
            # Where token vectors are cut depends on what was written with them.
            of_chunks = "SELECT sum(length(data)) AS bytes FROM token_chunks GROUP BY chunk_row / 64"
            cursor = connection.execute(of_chunks if name == "token_chunks" else f"SELECT * FROM {name}")
            columns = [column[0] for column in cursor.description]
            lines.append(f"== {name}: {', '.join(columns)}")
            lines += sorted(
                json.dumps(
                    [
                        _value(unpack_text(value) if name == "texts" and column == "text" else value)
                        for column, value in zip(columns, row, strict=True)
                        if column not in OF_THE_MOMENT
                    ],
                    ensure_ascii=False,
                )
                for row in cursor
            )
    return "\n".join(lines) + "\n"


def _value(value: object) -> object:
    if isinstance(value, bytes) and len(value) == HASH_BYTES:
        return value.hex()
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    if isinstance(value, str) and IDENTITY.fullmatch(value):
        return "(identity)"
    if isinstance(value, str) and len(value) > LONG:
        return f"{value[:60]}… ({len(value)} characters, SHA-256 {sha256(value.encode()).hexdigest()[:16]})"
    return value


def _command_line(
    library: Library, index: Path, folder: Path, clean: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    shared = ["--corpus", str(CORPUS), "--index", str(index)]
    for command in COMMANDS:
        yield f"help/{command.replace(' ', '-')}.txt", run(*command.split(), "--help")
    batch = folder / "questions.jsonl"
    batch.write_text(
        "".join(json.dumps({"query_id": each["query_id"], "text": each["text"]}) + "\n" for each in questions()),
        "utf-8",
    )
    for command in ("search", "ask", "compare", "timeline"):
        text = run(command, "--batch", str(batch), "--k", HITS, "--json", *shared)
        yield f"json/{command}.json", clean(text)
    best = [hits[0].passage.passage_id for question in questions() if (hits := library.search(question["text"], k=1))]
    for command in ("similar", "cite"):
        chosen = list(dict.fromkeys(best))[:6]
        texts = [run(command, passage, "--json", *shared) for passage in chosen]
        yield f"json/{command}.json", clean("".join(texts))


def run(*arguments: str) -> str:
    """Return what a command prints, and its exit code."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            code = main(list(arguments))
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
    return f"{out.getvalue()}exit code {code}\n"


def _web(client: TestClient, library: Library) -> Iterator[tuple[str, str]]:
    document = library.documents()[0].doc_id
    passage = library.search("road repairs", k=1)[0].passage.passage_id
    named = {"document": quote_plus(document), "passage": quote_plus(passage)}
    yield (
        "openapi.json",
        json.dumps(client.get("/api/openapi.json").json(), indent=1, sort_keys=True, ensure_ascii=False),
    )
    for number, page in enumerate(PAGES, 1):
        got = client.get(page.replace("{document}", named["document"]).replace("{passage}", named["passage"]))
        kind = got.headers["content-type"].partition(";")[0]
        body = " ".join(got.text.split()).replace("> <", ">\n<") if kind.startswith(("text", "application/")) else kind
        if page.startswith("/feed?"):
            head, *entries = body.removesuffix("</feed>").rstrip().split("<entry>")
            # Papers are indexed in the order in which their readers finish.
            body = "<entry>".join([head, *sorted(entry.strip() for entry in entries)]) + "</feed>"
        name = re.sub(r"\W+", "-", page[:40]).strip("-") or "root"
        yield f"web/{number:02}-{name}.txt", f"{page}\n{got.status_code} {kind}\n{body}\n"
    exported = client.get(f"/export?id={named['passage']}&format=docx&q=road+repairs")
    with ZipFile(io.BytesIO(exported.content)) as packed:
        words = re.sub(r"<[^>]+>", "\n", packed.read("word/document.xml").decode())
    yield "export-docx.txt", "\n".join(line.strip() for line in words.splitlines() if line.strip()) + "\n"


def _clean(text: str, index: Path, folder: Path, built_on: set[date]) -> str:
    for place, name in ((CORPUS, "(corpus)"), (index, "(index)"), (folder, "(folder)")):
        text = text.replace(str(place), name)
    for pattern, put in _VOLATILE:
        text = pattern.sub(put, text)
    today = datetime.now(UTC).date()
    # An index may have been built before midnight and be asked after it.
    names = dict.fromkeys({today} | built_on, "(today)") | {today - NEWS_PERIOD: "(90 days ago)"}
    for day, name in names.items():
        for form in (f"{day:%Y-%m-%d}", f"{day:%d/%m/%Y}", f"{day.day} {day:%B %Y}"):
            text = text.replace(form, name)
    return text


NEWS_PERIOD = timedelta(days=90)
"""The feed of a question goes back so far."""
IDENTITY = re.compile(r"[0-9a-f]{32}")
NUMBER = re.compile(r"-?\d+\.\d+")


def differences(old: str, new: str, tolerance: float) -> list[str]:
    """Return the lines that differ in more than a decimal figure by at most ``tolerance``."""
    old_lines, new_lines = old.splitlines(), new.splitlines()
    found = [
        f"line {number}:\n- {before[:300]}\n+ {after[:300]}"
        for number, (before, after) in enumerate(zip(old_lines, new_lines, strict=False), 1)
        if not _is_like(before, after, tolerance)
    ]
    if len(old_lines) != len(new_lines):
        found.append(f"{len(old_lines)} lines before, {len(new_lines)} now")
    return found


def _is_like(before: str, after: str, tolerance: float) -> bool:
    if before == after:
        return True
    if NUMBER.sub("#", before) != NUMBER.sub("#", after):
        return False
    pairs = zip(NUMBER.findall(before), NUMBER.findall(after), strict=True)
    return all(abs(float(one) - float(other)) <= tolerance for one, other in pairs)
