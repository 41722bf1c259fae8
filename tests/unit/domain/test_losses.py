"""The loss tree adds up, whatever is missing."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from producflow.domain import losses as tree

COLUMNS = ["planned_minutes", "downtime_minutes", "output_quantity", "defect_quantity", "capacity"]


def machines(*rows: tuple[float | None, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS)


def steps(frame: pd.DataFrame) -> dict[str, float]:
    return dict(zip(frame["step"], frame["minutes"], strict=True))


def test_one_machine_by_hand() -> None:
    # Rated 960 units a shift: half a minute a unit. 700 made in 420 minutes: 350 ideal minutes, 10 of them rejects.
    found = tree.losses(machines((480, 60, 700, 20, 960)), pd.Series({"Jam": 15.0, "Tool change": 25.0}))
    assert steps(found) == {
        "Planned time": 480.0,
        "Tool change": 25.0,
        "Jam": 15.0,
        "No reason given": 20.0,
        "Speed loss": 70.0,
        "Quality loss": 10.0,
        "Fully productive": 340.0,
    }
    assert list(found["kind"]) == ["total", *["downtime"] * 3, "speed", "quality", "productive"]
    assert (found["note"] == "").all()


def test_a_rated_capacity_too_low_shows_as_negative_speed_loss() -> None:
    found = tree.losses(machines((480, 0, 1200, 0, 960)))
    assert steps(found) == {
        "Planned time": 480.0,
        "Speed loss": -120.0,
        "Quality loss": 0.0,
        "Fully productive": 600.0,
    }
    assert found.loc[found["step"] == "Speed loss", "note"].item() == tree.TOO_LOW


def test_a_machine_without_capacity_is_not_split() -> None:
    found = tree.losses(machines((480, 80, 700, 20, None)))
    assert steps(found) == {"Planned time": 480.0, "No reason given": 80.0, "Not split": 400.0}


def test_missing_downtime_leaves_all_of_the_planned_time_unsplit() -> None:
    assert steps(tree.losses(machines((480, None, 700, 20, 960)))) == {"Planned time": 480.0, "Not split": 480.0}


def test_stops_beyond_the_records_are_set_off_in_the_open() -> None:
    found = tree.losses(machines((480, 10, 0, 0, 960)), pd.Series({"Jam": 30.0}))
    assert steps(found)["Stops beyond the recorded downtime"] == -20.0
    assert steps(found)["Jam"] == 30.0


@pytest.mark.parametrize("label", [None, "", " ", "No reason given"])
def test_stops_without_a_reason_are_said_to_have_none(label: str | None) -> None:
    found = tree.losses(machines((480, 30, 0, 0, 960)), pd.Series([10.0, 20.0], index=["Jam", label]))
    assert steps(found)["Jam"] == 10.0
    assert steps(found)["No reason given"] == 20.0


def test_nothing_planned_is_an_empty_tree() -> None:
    assert tree.losses(machines()).empty
    assert tree.losses(machines((None, 0, 1, 0, 9), (0, 0, 0, 0, 9))).empty


number = st.none() | st.floats(0, 1e4)
row = st.tuples(st.none() | st.floats(0, 1e4), number, number, number, number)


@given(st.lists(row, max_size=8), st.dictionaries(st.sampled_from(["Jam", "Setup", ""]), st.floats(0, 1e4)))
def test_the_steps_add_up_to_planned_time(rows: list[tuple[float | None, ...]], stops: dict[str, float]) -> None:
    rows = [(*row[:4], row[4] if row[4] is None or row[4] > 1e-3 else 0.0) for row in rows]
    found = tree.losses(machines(*rows), pd.Series(stops, dtype="float64"))
    planned = math.fsum(row[0] for row in rows if row[0] is not None and row[0] > 0)
    if found.empty:
        assert planned == 0
        return
    assert found["minutes"].notna().all()
    assert found["minutes"].iloc[0] == pytest.approx(planned)
    scale = found["minutes"].abs().max()
    assert math.fsum(found["minutes"].iloc[1:]) == pytest.approx(planned, abs=1e-5 + 1e-9 * scale)
