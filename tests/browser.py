"""A visit to the site in a real browser: what happened in it, and how to open a page and wait for its answer."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, expect

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
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
LOOKS = (("desk", "light"), ("desk", "dark"), ("phone", "light"))
"""Sizes and colours under axe: contrast hangs on the colours, the size of targets on the width, nothing on both."""
PICTURES = os.environ.get("TEST_PICTURES")
"""A folder in which the pages under test are kept as pictures, to be looked at."""
PATIENCE = 30_000
BOX = "#question input"


def keep_picture(page: Page, name: str) -> None:
    """Keep the whole page as a picture, where that is asked for."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


class Visit:
    """A browser window of its own, and what happened in it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context, self.page = context, context.new_page()
        self.requested: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self.requested.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._console)
        self.page.on("dialog", self._dialog)

    def _console(self, line: ConsoleMessage) -> None:
        if "Security Policy" in line.text:
            self.complaints.append(line.text)

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def open(self, address: str) -> Page:
        """The question page, once it can be used."""
        self.page.goto(address)
        expect(self.page.locator(BOX)).to_be_editable(timeout=PATIENCE)
        expect(self.page.locator(".results h1")).to_be_visible(timeout=PATIENCE)
        return self.page

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
        self.page.locator(BOX).fill(question)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".results")).to_have_attribute("data-title", question, timeout=PATIENCE)
        expect(self.page).to_have_title(re.compile(re.escape(question)))
        self.wait_until_settled()
