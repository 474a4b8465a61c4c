"""Records of tables that are quoted: the rows as they are printed, under the heads of their columns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table that is quoted alone, each cell behind the head of its column.

    Attributes:
        text: the row as it is shown: "Budget £96.3m | Forecast £87.7m".
        places: (start, end, place) of each cell: its offsets in the quote, and the offset in ``text`` at which it
            begins.
        has_heads: True where heads of columns are known and stand in it.
    """

    text: str
    places: tuple[tuple[int, int, int], ...] = ()
    has_heads: bool = False

    def locate(self, span: tuple[int, int] | None) -> tuple[int, int] | None:
        """Return where a span of the quote stands in ``text``; None where it is of several cells."""
        if span is None:
            return None
        inside = (place - start for start, end, place in self.places if start <= span[0] and span[1] <= end)
        shift = next(inside, None)
        return None if shift is None else (span[0] + shift, span[1] + shift)


@dataclass(frozen=True, slots=True)
class TableHead:
    """The head of a column.

    Attributes:
        text: its words; a head over several columns is part of the head of each of them.
        spans: (start, end) offsets of those words in the lead-in of the quote, the upper ones first; empty where the
            paper prints them in no place that is known.
    """

    text: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell, as printed: ``text`` is the quote's own from ``start`` to ``end``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QuotedTable:
    """The rows of a table that a quote holds, for showing them as a table.

    Attributes:
        heads: a head for each column; empty where none is known, or where it cannot be told whose they are.
        rows: the cells of each row, empty ones too.
    """

    heads: tuple[TableHead, ...]
    rows: tuple[tuple[TableCell, ...], ...]
