"""The site as a search engine of the browser: an OpenSearch description document.

Every page names it, and a browser then offers to search the papers from its address bar. The format is that of
OpenSearch 1.1, draft 6.
"""

from __future__ import annotations

from xml.etree import ElementTree

from fastapi import APIRouter, Request
from fastapi.responses import Response

from paper_search.text.unprintable import replace_unprintable
from paper_search.web.components.layout import OPENSEARCH_PATH, TITLE
from paper_search.web.html import clip

_NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
_MEDIA_TYPE = "application/opensearchdescription+xml"
_DESCRIPTION = "Search council papers by meaning, and read the words that answer."
_MAX_LONG_NAME_CHARS = 48
"""The most that the format allows; the short name may have 16."""


def create_router(owner: str = "", site_url: str = "") -> APIRouter:
    """Return the route ``/opensearch.xml``.

    Args:
        owner: who runs the site, for its long name.
        site_url: the address of the site in the settings; by default the one that was asked.
    """
    routes = APIRouter()

    @routes.api_route(OPENSEARCH_PATH, methods=["GET", "HEAD"], response_class=Response)
    def describe(request: Request) -> Response:
        content = render_description(site_url or str(request.base_url).rstrip("/"), owner)
        return Response(content, media_type=f"{_MEDIA_TYPE}; charset=utf-8", headers={"cache-control": "private"})

    return routes


def render_description(site_url: str, owner: str = "") -> bytes:
    """Return the document as a file.

    Args:
        site_url: the address of the site, without a slash at its end.
        owner: who runs the site; empty where that is not stated.
    """
    ElementTree.register_namespace("", _NAMESPACE)
    root = ElementTree.Element(f"{{{_NAMESPACE}}}OpenSearchDescription")
    _add(root, "ShortName", TITLE)
    _add(root, "LongName", clip(f"{TITLE}: {owner}" if owner else TITLE, _MAX_LONG_NAME_CHARS))
    _add(root, "Description", _DESCRIPTION)
    _add(root, "Language", "en-GB")
    _add(root, "InputEncoding", "UTF-8")
    _add(root, "Image", f"{site_url}/own/icon.svg", type="image/svg+xml")
    _add(root, "Url", type="text/html", method="get", template=f"{site_url}/?q={{searchTerms}}")
    _add(root, "Url", type=_MEDIA_TYPE, rel="self", template=f"{site_url}{OPENSEARCH_PATH}")
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> None:
    element = ElementTree.SubElement(parent, f"{{{_NAMESPACE}}}{name}", attributes)
    element.text = replace_unprintable(text) or None
