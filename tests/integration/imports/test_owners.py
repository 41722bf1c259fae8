"""A profile belongs to who made it, and who brought an import in learns that somebody else took it back."""

from pathlib import Path

import pytest

from producflow.access.roles import COMMAND_LINE, Actor, Role
from producflow.errors import NotAllowed
from producflow.imports import ImportOptions, import_file, redo, undo
from producflow.imports.columns import profiles
from producflow.operations import undo_news
from producflow.store.database import Store
from tests.integration.actions.plant import CSV, MAPPING
from tests.integration.conftest import AppAs
from tests.people import email_of, user_of


def person(store: Store, role: Role) -> Actor:
    return Actor(user_id=user_of(store, role), email=email_of(role), full_name=f"Test {role}", role=role)


def test_others_use_a_profile_and_only_its_owner_and_managers_change_it(store: Store) -> None:
    ada = person(store, Role.ANALYST)
    ben = Actor(user_id=user_of(store, Role.OPERATOR), email="ben@x.de", full_name="Ben", role=Role.ANALYST)
    mine = profiles.save(store, ada, "Hall A", "f", MAPPING)
    assert mine.owner == "Test analyst"
    with pytest.raises(NotAllowed, match="is of Test analyst; ask them or a manager"):
        profiles.change(store, ben, mine.id, name="Hall B")
    with pytest.raises(NotAllowed):
        profiles.remove(store, ben, mine.id)
    with pytest.raises(NotAllowed):
        profiles.save(store, ben, "Hall A", "f", MAPPING)
    assert store.read(profiles.recognise, "f", None) == mine
    assert not profiles.is_to_be_saved(store, ben, "Hall A", MAPPING)  # read by it as it is
    assert profiles.is_to_be_saved(store, ben, "Hall B", MAPPING)
    assert profiles.change(store, ada, mine.id, name="Hall C").name == "Hall C"
    assert profiles.change(store, person(store, Role.MANAGER), mine.id, name="Hall D").owner == "Test analyst"
    assert profiles.remove(store, ada, mine.id).name == "Hall D"


def test_a_profile_without_an_owner_is_used_by_all_and_changed_by_managers(store: Store) -> None:
    made = profiles.save(store, COMMAND_LINE, "Hall A", "f", MAPPING)
    with pytest.raises(NotAllowed, match="is of the command line"):
        profiles.remove(store, person(store, Role.ANALYST), made.id)
    profiles.remove(store, person(store, Role.MANAGER), made.id)


@pytest.mark.long
def test_an_import_that_somebody_else_took_back_is_told_until_it_is_read(
    empty_plant: Store, app_as: AppAs, tmp_path: Path
) -> None:
    ada = person(empty_plant, Role.ANALYST)
    (tmp_path / "machines.csv").write_bytes(CSV)
    done = import_file(empty_plant, ada, tmp_path / "machines.csv", "machines.csv", ImportOptions(kind="equipment"))
    assert done.batch is not None
    number = done.batch.id

    def told(role: Role) -> list[str]:
        return [each.value for each in app_as(role, "overview").warning if "has undone your import" in each.value]

    undo(empty_plant, ada, number)  # her own wish is no news
    assert told(Role.ANALYST) == []
    redo(empty_plant, ada, number)
    undo(empty_plant, person(empty_plant, Role.MANAGER), number)
    [sentence] = told(Role.ANALYST)
    assert f"Test manager has undone your import {number} of machines" in sentence
    assert told(Role.MANAGER) == []
    app = app_as(Role.ANALYST, "overview")
    app.button(key="undone_shown").click().run()
    assert app.query_params["import"] == str(number)
    app = app_as(Role.ANALYST, "overview")
    app.button(key="undone_read").click().run()
    assert told(Role.ANALYST) == []
    redo(empty_plant, ada, number)
    undo(empty_plant, COMMAND_LINE, number)
    assert [row["id"] for row in undo_news.unread(empty_plant, ada.user_id)] == [number]
    undo_news.note_read(empty_plant, person(empty_plant, Role.MANAGER), [number])  # not theirs to read
    assert undo_news.unread(empty_plant, ada.user_id)[0]["undone_by"] == "the command line"
