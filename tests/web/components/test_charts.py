"""The picture of a matter's days: where each number stands, and what is said in words."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup

from paper_search.records import Document, Event, Meeting, Passage
from paper_search.web.components import charts


def event(day: date | None, kind: str | None = "report") -> Event:
    document = Document("a.pdf", "a.pdf", "0", kind=kind, meeting=Meeting("North", "Cabinet", day))
    return Event(Passage("a.pdf::1", "a.pdf", "paragraph", "Words.", 0, 6), document, 1.0)


def draw_events(*events: Event) -> BeautifulSoup:
    return BeautifulSoup(charts.render_timeline_chart(list(enumerate(events, 1))), "html.parser")


def texts(picture: BeautifulSoup, look: str) -> list[str]:
    return [element.get_text() for element in picture.select(f".{look}")]


JANUARY, MARCH = date(2025, 1, 9), date(2025, 3, 13)
RUNS = [
    ([event(JANUARY)], ["1"], "one alone"),
    ([event(JANUARY)] * 3, ["1–3"], "those that follow one another are one"),
    ([event(JANUARY), event(JANUARY, "minutes"), event(JANUARY)], ["1", "3", "2"], "what stands between parts them"),
    ([event(JANUARY), event(MARCH)], ["1", "2"], "days are apart"),
]


@pytest.mark.parametrize(("events", "numbers", "reason"), RUNS, ids=[reason for *_, reason in RUNS])
def test_the_numbers_are_those_of_the_list(events: list[Event], numbers: list[str], reason: str) -> None:
    assert texts(draw_events(*events), "on-mark") == numbers


def test_kinds_stand_across_in_the_order_of_a_matter() -> None:
    kinds = ["decision record", "minutes", None, "report", "agenda frontsheet", "questions"]
    heads = texts(draw_events(*(event(JANUARY, kind) for kind in kinds)), "head")
    assert heads == ["Agenda", "Report", "Other", "Minutes", "Decision"]


def test_only_kinds_that_are_there_have_a_place() -> None:
    assert texts(draw_events(event(JANUARY, "minutes")), "head") == ["Minutes"]


def test_no_number_is_cut_off_at_the_edge() -> None:
    kinds = ["agenda frontsheet", *["report"] * 9, None, "minutes", *["decision record"] * 20]
    picture = draw_events(*(event(JANUARY, kind) for kind in kinds))
    width = float(str(picture.svg["viewbox"]).split()[2]) if picture.svg else 0.0
    ends = [float(str(mark["x"])) + float(str(mark["width"])) for mark in picture.select("rect.mark")]
    assert texts(picture, "on-mark")[-1] == "13–32"
    assert max(ends) <= width


GAPS = [
    (date(2025, 2, 20), [], "some weeks need no word"),
    (date(2025, 7, 9), ["+ 6 months"], "months are said"),
    (date(2028, 1, 9), ["+ 3 years"], "years are said"),
]


@pytest.mark.parametrize(("later", "said", "reason"), GAPS, ids=[reason for *_, reason in GAPS])
def test_long_times_between_are_said(later: date, said: list[str], reason: str) -> None:
    assert texts(draw_events(event(JANUARY), event(later)), "faint") == said


def test_the_longer_the_time_the_further_apart() -> None:
    heights = []
    for later in (date(2025, 1, 10), date(2025, 3, 9), date(2025, 12, 9)):
        first, second = (
            float(str(element["y"])) for element in draw_events(event(JANUARY), event(later)).select("rect")
        )
        heights.append(second - first)
    assert heights == sorted(set(heights))


def test_what_has_no_date_is_said_to_have_none() -> None:
    picture = draw_events(event(JANUARY), event(None))
    assert texts(picture, "faint") == ["no date"]
    assert picture.desc is not None
    assert picture.desc.get_text().startswith("1 day of meetings from 9 January 2025 to 9 January 2025.")


ALL_KINDS = ["agenda frontsheet", "report", None, "minutes", "decision record"]


def test_no_head_stands_over_another_or_beyond_the_picture() -> None:
    chart = charts.make_timeline_chart([(number, event(JANUARY, kind)) for number, kind in enumerate(ALL_KINDS, 1)])
    places = [(head.x - 4.6 * len(head.text), head.x + 4.6 * len(head.text), head.y) for head in chart.lanes]
    for number, (start, end, y) in enumerate(places):
        assert 0 <= start < end <= chart.width
        assert all(start >= other_end for _, other_end, other_y in places[:number] if other_y == y)


HEADS = [
    (["Report", "Minutes"], [100.0, 300.0], 1, "there is room for all on one line"),
    (["before", "2024", "2025", "no date"], [16.0, 49.0, 82.0, 115.0], 2, "those that have no room stand above"),
    (["Decision"], [359.0], 1, "at the edge one is moved inwards"),
]


@pytest.mark.parametrize(("names", "centres", "lines", "reason"), HEADS, ids=[reason for *_, reason in HEADS])
def test_heads_of_columns(names: list[str], centres: list[float], lines: int, reason: str) -> None:
    heads = charts.place_heads(names, centres, charts.LETTER_WIDTH)
    assert [head.text for head in heads] == names
    assert len({head.y for head in heads}) == lines
    half = charts.LETTER_WIDTH / 2
    assert all(half * len(head.text) <= head.x <= 360 - half * len(head.text) for head in heads)


def test_nothing_reaches_beyond_the_picture() -> None:
    events = [event(date(2000 + year, 1, 9), kind) for year in range(20) for kind in ("report", "minutes", None)]
    picture = draw_events(*events)
    assert picture.svg is not None
    _, _, width, height = map(float, str(picture.svg.get("viewbox") or picture.svg["viewBox"]).split())
    for mark in picture.select("rect"):
        x, y, across, down = (float(str(mark[name])) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert x + across <= width
        assert y >= 0
        assert y + down <= height
