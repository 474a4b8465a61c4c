"""Two charts as SVG: a matter's passages by date of meeting, and the papers held by committee and year.

All arithmetic is done here; the templates only place what they are given. Each number of a chart stands in it as text,
so that no shade need be told apart, and the list or table beside a chart says the same. What does not fit in is
gathered and named so, never left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup

from paper_search.records import Event
from paper_search.text.counts import format_count
from paper_search.web.components.paper_counts import UNDATED, UNSTATED, CommitteeRow, DocumentCounts
from paper_search.web.html import clip, render_macro

LETTER_WIDTH, HEAVY_LETTER_WIDTH = 8.1, 9.2
"""The most units that a letter takes up on average, at the 13 units that text in charts has, and in heavy type.

Measured in DejaVu Sans, the widest of the fonts that browsers take for ``system-ui``: in others there is room to spare.
"""
LOW_CHART_HEIGHT = 560.0
"""A chart lower than this stays in sight beside a list."""
_CHART_WIDTH = 360.0


@dataclass(frozen=True, slots=True)
class ChartText:
    """Text and where it begins, stands in the middle or ends, as its template says. Units are those of the chart."""

    x: float
    y: float
    text: str


def _clip_to_width(text: str, width: float, letter_width: float = LETTER_WIDTH) -> str:
    """Return as much of a text as goes into a width."""
    return clip(text, max(int(width / letter_width), 1))


_HEAD_LINE, _HEAD_GAP, _HEAD_LINES = 16.0, 4.0, 3


def place_heads(names: Sequence[str], centres: Sequence[float], letter_width: float) -> tuple[ChartText, ...]:
    """Return the heads of columns, each over its column, none over another and none beyond the picture.

    A head that is wider than its column stands a line higher than the one before it. At the edge it is moved inwards.

    Args:
        names: the heads, from left to right.
        centres: the middle of each column.
        letter_width: about how wide a letter is.
    """
    ends = [0.0 - _HEAD_GAP] * _HEAD_LINES
    lines: list[tuple[float, int]] = []
    for name, centre in zip(names, centres, strict=True):
        half = len(name) * letter_width / 2
        x = max(min(centre, _CHART_WIDTH - half), half)
        line = next((index for index, end in enumerate(ends) if x - half >= end + _HEAD_GAP), _HEAD_LINES - 1)
        ends[line] = x + half
        lines.append((x, line))
    top = max((line for _, line in lines), default=0)
    placed = zip(names, lines, strict=True)
    return tuple(ChartText(x, (top - line + 1) * _HEAD_LINE, name) for name, (x, line) in placed)


def _measure_heads(heads: Sequence[ChartText]) -> float:
    """Return how far the heads reach down."""
    return max((head.y for head in heads), default=0.0)


# -- a matter by its days: days downwards, kinds of paper across -------------------------------------------------------

_DATE_COLUMN_WIDTH, _BELOW_HEADS = 104.0, 18.0
_PILL_HEIGHT, _ROW_GAP, _LINE_GAP = 20.0, 14.0, 3
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


@dataclass(frozen=True, slots=True)
class Pill:
    """A box with the numbers of passages in it."""

    x: float
    y: float
    width: float
    height: float
    numbers: ChartText


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day, the time since the one above where that is long, and its passages by kind of paper."""

    gap: ChartText | None
    label: ChartText
    is_dated: bool
    pills: tuple[Pill, ...]


@dataclass(frozen=True, slots=True)
class TimelineChart:
    """The days of a matter; each lane is a kind of paper, over a line down the chart.

    ``lines`` are those of the lanes, by their place from the left and where they begin below the head.
    """

    width: float
    height: float
    description: str
    lanes: tuple[ChartText, ...]
    lines: tuple[tuple[float, float], ...]
    line_bottom: float
    rows: tuple[DayRow, ...]

    @property
    def is_low(self) -> bool:
        """True if the chart stays in sight beside a list."""
        return self.height < LOW_CHART_HEIGHT


def render_timeline_chart(numbered_events: list[NumberedEvent]) -> Markup:
    """Return the chart of a timeline that has events, each with its number in the list."""
    return render_macro("_charts.html", "timeline_figure", make_timeline_chart(numbered_events))


def make_timeline_chart(numbered_events: list[NumberedEvent]) -> TimelineChart:
    """Return where everything stands in the chart of a timeline.

    The rows stand further apart the longer the time between, which is said in words where it is long.
    """
    present = {_find_lane(event) for _, event in numbered_events}
    lanes = [name for name, _ in _KIND_LANES if name in present]
    by_day = [(day, list(events)) for day, events in groupby(numbered_events, key=lambda numbered: numbered[1].held_on)]
    centres = [_find_lane_centre(lanes, lane) for lane in lanes]
    heads = place_heads(lanes, centres, HEAVY_LETTER_WIDTH)
    rows, height = _make_rows(by_day, lanes, _measure_heads(heads) + _BELOW_HEADS)
    return TimelineChart(
        width=_CHART_WIDTH,
        height=height,
        description=_describe_timeline(by_day),
        lanes=heads,
        lines=tuple((centre, head.y + 6) for centre, head in zip(centres, heads, strict=True)),
        line_bottom=height - 4,
        rows=rows,
    )


def _find_lane(event: Event) -> str:
    kind = event.document.kind
    return next((name for name, kinds in _KIND_LANES if kind in kinds), "Other")


def _find_lane_centre(lanes: list[str], lane: str) -> float:
    width = (_CHART_WIDTH - _DATE_COLUMN_WIDTH) / len(lanes)
    return _DATE_COLUMN_WIDTH + width * (lanes.index(lane) + 0.5)


def _make_rows(events_by_day: list[EventsOfDay], lanes: list[str], y: float) -> tuple[tuple[DayRow, ...], float]:
    """Return the days one below another from a height downwards, and the height of them all."""
    rows: list[DayRow] = []
    previous_day: date | None = None
    for day, events in events_by_day:
        y += _measure_gap(previous_day, day)
        words = _describe_gap(previous_day, day)
        gap = ChartText(_DATE_COLUMN_WIDTH - 10, y - 16, words) if words else None
        row, height = _make_row(day, events, lanes, y, gap)
        rows.append(row)
        y, previous_day = y + height + _ROW_GAP, day or previous_day
    return tuple(rows), y


def _measure_gap(previous_day: date | None, day: date | None) -> float:
    """Return the space left before a day, by the time since the one above."""
    if previous_day is None or day is None:
        return 6.0
    months = (day - previous_day).days / _DAYS_PER_MONTH
    return min(4 + 5 * months, 60.0) + (14 if _describe_gap(previous_day, day) else 0)


def _describe_gap(previous_day: date | None, day: date | None) -> str:
    """Return the time between in words, where it is more than two months."""
    if previous_day is None or day is None:
        return ""
    months = round((day - previous_day).days / _DAYS_PER_MONTH)
    if months > 23:
        return f"+ {format_count(round(months / 12), 'year')}"
    return f"+ {months} months" if months > 2 else ""


def _make_row(
    day: date | None, events: list[NumberedEvent], lanes: list[str], y: float, gap: ChartText | None
) -> tuple[DayRow, float]:
    label = ChartText(_DATE_COLUMN_WIDTH - 10, y + 14, f"{day.day} {day:%b %Y}" if day else "no date")
    pills: list[Pill] = []
    height = _PILL_HEIGHT
    for lane in lanes:
        lines = _join_runs([number for number, event in events if _find_lane(event) == lane])
        centre = _find_lane_centre(lanes, lane)
        pills += [
            _make_pill(centre, y + index * (_PILL_HEIGHT + _LINE_GAP), numbers) for index, numbers in enumerate(lines)
        ]
        height = max(height, len(lines) * (_PILL_HEIGHT + _LINE_GAP) - _LINE_GAP)
    return DayRow(gap, label, day is not None, tuple(pills)), height


def _make_pill(centre: float, y: float, numbers: str) -> Pill:
    width = max(len(numbers) * HEAVY_LETTER_WIDTH + 6, _PILL_HEIGHT)
    centre = min(centre, _CHART_WIDTH - width / 2)
    return Pill(centre - width / 2, y, width, _PILL_HEIGHT, ChartText(centre, y + 14.5, numbers))


def _join_runs(numbers: list[int]) -> list[str]:
    """Return numbers in words, those that follow one another as one: "1–3", "5"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]


def _describe_timeline(events_by_day: list[EventsOfDay]) -> str:
    days = [day for day, _ in events_by_day if day]
    events = [event for _, numbered_events in events_by_day for _, event in numbered_events]
    counts = {name: sum(_find_lane(event) == name for event in events) for name, _ in _KIND_LANES}
    parts = ", ".join(f"{name.lower()}: {number}" for name, number in counts.items() if number)
    dated = f"from {days[0].day} {days[0]:%B %Y} to {days[-1].day} {days[-1]:%B %Y}" if days else "without dates"
    meetings = format_count(len(days), "day")
    return f"{meetings} of meetings {dated}. Passages by kind of paper: {parts}. The list says the same."


# -- the papers held: committees downwards, years across ---------------------------------------------------------------

_CELL_HEIGHT, _MAX_COLUMN_WIDTH = 22.0, 58.0
_MAX_YEAR_COLUMNS, _MAX_ROWS = 9, 40
_SHADE_THRESHOLDS = (1, 3, 10, 30)
"""A cell has the shade of the last of these numbers that it reaches."""
EARLIER_LABEL = "before"
OTHERS_LABEL = "Other committees"
YearColumn = tuple[str, frozenset[int | None]]
"""The head of a column and the years in it."""


@dataclass(frozen=True, slots=True)
class HoldingsCell:
    """The papers of a committee in a year; no number stands in an empty cell."""

    x: float
    y: float
    width: float
    height: float
    shade: int
    number: ChartText | None


@dataclass(frozen=True, slots=True)
class HoldingsRow:
    """A committee; the first of a council has the council's name above it."""

    heading: ChartText | None
    label: ChartText
    cells: tuple[HoldingsCell, ...]


@dataclass(frozen=True, slots=True)
class HoldingsChart:
    """The papers held by committee and year of the meeting."""

    width: float
    height: float
    description: str
    years: tuple[ChartText, ...]
    rows: tuple[HoldingsRow, ...]

    @property
    def is_low(self) -> bool:
        """True if the chart stays in sight beside a list."""
        return self.height < LOW_CHART_HEIGHT


def render_holdings_chart(counts: DocumentCounts) -> Markup:
    """Return the chart of the papers held; empty where there are none."""
    chart = make_holdings_chart(counts)
    return render_macro("_charts.html", "holdings_figure", chart) if chart else Markup("")


def make_holdings_chart(counts: DocumentCounts) -> HoldingsChart | None:
    """Return where everything stands in the chart of the papers held; None where there are none."""
    if not counts.rows:
        return None
    columns = _group_years(counts.years)
    column_width = min(_CHART_WIDTH / len(columns), _MAX_COLUMN_WIDTH)
    names = [_shorten_year(name) for name, _ in columns]
    years = place_heads(names, [column_width * (index + 0.5) for index in range(len(columns))], LETTER_WIDTH)
    rows: list[HoldingsRow] = []
    y, authority = _measure_heads(years) + 10.0, None
    for row in _limit_rows(counts.rows):
        heading = None
        if row.authority != authority:
            authority = row.authority
            heading = ChartText(0, y + 17, _clip_to_width(authority or UNSTATED, _CHART_WIDTH, HEAVY_LETTER_WIDTH))
            y += 25
        rows.append(_make_holdings_row(row, columns, column_width, y, heading))
        y += _CELL_HEIGHT + 20
    return HoldingsChart(
        width=_CHART_WIDTH,
        height=y,
        description=_describe_holdings(counts),
        years=years,
        rows=tuple(rows),
    )


def _group_years(years: tuple[int | None, ...]) -> list[YearColumn]:
    """Return the columns: the latest years apart, earlier ones together, undated papers last."""
    dated = [year for year in years if year is not None]
    latest = dated[-_MAX_YEAR_COLUMNS:]
    columns: list[YearColumn] = [(str(year), frozenset({year})) for year in latest]
    if len(dated) > len(latest):
        columns.insert(0, (f"{EARLIER_LABEL} {latest[0]}", frozenset(dated[: -len(latest)])))
    if None in years:
        columns.append((UNDATED, frozenset({None})))
    return columns


def _shorten_year(name: str) -> str:
    return EARLIER_LABEL if name.startswith(EARLIER_LABEL) else name


def _limit_rows(rows: tuple[CommitteeRow, ...]) -> list[CommitteeRow]:
    """Return at most as many rows as a chart can hold: the committees with the fewest papers are one."""
    if len(rows) <= _MAX_ROWS:
        return list(rows)
    kept = set(sorted(rows, key=lambda row: -row.document_count)[: _MAX_ROWS - 1])
    rest: dict[int | None, int] = {}
    for row in rows:
        for year, number in () if row in kept else row.by_year:
            rest[year] = rest.get(year, 0) + number
    others = CommitteeRow(OTHERS_LABEL, f"{len(rows) - len(kept):,} with fewer papers", tuple(rest.items()))
    return [*(row for row in rows if row in kept), others]


def _make_holdings_row(
    row: CommitteeRow, columns: list[YearColumn], column_width: float, y: float, heading: ChartText | None
) -> HoldingsRow:
    cells = []
    for index, (_, years) in enumerate(columns):
        documents = sum(number for year, number in row.by_year if year in years)
        number = ChartText(column_width * (index + 0.5), y + 17 + 14.5, f"{documents:,}") if documents else None
        shade = sum(documents >= threshold for threshold in _SHADE_THRESHOLDS)
        cells.append(HoldingsCell(column_width * index + 1, y + 17, column_width - 2, _CELL_HEIGHT - 2, shade, number))
    label = ChartText(0, y + 12, _clip_to_width(row.committee or UNSTATED, _CHART_WIDTH))
    return HoldingsRow(heading, label, tuple(cells))


def _describe_holdings(counts: DocumentCounts) -> str:
    dated = [year for year in counts.years if year is not None]
    period = f", {dated[0]} to {dated[-1]}" if dated else ""
    councils = format_count(len({row.authority for row in counts.rows}), "council")
    committees = format_count(len(counts.rows), "committee")
    papers = format_count(sum(row.document_count for row in counts.rows), "paper")
    return f"{papers} of {committees} of {councils}{period}. The table below the picture says the same."
