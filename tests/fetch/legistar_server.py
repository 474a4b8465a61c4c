"""A Legistar of the tests: its web service on one host, its files on another, both of one real server."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from tests.fetch import legistar_content as content
from tests.fetch.site_server import BaseSite, SiteHandler, serve_site

CLIENT = "tarnwick"
_DAYS = re.compile(r"EventDate ge datetime'([\d-]+)' and EventDate lt datetime'([\d-]+)'")


@dataclass(kw_only=True)
class Legistar(BaseSite):
    """What the client's Legistar publishes, and how it misbehaves."""

    events: list[content.Record] = field(default_factory=list)
    items: dict[int, list[content.Record]] = field(default_factory=dict)
    matters: dict[int, content.Record] = field(default_factory=lambda: {k: {**v} for k, v in content.MATTERS.items()})
    versions: dict[str, int] = field(default_factory=dict)
    token: str | None = None
    broken_at: str = ""
    """A part of the path whose answer breaks off."""
    has_moved: bool = False
    """True to send those who ask for the bodies to the host of files, with all that they asked with."""
    skips: bool = True
    files: str = ""
    documents: ClassVar = (".pdf",)

    def get_attachment(self, number: int) -> content.Record:
        """The record of an attachment; it is the same where it stands twice."""
        attached = (found for items in self.items.values() for item in items for found in item[_ATTACHED])
        return next(found for found in attached if found["MatterAttachmentId"] == number)

    def get_event(self, number: int) -> content.Record:
        return next(event for event in self.events if event["EventId"] == number)


_ATTACHED = "EventItemMatterAttachments"


@contextmanager
def serve(site: Legistar) -> Iterator[str]:
    """Serve a Legistar; give the address of the client's web service."""
    with serve_site(site, _Handler) as base:
        port = base.rpartition(":")[2]
        site.files = f"http://localhost:{port}"
        site.events = site.events or content.make_events(base, site.files)
        site.items = site.items or content.make_items(site.files)
        yield f"{base}/v1/{CLIENT}"


class _Handler(SiteHandler[Legistar]):
    def answer_page(self, path: str, query: dict[str, list[str]]) -> None:
        values = {name: value[0] for name, value in query.items()}
        if path.endswith(".pdf"):
            self.answer_file(path.rpartition("/")[2])
        elif not path.startswith(f"/v1/{CLIENT}/"):
            self.answer(b'"LegistarConnectionString setting is not set up"', "application/json", 500)
        elif self.site.has_moved and path.endswith("/Bodies") and self.headers["Host"] in self.site.base:
            self.answer(b"", "text/html", 302, {"Location": f"{self.site.files}{self.path}"})
        elif self.site.token is not None and values.get("token") != self.site.token:
            self.answer(b'"Token is required"', "application/json", 403)
        else:
            self.answer_service(path.removeprefix(f"/v1/{CLIENT}/"), values)

    def answer_file(self, name: str) -> None:
        if name == "511.pdf":
            self.answer(b"<html><title>Invalid parameters!</title></html>", "text/html")
        else:
            self.answer(content.make_document(name, self.site.versions.get(name, 1)), "application/pdf")

    def answer_service(self, path: str, values: dict[str, str]) -> None:
        kind, _, rest = path.partition("/")
        number, _, part = rest.partition("/")
        if kind == "Events" and number:
            found = [event for event in self.site.events if str(event["EventId"]) == number]
            if not found:
                self.answer(b'{"Message": "not found"}', "application/json", 404)
                return
            items = self.site.items.get(int(number), []) if values.get("Attachments") == "1" else []
            self.answer_json(items if part == "EventItems" else found[0])
            return
        lists = {"Bodies": lambda: content.BODIES, "Events": self.list_events, "Matters": self.list_matters}
        wanted = lists[kind]() if kind == "Bodies" else lists[kind](values)  # type: ignore[call-arg]
        ordered = sorted(wanted, key=lambda record: record[values["$orderby"]])
        first = int(values["$skip"]) if self.site.skips else 0
        self.answer_json(ordered[first : first + int(values["$top"])])

    def list_events(self, values: dict[str, str]) -> list[content.Record]:
        days = _DAYS.fullmatch(values["$filter"])
        assert days is not None, values["$filter"]
        first, last = (date.fromisoformat(day).isoformat() for day in days.groups())
        return [
            event for event in self.site.events if first <= event["EventDate"] < last or "not" in event["EventDate"]
        ]

    def list_matters(self, values: dict[str, str]) -> list[content.Record]:
        wanted = [int(part.removeprefix("MatterId eq ")) for part in values["$filter"].split(" or ")]
        assert len(wanted) <= 20
        return [{"MatterId": number, **self.site.matters[number]} for number in wanted if number in self.site.matters]

    def answer_json(self, found: Any) -> None:
        body = json.dumps(found).encode()
        is_broken = self.site.broken_at and self.site.broken_at in self.path
        self.answer(body[: len(body) // 2] if is_broken else body, "application/json; charset=utf-8")
