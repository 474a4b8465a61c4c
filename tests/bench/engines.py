"""A question to the local engine, and to PostgreSQL on one server and on three, in turn.

Comes in: the sizes up to 200,000 passages. Goes out: for each size, engine and filter the time of the candidates of a
question (200 by meaning and 200 by words), median and 95th of a hundred, and the processor milliseconds of a question:
those of the process that asks, and those of the servers, from /proc/PID/schedstat of the processes that serve its
connections. Each question is put to all engines in turn, so that whatever else the machine does meets all. Beside it:
how much of the true nearest hundred the HNSW index finds, and the dearest questions by words that may be asked.
``python -m tests.bench.engines INDEX NUMBER URL …`` asks an index that was published already: an address for each
number of servers.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import psycopg

from paper_search.embeddings import Rows
from paper_search.indexing.publish import publish
from paper_search.records import PUBLIC, Candidates, ExactTerm, Filters, ParsedQuery
from paper_search.retrieval.engine import Engine
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.retrieval.postgres.dense import DenseRanking
from paper_search.retrieval.postgres.engine import PostgresEngine
from paper_search.retrieval.postgres.word_counts import WordCounts
from paper_search.retrieval.query.parse import parse_terms
from paper_search.storage.fulltext import FILTERED_BUDGET_FACTOR, compute_ranking_budget
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests.bench.figures import Figure, Options
from tests.bench.questions import texts
from tests.bench.synthetic import load_real, make, real_index
from tests.postgres_servers import make_servers, stop_servers

SERVERS = (1, 3)
MAX_SIZE = 200_000
DEPTH, NEAREST = 200, 100
WARMING_SHARE = 4
COUNCIL = Filters(authorities=("Council 007",))
THIN = Filters(committees=("Committee 3",), since=date(2020, 1, 1), until=date(2020, 3, 1))
FILTERS = {"no filter": Filters(), "one council": COUNCIL, "a committee in two months": THIN}
ALL_DAYS = Filters(since=date(1900, 1, 1))
"""A filter that lets every passage through, so that the budget of filtered questions is spent."""
_SETTINGS = {"shared_buffers": "768MB", "maintenance_work_mem": "700MB", "max_wal_size": "8GB"}


@dataclass
class Measured:
    """Milliseconds of questions by the clock, and processor milliseconds of all of them on either side."""

    by_clock: list[float] = field(default_factory=list)
    asking: float = 0.0
    serving: float = 0.0


@dataclass(frozen=True)
class Contestant:
    """An engine, and the databases of its servers: none where it is in this process."""

    name: str
    engine: Engine
    databases: tuple[str, ...] = ()

    def read_serving_milliseconds(self) -> float:
        """Processor milliseconds of the servers' processes that this process is connected to."""
        return sum(map(_read_milliseconds, self.databases))


def _read_milliseconds(database: str) -> float:
    query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with psycopg.connect(database) as connection:
        pids = [row[0] for row in connection.execute(query)]
    return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in pids) / 1e6


def list_databases(url: str) -> tuple[str, ...]:
    """The addresses of all servers of a cluster."""
    with psycopg.connect(url) as directory:
        return (url, *(row[0] for row in directory.execute("SELECT conninfo FROM shards ORDER BY shard")))


def ask(contestants: Sequence[Contestant], asked: Sequence[tuple[ParsedQuery, Rows]]) -> dict[str, Measured]:
    """Put questions to all engines in turn, the first quarter of them unmeasured."""
    measured = {contestant.name: Measured() for contestant in contestants}
    for place, (query, vector) in enumerate(asked):
        if place == len(asked) // WARMING_SHARE:
            before = {contestant.name: contestant.read_serving_milliseconds() for contestant in contestants}
            measured = {contestant.name: Measured() for contestant in contestants}
        for contestant in contestants:
            _ask_once(contestant.engine, query, vector, measured[contestant.name])
    for contestant in contestants:
        measured[contestant.name].serving = contestant.read_serving_milliseconds() - before[contestant.name]
    return measured


def _ask_once(engine: Engine, query: ParsedQuery, vector: Rows, measured: Measured) -> Candidates:
    began, before = time.perf_counter(), time.process_time()
    with engine.snapshot() as index:
        found = index.retrieve(query, vector, DEPTH)
    measured.by_clock.append(1000 * (time.perf_counter() - began))
    measured.asking += 1000 * (time.process_time() - before)
    return found


def make_questions(index: Path, number: int) -> tuple[list[str], Rows]:
    """Words that stand in the papers, and vectors that lie between those of two passages each."""
    real = load_real(index)
    generator = np.random.default_rng(7)
    chosen = generator.integers(len(real.rows), size=(number, 2))
    rows = 0.7 * real.rows[chosen[:, 0]] + 0.3 * real.rows[chosen[:, 1]]
    words = [word for word in real.pool[:20_000] if word.isalpha()]
    return texts(number, words), (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def make_dearest(index: Path) -> list[tuple[str, ParsedQuery]]:
    """Questions whose words bring up as many passages as any may, and one that quotes the most frequent word."""
    store = Store(index / DATABASE_FILE_NAME)
    connection = store.database.connection
    rows = connection.execute("SELECT term, doc FROM vocabulary ORDER BY doc DESC").fetchall()
    budget = compute_ranking_budget(store.statistics.count_documents_and_passages()[1])
    frequent = next(row[0] for row in rows if row[0].isalpha())
    quoted = replace(parse_terms(frequent), phrases=(ExactTerm("words", frequent, (frequent,)),))
    filtered = _fill_budget(rows, FILTERED_BUDGET_FACTOR * budget)
    return [
        ("words that fill the budget", parse_terms(_fill_budget(rows, budget))),
        ("words that fill the budget of a filter", parse_terms(filtered, ALL_DAYS)),
        (f"the most frequent word in quotation marks ({rows[0][1]:,} passages)", quoted),
    ]


def _fill_budget(rows: Sequence[tuple[str, int]], budget: int) -> str:
    """The words that together stand in as many passages as may be brought up, the most frequent of them first."""
    chosen = []
    for term, number in rows:
        if term.isalpha() and number <= budget:
            chosen.append(term)
            budget -= number
    return " ".join(chosen[:8])


def measure_recall(contestant: Contestant, local: Engine, vectors: Sequence[Rows]) -> float:
    """The share of the true nearest hundred that the HNSW index of each server brings up."""
    query, found = parse_terms("x"), 0
    for vector in vectors:
        with contestant.engine.snapshot() as index, local.snapshot() as truth:
            counts = WordCounts(index.transaction, PUBLIC, index.cache)  # type: ignore[attr-defined]
            near = DenseRanking(counts, Filters()).search_index(vector, NEAREST)
            best = {passage.passage_id for passage in truth.retrieve(query, vector, NEAREST).dense}
        ranked = sorted(near, key=lambda passage: -passage.score)[:NEAREST]
        found += len(best & {passage.passage_id for passage in ranked})
    return found / (NEAREST * len(vectors))


def describe(size: str, asked: str, measured: dict[str, Measured]) -> Iterator[Figure]:
    """The figures of one kind of question, of all engines."""
    for name, taken in measured.items():
        number = len(taken.by_clock)
        note = f"p95 {np.percentile(taken.by_clock, 95):.0f} ms; processor ms a question: {taken.asking / number:.1f}"
        note += f" asking, {taken.serving / number:.1f} serving" if taken.serving else ""
        yield Figure(f"{size}, {asked}: {name}", float(np.median(taken.by_clock)), "ms", note=note)


def measure(index: Path, number: int, urls: Sequence[str]) -> list[Figure]:
    """All figures of one index, local and as it was published at each of these addresses."""
    local = LocalEngine(index)
    databases = [list_databases(url) for url in urls]
    clusters = [Contestant(f"PostgreSQL, servers: {len(own)}", PostgresEngine(own[0]), own) for own in databases]
    contestants = [Contestant("local", local), *clusters]
    words, vectors = make_questions(index, number)
    with local.snapshot() as snapshot:
        size = f"{snapshot.info.passages:,} passages"
        reach = {name: snapshot.coverage(filters).passages for name, filters in FILTERS.items()}
    shown: list[Figure] = []
    for name, filters in FILTERS.items():
        asked = [(parse_terms(text, filters), vector) for text, vector in zip(words, vectors, strict=True)]
        shown += describe(size, f"{name} ({reach[name]:,})", ask(contestants, asked))
    for name, query in make_dearest(index):
        shown += describe(size, name, ask(contestants, [(query, vector) for vector in vectors[:8]]))
    for cluster in clusters:
        recall = measure_recall(cluster, local, vectors[:50])
        shown.append(Figure(f"{size}: recall@{NEAREST} of HNSW, {cluster.name}", recall))
    return shown


@contextmanager
def start_servers(count: int) -> Iterator[list[Callable[[], str]]]:
    """Servers with the memory of a small real one; each gives a new database when it is called."""
    servers, folder = make_servers(count)
    try:
        for server in servers:
            server.stop()
            server.start(**_SETTINGS)
        yield [server.create_database for server in servers]
    finally:
        stop_servers(servers, folder)


def run(options: Options) -> tuple[Figure, ...]:
    real, shown = real_index(options.scratch), list[Figure]()
    with start_servers(max(SERVERS)) as servers:
        for size in (size for size in options.sizes if size <= MAX_SIZE):
            made = make(options.scratch / f"published-{size}", size, real, with_files=False)
            urls = []
            for count in SERVERS:
                databases = [create() for create in servers[:count]]
                began = time.perf_counter()
                publish(made.index, databases[0], shards=databases[1:])
                shown.append(
                    Figure(f"{size:,} passages: published, servers: {count}", time.perf_counter() - began, "s")
                )
                urls.append(databases[0])
            shown += measure(made.index, min(options.questions, 100), urls)
    return tuple(shown)


def main(arguments: Sequence[str]) -> None:
    for figure in measure(Path(arguments[0]), int(arguments[1]), arguments[2:]):
        sys.stdout.write(f"{figure.name}: {figure.value:.4g} {figure.unit} ({figure.note})\n")


if __name__ == "__main__":
    main(sys.argv[1:])
