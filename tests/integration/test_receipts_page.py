"""Receipts over the pages: one click from a figure, or its own address."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from producflow.reports import receipts
from producflow.reports.periods import last_days
from producflow.reports.receipts import FigureRef
from producflow.store.database import Store
from producflow.ui import context

AppAs = Callable[..., AppTest]


def words(app: AppTest) -> str:
    return "\n".join(each.value for each in app.markdown).replace("\\", "")


@pytest.mark.long
def test_one_click_on_a_figure_shows_how_it_comes_about(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview")
    app.button(key="receipt_tile_oee").click().run()
    assert not app.exception
    assert app.query_params["receipt"] == "oee"
    found = receipts.receipt(seen_plant, FigureRef("oee"), last_days(context.plant(), context.now()), context.now())
    assert found.working
    for step in found.working:
        assert f"{step.label} = {step.worked} = " in words(app)
    assert "receipt=oee" in app.code[0].value


def test_an_address_opens_the_receipt_of_a_cell(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview", receipt="defect_rate;machine=1;shift=night")
    assert not app.exception
    assert "night shift" in "\n".join(each.value for each in app.caption)
    assert "Defect rate = " in words(app)


def test_a_damaged_address_says_so_and_leaves_the_page(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "overview", receipt="nothing;machine=x")
    assert not app.exception
    assert "no figure" in app.warning[0].value
    assert "is too hot" in app.title[0].value


def test_strangers_see_no_receipt(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as(None, "overview", receipt="oee")
    assert "Availability" not in words(app)
