"""What is foretold on the maintenance page: in words, judged with one click, with a track record."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from producflow.demo.machines import MILLING, ROBOT
from producflow.domain.metrics import METRICS
from producflow.domain.predictions import record
from producflow.domain.predictions.trend import SHIFT
from producflow.reports.predictions import standing, track_record
from producflow.reports.receipts import FigureRef, receipt
from producflow.reports.view import View
from producflow.store.database import Store
from producflow.store.queries import equipment
from producflow.store.queries import predictions as queries
from producflow.ui.text import plain
from tests.foretold import kept

AppAs = Callable[..., AppTest]
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
FIGURES = ("predictions_came_true", "windows_held", "failures_foretold", "brier_score")


@pytest.mark.long
def test_a_technician_says_with_one_click_how_a_prediction_was(demo_plant: Store, app_as: AppAs) -> None:
    app = app_as("technician", "maintenance")
    assert not app.exception
    [told] = [each.value for each in app.markdown if "crosses the critical limit of 45 PSI" in each.value]
    assert told.startswith("Pressure has fallen since")
    facts = [each.value for each in app.caption if each.value.startswith("trend towards a limit")]
    # The two of the bearing are judged; how many of the robot's stand depends on the hour.
    assert facts
    assert all(each.endswith(("not enough outcomes: n = 0", "not enough outcomes: n = 2")) for each in facts)
    made = demo_plant.read(queries.everything, None)
    number = int(made.loc[made["limit_name"] == "crit_low", "id"].iloc[0])
    next(each for each in app.button if each.key == f"prediction_{number}_too late").click()
    app.run()
    assert [toast.value for toast in app.toast] == [f"Noted that the prediction of {plain(ROBOT)} is too late."]
    assert demo_plant.read(queries.everything, None).set_index("id").loc[number, "verdict"] == "too late"
    assert any("“too late”, said Test technician" in each.value for each in app.caption)


def test_who_may_not_work_on_alerts_reads_but_does_not_judge(seen_plant: Store, app_as: AppAs) -> None:
    app = app_as("operator", "maintenance")
    assert not [each.key for each in app.button if each.key and each.key.startswith("prediction_")]
    labels = {metric.label: metric.value for metric in app.metric}
    for name in FIGURES[:2]:
        assert labels[METRICS[name].label] == "not available", "two outcomes are no share"


def test_a_prediction_of_one_machine_stays_off_the_page_of_another(seen_plant: Store) -> None:
    names = {name: number for number, name in seen_plant.read(equipment.names).items()}
    now = datetime.now(UTC) - timedelta(days=1)
    assert standing(seen_plant, (names[MILLING],), now).empty
    assert set(standing(seen_plant, (names[ROBOT],), now)["machine"]) == {ROBOT}


@pytest.fixture
def told(store: Store) -> Store:
    """Twelve judged predictions of one machine that stated 0.7, eight of them true, an open one; another machine."""
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["A", "B"]})))
    for place in range(12):
        stated = {"confidence": 0.7, "outcomes": 10, "outcomes_true": 7}
        kept(store, 1, NOW - timedelta(days=100 - 7 * place), **stated)
    kept(store, 1, NOW - timedelta(days=1))
    kept(store, 2, NOW - timedelta(days=50), method=SHIFT, until_from=pd.NaT, until_to=pd.NaT)
    ids = [int(each) for each in store.read(queries.everything, None).sort_values("id")["id"]]
    rows = [
        {
            "prediction_id": number,
            "came_true": place < 8,
            "what": "excursion" if place < 8 else "nothing",
            "window_held": place < 6,
            "chance": 0.25,
        }
        for place, number in enumerate(ids[:12])
    ]
    unknown = {"prediction_id": ids[13], "came_true": None, "what": "not known", "window_held": None, "chance": None}
    outcomes = pd.DataFrame([*rows, unknown]).astype({"came_true": "boolean", "window_held": "boolean"})
    store.write(queries.add_outcomes, outcomes)
    return store


def test_the_track_record_is_what_it_comes_to_by_hand(told: Store) -> None:
    found = track_record(told, None)
    assert found.came_true == pytest.approx(100 * 8 / 12)
    assert found.windows_held == pytest.approx(50)
    assert found.brier == pytest.approx((8 * 0.3**2 + 4 * 0.7**2) / 12)
    assert found.brier_of_chance == pytest.approx((8 * 0.75**2 + 4 * 0.25**2) / 12)
    [bin_] = found.bins.to_dict("records")
    assert (bin_["predictions"], bin_["stated"], bin_["came_true"]) == (12, pytest.approx(0.7), pytest.approx(2 / 3))
    assert found.machines[["machine", "judged", "came_true", "windows", "held"]].to_numpy().tolist() == [
        ["A", 12, 8, 12, 6],
        ["B", 0, 0, 0, 0],
    ]
    of_other = track_record(told, (2,))
    assert (of_other.came_true, of_other.why_not("windows_held")) == (None, "not enough outcomes: n = 0")


def test_a_reading_that_comes_in_makes_no_track_record_anew(told: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out: list[int] = []
    reliability = record.reliability

    def counted(said: pd.Series, true: pd.Series) -> pd.DataFrame:
        worked_out.append(len(said))
        return reliability(said, true)

    monkeypatch.setattr(record, "reliability", counted)
    told.answers.ask(track_record, None)
    row = {"equipment_id": 1, "sensor_type": "vibration", "hour": NOW.replace(tzinfo=None), "n": 1, "total": 1.0}
    more = {"minimum": 1.0, "maximum": 1.0, "n_warning": 0, "n_critical": 0, "n_unknown": 0}
    told.write(lambda transaction: transaction.append("sensor_hourly", pd.DataFrame([row | more])))
    told.answers.ask(track_record, None)
    assert len(worked_out) == 1


def test_failures_without_a_prediction_are_missed_and_a_repair_after_a_stop_is_the_same_failure(store: Store) -> None:
    store.write(lambda transaction: transaction.append("equipment", pd.DataFrame({"name": ["A"]})))
    began = pd.Timestamp(NOW).tz_localize(None) - timedelta(days=60)
    at = pd.date_range(began, periods=60 * 24, freq="h").floor("h")
    sums = {"n": 1, "total": 1.0, "minimum": 1.0, "maximum": 1.0, "n_warning": 0, "n_critical": 0, "n_unknown": 0}
    hours = pd.DataFrame({"equipment_id": 1, "sensor_type": "vibration", "hour": at, **sums})
    store.write(lambda transaction: transaction.append("sensor_hourly", hours))
    store.write(queries.looked, 1, at[0], at[-1])
    stops = [(10, 90, False), (20, 30, False), (30, 90, True), (40, 90, False)]
    rows = [
        {
            "equipment_id": 1,
            "started_at": began + timedelta(days=day),
            "ended_at": began + timedelta(days=day, minutes=minutes),
            "reason": f"day {day}",
            "planned": planned,
        }
        for day, minutes, planned in stops
    ]
    store.write(lambda transaction: transaction.append("downtime_events", pd.DataFrame(rows)))
    job = {"equipment_id": 1, "maintenance_type": "corrective", "description": "Mended", "status": "completed"}
    done = pd.DataFrame([job | {"completed_date": began + timedelta(days=10, hours=5)}])
    store.write(lambda transaction: transaction.append("maintenance_logs", done))
    kept(store, 1, (began + timedelta(days=38)).tz_localize("UTC").to_pydatetime())
    found = track_record(store, None)
    # The stop of 30 minutes is too short, the one of day 30 was planned, the job mended that of day 10.
    assert found.failures[["called", "foretold"]].to_numpy().tolist() == [["day 40", True], ["day 10", False]]
    assert found.missed["called"].tolist() == ["day 10"]
    assert found.failures_foretold is None, "two failures are no share"


@pytest.mark.parametrize("figure", FIGURES)
def test_each_figure_has_a_receipt_that_says_the_same(told: Store, figure: str) -> None:
    expected_of = track_record(told, None)
    expected = {
        "predictions_came_true": expected_of.came_true,
        "windows_held": expected_of.windows_held,
        "failures_foretold": expected_of.failures_foretold,
        "brier_score": expected_of.brier,
    }
    found = receipt(told, FigureRef(figure), View(NOW.date(), NOW.date()), NOW)
    assert found.value == expected[figure]
    assert bool(found.why_not) == (found.value is None)
    if found.working:
        assert found.working[-1].value == found.value
    left_out = {each.count for each in found.left_out}
    assert left_out == ({1} if figure in FIGURES[:2] else set())
