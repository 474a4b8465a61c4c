"""A visit to the site in a real browser: what happened in it, and how to open a page and wait for its answer."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Error, Page, Request, expect

_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell without windows comes first: pages take it a third less processor time."""
CHROMIUM = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
WITHOUT = "no browser: install Chromium (for example 'apt-get install chromium') to run the tests of the page"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
_COME_TO_REST = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const passing = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime < Infinity);
  await Promise.allSettled(passing.map((each) => each.finished));
}"""
"""Run after a change of size or colours: colours pass over into one another, and would be judged half-way."""
_COLOUR_RULES = ["color-contrast", "link-in-text-block"]


@dataclass(frozen=True)
class Look:
    """A size of the window and its colours, and the rules of axe that are held against a page in it."""

    name: str
    size: dict[str, int]
    scheme: Literal["light", "dark"]
    rules: dict[str, Any]


LOOKS = (
    Look("desk-light", DESK, "light", {}),
    Look("desk-dark", DESK, "dark", {"runOnly": {"type": "rule", "values": _COLOUR_RULES}}),
    Look("phone-light", PHONE, "light", {"rules": {rule: {"enabled": False} for rule in _COLOUR_RULES}}),
)
"""Contrast hangs on the colours, the size of targets and what is hidden on the width; nothing hangs on both."""
PICTURES = os.environ.get("TEST_PICTURES")
"""A folder in which the pages under test are kept as pictures, to be looked at."""
PATIENCE = 90_000
"""Milliseconds that a busy machine may take for what it does at once when idle. Five seconds are Playwright's own."""
expect.set_options(timeout=PATIENCE)
BOX = "#asking input:visible"
"""The question box, the plain one or Gradio's: one of the two is seen at any time."""
TAKEN = "#asking.taken"
"""Holds once Gradio's box stands in the place of the plain one."""
_SAVE_DATA = "Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) })"
"""What a browser tells of a visitor who saves data, whom the page leaves with the plain box."""
_FORGET = "try { sessionStorage.clear() } catch {}"
"""What makes every page of a tab the first one that it keeps anything for."""


def keep_picture(page: Page, name: str) -> None:
    """Keep the whole page as a picture, where that is asked for."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def find_violations(page: Page, name: str, looks: Sequence[Look] = LOOKS) -> str:
    """What axe finds on an open page in each look; "" for nothing. The page is loaded once, in any of them."""
    said = ""
    page.evaluate(Axe().axe_script)
    for look in looks:
        page.set_viewport_size(look.size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=look.scheme)
        page.evaluate(_COME_TO_REST)
        keep_picture(page, f"{name}-{look.name}")
        found = AxeResults(page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], **look.rules}))
        assert found.response["passes"], "axe has looked at something"
        if found.response["violations"]:
            said += f"{name}, {look.name}: {found.generate_report()}\n"
    return said


UNFOLD = """document.querySelectorAll("details.fold, details.more-passages").forEach((fold) => { fold.open = true })"""


def unfold_passages(page: Page) -> None:
    """Unfold every passage that an open page lists."""
    page.evaluate(UNFOLD)


def open_tab(context: BrowserContext) -> Page:
    """Open a tab for visits that open an address and look: each page finds it as a new one."""
    tab = context.new_page()
    tab.add_init_script(f"{_SAVE_DATA}; {_FORGET}")
    return tab


class Visit:
    """A tab, and what happened in its window.

    Attributes:
        has_gradio: Gradio's box takes over on each question page, which takes seconds of a processor. Without it the
            visitor saves data and has the plain box, which is the same to whoever uses it.
    """

    def __init__(self, context: BrowserContext, has_gradio: bool = False, tab: Page | None = None) -> None:
        """Visit in a tab of its own, or in one that is open."""
        context.set_default_timeout(PATIENCE)
        self.context, self.page, self.has_gradio = context, tab or context.new_page(), has_gradio
        if not has_gradio and tab is None:
            self.page.add_init_script(_SAVE_DATA)
        self.requested: list[str] = []
        self.complaints: list[str] = []
        context.on("request", self._request)
        self._listeners: dict[Any, Any] = {
            "pageerror": self._error,
            "console": self._console,
            "dialog": self._dialog,
        }
        for event, listener in self._listeners.items():
            self.page.on(event, listener)

    def close(self) -> None:
        """Close every tab, and leave nothing in the window for the next visit but the browser's cache of files."""
        self._clear_window(())

    def leave(self) -> None:
        """Leave the tab open, in the size and the colours that it was opened in."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)
        self.page.unroute_all(behavior="ignoreErrors")
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type]
        self.page.emulate_media(color_scheme="null")
        self._clear_window((self.page,))

    def _clear_window(self, kept: Sequence[Page]) -> None:
        self.context.remove_listener("request", self._request)
        self.context.unroute_all(behavior="ignoreErrors")
        for page in self.context.pages:
            if page not in kept:
                page.close()
        self.context.clear_cookies()
        self.context.clear_permissions()

    def _request(self, request: Request) -> None:
        self.requested.append(request.url)

    def _error(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _console(self, line: ConsoleMessage) -> None:
        if "Security Policy" in line.text:
            self.complaints.append(line.text)

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def open(self, address: str) -> Page:
        """The question page, once its box is there to stay, so that none vanishes under the hand of a test."""
        self.page.goto(address)
        self._wait_for_box()
        expect(self.page.locator(BOX)).to_be_editable(timeout=PATIENCE)
        expect(self.page.locator(".results h1")).to_be_visible(timeout=PATIENCE)
        return self.page

    def _wait_for_box(self) -> None:
        if self.has_gradio:
            expect(self.page.locator(TAKEN)).to_be_visible(timeout=PATIENCE)

    def answer(self, address: str) -> Page:
        """The same with its answer."""
        page = self.open(address)
        expect(page.locator(".results .panel").first).to_be_visible(timeout=PATIENCE)
        self.wait_until_settled()
        return page

    def wait_until_settled(self) -> None:
        """Wait until the passages have been read, where they are."""
        expect(self.page.locator(".results[data-settled]")).to_have_count(0, timeout=PATIENCE)

    def ask(self, question: str) -> None:
        """Type a question and press Enter, then wait for what comes."""
        self._wait_for_box()
        self.page.locator(BOX).fill(question)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".results")).to_have_attribute("data-title", question, timeout=PATIENCE)
        expect(self.page).to_have_title(re.compile(re.escape(question)))
        self.wait_until_settled()
