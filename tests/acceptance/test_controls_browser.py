"""Every control of the question page as it is drawn, in both themes: seen, told apart, and seen to have the focus.

Contrast is that of WCAG 2.2, 1.4.11: three to one between what is drawn and the ground beside it.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from math import ceil, floor
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import DESK, PATIENCE

Colour = tuple[int, int, int]
Scheme = Literal["light", "dark"]
MIN_CONTRAST, RING_PIXELS = 3.0, 6
PAGES = [
    pytest.param((view, scheme), id=f"{name}-{scheme}", marks=[] if scheme == first else [pytest.mark.exhaustive])
    for name, view, first in (
        ("the page", "/?q=budget&kind=report", "light"),
        ("the plain page", "/ask?q=budget&kind=report", "dark"),
    )
    for scheme in ("light", "dark")
]
"""Both pages have the same controls and style sheet: make test looks at one in each theme."""
ADD_RADIO = """() => document.querySelector(".limits fieldset").insertAdjacentHTML(
    "beforeend", '<label><input type="radio" name="radio">One</label>')"""
"""No view has a radio button yet; the style sheet draws them for the one that comes."""


@pytest.fixture(scope="module")
def opened(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page of a question in one theme, all that is folded unfolded, opened once for all controls."""
    view, scheme = request.param
    context = browser.new_context(viewport=DESK, color_scheme=scheme, reduced_motion="reduce", locale="en-GB")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(site + view)
    expect(page.locator("li.card").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".limits")).to_have_count(1, timeout=PATIENCE)
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
    page.evaluate(ADD_RADIO)
    yield page
    context.close()


def draw(control: Locator, margin: int = 0) -> Image.Image:
    """Return a control as it is drawn, with some of the ground around it."""
    control.scroll_into_view_if_needed()
    box = control.bounding_box()
    assert box is not None
    # Whole pixels: a line that is drawn over two of them is fainter than it is on the screen.
    left, top = floor(box["x"]) - margin, floor(box["y"]) - margin
    width, height = (ceil(box[side]) + 2 * margin for side in ("width", "height"))
    picture = control.page.screenshot(clip={"x": left, "y": top, "width": width, "height": height})
    return Image.open(io.BytesIO(picture)).convert("RGB")


def list_pixels(image: Image.Image) -> list[Colour]:
    return list(image.getdata())


def find_ground(image: Image.Image) -> Colour:
    return Counter(list_pixels(image)).most_common(1)[0][0]


def measure_luminance(colour: Colour) -> float:
    parts = [value / 255 for value in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def measure_contrast(one: Colour, other: Colour) -> float:
    lighter, darker = sorted((measure_luminance(one), measure_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def count_seen(pixels: list[Colour], ground: Colour) -> int:
    """Return how many pixels can be told from a ground."""
    contrasts = {colour: measure_contrast(colour, ground) for colour in set(pixels)}
    return sum(contrasts[colour] >= MIN_CONTRAST for colour in pixels)


def test_contrast_is_measured_as_the_standard_does() -> None:
    assert round(measure_contrast((0, 0, 0), (255, 255, 255)), 2) == 21.0
    assert round(measure_contrast((118, 118, 118), (255, 255, 255)), 2) == 4.54
    assert count_seen([(255, 255, 255)] * 9, (255, 255, 255)) == 0, "white on white is not seen"


TICKED = [
    (".limits [name=kind]", "a filter"),
    (".keeping [name=id]", "the choice of a passage"),
    (".limits [type=radio]", "a radio button"),
]


@pytest.mark.parametrize("opened", PAGES, indirect=True)
@pytest.mark.parametrize(("selector", "reason"), TICKED, ids=[reason for _, reason in TICKED])
@pytest.mark.rare_rows("the choice of a passage-the page-light", "a radio button-the plain page-dark")
def test_a_box_is_seen_and_so_is_its_tick(opened: Page, selector: str, reason: str) -> None:
    box = opened.locator(selector).first
    drawn = {}
    for is_ticked in (False, True):
        # Set without a click, which would ask for another answer.
        box.evaluate("(box, isTicked) => { box.checked = isTicked }", is_ticked)
        drawn[is_ticked] = draw(box)
    ground = list_pixels(draw(box, margin=4))[0]
    unticked, ticked = (list_pixels(drawn[state]) for state in (False, True))
    assert count_seen(unticked, ground) >= drawn[False].width * 2, "the edge of the empty box"
    differing = sum(one != other for one, other in zip(unticked, ticked, strict=True))
    assert differing >= len(ticked) * 0.1, "a ticked box is told from an empty one"
    edge = drawn[True].width // 5
    inner = drawn[True].crop((edge, edge, drawn[True].width - edge, drawn[True].height - edge))
    assert count_seen(list_pixels(inner), find_ground(inner)) >= inner.width * inner.height * 0.06, "the tick itself"


EDGED = [
    (".limits .field", "a field of the filters"),
    (".limits .button", "the button of the filters"),
    (".export select", "a list to choose from"),
    (".export button", "the button of the evidence pack"),
    (".judge button", "an answer to the question below a passage"),
    (".chip", "a filter that is on"),
]


@pytest.mark.parametrize("opened", PAGES, indirect=True)
@pytest.mark.parametrize(("selector", "reason"), EDGED, ids=[reason for _, reason in EDGED])
def test_the_edge_of_a_control_is_seen(opened: Page, selector: str, reason: str) -> None:
    control = draw(opened.locator(selector).first, margin=5)
    middle = control.height // 2
    row, ground = list_pixels(control.crop((0, middle, control.width, middle + 1))), list_pixels(control)[0]
    assert count_seen(row[:10], ground) and count_seen(row[-10:], ground)


MARKED = [
    (".filters > summary", 14, "the filters"),
    (".more-quotes > summary, .more-passages > summary", 14, "what is folded"),
    (".fold > summary", 30, "a passage"),
    (".context > summary", 14, "the words around a passage"),
]


@pytest.mark.parametrize("opened", PAGES, indirect=True)
@pytest.mark.parametrize(("selector", "width", "reason"), MARKED, ids=[reason for *_, reason in MARKED])
@pytest.mark.parametrize("is_open", [False, True])
def test_what_unfolds_has_a_sign_that_is_seen(
    opened: Page, selector: str, width: int, reason: str, is_open: bool
) -> None:
    summary = opened.locator(selector).first
    summary.evaluate("(summary, isOpen) => { summary.parentElement.open = isOpen }", is_open)
    image = draw(summary)
    sign = list_pixels(image.crop((0, 0, width, image.height)))
    summary.evaluate("(summary) => { summary.parentElement.open = true }")
    assert count_seen(sign, find_ground(image)) >= 15


FOCUSED = [
    (".quote figcaption a", "a citation"),
    (".quote [data-copy]", "the button that copies it"),
    (".limits [name=kind]", "a box"),
    (".limits .field", "a field"),
    (".limits .button", "a button"),
    (".fold > summary", "a folded passage"),
    (".chip", "a filter that is on"),
]


@pytest.mark.parametrize("opened", PAGES, indirect=True)
@pytest.mark.parametrize(("selector", "reason"), FOCUSED, ids=[reason for _, reason in FOCUSED])
@pytest.mark.rare_rows(
    "the button that copies it-the plain page-dark",
    "a box-the plain page-dark",
    "a field-the plain page-dark",
    "a folded passage-the page-light",
    "a filter that is on-the plain page-dark",
)
def test_the_focus_is_seen(opened: Page, selector: str, reason: str) -> None:
    control = opened.locator(selector).first
    opened.evaluate("document.activeElement.blur()")
    without = draw(control, margin=RING_PIXELS)
    opened.keyboard.press("Tab")
    control.focus()
    ringed = draw(control, margin=RING_PIXELS)
    changed = [
        new for old, new in zip(list_pixels(without), list_pixels(ringed), strict=True)
        if measure_contrast(old, new) >= MIN_CONTRAST
    ]  # fmt: skip
    assert len(changed) >= ringed.width, "a ring as long as the control at least"
