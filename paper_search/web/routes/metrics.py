"""The figures of the site for Prometheus, at ``/metrics``, for the networks that the settings name."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException

from paper_search.web.metrics import SiteMetrics
from paper_search.web.middleware.forwarded import is_from_trusted_proxy

METRICS_PATH = "/metrics"
_FORWARDED_HEADERS = ("x-forwarded-for", "forwarded", "x-real-ip")


def create_router(metrics: SiteMetrics, networks: tuple[str, ...]) -> APIRouter:
    """Return the route; to all others it is not there.

    Args:
        metrics: the figures.
        networks: the addresses and networks that may read them.
    """
    routes, readers = APIRouter(), [ipaddress.ip_network(name) for name in networks]

    @routes.get(METRICS_PATH, response_class=Response, include_in_schema=False)
    def read_metrics(request: Request) -> Response:
        if not _may_read(request, readers):
            raise HTTPException(404)
        return Response(metrics.format(), media_type=CONTENT_TYPE_LATEST, headers={"cache-control": "no-store"})

    return routes


def _may_read(request: Request, readers: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    """Return True if a request comes from a network that may read.

    What a proxy passes on that is not named as trusted has the proxy's address, and is refused.
    """
    is_passed_on = any(name in request.headers for name in _FORWARDED_HEADERS)
    if is_passed_on and not is_from_trusted_proxy(request.scope):
        return False
    try:
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    return any(address in network for network in readers)
