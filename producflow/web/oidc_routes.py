"""/oidc: the browser on its way to a provider and back, and a provider that says who has signed out there."""

import secrets
from html import escape
from urllib.parse import urlencode, urlsplit

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from producflow import settings as process_settings
from producflow.access import sessions
from producflow.access.signing import sign_out_code
from producflow.errors import NotSignedIn, ProducFlowError
from producflow.settings import Settings
from producflow.store.database import open_store
from producflow.web import shell
from producflow.web.cookies import forget_session, of_ours, set_session
from producflow.web.session_guard import is_page

UNCACHED = {"Cache-Control": "no-store"}
OURS = "/oidc/"
LONGEST = 8192  # characters of an address


async def start(request: Request) -> Response:
    """Send the browser to the provider; it comes back to where it wanted to go."""
    wanted = local(request.query_params.get("next", "/"))
    try:
        return await anyio.to_thread.run_sync(_start, request, wanted)
    except ProducFlowError as problem:
        return sentence(problem, wanted)


async def come_back(request: Request) -> Response:
    """Take the browser back, signed in or with one sentence."""
    return await anyio.to_thread.run_sync(_come_back, request)


async def sign_out(request: Request) -> Response:
    """End the session, and send the browser to where the provider ends its own."""
    return await anyio.to_thread.run_sync(_sign_out, request)


async def signed_out_there(request: Request) -> Response:
    """End the sessions of whoever has signed out at the provider, as the provider itself says."""
    # Anybody may send this: no more is taken in than a provider would send.
    form = await request.form(max_fields=10, max_files=0)
    token = form.get("logout_token")
    try:
        await anyio.to_thread.run_sync(_told, request, token if isinstance(token, str) else "")
    except ProducFlowError as problem:
        return Response(str(problem), 400, headers=UNCACHED)
    return Response(status_code=200, headers=UNCACHED)


def local(address: str) -> str:
    """An address of one of our pages, with what it asks for; the first page's unless it is one."""
    # Browsers read a backslash as a slash and skip tabs and line ends, so such an address could lead to another site.
    if not address.isprintable() or "\\" in address or len(address) > LONGEST:
        return "/"
    parts = urlsplit(address)
    return address if is_page(parts.path) and not parts.scheme and not parts.netloc else "/"


def sentence(problem: ProducFlowError, wanted: str) -> HTMLResponse:
    """One sentence, and the way to the form, where passwords always work."""
    root = process_settings.current().path
    # Not 401: what this browser brings is known, and who sent it there says no.
    status = 403 if isinstance(problem, NotSignedIn) else problem.http_status
    return HTMLResponse(
        f"""<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Not signed in · ProducFlow</title>
  <link rel="stylesheet" href="{escape(root + shell.address("sentence.css"))}">
</head>
<body>
  <main>
    <h1>You are not signed in</h1>
    <p role="alert">{escape(str(problem))}</p>
    <p><a href="{escape(root + wanted)}">Back to signing in</a></p>
  </main>
</body>
</html>
""",
        status,
        headers=UNCACHED,
    )


def _start(request: Request, wanted: str) -> Response:
    from producflow.access.oidc import flows, signing_in  # at its first use: most plants have no provider

    settings = process_settings.current()
    provider = signing_in.named(settings, request.path_params["provider"])
    if request.url.netloc != urlsplit(settings.base).netloc and "moved" not in request.query_params:
        # By another name of this server: its cookies would not come with the provider's answer.
        asked = urlencode({**request.query_params, "next": wanted, "moved": ""})
        there = f"{settings.base}/oidc/{provider.name}/start?{asked}"
        return RedirectResponse(there, 303, headers=UNCACHED)
    confirming = _confirming(request, settings) if "confirm" in request.query_params else None
    address, flow = signing_in.begun(provider, settings, wanted, confirming=confirming)
    answer = RedirectResponse(address, 303, headers=UNCACHED)
    answer.set_cookie(
        flows.cookie_of(flow.state),
        flow.browser,
        max_age=round(flows.SECONDS),
        **of_ours(settings, OURS),
    )
    return answer


def _confirming(request: Request, settings: Settings) -> int | None:
    """Id of the account of whoever is signed in with this browser."""
    cookie = request.cookies.get(sessions.COOKIE, "")
    actor = sessions.find(open_store(settings.database), sessions.fingerprint(cookie))
    return None if actor is None else actor.user_id


def _come_back(request: Request) -> Response:
    from producflow.access.oidc import flows, signing_in

    settings, state = process_settings.current(), request.query_params.get("state", "")
    cookie = flows.cookie_of(state)
    wanted = "/"
    try:
        provider = signing_in.named(settings, request.path_params["provider"])
        flow = flows.take(state, request.cookies.get(cookie, ""), provider.name)
        if flow is None:
            raise NotSignedIn(signing_in.NOT_BEGUN)
        wanted = flow.wanted
        store, brought = open_store(settings.database), request.cookies.get(sessions.COOKIE)
        address = request.client.host if request.client else ""
        device = request.headers.get("user-agent")
        token = signing_in.finished(store, provider, settings, flow, request.query_params, address, device=device)
        if brought is not None:  # whoever was signed in with this browser before
            sessions.end(store, sessions.fingerprint(brought))
    except ProducFlowError as problem:
        answer: Response = sentence(problem, wanted)
    else:
        answer = RedirectResponse(settings.path + wanted, 303, headers=UNCACHED)
        set_session(answer, token, settings)
    # A flow is used up whether it went well or not.
    answer.delete_cookie(cookie, **of_ours(settings, OURS))
    return answer


def _sign_out(request: Request) -> Response:
    from producflow.access.oidc import signing_in

    settings = process_settings.current()
    home = f"{settings.path}/"
    token_hash = sessions.fingerprint(request.cookies.get(sessions.COOKIE, ""))
    code = request.query_params.get("code", "")
    if not secrets.compare_digest(code.encode(), sign_out_code(settings, token_hash).encode()):
        return RedirectResponse(home, 303, headers=UNCACHED)  # over already, or a link of another site
    there = signing_in.signed_out(open_store(settings.database), settings, token_hash)
    answer = RedirectResponse(there or home, 303, headers=UNCACHED)
    forget_session(answer, settings)
    return answer


def _told(request: Request, logout_token: str) -> None:
    from producflow.access.oidc import signing_in

    settings = process_settings.current()
    provider = signing_in.named(settings, request.path_params["provider"])
    signing_in.told(open_store(settings.database), provider, logout_token)


ROUTES = [
    Route("/oidc/sign-out", sign_out),
    Route("/oidc/{provider}/start", start),
    Route("/oidc/{provider}/callback", come_back),
    Route("/oidc/{provider}/back-channel", signed_out_there, methods=["POST"]),
]
