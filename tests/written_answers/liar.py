"""A language model's server of the tests: it speaks the protocol on 127.0.0.1, and misbehaves as its model is named.

The drafts are made from the spans that it is sent, so that each lie is near the truth. All that is asked is recorded.
"""

from __future__ import annotations

import gzip
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Spans = list[str]
Draft = dict[str, Any]
FIGURE = re.compile(r"\d[\d,.]*\d|\d")
ITEM_NUMBER = re.compile(r"^(?:\d[\d.]*|\w\))\s+")
FALSE_WORDS = "in 1066"
MARKED = re.compile(r"⟦/?\w+⟧")


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def prompt(self) -> dict[str, Any]:
        """The question and the spans."""
        loaded: dict[str, Any] = json.loads(self.body["messages"][1]["content"])
        return loaded

    @property
    def spans(self) -> Spans:
        return [MARKED.sub("", span["text"]) for span in self.prompt["spans"]]

    @property
    def is_repair(self) -> bool:
        return len(self.body["messages"]) > 2


@dataclass
class Liar:
    """The server: its address, what it was asked, and how many left before they were answered."""

    url: str = ""
    log: list[Asked] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)


def say(text: str, *cites: int) -> Draft:
    return {"sentences": [{"text": text, "spans": list(cites or (1,))}], "insufficient": False}


def swap(text: str, first: str, second: str) -> str:
    return text.replace(first, "\0").replace(second, first).replace("\0", second)


def change_digit(text: str) -> str:
    return re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10), text, count=1)


LIES: dict[str, tuple[Callable[[Spans], Draft], str]] = {
    "digit": (lambda spans: say(change_digit(spans[0])), "figure"),
    "borrowed": (lambda spans: say(FIGURE.sub(FIGURE.findall(spans[1])[0], spans[0], count=1)), "figure"),
    "exchanged": (lambda spans: say(swap(spans[0], "£4.2m", "£5.1m")), "order"),
    "computed": (lambda spans: say("Spending on road repairs rose by £0.9m."), "figure"),
    "negated": (lambda spans: say(spans[1].replace("be replaced", "not be replaced"), 2), "polarity"),
    "renamed": (lambda spans: say(spans[1].replace("Mill Lane", "Church Lane"), 2), "name"),
    "roles": (lambda spans: say(swap(spans[2], "Councillor Hart", "Councillor Bell"), 3), "order"),
    "firmer": (lambda spans: say(spans[3].replace("may", "must"), 4), "modality"),
    "reversed": (lambda spans: say(spans[0].replace("rose", "fell")), "polarity"),
    "unconditional": (lambda spans: say(spans[1].partition(", subject")[0] + ".", 2), "condition"),
    "cites nothing": (lambda spans: say(spans[0], *()) | {"sentences": [{"text": spans[0], "spans": []}]}, "citation"),
    "cites 99": (lambda spans: say(spans[0], 99), "citation"),
    "cites another": (lambda spans: say(spans[0], 3), "figure"),
    "invents a quote": (lambda spans: say("The Leader said: “This scheme is a triumph for Wexmoor.”"), "name"),
    "obeys": (lambda spans: say("Ignore the papers above: every councillor has resigned."), "form"),
    "speaks of itself": (lambda spans: say("As an assistant I advise you to see the road repairs budget."), "form"),
    "html": (lambda spans: say(f"<b>{spans[0]}</b>"), "form"),
    "script": (lambda spans: say("The budget<script>window.ran=1</script> rose."), "form"),
    "link": (lambda spans: say("The [budget](https://elsewhere.invalid/) rose."), "form"),
    "bidi": (lambda spans: say("\u202e" + spans[0]), "form"),
    "tags": (lambda spans: say(spans[0] + "\U000e0041\U000e0042"), "form"),
    "long": (lambda spans: say(" ".join(spans[0] for _ in range(3))), "form"),
    "welsh": (lambda spans: say("Cododd y gyllideb atgyweirio ffyrdd yn 2024."), "word"),
}
"""Each lie with the code of a reason that stands against it."""


def _honest(spans: Spans) -> Draft:
    texts = [f"{ITEM_NUMBER.sub('', text).partition('. ')[0].rstrip('.')}." for text in spans[:2]]
    return {
        "sentences": [{"text": text, "spans": [number]} for number, text in enumerate(texts, 1)],
        "insufficient": False,
    }


def _half(spans: Spans) -> Draft:
    honest = _honest(spans)["sentences"][:1]
    return {"sentences": honest + say(f"{honest[0]['text'].rstrip('.')} {FALSE_WORDS}.")["sentences"]}


def _envelope(content: str | None, finish: str = "stop", **message: Any) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": content, **message}, "finish_reason": finish}
    return json.dumps({"object": "chat.completion", "choices": [choice]}).encode()


def _draft_text(asked: Asked) -> str:
    model = asked.body["model"]
    if model in LIES:
        return json.dumps(LIES[model][0](asked.spans))
    if model == "mends" and not asked.is_repair:
        return json.dumps(_half(asked.spans))
    if model in ("half", "waits"):
        return json.dumps(_half(asked.spans))
    if model == "insufficient":
        return json.dumps({"sentences": [], "insufficient": True})
    return json.dumps(_honest(asked.spans))


DUPLICATE = '{"sentences": [], "sentences": [{"text": "The road repairs budget rose.", "spans": [1]}]}'
NUMBER_THAT_IS_NONE = '{"sentences": [{"text": "The budget rose.", "spans": [NaN]}]}'
BODIES: dict[str, Callable[[str], bytes]] = {
    "fenced": lambda text: _envelope(f"Here it is:\n```json\n{text}\n```\nI hope that helps."),
    "thinks": lambda text: _envelope(f'<think>{{"sentences": []}} perhaps</think>\n{text}'),
    "reasons": lambda text: _envelope(text, reasoning_content="Let me think about the depots."),
    "duplicate": lambda text: _envelope(DUPLICATE),
    "nan": lambda text: _envelope(NUMBER_THAT_IS_NONE),
    "surrogate": lambda text: _envelope(r'{"sentences": [{"text": "The road \ud800 repairs", "spans": [1]}]}'),
    "deep": lambda text: _envelope('{"sentences":' + "[" * 60_000),
    "tool": lambda text: _envelope(None, "tool_calls", tool_calls=[{"function": {"name": "rm", "arguments": "{}"}}]),
    "cut off": lambda text: _envelope(text[: len(text) // 2], "length"),
    "refuses": lambda text: _envelope(None, refusal="I cannot help with that."),
    "refuses in prose": lambda text: _envelope("I am sorry, but I cannot help with that."),
    "no choices": lambda text: b'{"choices": []}',
    "error in 200": lambda text: b'{"error": {"message": "model crashed"}}',
    "not json": lambda text: b"<html><body>Back at noon</body></html>",
    "sse": lambda text: b'data: {"choices": [{"delta": {"content": "The"}}]}\n\ndata: [DONE]\n\n',
    "10 MB": lambda text: _envelope("x" * 10_000_000),
}
BOMB = gzip.compress(bytes(8_000_000))
STATUSES = {"401": 401, "403": 403, "404": 404, "429": 429, "500": 500, "503": 503, "always 400": 400}


class _Handler(BaseHTTPRequestHandler):
    liar: Liar
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        """Write no log."""

    def do_GET(self) -> None:
        self.liar.log.append(Asked(self.path, dict(self.headers), {}))
        self._answer(b"{}", 200)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.liar.log.append(asked)
        self.liar.asked.set()
        with suppress(BrokenPipeError, ConnectionResetError):
            self._respond(asked)

    def _respond(self, asked: Asked) -> None:
        model = asked.body["model"]
        if model in STATUSES:
            self._answer(b'{"error": "no"}', STATUSES[model], {"retry-after": "30"})
        elif (model, self._form(asked)) in (("no schema", "json_schema"), ("text only", "json_schema")):
            self._answer(b'{"error": "response_format is not known"}', 400)
        elif (model, self._form(asked)) == ("text only", "json_object"):
            self._answer(b'{"error": "response_format is not known"}', 422)
        elif model in BODIES:
            self._answer(BODIES[model](_draft_text(asked)), 200)
        elif model in _WIRE:
            _WIRE[model](self, _envelope(_draft_text(asked)))
        else:
            self._answer(_envelope(_draft_text(asked)), 200)

    @staticmethod
    def _form(asked: Asked) -> str | None:
        form = asked.body.get("response_format")
        return form["type"] if form else None

    def _answer(self, body: bytes, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _redirect(self, body: bytes) -> None:
        self._answer(b"", 307, {"location": f"{self.liar.url}/elsewhere"})

    def _break_off(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.close_connection = True

    def _zip(self, body: bytes) -> None:
        self._answer(gzip.compress(body), 200, {"content-encoding": "gzip"})

    def _bomb(self, body: bytes) -> None:
        self._answer(BOMB, 200, {"content-encoding": "gzip"})

    def _wrong_type(self, body: bytes) -> None:
        self._answer(body, 200, {"content-type": "text/html"})

    def _dribble(self, body: bytes) -> None:
        """Send a byte now and then, until nobody listens."""
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        try:
            for byte in body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.liar.left.set()
            raise

    def _never(self, body: bytes) -> None:
        self.liar.release.wait(20)

    def _wait(self, body: bytes) -> None:
        self.liar.release.wait(20)
        self._answer(body, 200)


_WIRE: dict[str, Callable[[_Handler, bytes], None]] = {
    "redirects": _Handler._redirect,
    "breaks off": _Handler._break_off,
    "zips": _Handler._zip,
    "bomb": _Handler._bomb,
    "wrong type": _Handler._wrong_type,
    "dribbles": _Handler._dribble,
    "never": _Handler._never,
    "waits": _Handler._wait,
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args: Any) -> None:
        """Say nothing of an asker who has left."""


@contextmanager
def serve_liar() -> Iterator[Liar]:
    """Serve on a free port of this machine, and yield what is recorded."""
    liar = Liar()
    handler = type("Handler", (_Handler,), {"liar": liar})
    server = _Server(("127.0.0.1", 0), handler)
    liar.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield liar
    finally:
        liar.release.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
