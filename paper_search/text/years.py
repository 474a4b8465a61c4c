"""Years as the cells of tables print them."""

from __future__ import annotations

import re

YEAR_PATTERN = re.compile(r"(?:19|20)\d\d(?:\s?[-\u2013/]\s?(?:\d\d|\d{4}))?")
"""A year, or a financial one: "2024", "2023/24", "2023 \u2013 2024"."""
