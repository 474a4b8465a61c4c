"""The name of a request: new, or that of a trusted proxy, and the same in the answer and for all that answers."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from paper_search.web.middleware.forwarded import ForwardedMiddleware
from paper_search.web.middleware.request_id import RequestIdMiddleware
from paper_search.web.request_id import get_request_id

PROXY = "10.0.0.2"


async def tell(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(get_request_id())(scope, receive, send)


CASES = [
    (PROXY, ["from-the_proxy1"], True, "a proxy that is trusted names it"),
    ("192.0.2.1", ["from-the_proxy1"], False, "anybody else does not"),
    (PROXY, ["with a space"], False, "a name is no sentence"),
    (PROXY, ["x" * 65], False, "a name is short"),
    (PROXY, ["one", "two"], False, "two names: one may be the visitor's"),
    (PROXY, [], False, "no name"),
]


@pytest.mark.parametrize(("sender", "given", "is_kept", "reason"), CASES, ids=[reason for *_, reason in CASES])
def test_a_request_has_one_name(sender: str, given: list[str], is_kept: bool, reason: str) -> None:
    app = ForwardedMiddleware(RequestIdMiddleware(tell, ()), (f"{PROXY}/32",))
    answer = TestClient(app, client=(sender, 5000)).get("/", headers=[("x-request-id", name) for name in given])
    assert answer.text == answer.headers["x-request-id"]
    assert (answer.text in given) == is_kept
    assert is_kept or re.fullmatch(r"[0-9a-f]{16}", answer.text)


def test_no_two_requests_share_a_name_and_none_is_left_behind() -> None:
    client = TestClient(RequestIdMiddleware(tell, ()))
    assert len({client.get("/").text for _ in range(20)}) == 20
    assert get_request_id() == ""
