"""What the settings may say of providers, and what groups are worth."""

import json
from pathlib import Path
from typing import Any

import pytest

from producflow import settings as process_settings
from producflow.access.oidc import granting
from producflow.access.oidc.granting import granted, groups_of
from producflow.access.roles import Role
from producflow.errors import NotSignedIn, SettingsInvalid
from producflow.providers import Provider
from producflow.settings import Settings

CORP: dict[str, Any] = {
    "name": "corp",
    "issuer": "https://login.example/realms/plant",
    "client_id": "producflow",
    "roles": {"leads": "manager"},
}


@pytest.mark.parametrize(
    ("providers", "sentence"),
    [
        ("corp", 'PRODUCFLOW_PROVIDERS: is no JSON; write it like [{"name": "corp"'),
        (
            [CORP | {"issuer": "http://login.example"}],
            "PRODUCFLOW_PROVIDERS, number 1, issuer: 'http://login.example' is",
        ),
        ([CORP, CORP | {"name": "Corp"}], "PRODUCFLOW_PROVIDERS, number 2, name: "),
        ([CORP | {"client": "x"}], "PRODUCFLOW_PROVIDERS, number 1, client: "),
        ([{"name": "corp"}], "PRODUCFLOW_PROVIDERS, number 1, issuer: "),
        ([CORP | {"roles": {}}], "PRODUCFLOW_PROVIDERS, number 1: needs roles (which group is which role) or role"),
        ([CORP | {"scope": "email"}], "PRODUCFLOW_PROVIDERS, number 1: scope needs the word openid"),
        ([CORP | {"make_accounts": False}], "PRODUCFLOW_PROVIDERS, number 1: needs make_accounts or join_accounts"),
        ([CORP, CORP], "PRODUCFLOW_PROVIDERS: 'corp' is the name of two providers"),
        (
            [CORP, CORP | {"name": "twin"}],
            "PRODUCFLOW_PROVIDERS: 'https://login.example/realms/plant' is the issuer of two",
        ),
    ],
)
def test_what_cannot_be_is_one_sentence(monkeypatch: pytest.MonkeyPatch, providers: Any, sentence: str) -> None:
    monkeypatch.setenv("PRODUCFLOW_PROVIDERS", providers if isinstance(providers, str) else json.dumps(providers))
    with pytest.raises(SettingsInvalid) as refused:
        process_settings.load()
    assert str(refused.value).startswith(sentence)


def test_tables_of_a_file_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(
        '[[providers]]\nname = "corp"\nissuer = "http://127.0.0.1:8080"\nclient_id = "x"\nroles.leads = "manager"\n'
    )
    monkeypatch.chdir(tmp_path)
    [provider] = process_settings.load().providers
    assert (provider.issuer, provider.roles, provider.title) == ("http://127.0.0.1:8080", {"leads": "manager"}, "corp")


def test_a_role_that_there_is_not_is_told_at_the_start() -> None:
    for wrong in ({"roles": {"leads": "boss"}}, {"role": "boss"}):
        settings = Settings(providers=(Provider(**CORP | wrong),))
        with pytest.raises(
            SettingsInvalid, match="PRODUCFLOW_PROVIDERS, corp: 'boss' is no role; use one of operator,"
        ):
            granting.must_be_usable(settings)


@pytest.mark.parametrize(
    ("claim", "claims", "expected"),
    [
        ("groups", {"groups": ["a", "b", 3]}, {"a", "b"}),
        ("groups", {"groups": "a"}, {"a"}),
        ("groups", {"groups": {"a": 1}}, set()),
        ("groups", {}, set()),
        ("realm_access.roles", {"realm_access": {"roles": ["a"]}}, {"a"}),
        ("realm_access.roles", {"realm_access": "roles"}, set()),
        ("https://plant.example/groups", {"https://plant.example/groups": ["a"]}, {"a"}),
    ],
)
def test_groups_are_found_where_the_settings_say(claim: str, claims: dict[str, Any], expected: set[str]) -> None:
    assert groups_of(Provider(**CORP | {"groups_claim": claim}), claims) == expected


def test_of_several_roles_the_highest_and_of_several_departments_the_first() -> None:
    more = {"roles": {"floor": "operator", "it": "admin", "leads": "manager"}, "departments": {"p": "Press", "q": "QA"}}
    grant = granted(Provider(**CORP | more), {"groups": ["leads", "floor", "q", "p"]})
    assert (grant.role, grant.department) == (Role.MANAGER, "Press")


def test_whoever_is_in_no_group_is_what_the_settings_say_of_the_rest() -> None:
    assert granted(Provider(**CORP | {"role": "operator"}), {}).role is Role.OPERATOR
    with pytest.raises(NotSignedIn, match="in none of the groups"):
        granted(Provider(**CORP), {"groups": ["floor"]})
