"""Visibility of the words of a web page: which a browser shows, which it hides and why, and which are struck.

Every element is given the style that its rules, its inline style and its attributes compute to. Nothing is laid out:
an element that only stands behind another, or far down, shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from paper_search.ingest.readers.colours import BLACK, WHITE, Colour
from paper_search.ingest.readers.hidden_words import (
    OUTSIDE,
    PAGE_COLOUR,
    PAGE_STYLE,
    TOO_SMALL,
    HiddenReason,
    HiddenWords,
    judge_colours,
)
from paper_search.ingest.readers.html_lengths import (
    ROOT_PIXELS,
    compute_polygon_area,
    find_colour,
    find_font_pixels,
    lay_over,
    parse_css_colour,
    parse_numbers,
    parse_pixels,
)
from paper_search.ingest.readers.html_stylesheets import Declarations, StyleRules, substitute_variables
from paper_search.text.superscripts import to_subscript, to_superscript

MIN_FONT_PIXELS, MIN_OPACITY = 1.5, 0.03
"""Type of a pixel, and what is all but transparent, is not there for readers."""
OFF_SCREEN_PIXELS = -900.0
"""So far to the left of the page or above it stands nothing that anybody is to see."""

STRUCK_START, STRUCK_END = "\ufdd0", "\ufdd1"
"""Noncharacters, which no text may hold, around each piece of struck text in the page's tree."""
_NEVER_PRINTED = ("script", "style")
_FALLBACK_TAGS = frozenset(
    ("template", "video", "audio", "canvas", "noembed", "noframes", "rp", "annotation", "annotation-xml")
)
"""Elements of which a browser draws no words: what is in them is for those that cannot draw the element."""
_STRUCK_TAGS = frozenset(("s", "strike", "del"))
_INLINE_TAGS = frozenset(("span", "font", "b", "i", "em", "strong", "a", "mark", "small", "big", "u", "code", "label"))
_PICTURE_TAGS = ("img", "picture", "video", "canvas", "svg", "object")
_CONTROL_TAGS = ("input", "select", "textarea")
_UNSET_VALUES = ("initial", "unset", "revert", "revert-layer")
_POSITIONED = ("absolute", "fixed")
_LINK_COLOUR: Colour = (0, 0, 238)


@dataclass(frozen=True, slots=True)
class ElementStyle:
    """The computed style of an element, as far as it decides what shows.

    Attributes:
        hidden: the reason why nothing of the element shows, or None.
        is_invisible: True for ``visibility: hidden``, which an element inside may undo.
        colour: that of its text, None where that is not known.
        background: the colour behind its text, None where that is not known.
        opacity: of the element, with all that it stands in.
    """

    hidden: HiddenReason | None = None
    is_invisible: bool = False
    is_struck: bool = False
    colour: Colour | None = BLACK
    is_transparent: bool = False
    background: Colour | None = WHITE
    opacity: float = 1.0
    font_pixels: float = ROOT_PIXELS
    is_raised: bool = False
    is_lowered: bool = False
    variables: tuple[tuple[str, str], ...] = ()

    def find_hidden_reason(self) -> HiddenReason | None:
        """Return the reason why the element's own words do not show, or None."""
        if self.hidden:
            return self.hidden
        if self.is_invisible:
            return PAGE_STYLE
        if self.font_pixels < MIN_FONT_PIXELS:
            return TOO_SMALL
        if self.is_transparent:
            return PAGE_COLOUR
        if self.colour is None or self.background is None:
            return None
        return judge_colours(self.colour, self.background)


class PageVisibility:
    """The computed styles of the elements of one page, parents before children."""

    def __init__(self, soup: BeautifulSoup, rules: StyleRules) -> None:
        self._rules = rules
        self._has_pictures = soup.find(_PICTURE_TAGS) is not None
        self._root = ElementStyle(background=WHITE if rules.is_complete else None)
        if not rules.is_complete:
            self._root = replace(self._root, colour=None)

    def compute(self, tag: Tag, parent: ElementStyle | None) -> ElementStyle:
        """Return the style of an element.

        Args:
            tag: the element.
            parent: the style of the element around it, None for the outermost.
        """
        inherited = parent or self._root
        declarations = _hint(tag) | self._rules.find_declarations(tag)
        inherited = _shift(inherited, tag, declarations)
        is_struck = inherited.is_struck or tag.name in _STRUCK_TAGS
        if tag.name in _CONTROL_TAGS and self._rules.is_complete:
            # A control has colours of its own, which those around it do not change.
            inherited = replace(inherited, colour=BLACK, background=WHITE)
        if not declarations and tag.name != "a":
            return replace(inherited, is_struck=True) if is_struck != inherited.is_struck else inherited
        variables = _find_variables(declarations, inherited)
        resolved = {
            name: substitute_variables(value, dict(variables)) if "var(" in value else value
            for name, value in declarations.items()
            if value not in _UNSET_VALUES
        }
        style = replace(inherited, variables=variables, is_struck=is_struck or _has_line_through(resolved))
        style = self._apply_colours(tag, style, resolved)
        style = _apply_text(style, resolved)
        is_page = tag.name in ("html", "body")
        # A page may be blank until its script has run.
        return style if is_page else replace(style, hidden=style.hidden or _find_box_reason(style, resolved))

    def _apply_colours(self, tag: Tag, style: ElementStyle, declarations: Declarations) -> ElementStyle:
        background = self._find_background(style, declarations)
        is_own = background != style.background
        stated = declarations.get("-webkit-text-fill-color") or declarations.get("color")
        colour = parse_css_colour(stated) if stated else None
        style = replace(style, background=background)
        if colour:
            is_clipped = "text" in declarations.get("background-clip", declarations.get("-webkit-background-clip", ""))
            is_transparent = colour[1] < MIN_OPACITY and not is_clipped
            return replace(style, colour=lay_over(colour, background), is_transparent=is_transparent)
        if tag.name == "a" and tag.has_attr("href"):
            return replace(style, colour=_LINK_COLOUR if self._rules.is_complete else None)
        if style.colour is None and is_own and tag.name in _INLINE_TAGS:
            # A box around words in a line is there to cover them.
            return replace(style, colour=BLACK)
        return style

    def _find_background(self, style: ElementStyle, declarations: Declarations) -> Colour | None:
        own = declarations.get("color") or (f"rgb{style.colour}" if style.colour else "none")
        declarations = {
            name: value.replace("currentcolor", own) if name.startswith("background") else value
            for name, value in declarations.items()
        }
        shorthand = declarations.get("background", "")
        image = declarations.get("background-image", "") + shorthand
        if "url(" in image or "gradient(" in image:
            return None
        stated = declarations.get("background-color")
        colour = parse_css_colour(stated) if stated else find_colour(shorthand) if shorthand else None
        if colour and colour[1] >= MIN_OPACITY:
            return lay_over(colour, style.background)
        is_over_picture = self._has_pictures and declarations.get("position") in (*_POSITIONED, "relative", "sticky")
        return None if is_over_picture else style.background


def remove_invisible(soup: BeautifulSoup, rules: StyleRules, hidden: HiddenWords) -> None:
    """Remove what the page does not show, and put signs around what it strikes through.

    Args:
        soup: the page, which is changed.
        rules: its style rules.
        hidden: the count to which hidden words are added.
    """
    # Selectors count siblings, so nothing is taken out before every style is known.
    for node, style in list(_walk_page(soup, PageVisibility(soup, rules))):
        if isinstance(node, Tag):
            hidden.add(f"{_read_words(node)}\n", style.hidden or PAGE_STYLE)
            node.decompose()
        else:
            _treat_words(node, style, hidden)


def _walk_page(soup: BeautifulSoup, visibility: PageVisibility) -> Iterator[tuple[Tag | NavigableString, ElementStyle]]:
    """Yield the elements that are not drawn, and the words of all others, each with its style."""
    html = soup.html
    stack = [(html, visibility.compute(html, None))] if html else []
    while stack:
        tag, style = stack.pop()
        for child in tag.children:
            if isinstance(child, Tag):
                inner = visibility.compute(child, style)
                if child.name in _FALLBACK_TAGS or (inner.hidden and child.name not in (*_NEVER_PRINTED, "head")):
                    yield child, inner
                elif child.name not in _NEVER_PRINTED:
                    stack.append((child, inner))
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                yield child, style


def _shift(style: ElementStyle, tag: Tag, declarations: Declarations) -> ElementStyle:
    """Return a style with the words raised or lowered, where the element or its style does so."""
    aligned = declarations.get("vertical-align") if tag.name in (*_INLINE_TAGS, "sup", "sub") else None
    if tag.name == "sup" or aligned in ("super", "text-top"):
        return replace(style, is_raised=True)
    return replace(style, is_lowered=True) if tag.name == "sub" or aligned == "sub" else style


def _treat_words(words: NavigableString, style: ElementStyle, hidden: HiddenWords) -> None:
    text = words.replace(STRUCK_START, "").replace(STRUCK_END, "")
    text = to_superscript(text) if style.is_raised else to_subscript(text) if style.is_lowered else text
    reason = style.find_hidden_reason() if text.strip() else None
    if reason:
        hidden.add(f"{text} ", reason)
        words.extract()
    elif style.is_struck and text.strip():
        words.replace_with(f"{STRUCK_START}{text}{STRUCK_END}")
    elif text != words:
        words.replace_with(text)


def _read_words(tag: Tag) -> str:
    """Return the words of an element that is taken out, without its scripts."""
    return "".join(words for words in _iterate_words(tag))


def _iterate_words(tag: Tag) -> Iterator[str]:
    for words in tag.find_all(string=True):
        if not isinstance(words, PreformattedString) and (
            words.parent is None or words.parent.name not in _NEVER_PRINTED
        ):
            yield str(words)


def _hint(tag: Tag) -> Declarations:
    """Return what the attributes and the name of an element say of its style, which any rule overrides."""
    hints: Declarations = {}
    if tag.has_attr("hidden") or tag.has_attr("popover"):
        hints["display"] = "none"
    for attribute, name in (("bgcolor", "background-color"), ("background", "background-image")):
        if tag.get(attribute):
            hints[name] = f"url({tag[attribute]})" if attribute == "background" else str(tag[attribute]).lower()
    colour = tag.get("text") if tag.name == "body" else tag.get("color") if tag.name == "font" else None
    if colour:
        hints["color"] = str(colour).lower()
    if tag.name == "mark":
        hints |= {"background-color": "yellow", "color": "black"}
    return hints


def _find_variables(declarations: Declarations, inherited: ElementStyle) -> tuple[tuple[str, str], ...]:
    own = {name: value for name, value in declarations.items() if name.startswith("--")}
    return tuple({**dict(inherited.variables), **own}.items()) if own else inherited.variables


def _has_line_through(declarations: Declarations) -> bool:
    names = ("text-decoration", "text-decoration-line", "-webkit-text-decoration")
    return any("line-through" in declarations.get(name, "") for name in names)


def _apply_text(style: ElementStyle, declarations: Declarations) -> ElementStyle:
    visibility = declarations.get("visibility")
    is_invisible = visibility in ("hidden", "collapse") if visibility not in (None, "inherit") else style.is_invisible
    return replace(
        style,
        is_invisible=is_invisible,
        opacity=style.opacity * _parse_opacity(declarations),
        font_pixels=find_font_pixels(declarations.get("font-size"), declarations.get("font"), style.font_pixels),
    )


def _parse_opacity(declarations: Declarations) -> float:
    filtered = re.search(r"opacity\(([^()]*)\)", declarations.get("filter", ""))
    product = 1.0
    for value in (declarations.get("opacity", "1"), filtered[1] if filtered else "1"):
        number = parse_pixels(value, whole_pixels=1.0)
        product *= 1.0 if number is None else min(max(number, 0.0), 1.0)
    return product


def _find_box_reason(style: ElementStyle, declarations: Declarations) -> HiddenReason | None:
    """Return the reason why a browser draws nothing of an element's box, or None."""
    is_hidden = (
        declarations.get("display") == "none"
        or declarations.get("content-visibility") == "hidden"
        or style.opacity < MIN_OPACITY
        or _is_clipped(declarations)
        or _is_collapsed(style, declarations)
        or (declarations.get("scale") and 0.0 in parse_numbers(declarations["scale"]))
        or re.search(r"scale[xy3d]*\(\s*0*\.?0*\s*[,)]", declarations.get("transform", "")) is not None
    )
    if is_hidden:
        return PAGE_STYLE
    return OUTSIDE if _is_off_screen(style, declarations) else None


def _is_clipped(declarations: Declarations) -> bool:
    clip, path = declarations.get("clip", ""), declarations.get("clip-path", "")
    if clip.startswith("rect(") and declarations.get("position") in _POSITIONED and "auto" not in clip:
        top, right, bottom, left = (*parse_numbers(clip), 0.0, 0.0, 0.0, 0.0)[:4]
        return right - left <= 1 or bottom - top <= 1
    if compute_polygon_area(path) == 0 or _is_masked(declarations):
        return True
    numbers = parse_numbers(path)
    if path.startswith("inset(") and numbers:
        return "%" in path and (numbers[0] >= 50 or (len(numbers) > 1 and numbers[1] >= 50))
    return path.startswith("circle(") and bool(numbers) and numbers[0] == 0


def _is_masked(declarations: Declarations) -> bool:
    """Return True for a mask of a gradient of which no colour lets anything through."""
    for name in ("mask", "mask-image", "-webkit-mask", "-webkit-mask-image"):
        value = declarations.get(name, "")
        words = re.findall(r"#[0-9a-f]+|[a-z]+\([^()]*\)|[a-z]+", value.partition("gradient(")[2])
        colours = [colour for word in words if (colour := parse_css_colour(word))]
        if colours and all(opacity < MIN_OPACITY for _, opacity in colours):
            return True
    return False


def _is_collapsed(style: ElementStyle, declarations: Declarations) -> bool:
    overflow = " ".join(declarations.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))
    if "hidden" not in overflow and "clip" not in overflow:
        return False
    sizes = (declarations.get(name, "") for name in ("width", "height", "max-width", "max-height"))
    return any((pixels := parse_pixels(size, style.font_pixels, 1000.0)) is not None and pixels <= 1 for size in sizes)


def _is_off_screen(style: ElementStyle, declarations: Declarations) -> bool:
    names = ["text-indent"]
    if declarations.get("position") in (*_POSITIONED, "relative"):
        names += ["left", "top", "inset-inline-start"]
    if declarations.get("position") in _POSITIONED:
        names += ["right", "bottom"]
        lengths = [parse_pixels(value, style.font_pixels) for value in declarations.get("inset", "").split()]
    else:
        lengths = []
    lengths += [parse_pixels(declarations.get(name, ""), style.font_pixels, 1000.0) for name in names]
    moved = re.search(r"translate[xy3d]*\(([^()]*)\)", declarations.get("transform", ""))
    lengths += [parse_pixels(value, style.font_pixels) for value in moved[1].split(",")] if moved else []
    lengths += [parse_pixels(value, style.font_pixels) for value in declarations.get("translate", "").split()]
    # A negative margin in per cent is how columns were set side by side, so none is counted.
    margins = [value for name, value in declarations.items() if name.startswith("margin")]
    lengths += [parse_pixels(length, style.font_pixels) for value in margins for length in value.split()]
    return any(pixels is not None and pixels <= OFF_SCREEN_PIXELS for pixels in lengths)
