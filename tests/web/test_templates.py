"""The page templates: each escapes what it is given, and their layout adds no white space to text."""

from __future__ import annotations

import ast
import re
import types
from dataclasses import is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from bs4 import BeautifulSoup
from jinja2 import UndefinedError
from markupsafe import Markup

from paper_search import web
from paper_search.web.components.alert_form import AlertForm
from paper_search.web.components.alert_mail import AlertMail
from paper_search.web.components.answer import AnswerView, MatchView, QuoteView, ResultsRegion
from paper_search.web.components.charts import HoldingsChart, TimelineChart
from paper_search.web.components.comparison import ComparisonView, NothingToCompare
from paper_search.web.components.coverage import CoverageText
from paper_search.web.components.decision_card import DecisionCard
from paper_search.web.components.decision_list import DecisionListView
from paper_search.web.components.filters import Chips, FiltersPanel
from paper_search.web.components.first_quotes import FirstQuotesView
from paper_search.web.components.layout import Banner, NavigationLink
from paper_search.web.components.list_controls import ListForm, ListPage
from paper_search.web.components.mark_bar import MarkBar
from paper_search.web.components.matter import EventView, MatterView
from paper_search.web.components.meeting_list import MeetingListView
from paper_search.web.components.meeting_page import MeetingView
from paper_search.web.components.page_viewer import PageViewer
from paper_search.web.components.passage_card import FoldedCard, Link, PassageCard
from paper_search.web.components.people_page import PeopleView, PersonView
from paper_search.web.components.register_entries import MeetingLine, SourceLink, VoteView
from paper_search.web.components.search_form import SearchBox
from paper_search.web.components.sources_page import SourcesView
from paper_search.web.components.table_quote import CellView, TableQuote
from paper_search.web.components.timeline import TimelineView
from paper_search.web.components.written_answer import WrittenPage, WrittenView
from paper_search.web.components.written_place import WrittenBy, WrittenPlace
from paper_search.web.html import ENVIRONMENT, finalise, join_lines, render, render_macro
from paper_search.web.routes.about import AboutView, Contact
from paper_search.web.routes.alerts import AlertPage
from paper_search.web.routes.api_docs import ApiDocs
from paper_search.web.routes.documents import DocumentHeader, ReadingText
from paper_search.web.routes.papers import PapersView
from paper_search.web.routes.passages import PassageContext, SimilarView
from paper_search.web.routes.search_box import SearchBoxView
from tests.web.test_html import HOSTILE

PACKAGE = Path(web.__file__).parent
SOURCES = {name: (PACKAGE / "templates" / name).read_text("utf-8") for name in ENVIRONMENT.list_templates()}
BY_RENDERERS = {"region", "result", "notice"}
"""The values of templates that are Markup: what ``components`` rendered from other templates."""


def fill(kind: Any, text: str, name: str = "") -> Any:
    """Return a value of a type in which every text is hostile; an address is one of ours with such a query."""
    arguments = get_args(kind)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field: fill(hint, text, field) for field, hint in hints.items()})  # type: ignore[operator]
    if get_origin(kind) in (Union, types.UnionType):
        return fill(arguments[0], text, name)
    if get_origin(kind) is Literal:
        return arguments[0]
    if get_origin(kind) is tuple:
        return tuple(fill(argument, text, name) for argument in arguments if argument is not Ellipsis)
    if kind is str:
        return f"/x?{text}" if name.endswith(("url", "path", "address", "action")) else text
    return {int: 1, float: 1.0, bool: True, date: date(2024, 1, 1)}[kind]


PAGE = {"title": str, "banner": Banner, "footer": tuple[NavigationLink, ...]}
QUESTION_PAGE = {**PAGE, "search_box": SearchBox, "filters": FiltersPanel, "active_chips": Chips, "holdings": str}
REGION = {"region": ResultsRegion}
MADE_OF: dict[str, dict[str, Any]] = {
    "base.html": PAGE,
    "_banner.html": {"banner": Banner},
    "_footer.html": {"footer": tuple[NavigationLink, ...]},
    "_feed_link.html": {"question": str, "feed_url": str},
    "_search_form.html": {"search_box": SearchBox},
    "_region.html": REGION,
    "_notice.html": {**REGION, "text": str, "is_waiting": bool},
    "_welcome.html": {**REGION, "holdings": str, "examples": tuple[Link, ...]},
    "_answer.html": {**REGION, "answer": AnswerView},
    "_first_quotes.html": {**REGION, "first": FirstQuotesView},
    "_comparison.html": {"comparison": ComparisonView},
    "_timeline.html": {"timeline": TimelineView},
    "_timeline_chart.svg": {"chart": TimelineChart},
    "_holdings_chart.svg": {"chart": HoldingsChart},
    "_error.html": {"heading": str, "text": str},
    "_document_header.html": {"header": DocumentHeader},
    "_mark_bar.html": {"bar": MarkBar},
    "_passage_context.html": {"context": PassageContext},
    "_missing_passage.html": {},
    "_question_page.html": {**QUESTION_PAGE, "result": str},
    "ask.html": {
        **PAGE,
        "answer_url": str,
        "gradio_script": str,
        "is_waiting": bool,
        "offers_writing": bool,
        "search_box": SearchBox,
        "filters": FiltersPanel,
        "region": str,
        "feed_url": str,
        "question": str,
    },
    "_written.html": {"written": WrittenView},
    "written.html": {**PAGE, "search_box": SearchBox, "page": WrittenPage},
    "compare.html": {**QUESTION_PAGE, "result": str},
    "nothing_to_compare.html": {**PAGE, "nothing": NothingToCompare},
    "timeline.html": {**QUESTION_PAGE, "result": str},
    "papers.html": {**PAGE, "papers": PapersView, "notice": type(None)},
    "about.html": {**PAGE, "about": AboutView},
    "accessibility.html": {**PAGE, "contact": Contact},
    "api.html": {**PAGE, "docs": ApiDocs},
    "meetings.html": {**PAGE, "meetings": MeetingListView},
    "meeting.html": {**PAGE, "meeting": MeetingView},
    "decisions.html": {**PAGE, "decisions": DecisionListView},
    "people.html": {**PAGE, "people": PeopleView},
    "sources.html": {**PAGE, "sources": SourcesView},
    "person.html": {**PAGE, "person": PersonView},
    "matter.html": {**PAGE, "matter": MatterView, "paper": Link, "words_url": str},
    "document_page.html": {**PAGE, "header": DocumentHeader, "viewer": PageViewer},
    "document_text.html": {**PAGE, "header": DocumentHeader, "reading": ReadingText},
    "search_box.html": {**PAGE, "view": SearchBoxView},
    "similar.html": {**PAGE, "similar": SimilarView},
    "login.html": {**PAGE, "message": str, "path": str, "name": str},
    "message.html": {**PAGE, "heading": str, "text": str, "role": str, "has_back_link": bool, "is_later": bool},
    "error.html": {**PAGE, "notice": str},
    "alert.html": {**PAGE, "alert": AlertPage},
    "alert_again.html": {**PAGE, "alert": AlertForm, "subject": str, "address": str, "message": str},
    "mail_alert.html": {"mail": AlertMail},
    "mail_confirm.html": {"title": str, "site_url": str, "confirm_url": str},
}
"""Each template that is rendered, and the records that it is given."""
MACROS: dict[str, dict[str, list[Any]]] = {
    "_charts.html": {"timeline_figure": [TimelineChart], "holdings_figure": [HoldingsChart]},
    "_written_parts.html": {"written_by": [WrittenBy], "written_place": [WrittenPlace], "written_text": [WrittenView]},
    "_coverage.html": {"scope": [CoverageText], "nothing_found": [CoverageText]},
    "_export_bar.html": {
        "export_checkbox": [str, str],
        "span_checkbox": [str, str],
        "written_checkbox": [str, str],
        "export_bar": [tuple[tuple[str, str], ...]],
    },
    "_feedback.html": {"feedback_form": [str, str, str]},
    "_filters.html": {"chips": [Chips], "filters_panel": [FiltersPanel], "remove_mark": []},
    "_inline.html": {
        "stated": [str],
        "about": [str],
        "dot": [],
        "link": [Link],
        "asked": [str],
        "copy_button": [str],
        "contact_link": [Contact],
    },
    "_list_controls.html": {"list_form": [ListForm], "list_pages": [tuple[ListPage, ...]]},
    "_match.html": {"match_note": [MatchView], "match_sign": [str]},
    "_matter.html": {"event_card": [EventView], "matter_summary": [MatterView], "matter_days": [MatterView]},
    "_passage.html": {},
    "_passage_card.html": {"passage_card": [PassageCard], "folded_card": [FoldedCard]},
    "_quote.html": {"quotation": [QuoteView], "folded_quotes": [tuple[QuoteView, ...], str, str]},
    "_quote_table.html": {"quoted_table": [TableQuote, str], "cell_words": [CellView]},
    "_register.html": {
        "meeting_line": [MeetingLine],
        "source_link": [SourceLink],
        "people": [tuple[Link, ...]],
        "vote_panel": [VoteView],
        "decision_card": [DecisionCard],
    },
    "_save_question.html": {"save_question": [str, str, AlertForm]},
    "_alert_form.html": {"alert_form": [AlertForm]},
    "_problem.html": {"problem": [str]},
}
"""The templates that others import, with what their macros are given; those of ``_passage.html`` are in the cards."""


def test_every_template_is_in_the_table() -> None:
    assert set(SOURCES) == set(MADE_OF) | set(MACROS)


def check(shown: str, text: str, has_text: bool = True) -> None:
    assert not set("`$\\{}") & set(shown)
    page = BeautifulSoup(shown, "html.parser")
    assert not page(["b", "iframe"])
    scripts = {f"/own/{name}.js" for name in ("site", "settle", "page", "mark", "written")}
    assert {str(script.get("src")) for script in page("script")} <= scripts
    assert all(str(image["src"]).startswith("/x?") for image in page("img"))
    assert not [name for element in page.find_all() for name in element.attrs if name.startswith("on")]
    assert all(str(link["href"]).startswith(("/", "#")) for link in page("a"))
    values = [str(value) for element in page.find_all() for value in element.attrs.values()]
    assert not has_text or any(text in part for part in (page.get_text(), *values))


@pytest.mark.parametrize(("text", "reason"), HOSTILE, ids=[reason for _, reason in HOSTILE])
@pytest.mark.parametrize("template", sorted(MADE_OF))
def test_every_template_escapes_what_it_is_given(template: str, text: str, reason: str) -> None:
    kinds = MADE_OF[template]
    values = {name: None if kind is type(None) else fill(kind, text, name) for name, kind in kinds.items()}
    check(render(template, **values), text, has_text=bool(kinds))


@pytest.mark.parametrize(("text", "reason"), HOSTILE, ids=[reason for _, reason in HOSTILE])
def test_every_macro_escapes_what_it_is_given(text: str, reason: str) -> None:
    for template, macros in MACROS.items():
        for name, kinds in macros.items():
            addresses = ["url"] * len(kinds) if name == "save_question" else [""] * len(kinds)
            values = [fill(kind, text, field) for kind, field in zip(kinds, addresses, strict=True)]
            check(render_macro(template, name, *values), text, has_text=bool(kinds))


FORBIDDEN = [
    ("|safe", "it would turn escaping off for a value"),
    ("| safe", "the same with a space"),
    ("autoescape", "it would turn escaping off for a part"),
    ("~", "it joins text to Markup with another escape than ours"),
    ("|join", "so does join"),
    ("|replace", "and replace"),
    ("|xmlattr", "it escapes by another rule"),
    ("<style", "the content security policy forbids styles in a page"),
    (" style=", "and in an element"),
]


@pytest.mark.parametrize(("sign", "reason"), FORBIDDEN, ids=[sign for sign, _ in FORBIDDEN])
def test_no_template_goes_round_the_escaping(sign: str, reason: str) -> None:
    assert [name for name, source in SOURCES.items() if sign in source] == []


def test_markup_is_made_in_one_module_only() -> None:
    """Wherever else Markup comes from, it is what a template gave."""
    makers = {
        file.name
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Markup" and node.args
        if getattr(node.args[0], "value", None) != ""
    }
    assert makers == {"html.py"}


def test_markup_is_given_to_templates_under_known_names_only() -> None:
    marked = Markup("<i>ours</i>")
    for template, kinds in MADE_OF.items():
        for name in kinds:
            if kinds[name] is str and name in BY_RENDERERS:
                values = {field: fill(kind, "words", field) for field, kind in kinds.items()} | {name: marked}
                assert "<i>ours</i>" in render(template, **values)


LINES: list[tuple[str, str, str]] = [
    ("<p>\n  words\n</p>", "<p>words</p>", "beside tags"),
    ("<li>a</li>\n\n  <li>b</li>", "<li>a</li><li>b</li>", "between tags, with an empty line"),
    ("two\n      words", "two words", "between words it is one space"),
    ("\n  <p>", "<p>", "after a statement or an expression"),
    ("words\n  ", "words", "before one"),
    ("a <b>b</b> c", "a <b>b</b> c", "white space on one line is kept"),
    (" ", " ", "between two expressions too"),
    ("<b>b</b>\n words", "<b>b</b>words", "beside an element within a sentence: a space there has to be written"),
]


@pytest.mark.parametrize(("source", "joined", "reason"), LINES, ids=[reason for *_, reason in LINES])
def test_the_lines_of_a_template_are_layout(source: str, joined: str, reason: str) -> None:
    assert join_lines(source) == joined


def test_a_name_that_is_not_given_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render("_error.html", heading="x")


UNPRINTABLE: list[tuple[object, str]] = [(None, "None"), (True, "a truth value"), ((), "a tuple"), (b"x", "bytes")]


@pytest.mark.parametrize(("value", "reason"), UNPRINTABLE, ids=[reason for _, reason in UNPRINTABLE])
def test_what_is_neither_text_nor_number_is_an_error(value: object, reason: str) -> None:
    with pytest.raises(TypeError):
        finalise(value)


NUMBERS: list[tuple[object, str]] = [(3, "3"), (2.50, "2.5"), (360.0, "360"), ("<", "&lt;"), (Markup("<i>"), "<i>")]


@pytest.mark.parametrize(("value", "printed"), NUMBERS)
def test_what_is_printed(value: object, printed: str) -> None:
    assert finalise(value) == printed


def test_every_address_of_the_site_is_printed_below_its_path() -> None:
    for name, source in SOURCES.items():
        if name.startswith("mail_"):
            continue  # A mail has whole addresses.
        bare = re.findall(
            r'\b(?:href|src|action|data-fetch)="(?!#|\{\{[^"{}]*(?:"[^"]*")?[^"{}]*\|site_url \}\})[^"]*"', source
        )
        assert not bare, f"{name}: {bare} lack the filter site_url"
