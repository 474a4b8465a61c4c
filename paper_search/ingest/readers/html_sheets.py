"""Style sheets of a web page that it holds itself: in ``style`` elements and in ``data:`` addresses."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_to_bytes

from bs4 import Tag


def read_sheet(tag: Tag) -> str | None:
    """Return the rules of a ``style`` or a ``link`` element; None where they are not at hand."""
    return tag.get_text() if tag.name == "style" else decode_data_address(str(tag.get("href") or ""))


def find_imported(prelude: Iterable[Any]) -> str | None:
    """Return the rules of an ``@import`` of a ``data:`` address; None where they are not at hand."""
    for token in prelude:
        inner = token.arguments if token.type == "function" and token.lower_name == "url" else [token]
        for address in inner:
            if address.type in ("url", "string"):
                return decode_data_address(address.value)
    return None


def decode_data_address(address: str) -> str | None:
    """Return the text of a ``data:`` address (RFC 2397); None for any other."""
    head, comma, data = address.partition(",")
    if not comma or not head.lower().startswith("data:text/css"):
        return None
    try:
        raw = unquote_to_bytes(data)
        return (b64decode(raw) if head.lower().endswith(";base64") else raw).decode("utf-8", "replace")
    except ValueError:
        return None
