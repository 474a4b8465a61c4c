"""robots.txt (RFC 9309): what a site asks programs to leave alone, and how slowly it wants to be asked."""

from __future__ import annotations

import codecs

from protego import Protego

ROBOTS_TOKEN = "paper-search"
"""The name by which a site's rules mean this program."""
MAX_ROBOTS_BYTES = 512 * 1024
"""Bytes that are read; of a longer file the beginning counts (RFC 9309, section 2.5)."""
LONGEST_DELAY = 3600.0
"""Seconds: a site that wants more between two requests is not asked."""


def parse_robots(body: bytes) -> Protego:
    """Parse the beginning of a robots.txt.

    Args:
        body: its bytes, in UTF-8, or in UTF-16 with a byte order mark.
    """
    is_wide = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = body[:MAX_ROBOTS_BYTES].decode("utf-16" if is_wide else "utf-8-sig", "replace")
    return Protego.parse(text)


def find_delay(robots: Protego) -> float:
    """Return the seconds that a site wants between two requests, 0 where it says nothing."""
    rate = robots.request_rate(ROBOTS_TOKEN)
    by_rate = rate.seconds / rate.requests if rate is not None and rate.requests else 0.0
    return max(by_rate, float(robots.crawl_delay(ROBOTS_TOKEN) or 0))
