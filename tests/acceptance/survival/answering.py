"""A server process over an open library, for programs: ``python -m tests.acceptance.survival.answering CORPUS INDEX``.

It prints its port, then answers ``GET /?q=…`` with the passages and quotes of the answer as JSON, each request in a
thread of its own.
"""

from __future__ import annotations

import json
import sys
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from paper_search import api
from paper_search.library import Library


def list_shown_texts(library: Library, question: str) -> list[tuple[str, str]]:
    """All that an answer shows: the paper, and the words."""
    answer = library.ask(question)
    hits = [(hit.document.doc_id, hit.passage.text) for hit in answer.hits]
    return hits + [(quote.document.doc_id, quote.text) for quote in answer.quotes]


class Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    library: Library

    def do_GET(self) -> None:
        try:
            status, said = 200, list_shown_texts(self.library, parse_qs(urlsplit(self.path).query)["q"][0])
        except Exception:
            status, said = 500, [("", traceback.format_exc())]
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


class Server(ThreadingHTTPServer):
    request_queue_size = 64


if __name__ == "__main__":
    Answers.library = api.open_library(Path(sys.argv[1]), Path(sys.argv[2]))
    Answers.library.warm()
    with Server(("127.0.0.1", 0), Answers) as server:
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()
