"""The page that describes the HTTP interface.

It is made from the OpenAPI description itself, so that it says nothing that is not so. Nothing is loaded from
elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse

from paper_search.web.components.layout import make_page_response

_OPENAPI_PATH = "/api/openapi.json"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TypePart:
    """A part of a type in words; ``is_schema`` where it is the name of a schema on the page."""

    text: str
    is_schema: bool = False


@dataclass(frozen=True, slots=True)
class ParameterDoc:
    """A part of an endpoint's address."""

    name: str
    description: str
    default: str


@dataclass(frozen=True, slots=True)
class EndpointDoc:
    """An address, what it takes and what it gives."""

    name: str
    path: str
    description: str
    parameters: tuple[ParameterDoc, ...]
    response: tuple[TypePart, ...]


@dataclass(frozen=True, slots=True)
class FieldDoc:
    """A field of a schema."""

    name: str
    type: tuple[TypePart, ...]
    description: str


@dataclass(frozen=True, slots=True)
class SchemaDoc:
    """A type of the answers."""

    name: str
    description: str
    fields: tuple[FieldDoc, ...]


@dataclass(frozen=True, slots=True)
class ApiDocs:
    """The whole description."""

    description: str
    version: str
    endpoints: tuple[EndpointDoc, ...]
    schemas: tuple[SchemaDoc, ...]
    openapi_url: str = _OPENAPI_PATH


def create_router(api: FastAPI) -> APIRouter:
    """Return the route ``/api``."""
    routes = APIRouter()

    @routes.api_route("/api", methods=["GET", "HEAD"], response_class=HTMLResponse)
    def show_api_docs() -> HTMLResponse:
        return make_page_response("api.html", "For programs", "/api", docs=make_api_docs(api.openapi()))

    return routes


def make_api_docs(openapi: Json) -> ApiDocs:
    """Return what the page shows of an OpenAPI description."""
    schemas = openapi["components"]["schemas"]
    return ApiDocs(
        description=openapi["info"]["description"],
        version=openapi["openapi"],
        endpoints=tuple(_make_endpoint(path, methods["get"]) for path, methods in openapi["paths"].items()),
        schemas=tuple(_make_schema(name, schema) for name, schema in schemas.items() if "properties" in schema),
    )


def _make_endpoint(path: str, operation: Json) -> EndpointDoc:
    return EndpointDoc(
        name=operation["operationId"],
        path=f"/api{path}",
        description=operation.get("description", ""),
        parameters=tuple(_make_parameter(parameter) for parameter in operation.get("parameters", ())),
        response=_describe_type(operation["responses"]["200"]["content"]["application/json"]["schema"]),
    )


def _make_parameter(parameter: Json) -> ParameterDoc:
    schema = parameter["schema"]
    default = "must be given" if parameter.get("required") else str(schema.get("default", "none") or "none")
    sentences = (parameter.get("description", ""), *_describe_bounds(schema))
    return ParameterDoc(parameter["name"], " ".join(filter(None, sentences)), default)


def _describe_bounds(schema: Json) -> list[str]:
    bounds = (("minimum", "From"), ("maximum", "Up to"))
    sentences = [f"{words} {schema[key]}." for key, words in bounds if key in schema]
    if "enum" in schema:
        sentences.append(f"One of: {', '.join(schema['enum'])}.")
    return sentences


def _make_schema(name: str, schema: Json) -> SchemaDoc:
    fields = (
        FieldDoc(field, _describe_type(content), content.get("description", ""))
        for field, content in schema["properties"].items()
    )
    return SchemaDoc(name, schema.get("description", ""), tuple(fields))


def _describe_type(schema: Json) -> tuple[TypePart, ...]:
    """Return a type in words, with the names of the schemas that it is made of."""
    if "$ref" in schema:
        return (TypePart(str(schema["$ref"]).rsplit("/", 1)[-1], is_schema=True),)
    if "anyOf" in schema:
        parts: list[TypePart] = []
        for choice in schema["anyOf"]:
            parts += [*([TypePart(" or ")] if parts else []), *_describe_type(choice)]
        return tuple(parts)
    if schema.get("type") == "array":
        return (TypePart("list of "), *_describe_type(schema["items"]))
    return (TypePart(str(schema.get("type", "anything"))),)
