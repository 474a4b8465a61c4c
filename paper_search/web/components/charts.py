"""A matter's passages by meeting date. In: events with their numbers; out: a picture, days downwards, kinds across.

Promises: one row a day with its date in words, what has no date last; the rows stand further apart the longer the time
between, which is said in words where it is long; a number in the picture is the number of the passage in the list.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby

from paper_search.records import Event
from paper_search.web.components import strokes
from paper_search.web.html import format_count

_CHART_WIDTH, _DATE_COLUMN_WIDTH, _HEADING_HEIGHT = 360.0, 92.0, 34.0
_PILL_HEIGHT, _ROW_GAP = 20.0, 14.0
_DAYS_PER_MONTH = 30.44
_KIND_LANES = (
    ("Agenda", ("agenda frontsheet",)),
    ("Report", ("report",)),
    ("Other", ("appendix", "supplement/public pack", "questions", None)),
    ("Minutes", ("minutes",)),
    ("Decision", ("decision record",)),
)
"""The kinds of paper in the order in which a matter goes through them."""
NumberedEvent = tuple[int, Event]
EventsOfDay = tuple[date | None, list[NumberedEvent]]


def render_timeline_chart(numbered_events: list[NumberedEvent]) -> str:
    """The picture of a timeline that has events."""
    lanes = [name for name, _ in _KIND_LANES if any(_find_lane(event) == name for _, event in numbered_events)]
    of_day = [(day, list(events)) for day, events in groupby(numbered_events, key=lambda one: one[1].held_on)]
    rows, height = _draw_rows(of_day, lanes)
    return strokes.render_figure(
        "days",
        "The passages by date of meeting and kind of paper",
        _describe_chart(of_day),
        (_CHART_WIDTH, height),
        _draw_lane_headings(lanes, height) + rows,
        "The numbers are those of the list. Rows stand further apart the more time lies between; not to scale.",
    )


def _find_lane(event: Event) -> str:
    kind = event.document.kind
    return next((name for name, kinds in _KIND_LANES if kind in kinds), "Other")


def _find_lane_centre(lanes: list[str], lane: str) -> float:
    width = (_CHART_WIDTH - _DATE_COLUMN_WIDTH) / len(lanes)
    return _DATE_COLUMN_WIDTH + width * (lanes.index(lane) + 0.5)


def _draw_lane_headings(lanes: list[str], height: float) -> str:
    """The name of each kind over a line down the picture."""
    drawn = [
        strokes.draw_text((_find_lane_centre(lanes, lane), 16), lane, "head", "middle")
        + strokes.draw_line(
            (_find_lane_centre(lanes, lane), _HEADING_HEIGHT - 10), (_find_lane_centre(lanes, lane), height - 4)
        )
        for lane in lanes
    ]
    return "".join(drawn)


def _draw_rows(events_by_day: list[EventsOfDay], lanes: list[str]) -> tuple[str, float]:
    """The days drawn one below another, and how high that is."""
    drawn, y, before = [], _HEADING_HEIGHT, None
    for day, events in events_by_day:
        y += _measure_gap(before, day)
        if months := _describe_gap(before, day):
            drawn.append(strokes.draw_text((_DATE_COLUMN_WIDTH - 10, y - 16), months, "faint", "end"))
        row, high = _draw_row(day, events, lanes, y)
        drawn.append(row)
        y, before = y + high + _ROW_GAP, day or before
    return "".join(drawn), y


def _measure_gap(previous_day: date | None, day: date | None) -> float:
    """The room left before a day, by the time since the one above."""
    if previous_day is None or day is None:
        return 6.0
    months = (day - previous_day).days / _DAYS_PER_MONTH
    return min(4 + 5 * months, 60.0) + (14 if _describe_gap(previous_day, day) else 0)


def _describe_gap(previous_day: date | None, day: date | None) -> str:
    """The time between in words, where it is more than two months."""
    if previous_day is None or day is None:
        return ""
    months = round((day - previous_day).days / _DAYS_PER_MONTH)
    if months > 23:
        return f"+ {format_count(round(months / 12), 'year')}"
    return f"+ {months} months" if months > 2 else ""


def _draw_row(day: date | None, events: list[NumberedEvent], lanes: list[str], y: float) -> tuple[str, float]:
    short = f"{day.day} {day:%b %Y}" if day else "no date"
    drawn = [strokes.draw_text((_DATE_COLUMN_WIDTH - 10, y + 14), short, "date" if day else "faint", "end")]
    high = _PILL_HEIGHT
    for lane in lanes:
        lines = _join_runs([number for number, event in events if _find_lane(event) == lane])
        for index, numbers in enumerate(lines):
            at = y + index * (_PILL_HEIGHT + 3)
            drawn.append(_draw_pill(_find_lane_centre(lanes, lane), at, numbers))
        high = max(high, len(lines) * (_PILL_HEIGHT + 3) - 3)
    return "".join(drawn), high


def _draw_pill(middle: float, y: float, numbers: str) -> str:
    width = max(len(numbers) * strokes.LETTER_WIDTH + 12, _PILL_HEIGHT)
    shape = strokes.draw_box((middle - width / 2, y), width, _PILL_HEIGHT, "mark", _PILL_HEIGHT / 2)
    return shape + strokes.draw_text((middle, y + 14.5), numbers, "on-mark", "middle")


def _join_runs(numbers: list[int]) -> list[str]:
    """Numbers that follow one another as one: 1–3, 5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]


def _describe_chart(events_by_day: list[EventsOfDay]) -> str:
    days = [day for day, _ in events_by_day if day]
    kinds = {
        name: sum(_find_lane(event) == name for _, events in events_by_day for _, event in events)
        for name, _ in _KIND_LANES
    }
    parts = ", ".join(f"{name.lower()}: {number}" for name, number in kinds.items() if number)
    dated = f"from {days[0].day} {days[0]:%B %Y} to {days[-1].day} {days[-1]:%B %Y}" if days else "without dates"
    return f"{format_count(len(days), 'day')} of meetings {dated}. Passages by kind of paper: {parts}. The list says the same."
