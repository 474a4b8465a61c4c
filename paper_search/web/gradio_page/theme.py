"""The colours and type of Gradio's own parts.

Only fonts of the visitor's system are used. Every pair of text and background has a contrast of 4.5:1 or better, light
and dark (WCAG 2.2, 1.4.3); the tests measure the pairs. The same colours stand as variables in ``static/site.css``.
"""

from __future__ import annotations

import gradio as gr

FONT_STACK = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
MONO_FONT_STACK = ("ui-monospace", "Consolas", "Menlo", "monospace")

LIGHT_PALETTE = {
    "ground": "#f6f6f2",
    "panel": "#ffffff",
    "ink": "#1b2530",
    "muted": "#52606d",
    "line": "#c9cfd4",
    "edge": "#7b8794",
    "accent": "#0b5563",
    "on_accent": "#ffffff",
}
DARK_PALETTE = {
    "ground": "#12171c",
    "panel": "#1b222a",
    "ink": "#e8ecef",
    "muted": "#a8b3bd",
    "line": "#39444f",
    "edge": "#7f8c98",
    "accent": "#7cc7d6",
    "on_accent": "#0b1c20",
}


def _map_colours(palette: dict[str, str], suffix: str) -> dict[str, str]:
    names = {
        "body_background_fill": "ground",
        "body_text_color": "ink",
        "body_text_color_subdued": "muted",
        "background_fill_primary": "panel",
        "background_fill_secondary": "ground",
        "block_background_fill": "panel",
        "block_border_color": "line",
        "block_info_text_color": "muted",
        "block_label_text_color": "ink",
        "block_title_text_color": "ink",
        "border_color_primary": "line",
        "border_color_accent": "accent",
        "color_accent_soft": "ground",
        "input_background_fill": "panel",
        "input_background_fill_focus": "panel",
        "input_border_color": "edge",
        "input_border_color_focus": "accent",
        "input_placeholder_color": "muted",
        "link_text_color": "accent",
        "link_text_color_hover": "accent",
        "link_text_color_visited": "accent",
        "link_text_color_active": "accent",
        "button_primary_background_fill": "accent",
        "button_primary_background_fill_hover": "accent",
        "button_primary_border_color": "accent",
        "button_primary_border_color_hover": "accent",
        "button_primary_text_color": "on_accent",
        "button_primary_text_color_hover": "on_accent",
        "accordion_text_color": "ink",
        "loader_color": "accent",
        "error_text_color": "ink",
    }
    return {name + suffix: palette[colour] for name, colour in names.items()}


def build_theme() -> gr.themes.Base:
    """Return the theme for ``mount_gradio_app``."""
    theme = gr.themes.Base(
        primary_hue=gr.themes.colors.cyan,
        neutral_hue=gr.themes.colors.slate,
        font=FONT_STACK,
        font_mono=MONO_FONT_STACK,
    )
    return theme.set(
        **_map_colours(LIGHT_PALETTE, ""),
        **_map_colours(DARK_PALETTE, "_dark"),
        color_accent=LIGHT_PALETTE["accent"],
        input_border_width="1px",
        input_radius="6px",
        block_radius="8px",
        button_large_radius="6px",
    )
