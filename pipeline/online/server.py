"""Which service is asked, with what manners, and geopy's object for it."""

from __future__ import annotations

import inspect
import ipaddress
import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipeline import __version__, lexicon
from pipeline.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

KEY_VARIABLE = "DATELINE_GEOCODER_KEY"
"""Environment variable with the service's key; several values in the order of geopy's arguments are separated by `:`."""
INTERVAL_S = 1.0
TIMEOUT_S = 10.0
COLUMNS = ("geocoder", "host", "interval_s", "most", "licence", "attribution", "terms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a user asks for.

    `interval` and `timeout` are seconds; `first` prefers the service to the gazetteer; `yes` allows more names than a
    public server's operators like.
    """

    geocoder: str
    url: str = ""
    user_agent: str = ""
    email: str = ""
    first: bool = False
    cache: Path | None = None
    yes: bool = False
    interval: float | None = None
    timeout: float = TIMEOUT_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A service as it is asked: geopy's geocoder, its name and host (with a path where it has one), and its manners.

    `most` is the number of names that may be asked without the user's consent; `None` on a server that is not public.
    """

    geocoder: Any
    name: str
    host: str
    interval: float
    timeout: float
    licence: str = ""
    terms: str = ""
    most: int | None = None

    @property
    def label(self) -> str:
        """Service and host."""
        return f"{self.name} {self.host}"


def stated(settings: Settings) -> dict[str, object]:
    """What a manifest says of a service: its name, its address where that was given, and whether it went first."""
    shown: dict[str, object] = {"service": settings.geocoder, "first": settings.first}
    return shown | ({"url": settings.url} if settings.url else {})


def connect(settings: Settings, adapter_factory: Callable[..., Any] | None = None) -> Server:
    """Make geopy's geocoder; asks nothing yet.

    Parameters
    ----------
    settings
        What the user asks for.
    adapter_factory
        geopy's HTTP client; by default one that neither retries nor follows redirects.

    Raises
    ------
    OptionError
        geopy has no such geocoder, an option is missing or does not fit it.
    """
    from geopy.exc import GeopyError
    from geopy.geocoders import SERVICE_TO_GEOCODER

    name = settings.geocoder.strip().lower()
    classes = {cls.__name__.lower(): cls for cls in SERVICE_TO_GEOCODER.values()} | SERVICE_TO_GEOCODER
    if name not in classes:
        raise OptionError(f"--geocoder {settings.geocoder!r}: geopy has {', '.join(sorted(SERVICE_TO_GEOCODER))}")
    cls = classes[name]
    if settings.timeout <= 1:
        raise OptionError(f"a time-out of {settings.timeout:g} s is too short for a geocoder; give more than 1 s")
    parameters = inspect.signature(cls.__init__).parameters
    given: dict[str, Any] = {**_address(name, settings.url, parameters), **_keys(name, parameters)}
    given |= {"user_agent": user_agent(settings), "timeout": settings.timeout}
    domain = given.get("domain") or _default(parameters, "domain")
    if _is_local(domain.split("/")[0]):
        given["proxies"] = {}
    try:
        geocoder = cls(**given, adapter_factory=adapter_factory or _client())
    except (GeopyError, ValueError, TypeError) as error:
        raise OptionError(f"--geocoder {name}: {error}") from error
    return _server(geocoder, name, settings, domain)


def _server(geocoder: Any, name: str, settings: Settings, domain: str) -> Server:
    host = domain.split("/")[0] or name
    row = _public(host, default=not settings.url)
    interval = INTERVAL_S if settings.interval is None else settings.interval
    if interval < 0:
        raise OptionError(f"--geocoder-interval {interval:g}: seconds between requests cannot be negative")
    if row is None:
        own = settings.interval is None and _is_local(host)
        return Server(
            geocoder=geocoder, name=name, host=domain, interval=0.0 if own else interval, timeout=settings.timeout
        )
    least = float(row["interval_s"])
    if interval < least:
        raise OptionError(
            f"--geocoder-interval {interval:g}: {host} allows one request in {least:g} s ({row['terms']})"
        )
    if not (settings.user_agent or settings.email or os.environ.get(KEY_VARIABLE)):
        raise OptionError(
            f"{host} is a public server and wants to know who asks: add --email you@institute.example (or --user-agent);"
            f" its terms: {row['terms']}"
        )
    return Server(
        geocoder=geocoder, name=name, host=host, interval=interval, timeout=settings.timeout, licence=row["licence"],
        terms=row["terms"], most=int(row["most"]),
    )  # fmt: skip


def user_agent(settings: Settings) -> str:
    """Names this tool and its user.

    Raises
    ------
    OptionError
        A value has characters that a header cannot hold.
    """
    who = [part.strip() for part in (settings.user_agent, settings.email) if part.strip()]
    for part in who:
        if not part.isascii() or not part.isprintable():
            raise OptionError(f"{part!r} cannot stand in a request's header; use plain letters")
    return f"dateline/{__version__}" + (f" ({'; '.join(who)})" if who else "")


def _address(name: str, url: str, parameters: Mapping[str, inspect.Parameter]) -> dict[str, str]:
    """Geopy's `domain` and `scheme` of an address."""
    if not url:
        if _required(parameters, "domain"):
            raise OptionError(f"--geocoder {name} has no server of its own: add --geocoder-url https://your.server")
        return {}
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise OptionError(f"--geocoder-url {url!r}: give an address like https://nominatim.institute.example")
    if parts.username is not None:
        raise OptionError("--geocoder-url: a name or password does not belong into the address")
    if "domain" not in parameters:
        raise OptionError(f"--geocoder {name} cannot be asked at another address; leave --geocoder-url out")
    return {"domain": parts.netloc + parts.path.rstrip("/"), "scheme": parts.scheme}


def _keys(name: str, parameters: Mapping[str, inspect.Parameter]) -> dict[str, str]:
    """The service's key under the names that geopy's class gives it."""
    values = [value for value in os.environ.get(KEY_VARIABLE, "").split(":") if value]
    wanted = [n for n in parameters if _required(parameters, n) and n not in {"self", "domain"}]
    if not wanted:
        wanted = [n for n in ("api_key", "apikey") if n in parameters and values][:1]
    if len(values) < len(wanted):
        raise OptionError(
            f"--geocoder {name} needs {' and '.join(wanted)}: put it into the environment as {KEY_VARIABLE}"
        )
    return dict(zip(wanted, values, strict=False))


def _required(parameters: Mapping[str, inspect.Parameter], name: str) -> bool:
    found = parameters.get(name)
    return found is not None and found.default is inspect.Parameter.empty


def _default(parameters: Mapping[str, inspect.Parameter], name: str) -> str:
    found = parameters.get(name)
    return found.default if found is not None and isinstance(found.default, str) else ""


def _public(host: str, *, default: bool) -> Mapping[str, str] | None:
    """The row of a public server; a service that is asked at geopy's own address counts as public."""
    for row in lexicon.table("geocoders", COLUMNS):
        if row["host"] and row["host"] == host.casefold():
            return row
    return (
        {"interval_s": "1", "most": "500", "licence": "", "terms": "see the service's terms of use"}
        if default
        else None
    )


def _is_local(host: str) -> bool:
    """Whether a host is this machine or an address of a private network."""
    bare = urlsplit(f"//{host}").hostname or ""
    if bare == "localhost":
        return True
    try:
        return ipaddress.ip_address(bare).is_private
    except ValueError:
        return False


def _client() -> Callable[..., Any]:
    """Geopy's client on requests, without retries of its own and without following a redirect to another host."""
    from geopy.adapters import RequestsAdapter

    def made(**options: Any) -> Any:
        adapter = partial(RequestsAdapter, max_retries=0)(**options)
        adapter.session.max_redirects = 0
        return adapter

    return made
