"""The page that describes the HTTP interface. In: its OpenAPI description; out: a page of ours with all that is in it.

Promise: it is made from the description itself, so that it says nothing that is not so; nothing is loaded from
elsewhere.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse

from paper_search.web.components.layout import page
from paper_search.web.html import escape, tag

_DESCRIPTION = "/api/openapi.json"
_MCP = (
    "The same is offered to assistants that speak the Model Context Protocol: `paper-search mcp` on the machine that "
    "holds the index answers as search_papers, ask_papers and compare_authorities."
)
Json = dict[str, Any]


def router(api: FastAPI) -> APIRouter:
    """The route ``/api``."""
    routes = APIRouter()

    @routes.api_route("/api", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def described() -> HTMLResponse:
        return page("For programs", _inner(api.openapi()), "/api")

    return routes


def _inner(described: Json) -> str:
    link = tag("a", escape(_DESCRIPTION), href=_DESCRIPTION)
    about = tag("p", escape(described["info"]["description"]))
    also = tag("p", f"A description for machines (OpenAPI {escape(described['openapi'])}): {link}. " + _coded(_MCP))
    doors = "".join(_door(path, each["get"]) for path, each in described["paths"].items())
    shapes = described["components"]["schemas"]
    shown = "".join(_shape(name, shape) for name, shape in shapes.items() if "properties" in shape)
    return tag("h1", "For programs") + about + also + doors + tag("h2", "What is given") + shown


def _door(path: str, operation: Json) -> str:
    heading = tag("h2", "GET " + tag("code", escape("/api" + path)), id=operation["operationId"])
    given = operation["responses"]["200"]["content"]["application/json"]["schema"]
    rows = "".join(_parameter(each) for each in operation.get("parameters", ()))
    head = tag("thead", tag("tr", "".join(tag("th", each, scope="col") for each in ("Name", "What it is", "Default"))))
    table = tag("table", tag("caption", "Parts of the address") + head + tag("tbody", rows))
    said = tag("p", _coded(operation.get("description", "")))
    return heading + said + tag("div", table, class_="wide", tabindex="0") + tag("p", "Gives " + _kind(given) + ".")


def _parameter(each: Json) -> str:
    shape = each["schema"]
    default = "must be given" if each.get("required") else str(shape.get("default", "none") or "none")
    words = " ".join(filter(None, (each.get("description", ""), _bounds(shape))))
    name = tag("th", tag("code", escape(each["name"])), scope="row")
    return tag("tr", name + tag("td", escape(words)) + tag("td", escape(default)))


def _bounds(shape: Json) -> str:
    said = [f"{words} {shape[key]}." for key, words in (("minimum", "From"), ("maximum", "Up to")) if key in shape]
    if "enum" in shape:
        said.append(f"One of: {', '.join(shape['enum'])}.")
    return " ".join(said)


def _shape(name: str, shape: Json) -> str:
    fields = "".join(
        tag("dt", tag("code", escape(field)) + " " + _kind(each)) + tag("dd", _coded(each.get("description", "")))
        for field, each in shape["properties"].items()
    )
    about = tag("p", escape(shape.get("description", "")))
    return tag("h3", escape(name), id=f"shape-{name}") + about + tag("dl", fields)


def _kind(shape: Json) -> str:
    """The type of a field in words, a link where it is described here."""
    if "$ref" in shape:
        name = str(shape["$ref"]).rsplit("/", 1)[-1]
        return tag("a", escape(name), href=f"#shape-{name}")
    if "anyOf" in shape:
        return " or ".join(_kind(each) for each in shape["anyOf"])
    if shape.get("type") == "array":
        return "list of " + _kind(shape["items"])
    return escape(str(shape.get("type", "anything")))


def _coded(words: str) -> str:
    """Words with what stands between backticks as code."""
    parts = words.split("`")
    return "".join(tag("code", escape(part)) if at % 2 else escape(part) for at, part in enumerate(parts))
