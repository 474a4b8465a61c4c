"""A matter's passages by meeting date. In: events with their numbers; out: a picture, days downwards, kinds across.

Promises: one row a day with its date in words, what has no date last; the rows stand further apart the longer the time
between, which is said in words where it is long; a number in the picture is the number of the passage in the list.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby

from paper_search.answering.timeline import Event
from paper_search.web.components import strokes
from paper_search.web.html import counted

_WIDTH, _DATES, _HEAD = 360.0, 92.0, 34.0
_PILL, _GAP = 20.0, 14.0
_MONTH = 30.44
_LANES = (
    ("Agenda", ("agenda frontsheet",)),
    ("Report", ("report",)),
    ("Other", ("appendix", "supplement/public pack", "questions", None)),
    ("Minutes", ("minutes",)),
    ("Decision", ("decision record",)),
)
"""The kinds of paper in the order in which a matter goes through them."""
Numbered = tuple[int, Event]
Day = tuple[date | None, list[Numbered]]


def picture(numbered: list[Numbered]) -> str:
    """The picture of a timeline that has events."""
    lanes = [name for name, _ in _LANES if any(_lane(event) == name for _, event in numbered)]
    of_day = [(day, list(events)) for day, events in groupby(numbered, key=lambda one: one[1].held_on)]
    rows, height = _rows(of_day, lanes)
    return strokes.picture(
        "days",
        "The passages by date of meeting and kind of paper",
        _described(of_day),
        (_WIDTH, height),
        _heads(lanes, height) + rows,
        "The numbers are those of the list. Rows stand further apart the more time lies between; not to scale.",
    )


def _lane(event: Event) -> str:
    kind = event.document.kind
    return next((name for name, kinds in _LANES if kind in kinds), "Other")


def _middle(lanes: list[str], lane: str) -> float:
    width = (_WIDTH - _DATES) / len(lanes)
    return _DATES + width * (lanes.index(lane) + 0.5)


def _heads(lanes: list[str], height: float) -> str:
    """The name of each kind over a line down the picture."""
    drawn = [
        strokes.words((_middle(lanes, lane), 16), lane, "head", "middle")
        + strokes.line((_middle(lanes, lane), _HEAD - 10), (_middle(lanes, lane), height - 4))
        for lane in lanes
    ]
    return "".join(drawn)


def _rows(of_day: list[Day], lanes: list[str]) -> tuple[str, float]:
    """The days drawn one below another, and how high that is."""
    drawn, y, before = [], _HEAD, None
    for day, events in of_day:
        y += _between(before, day)
        if months := _months(before, day):
            drawn.append(strokes.words((_DATES - 10, y - 16), months, "faint", "end"))
        row, high = _row(day, events, lanes, y)
        drawn.append(row)
        y, before = y + high + _GAP, day or before
    return "".join(drawn), y


def _between(before: date | None, day: date | None) -> float:
    """The room left before a day, by the time since the one above."""
    if before is None or day is None:
        return 6.0
    months = (day - before).days / _MONTH
    return min(4 + 5 * months, 60.0) + (14 if _months(before, day) else 0)


def _months(before: date | None, day: date | None) -> str:
    """The time between in words, where it is more than two months."""
    if before is None or day is None:
        return ""
    months = round((day - before).days / _MONTH)
    if months > 23:
        return f"+ {counted(round(months / 12), 'year')}"
    return f"+ {months} months" if months > 2 else ""


def _row(day: date | None, events: list[Numbered], lanes: list[str], y: float) -> tuple[str, float]:
    short = f"{day.day} {day:%b %Y}" if day else "no date"
    drawn = [strokes.words((_DATES - 10, y + 14), short, "date" if day else "faint", "end")]
    high = _PILL
    for lane in lanes:
        lines = _runs([number for number, event in events if _lane(event) == lane])
        for index, numbers in enumerate(lines):
            at = y + index * (_PILL + 3)
            drawn.append(_pill(_middle(lanes, lane), at, numbers))
        high = max(high, len(lines) * (_PILL + 3) - 3)
    return "".join(drawn), high


def _pill(middle: float, y: float, numbers: str) -> str:
    width = max(len(numbers) * strokes.LETTER + 12, _PILL)
    shape = strokes.box((middle - width / 2, y), width, _PILL, "mark", _PILL / 2)
    return shape + strokes.words((middle, y + 14.5), numbers, "on-mark", "middle")


def _runs(numbers: list[int]) -> list[str]:
    """Numbers that follow one another as one: 1–3, 5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]


def _described(of_day: list[Day]) -> str:
    days = [day for day, _ in of_day if day]
    kinds = {name: sum(_lane(event) == name for _, events in of_day for _, event in events) for name, _ in _LANES}
    parts = ", ".join(f"{name.lower()}: {number}" for name, number in kinds.items() if number)
    dated = f"from {days[0].day} {days[0]:%B %Y} to {days[-1].day} {days[-1]:%B %Y}" if days else "without dates"
    return (
        f"{counted(len(days), 'day')} of meetings {dated}. Passages by kind of paper: {parts}. The list says the same."
    )
