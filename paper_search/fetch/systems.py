"""The systems that papers are fetched from, and the adapter that reads a source's site."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from paper_search.errors import FetchError, UnreadablePageError
from paper_search.fetch.adapter import SourceAdapter
from paper_search.fetch.address_list import AddressList, find_list_site, read_list
from paper_search.fetch.addresses import SiteAddress, find_page, parse_site
from paper_search.fetch.client import FetchClient
from paper_search.fetch.cmis import TIMEOUT, CmisPages, open_place
from paper_search.fetch.legistar import LegistarService
from paper_search.fetch.legistar_site import find_legistar_site, find_service
from paper_search.fetch.moderngov import ModernGovService
from paper_search.fetch.moderngov_pages import ModernGovPages
from paper_search.fetch.sources import Source

_FOLDERS = ("/", "/moderngov/", "/modern.gov/", "/ModernGov/")
"""Folders in which ModernGov is often installed."""
_PASSING_CODES = ("timeout", "connection", "status ")


class Opener(Protocol):
    """A function that opens a source's site."""

    def __call__(self, source: Source, client: FetchClient, *, is_new: bool) -> tuple[SourceAdapter, Source]:
        """Return the adapter, and the source as it is to be kept."""
        ...


def open_moderngov(source: Source, client: FetchClient, *, is_new: bool) -> tuple[SourceAdapter, Source]:
    """Open a ModernGov site: its web service, or the pages where that is switched off.

    Args:
        source: the source; its address may be that of any page.
        client: the client for it, whose folder is set to that of the system.
        is_new: True where nothing was fetched from it yet. Ids of documents differ between service and pages, so that
            a source keeps to what it began with.

    Returns:
        The adapter, and the source with the address and the way by which it is read.

    Raises:
        FetchError: there is no ModernGov at the address.
        UnreadablePageError: the site cannot be read now.
    """
    site, fault = client.site, UnreadablePageError("missing", "There is no page", "Check the address.")
    folders = list(dict.fromkeys((site.folder, *_FOLDERS))) if is_new else [site.folder]
    ways: list[type[ModernGovService | ModernGovPages]] = [ModernGovPages] if source.is_by_pages else [ModernGovService]
    ways += [ModernGovPages] if is_new and not source.is_by_pages else []
    for way in ways:
        for folder in folders:
            client.site = replace(site, folder=folder)
            adapter = way(client)
            try:
                adapter.list_committees()
            except UnreadablePageError as error:
                if error.code.startswith(_PASSING_CODES):
                    raise
                fault = error if error.code in ("robots", "denied") or fault.code == "missing" else fault
                continue
            return adapter, replace(source, url=client.site.url, is_by_pages=way is ModernGovPages)
    client.site = site
    if not is_new:
        raise fault
    raise FetchError(
        f"{site.url}: no ModernGov site can be read there. {fault} Open the council's page of meetings in a browser,"
        " and copy its address."
    )


def open_list(source: Source, client: FetchClient, *, is_new: bool) -> tuple[SourceAdapter, Source]:
    """Open a list of addresses: see ``open_moderngov`` for what is given and returned."""
    del is_new
    return AddressList(read_list(source.url), source.authority), source


def open_legistar(source: Source, client: FetchClient, *, is_new: bool) -> tuple[SourceAdapter, Source]:
    """Open the web service of a client of Legistar: see ``open_moderngov`` for what is given, returned and raised."""
    adapter = LegistarService(client)
    try:
        adapter.list_committees()
    except UnreadablePageError as error:
        if not is_new or error.code in ("timeout", "connection", "robots"):
            raise
        hint = "It may want a token: name its file with --token-file." if not source.token_file else "Check the token."
        raise FetchError(f"{client.site.url}: no Legistar can be read there. {error} {hint}") from error
    return adapter, source


def open_cmis(source: Source, client: FetchClient, *, is_new: bool) -> tuple[SourceAdapter, Source]:
    """Open the calendar of a CMIS site: see ``open_moderngov`` for what is given, returned and raised.

    The address that is kept is that of the calendar itself, which later runs need not look for.
    """
    try:
        place = open_place(client, source.url)
    except UnreadablePageError as error:
        if not is_new or error.code.startswith(_PASSING_CODES):
            raise
        raise FetchError(f"{source.url}: no CMIS site can be read there. {error}") from error
    return CmisPages(client, place), replace(source, url=place.url)


def find_address(system: str, address: str) -> str:
    """Return the address by which a source is kept, from what a person gives.

    Args:
        system: its system.
        address: the address of the site or of a page of it; of Legistar also a client's name; of a list its path.

    Raises:
        FetchError: it is no address of that system.
    """
    if system == "list":
        return address
    if system == "legistar":
        return find_service(address)
    site = parse_site(address)
    # The page that holds the calendar may have any name.
    return site.url if system == "moderngov" else find_page(site, address)


def find_site(source: Source) -> SiteAddress:
    """Return the site of a source: the hosts that its client may ask.

    Raises:
        FetchError: its address is none, or its list cannot be read.
    """
    if source.system == "list":
        return find_list_site(read_list(source.url), source.authority)
    if source.system == "legistar":
        return find_legistar_site(source.url, source.hosts)
    return parse_site(source.url, source.hosts)


OPENERS: dict[str, Opener] = {
    "moderngov": open_moderngov,
    "legistar": open_legistar,
    "cmis": open_cmis,
    "list": open_list,
}
"""What opens a source, by its system."""
TIMEOUTS = {"cmis": TIMEOUT}
"""Seconds until an answer must begin, for the systems that are slower than others."""
