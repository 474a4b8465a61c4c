"""The sample papers on three PostgreSQL servers: every way in, and servers that fail while people ask."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mcp
import psycopg
import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import expect

from paper_search import api
from paper_search.cli import main
from paper_search.errors import UnreachableShardError, describe_unreachable_papers
from paper_search.indexing.publish import publish
from paper_search.library import Library
from paper_search.mcp_server import create_server
from paper_search.records import Filters
from paper_search.web import create_app
from tests.browser import PATIENCE, Visit
from tests.conftest import CORPUS
from tests.postgres_servers import Server, make_servers, stop_servers
from tests.site import GENEROUS_LIMITS, serve_library

QUESTION = "how soon are potholes repaired?"
PAGE_QUESTION = "management oversight"
PASSWORD = "s3cret"
"""The servers of the tests ask for none, so that any will do."""


@dataclass
class Cluster:
    """Three servers with the sample papers, and the number of the server that holds each council's."""

    servers: list[Server]
    url: str
    placements: dict[str, int]

    @property
    def lost(self) -> tuple[str, ...]:
        """The councils of the last server."""
        return tuple(sorted(name for name, shard in self.placements.items() if shard == 2))

    @property
    def left(self) -> str:
        """A council of another server."""
        return next(name for name, shard in self.placements.items() if name and shard != 2)

    @contextmanager
    def without_last(self) -> Iterator[None]:
        """Kill the last server, and start it again at the end."""
        self.servers[2].kill()
        try:
            yield
        finally:
            self.servers[2].start()


@pytest.fixture(scope="module")
def cluster(index_to_publish: Path) -> Iterator[Cluster]:
    servers, folder = make_servers(3)
    urls = [server.create_database().replace("postgres@", f"postgres:{PASSWORD}@") for server in servers]
    publish(index_to_publish, urls[0], shards=urls[1:])
    with psycopg.connect(urls[0]) as connection:
        placements = dict(connection.execute("SELECT authority, shard FROM placements").fetchall())
    yield Cluster(servers, urls[0], placements)
    stop_servers(servers, folder)


@pytest.fixture(scope="module")
def published(cluster: Cluster) -> Iterator[Library]:
    opened = api.open_library(CORPUS, cluster.url)
    yield opened
    opened.engine.close()


@pytest.fixture(scope="module")
def partial(cluster: Cluster) -> Iterator[Library]:
    opened = api.open_library(CORPUS, cluster.url, is_partial=True)
    yield opened
    opened.engine.close()


# -- every way in --------------------------------------------------------------------------------------------------


COMMANDS = [
    (("search", QUESTION, "--json"), "passages"),
    (("ask", QUESTION, "--json"), "an answer"),
    (("compare", QUESTION, "--json"), "councils"),
    (("timeline", "road repairs", "--json"), "a matter"),
    (("similar", "PASSAGE", "--json"), "passages alike"),
    (("cite", "PASSAGE", "--json"), "a citation"),
    (("meetings", "--json"), "meetings"),
    (("decisions", "--json"), "decisions"),
    (("votes", "--json"), "votes"),
    (("people", "--json"), "people"),
    (("export", "PASSAGE", "--format", "csv", "--output", "-"), "an evidence pack"),
]


@pytest.mark.parametrize(("command", "reason"), COMMANDS, ids=[reason for _, reason in COMMANDS])
@pytest.mark.rare_rows("councils", "a matter", "passages alike", "meetings", "votes", "people")
def test_a_command_prints_what_it_prints_over_the_folder(
    cluster: Cluster,
    sample_index: Path,
    library: Library,
    command: tuple[str, ...],
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    passage = library.search(QUESTION, k=1)[0].passage.passage_id
    arguments = [passage if word == "PASSAGE" else word for word in command]
    folders = ["--corpus", str(CORPUS), "--index", str(sample_index)]
    code = main([*arguments, *folders])
    local = _drop_figures_of_the_index(capfdbinary.readouterr().out.decode())
    monkeypatch.setenv("PAPER_SEARCH_ENGINE", cluster.url)
    assert main([*arguments, *folders]) == code
    there, err = capfdbinary.readouterr()
    assert _drop_figures_of_the_index(there.decode()) == local
    assert PASSWORD.encode() not in there + err


def _drop_figures_of_the_index(printed: str) -> Any:
    """Return what was printed without generation and moment, and without scores beyond what a float keeps."""
    if not printed.startswith("{"):
        return re.sub(r'"\d+","\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"', "MADE", printed)
    return json.loads(printed, parse_float=lambda figure: round(float(figure), 3))


def test_status_shows_the_address_and_no_password(cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--engine", cluster.url]) == 0
    printed = capsys.readouterr().out
    assert f"engine:      postgresql://127.0.0.1:{cluster.servers[0].port}/" in printed
    assert PASSWORD not in printed
    assert main(["status", "--engine", cluster.url, "--json"]) == 0
    state = json.loads(capsys.readouterr().out)
    assert (state["papers"], state["coverage"]["missing_councils"]) == (35, [])


def test_names_are_completed_from_the_servers(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    from paper_search import engines

    assert {facet.value for facet in engines.count_facets(cluster.url).authorities} == set(
        filter(None, cluster.placements)
    )


def test_the_page_answers_opens_the_paper_and_marks_the_words(visit: Visit, published: Library) -> None:
    with serve_library(published) as address:
        page = visit.answer(f"{address}/?q={PAGE_QUESTION}")
        page.locator(".quote figcaption a").first.click()
        expect(page.locator(".sheet #passage")).to_be_visible(timeout=PATIENCE)
        expect(page.locator("#passage")).to_be_in_viewport()


def test_programs_and_assistants_are_answered(published: Library, library: Library) -> None:
    with TestClient(create_app(published, settings=GENEROUS_LIMITS)) as client:
        there = client.get("/api/ask", params={"q": QUESTION}).json()
    with TestClient(create_app(library, settings=GENEROUS_LIMITS)) as client:
        local = client.get("/api/ask", params={"q": QUESTION}).json()
    assert [quote["text"] for quote in there["quotes"]] == [quote["text"] for quote in local["quotes"]] != []
    assert there["coverage"] == local["coverage"]
    answered = _call_tool(published, "ask_papers", question=QUESTION)
    assert answered.structured_content["quotes"] == there["quotes"]


def _call_tool(library: Library, name: str, **given: Any) -> Any:
    async def call() -> Any:
        async with mcp.Client(create_server(library)) as client:
            return await client.call_tool(name, given)

    # Where a browser is being driven, this thread has a loop already.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, call()).result()


# -- a server that is down -----------------------------------------------------------------------------------------


ADDRESSES = [
    ("/", "the beginning"),
    (f"/?q={QUESTION}", "a question"),
    (f"/compare?q={QUESTION}", "a comparison"),
    ("/timeline?q=road+repairs", "a matter"),
    ("/papers", "the list of papers"),
    ("/meetings", "the list of meetings"),
    ("/decisions", "the list of decisions"),
    ("/people", "the list of people"),
    ("/paper?id=no/such.pdf", "a paper that may be there"),
    ("/feed?q=road+repairs", "a feed"),
    (f"/api/search?q={QUESTION}", "a program's search"),
    (f"/api/ask?q={QUESTION}", "a program's question"),
    ("/api/papers", "a program's list"),
    ("/api/decisions", "a program's decisions"),
    ("/readyz", "a load balancer"),
]


def test_a_server_that_is_down_is_said_on_every_page_and_nothing_is_shown(cluster: Cluster, published: Library) -> None:
    with TestClient(create_app(published, settings=GENEROUS_LIMITS)) as client:
        assert client.get("/readyz").json() == {"ready": True, "missing_councils": []}
        with cluster.without_last():
            for address, reason in ADDRESSES:
                served = client.get(address)
                assert served.status_code == 503, reason
                assert all(council in served.text for council in cluster.lost if council), reason
                assert str(cluster.servers[2].port) not in served.text, f"{reason}: where it is, the log says"
                assert PASSWORD not in served.text, reason
        assert client.get(f"/api/ask?q={QUESTION}").json()["found"], "it is used again without a restart"


def test_a_command_fails_naming_the_councils(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAPER_SEARCH_ENGINE", cluster.url)
    with cluster.without_last():
        assert main(["ask", QUESTION]) == 2
        told = capsys.readouterr().err
        assert f"{describe_unreachable_papers(cluster.lost)} cannot be reached" in told
        assert PASSWORD not in told
        assert main(["decisions"]) == 2


def test_assistants_are_told(cluster: Cluster, published: Library) -> None:
    with cluster.without_last():
        answered = _call_tool(published, "ask_papers", question=QUESTION)
    assert answered.is_error
    assert cluster.lost[0] in answered.content[0].text
    assert PASSWORD not in answered.content[0].text


# -- answers from the other servers --------------------------------------------------------------------------------


def test_answers_from_the_others_say_whose_papers_were_not_searched(
    cluster: Cluster, partial: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    lost, sentence = list(cluster.lost), describe_unreachable_papers(cluster.lost)
    with cluster.without_last(), TestClient(create_app(partial, settings=GENEROUS_LIMITS)) as client:
        answer = client.get("/api/ask", params={"q": QUESTION}).json()
        assert answer["coverage"]["missing_councils"] == lost
        assert not set(lost) & set(answer["coverage"]["authorities"])
        for endpoint in ("search", "ask", "compare", "timeline"):
            told = client.get(f"/api/{endpoint}", params={"q": QUESTION}).json()
            assert sentence in told["remarks"][0], endpoint
        for address in (
            "/",
            f"/?q={QUESTION}",
            "/?q=zeppelin+hangar+moorings",
            f"/compare?q={QUESTION}",
            "/timeline?q=roads",
            "/about",
        ):
            served = client.get(address)
            assert (served.status_code, sentence in served.text) == (200, True), address
        assert client.get("/readyz").json() == {"ready": True, "missing_councils": lost}
        assert main(["ask", QUESTION, "--engine", cluster.url, "--partial"]) == 0
        assert f"Not searched: {sentence} (cannot be reached at the moment)" in " ".join(
            capsys.readouterr().out.split()
        )
        assert main(["search", QUESTION, "--engine", cluster.url, "--partial"]) == 0
        assert f"Not searched: {sentence}" in " ".join(capsys.readouterr().out.split())
        assert main(["status", "--engine", cluster.url]) == 0
        assert f"note: Not searched: {sentence}" in capsys.readouterr().out
    assert partial.ask(QUESTION).coverage.missing_councils == ()


def test_a_refusal_says_it_too(cluster: Cluster, partial: Library, capsys: pytest.CaptureFixture[str]) -> None:
    with cluster.without_last():
        answer = partial.ask("zeppelin hangar moorings")
        assert (answer.is_found, answer.coverage.missing_councils) == (False, cluster.lost)
        assert main(["ask", "zeppelin hangar moorings", "--engine", cluster.url, "--partial"]) == 1
        assert f"Not searched: {describe_unreachable_papers(cluster.lost)}" in " ".join(capsys.readouterr().out.split())


def test_a_pack_says_it_too(cluster: Cluster, partial: Library) -> None:
    with cluster.without_last():
        passage_id = partial.search(QUESTION, k=1)[0].passage.passage_id
        pack = partial.build_evidence_pack([passage_id], QUESTION)
        assert cluster.lost[0] in pack.remarks[0]
        with pytest.raises(UnreachableShardError):
            partial.build_evidence_pack([passage_id, "no such passage"])


def test_what_was_told_without_a_server_is_not_kept_for_when_it_is_back(cluster: Cluster, partial: Library) -> None:
    before = partial.version_token()
    with cluster.without_last():
        assert partial.version_token() != before
        papers = partial.coverage().papers
    assert (partial.version_token(), partial.coverage().papers > papers) == (before, True)


def test_councils_that_cannot_be_reached_are_not_said_to_be_none_of_ours(cluster: Cluster, partial: Library) -> None:
    lost, left = cluster.lost[0], cluster.left
    with cluster.without_last():
        named = partial.ask(f"What did {lost} decide about road repairs?")
        assert f"The papers of {lost} cannot be reached at the moment." in named.remarks
        assert not any("no papers here" in remark or "No paper has" in remark for remark in named.remarks)
        limited = partial.ask(QUESTION, Filters((lost,)))
        assert (limited.is_found, limited.coverage.papers, limited.coverage.missing_councils) == (False, 0, (lost,))
        assert partial.ask(QUESTION, Filters((left,))).coverage.missing_councils == (), "the others were not asked for"
        both = partial.compare(QUESTION, Filters((lost, left)))
        assert ([position.authority for position in both.positions], both.coverage.missing_councils) == (
            [left],
            (lost,),
        )
        with pytest.raises(UnreachableShardError, match=lost):
            partial.compare(QUESTION, Filters((lost,)))


LISTS = [
    (lambda library, query: library.list_decisions(query), "decisions"),
    (lambda library, query: library.list_votes(query), "votes"),
    (lambda library, query: library.list_meetings(query), "meetings"),
    (lambda library, query: library.list_people(query), "people"),
]


@pytest.mark.parametrize(("list_entries", "reason"), LISTS, ids=[reason for _, reason in LISTS])
def test_a_list_is_never_silently_shorter(cluster: Cluster, partial: Library, list_entries: Any, reason: str) -> None:
    from paper_search.records.register import RegisterQuery

    with cluster.without_last():
        with pytest.raises(UnreachableShardError, match=cluster.lost[0]):
            list_entries(partial, RegisterQuery())
        assert list_entries(partial, RegisterQuery(Filters((cluster.left,)))), "all of it can be reached"
        with pytest.raises(UnreachableShardError, match=cluster.lost[0]):
            partial.documents()
        with pytest.raises(UnreachableShardError, match=cluster.lost[0]):
            partial.whats_new("road repairs")
        held = partial.search(QUESTION, k=1)[0].document.doc_id
        assert partial.document(held) is not None
        with pytest.raises(UnreachableShardError, match=cluster.lost[0]):
            partial.document("no/such.pdf")


# -- a standby -----------------------------------------------------------------------------------------------------


def test_a_standby_takes_over(cluster: Cluster, published: Library) -> None:
    primary = cluster.servers[0]
    with _make_standby(primary) as standby:
        url = cluster.url.replace(f":{primary.port}/", f":{primary.port},127.0.0.1:{standby.port}/")
        with closing(api.open_engine(url)) as engine:
            library = Library(engine, published.encoder, corpus=CORPUS)
            before = library.ask(QUESTION)
            primary.kill()
            try:
                after = library.ask(QUESTION)
            finally:
                primary.start()
    assert [quote.text for quote in after.quotes] == [quote.text for quote in before.quotes] != []


@contextmanager
def _make_standby(primary: Server) -> Iterator[Server]:
    """Copy a server while it runs, and start the copy as its standby."""
    from tests.postgres_servers import find_free_port

    standby = Server(primary.programs, primary.folder.with_name("standby"), find_free_port())
    source = ("-h", "127.0.0.1", "-p", str(primary.port), "-U", "postgres")
    standby.run("pg_basebackup", *source, "-D", str(standby.folder), "-R", "-c", "fast", "-X", "stream")
    standby.start()
    try:
        yield standby
    finally:
        standby.stop()
