"""The page that describes the HTTP interface. In: its OpenAPI description; out: a page of ours with all that is in it.

Promise: it is made from the description itself, so that it says nothing that is not so; nothing is loaded from
elsewhere.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse

from paper_search.web.components.layout import make_page_response
from paper_search.web.html import escape, tag

_OPENAPI_PATH = "/api/openapi.json"
_MCP_TEXT = (
    "The same is offered to assistants that speak the Model Context Protocol: `paper-search mcp` on the machine that "
    "holds the index answers as search_papers, ask_papers and compare_authorities."
)
Json = dict[str, Any]


def create_router(api: FastAPI) -> APIRouter:
    """The route ``/api``."""
    routes = APIRouter()

    @routes.api_route("/api", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def show_api_docs() -> HTMLResponse:
        return make_page_response("For programs", _render_docs(api.openapi()), "/api")

    return routes


def _render_docs(openapi: Json) -> str:
    link = tag("a", escape(_OPENAPI_PATH), href=_OPENAPI_PATH)
    about = tag("p", escape(openapi["info"]["description"]))
    also = tag(
        "p", f"A description for machines (OpenAPI {escape(openapi['openapi'])}): {link}. " + _render_code(_MCP_TEXT)
    )
    doors = "".join(_render_endpoint(path, each["get"]) for path, each in openapi["paths"].items())
    shapes = openapi["components"]["schemas"]
    shown = "".join(_render_schema(name, shape) for name, shape in shapes.items() if "properties" in shape)
    return tag("h1", "For programs") + about + also + doors + tag("h2", "What is given") + shown


def _render_endpoint(path: str, operation: Json) -> str:
    heading = tag("h2", "GET " + tag("code", escape("/api" + path)), id=operation["operationId"])
    given = operation["responses"]["200"]["content"]["application/json"]["schema"]
    rows = "".join(_render_parameter(each) for each in operation.get("parameters", ()))
    head = tag("thead", tag("tr", "".join(tag("th", each, scope="col") for each in ("Name", "What it is", "Default"))))
    table = tag("table", tag("caption", "Parts of the address") + head + tag("tbody", rows))
    said = tag("p", _render_code(operation.get("description", "")))
    return (
        heading + said + tag("div", table, class_="wide", tabindex="0") + tag("p", "Gives " + _render_type(given) + ".")
    )


def _render_parameter(parameter: Json) -> str:
    shape = parameter["schema"]
    default = "must be given" if parameter.get("required") else str(shape.get("default", "none") or "none")
    words = " ".join(filter(None, (parameter.get("description", ""), _describe_bounds(shape))))
    name = tag("th", tag("code", escape(parameter["name"])), scope="row")
    return tag("tr", name + tag("td", escape(words)) + tag("td", escape(default)))


def _describe_bounds(schema: Json) -> str:
    said = [f"{words} {schema[key]}." for key, words in (("minimum", "From"), ("maximum", "Up to")) if key in schema]
    if "enum" in schema:
        said.append(f"One of: {', '.join(schema['enum'])}.")
    return " ".join(said)


def _render_schema(name: str, schema: Json) -> str:
    fields = "".join(
        tag("dt", tag("code", escape(field)) + " " + _render_type(each))
        + tag("dd", _render_code(each.get("description", "")))
        for field, each in schema["properties"].items()
    )
    about = tag("p", escape(schema.get("description", "")))
    return tag("h3", escape(name), id=f"shape-{name}") + about + tag("dl", fields)


def _render_type(schema: Json) -> str:
    """The type of a field in words, a link where it is described here."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        return tag("a", escape(name), href=f"#shape-{name}")
    if "anyOf" in schema:
        return " or ".join(_render_type(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return "list of " + _render_type(schema["items"])
    return escape(str(schema.get("type", "anything")))


def _render_code(words: str) -> str:
    """Words with what stands between backticks as code."""
    parts = words.split("`")
    return "".join(tag("code", escape(part)) if at % 2 else escape(part) for at, part in enumerate(parts))
