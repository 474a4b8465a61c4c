"""Media queries, as a desktop screen answers them."""

from __future__ import annotations

import re

SCREEN_WIDTH = 1280
"""Pixels across of the screen that media queries are answered for."""

_LENGTH_FEATURE_PATTERN = re.compile(r"\((min|max)-width:\s*([\d.]+)(px|r?em)\)")
_FEATURE_PATTERN = re.compile(r"\([^()]*\)")
_MET_FEATURES = ("(orientation: landscape)", "(hover: hover)", "(pointer: fine)", "(color)", "(any-hover: hover)")
_MEDIA_TYPES = ("", "all", "screen")


def is_on_screen(media: str) -> bool:
    """Return True if a list of media queries holds for a desktop screen; a feature that is not known does not."""
    return any(map(_holds_on_screen, media.lower().split(","))) if media.strip() else True


def _holds_on_screen(query: str) -> bool:
    words = re.sub(r"\s+", " ", query).strip().removeprefix("only ")
    is_negated = words.startswith("not ")
    words = words.removeprefix("not ")
    features = [re.sub(r"\s*:\s*", ": ", feature) for feature in _FEATURE_PATTERN.findall(words)]
    kind = _FEATURE_PATTERN.sub("", words).replace("and", "").strip()
    holds = kind in _MEDIA_TYPES and all(map(_has_feature, features))
    return holds != is_negated


def _has_feature(feature: str) -> bool:
    length = _LENGTH_FEATURE_PATTERN.fullmatch(feature)
    if length is None:
        return feature in _MET_FEATURES
    pixels = float(length[2]) * (1 if length[3] == "px" else 16)
    return pixels <= SCREEN_WIDTH if length[1] == "min" else pixels >= SCREEN_WIDTH
