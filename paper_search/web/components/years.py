"""What is held, by committee and year. In: counts; out: a picture, committees downwards, years across.

Promises: each number of papers stands in its cell, so that no shade need be told apart; what does not fit in (years
long ago, committees with fewer papers) is gathered and named so, never left out.
"""

from __future__ import annotations

from paper_search.web.components import strokes
from paper_search.web.components.paper_counts import UNDATED, UNSTATED, CommitteeRow, DocumentCounts
from paper_search.web.html import format_count

_CHART_WIDTH, _CELL_HEIGHT, _MAX_COLUMN_WIDTH = 360.0, 22.0, 58.0
_MAX_YEAR_COLUMNS, _MAX_ROWS = 9, 40
_SHADE_THRESHOLDS = (1, 3, 10, 30)
"""A cell has the shade of the last of these numbers that it reaches."""
EARLIER_LABEL = "before"
OTHERS_LABEL = "Other committees"


def render_holdings_chart(counts: DocumentCounts) -> str:
    """The picture of what is held; nothing where nothing is."""
    if not counts.rows:
        return ""
    years = _group_years(counts.years)
    wide = min(_CHART_WIDTH / len(years), _MAX_COLUMN_WIDTH)
    drawn, y = [_draw_year_headings(years, wide)], 26.0
    authority = None
    for row in _limit_rows(counts.rows):
        if row.authority != authority:
            authority = row.authority
            drawn.append(
                strokes.draw_text((0, y + 17), strokes.clip_to_width(authority or UNSTATED, _CHART_WIDTH), "head")
            )
            y += 25
        drawn.append(_draw_row(row, years, wide, y))
        y += _CELL_HEIGHT + 20
    return strokes.render_figure(
        "years",
        "Papers held, by committee and year of the meeting",
        _describe_chart(counts),
        (_CHART_WIDTH, y),
        "".join(drawn),
        "Papers held; the darker, the more. An empty cell says that none is held, not that none exists.",
    )


def _group_years(years: tuple[int | None, ...]) -> list[tuple[str, frozenset[int | None]]]:
    """The heads of the columns and the years in each: the latest apart, earlier ones together, undated ones last."""
    dated = [year for year in years if year is not None]
    apart = dated[-_MAX_YEAR_COLUMNS:]
    columns: list[tuple[str, frozenset[int | None]]] = [(str(year), frozenset({year})) for year in apart]
    if len(dated) > len(apart):
        columns.insert(0, (f"{EARLIER_LABEL} {apart[0]}", frozenset(dated[: -len(apart)])))
    if None in years:
        columns.append((UNDATED, frozenset({None})))
    return columns


def _draw_year_headings(years: list[tuple[str, frozenset[int | None]]], column_width: float) -> str:
    heads = []
    for index, (name, _) in enumerate(years):
        short = {UNDATED: "no date"}.get(name, "before" if name.startswith(EARLIER_LABEL) else name)
        heads.append(strokes.draw_text((column_width * (index + 0.5), 16), short, "small", "middle"))
    return "".join(heads)


def _limit_rows(rows: tuple[CommitteeRow, ...]) -> list[CommitteeRow]:
    """At most as many rows as a picture can hold: the committees with the fewest papers are one."""
    if len(rows) <= _MAX_ROWS:
        return list(rows)
    kept = set(sorted(rows, key=lambda row: -row.document_count)[: _MAX_ROWS - 1])
    rest: dict[int | None, int] = {}
    for row in rows:
        for year, number in () if row in kept else row.by_year:
            rest[year] = rest.get(year, 0) + number
    others = CommitteeRow(OTHERS_LABEL, f"{len(rows) - len(kept):,} with fewer papers", tuple(rest.items()))
    return [*(row for row in rows if row in kept), others]


def _draw_row(row: CommitteeRow, years: list[tuple[str, frozenset[int | None]]], column_width: float, y: float) -> str:
    drawn = [strokes.draw_text((0, y + 12), strokes.clip_to_width(row.committee or UNSTATED, _CHART_WIDTH), "row")]
    for index, (_, meant) in enumerate(years):
        papers = sum(number for year, number in row.by_year if year in meant)
        shade = sum(papers >= least for least in _SHADE_THRESHOLDS)
        drawn.append(
            strokes.draw_box((column_width * index + 1, y + 17), column_width - 2, _CELL_HEIGHT - 2, f"shade-{shade}")
        )
        if papers:
            middle = (column_width * (index + 0.5), y + 17 + 14.5)
            drawn.append(strokes.draw_text(middle, f"{papers:,}", f"on-{shade}", "middle"))
    return "".join(drawn)


def _describe_chart(counts: DocumentCounts) -> str:
    dated = [year for year in counts.years if year is not None]
    when = f", {dated[0]} to {dated[-1]}" if dated else ""
    councils = len({row.authority for row in counts.rows})
    committees = format_count(len(counts.rows), "committee")
    papers = format_count(sum(row.document_count for row in counts.rows), "paper")
    return f"{papers} of {committees} of {format_count(councils, 'council')}{when}. The table below the picture says the same."
