"""Mail addresses: which are written to, and in which form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_search.alerts.addresses import make_mailbox_key, parse_address
from paper_search.errors import QueryError

TAKEN = [
    ("alex@ferndale.example", "alex@ferndale.example", "an ordinary one"),
    ("  alex@ferndale.example \n", "alex@ferndale.example", "white space that was pasted along"),
    ("Alex.Wren+papers@Ferndale.Example", "Alex.Wren+papers@ferndale.example", "before the @ capitals may count"),
    ("o'hara@larkford.gov.example", "o'hara@larkford.gov.example", "an apostrophe"),
    ("a@xn--mnchen-3ya.example", "a@xn--mnchen-3ya.example", "a domain in its ASCII form"),
    ("a@münchen.example", "a@xn--mnchen-3ya.example", "a domain with an umlaut goes out in its ASCII form"),
    ("a@例え.example", "a@xn--r8jz45g.example", "so does one of another script"),
    ("a" * 64 + "@ferndale.example", "a" * 64 + "@ferndale.example", "as long as may be"),
]


@pytest.mark.parametrize(("typed", "address", "reason"), TAKEN, ids=[reason for *_, reason in TAKEN])
def test_an_address_is_taken(typed: str, address: str, reason: str) -> None:
    assert parse_address(typed) == address


REFUSED = [
    ("", "nothing"),
    ("alex", "no @"),
    ("@ferndale.example", "nothing before it"),
    ("alex@", "nothing behind it"),
    ("alex@ferndale", "one label alone is no domain of the internet"),
    ("alex@127.0.0.1", "the address of a machine"),
    ("alex@[127.0.0.1]", "the same as a literal"),
    ("alex@ferndale..example", "an empty label"),
    ("alex@-ferndale.example", "a label that begins with a hyphen"),
    ("alex@ferndale.example.", "a dot at the end"),
    (".alex@ferndale.example", "a dot at the beginning"),
    ("al..ex@ferndale.example", "two dots"),
    ("al ex@ferndale.example", "a space"),
    ('"al ex"@ferndale.example', "quoted: not every server takes it"),
    ("a@b@ferndale.example", "two @"),
    ("alex@ferndale.example\nBcc: b@larkford.example", "a line of its own would be a header"),
    ("alex@ferndale.example\r\nBcc:b@larkford.example", "and with a carriage return"),
    ("alex\x00@ferndale.example", "a control character"),
    ("Alex <alex@ferndale.example>", "a name before it"),
    ("alex@ferndale.example, b@larkford.example", "two addresses"),
    ("alex%@ferndale.example>", "a bracket"),
    ("zoë@ferndale.example", "letters that ask for SMTPUTF8"),
    ("a@straße.example", "two domains, by the version of IDNA"),
    ("a" * 65 + "@ferndale.example", "longer than may be"),
    ("a@" + "b" * 64 + ".example", "a label longer than may be"),
    ("a@" + "é" * 60 + ".example", "one that is too long in its ASCII form"),
    ("a@" + "bcd." * 70 + "example", "a domain longer than may be"),
]


@pytest.mark.parametrize(("typed", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_an_address_is_refused_in_words(typed: str, reason: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse_address(typed)
    assert str(raised.value).endswith(".")
    assert len(str(raised.value)) > 40


ALIKE = [
    ("alex@ferndale.example", "ALEX@ferndale.example", True, "capitals"),
    ("alex@ferndale.example", "alex+2@ferndale.example", True, "a tag of the same mailbox"),
    ("alex@ferndale.example", "alex@larkford.example", False, "another domain"),
    ("alex@ferndale.example", "+x@ferndale.example", False, "a tag without a name is a name"),
]


@pytest.mark.parametrize(("first", "second", "is_same", "reason"), ALIKE, ids=[reason for *_, reason in ALIKE])
def test_which_addresses_are_one_mailbox(first: str, second: str, is_same: bool, reason: str) -> None:
    assert (make_mailbox_key(first) == make_mailbox_key(second)) is is_same


@given(st.from_regex(r"[\w.+'\- ]{0,70}@[\w.\-]{0,80}", fullmatch=True) | st.emails() | st.text(max_size=300))
def test_what_is_taken_is_one_plain_line_and_is_taken_again(typed: str) -> None:
    try:
        address = parse_address(typed)
    except QueryError:
        return
    assert address.isascii()
    assert address.isprintable()
    assert len(address) <= 254
    assert not set(' ,;<>()"\\') & set(address)
    assert parse_address(address) == address
