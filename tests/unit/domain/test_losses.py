"""The loss tree adds up, whatever is missing."""

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from producflow.domain import costs
from producflow.domain import losses as domain

REFERENCE = json.loads((Path(__file__).parents[2] / "data/reference/kpi_reference_share.json").read_text())
DAY = pd.Timestamp("2026-03-02")
RECORDS = ["equipment_id", "shift", "planned_minutes", "downtime_minutes", "output_quantity", "defect_quantity"]
STOPS = ["equipment_id", "shift", "reason", "planned", "minutes"]


def records(*rows: tuple[object, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=[*RECORDS, "capacity"]).assign(date=DAY)
    typed = frame.astype(dict.fromkeys([*RECORDS[2:], "capacity"], "float64") | {"shift": "str"})
    return typed.assign(rated_output=typed["output_quantity"], rated_defects=typed["defect_quantity"])


def stops(*rows: tuple[object, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=STOPS).assign(date=DAY)
    types = {"equipment_id": "int64", "shift": "str", "reason": "str", "planned": "bool", "minutes": "float64"}
    return frame.astype(types)


def one(*values: float | None) -> tuple[object, ...]:
    return (1, "morning", *values)


def steps(rows: pd.DataFrame, stopped: pd.DataFrame | None = None) -> dict[str, float]:
    found = domain.tree(domain.pieces(rows, stops() if stopped is None else stopped))
    return dict(zip(found["step"], found["minutes"], strict=True))


def test_one_machine_by_hand() -> None:
    # Rated 960 units a shift: half a minute a unit. 700 made in 420 minutes: 350 ideal minutes, 10 of them rejects.
    stopped = stops((1, "morning", "Jam", False, 15.0), (1, "morning", "Tool change", True, 25.0))
    found = domain.tree(domain.pieces(records(one(480, 60, 700, 20, 960)), stopped))
    assert dict(zip(found["step"], found["minutes"], strict=True)) == {
        "Planned time": 480.0,
        "Tool change": 25.0,
        "Jam": 15.0,
        "Not explained by events": 20.0,
        "Speed loss": 70.0,
        "Quality loss": 10.0,
        "Fully productive": 340.0,
    }
    kinds = ["total", "downtime", "downtime", "unexplained", "speed", "quality", "productive"]
    assert list(found["kind"]) == kinds
    assert list(found["key"][1:3]) == ["reason:Tool change", "reason:Jam"]


def test_what_one_shift_leaves_unexplained_is_not_made_good_by_another() -> None:
    rows = records((1, "morning", 480, 60, 0, 0, 960), (1, "night", 480, 10, 0, 0, 960))
    found = steps(rows, stops((1, "night", "Jam", False, 40.0)))
    assert (found["Jam"], found["Not explained by events"]) == (40.0, 60.0)
    assert found["Stops beyond the recorded downtime"] == -30.0


def test_stops_beyond_the_records_are_set_off_by_reason() -> None:
    stopped = stops((1, "morning", "Jam", False, 30.0), (1, "morning", "Setup", True, 10.0))
    found = domain.pieces(records(one(480, 10, 0, 0, 960)), stopped)
    beyond = found[found["kind"] == "beyond"].set_index("reason")["minutes"]
    assert beyond.to_dict() == {"Jam": pytest.approx(-22.5), "Setup": pytest.approx(-7.5)}


def test_stops_of_shifts_that_nobody_reported_are_no_part_of_it() -> None:
    rows, stopped = records(one(480, 0, 0, 0, 960)), stops((1, "night", "Jam", False, 30.0))
    assert "Jam" not in steps(rows, stopped)
    assert domain.outside(rows, stopped)["minutes"].tolist() == [30.0]


def test_a_rated_capacity_too_low_shows_as_negative_speed_loss() -> None:
    found = domain.tree(domain.pieces(records(one(480, 0, 1200, 0, 960)), stops()))
    assert dict(zip(found["step"], found["minutes"], strict=True)) == {
        "Planned time": 480.0,
        "Speed loss": -120.0,
        "Quality loss": 0.0,
        "Fully productive": 600.0,
    }
    assert found.loc[found["step"] == "Speed loss", "note"].item() == domain.TOO_LOW


def test_a_machine_without_capacity_is_not_split() -> None:
    found = steps(records(one(480, 80, 700, 20, None)))
    assert found == {
        "Planned time": 480.0,
        "Not explained by events": 80.0,
        "Quality loss": 0.0,  # what the rejects cost is known, their minutes are not
        "Not split": 400.0,
    }


def test_missing_downtime_leaves_all_of_the_planned_time_unsplit() -> None:
    found = steps(records(one(480, None, 700, 0, 960)), stops((1, "morning", "Jam", False, 15.0)))
    assert found == {"Planned time": 480.0, "Not split": 480.0}


def test_nothing_planned_is_an_empty_tree() -> None:
    assert steps(records()) == {}
    assert steps(records(one(None, 0, 1, 0, 9), (1, "night", 0, 0, 0, 0, 9))) == {}


@pytest.mark.parametrize("case", REFERENCE["oee"], ids=lambda case: case["id"])
def test_what_is_left_is_the_published_oee(case: dict[str, Any]) -> None:
    given_ = case["inputs"]
    planned, rate = given_["planned_production_time"], given_["ideal_rate_per_time_unit"]
    row = one(planned, given_["downtime"], given_["total_count"], given_["reject_count"], rate * 480)
    found = steps(records(row), stops((1, "morning", "Any", False, given_["downtime"])))
    assert found["Fully productive"] / planned == pytest.approx(case["exact"]["oee"], abs=1e-6)
    assert found["Any"] / planned == pytest.approx(1 - case["exact"]["availability"], abs=1e-6)
    assert math.fsum(minutes for name, minutes in found.items() if name != "Planned time") == pytest.approx(planned)


number = st.none() | st.floats(0, 1e4)
shift = st.sampled_from(["morning", "night"])
row = st.tuples(st.integers(1, 2), shift, number, number, number, number, st.none() | st.floats(0.01, 1e4))
stop = st.tuples(st.integers(1, 2), shift, st.sampled_from(["Jam", "Setup"]), st.booleans(), st.floats(0, 1e4))


@pytest.mark.long
@given(st.lists(row, max_size=4, unique_by=lambda each: each[:2]), st.lists(stop, max_size=6))
def test_the_steps_add_up_to_planned_time(rows: list[tuple[object, ...]], stopped: list[tuple[object, ...]]) -> None:
    frame = records(*rows)
    found = domain.pieces(frame, stops(*stopped))
    planned = frame.groupby(["equipment_id", "shift"])["planned_minutes"].sum()
    scale = 1 + float(found["minutes"].abs().max()) if len(found) else 1.0
    for key, minutes in planned.items():
        part = found[(found["equipment_id"] == key[0]) & (found["shift"] == key[1])]  # type: ignore[index]
        assert math.fsum(part["minutes"]) == pytest.approx(minutes, abs=1e-9 * scale)
    tree = domain.tree(found)
    if not tree.empty:
        assert tree["minutes"].notna().all()
        assert math.fsum(tree["minutes"].iloc[1:]) == pytest.approx(planned.sum(), abs=1e-9 * scale)
        covered = domain.key_of(found[found["minutes"] != 0]).isin(tree["key"])
        assert covered.all()


def priced(
    rows: pd.DataFrame, stopped: pd.DataFrame, hour: float | None = 60.0, unit: float | None = 2.0
) -> pd.DataFrame:
    found = domain.pieces(rows, stopped)
    knows = pd.Series({1: True, 2: False})
    return found.assign(key=domain.key_of(found), **costs.loss_costs(found, knows, hour, unit)).set_index("key")


def test_money_follows_the_plants_cost_settings() -> None:
    rows = records((1, "morning", 480, 60, 700, 20, 960), (2, "morning", 480, 90, 300, 5, None))
    stopped = stops((1, "morning", "Jam", False, 15.0), (1, "morning", "Tool change", True, 25.0))
    found = priced(rows, stopped)
    money, why = found["money"], found["why_not"]
    assert (money["reason:Jam"], why["reason:Jam"]) == (15.0, "")  # 15 min at 60 an hour
    assert (math.isnan(money["reason:Tool change"]), why["reason:Tool change"]) == (True, costs.PLANNED_STOP)
    # The first machine records its stops, so nobody knows what the rest of its downtime was; the second records none.
    assert list(money[money.index == "unexplained"].fillna(-1)) == [-1, 90.0]
    assert (money["speed"], list(money[money.index == "quality"])) == (70.0, [40.0, 10.0])
    assert why["not split"] == costs.NO_RATE


def test_money_says_why_there_is_none() -> None:
    fast = records((1, "morning", 480, 0, 1200, 6, 960))
    assert priced(fast, stops())["why_not"].to_dict() == {
        "productive": costs.NOTHING_LOST,
        "quality": "",
        "speed": costs.TOO_FAST,
    }
    none = priced(records(one(480, 60, 700, 20, 960)), stops((1, "morning", "Jam", False, 60.0)), None, None)
    assert none["why_not"].to_dict() == {
        "productive": costs.NOTHING_LOST,
        "quality": costs.NO_UNIT,
        "reason:Jam": costs.NO_HOUR,
        "speed": costs.NO_HOUR,
    }
    assert none["money"].isna().all()
