"""An alert in a real browser: asked for beside the feed and confirmed, with axe's rules held against each page."""

from __future__ import annotations

import re
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

from playwright.sync_api import expect

from paper_search.config import SiteSettings
from paper_search.library import Library
from tests.alerts.mail_server import Mailbox, find_free_port, read_body, run_mail_server
from tests.browser import PATIENCE, Visit, find_violations
from tests.site import serve_library


def wait_for_link(mailbox: Mailbox) -> str:
    end = monotonic() + 120
    while not mailbox.messages and monotonic() < end:
        sleep(0.05)
    match = re.search(r"https://papers\.example(/alerts/confirm/\S+)", read_body(mailbox.messages[-1]))
    assert match is not None
    return urlsplit(match[0]).path


def test_an_alert_is_asked_for_and_confirmed(visit: Visit, library: Library, tmp_path: Path) -> None:
    with run_mail_server() as mailbox:
        settings = SiteSettings(
            smtp_host=mailbox.server.host,
            smtp_port=mailbox.server.port,
            smtp_security="none",
            mail_from="papers@ferndale.example",
            site_url="https://papers.example",
            alerts=tmp_path / "alerts.json",
        )
        with serve_library(library, find_free_port(), settings) as site:
            page = visit.answer(f"{site}/?q=potholes")
            page.locator(".saving summary").click()
            field = page.get_by_label("Get this by e-mail")
            expect(field).to_be_visible()
            assert find_violations(page, "alert-form") == ""
            field.fill("alex@ferndale.example")
            page.keyboard.press("Enter")
            expect(page.locator("h1")).to_have_text("Check your e-mail", timeout=PATIENCE)
            page.goto(site + wait_for_link(mailbox))
            expect(page.locator("main")).to_contain_text("“potholes”")
            assert find_violations(page, "alert-confirm") == ""
            page.get_by_role("button", name="Yes, send me these e-mails").click()
            expect(page.locator("h1")).to_have_text("Your alert is on", timeout=PATIENCE)
            assert find_violations(page, "alert-on") == ""
