"""Lengths and colours of CSS, as far as they decide whether words show."""

from __future__ import annotations

import re
from functools import lru_cache

import tinycss2
import tinycss2.color4

from paper_search.ingest.readers.colours import Colour, mix

ROOT_PIXELS = 16.0
_PIXELS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "q": 0.945, "rem": ROOT_PIXELS,
           "vw": 12.8, "vh": 7.2, "vmin": 7.2, "vmax": 12.8, "ch": 8.0, "ex": 8.0}  # fmt: skip
_LENGTH_PATTERN = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)([a-z%]*)")
_FONT_SIZE_PATTERN = re.compile(rf"(?:^|\s)({_LENGTH_PATTERN.pattern})(?:/\S+)?\s")
_FONT_FACTORS = {"smaller": 1 / 1.2, "larger": 1.2, "inherit": 1.0}


def parse_pixels(value: str, font_pixels: float = ROOT_PIXELS, whole_pixels: float | None = None) -> float | None:
    """Return a length in pixels; None for a word, a sum or anything else.

    Args:
        value: the length, in lower case.
        font_pixels: the size of the element's type.
        whole_pixels: the length that a percentage is of, None where that is not known.
    """
    value = value.strip()
    if value.startswith("calc(") and value.endswith(")"):
        value = value[5:-1].strip()
    match = _LENGTH_PATTERN.fullmatch(value)
    if match is None:
        return None
    number, unit = float(match[1]), match[2]
    if unit == "em":
        return number * font_pixels
    if unit == "%":
        return None if whole_pixels is None else number / 100 * whole_pixels
    return number * _PIXELS[unit] if unit in _PIXELS else number if not unit else None


def parse_numbers(value: str) -> list[float]:
    """Return the lengths of a function such as ``rect()`` or ``inset()`` in pixels, a percentage as its number."""
    matches = _LENGTH_PATTERN.findall(value)
    return [float(number) * (_PIXELS.get(unit, 1.0) if unit != "em" else ROOT_PIXELS) for number, unit in matches]


def find_font_pixels(size: str | None, font: str | None, inherited: float) -> float:
    """Return the size of an element's type in pixels.

    Args:
        size: its ``font-size``, or None.
        font: its ``font``, or None.
        inherited: the size of its parent's type.
    """
    if size is None and font is not None:
        match = _FONT_SIZE_PATTERN.search(f"{font} ")
        size = match[1] if match else None
    if size is None:
        return inherited
    if size in _FONT_FACTORS:
        return inherited * _FONT_FACTORS[size]
    pixels = parse_pixels(size, inherited, inherited)
    return (ROOT_PIXELS if size.isalpha() else inherited) if pixels is None else pixels


def compute_polygon_area(path: str) -> float | None:
    """Return the area of a ``polygon()`` of a clip path, in its own units; None for anything else."""
    if not path.startswith("polygon("):
        return None
    numbers = parse_numbers(path[8:].rpartition(")")[0])
    points = list(zip(numbers[::2], numbers[1::2], strict=False))
    pairs = zip(points, [*points[1:], *points[:1]], strict=True)
    return abs(sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairs)) / 2


@lru_cache(maxsize=4096)
def parse_css_colour(value: str) -> tuple[Colour, float] | None:
    """Return a colour and its opacity, from 0 to 1; None where the value is none, or of a space not known."""
    try:
        parsed = tinycss2.color4.parse_color(value)
        colour = parsed.to("srgb")
    except (AttributeError, NotImplementedError, ValueError, OverflowError):
        return None
    red, green, blue = (round(255 * min(max(part or 0.0, 0.0), 1.0)) for part in colour.coordinates)
    return (red, green, blue), float(colour.alpha)


@lru_cache(maxsize=4096)
def find_colour(value: str) -> tuple[Colour, float] | None:
    """Return the colour in a shorthand such as ``background``; None where it has none."""
    for token in tinycss2.parse_component_value_list(value, skip_comments=True):
        if token.type in ("ident", "hash", "function"):
            colour = parse_css_colour(tinycss2.serialize([token]))
            if colour:
                return colour
    return None


def lay_over(colour: tuple[Colour, float], below: Colour | None) -> Colour | None:
    """Return the colour of something seen through; None where what is below is not known.

    Args:
        colour: the colour above and its opacity.
        below: the colour below.
    """
    above, opacity = colour
    if opacity >= 0.99:
        return above
    return None if below is None else mix(above, below, opacity)
