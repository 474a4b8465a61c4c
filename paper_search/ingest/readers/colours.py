"""Colours of text and of what lies behind it, and whether the one can be told from the other."""

from __future__ import annotations

Colour = tuple[int, int, int]
"""Red, green and blue, from 0 to 255."""

BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
MIN_CONTRAST = 1.1
"""The contrast ratio, of 1 to 21, below which nobody sees text: that of white on #F4F4F4, or of #0E0E0E on black."""
_DARK_LUMINANCE = 0.18
"""The relative luminance below which a box is black to its readers."""


def parse_hex(value: str | None) -> Colour | None:
    """Return the colour of six hexadecimal digits, with or without "#"; None for anything else."""
    digits = (value or "").lstrip("#")
    if len(digits) != 6:
        return None
    try:
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    except ValueError:
        return None


def compute_luminance(colour: Colour) -> float:
    """Return the relative luminance, from 0 to 1 (Web Content Accessibility Guidelines 2.2)."""
    linear = [
        value / 255 / 12.92 if value / 255 <= 0.04045 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def has_contrast(text: Colour, background: Colour) -> bool:
    """Return True if text can be seen on a background.

    Two colours of one luminance that are not alike, such as a red and a green, can be told apart.
    """
    lighter, darker = sorted((compute_luminance(text), compute_luminance(background)), reverse=True)
    is_alike = max(abs(first - second) for first, second in zip(text, background, strict=True)) <= 24
    return not is_alike or (lighter + 0.05) / (darker + 0.05) >= MIN_CONTRAST


def is_dark(colour: Colour) -> bool:
    """Return True for a colour that covers black text."""
    return compute_luminance(colour) < _DARK_LUMINANCE


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return the colour that a pattern of two gives from afar.

    Args:
        first: one colour.
        second: the other.
        share: of the first, from 0 to 1.
    """
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(first, second, strict=True))
    return red, green, blue
