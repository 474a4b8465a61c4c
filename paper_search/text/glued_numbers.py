"""Numbers of paragraphs that lost the space behind them ("1.1On 4 May"), told from quantities and names ("2m", "3D").

Text layers and converters lose such a space. The words then still begin with a capital, which a unit seldom does.
"""

from __future__ import annotations

UNITS = (
    r"(?:[mk]|bn|tn|km|cm|mm|sqm|ha|kg|mg|ml|km2|m2|mph|kph|pm|am|pp|kwh?|mwh?|gwh?|[kmg]w|[kmgt]b|[kmg]bps|[kmg]?hz"
    r"|fe|fte|co2e?|st|nd|rd|th|hrs?|mins?|yrs?|[cdgtwvx])"
)
"""Units and ordinal endings that stand right behind a figure, for patterns that ignore case."""
GLUED_WORD = (
    rf"(?=[\u201c\"\u2018(]?(?!(?i:{UNITS})\b)(?:[A-Z][a-z]|[A-Z]{{2,}}(?:['\u2019]|\b)|[AI]\s+[a-z]|[A-Z][A-Z&-]+\s))"
)
"""A look ahead: a word with a capital, set right behind a number, that is no unit."""
