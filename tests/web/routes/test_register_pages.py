"""The pages of the register over papers whose register is known: all that each shows, and where its words stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup, Tag
from fastapi.testclient import TestClient

from paper_search import api
from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.indexing import builder
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from paper_search.web import create_app
from paper_search.web.middleware.security import STRICT_POLICY
from tests import register_corpus as held
from tests.site import GENEROUS_LIMITS

MARCH = "/meetings/ferndale-town-council/planning-committee/2025-03-04"
JUNE = "/meetings/ferndale-town-council/planning-committee/2025-06-10"
JULY = "/meetings/ferndale-town-council/planning-committee/2025-07-01"
WREN = "/people/ferndale-town-council/wren"
MATTER = f"/matter?paper={quote(held.REPORT)}"
PAGES = ("/meetings", MARCH, JUNE, JULY, "/decisions", "/people", WREN, MATTER, "/timeline?q=cycle+route")


@pytest.fixture(scope="module")
def client(register_library: Library) -> Iterator[TestClient]:
    with TestClient(create_app(register_library, settings=GENEROUS_LIMITS)) as opened:
        yield opened


def get_page(client: TestClient, address: str, status: int = 200) -> BeautifulSoup:
    answered = client.get(address)
    assert answered.status_code == status, address
    return BeautifulSoup(answered.text, "html.parser")


def words(page: BeautifulSoup | Tag | None) -> str:
    assert page is not None
    return " ".join(page.get_text(" ").split())


@pytest.mark.parametrize("address", PAGES)
def test_each_is_a_whole_page_under_the_strict_policy(client: TestClient, address: str) -> None:
    answered = client.get(address)
    assert answered.headers["content-security-policy"] == STRICT_POLICY
    assert answered.headers["cache-control"] == "no-cache, private"
    page = BeautifulSoup(answered.text, "html.parser")
    assert len(page.select("h1")) == 1
    assert len(page.select("nav a[aria-current=page]")) == 1
    assert not page.select("[style], script:not([src])")
    ids = [str(element["id"]) for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert client.head(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_every_link_leads_somewhere(client: TestClient, address: str) -> None:
    links = {str(link["href"]).partition("#")[0] for link in get_page(client, address).select("main a")} - {""}
    assert links
    assert {link: client.get(link).status_code for link in links if client.get(link).status_code != 200} == {}


SHOWN = [
    (held.REFUSED, "a decision"),
    (held.RESOLVED, "a resolution that runs on through its items"),
    (held.DECIDED, "a decision of a member alone"),
    ("\n".join((held.LONG, *held.LONG_ITEMS)), "a resolution over two pages of a PDF"),
]


@pytest.mark.parametrize(("text", "reason"), SHOWN, ids=[reason for _, reason in SHOWN])
def test_a_decision_s_words_are_one_click_away(client: TestClient, text: str, reason: str) -> None:
    page = get_page(client, "/decisions")
    (quoted,) = (
        figure for figure in page.select("figure.quote") if text == figure.select_one("blockquote p").get_text()
    )  # type: ignore[union-attr]
    link = quoted.select_one("figcaption a")
    assert link is not None
    shown = get_page(client, str(link["href"]))
    if shown.select_one("img"):
        assert shown.select("#passage rect"), "the words are marked on the page"
        following = next(element for element in shown.select(".turning a") if "Next" in element.get_text())
        assert get_page(client, str(following["href"])).select("#passage rect"), "and on the page that they run over to"
    else:
        assert shown.select_one("#passage").get_text() == text  # type: ignore[union-attr]


# -- meetings ----------------------------------------------------------------------------------------------------------

DAYS = ["2025-07-01", "2025-06-10", "2025-05-06", "2025-04-01", "2025-03-11", "2025-03-04", "2024-11-05"]
LISTED = [
    ("", DAYS, "newest first"),
    ("?authority=Larkford+Parish+Council", ["2025-03-11"], "of one council"),
    ("?authority=Larkford", ["2025-03-11"], "a part of its name"),
    ("?committee=Cabinet", ["2025-04-01"], "of one committee"),
    ("?year=2024", ["2024-11-05"], "of one year"),
    ("?status=cancelled", ["2025-07-01"], "cancelled"),
    ("?status=draft", ["2025-03-11"], "with draft minutes"),
    ("?status=confirmed", ["2025-03-04"], "with confirmed minutes"),
    ("?status=no+minutes", ["2025-06-10", "2025-05-06", "2025-04-01"], "without minutes, the cancelled one left out"),
    ("?q=bat+surveys", ["2025-03-04"], "with words in its papers, inflections folded"),
    ("?status=draft&authority=Ferndale", [], "limits hold together"),
    ("?page=99", ["2025-07-01"], "a page that is not there is the last"),
    ("?year=none&status=odd", ["2025-07-01"], "what is no limit is none"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "days", "reason"), LISTED, ids=[reason for *_, reason in LISTED])
def test_the_list_of_meetings(client: TestClient, query: str, days: list[str], reason: str) -> None:
    page = get_page(client, f"/meetings{query}")
    links = [str(link["href"]) for link in page.select(".entries h2 a")]
    listed = [link.rpartition("/")[2] for link in links]
    assert listed[: len(days)] == days
    assert words(page.select_one("h1")) == f"{len(links)} meeting{'' if len(links) == 1 else 's'}"


HELD = [
    ("2025-03-04", "Minutes confirmed Report and minutes · 5 decisions · 1 vote", "minutes with decisions"),
    ("2025-03-11", "Draft minutes: not yet confirmed Minutes · 1 decision", "drafts"),
    ("2025-07-01", "Cancelled Agenda", "a meeting that was not held"),
    ("2025-06-10", "Minutes not held Agenda", "one of which only the agenda is held"),
]


@pytest.mark.parametrize(("day", "line", "reason"), HELD, ids=[reason for *_, reason in HELD])
def test_a_row_says_what_is_held(client: TestClient, day: str, line: str, reason: str) -> None:
    rows = get_page(client, "/meetings").select(".entries > li")
    (row,) = (row for row in rows if str(row.select_one("a")["href"]).endswith(day))  # type: ignore[index]
    assert words(row.select_one(".facts")) == line


def test_a_meeting_has_its_items_in_order_with_papers_decisions_and_votes(client: TestClient) -> None:
    page = get_page(client, MARCH)
    assert words(page.select_one("h1")) == "Planning Committee"
    items = page.select(".meeting-item")
    assert [words(item.h3) for item in items] == [
        f"Item 5 , Minute 46 : {held.ROUTE}",
        "Item 6 , Minute 47 : Budget",
        "Minute 48 : Heron's Reach",
        "Minute 49 : Notices",
    ]
    first = items[0]
    assert words(first.select_one(".paper-lines")) == f"{held.ROUTE} Report"
    assert [words(card.select_one(".outcome")) for card in first.select(".decision")] == ["Lost", "Resolved"]
    assert words(first.select_one(".vote .counts")) == "Lost: 1 for, 2 against, 1 abstention Recorded vote"
    facts = words(page.select_one(".register-facts"))
    assert "Time 7.30 pm" in facts
    assert "Place the Guildhall" in facts


def test_attendance_is_shown_as_printed_each_name_with_its_words(client: TestClient) -> None:
    page = get_page(client, MARCH)
    groups = {words(group.h3): group for group in page.select(".attendance > div")}
    assert list(groups) == [
        "Present", "Substitutes", "Officers and others attending", "Apologies", "Declarations of interest",
    ]  # fmt: skip
    lines = {
        title: [re.sub(" words.*", "", words(line)) for line in group.select("li")] for title, group in groups.items()
    }
    assert lines["Present"] == ["Cllr Wren , Chair", "Cllr Heron", "Cllr Finch", "Cllr Teal"]
    assert lines["Substitutes"] == ["Cllr Swift for Cllr Mrs Plover"]
    assert lines["Declarations of interest"] == ["Cllr Finch : an interest in the cycle route as a neighbour of it"]
    for source in page.select(".attendance a.source"):
        marked = get_page(client, str(source["href"])).select_one("#passage")
        assert marked is not None
        name = words(source.find_parent("li").select_one("a"))  # type: ignore[union-attr]
        assert marked.get_text() == name


NOT_STATED = [
    (JUNE, "We do not hold the minutes of this meeting", "only the agenda is held"),
    (JULY, "A paper says that this meeting was cancelled", "it was cancelled"),
]


@pytest.mark.parametrize(("address", "line", "reason"), NOT_STATED, ids=[reason for *_, reason in NOT_STATED])
def test_what_is_not_held_is_said(client: TestClient, address: str, line: str, reason: str) -> None:
    page = get_page(client, address)
    assert line in words(page.select_one(".notice"))
    assert "Time not stated Place not stated" in words(page.select_one(".register-facts"))
    assert not page.select(".attendance")


# -- decisions ---------------------------------------------------------------------------------------------------------

FOUND = [
    ("", 8, "all"),
    ("?outcome=refused", 1, "an outcome"),
    ("?outcome=refused&outcome=noted", 2, "any of several"),
    ("?outcome=odd", 8, "what is no outcome is no limit"),
    ("?authority=Larkford", 1, "a council"),
    ("?committee=Cabinet", 1, "a committee"),
    ("?since=April+2025", 1, "from a month on"),
    ("?until=2024", 1, "up to a year"),
    ("?q=barn", 1, "a word"),
    ("?q=barn&outcome=agreed", 0, "limits hold together"),
]


@pytest.mark.parametrize(("query", "number", "reason"), FOUND, ids=[reason for *_, reason in FOUND])
def test_the_list_of_decisions(client: TestClient, query: str, number: int, reason: str) -> None:
    page = get_page(client, f"/decisions{query}")
    assert len(page.select(".decision")) == number
    assert words(page.select_one("h1")) == f"{number} decision{'' if number == 1 else 's'}"
    assert bool(page.select("#export")) == bool(number)


def test_a_decision_is_shown_with_all_that_is_printed_of_it(client: TestClient) -> None:
    page = get_page(client, "/decisions")
    cards = {(words(card.h2), words(card.select_one(".outcome"))): card for card in page.select(".decision")}
    route = cards[held.ROUTE, "Resolved"]
    facts = {words(fact.dt): words(fact.dd) for fact in route.select(".register-facts > div")}
    assert facts == {
        "Minute": "46", "Item": "5", "Moved by": "Cllr Wren", "Seconded by": "Cllr Heron",
        "Who moved it": "show the words",
    }  # fmt: skip
    assert [words(column) for column in route.select(".beside .list-label")] == ["Decided", "The officers recommended"]
    assert [quoted.get_text() for quoted in route.select("blockquote p")] == [held.RESOLVED, held.RECOMMENDED]
    assert held.ROUTE in words(route.select_one(".links"))
    assert not cards[held.ROUTE, "Lost"].select(".beside"), "officers recommend nothing on an amendment"
    assert words(cards["Heron's Reach", "Refused"].select_one(".conditions li")).startswith(held.CONDITION)
    record = {words(fact.dt): words(fact.dd) for fact in cards[held.ROUTE, "Agreed"].select(".register-facts > div")}
    assert record == {"Decided by": "Cabinet Member for Highways", "Reference": "25/00117"}
    assert "Draft: not yet confirmed" in words(cards["The pond", "Agreed"].select_one(".badges"))


def test_the_words_looked_for_are_marked(client: TestClient) -> None:
    page = get_page(client, "/decisions?q=crossings")
    assert {words(mark) for mark in page.select("blockquote mark")} == {"crossing"}


def test_limits_of_which_the_form_shows_one_go_along(client: TestClient) -> None:
    page = get_page(client, "/decisions?outcome=noted&outcome=refused&q=x")
    assert [str(chip["href"]) for chip in page.select(".chip")] == [
        "/decisions?outcome=refused&outcome=noted", "/decisions?q=x&outcome=noted", "/decisions?q=x&outcome=refused",
    ]  # fmt: skip
    chosen = page.select_one("#by-outcome option[selected]")
    hidden = page.select_one("form.choosing input[type=hidden]")
    assert chosen is not None and hidden is not None
    assert {str(chosen["value"]), str(hidden["value"])} == {"noted", "refused"}


REFUSED = [
    ("/decisions?since=yesterday", "a date that is none"),
    ("/decisions?since=2025&until=2024", "dates turned round"),
    ("/decisions?authority=Nowhere", "a council that is not held"),
    ("/meetings?authority=Nowhere", "and for meetings"),
    ("/people?authority=Nowhere", "and for people"),
]


@pytest.mark.parametrize(("address", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_what_cannot_be_asked_is_answered_in_words(client: TestClient, address: str, reason: str) -> None:
    page = get_page(client, address)
    assert words(page.select_one("h1")) == "There is a problem with your search"
    assert page.select(".chip"), "the limit can be taken away"


CHOSEN = [
    (held.RESOLVED, 3, "through its items"),
    (held.NOTED, 1, "a single passage"),
]


@pytest.mark.parametrize(("text", "number", "reason"), CHOSEN, ids=[reason for *_, reason in CHOSEN])
def test_a_decision_goes_whole_into_an_evidence_pack(client: TestClient, text: str, number: int, reason: str) -> None:
    cards = get_page(client, "/decisions").select(".decision")
    (card,) = (card for card in cards if text == card.select_one("blockquote p").get_text())  # type: ignore[union-attr]
    box = card.select_one("input[type=checkbox]")
    assert box is not None
    assert (box["name"], box["form"]) == ("span", "export")
    pack = client.get("/export", params={"format": "csv", "span": str(box["value"])}).content.decode("utf-8-sig")
    assert pack.count("ferndale/minutes.txt::") == number
    for line in text.split("\n\n"):
        assert line in pack


ODD_SPANS = [
    "",
    "1-2",
    "1-2 nothing",
    "9-1 ferndale/minutes.txt::1",
    "a-b ferndale/minutes.txt::1",
    "0-5 exempt/site.txt::1",
]


@pytest.mark.parametrize("value", ODD_SPANS)
def test_an_odd_choice_exports_nothing(client: TestClient, value: str) -> None:
    assert client.get("/export", params={"format": "csv", "span": value}).status_code == 400


# -- people ------------------------------------------------------------------------------------------------------------


def test_people_are_those_whom_minutes_and_decisions_name(client: TestClient) -> None:
    page = get_page(client, "/people")
    assert [words(name) for name in page.select(".entries h2")] == [
        "Cllr Finch", "Cllr Heron", "Cllr Mrs Plover", "Cllr Robin", "Jo Sparrow", "Cllr Swift", "Cllr Teal",
        "Cllr Wren", "Cllr Wren",
    ]  # fmt: skip
    named = get_page(client, "/people?name=Mrs+Wren&authority=Ferndale+Town+Council")
    assert [words(name) for name in named.select(".entries h2")] == ["Cllr Wren"]


def test_a_person_s_page_has_what_is_printed_with_date_and_words(client: TestClient) -> None:
    page = get_page(client, WREN)
    assert "This page may be incomplete" in words(page.select_one(".notice"))
    assert "Cabinet Member for Highways" in words(page.select("ul.acts")[0])
    assert "Ferndale Town Council · Cabinet · 1 April 2025" in words(page.select("ul.acts")[0])
    assert words(page.select("ul.acts")[1]).startswith(f"Moved : {held.ROUTE} Resolved")
    assert f"Against : {held.ROUTE} Lost: 1 for, 2 against, 1 abstention" in words(page.select("ul.acts")[2])
    assert "Present words" in words(page.select("ul.acts")[3])
    assert "pond" not in page.get_text(), "a councillor of that name in another council is somebody else"


def test_declared_interests_are_shown_with_their_meeting_alone(client: TestClient) -> None:
    assert "neighbour" in get_page(client, MARCH).get_text()
    assert "neighbour" not in get_page(client, "/people/ferndale-town-council/finch").get_text()


@pytest.mark.parametrize("address", ["/people", WREN])
def test_search_engines_are_told_not_to_list_people(client: TestClient, address: str) -> None:
    answered = client.get(address)
    assert answered.headers["x-robots-tag"] == "noindex"
    robots = BeautifulSoup(answered.text, "html.parser").select_one("meta[name=robots]")
    assert robots is not None and robots["content"] == "noindex"


LED = [
    (
        "name=Cllr+Heron&authority=Ferndale+Town+Council",
        "/people/ferndale-town-council/heron",
        "the only one of the name",
    ),
    ("name=Wren", "/people?name=Wren", "one of two councils"),
    ("name=Nobody&authority=Ferndale+Town+Council", "/people?name=Nobody&authority=Ferndale+Town+Council", "none"),
    ("name=Heron&authority=Nowhere", "/people?name=Heron&authority=Nowhere", "a council that is not held"),
]


@pytest.mark.parametrize(("query", "url", "reason"), LED, ids=[reason for *_, reason in LED])
def test_a_name_leads_to_whom_it_may_mean(client: TestClient, query: str, url: str, reason: str) -> None:
    led = client.get(f"/people/find?{query}", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, url)


# -- matters -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("doc_id", [held.REPORT, held.RECORD, held.UPDATE])
def test_a_matter_is_the_same_from_each_of_its_papers(client: TestClient, doc_id: str) -> None:
    page = get_page(client, f"/matter?paper={quote(doc_id)}")
    assert words(page.select_one("h1")) == held.ROUTE
    assert [words(day) for day in page.select(".day-of > h2")] == ["4 March 2025", "1 April 2025", "6 May 2025"]
    papers = page.select(".matter-paper")
    assert [words(paper.select_one(".badges")) for paper in papers] == [
        "Report",
        "Minutes",
        "Decision record",
        "Report",
    ]
    assert [words(paper.select_one(".fine")) for paper in papers] == [
        "Listed because of: reference 25/00117 .",
        f"Listed because of: decision on {held.ROUTE} .",
        "Listed because of: reference 25/00117 .",
        "Listed because of: reference 25/00117 .",
    ]
    assert [len(paper.select(".decision")) for paper in papers] == [0, 2, 1, 0]


def test_words_lead_to_their_matter_with_the_passages_below_their_papers(
    client: TestClient, register_library: Library
) -> None:
    page = get_page(client, "/timeline?q=cycle+route")
    assert words(page.select_one("h1")) == held.ROUTE
    timeline = register_library.timeline("cycle route")
    numbers = [int(str(card["id"]).removeprefix("passage-")) for card in page.select("article[id^=passage-]")]
    assert numbers == list(range(1, len(timeline.events) + 1)), "as in the chart, each once"
    for paper in page.select(".matter-paper"):
        link = paper.select_one("h3 a")
        assert link is not None
        for event in paper.select("article[id^=passage-]"):
            shown = timeline.events[int(str(event["id"]).removeprefix("passage-")) - 1]
            assert quote(shown.document.doc_id, safe="") in str(link["href"])


def test_within_limits_the_passages_stand_alone(client: TestClient) -> None:
    page = get_page(client, "/timeline?q=cycle+route&kind=report")
    assert not page.select(".matter-paper")
    assert page.select(".day-of .card")


def test_a_paper_that_nothing_is_tied_to_has_a_page_that_says_so(client: TestClient) -> None:
    assert "No other paper here has the same reference or title" in words(
        get_page(client, f"/matter?paper={held.AGENDA}").main
    )


# -- what is not there -------------------------------------------------------------------------------------------------

UNKNOWN = [
    ("/meetings/ferndale-town-council/planning-committee/2020-01-01", "a day without a meeting"),
    ("/meetings/nothing", "no id of a meeting"),
    ("/meetings/" + "x" * 3000, "a very long id"),
    ("/people/ferndale-town-council/nobody", "nobody"),
    ("/people/wren", "no id of a person"),
    ("/people/" + "x" * 3000, "a very long id of a person"),
    ("/matter?paper=nothing.txt", "no paper"),
    ("/matter", "a matter without a paper"),
]


@pytest.mark.parametrize(("address", "reason"), UNKNOWN, ids=[reason for _, reason in UNKNOWN])
def test_what_is_unknown_is_answered_in_words(client: TestClient, address: str, reason: str) -> None:
    assert words(get_page(client, address, 404).select_one("h1")).endswith("not found")


def test_a_withdrawn_paper_vanishes_from_every_page(tmp_path: Path, encoder: Encoder) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    held.write_corpus(corpus)
    held.build_register(corpus, index, encoder)
    with TestClient(create_app(open_library(corpus, index, encoder), settings=GENEROUS_LIMITS)) as client:
        doors = (
            MARCH,
            "/decisions",
            "/decisions/csv",
            "/decisions/feed",
            "/people",
            WREN,
            MATTER,
            "/timeline?q=cycle+route",
        )
        traces = ("HERON'S REACH", "CLLR FINCH", "BAT SURVEY")
        assert any(trace in client.get(MARCH).text.upper() for trace in ("CLLR FINCH",))
        before = client.get("/decisions/feed").headers["etag"]
        api.withdraw(held.MINUTES, "given in error", corpus, index)
        for door in doors:
            shown = client.get(door).text.upper()
            assert [trace for trace in traces if trace in shown] == [], door
        assert client.get("/decisions/feed", headers={"if-none-match": before}).status_code == 200
        assert "Minutes not held" in client.get(MARCH).text


def test_papers_that_name_nobody_have_nobody_listed(tmp_path: Path, encoder: Encoder) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "note.txt").write_text("Minutes of the Cabinet, 4 March 2025\n\nPresent: nine councillors\n", "utf-8")
    builder.build(corpus, index, encoder, ReaderLimits(processes=1))
    with TestClient(create_app(open_library(corpus, index, encoder), settings=GENEROUS_LIMITS)) as opened:
        page = get_page(opened, "/people")
    assert words(page.select_one(".notice")) == "No minutes or decision records here name anyone."


EMPTY_LISTS = [
    ("/people?name=nobody", "name anyone like that.", True, "a name that is not there"),
    ("/decisions?q=zeppelin", "No decisions match these filters.", True, "words of no decision"),
    ("/meetings?year=1901", "No meetings match these filters.", True, "a year without meetings"),
]


@pytest.mark.parametrize(
    ("address", "notice", "offers_all", "reason"), EMPTY_LISTS, ids=[row[-1] for row in EMPTY_LISTS]
)
def test_an_empty_list_says_why(library: Library, address: str, notice: str, offers_all: bool, reason: str) -> None:
    with TestClient(create_app(library, settings=GENEROUS_LIMITS)) as opened:
        said = get_page(opened, address).select_one(".notice")
    assert said is not None and notice in words(said), reason
    assert bool(said.find("a", string=re.compile("^Show (everyone|all)"))) == offers_all
