"""Signing in, and who is who."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Form, Request, Response

from producflow.access import devices, second_factors, sign_in, tallies, tokens
from producflow.access.passwords import sound_password
from producflow.access.roles import Permission
from producflow.api.dependencies import AppStore, CurrentActor, Limit, Skip, address_of, settings_of
from producflow.api.fields import PathId
from producflow.api.rate_limits import Limiter, Rate
from producflow.api.routing import Open, Routes
from producflow.api.schemas.people import NewPerson, PasswordByLink, PasswordLink, Person, PersonChange, SetFor, Token
from producflow.errors import InvalidInput, NotFound, NotSignedIn
from producflow.operations import account_links, passwords, users
from producflow.store.queries import users as queries

routes = Routes("People")
IN_BY_API = tallies.Kind("sign in", "users", tallies.HOUR)


@routes.post("/token", Open.ANYONE, response_model=Token, errors=(401,))
def sign_in_for_a_token(
    request: Request,
    response: Response,
    store: AppStore,
    username: Annotated[str, Form(description="The email.")],
    password: Annotated[str, Form(json_schema_extra={"format": "password"})],
    code: Annotated[
        str | None, Form(max_length=100, description="Of the second factor, where the account has one.")
    ] = None,
    grant_type: Annotated[str | None, Form(pattern="^(password)?$", description="`password`, if anything.")] = None,  # noqa: ARG001 - clients send it
) -> Any:
    """Exchange email (as `username`) and password for a bearer token.

    The token ends after half an hour, unless configured otherwise, and at once when the account is deactivated or its
    password or role changes. Wrong passwords are counted together with those of the sign-in page; a client that keeps
    the cookie of the answer is known again, and not slowed by what others guess.
    """
    settings, where, browser = settings_of(request), address_of(request), request.cookies.get(devices.COOKIE)
    limiter: Limiter = request.app.state.limiter
    # Asked before, counted after: a call without a password, or with the right one, must not use up what others have.
    if not devices.knows_any(browser, settings):
        limiter.address(Rate.SIGN_IN, where, count=False)
    limiter.caller(Rate.SIGN_IN, username.strip().lower(), count=False)
    try:
        actor = sign_in.authenticate(store, username, password, where, code=code, browser=browser, settings=settings)
    except NotSignedIn:
        limiter.address(Rate.SIGN_IN, where)
        raise
    limiter.caller(Rate.SIGN_IN, actor.email)
    assert actor.user_id is not None  # noqa: S101 -- only accounts have passwords
    known = devices.with_account(browser, actor.user_id, settings)
    response.set_cookie(devices.COOKIE, known, **devices.attributes(settings))
    made = tokens.issue(store, actor, settings)
    tallies.note(store, tallies.Event(IN_BY_API, actor, where, actor.user_id, {"email": actor.email, "by": "API"}))
    return Token(access_token=made)


@routes.get("/users/me", Open.SIGNED_IN, response_model=Person, errors=(404,))
def read_myself(store: AppStore, actor: CurrentActor) -> Any:
    """The signed-in person."""
    row = store.read(queries.by_id, actor.user_id)
    if row is None:
        raise NotFound("An API key is no person.")
    return row


@routes.get("/users", Permission.MANAGE_USERS, response_model=list[Person])
def list_users(store: AppStore, actor: CurrentActor, skip: Skip = 0, limit: Limit = 100) -> Any:
    """All accounts, by email."""
    return users.everyone(store, actor)[skip : skip + limit]


@routes.post("/users", Permission.MANAGE_USERS, response_model=Person, errors=(409,))
def create_user(new: NewPerson, store: AppStore, actor: CurrentActor) -> Any:
    """Create an account."""
    return users.create(store, actor, **new.model_dump())


@routes.post("/users/{user_id:int}/link", Permission.MANAGE_USERS, response_model=PasswordLink, errors=(404, 409))
def make_password_link(user_id: PathId, request: Request, store: AppStore, actor: CurrentActor) -> Any:
    """Make a link for one use, by which a person sets their password: an invitation, or a way to another one.

    It goes to them by mail where a mail server is set; else it is shown in this answer and never again. The one made
    before is worthless from then on.
    """
    settings = settings_of(request)
    made = account_links.create(store, actor, user_id, settings)
    return asdict(made) | {"address": made.address(settings.base)}


@routes.delete("/users/{user_id:int}/second-factor", Permission.MANAGE_USERS, response_model=Person, errors=(404, 409))
def remove_second_factor(user_id: PathId, store: AppStore, actor: CurrentActor) -> Any:
    """Take a person's second factor away, such as after their phone was lost; ends their sessions and tokens.

    Where their role needs one, they set another up at the next sign-in.
    """
    second_factors.reset(store, actor, user_id)
    return store.read(queries.by_id, user_id)


@routes.post("/password", Open.ANYONE, response_model=SetFor, errors=(401,))
def set_password_by_link(given: PasswordByLink, request: Request, store: AppStore) -> Any:
    """Set a password with what the address of a link carries behind its `#`; the link is used up by it."""
    limiter: Limiter = request.app.state.limiter
    try:
        return SetFor(email=account_links.use(store, given.link, given.password))
    except NotSignedIn:
        # As few as wrong passwords, but apart from them: whoever guesses links must keep nobody from signing in.
        limiter.caller(Rate.SIGN_IN, f"a link at {address_of(request)}")
        raise


@routes.patch("/users/{user_id:int}", Permission.MANAGE_USERS, response_model=Person, errors=(404, 409))
def change_user(user_id: PathId, change: PersonChange, store: AppStore, actor: CurrentActor) -> Any:
    """Change an account: name, role, department, activity, password. A change of the last four ends its tokens."""
    given = change.model_dump(exclude_unset=True)
    for name in ("full_name", "role", "is_active", "password"):
        if name in given and given[name] is None:
            raise InvalidInput(f"The {name.replace('_', ' ')} cannot be empty; leave it out to keep it.", name)
    password = given.pop("password", None)
    if password is not None:  # before anything changes
        sound_password(password, (store.read(queries.by_id, user_id) or {}).get("email", ""))
    changed = users.change(store, actor, user_id, given)
    if password is None:
        return changed
    passwords.set_password(store, actor, user_id, password)
    return store.read(queries.by_id, user_id)
