"""``fetch`` on the command line: what it prints, keeps and returns, with a real site and a clock that runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from paper_search.cli import main
from paper_search.fetch import client, run, session
from paper_search.fetch.sources import load_sources
from tests.fetch import cmis_server, legistar_server
from tests.fetch.clocks import FakeClock
from tests.fetch.cmis_server import Cmis
from tests.fetch.legistar_server import Legistar
from tests.fetch.moderngov_content import AUTHORITY
from tests.fetch.moderngov_server import Site, serve

CONTACT = ["--contact", "papers@tarnwick.example"]


class Desk:
    """A site that is served, and the command line over an empty corpus."""

    def __init__(self, site: Site, corpus: Path) -> None:
        self.site, self.corpus = site, corpus

    def moderngov(self, *words: str) -> int:
        named = ["--authority", AUTHORITY, "--allow-private", "--most-mb", "2", "--since", "1 October 2025", *CONTACT]
        return self.run("moderngov", self.site.base, *named, *words)

    def run(self, *words: str) -> int:
        return main(["fetch", *words, "--corpus", str(self.corpus)])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    clock = FakeClock()
    for module in (client, run):
        monkeypatch.setattr(module, "SystemClock", lambda: clock)
    site = Site(clock=clock)
    # Two meetings are enough.
    site.meetings = {number: site.meetings[number] for number in (4967, 5001)}
    with serve(site):
        yield Desk(site, tmp_path / "corpus")


def test_fetches_keeps_the_source_and_says_what_is_next(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.moderngov() == 3
    out, err = capsys.readouterr()
    assert f"{AUTHORITY}, source tarnwick-borough-council" in out
    assert "new: 9," in out and "restricted, not asked for: 8" in out and "Next: paper-search build" in out
    assert "failed: Audit Committee, Huge pack: It is larger than 2 MB" in err
    source = load_sources(desk.corpus)[0]
    assert (source.name, source.contact, source.is_private) == ("tarnwick-borough-council", CONTACT[1], True)


def test_goes_on_from_the_kept_source(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.moderngov()
    capsys.readouterr()
    desk.site.log.clear()
    assert desk.run("moderngov", f"{desk.site.base}/ieListMeetings.aspx?CId=144", "--delay", "5") == 3
    assert "new: 0," in capsys.readouterr().out
    assert (desk.site.find_documents(), [source.delay for source in load_sources(desk.corpus)]) == ([], [5.0])
    assert desk.run("--again") == 3
    assert "new: 0," in capsys.readouterr().out


def test_says_first_what_was_held_back(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.moderngov()
    desk.site.get_doc(60917).restricted = "True"
    capsys.readouterr()
    desk.run("again")
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("  Held back: audit-committee/2026-02-10/5a-report-attached-to-two-items-60917.pdf")


def test_a_dry_run_writes_nothing(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.moderngov("--dry-run") == 0
    out, err = capsys.readouterr()
    assert "would fetch: Audit Committee, Treasury report" in err and "would be fetched: " in out
    assert not desk.corpus.exists()


def test_prints_a_line_of_json_for_each_event(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.moderngov("--json")
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"meeting", "fetched", "failed", "done"} == {event["event"] for event in events}
    assert (events[-1]["outcome"], len(events[-1]["fetched"])) == ("done", 9)
    assert [event["done"] for event in events if event["event"] == "meeting"] == [0, 1, 2]


def test_status_lists_what_could_not_be_had(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.run("status") == 1
    assert "No source yet" in capsys.readouterr().out
    desk.moderngov()
    capsys.readouterr()
    assert desk.run("status") == 0
    out = capsys.readouterr().out
    assert "Papers: 10, held back: 0, meetings: 2, past meetings without minutes: 1" in out
    assert "Audit Committee, 2026-02-10, Huge pack: It is larger than 2 MB" in out
    assert desk.run("status", "--json") == 0
    fields = json.loads(capsys.readouterr().out)["sources"][0]
    assert (fields["last_run"]["outcome"], fields["held"]) == ("done", 10)


def test_a_refusal_is_exit_code_4(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.site.challenge_at = "GetMeetings"
    assert desk.moderngov() == 4
    reason = "127.0.0.1: the site wants to see a person's browser"
    assert f"The source could not be read: {reason}" in capsys.readouterr().out


def test_a_stop_is_exit_code_130_and_keeps_what_is_had(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    load, asked = client.FetchClient.download, list[str]()

    def stop_at_third(self: client.FetchClient, url: str, *values: object) -> object:
        asked.append(url)
        if len(asked) == 3:
            raise KeyboardInterrupt
        return load(self, url, *values)  # type: ignore[arg-type]

    monkeypatch.setattr(client.FetchClient, "download", stop_at_third)
    assert desk.moderngov() == 130
    assert "Stopped. The next run goes on from there." in capsys.readouterr().out
    monkeypatch.undo()
    rows = next(desk.corpus.rglob("papers.csv")).read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + 3, "two papers, and minutes that are text alone"


def test_fetches_from_legistar_and_keeps_its_clients_apart(
    desk: Desk, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    city = Legistar(clock=FakeClock())
    token = tmp_path / "token"
    token.write_text("open-sesame", encoding="utf-8")
    token.chmod(0o600)
    city.token = "open-sesame"
    with legistar_server.serve(city) as base:
        files = city.files.removeprefix("http://")
        named = ["--allow-private", "--host", files, "--since", "1 October 2025", *CONTACT]
        words = ["legistar", base, "--authority", "City of Tarnwick", "--token-file", str(token), *named]
        assert desk.run(*words) == 3
        assert "new: 10," in capsys.readouterr().out
        assert desk.run("legistar", base.replace("tarnwick", "other"), "--authority", "City of Other", *named) == 2
        assert "It may want a token" in capsys.readouterr().err
        assert desk.run("again", "city-of-tarnwick") == 3
    out, err = capsys.readouterr()
    assert "new: 0," in out and "open-sesame" not in out + err
    source = load_sources(desk.corpus)[0]
    assert (source.system, source.url, source.token_file) == ("legistar", f"{base}/", str(token))


def test_fetches_from_cmis(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    borough = Cmis(clock=FakeClock())
    with cmis_server.serve(borough) as url:
        named = ["--authority", "Tarnwick Metropolitan Council", "--allow-private", "--since", "2025-12-01", *CONTACT]
        assert desk.run("cmis", url, *named) == 3
        assert "new: 10," in capsys.readouterr().out
        assert desk.run("--again") == 3
    assert "new: 0," in capsys.readouterr().out
    assert "/MeetingCalendarPublicNoJava/" in load_sources(desk.corpus)[0].url


MISTAKES = (
    (["moderngov", "https://democracy.ferndale.example", *CONTACT], "--authority", "whose papers they are"),
    (["moderngov", "https://x.example", "--authority", "X"], "--contact", "whom the council can reach"),
    (["moderngov", "ftp://x.example", *CONTACT], "is no address of a site", "an address that is none"),
    (["moderngov", "https://x.example", "--recheck", "soon"], "number of weeks", "weeks that are no number"),
    (["legistar", "https://x.example", *CONTACT], "is no client of Legistar", "a site that is none of Legistar"),
    (["cmis", "ftp://x.example", *CONTACT], "is no address of a site", "an address that is none, for CMIS"),
    (["again", "nowhere"], "names no source yet", "without any source"),
    (["list", "missing.csv", *CONTACT], "cannot be read", "a list that is not there"),
)


@pytest.mark.parametrize(("words", "message", "reason"), MISTAKES, ids=[case[2] for case in MISTAKES])
def test_mistakes_are_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str, reason: str
) -> None:
    assert main(["fetch", *words, "--corpus", str(tmp_path)]) == 2, reason
    assert message in capsys.readouterr().err, reason


def test_a_list_is_fetched_for_each_authority(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base, path = f"{desk.site.base}/mgConvert2PDF.aspx?ID=", tmp_path / "urls.csv"
    path.write_text(
        "url,authority,committee,date,title,item\n"
        f"{base}1,Larkford Town Council,Finance,2026-01-05,Precept,4\n"
        f"{base}2,Larkford Town Council,Finance,2026-01-05,Grants,5\n"
        f"{base}3,Mill Lane Parish Council,Parish Council,2019-07-01,Old minutes,\n"
        f"{base}4,Mill Lane Parish Council,Parish Council,2019-07-01,Confidential: staff,\n",
        encoding="utf-8",
    )
    assert desk.run("list", str(path), "--allow-private", *CONTACT) == 0
    assert "Larkford Town Council, source larkford-town-council" in capsys.readouterr().out
    found = sorted(paper.relative_to(desk.corpus).as_posix() for paper in desk.corpus.rglob("*.pdf"))
    assert [name.rpartition("-")[0] for name in found] == [
        "larkford-town-council/finance/2026-01-05/4-precept",
        "larkford-town-council/finance/2026-01-05/5-grants",
        "mill-lane-parish-council/parish-council/2019-07-01/old-minutes",
    ]
    assert desk.site.find_asked("ID=4") == []
    desk.site.log.clear()
    assert desk.run("--again") == 0
    assert desk.site.find_documents() == []


PRIVATE = [
    (("--dry-run",), 4, True, "a trial tells what a run would not ask, and why"),
    ((), 4, False, "as the run then does"),
    (("--dry-run", "--allow-private"), 0, False, "a network of one's own is asked where that is allowed"),
]


@pytest.mark.parametrize(("options", "code", "is_told", "reason"), PRIVATE, ids=[row[-1] for row in PRIVATE])
def test_private_addresses_of_a_list(
    desk: Desk,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    code: int,
    is_told: bool,
    reason: str,
) -> None:
    path, council = tmp_path / "urls.csv", "Larkford Town Council,Finance,2026-01-05"
    path.write_text(
        f"url,authority,committee,date,title\n{desk.site.base}/1.pdf,{council},Precept\n"
        f"https://10.1.2.3/2.pdf,{council},Grants\nhttps://8.8.8.8/3.pdf,{council},Public\n",
        encoding="utf-8",
    )
    assert desk.run("list", str(path), *options, *CONTACT) == code, reason
    out, err = capsys.readouterr()
    inside = "inside a network, so nothing is asked of it"
    assert ("A run would stop: 127.0.0.1: its address" in out and "would be refused: 2" in out) == is_told, reason
    assert (f"would refuse: Finance, Grants: 10.1.2.3: its address 10.1.2.3 is {inside}" in err) == is_told, reason
    assert (inside in out) == (code == 4), reason
    if "--dry-run" in options:
        assert f"would be fetched: {1 if is_told else 3}," in out, reason
    assert desk.site.log == [], reason


def test_one_source_that_cannot_be_used_does_not_keep_the_others_from_it(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.moderngov()
    path = desk.corpus / "sources.toml"
    path.write_text(
        '# A comment of a person.\n[gone]\nsystem = "cmis"\nurl = "https://gone.example"\nauthority = "Gone"\n\n'
        + path.read_text(encoding="utf-8"),
        encoding="utf-8",
    )
    capsys.readouterr()
    assert desk.run("again") == 3
    out = capsys.readouterr().out
    assert "Gone, source gone" in out and f"{AUTHORITY}, source tarnwick-borough-council" in out
    assert "# A comment of a person." in path.read_text(encoding="utf-8")


def test_missing_packages_are_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*values: object, **named: object) -> object:
        raise ModuleNotFoundError("No module named 'protego'", name="protego")

    monkeypatch.setattr(session, "fetch_source", fail)
    assert desk.moderngov() == 2
    assert "pip install 'paper-search[fetch]'" in capsys.readouterr().err
