"""Commands about keys and links, as they are typed."""

import re

import pytest

from producflow.access import api_keys
from producflow.access.key_scopes import Kind, allowed
from producflow.access.roles import COMMAND_LINE
from producflow.commands.arguments import parser
from producflow.commands.known import COMMANDS
from producflow.errors import Conflict, InvalidInput, NotFound, NotSignedIn
from producflow.operations import account_links, equipment
from producflow.store.database import Store
from tests.people import email_of, user_of, with_factor

pytestmark = pytest.mark.usefixtures("hashes_are_cheap")


def said(store: Store, *words: str) -> list[str]:
    asked = vars(parser().parse_args(words))
    return [str(line) for line in COMMANDS[asked["command"]](store, asked)]


def test_a_key_is_made_rotated_and_revoked_by_its_name(store: Store) -> None:
    press = equipment.create(store, COMMAND_LINE, name="Press 1")["id"]
    words = ("--role", "operator", "--kinds", "readings", "--machines", "press 1", "--days", "30")
    old = said(store, "keys", "add", "Gateway", *words)[-1]
    actor, _ = api_keys.known(store, old)
    assert actor.allowed == allowed([Kind.READINGS])
    assert actor.machines == frozenset({press})
    new = said(store, "keys", "rotate", "gateway", "--overlap", "0")[-1]
    with pytest.raises(NotSignedIn, match="got another secret"):
        api_keys.known(store, old)
    assert api_keys.known(store, new)[0] == actor
    [listed] = said(store, "keys", "list")
    assert re.fullmatch(r"Gateway\toperator\tworks\texpires \d{4}-\d\d-\d\d\tlast used .+ UTC", listed)
    assert said(store, "keys", "revoke", "GATEWAY") == ["The key of Gateway works no longer."]
    with pytest.raises(NotFound, match="keys list"):
        said(store, "keys", "revoke", "nobody's")
    with pytest.raises(InvalidInput, match="There is no machine"):
        said(store, "keys", "add", "Other", "--role", "operator", "--machines", "Press 9")


def test_a_link_is_made_by_command(store: Store) -> None:
    user_of(store, "manager")
    [told, address] = said(store, "users", "link", email_of("manager"))
    assert told.startswith("Hand this to manager@people.example. It works once, until ")
    token = address.split("/password#")[1]
    assert account_links.use(store, token, "seven blue kettles") == email_of("manager")


def test_a_second_factor_is_taken_away_by_command(store: Store) -> None:
    with_factor(store, "lost")
    assert "no second factor any more" in said(store, "users", "no-factor", "lost@people.example")[0]
    with pytest.raises(Conflict):
        said(store, "users", "no-factor", "lost@people.example")
