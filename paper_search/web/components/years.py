"""What is held, by committee and year. In: counts; out: a picture, committees downwards, years across.

Promises: each number of papers stands in its cell, so that no shade need be told apart; what does not fit in (years
long ago, committees with fewer papers) is gathered and named so, never left out.
"""

from __future__ import annotations

from paper_search.web.components import strokes
from paper_search.web.components.paper_counts import UNDATED, UNSTATED, Row, Tally
from paper_search.web.html import counted

_WIDTH, _CELL, _WIDEST = 360.0, 22.0, 58.0
_COLUMNS, _ROWS = 9, 40
_SHADES = (1, 3, 10, 30)
"""A cell has the shade of the last of these numbers that it reaches."""
EARLIER = "before"
OTHERS = "Other committees"


def picture(tally: Tally) -> str:
    """The picture of what is held; nothing where nothing is."""
    if not tally.rows:
        return ""
    years = _columns(tally.years)
    wide = min(_WIDTH / len(years), _WIDEST)
    drawn, y = [_heads(years, wide)], 26.0
    authority = None
    for row in _few(tally.rows):
        if row.authority != authority:
            authority = row.authority
            drawn.append(strokes.words((0, y + 17), strokes.fitting(authority or UNSTATED, _WIDTH), "head"))
            y += 25
        drawn.append(_row(row, years, wide, y))
        y += _CELL + 20
    return strokes.picture(
        "years",
        "Papers held, by committee and year of the meeting",
        _described(tally),
        (_WIDTH, y),
        "".join(drawn),
        "Papers held; the darker, the more. An empty cell says that none is held, not that none exists.",
    )


def _columns(years: tuple[int | None, ...]) -> list[tuple[str, frozenset[int | None]]]:
    """The heads of the columns and the years in each: the latest apart, earlier ones together, undated ones last."""
    dated = [year for year in years if year is not None]
    apart = dated[-_COLUMNS:]
    columns: list[tuple[str, frozenset[int | None]]] = [(str(year), frozenset({year})) for year in apart]
    if len(dated) > len(apart):
        columns.insert(0, (f"{EARLIER} {apart[0]}", frozenset(dated[: -len(apart)])))
    if None in years:
        columns.append((UNDATED, frozenset({None})))
    return columns


def _heads(years: list[tuple[str, frozenset[int | None]]], wide: float) -> str:
    heads = []
    for index, (name, _) in enumerate(years):
        short = {UNDATED: "no date"}.get(name, "before" if name.startswith(EARLIER) else name)
        heads.append(strokes.words((wide * (index + 0.5), 16), short, "small", "middle"))
    return "".join(heads)


def _few(rows: tuple[Row, ...]) -> list[Row]:
    """At most as many rows as a picture can hold: the committees with the fewest papers are one."""
    if len(rows) <= _ROWS:
        return list(rows)
    kept = set(sorted(rows, key=lambda row: -row.papers)[: _ROWS - 1])
    rest: dict[int | None, int] = {}
    for row in rows:
        for year, number in () if row in kept else row.by_year:
            rest[year] = rest.get(year, 0) + number
    others = Row(OTHERS, f"{len(rows) - len(kept):,} with fewer papers", tuple(rest.items()))
    return [*(row for row in rows if row in kept), others]


def _row(row: Row, years: list[tuple[str, frozenset[int | None]]], wide: float, y: float) -> str:
    drawn = [strokes.words((0, y + 12), strokes.fitting(row.committee or UNSTATED, _WIDTH), "row")]
    for index, (_, meant) in enumerate(years):
        papers = sum(number for year, number in row.by_year if year in meant)
        shade = sum(papers >= least for least in _SHADES)
        drawn.append(strokes.box((wide * index + 1, y + 17), wide - 2, _CELL - 2, f"shade-{shade}"))
        if papers:
            middle = (wide * (index + 0.5), y + 17 + 14.5)
            drawn.append(strokes.words(middle, f"{papers:,}", f"on-{shade}", "middle"))
    return "".join(drawn)


def _described(tally: Tally) -> str:
    dated = [year for year in tally.years if year is not None]
    when = f", {dated[0]} to {dated[-1]}" if dated else ""
    councils = len({row.authority for row in tally.rows})
    committees = counted(len(tally.rows), "committee")
    papers = counted(sum(row.papers for row in tally.rows), "paper")
    return (
        f"{papers} of {committees} of {counted(councils, 'council')}{when}. The table below the picture says the same."
    )
