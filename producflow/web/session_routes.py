"""Two small addresses behind invisible images: one sets the session cookie, the other clears it."""

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from producflow import settings as process_settings
from producflow.access import claims, devices, sessions
from producflow.store.database import open_store
from producflow.web.cookies import forget_session, set_device, set_session
from producflow.web.origin import from_elsewhere

# A transparent pixel: the smallest picture that every browser takes for one.
PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x01D\x00;"
)


def _pixel(status: int = 200) -> Response:
    return Response(PIXEL, status, media_type="image/gif", headers={"Cache-Control": "no-store"})


async def claim(request: Request) -> Response:
    """Set the session cookie, once, for the browser that has just signed in, and the one by which it is known again."""
    code = request.query_params.get("code", "")
    # Before the code is redeemed, or a page of another site could use it up.
    if from_elsewhere(request.scope):
        return _pixel(403)
    token = claims.redeem(code, request.cookies.get(claims.BROWSER_COOKIE, ""))
    if token is None:
        return _pixel(403)
    settings = process_settings.current()
    response = _pixel()
    set_session(response, token, settings)
    actor = await anyio.to_thread.run_sync(sessions.find, open_store(settings.database), sessions.fingerprint(token))
    if actor is not None and actor.user_id is not None:
        known = devices.with_account(request.cookies.get(devices.COOKIE), actor.user_id, settings)
        set_device(response, known, settings)
    return response


async def forget(request: Request) -> Response:
    """Clear a session cookie that does not hold any more; one that holds stays, whoever asks."""
    response = _pixel()
    cookie = request.cookies.get(sessions.COOKIE)
    if cookie is not None:
        settings = process_settings.current()
        store = open_store(settings.database)
        holder = await anyio.to_thread.run_sync(sessions.find, store, sessions.fingerprint(cookie))
        if holder is None:
            forget_session(response, settings)
    return response


ROUTES = [Route("/session/claim", claim), Route("/session/forget", forget)]
