"""Which names the server answers to: another site must not reach the plant by a name of its own (DNS rebinding)."""

import ipaddress

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from producflow import settings as process_settings
from producflow.settings import Settings

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
ANY = "*"
PROBED = frozenset(
    {"/health", "/api/health", "/api/ready"}
)  # by what knows an address only, and tells nothing of the plant
SENTENCE = (
    "This server does not answer to that name. Use the address that it was given, or let an administrator add the "
    "name to PRODUCFLOW_HOSTS."
)


class Hosts:
    """Answer 421 to requests for a host that is none of ours.

    Parameters
    ----------
    app : ASGIApp
        What answers otherwise.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._served = served(process_settings.current())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if (
            scope["type"] not in {"http", "websocket"}
            or self._served is None
            or scope["path"] in PROBED
            or name_of(Headers(scope=scope).get("host", "")) in self._served
        ):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            # Misdirected Request (RFC 9110).
            await PlainTextResponse(SENTENCE, 421)(scope, receive, send)


def served(settings: Settings) -> frozenset[str] | None:
    """Names that are answered to; None: to all.

    Parameters
    ----------
    settings : Settings
        Without `hosts`, those of this machine and the address that is listened on; where that is every address,
        anything may be its name, and all are.
    """
    names = {name.lower() for name in settings.hosts}
    everywhere = _is_unspecified(settings.address)
    if ANY in names or (not names and everywhere):
        return None
    return HERE | names | (frozenset() if everywhere else {settings.address.lower()})


def name_of(host: str) -> str:
    """The name in a Host header: without port, brackets and the dot at the end, in small letters."""
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0].removesuffix(".")


def _is_unspecified(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_unspecified
    except ValueError:
        return address == ""
