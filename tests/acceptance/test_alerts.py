"""The journey of an alert: asked for, confirmed, sent when a paper comes, and stopped with one request.

The site, the index, the mail server (STARTTLS, a password) and the command line are real.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from time import sleep
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search import api
from paper_search.alerts.service import open_alerts
from paper_search.cli import main
from paper_search.cli.alerts import send_after_build
from paper_search.cli.options import LibraryOptions
from paper_search.config import Settings
from paper_search.embeddings import Encoder
from paper_search.indexing import builder
from paper_search.indexing.builder import ReaderLimits
from paper_search.ingest.register import decisions
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.records import MEMBERS, BuildReport
from paper_search.records.register import Decision
from paper_search.storage.lock import LOCK_FILE_NAME, lock_index
from paper_search.web import create_app
from tests.alerts.mail_server import PASSWORD, USER, Mailbox, make_certificate, read_body, run_mail_server
from tests.environment import load_settings_from

SITE = "https://papers.example"
ALEX, JO = "alex@ferndale.example", "jo@larkford.example"
OLD = "The lighthouse keeper of Ferndale receives a new lamp and twelve oilskins.\n"
NEW = (
    "The lighthouse keeper of Ferndale receives <b>thirteen</b> oilskins\nand a new lamp; “Cllr Wren” said 5 < 6 & 7.\n"
)
QUESTION = {"kind": "question", "query": "q=what+does+the+lighthouse+keeper+receive", "address": ALEX}
DECISION = re.compile(r"RESOLVED .+")


@dataclass
class Council:
    """A council with its papers, its site, its mail server and its command line."""

    corpus: Path
    index: Path
    encoder: Encoder
    mailbox: Mailbox
    environment: dict[str, str]
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.settings = load_settings_from(self.environment)

    def build(self, **papers: str) -> BuildReport:
        """Add papers and bring the index up to date, in a second of its own."""
        for name, text in papers.items():
            (self.corpus / f"{name}.txt").write_text(text)
        report = builder.build(self.corpus, self.index, self.encoder, ReaderLimits(processes=1))
        sleep(1.05)
        return report

    def run(self, *words: str) -> int:
        """Run a command as a timer would, with the settings in the environment."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            return main(["alerts", *words, "--corpus", str(self.corpus), "--index", str(self.index)])

    def subscribe(self, client: TestClient, **fields: str) -> None:
        """Ask for an alert, and press the button that the link of the mail leads to."""
        assert client.post("/alerts", data=QUESTION | fields).status_code == 200
        (link,) = set(re.findall(rf"{SITE}\S+", read_body(self.mailbox.messages[-1]))) - {SITE}
        page = BeautifulSoup(client.get(urlsplit(link).path).text, "html.parser")
        assert page.select_one("main form") is not None
        assert client.post(str(page.select_one("main form")["action"])).status_code == 200  # type: ignore[index]
        self.mailbox.messages.clear()
        sleep(1.05)


@pytest.fixture
def council(tmp_path: Path, encoder: Encoder) -> Iterator[Council]:
    certificate = make_certificate(tmp_path / "server.pem")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "password").write_text(PASSWORD + "\n")
    with run_mail_server(certificate, security="starttls", needs_password=True) as mailbox:
        environment = {
            "PAPER_SEARCH_SMTP_HOST": mailbox.server.host,
            "PAPER_SEARCH_SMTP_PORT": str(mailbox.server.port),
            "PAPER_SEARCH_SMTP_CA": str(certificate),
            "PAPER_SEARCH_SMTP_USER": USER,
            "PAPER_SEARCH_SMTP_PASSWORD_FILE": str(tmp_path / "password"),
            "PAPER_SEARCH_MAIL_FROM": "papers@ferndale.example",
            "PAPER_SEARCH_SITE_URL": SITE,
            "PAPER_SEARCH_ALERTS_AFTER_BUILD": "yes",
        }
        yield Council(tmp_path / "corpus", tmp_path / "index", encoder, mailbox, environment)


@pytest.fixture
def client(council: Council) -> Iterator[TestClient]:
    council.build(old=OLD)
    library = api.open_library(council.corpus, council.index, council.encoder)
    with TestClient(create_app(library, settings=council.settings), base_url=SITE) as opened:
        yield opened


def find_stop_path(message: EmailMessage) -> str:
    match = re.fullmatch(rf"<({SITE}/\S+)>", message["List-Unsubscribe"])
    assert match is not None
    return urlsplit(match[1]).path


def test_an_alert_from_its_first_word_to_its_last(council: Council, client: TestClient) -> None:
    council.subscribe(client)
    assert council.run("send") == 0
    assert council.mailbox.messages == [], "what was there before is not new"

    council.build(new=NEW, other="The bandstand is painted green.\n")
    assert council.run("send") == 0
    (message,) = council.mailbox.messages
    assert council.mailbox.was_secure == [True, True]
    assert (message["To"], message["From"]) == (ALEX, "Ask the papers <papers@ferndale.example>")
    assert message["Subject"] == "New in the papers: “what does the lighthouse keeper receive”"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (message["Auto-Submitted"], message["Precedence"]) == ("auto-generated", "bulk")

    library = api.open_library(council.corpus, council.index, council.encoder)
    reading_text = library.reading_text("new.txt") or ""
    text, page = read_body(message), BeautifulSoup(read_body(message, "html"), "html.parser")
    (quote,) = page.select("blockquote")
    for line_break in quote.select("br"):
        line_break.replace_with("\n")
    assert quote.get_text() in reading_text
    assert "<b>thirteen</b> oilskins\nand a new lamp" in quote.get_text()
    assert f"\n{quote.get_text()}\n" in text
    assert "bandstand" not in text
    assert "twelve" not in text
    (link,) = (str(link["href"]) for link in page.select("a") if "/paper?" in str(link["href"]))
    assert link in text
    assert client.get(link).status_code == 200

    assert council.run("send") == 0
    assert len(council.mailbox.messages) == 1, "a second sending sends nothing"

    stopped = client.post(find_stop_path(message), data={"List-Unsubscribe": "One-Click"})
    assert stopped.status_code == 200
    council.build(third="The lighthouse keeper of Ferndale receives a third lamp.\n")
    assert council.run("send") == 0
    assert len(council.mailbox.messages) == 1
    assert ALEX not in (council.index / "alerts.json").read_text()


def test_what_comes_on_one_day_is_told_in_parts_and_once(council: Council, client: TestClient) -> None:
    council.subscribe(client)
    told = []
    for number in ("thirteen", "fourteen"):
        council.build(**{number: f"The lighthouse keeper of Ferndale receives {number} oilskins.\n"})
        assert council.run("send") == 0
        told.append([word for word in ("thirteen", "fourteen") if word in read_body(council.mailbox.messages[-1])])
    assert told == [["thirteen"], ["fourteen"]]


def test_a_paper_that_is_not_settled_yet_is_told_next_time(council: Council, client: TestClient) -> None:
    """A build that goes on has written part of what it will write, and has not ended."""
    council.subscribe(client)
    council.build(new=NEW)
    begun = datetime.now(UTC) - timedelta(minutes=1)
    with lock_index(council.index):
        (council.index / LOCK_FILE_NAME).write_text(
            f"process {os.getpid()} since {begun.isoformat(timespec='seconds')}\n"
        )
        assert council.run("send") == 0
        assert council.mailbox.messages == []
    assert council.run("send") == 0
    assert len(council.mailbox.messages) == 1


def test_nothing_that_is_withdrawn_or_for_members_alone_is_in_a_mail(council: Council, client: TestClient) -> None:
    council.subscribe(client)
    (council.corpus / "papers.csv").write_text("path,access\nsecret.txt,exempt\nmembers.txt,exempt\n")
    council.build(
        new=NEW,
        secret="The lighthouse keeper of Ferndale receives a secret pension.\n",
        members="The lighthouse keeper of Ferndale receives a members' lamp.\n",
        withdrawn="The lighthouse keeper of Ferndale receives a withdrawn lamp.\n",
    )
    api.release("members.txt", "for members", council.corpus, council.index, council.encoder, to_members=True)
    api.withdraw("withdrawn.txt", "a mistake", council.corpus, council.index)
    sleep(1.05)
    library = api.open_library(council.corpus, council.index, council.encoder)
    assert library.with_access(MEMBERS).document("members.txt") is not None
    assert council.run("send") == 0
    (message,) = council.mailbox.messages
    text = read_body(message) + read_body(message, "html")
    assert "thirteen" in text
    assert not [word for word in ("secret", "members", "withdrawn") if word in text]


def find_resolutions(paper: RegisterPaper) -> Iterator[Decision]:
    for match in DECISION.finditer(paper.text):
        source = paper.make_span(match.start(), match.end())
        assert source is not None
        yield Decision(source, "refused" if "refuse" in source.text else "resolved")


def test_new_decisions_of_a_list(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "find_decisions", find_resolutions)
    council.build(old="MINUTES\n\n1. Harbour\n\nRESOLVED to refuse the old ferry.\n")
    library = api.open_library(council.corpus, council.index, council.encoder)
    with TestClient(create_app(library, settings=council.settings), base_url=SITE) as client:
        council.subscribe(client, kind="decisions", query="q=ferry&outcome=refused")
        council.subscribe(client, kind="decisions", query="", address=JO)
        harbour, pier = "RESOLVED to refuse the new ferry.", "RESOLVED that the pier be painted."
        council.build(new=f"MINUTES\n\n2. Harbour\n\n{harbour}\n\n3. Pier\n\n{pier}\n")
        assert council.run("send") == 0
    mails = {str(message["To"]): read_body(message) for message in council.mailbox.messages}
    assert "RESOLVED to refuse the new ferry." in mails[ALEX]
    assert "pier" not in mails[ALEX]
    assert f"{SITE}/decisions?q=ferry&outcome=refused" in mails[ALEX]
    assert {"old ferry" in mail for mail in mails.values()} == {False}
    assert "RESOLVED that the pier be painted." in mails[JO]
    assert [message["Subject"] for message in council.mailbox.messages if message["To"] == JO] == [
        "2 new decisions: All decisions"
    ]
    assert council.run("send") == 0
    assert len(council.mailbox.messages) == 2


@pytest.mark.parametrize(("setting", "is_sent"), [("yes", True), ("no", False)])
@pytest.mark.rare_rows("no-False")
def test_the_watch_sends_what_a_build_has_brought(
    council: Council, client: TestClient, setting: str, is_sent: bool
) -> None:
    council.subscribe(client)
    report = council.build(new=NEW)
    settings = load_settings_from(council.environment | {"PAPER_SEARCH_ALERTS_AFTER_BUILD": setting})
    options = LibraryOptions(council.corpus, council.index, settings)
    send_after_build(options, BuildReport())
    assert council.mailbox.messages == []
    send_after_build(options, report)
    assert len(council.mailbox.messages) == int(is_sent)


def test_a_server_that_is_dead_ends_neither_the_watch_nor_the_alerts(
    council: Council, client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    council.subscribe(client)
    report = council.build(new=NEW)
    port = council.environment["PAPER_SEARCH_SMTP_PORT"]
    council.environment["PAPER_SEARCH_SMTP_PORT"] = "1"
    send_after_build(LibraryOptions(council.corpus, council.index, load_settings_from(council.environment)), report)
    assert council.run("send") == 1
    said = capsys.readouterr()
    assert "left for the next time: 1" in said.out
    assert said.err.count("no e-mail can be sent") == 2
    assert PASSWORD not in said.out + said.err
    council.environment["PAPER_SEARCH_SMTP_PORT"] = port
    assert council.run("send") == 0
    assert len(council.mailbox.messages) == 1


def test_the_clerk_counts_and_erases(council: Council, client: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    council.subscribe(client)
    client.post("/alerts", data=QUESTION | {"address": JO})
    assert council.run("list") == 0
    counted = capsys.readouterr().out
    assert "alerts: 1, addresses: 1, waiting for confirmation: 1" in counted
    assert ALEX not in counted
    assert council.run("list", "--addresses") == 0
    named = capsys.readouterr().out
    assert f"{ALEX}: “what does the lighthouse keeper receive” (since " in named
    assert f"{JO}: “what does the lighthouse keeper receive” (not confirmed)" in named
    assert council.run("remove", ALEX) == 0
    assert council.run("remove", ALEX) == 1
    service = open_alerts(council.settings, council.index)
    assert service is not None
    assert [alert.address for alert in service.file.load()] == [JO]
