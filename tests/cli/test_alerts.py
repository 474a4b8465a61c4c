"""``alerts``: what it says where it cannot work, and its reports as JSON. The journeys are in ``acceptance``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paper_search.alerts.subscriptions import AlertFile
from paper_search.cli import main

SET = {
    "PAPER_SEARCH_SMTP_HOST": "127.0.0.1",
    "PAPER_SEARCH_SMTP_PORT": "1",
    "PAPER_SEARCH_SMTP_SECURITY": "none",
    "PAPER_SEARCH_MAIL_FROM": "papers@ferndale.example",
    "PAPER_SEARCH_SITE_URL": "https://papers.example",
}


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    for name in ("corpus", "index"):
        (tmp_path / name).mkdir()
    return ["--corpus", str(tmp_path / "corpus"), "--index", str(tmp_path / "index")]


def set_all(monkeypatch: pytest.MonkeyPatch, **changed: str) -> None:
    for name, value in (SET | changed).items():
        monkeypatch.setenv(name, value)


WRONG = [
    ({"PAPER_SEARCH_SMTP_HOST": ""}, ["send"], "No mail server is named", "it is off"),
    ({"PAPER_SEARCH_SITE_URL": ""}, ["send"], "PAPER_SEARCH_SITE_URL", "links lead nowhere"),
    (
        {"PAPER_SEARCH_SITE_URL": "papers.example"},
        ["list"],
        "such as https://papers.example or",
        "no address of a site",
    ),
    ({"PAPER_SEARCH_SMTP_SECURITY": "maybe"}, ["list"], "one of: starttls, tls, none", "no such way"),
    ({}, ["remove", "alex"], "not an e-mail address", "nobody can be meant"),
    ({}, ["send"], "build", "there is no index yet"),
]


@pytest.mark.parametrize(("changed", "words", "message", "reason"), WRONG, ids=[reason for *_, reason in WRONG])
def test_errors_have_code_2(
    folders: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changed: dict[str, str],
    words: list[str],
    message: str,
    reason: str,
) -> None:
    set_all(monkeypatch, **changed)
    assert main(["alerts", *words, *folders]) == 2
    out, err = capsys.readouterr()
    assert (out, message in err) == ("", True), err


def test_alerts_are_not_kept_among_the_papers(
    folders: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_all(monkeypatch, PAPER_SEARCH_ALERTS=f"{folders[1]}/alerts.json")
    assert main(["alerts", "list", *folders]) == 2
    assert "not kept among the papers" in capsys.readouterr().err


def test_the_list_as_json_names_addresses_only_where_that_is_asked_for(
    folders: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_all(monkeypatch)
    AlertFile(Path(folders[3]) / "alerts.json").add_pending("alex@ferndale.example", "decisions", "outcome=refused")
    counts = {"alerts": 0, "addresses": 0, "waiting_for_confirmation": 1, "refused_by_the_mail_server": 0}
    assert main(["alerts", "list", "--json", *folders]) == 0
    assert json.loads(capsys.readouterr().out) == counts
    assert main(["alerts", "list", "--json", "--addresses", *folders]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["kept"]
    assert entry == {
        "address": "alex@ferndale.example",
        "asked": "Decisions · refused",
        "since": None,
        "confirmed": False,
    }


def test_an_address_can_be_erased_after_alerts_were_turned_off(
    folders: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = AlertFile(Path(folders[3]) / "alerts.json")
    file.add_pending("alex@ferndale.example", "question", "q=roads")
    monkeypatch.setenv("PAPER_SEARCH_SMTP_HOST", "")
    assert main(["alerts", "remove", "alex@ferndale.example", *folders]) == 0
    assert capsys.readouterr().out == "1 alert of this address is deleted.\n"
    assert file.load() == ()
