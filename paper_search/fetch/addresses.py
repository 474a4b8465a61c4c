"""Addresses of a source's site: which belong to it, and which machines may be asked at all.

An address in a page or in XML is data that somebody else wrote. Only the site's own hosts are asked, never with a user
name, on another port, or on a machine inside a network (server-side request forgery, CWE-918).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

from paper_search.errors import FetchError, HostStoppedError, UnreadablePageError

_DEFAULT_PORTS = {"http": 80, "https": 443}
_PAGE_NAME = re.compile(r"/[^/]*\.(?:aspx|asmx|html?|php)(?:/.*)?$", re.IGNORECASE)
_HOST = re.compile(r"[\w.-]+|\[[0-9a-f:.]+\]", re.IGNORECASE)
_SAFE = "/:@!$&'()*+,;=~-._%"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")
_LOCAL = tuple(map(ipaddress.ip_network, ("64:ff9b:1::/48", "fec0::/10")))
"""Networks for local use that not every version of ``ipaddress`` knows as such (RFC 8215, RFC 3879)."""
_OLD_NOTATION = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SiteAddress:
    """The address of a site: where its pages lie, and the hosts that belong to it.

    ``folder`` begins and ends with a slash. ``aliases`` are other hosts of the same site, by the same scheme; one on
    another port is named with it ("files.example:8443").
    """

    scheme: str
    host: str
    port: int
    folder: str = "/"
    aliases: frozenset[str] = field(default=frozenset())

    @property
    def url(self) -> str:
        """The address of the folder, ending with a slash."""
        return f"{self.scheme}://{self._authority}{self.folder}"

    @property
    def _authority(self) -> str:
        return self.host if self.port == _DEFAULT_PORTS[self.scheme] else f"{self.host}:{self.port}"

    def join(self, path: str) -> str:
        """Return the address of a page by its path in the folder."""
        return self.url + path.lstrip("/")

    def resolve(self, address: str, page_url: str | None = None) -> str | None:
        """Return an address found on the site in full, or None where it leads off the site.

        Args:
            address: as it stands in a page or in XML; of http on a site of https it becomes https.
            page_url: the page that it stands on; the folder by default.
        """
        try:
            parts = urlsplit(urljoin(page_url or self.url, address.strip()))
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            return None
        if parts.scheme not in _DEFAULT_PORTS or parts.username or parts.password:
            return None
        authority = self._find_authority(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme])
        if authority is None:
            return None
        path = quote(parts.path or "/", safe=_SAFE)
        return urlunsplit((self.scheme, authority, path, quote(parts.query, safe=_SAFE + "?"), ""))

    def _find_authority(self, scheme: str, host: str, port: int) -> str | None:
        """Return host and port as they are asked; None for another host, another port, or from https down to http."""
        is_upgrade = (scheme, self.scheme) == ("http", "https") and port == _DEFAULT_PORTS["http"]
        if scheme != self.scheme and not is_upgrade:
            return None
        if host == self.host.strip("[]"):
            return self._authority if is_upgrade or port == self.port else None
        is_usual = is_upgrade or port == _DEFAULT_PORTS[self.scheme]
        if is_usual:
            return host if host in self.aliases else None
        return f"{host}:{port}" if f"{host}:{port}" in self.aliases else None


def parse_site(url: str, aliases: Collection[str] = ()) -> SiteAddress:
    """Parse the address of a site, or of any page of it.

    Args:
        url: as somebody copied it from a browser; without a scheme it is https.
        aliases: other hosts that belong to the site.

    Raises:
        FetchError: it is no address of a site.
    """
    full = url.strip() if "://" in url else f"https://{url.strip()}"
    try:
        parts = urlsplit(full)
        host, port = (parts.hostname or "").lower().rstrip("."), parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in _DEFAULT_PORTS or not _HOST.fullmatch(f"[{host}]" if ":" in host else host):
        raise FetchError(f"{url!r} is no address of a site. Write it as a browser shows it: https://democracy.example.")
    if parts.username or parts.password:
        raise FetchError(f"{host}: an address with a user name or a password is not fetched from. Leave them out.")
    path = re.sub(r"/{2,}", "/", _PAGE_NAME.sub("/", parts.path or "/"))
    folder = path if path.endswith("/") else f"{path}/"
    shown = f"[{host}]" if ":" in host else host
    return SiteAddress(
        parts.scheme, shown, port or _DEFAULT_PORTS[parts.scheme], folder, frozenset(name.lower() for name in aliases)
    )


def find_page(site: SiteAddress, url: str) -> str:
    """Return the address of a page of a site, without its query.

    Args:
        site: the site that ``parse_site`` made of the address.
        url: the address as somebody copied it.
    """
    path = urlsplit(url.strip() if "://" in url else f"https://{url.strip()}").path
    return site.join("/").removesuffix(site.folder) + (quote(path, safe=_SAFE) or "/")


def check_public(url: str, is_private_allowed: bool) -> None:
    """Check that a host has only public addresses, unless those of this network are allowed.

    Args:
        url: the address that is to be asked.
        is_private_allowed: True where the site stands in the same network, or on this machine.

    Raises:
        HostStoppedError: one of its addresses is not public, or the name is not known.
        ConnectionError: the name cannot be looked up now.
    """
    if is_private_allowed:
        return
    parts = urlsplit(url)
    host = parts.hostname or ""
    if (literal := _parse_address(host)) is not None:
        _check_address(host, literal)
    elif not is_proxied(url):
        for address in _look_up(host, parts.port or _DEFAULT_PORTS[parts.scheme]):
            _check_address(host, address)


def check_peer(host: str, address: str) -> None:
    """Check the address that was connected to: a name may lead elsewhere the second time.

    Raises:
        HostStoppedError: it is not public.
    """
    parsed = _parse_address(address)
    if parsed is not None:
        _check_address(host, parsed)


def is_proxied(url: str) -> bool:
    """Return True if the environment names a proxy for an address: the proxy looks names up itself."""
    parts = urlsplit(url)
    proxies = getproxies()
    return bool(proxies.get(parts.scheme) or proxies.get("all")) and not proxy_bypass(parts.hostname or "")


def _look_up(host: str, port: int) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise ConnectionError(f"the name {host} cannot be looked up now") from error
        raise HostStoppedError(f"{host}: there is no host of this name. Check the address of the source.") from error
    except UnicodeError as error:
        raise UnreadablePageError("address", "The host's name cannot be used", "Check the address.") from error
    addresses = (_parse_address(str(entry[4][0])) for entry in found)
    return [address for address in addresses if address is not None]


def _parse_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return an address that is written out, also in the old ways that systems still read ("127.1", "0x7f000001")."""
    plain = text.partition("%")[0].strip("[]").rstrip(".").lower()
    if plain == "localhost" or plain.endswith(".localhost"):
        return ipaddress.IPv4Address("127.0.0.1")
    with suppress(ValueError):
        return ipaddress.ip_address(plain)
    if _OLD_NOTATION.fullmatch(plain):
        with suppress(OSError):
            return ipaddress.IPv4Address(socket.inet_aton(plain))
    return None


def _check_address(host: str, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    """Raise HostStoppedError for an address that is not public, also where it is wrapped in one of IPv6."""
    inner = _unwrap(address)
    if not inner.is_global or inner.is_multicast or any(address in network for network in _LOCAL):
        raise HostStoppedError(
            f"{host}: its address {address} is inside a network, so nothing is asked of it. If the council's site does"
            " stand in your own network, add --allow-private."
        )


def _unwrap(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if wrapped := address.ipv4_mapped or address.sixtofour:
        return wrapped
    is_wrapped = address in _NAT64 or address in _COMPATIBLE
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if is_wrapped else address
