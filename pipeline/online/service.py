"""One query to a service: paced, tried again where that makes sense, and an error that says what went wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pipeline.errors import GeocoderError

if TYPE_CHECKING:
    from pipeline.online.pace import Pace
    from pipeline.online.queries import Query
    from pipeline.online.server import Server

TRIES = 3
PATIENCE_S = 60.0
"""Longest wait that a server may ask for; where it asks for more, the run goes on without it."""
LEAST_S = 0.1
"""Least wait, doubled with each try, before a request is tried again."""
_PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))
"""HTTP statuses after which the same request may succeed."""
_CLOSED = frozenset((401, 402, 403, 407))
"""HTTP statuses after which no other request will."""
_DNS = re.compile(
    r"name or service not known|getaddrinfo|name resolution|nodename nor servname|failed to resolve", re.I
)


class ServiceError(GeocoderError):
    """A query failed. `over` where the service will not answer others either, `wait` seconds that it asks for."""

    def __init__(self, reason: str, *, again: bool = False, over: bool = False, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.again = again
        self.over = over
        self.wait = wait


class Service:
    """A server that is asked at a pace.

    Parameters
    ----------
    server
        The service.
    pace
        Keeps its requests apart.
    """

    def __init__(self, server: Server, pace: Pace) -> None:
        self.server = server
        self.requests = 0
        self._pace = pace

    def ask(self, query: Query) -> list[Any]:
        """Geopy's locations for a query; empty where the service knows no such place.

        Raises
        ------
        ServiceError
            The service failed, also when asked again.
        """
        for number in range(1, TRIES + 1):
            self._pace.wait()
            self.requests += 1
            try:
                return self._once(query)
            except ServiceError as error:
                if not error.again or number == TRIES:
                    raise _last(error, number) from error
                if error.wait > PATIENCE_S:
                    raise ServiceError(f"{error}; it asks to wait {error.wait:.0f} s", over=True) from error
                self._pace.rest(max(error.wait, max(self._pace.interval, LEAST_S) * 2**number))
            finally:
                self._pace.rest()
        raise AssertionError

    def _once(self, query: Query) -> list[Any]:
        from geopy.exc import GeopyError

        try:
            found = self.server.geocoder.geocode(query.text, **query.options)
        except GeopyError as error:
            raise _translated(error, self.server) from error
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise ServiceError("the answer has not the shape of a geocoder's") from error
        return list(found or ())


def _last(error: ServiceError, tries: int) -> ServiceError:
    text = f"{error}, {tries} times" if tries > 1 else str(error)
    return ServiceError(text, over=error.over, wait=error.wait)


def _translated(error: Exception, server: Server) -> ServiceError:
    """Geopy's error in one line, with what it means for further requests."""
    from geopy import exc
    from geopy.adapters import AdapterHTTPError, get_retry_after

    cause = error.__cause__
    if isinstance(cause, AdapterHTTPError):
        status = int(cause.status_code)
        headers = {str(name).lower(): value for name, value in cause.headers.items()}
        return ServiceError(
            f"HTTP status {status}", again=status in _PASSING, over=status in _CLOSED,
            wait=float(get_retry_after(headers) or 0.0),
        )  # fmt: skip
    if isinstance(error, exc.GeocoderTimedOut):
        return ServiceError(f"no answer within {server.timeout:g} s", again=True)
    if isinstance(error, exc.GeocoderParseError):
        return ServiceError("the answer is no valid JSON", again=False)
    if isinstance(error, (exc.GeocoderAuthenticationFailure, exc.GeocoderInsufficientPrivileges)):
        return ServiceError("it refuses the key or the user", over=True)
    if isinstance(error, exc.GeocoderQuotaExceeded):
        return ServiceError("its quota is used up", over=True)
    text = " ".join(str(error).split())
    if "redirect" in text.lower():
        return ServiceError("it redirects to another address; give that with --geocoder-url", over=True)
    if _DNS.search(text):
        return ServiceError(f"no such host: {server.host}", over=True)
    if isinstance(error, exc.GeocoderQueryError):
        return ServiceError(f"it does not understand the question ({text[:100]})")
    if "refused" in text.lower():
        return ServiceError("connection refused", again=True)
    return ServiceError(f"the connection failed ({_short(text)})", again=True)


def _short(text: str) -> str:
    """The heart of a client's message."""
    inner = re.findall(r"[A-Z]\w*(?:Error|Disconnected|Reset)\b|reset by peer|closed connection|timed out", text)
    return ", ".join(dict.fromkeys(inner)) or text[:80]
