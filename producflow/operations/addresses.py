"""Where messages may go: the kinds of addresses, and what is refused of them."""

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

from pydantic import EmailStr, TypeAdapter, ValidationError

from producflow.errors import InvalidInput

EMAIL, WEBHOOK, SERVICE = "email", "webhook", "service"
CHANNELS = (EMAIL, WEBHOOK, SERVICE)
SERVICES = (
    *("ntfy", "ntfys", "gotify", "gotifys", "slack", "msteams", "workflow", "workflows", "discord", "gchat", "wxteams"),
    *("mmost", "mmosts", "rocket", "rockets", "matrix", "matrixs", "zulip", "tgram", "pover", "signal", "signals"),
)
"""Kinds of Apprise addresses that may be used: none that runs or writes anything on this machine."""
LONGEST = 500
_MAIL: TypeAdapter[Any] = TypeAdapter(EmailStr)


def checked(channel: str, address: str) -> str:
    """An address as it is kept.

    Raises
    ------
    InvalidInput
        If it is none of its kind, or one that is not sent to.
    """
    address = address.strip()
    if len(address) > LONGEST:
        raise InvalidInput(f"An address has at most {LONGEST} characters.", "address")
    if channel == EMAIL:
        try:
            return str(_MAIL.validate_python(address))
        except ValidationError:
            raise InvalidInput(f"“{address[:60]}” is no e-mail address.", "address") from None
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        scheme = ""
    if channel == WEBHOOK and scheme not in {"http", "https"}:
        raise InvalidInput("A webhook's address begins with https:// or http://.", "address")
    if channel == SERVICE and scheme not in SERVICES:
        raise InvalidInput(
            f"A service's address begins with one of {', '.join(SERVICES)}, followed by ://; see the documentation of "
            "Apprise for the rest of it.",
            "address",
        )
    must_be_reachable(address)
    return address


def must_be_reachable(address: str) -> None:
    """Refuse addresses of this network segment only, where clouds hand out the machine's own keys.

    Raises
    ------
    InvalidInput
    """
    host = urlsplit(address).hostname
    if not host:
        raise InvalidInput("The address names no host.", "address")
    try:
        found = {str(info[4][0]).partition("%")[0] for info in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return  # a service's own word, or a name that is not known at this moment: it cannot be sent to either
    if any(ipaddress.ip_address(each).is_link_local or ipaddress.ip_address(each).is_multicast for each in found):
        raise InvalidInput(f"“{host}” is an address that messages are not sent to.", "address")


def hidden(channel: str, address: str) -> str:
    """An address as it may be shown: a URL without what lets somebody in."""
    if channel == EMAIL:
        return address
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname or ''}/…"
