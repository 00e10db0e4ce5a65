"""Under which names the console is opened."""

from __future__ import annotations

from yarl import URL

from bot.settings import Web

_EVERY_ADDRESS = ("0.0.0.0", "::")


def opened_at(table: Web, serving: str) -> str:
    """What stands in the links before ``/console``; empty while nothing is served.
    ``serving`` is the address that we listen on, as a URL."""
    if not serving:
        return ""
    # Never below a path, which public_url may have for the calendar.
    here = URL(table.public_url or serving)
    if here.host in _EVERY_ADDRESS:  # what one listens on is not what one opens
        here = here.with_host("127.0.0.1")
    return str(here.origin())


def public_origin(table: Web) -> URL | None:
    """As browsers see it; None where it is opened on this machine only."""
    if not table.public_url:
        return None
    origin = URL(table.public_url).origin()
    return origin.with_port(None) if origin.is_default_port() else origin


def host_names(table: Web) -> frozenset[str]:
    """The names, without a port, under which it is opened beside this machine's own."""
    public = public_origin(table)
    listening = table.listen.rpartition(":")[0].strip("[]")
    return frozenset({listening, (public and public.raw_host) or ""} - {""})
