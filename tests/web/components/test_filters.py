"""Limits as a form and as chips: what is on offer, what is in force, and how each is taken away again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup

from paper_search.records import Facet, Facets, Filters, NamedLimit
from paper_search.web.components import filters
from paper_search.web.forms import SearchForm, from_items
from tests.web.test_html import HOSTILE

FACETS = Facets(
    (Facet("North Council", 1200), Facet("South Council", 1)), (Facet("Cabinet", 7),), (Facet("report", 9),)
)
FORM = SearchForm(
    "roads & rivers", ("North Council", "Gone & lost"), ("Cabinet",), ("report",), "2020", "March 2021", True, 3
)


def test_what_is_on_offer_carries_counts_and_what_is_in_force_is_ticked() -> None:
    page = BeautifulSoup(filters.render_filters(FACETS, FORM), "lxml")
    labels = {" ".join(label.get_text().split()): label.input for label in page.select(".boxes label")}
    ticked = {words for words, box in labels.items() if box is not None and box.has_attr("checked")}
    assert set(labels) - ticked == {"South Council 1 paper"}
    assert "Gone & lost 0 papers" in ticked


def test_the_form_sent_is_the_address() -> None:
    page = BeautifulSoup(filters.render_filters(FACETS, FORM), "lxml")
    boxes = [box for box in page.select("input") if box.get("type") != "checkbox" or box.has_attr("checked")]
    sent = [(str(box["name"]), str(box["value"])) for box in boxes]
    wanted = SearchForm(FORM.question, FORM.authorities, FORM.committees, FORM.kinds, FORM.since, FORM.until, True)
    assert from_items(sent) == wanted
    assert page.form is not None and (page.form["method"], page.form["action"]) == ("get", "/")


def test_each_chip_takes_its_own_limit_away_and_nothing_else() -> None:
    links = BeautifulSoup(filters.render_chips(FORM), "lxml").select("a")
    forms = [from_items(parse_qsl(urlsplit(str(link["href"])).query)) for link in links]
    assert forms == [
        SearchForm(FORM.question, ("Gone & lost",), *_rest()),
        SearchForm(FORM.question, ("North Council",), *_rest()),
        SearchForm(FORM.question, FORM.authorities, (), FORM.kinds, "2020", "March 2021", True),
        SearchForm(FORM.question, FORM.authorities, FORM.committees, (), "2020", "March 2021", True),
        SearchForm(FORM.question, FORM.authorities, FORM.committees, FORM.kinds, "", "March 2021", True),
        SearchForm(FORM.question, FORM.authorities, FORM.committees, FORM.kinds, "2020", "", True),
        SearchForm(FORM.question, FORM.authorities, FORM.committees, FORM.kinds, "2020", "March 2021", False),
        SearchForm(FORM.question),
    ]


def _rest() -> tuple[tuple[str, ...], tuple[str, ...], str, str, bool]:
    return FORM.committees, FORM.kinds, FORM.since, FORM.until, True


def test_a_limit_that_the_question_names_is_taken_away_by_leaving_it_open() -> None:
    form = SearchForm("roads in Larkford", kinds=("report",))
    limit = NamedLimit("authority", "Larkford Town Council", Filters(authorities=("Larkford Town Council",)))
    chips = filters.make_chips(form, named_limits=[limit])

    assert [f"{chip.prefix}{chip.value}" for chip in chips.active] == [
        "Report",
        "In the question: Larkford Town Council",
    ]
    open_form = from_items(parse_qsl(urlsplit(chips.active[1].url).query))
    assert open_form == SearchForm(form.question, kinds=form.kinds, unlimited=("authority",))
    assert from_items(parse_qsl(urlsplit(chips.remove_all_url or "").query)).unlimited == ("authority",)
    left = filters.make_chips(open_form).active
    assert [f"{chip.prefix}{chip.value}" for chip in left] == ["Report", "Any council"]


def test_a_question_without_limits_has_no_chips() -> None:
    assert filters.render_chips(SearchForm("roads", page=2)) == ""


def test_of_very_many_committees_those_with_most_papers_and_those_chosen_are_listed() -> None:
    many = tuple(Facet(f"Committee {number}", 900 - number) for number in range(900))
    page = BeautifulSoup(
        filters.render_filters(Facets(committees=many), SearchForm("q", committees=("Committee 899",))), "lxml"
    )
    values = [str(box["value"]) for box in page.select("input[name=committee]")]
    assert values[:2] == ["Committee 899", "Committee 0"]
    assert len(values) == filters.MAX_LISTED_VALUES
    assert f"and {900 - filters.MAX_LISTED_VALUES} others with fewer papers" in page.get_text()


@pytest.mark.parametrize(("text", "reason"), HOSTILE, ids=[reason for _, reason in HOSTILE])
def test_names_of_the_corpus_and_words_of_an_address_stay_text(text: str, reason: str) -> None:
    facets = Facets((Facet(text, 1),), (Facet(text, 1),), (Facet(text, 1),))
    form = SearchForm(text, (text,), (text,), (text,), text, text)
    page = BeautifulSoup(filters.render_filters(facets, form) + filters.render_chips(form), "lxml")
    assert not page(["script", "img", "b", "iframe"])
    assert not [name for element in page.find_all() for name in element.attrs if name.startswith("on")]


COUNTS = [
    (SearchForm("roads"), "Filters", None, "none is on"),
    (SearchForm("roads", newest=True), "Filters", None, "an order is no filter"),
    (SearchForm("roads", kinds=("report",), since="2024"), "Filters (2 on)", "/?q=roads", "a kind and a date"),
    (FORM, "Filters (6 on)", "/?q=roads+%26+rivers", "each council counts"),
]


@pytest.mark.parametrize(("form", "title", "clear_url", "reason"), COUNTS, ids=[reason for *_, reason in COUNTS])
def test_the_panel_says_how_many_filters_are_on_and_clears_them(
    form: SearchForm, title: str, clear_url: str | None, reason: str
) -> None:
    page = BeautifulSoup(filters.render_filters(FACETS, form), "lxml")
    assert page.summary is not None and page.summary.get_text() == title
    assert [str(link["href"]) for link in page("a", string="Clear filters")] == [clear_url] * bool(clear_url)
    assert [button.get_text() for button in page("button")] == ["Show results"]


DAYS = [
    (date(2024, 1, 5), date(2025, 3, 6), "Papers held: 5 January 2024 to 6 March 2025.", "two days"),
    (date(2024, 1, 5), date(2024, 1, 5), "Papers held: 5 January 2024.", "one day"),
    (None, None, "Write 28/07/2020, July 2020 or 2020.", "no paper is dated"),
]


@pytest.mark.parametrize(("since", "until", "words", "reason"), DAYS, ids=[reason for *_, reason in DAYS])
def test_the_panel_says_of_which_days_papers_are_held(
    since: date | None, until: date | None, words: str, reason: str
) -> None:
    facets = replace(FACETS, since=since, until=until)
    page = BeautifulSoup(filters.render_filters(facets, SearchForm("roads")), "lxml")
    hint = page.select_one("#dates-hint")
    assert hint is not None and " ".join(hint.get_text().split()).startswith(words), reason
