"""The sign-in form, who is signed in, and signing out: streamlit-authenticator's widgets over our own sessions.

Its form and button are kept. Its memory is not: instead of a signed cookie that stays good for a month, a row of
``sessions`` says who is signed in, and it is looked up on every run of the script and of every fragment.
"""

from html import escape
from urllib.parse import urlencode

import streamlit as st
from streamlit_authenticator import Authenticate
from streamlit_authenticator.controllers import AuthenticationController, CookieController
from streamlit_authenticator.models import AuthenticationModel

from producflow import settings
from producflow.access import claims, devices, sessions
from producflow.access.roles import Actor
from producflow.access.sign_in import authenticate
from producflow.access.sign_in import confirm as confirm_password
from producflow.access.signing import sign_out_code
from producflow.errors import NotAllowed, ProducFlowError, Unfinished
from producflow.pages import PageEntry
from producflow.providers import Provider
from producflow.ui import context, entering, shown
from producflow.ui.text import plain

CLAIM = "producflow_claim"  # session state: code that this browser has still to fetch
ENDED = "producflow_ended"  # session state: there was a session, and it does not hold any more
LABELS = {"Form name": "Sign in to ProducFlow", "Username": "Email", "Password": "Password", "Login": "Sign in"}
LINK = '<a class="pf-way {}" href="{}" target="_self">{}</a>'
"""In the same tab, unlike Streamlit's own, and relative, so that it holds below a path too."""
INVISIBLE = '<img src="{}" alt="" width="1" height="1">'


class SessionCookies(CookieController):  # type: ignore[misc]
    """The library's cookie, replaced by a session on the server that the browser holds an HttpOnly cookie for."""

    def __init__(self) -> None:
        """Leave out the library's cookie frame, which writes cookies by script."""

    def get_cookie(self) -> dict[str, str] | None:
        """Whoever the session of this tab or browser belongs to; None if it does not hold."""
        actor = context.signed_in()
        return None if actor is None else {"username": actor.email}

    def set_cookie(self) -> None:
        """Begin a session for whoever the form has just let in."""
        begin_session(st.session_state.pop(Accounts.ADMITTED))

    def delete_cookie(self) -> None:
        """End the session on the server; the cookie is cleared by the form that follows."""
        token_hash = context.session_hash()
        if token_hash is not None:
            sessions.end(context.live(), token_hash)
        for key in (context.SESSION_KEY, CLAIM):
            st.session_state.pop(key, None)


def begin_session(actor: Actor) -> None:
    """Begin a session for whoever has done all that was asked for, and let the browser fetch its cookie."""
    assert actor.user_id is not None  # noqa: S101 -- only accounts come through the form
    hours = settings.current().session_hours
    token = sessions.start(
        context.live(), actor.user_id, context.address(), hours, device=context.user_agent(), factor=actor.factor
    )
    st.session_state[context.SESSION_KEY] = sessions.fingerprint(token)
    st.session_state["authentication_status"] = True
    browser = context.cookie(claims.BROWSER_COOKIE)
    if browser is not None:
        st.session_state[CLAIM] = claims.offer(token, browser)


class Accounts(AuthenticationModel):  # type: ignore[misc]
    """The library's list of users, replaced by the users table."""

    ADMITTED = "producflow_admitted"

    def __init__(self) -> None:
        """Leave out the library's dictionary of credentials; the table is asked instead."""
        super().__init__({"usernames": {}}, auto_hash=False)

    def login(
        self,
        username: str | None,
        password: str | None,
        max_concurrent_users: int | None = None,  # noqa: ARG002 -- the library's signature
        max_login_attempts: int | None = None,  # noqa: ARG002
        token: dict[str, str] | None = None,
        single_session: bool = False,  # noqa: ARG002
        callback: object = None,  # noqa: ARG002
    ) -> bool | None:
        """Let in by the form or by a session that holds.

        Raises
        ------
        NotSignedIn, TooManyAttempts
            With the sentence to show.
        """
        if token is not None:
            st.session_state["authentication_status"] = True
            st.session_state["username"] = token["username"]
            return None
        browser = context.cookie(devices.COOKIE)
        admitted = authenticate(context.live(), username or "", password or "", context.address(), browser=browser)
        st.session_state[self.ADMITTED] = admitted
        st.session_state["authentication_status"] = True
        st.session_state["username"] = admitted.email
        return True


class SignInController(AuthenticationController):  # type: ignore[misc]
    """The library's go-between, which would strip spaces off passwords."""

    def __init__(self) -> None:
        """Put our accounts behind it."""
        self.authentication_model = Accounts()

    def login(
        self,
        username: str | None = None,
        password: str | None = None,
        max_concurrent_users: int | None = None,  # noqa: ARG002 -- the library's signature
        max_login_attempts: int | None = None,  # noqa: ARG002
        token: dict[str, str] | None = None,
        single_session: bool = False,  # noqa: ARG002
        callback: object = None,  # noqa: ARG002
        captcha: bool = False,  # noqa: ARG002
        entered_captcha: str | None = None,  # noqa: ARG002
    ) -> bool | None:
        """Hand on what was typed as it was typed."""
        answer: bool | None = self.authentication_model.login(username, password, token=token)
        return answer


class SignIn(Authenticate):  # type: ignore[misc]
    """The library's form and sign-out button."""

    def __init__(self) -> None:
        """Put our controllers in the library's places, and leave out its pause before each look."""
        self.path = None
        self.attrs = {"login_sleep_time": 0}
        self.cookie_controller = SessionCookies()
        self.authentication_controller = SignInController()


def current() -> Actor | None:
    """Whoever is signed in, looked up anew on every run; None if nobody is."""
    actor = context.signed_in()
    if actor is None and st.session_state.pop(context.SESSION_KEY, None) is not None:
        st.session_state[ENDED] = True
    token_hash = context.session_hash()
    if actor is not None and token_hash is not None and not shown.by_itself():
        sessions.note_use(context.live(), token_hash)
    st.session_state["authentication_status"] = True if actor is not None else None
    return actor


def form(path: str) -> None:
    """Show the ways in: providers, if there are any, and the form, which signs in whoever fills it in rightly.

    Parameters
    ----------
    path : str
        Of the page that was asked for; a provider leads back to it.
    """
    _, middle, _ = st.columns([1, 2, 1])
    with middle:
        if st.session_state.get(ENDED):
            st.info("Your session has ended; sign in again.", icon=":material/lock_clock:")
        if not entering.under_way(begin_session):
            _ways_in(path)
        if context.cookie(sessions.COOKIE) is not None or st.session_state.get("logout"):
            st.html(INVISIBLE.format("session/forget"))
    if st.session_state.get("authentication_status"):
        st.session_state.pop(ENDED, None)
        st.rerun()


def _ways_in(path: str) -> None:
    for provider in settings.current().providers:
        _way_to(provider, path, f"Sign in with {provider.title}")
    try:
        SignIn().login(fields=LABELS, key="sign_in")
    except Unfinished as unfinished:
        entering.begin(unfinished)
    except ProducFlowError as error:
        st.error(str(error), icon=":material/error:")


def confirm(actor: Actor, path: str) -> None:
    """Let whoever is signed in prove again who they are.

    Parameters
    ----------
    path : str
        Of the page that asks for it.
    """
    st.info(
        f"Letting people in needs your word again after {settings.current().confirm_minutes:g} minutes: "
        "this browser may have been left open.",
        icon=":material/lock_clock:",
    )
    provider = next((each for each in settings.current().providers if each.name == actor.provider), None)
    if provider is not None:
        _way_to(provider, path, f"Show {provider.title} again who you are", confirm="1")
        return
    with st.form("confirm", width=400):
        password = st.text_input("Password", type="password", key="confirm_password", autocomplete="current-password")
        sent = st.form_submit_button("Go on", type="primary", icon=":material/lock_open:")
    token_hash = context.session_hash()
    if not sent or token_hash is None:
        return
    browser = context.cookie(devices.COOKIE)
    try:
        confirm_password(context.live(), actor, password, context.address(), token_hash, browser=browser)
    except ProducFlowError as error:
        st.error(plain(error), icon=":material/error:")
        return
    st.rerun()


def _way_to(provider: Provider, path: str, words: str, **more: str) -> None:
    """A link by which a provider leads back to what the address asks for."""
    asked = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    wanted = f"/{path}?{urlencode(asked)}" if asked else f"/{path}"
    start = f"oidc/{provider.name}/start?{urlencode({'next': wanted} | more)}"
    st.html(LINK.format("in", escape(start), escape(words)))


def claim() -> None:
    """Let the browser fetch its cookie, if that is still to do.

    Its place is there in any case: where it came and went, all that stands below it was drawn anew with the second run,
    and whoever was typing already lost the field they were in.
    """
    code, place = st.session_state.get(CLAIM), st.empty()
    if code is not None and claims.waiting(code):
        place.html(INVISIBLE.format(f"session/claim?code={code}"))


def way_out(actor: Actor, key: str) -> None:
    """Show the button that signs out.

    Parameters
    ----------
    key : str
        Tells it apart from those elsewhere on the page.

    Notes
    -----
    Whoever came by a provider goes by it: only the browser itself can end the session there.
    """
    token_hash = context.session_hash()
    if actor.provider is not None and token_hash is not None:
        code = sign_out_code(settings.current(), token_hash)
        st.html(LINK.format("out", f"oidc/sign-out?code={code}", "Sign out"))
        return
    SignIn().logout("Sign out", key=key)
    if not st.session_state.get("authentication_status"):
        st.rerun()


def not_for(actor: Actor, entry: PageEntry) -> None:
    """Say that a page is there but not for this role."""
    st.title(entry.title)
    try:
        actor.require(entry.needs)
    except NotAllowed as refusal:
        st.error(str(refusal), icon=":material/block:")
