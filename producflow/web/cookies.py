"""The cookies that this server sets, each in one place."""

from starlette.responses import Response

from producflow.access import sessions
from producflow.settings import Settings


def set_session(response: Response, token: str, settings: Settings) -> None:
    """Let the browser hold its session: out of reach of scripts and of other sites."""
    response.set_cookie(
        sessions.COOKIE,
        token,
        max_age=round(settings.session_hours * 3600),
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )
