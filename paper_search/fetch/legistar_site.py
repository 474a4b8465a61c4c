"""Addresses of Legistar: the web service of a client, and the hosts on which its files may stand."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from paper_search.errors import FetchError
from paper_search.fetch.addresses import SiteAddress, parse_site

SERVICE_HOST = "webapi.legistar.com"
SHARED_HOSTS = frozenset(("legistar.granicus.com", "legistar1.granicus.com", "legistar2.granicus.com"))
"""Hosts with the files of many clients, each in the folder of its name."""
_CLIENT = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}", re.IGNORECASE)
_SERVICE_PATH = re.compile(r"/v1/([^/]+)/?", re.IGNORECASE)
_OWN_HOST = re.compile(r"([a-z0-9-]+)\.legistar1?\.com", re.IGNORECASE)


def find_service(client: str) -> str:
    """Return the address of a client's web service.

    Args:
        client: the client's name ("ferndale"), the address of its Legistar site, or that of its web service.

    Raises:
        FetchError: it is none of them.
    """
    if _CLIENT.fullmatch(client.strip()):
        return f"https://{SERVICE_HOST}/v1/{client.strip().lower()}/"
    site = parse_site(client)
    if named := _SERVICE_PATH.match(urlsplit(site.url).path):
        return f"{site.url.removesuffix(site.folder)}/v1/{named[1]}/"
    own = _OWN_HOST.fullmatch(site.host)
    if own is None or site.host == SERVICE_HOST:
        raise FetchError(
            f"{client!r} is no client of Legistar. Give its name, as in https://NAME.legistar.com, or that address."
        )
    return f"https://{SERVICE_HOST}/v1/{own[1].lower()}/"


def find_legistar_site(url: str, hosts: tuple[str, ...] = ()) -> SiteAddress:
    """Return the web service of a client as a site, with the hosts of the client's pages and files.

    Args:
        url: the address of its web service.
        hosts: other hosts that a person has named.
    """
    name = find_client(url)
    own = (f"{name}.legistar.com", f"{name}.legistar1.com") if _CLIENT.fullmatch(name) else ()
    return parse_site(url, (*own, *SHARED_HOSTS, *hosts))


def find_client(url: str) -> str:
    """Return the name of the client by the address of its web service, in small letters."""
    named = _SERVICE_PATH.match(urlsplit(url).path)
    return named[1].lower() if named else ""


def is_of_client(url: str, client: str) -> bool:
    """Return True unless an address is that of another client's file on a shared host."""
    parts = urlsplit(url)
    return parts.hostname not in SHARED_HOSTS or parts.path.split("/")[1].lower() == client
