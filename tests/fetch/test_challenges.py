"""Pages that want to see a person's browser, and pages that only look so."""

from __future__ import annotations

import pytest

from paper_search.fetch.challenges import is_challenge, is_html

CHALLENGES = (
    ({}, b"<html><head><script src='/_Incapsula_Resource?x'></script></head></html>", True, "Imperva's stub"),
    ({}, b"<html>" + b" " * 5000 + b"<script src='/_Incapsula_Resource?x'></script>", False, "a page it has marked"),
    ({}, b"Request unsuccessful. Incapsula incident ID: 1-2", True, "Imperva's refusal"),
    ({}, b"<html><title>Just a moment...</title>" + b" " * 9000, True, "Cloudflare's page"),
    ({"cf-mitigated": "challenge"}, b"", True, "Cloudflare's header"),
    ({"x-amzn-waf-action": "captcha"}, b"", True, "Amazon's header"),
    ({}, b"<html><title>Committees</title><h1>Just a moment of your time</h1></html>", False, "words in a page"),
    ({}, b"<html><title>Back at noon</title></html>", False, "a page of maintenance"),
)


@pytest.mark.parametrize(("headers", "body", "expected", "reason"), CHALLENGES, ids=[case[3] for case in CHALLENGES])
def test_is_a_challenge(headers: dict[str, str], body: bytes, expected: bool, reason: str) -> None:
    assert is_challenge(headers, body) is expected, reason


PAGES = (
    ("text/html; charset=utf-8", b"", True, "by its type"),
    ("application/pdf", b"<!DOCTYPE html><html>", True, "by its first bytes, whatever its type"),
    ("text/xml", b"<?xml version='1.0'?><meeting>", False, "XML"),
    ("application/pdf", b"%PDF-1.7", False, "a PDF file"),
)


@pytest.mark.parametrize(("kind", "body", "expected", "reason"), PAGES, ids=[case[3] for case in PAGES])
def test_is_a_page(kind: str, body: bytes, expected: bool, reason: str) -> None:
    assert is_html(kind, body) is expected, reason
