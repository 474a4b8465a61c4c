"""The addresses of which a run would ask nothing, found without asking them: a trial tells them with the reason."""

from __future__ import annotations

from urllib.parse import urlsplit

from paper_search.errors import FetchError
from paper_search.fetch.addresses import check_public


class AddressCheck:
    """The check of the addresses of a trial. The name of a host is looked up once.

    Args:
        is_private_allowed: True where the site stands in the same network, or on this machine.
    """

    def __init__(self, is_private_allowed: bool) -> None:
        self._is_private_allowed, self._reasons = is_private_allowed, dict[str, FetchError | None]()

    def find_refusal(self, url: str) -> FetchError | None:
        """Return the error with which a run would refuse an address; None where it would ask, or that is not known."""
        host = urlsplit(url).netloc
        if host not in self._reasons:
            self._reasons[host] = self._check(url)
        return self._reasons[host]

    def _check(self, url: str) -> FetchError | None:
        try:
            check_public(url, self._is_private_allowed)
        except FetchError as error:
            return error
        except ConnectionError:
            # The name may be known by the time of the run.
            return None
        return None
