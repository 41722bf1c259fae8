"""A file that somebody works on stays theirs: over a reload of the page, from tab to tab, and from nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from producflow import imports, settings
from producflow.access import sessions
from producflow.access.roles import Role
from producflow.reports.links import UPLOAD
from producflow.store.database import Store
from producflow.ui import context, uploads
from producflow.ui.uploads import held
from tests.integration.test_uploads_page import (
    choose,
    create_machines,
    finished,
    press,
    shown,
    unescaped,
)
from tests.people import user_of

pytestmark = pytest.mark.long

AppAs = Callable[..., AppTest]
SHIFTS = "Maschine;Datum;Schicht;Menge;Ausschuss;Stillstand\nPresse;03/04/2026;Früh;10;1;5\n"


def answered(app: AppTest) -> AppTest:
    """A file in which the order of day and month is asked, with that and the new machine said."""
    choose(app, SHIFTS, "production.csv")
    app.radio[0].set_value("month first")
    finished(app)
    create_machines(app)
    next(field for field in app.text_input if field.label.startswith("Remember")).set_value("Shifts of the press")
    return finished(app)


def named(app: AppTest) -> str:
    """What the address calls the file."""
    token = app.query_params[UPLOAD]
    return str(token if isinstance(token, str) else token[0])


def told(app: AppTest) -> str:
    return unescaped(" ".join(each.value for each in [*app.markdown, *app.info, *app.warning]))


def stored(store: Store) -> list[dict[str, Any]]:
    return store.read(
        lambda session: session.composed("SELECT date::VARCHAR AS date FROM production_records").to_pylist()
    )


def test_a_reload_keeps_the_file_and_the_answers(empty_plant: Store, app_as: AppAs) -> None:
    before = answered(app_as("analyst", "uploads"))
    app = finished(app_as("analyst", "uploads", **{UPLOAD: named(before)}))
    assert not app.radio
    assert shown(app)["New"] == "1"
    assert any("1 new machine would be created: Presse" in unescaped(each.value) for each in app.info)
    assert next(field for field in app.text_input if field.label.startswith("Remember")).value == "Shifts of the press"
    press(app, "commit")
    assert unescaped(app.success[0].value).startswith("Import 1 is in: 1 rows new")
    assert stored(empty_plant) == [{"date": "2026-03-04"}]
    assert list(empty_plant.staging.iterdir()) == []
    assert UPLOAD not in app.query_params

    finished(before)  # the tab as it was before the reload
    assert "in another tab" in told(before)
    assert before.get("file_uploader")
    assert len(imports.batches(empty_plant)) == 1


def test_a_page_that_is_opened_anew_offers_to_go_on_and_takes_the_file_over(empty_plant: Store, app_as: AppAs) -> None:
    first = answered(app_as("analyst", "uploads"))
    second = finished(app_as("analyst", "uploads"))
    assert "production.csv, uploaded just now, 1 row, ready" in told(second).replace("*", "")
    press(second, f"go_on_{named(first)}")
    assert shown(second)["New"] == "1"

    press(first, "commit")  # where the file is no more
    assert imports.batches(empty_plant) == []
    assert "You went on with production.csv in another tab" in told(first)
    assert not shown(first)
    press(first, f"go_on_{named(second)}")  # and back
    assert shown(first)["New"] == "1"
    finished(second)
    assert not shown(second)

    press(second, f"discard_{named(first)}")
    assert list(empty_plant.staging.iterdir()) == []
    finished(first)
    assert not shown(first)
    assert not [button for button in first.button if str(button.key).startswith("go_on")]


def test_nobody_else_gets_it_by_its_address_or_in_the_same_tab(empty_plant: Store, app_as: AppAs) -> None:
    first = answered(app_as("analyst", "uploads"))
    other = finished(app_as("manager", "uploads", **{UPLOAD: named(first)}))
    assert "The address names an upload that is not held any more, or not yours" in told(other)
    assert "production.csv" not in told(other)
    assert not shown(other)
    assert not [button for button in other.button if str(button.key).startswith("go_on")]

    # The analyst signs out, and the manager signs in where the page still stands.
    token = sessions.start(empty_plant, user_of(empty_plant, Role.MANAGER), "127.0.0.1", 1.0)
    first.session_state[context.SESSION_KEY] = sessions.fingerprint(token)
    finished(first)
    assert "production.csv" not in told(first)
    assert not shown(first)


def test_what_became_of_an_import_is_told_though_the_run_that_took_it_was_ended(
    empty_plant: Store, app_as: AppAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = answered(app_as("analyst", "uploads"))
    say = uploads.say
    ended: list[Any] = []

    def ended_first(*given: Any) -> None:
        if not ended:
            ended.append(given)
            st.stop()  # as a run ends that a newer one takes the place of
        say(*given)

    monkeypatch.setattr(uploads, "say", ended_first)
    press(app, "commit")
    assert ended
    finished(app)
    assert unescaped(app.success[0].value).startswith("Import 1 is in: 1 rows new")


def test_the_newest_files_of_a_person_are_held_for_a_day(
    empty_plant: Store, app_as: AppAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    tabs = [answered(app_as("analyst", "uploads")) for _ in range(held.MOST + 1)]
    page = finished(app_as("analyst", "uploads"))
    kept = [str(button.key) for button in page.button if str(button.key).startswith("go_on")]
    assert kept == [f"go_on_{named(tab)}" for tab in reversed(tabs[1:])]
    assert settings.current().database == empty_plant.path
    assert len({path.name.split(".")[0] for path in empty_plant.staging.iterdir()}) == 2 * held.MOST

    monkeypatch.setattr(held, "LASTS", 0 * held.LASTS)
    page = finished(app_as("analyst", "uploads"))
    assert not [button for button in page.button if str(button.key).startswith("go_on")]
    assert list(empty_plant.staging.iterdir()) == []
