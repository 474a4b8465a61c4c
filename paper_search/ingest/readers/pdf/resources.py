"""Named resources of a content stream, as pypdf holds them: fonts, forms, images, layers, opacities, colour spaces."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from paper_search.ingest.readers.pdf.graphics import Box, FormXObject, PdfFont, Picture, TransparencySettings
from paper_search.ingest.readers.pdf.layers import LayerStates
from paper_search.ingest.readers.pdf.operations import parse_operations

_DEVICE_LIKE_SPACES = ("/ICCBased", "/CalGray", "/CalRGB", "/DeviceGray", "/DeviceRGB", "/DeviceCMYK")
_SAFE_BLEND_MODES = ("/Normal", "/Compatible", "/Multiply", "/Darken")
"""Blend modes in which what is dark stays dark."""


class StreamResources:
    """The resource dictionary of one content stream."""

    def __init__(
        self, reader: PdfReader, resources: Any, layers: LayerStates, load_font: Callable[[Any], PdfFont]
    ) -> None:
        """Load the fonts; the rest is looked up when it is used.

        Args:
            reader: the open file.
            resources: the resource dictionary.
            layers: the states of the layers.
            load_font: makes a font of its dictionary.
        """
        self._reader, self._resources, self._layers, self._load_font = reader, resources, layers, load_font
        self._layer_cache: dict[str, bool] = {}
        self.fonts: dict[str, PdfFont] = {}
        for name, raw in (resolve_object(resources.get("/Font")) or {}).items():
            with suppress(PyPdfError, AttributeError, KeyError, TypeError, ValueError):
                self.fonts[name] = load_font(raw.get_object())

    def find_xobject(self, name: str) -> FormXObject | Picture | None:
        """Return a form or an image."""
        xobject = self._find("/XObject", name)
        if xobject is None:
            return None
        is_layer_off = "/OC" in xobject and self._layers.is_off(xobject.raw_get("/OC"))
        if xobject.get("/Subtype") != "/Form":
            return Picture(is_layer_off)
        inner = StreamResources(
            self._reader, resolve_object(xobject.get("/Resources")) or self._resources, self._layers, self._load_font
        )
        a, b, c, d, e, f = (float(number) for number in xobject.get("/Matrix", (1, 0, 0, 1, 0, 0)))
        group = resolve_object(xobject.get("/Group"))
        return FormXObject(
            parse_operations(xobject, self._reader),
            inner,
            (a, b, c, d, e, f),
            read_bounds(xobject),
            is_layer_off,
            is_group=group is not None and group.get("/S") == "/Transparency",
        )

    def is_layer_off(self, name: str) -> bool:
        """Return True if a property list names optional content that is switched off."""
        if name not in self._layer_cache:
            properties: Any = resolve_object(self._resources.get("/Properties"))
            is_known = properties is not None and name in properties
            self._layer_cache[name] = is_known and self._layers.is_off(properties.raw_get(name))
        return self._layer_cache[name]

    def find_transparency(self, name: str) -> TransparencySettings | None:
        """Return what a graphics state says about transparency; None where there is no such state."""
        state = self._find("/ExtGState", name)
        if state is None:
            return None
        mask, mode = resolve_object(state.get("/SMask")), resolve_object(state.get("/BM"))
        # Of an array of blend modes a viewer takes the first one that it knows.
        modes = mode if isinstance(mode, list) else [mode]
        return TransparencySettings(
            _to_number(state.get("/ca")),
            _to_number(state.get("/CA")),
            None if mask is None else mask != "/None",
            None if mode is None else any(resolve_object(entry) not in _SAFE_BLEND_MODES for entry in modes),
        )

    def find_line_width(self, name: str) -> float | None:
        """Return the line width that a graphics state sets, None where it sets none."""
        return _to_number((self._find("/ExtGState", name) or {}).get("/LW"))

    def is_device_like(self, name: str) -> bool:
        """Return True if the components of a colour space are those of grey, RGB or CMYK."""
        space = self._find("/ColorSpace", name)
        kind = space if isinstance(space, str) else resolve_object(space[0]) if space else None
        return kind in _DEVICE_LIKE_SPACES

    def _find(self, category: str, name: str) -> Any:
        return resolve_object((resolve_object(self._resources.get(category)) or {}).get(name))


def read_bounds(form: Any) -> Box | None:
    """Return the bounding box of a form, its left, bottom, right and top; None where it has none."""
    with suppress(AttributeError, KeyError, TypeError, ValueError):
        x0, y0, x1, y1 = (float(resolve_object(number)) for number in resolve_object(form["/BBox"]))
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    return None


def _to_number(value: Any) -> float | None:
    resolved = resolve_object(value)
    return float(resolved) if resolved is not None else None


def resolve_object(value: Any) -> Any:
    """Return what a reference refers to; None for None."""
    return None if value is None else value.get_object()
