"""The cookies that this server sets: out of reach of scripts and of other sites, and for its own path only."""

import secrets
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import Response

from producflow.access import claims, devices, sessions
from producflow.settings import Settings


def set_session(response: Response, token: str, settings: Settings) -> None:
    """Let the browser hold its session."""
    response.set_cookie(sessions.COOKIE, token, max_age=round(settings.session_hours * 3600), **of_ours(settings))


def forget_session(response: Response, settings: Settings) -> None:
    """Let it hold none."""
    response.delete_cookie(sessions.COOKIE, **of_ours(settings))


def set_device(response: Response, known: str, settings: Settings) -> None:
    """Let it be known again, see :mod:`producflow.access.devices`."""
    response.set_cookie(devices.COOKIE, known, **devices.attributes(settings))


def set_browser(headers: MutableHeaders, settings: Settings) -> None:
    """Tell this browser from others when it signs in; it forgets that when it is closed."""
    holder = Response()
    holder.set_cookie(claims.BROWSER_COOKIE, secrets.token_urlsafe(32), **of_ours(settings))
    headers.append("set-cookie", holder.headers["set-cookie"])


def of_ours(settings: Settings, below: str = "/") -> dict[str, Any]:
    """Attributes of each; two plants on one host do not see each other's.

    Parameters
    ----------
    below : str
        Of addresses of ours, those that it is sent to.
    """
    return {"path": settings.path + below, "httponly": True, "samesite": "Lax", "secure": settings.secure_cookies}
