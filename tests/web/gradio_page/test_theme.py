"""Colours that can be read: every pair of text and ground, light and dark, in the theme and in the style sheets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from paper_search.web.gradio_page import theme

OWN = Path(theme.__file__).parent.parent / "static"
PAIRS = [
    ("ink", "ground", 4.5, "text on the page"),
    ("ink", "panel", 4.5, "text on a card"),
    ("muted", "ground", 4.5, "lighter text on the page"),
    ("muted", "panel", 4.5, "lighter text on a card"),
    ("accent", "ground", 4.5, "a link on the page"),
    ("accent", "panel", 4.5, "a link on a card"),
    ("on_accent", "accent", 4.5, "the button"),
    ("edge", "panel", 3.0, "the edge of a field"),
]
STYLE_PAIRS = [
    ("ink", "badge", 4.5, "a badge"),
    ("mark-ink", "mark", 4.5, "marked words"),
    ("warn", "warn-ground", 4.5, "a warning badge"),
    ("ink", "panel", 4.5, "text on a card"),
    ("muted", "ground", 4.5, "lighter text"),
    ("accent", "panel", 4.5, "a link"),
    ("accent", "ground", 4.5, "a link outside of cards"),
    ("accent", "badge", 3.0, "the edge of the sign of work"),
    ("on-accent", "accent", 4.5, "a button"),
    ("edge", "panel", 3.0, "the edge of a field"),
]


def luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def style_palettes(name: str) -> list[dict[str, str]]:
    """The variables of a style sheet: light, dark, and in print."""
    style = (OWN / name).read_text(encoding="utf-8")
    palettes = [
        dict(re.findall(r"--(?:ps-)?([a-z-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r"\{([^{}]*--[^{}]*)\}", style)
    ]
    return [palette for palette in palettes if len(palette) > 5]


def test_black_on_white_is_measured_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("palette", [theme.LIGHT_PALETTE, theme.DARK_PALETTE], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least", "reason"), PAIRS)
def test_theme_colours(palette: dict[str, str], text: str, ground: str, least: float, reason: str) -> None:
    assert contrast(palette[text], palette[ground]) >= least


@pytest.mark.parametrize("name", ["site.css"])
@pytest.mark.parametrize(("text", "ground", "least", "reason"), STYLE_PAIRS)
def test_style_sheet_colours(name: str, text: str, ground: str, least: float, reason: str) -> None:
    palettes = style_palettes(name)
    assert len(palettes) == 3
    for palette in palettes:
        assert contrast(palette[text], palette[ground]) >= least


@pytest.mark.parametrize("name", ["site.css"])
def test_style_sheets_and_theme_agree(name: str) -> None:
    for palette, wanted in zip(style_palettes(name)[:2], (theme.LIGHT_PALETTE, theme.DARK_PALETTE), strict=True):
        shared = palette.keys() & wanted.keys()
        assert {"ground", "panel", "ink", "muted", "line", "accent"} <= shared
        assert {key: palette[key] for key in shared} == {key: wanted[key] for key in shared}


def test_only_fonts_of_the_visitor_s_system_are_used() -> None:
    built = theme.build_theme()
    assert not built._stylesheets
    assert "@font-face" not in "".join(built._font_css)
