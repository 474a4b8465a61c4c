"""The strokes of which pictures are made. In: places in units of the picture; out: safe SVG."""

from __future__ import annotations

from paper_search.web.html import clip, escape, tag

LETTER_WIDTH = 6.9
"""About how many units wide a letter is, at the 13 units that words in pictures have."""

LOW_CHART_HEIGHT = 560.0
"""A picture lower than this stays in sight beside a list."""


def clip_to_width(words: str, width: float) -> str:
    """As much of the words as goes into a width."""
    return clip(words, max(int(width / LETTER_WIDTH), 1))


def draw_text(position: tuple[float, float], text: str, css_class: str, anchor: str = "start") -> str:
    """Words that begin, stand in the middle or end at a place."""
    x, y = position
    return tag("text", escape(text), x=f"{x:g}", y=f"{y:g}", class_=css_class, text_anchor=anchor)


def draw_box(
    position: tuple[float, float], width: float, height: float, css_class: str, corner_radius: float = 3
) -> str:
    """A filled box; ``look`` is the class that colours it."""
    x, y = position
    return tag(
        "rect",
        "",
        x=f"{x:g}",
        y=f"{y:g}",
        width=f"{width:g}",
        height=f"{height:g}",
        rx=f"{corner_radius:g}",
        class_=css_class,
    )


def draw_line(start: tuple[float, float], end: tuple[float, float], css_class: str = "thin") -> str:
    """A straight line."""
    (x1, y1), (x2, y2) = start, end
    return tag("line", "", x1=f"{x1:g}", y1=f"{y1:g}", x2=f"{x2:g}", y2=f"{y2:g}", class_=css_class)


def render_figure(name: str, title: str, description: str, size: tuple[float, float], inner: str, caption: str) -> str:
    """A figure with its words for those who do not see it, and a line below for those who do. ``inner`` is safe."""
    width, height = size
    told = tag("title", escape(title), id=f"{name}-title") + tag("desc", escape(description), id=f"{name}-desc")
    drawn = tag(
        "svg",
        told + inner,
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        class_="drawn",
    )
    return tag(
        "figure",
        drawn + tag("figcaption", escape(caption), class_="fine"),
        class_="picture low" if height < LOW_CHART_HEIGHT else "picture",
    )
