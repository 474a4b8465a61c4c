"""Alerts on the site: what asking, confirming and stopping do, and that opening a link does nothing."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from paper_search.alerts.service import AlertService, open_alerts
from paper_search.alerts.subscriptions import Alert
from paper_search.alerts.tokens import PENDING_SECONDS
from paper_search.config import SiteSettings
from paper_search.errors import SettingsError
from paper_search.library import Library
from paper_search.web import create_app
from paper_search.web.components.alert_form import make_decisions_alert, make_question_alert
from paper_search.web.decision_forms import DecisionForm
from paper_search.web.forms import SearchForm
from paper_search.web.html import render_macro
from paper_search.web.routes.alerts import REQUESTS_PER_HOUR
from tests.alerts.mail_server import Mailbox, read_body, run_mail_server

ALEX, JO = "alex@ferndale.example", "jo@larkford.example"
SITE = "https://papers.example"
QUESTION = {"kind": "question", "query": "q=road+repairs&kind=minutes", "address": ALEX}


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with run_mail_server() as running:
        yield running


@pytest.fixture
def settings(mailbox: Mailbox, tmp_path: Path) -> SiteSettings:
    server = mailbox.server
    return SiteSettings(
        smtp_host=server.host,
        smtp_port=server.port,
        smtp_security="none",
        mail_from="papers@ferndale.example",
        site_url=SITE,
        alerts=tmp_path / "alerts.json",
    )


@pytest.fixture
def service(settings: SiteSettings) -> AlertService:
    opened = open_alerts(settings, None)
    assert opened is not None
    return opened


@pytest.fixture
def client(library: Library, settings: SiteSettings) -> Iterator[TestClient]:
    with TestClient(create_app(library, settings=settings)) as opened:
        yield opened


def find_link(mailbox: Mailbox, number: int = -1) -> str:
    """Return the path of the link in a mail to confirm."""
    (link,) = set(re.findall(rf"{SITE}\S+", read_body(mailbox.messages[number]))) - {SITE}
    assert link in read_body(mailbox.messages[number], "html")
    return urlsplit(link).path


def confirm_alert(client: TestClient, mailbox: Mailbox, service: AlertService, **fields: str) -> Alert:
    before = {alert.alert_id for alert in service.file.load()}
    assert client.post("/alerts", data=QUESTION | fields).status_code == 200
    assert client.post(find_link(mailbox)).status_code == 200
    (alert,) = (alert for alert in service.file.load() if alert.alert_id not in before)
    return alert


def stop_path(service: AlertService, alert: Alert) -> str:
    return urlsplit(service.make_stop_url(alert)).path


# -- asking ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "kind", "query"),
    [
        (make_question_alert(SearchForm("road <repairs>", newest=True, page=2)), "question", "q=road+%3Crepairs%3E"),
        (make_decisions_alert(DecisionForm(outcomes=("refused",))), "decisions", "outcome=refused"),
    ],
)
def test_the_form_of_a_page_asks_for_its_query(
    client: TestClient, service: AlertService, form: object, kind: str, query: str
) -> None:
    page = BeautifulSoup(render_macro("_alert_form.html", "alert_form", form), "html.parser")
    fields = {str(field["name"]): str(field["value"]) for field in page.select("input[value]")}
    assert page.form is not None
    sent = client.post(str(page.form["action"]), data=fields | {"address": ALEX})
    assert sent.status_code == 200
    (alert,) = service.file.load()
    assert (alert.kind, alert.query, alert.is_confirmed) == (kind, query, False)


def test_an_address_that_cannot_be_used_can_be_mended_in_its_form(client: TestClient, service: AlertService) -> None:
    refused = client.post("/alerts", data=QUESTION | {"address": "alex at <ferndale>"})
    page = BeautifulSoup(refused.text, "html.parser")
    assert page.title is not None and page.title.get_text().startswith("Error: ")
    fields = {str(field["name"]): str(field["value"]) for field in page.select(".alert-form input")}
    assert fields == {"kind": "question", "query": QUESTION["query"], "address": "alex at <ferndale>"}
    field = page.select_one(".alert-form [name=address]")
    problem = page.select_one("#problem[role=alert]")
    assert field is not None and problem is not None
    assert field["aria-describedby"] == "problem"
    assert "e-mail address" in problem.get_text()
    assert refused.headers["cache-control"] == "no-store"
    assert client.post("/alerts", data=fields | {"address": ALEX}).status_code == 200
    assert [alert.address for alert in service.file.load()] == [ALEX]


def test_a_mail_asks_and_holds_no_word_of_whoever_asked(client: TestClient, mailbox: Mailbox) -> None:
    client.post("/alerts", data=QUESTION | {"query": "q=buy+cheap+pills+at+evil.example"})
    (message,) = mailbox.messages
    assert (message["To"], message["List-Unsubscribe"]) == (ALEX, None)
    assert message["Auto-Submitted"] == "auto-generated"
    assert "pills" not in message.as_string() + read_body(message) + read_body(message, "html")


def test_the_answer_is_the_same_for_an_address_that_is_known(
    client: TestClient, mailbox: Mailbox, service: AlertService
) -> None:
    confirm_alert(client, mailbox, service)
    answers = [client.post("/alerts", data=QUESTION | {"address": address}) for address in (ALEX, JO, ALEX, ALEX, ALEX)]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1
    assert mailbox.recipients.count(ALEX) == 3, "no mailbox is sent more, however many ask"
    assert mailbox.recipients.count(JO) == 1


REFUSED = [
    ({"address": "alex"}, 400, "no address"),
    ({"address": ""}, 400, "none at all"),
    ({"address": f"{ALEX}\nBcc: {JO}"}, 400, "two lines"),
    ({"address": "zoë@ferndale.example"}, 400, "one that would need SMTPUTF8"),
    ({"query": ""}, 400, "no question"),
    ({"query": "q=" + "x" * 501}, 400, "a question longer than can be asked"),
    ({"query": "q=roads&since=tomorrow"}, 400, "a date that is none"),
    ({"kind": "decisions", "query": "since=2025&until=2024"}, 400, "an end before its beginning"),
    ({f"f{number}": "" for number in range(20)}, 400, "more fields than the form has"),
]


@pytest.mark.parametrize(("fields", "status", "reason"), REFUSED, ids=[reason for *_, reason in REFUSED])
def test_what_is_no_alert_is_refused_in_words(
    client: TestClient, mailbox: Mailbox, service: AlertService, fields: dict[str, str], status: int, reason: str
) -> None:
    refused = client.post("/alerts", data=QUESTION | fields)
    assert refused.status_code == status
    assert len(BeautifulSoup(refused.text, "html.parser").select_one("main p").get_text()) > 15  # type: ignore[union-attr]
    assert (service.file.load(), mailbox.messages) == ((), [])


def test_one_client_does_not_ask_without_end(client: TestClient, mailbox: Mailbox) -> None:
    answers = [
        client.post("/alerts", data=QUESTION | {"address": f"a{number}@ferndale.example"})
        for number in range(REQUESTS_PER_HOUR + 2)
    ]
    assert [answer.status_code for answer in answers] == [200] * REQUESTS_PER_HOUR + [429] * 2
    assert int(answers[-1].headers["retry-after"]) > 0
    assert len(mailbox.messages) == REQUESTS_PER_HOUR


CROSS_SITE = [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}]


@pytest.mark.parametrize("headers", CROSS_SITE)
def test_no_other_site_asks_or_confirms(
    client: TestClient, mailbox: Mailbox, service: AlertService, headers: dict[str, str]
) -> None:
    assert client.post("/alerts", data=QUESTION, headers=headers).status_code == 403
    assert mailbox.messages == []
    client.post("/alerts", data=QUESTION)
    assert client.post(find_link(mailbox), headers=headers).status_code == 403
    assert not service.file.load()[0].is_confirmed


def test_a_mail_that_cannot_be_sent_is_logged_without_the_address_and_can_be_asked_for_again(
    client: TestClient, mailbox: Mailbox, service: AlertService, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.replies[ALEX] = f"550 5.1.1 <{ALEX}>: no such mailbox"
    with caplog.at_level(logging.DEBUG):
        answer = client.post("/alerts", data=QUESTION)
    assert answer.text == client.post("/alerts", data=QUESTION | {"address": JO}).text
    own = [record.getMessage() for record in caplog.records if record.name.startswith("paper_search")]
    assert any("was not sent" in line for line in own)
    assert ALEX not in " ".join(own)
    assert [alert.address for alert in service.file.load()] == [JO]


def test_a_file_that_cannot_be_used_is_said_without_naming_it(client: TestClient, service: AlertService) -> None:
    service.file.path.write_text("no alerts")
    for answer in (
        client.post("/alerts", data=QUESTION),
        client.get("/alerts/stop/x"),
        client.post("/alerts/confirm/x"),
    ):
        assert answer.status_code == 503
        assert str(service.file.path) not in answer.text


# -- the links of mails ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_a_link_does_nothing(client: TestClient, mailbox: Mailbox, service: AlertService, method: str) -> None:
    client.post("/alerts", data=QUESTION)
    before = service.file.load()
    opened = client.request(method, find_link(mailbox))
    assert (opened.status_code, service.file.load()) == (200, before)
    client.post(find_link(mailbox))
    (alert,) = service.file.load()
    opened = client.request(method, stop_path(service, alert))
    assert (opened.status_code, service.file.load()) == (200, (alert,))
    assert opened.headers["cache-control"] == "no-store"


def test_the_page_of_a_link_says_what_it_is_about_and_its_button_does_it(
    client: TestClient, mailbox: Mailbox, service: AlertService
) -> None:
    client.post("/alerts", data=QUESTION)
    for path, is_confirmed in ((find_link(mailbox), True), ("", False)):
        opened = client.get(path or stop_path(service, service.file.load()[0]))
        page = BeautifulSoup(opened.text, "html.parser")
        assert "“road repairs” · minutes" in page.get_text()
        assert ALEX not in page.get_text()
        form = page.select_one("main form")
        assert form is not None
        assert form["method"] == "post"
        assert client.post(str(form["action"])).status_code == 200
        assert [alert.is_confirmed for alert in service.file.load()] == ([True] if is_confirmed else [])


def test_one_request_of_a_mail_program_stops_it(client: TestClient, mailbox: Mailbox, service: AlertService) -> None:
    alert, other = confirm_alert(client, mailbox, service), confirm_alert(client, mailbox, service, address=JO)
    program = TestClient(client.app, base_url=SITE)
    for _ in range(2):
        stopped = program.post(
            stop_path(service, alert),
            files={"List-Unsubscribe": (None, "One-Click")},
            headers={"origin": "https://mail.example", "sec-fetch-site": "cross-site"},
        )
        assert stopped.status_code == 200
    assert service.file.load() == (other,)
    assert ALEX not in service.file.path.read_text()


def test_links_that_do_not_count_do_nothing(client: TestClient, mailbox: Mailbox, service: AlertService) -> None:
    alert = confirm_alert(client, mailbox, service)
    stop, confirm = stop_path(service, alert), find_link(mailbox)
    wrong = {
        "altered": stop[:-3] + "xyz",
        "for another purpose": "/alerts/stop/" + confirm.rpartition("/")[2],
        "to confirm with a link to stop": "/alerts/confirm/" + stop.rpartition("/")[2],
        "the id alone": f"/alerts/stop/{alert.alert_id}",
        "nothing": "/alerts/stop/x",
    }
    for reason, path in wrong.items():
        assert [client.get(path).status_code, client.post(path).status_code] == [404, 404], reason
    assert service.file.load() == (alert,)


def test_a_link_to_confirm_is_too_old_after_two_days(
    client: TestClient, mailbox: Mailbox, service: AlertService, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/alerts", data=QUESTION)
    kept = json.loads(service.file.path.read_text())
    kept["alerts"][0]["expires_at"] -= PENDING_SECONDS + 1
    service.file.path.write_text(json.dumps(kept))
    assert [client.get(find_link(mailbox)).status_code, client.post(find_link(mailbox)).status_code] == [404, 404]
    assert service.file.load() == ()


# -- where it is off, and what the settings must say -------------------------------------------------------------------


def test_without_a_mail_server_nothing_of_it_is_shown(library: Library) -> None:
    with TestClient(create_app(library)) as client:
        for path in ("/?q=potholes", "/about", "/answer?q=potholes"):
            assert "e-mail" not in client.get(path).text
        assert client.post("/alerts", data=QUESTION).status_code == 404
        assert client.get("/alerts/stop/x").status_code == 404


def test_with_one_it_stands_beside_the_feed_and_is_explained(client: TestClient) -> None:
    for path in ("/?q=potholes&kind=minutes", "/answer?q=potholes&kind=minutes"):
        form = BeautifulSoup(client.get(path).text, "html.parser").select_one(".saving form")
        assert form is not None
        assert form.select_one("input[name=query]")["value"] == "q=potholes&kind=minutes"  # type: ignore[index]
    about = BeautifulSoup(client.get("/about").text, "html.parser").select_one("#alerts")
    assert about is not None
    assert "deletes all of this at once" in about.get_text()


NEEDED = {"smtp_host": "mail.ferndale.example", "mail_from": "papers@ferndale.example", "site_url": SITE}
WRONG = [
    ({"site_url": ""}, "PAPER_SEARCH_SITE_URL", "links need an address"),
    ({"mail_from": ""}, "PAPER_SEARCH_MAIL_FROM", "mails need a sender"),
    ({"mail_from": "Papers <p@x.example>"}, "PAPER_SEARCH_MAIL_FROM", "a name beside the address"),
    ({"mail_unsubscribe": "x"}, "PAPER_SEARCH_MAIL_UNSUBSCRIBE", "no address"),
    ({"smtp_user": "u", "smtp_security": "none"}, "PAPER_SEARCH_SMTP_SECURITY", "a password in the open"),
    ({"smtp_password_file": Path("/nowhere/password")}, "PAPER_SEARCH_SMTP_PASSWORD_FILE", "no such file"),
]


@pytest.mark.parametrize(("changed", "variable", "reason"), WRONG, ids=[reason for *_, reason in WRONG])
def test_settings_that_cannot_work_stop_the_site(changed: dict[str, object], variable: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        open_alerts(SiteSettings(**NEEDED | changed), Path("index"))  # type: ignore[arg-type]


def test_the_password_comes_from_a_file_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("first line\nsecond\n")
    settings = SiteSettings(**NEEDED, smtp_user="u", smtp_password_file=tmp_path / "password")  # type: ignore[arg-type]
    opened = open_alerts(settings, tmp_path)
    assert opened is not None
    assert opened.server.password == "first line"
    assert "first line" not in f"{opened!r} {settings!r}"
    assert opened.file.path == tmp_path / "alerts.json"
