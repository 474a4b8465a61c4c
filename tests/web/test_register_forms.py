"""The limits of the register's lists as addresses: there and back, and whatever else may be sent."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_search.records import Meeting
from paper_search.web.decision_forms import DecisionForm
from paper_search.web.forms import MAX_ID_CHARS, parse_items
from paper_search.web.register_forms import (
    MEETING_LIMITS,
    MEETINGS_PATH,
    MeetingForm,
    PeopleForm,
    build_decision_list_url,
    build_find_person_url,
    build_list_url,
    find_meeting_url,
    from_meeting_items,
    from_people_items,
    parse_page,
    to_meeting_items,
    to_people_items,
)

NAMES = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30), unique=True, max_size=4).map(tuple)
LINES = st.text("abc é&=?%", max_size=20).map(lambda text: " ".join(text.split()))


@given(
    form=st.builds(
        MeetingForm, LINES, NAMES, NAMES, st.none() | st.integers(1, 9999), st.none() | st.sampled_from(MEETING_LIMITS)
    )
)
def test_meetings_there_and_back(form: MeetingForm) -> None:
    url = build_list_url(MEETINGS_PATH, to_meeting_items(form), 3)
    items = parse_items(urlsplit(url).query)
    assert (from_meeting_items(items), parse_page(items)) == (form, 3)


@given(form=st.builds(PeopleForm, LINES, NAMES))
def test_people_there_and_back(form: PeopleForm) -> None:
    assert from_people_items(parse_items(urlsplit(build_list_url("/people", to_people_items(form))).query)) == form


ODD = [
    ("year=20x5", MeetingForm(), "no number"),
    ("year=0", MeetingForm(), "a year that no date has"),
    ("year=99999999999999999999", MeetingForm(), "a year that no date can have"),
    ("year=٢٠٢٥", MeetingForm(), "digits of another script"),
    ("status=held", MeetingForm(), "a status that is no limit"),
    ("q=" + "x" * 5000, MeetingForm("x" * 200), "more words than anybody types"),
    ("authority=" + "x" * 5000, MeetingForm(), "a name longer than any"),
    ("&".join(f"authority={number}" for number in range(500)), MeetingForm(), "more parts than an address has"),
]


@pytest.mark.parametrize(("query", "form", "reason"), ODD, ids=[reason for *_, reason in ODD])
def test_what_is_no_limit_is_none(query: str, form: MeetingForm, reason: str) -> None:
    assert from_meeting_items(parse_items(query)) == form


PAGES = [("page=2", 2), ("page=0", 1), ("page=-1", 1), ("page=x", 1), ("page=999999", 1), ("", 1)]


@pytest.mark.parametrize(("query", "page"), PAGES)
def test_a_page_counts_from_one(query: str, page: int) -> None:
    assert parse_page(parse_items(query)) == page


DAY = date(2025, 3, 4)
MARCH = "/meetings/ferndale-town-council/planning-committee/2025-03-04"
MEETINGS = [
    (Meeting("Ferndale Town Council", "Planning Committee", DAY), MARCH, "all of it stated"),
    (Meeting(None, "Planning Committee", DAY), None, "no council stated"),
    (Meeting("Ferndale Town Council", None, DAY), None, "no committee stated"),
    (Meeting("Ferndale Town Council", "Planning Committee"), None, "no date stated"),
    (Meeting("Ferndale Town Council", "x" * MAX_ID_CHARS, DAY), None, "a name without end"),
]  # fmt: skip


@pytest.mark.parametrize(("meeting", "url", "reason"), MEETINGS, ids=[reason for *_, reason in MEETINGS])
def test_a_meeting_has_an_address_where_all_of_it_is_stated(meeting: Meeting, url: str | None, reason: str) -> None:
    assert find_meeting_url(meeting) == url


def test_the_list_its_table_and_its_feed_have_the_same_limits() -> None:
    form = DecisionForm("a & b", ("North",), outcomes=("refused",), since="2024")
    queries = {
        tuple(parse_qsl(urlsplit(build_decision_list_url(form, path=path)).query))
        for path in ("/decisions", "/decisions/csv", "/decisions/feed")
    }
    assert len(queries) == 1
    assert build_decision_list_url(form, 2).endswith("&page=2")


def test_a_name_without_end_keeps_its_address_short() -> None:
    assert len(build_find_person_url("x" * 10_000, "y" * 10_000)) < 500
