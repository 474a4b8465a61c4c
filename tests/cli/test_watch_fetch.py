"""``watch --fetch``: when it fetches, what a failure and a signal do, and the whole as a real process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from paper_search.cli import main
from paper_search.cli.watch_fetch import RepeatedFetch
from paper_search.errors import CorpusError, FetchError
from paper_search.fetch.report import FetchReport
from paper_search.fetch.sources import Source, save_source
from paper_search.indexing.watcher import WatchInterrupt
from tests.fetch.moderngov_server import Site, serve
from tests.indexing.test_watcher import Watching

HOUR = 3600.0


class Round:
    """Rounds over a corpus of two sources, with what they told and a clock that is set by hand."""

    def __init__(self, corpus: Path, *outcomes: BaseException | None) -> None:
        for name in ("ferndale", "larkford"):
            save_source(corpus, Source(name, "moderngov", f"https://{name}.example/", f"{name.title()} Town Council"))
        self.told: list[tuple[str, str, str]] = []
        self.seconds, self.outcomes = 0.0, list(outcomes)
        self.repeated = RepeatedFetch(corpus, 12, self.tell, fetch=self.fetch, now=lambda: self.seconds)

    def tell(self, report: FetchReport) -> None:
        self.told.append((report.source, report.outcome, report.message))

    def fetch(self, source: Source, corpus: Path) -> FetchReport:
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome is not None:
            raise outcome
        return FetchReport(source.name, source.authority)

    def run_at(self, hours: float) -> list[str]:
        """The sources that were told of at a time."""
        self.seconds, self.told = hours * HOUR, []
        self.repeated.run_if_due()
        return [source for source, *_ in self.told]


def test_it_fetches_at_once_and_again_after_so_many_hours(tmp_path: Path) -> None:
    rounds = Round(tmp_path)
    both = ["ferndale", "larkford"]
    assert [rounds.run_at(hours) for hours in (0, 0.1, 11.9, 12, 13, 30, 41, 42)] == [
        both,
        [],
        [],
        both,
        [],
        both,
        [],
        both,
    ]


FAULTS = [
    (FetchError("another run holds it"), "another run holds it", "a fault of fetching"),
    (CorpusError("papers.csv is wrong"), "papers.csv is wrong", "a fault of the corpus"),
    (OSError("no space left"), "An unexpected fault: no space left", "a fault of the disk"),
    (ZeroDivisionError("a mistake"), "An unexpected fault: a mistake", "a mistake of the program"),
]


@pytest.mark.parametrize(("fault", "message", "reason"), FAULTS, ids=[reason for *_, reason in FAULTS])
def test_a_source_that_fails_is_told_and_stops_nothing(
    tmp_path: Path, fault: Exception, message: str, reason: str
) -> None:
    rounds = Round(tmp_path, fault)
    assert rounds.run_at(0) == ["ferndale", "larkford"]
    assert [told[1:] for told in rounds.told] == [("failed", message), ("done", "")], reason
    (tmp_path / "sources.toml").write_text("not toml", encoding="utf-8")
    assert rounds.run_at(12) == [""]
    assert "is not TOML" in rounds.told[0][2]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_round_and_the_watch(tmp_path: Path, number: signal.Signals) -> None:
    rounds, before = Round(tmp_path), signal.getsignal(number)

    def be_stopped(source: Source, corpus: Path) -> FetchReport:
        try:
            os.kill(os.getpid(), number)
        except KeyboardInterrupt:
            return FetchReport(source.name, source.authority, "stopped")
        return FetchReport(source.name, source.authority)

    rounds.repeated._fetch = be_stopped
    with pytest.raises(WatchInterrupt):
        rounds.run_at(0)
    assert [told[:2] for told in rounds.told] == [("ferndale", "stopped")], "the next source is not begun"
    assert signal.getsignal(number) is before
    rounds = Round(tmp_path, KeyboardInterrupt())
    with pytest.raises(WatchInterrupt):
        rounds.run_at(0)


USES = [
    (["--fetch"], "names no source yet", "nothing to fetch from"),
    (["--every", "3"], "--every says how often to fetch", "hours without fetching"),
    (["--fetch", "--every", "0"], "0 is not in the range", "no pause at all"),
]


@pytest.mark.parametrize(("words", "message", "reason"), USES, ids=[reason for *_, reason in USES])
def test_what_cannot_be_done_is_said_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str, reason: str
) -> None:
    assert main(["watch", *words, "--corpus", str(tmp_path), "--index", str(tmp_path / "index")]) == 2
    assert message in capsys.readouterr().err


def test_missing_packages_are_named(tmp_path: Path) -> None:
    save_source(tmp_path, Source("ferndale", "moderngov", "https://ferndale.example/", "Ferndale Town Council"))
    program = (
        "import sys; sys.modules['protego'] = None; from paper_search.cli import main;"
        " sys.exit(main(['watch', '--fetch', '--corpus', sys.argv[1], '--index', sys.argv[1] + '/index']))"
    )
    ended = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "pip install 'paper-search[fetch]'" in ended.stderr


# -- as a process ------------------------------------------------------------------------------------------------------


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    site = Site()
    with serve(site):
        yield site


def write_list(corpus: Path, base: str, *titles: str) -> None:
    corpus.mkdir()
    lines = [
        f"{base}/mgConvert2PDF.aspx?ID={number},Larkford Town Council,Finance,2026-01-05,{title},4"
        for number, title in enumerate(titles, 1)
    ]
    path = corpus.with_name("urls.csv")
    path.write_text("\n".join(["url,authority,committee,date,title,item", *lines]) + "\n", encoding="utf-8")
    save_source(
        corpus,
        Source(
            "larkford", "list", str(path), "Larkford Town Council", contact="me@here.example", is_private=True, delay=1
        ),
    )


def test_papers_are_fetched_then_built_then_watched(tmp_path: Path, site: Site) -> None:
    corpus = tmp_path / "corpus"
    write_list(corpus, site.base, "Precept", "Grants")
    watching = Watching(corpus, "--fetch")
    try:
        (fetched,) = watching.until("fetch")
        assert (fetched["source"], fetched["outcome"], len(fetched["fetched"])) == ("larkford", "done", 2)
        sources = [source for event, source in watching.changes() if event == "added"]
        assert [source.rpartition("-")[0] for source in sources] == [
            f"larkford-town-council/finance/2026-01-05/4-{title}" for title in ("grants", "precept")
        ]
        (corpus / "roads.txt").write_text("1. Potholes were repaired in spring.\n", encoding="utf-8")
        assert watching.changes() == [("added", "roads.txt")]
        assert watching.stop(signal.SIGTERM) == (0, "")
        assert len(site.find_documents()) == 2
    finally:
        watching.end()


@pytest.mark.long
def test_a_signal_while_it_fetches_ends_it_with_what_is_loaded(tmp_path: Path, site: Site) -> None:
    corpus = tmp_path / "corpus"
    write_list(corpus, site.base, "Precept", "Grants", "Audit")
    asked, go = threading.Event(), threading.Event()
    site.on_document = lambda number: number == 2 and (asked.set(), go.wait(30))
    watching = Watching(corpus, "--fetch")
    try:
        assert asked.wait(60)
        watching.process.send_signal(signal.SIGINT)
        (fetched,) = watching.until("fetch")
        assert (fetched["outcome"], len(fetched["fetched"])) == ("stopped", 1)
        assert watching.process.wait(timeout=60) == 0
        assert len(list(corpus.rglob("*precept*.pdf"))) == 1
    finally:
        go.set()
        watching.end()
