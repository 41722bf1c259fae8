"""What ``python -m producflow predict`` says of files of readings, without a plant's database."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from producflow.__main__ import main

pytestmark = pytest.mark.long

AMBIENT = Path(__file__).parents[1] / "data" / "ambient_temperature_system_failure.csv"
WINDOWS = (("2013-12-15 07:00", "2013-12-30 09:00"), ("2014-03-29 15:00", "2014-04-20 22:00"))
"""In which the published labels have it fail; see tests/data/README.md."""


def pump(seed: int, rows: int = 900, start: str = "2026-03-09 06:00") -> pd.DataFrame:
    values = np.random.default_rng(seed).normal([60, 4, 1.1], [1, 0.2, 0.05], size=(rows, 3))
    at = pd.date_range(start, periods=rows, freq="s", name="time")
    return pd.DataFrame(values, index=at, columns=["temperature [°C]", "flow", "vibration [mm/s]"])


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_real_series_is_told_in_its_windows(out: Path) -> None:
    source = out / "office.csv"
    source.write_text(AMBIENT.read_text())
    assert main(["predict", str(source), "--out", "alerts.csv", "--points", "points.csv"]) == 0
    alerts = pd.read_csv(out / "alerts.csv", parse_dates=["started_at"])
    rows = pd.read_csv(source, parse_dates=["timestamp"]).set_index("timestamp")
    for begin, end in WINDOWS:
        inside = rows.loc[begin:end].index
        assert alerts["started_at"].between(inside[0], inside[len(inside) // 2]).any()
    assert len(alerts) <= 4
    assert alerts["confidence"].isna().all(), "nobody knows yet how often such alerts come true"
    points = pd.read_csv(out / "points.csv")
    assert list(points.columns) == ["machine", "timestamp", "score", "alert"]
    assert len(points) == len(rows)
    assert points["score"].between(0, 1).all()
    assert set(points["machine"]) == {"office"}
    assert list(out.glob("*.duckdb")) == []


def test_a_wide_file_is_told_against_a_history_of_its_own(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pump(1, 500, "2026-03-08 06:00").to_csv("before.csv", sep=";", decimal=",")
    now = pump(2)
    now.iloc[300:600, 1] -= 1
    now.iloc[700, 0] = 300
    now.to_csv("now.csv", sep=";")
    wanted = [
        "predict",
        "now.csv",
        "--machine",
        "Pump 1",
        "--history",
        "before.csv",
        "--out",
        "a.csv",
        "--points",
        "p.csv",
    ]
    assert main(wanted) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "Pump 1: 1 alert in 900 instants; 500 of the history stand for normal."
    assert told[1] == "  temperature: spike at 2026-03-09 06:11:40; left out"
    (alert,) = pd.read_csv("a.csv").to_dict("records")
    assert alert["score"] == round(alert["score"], 4)
    assert (alert["machine"], alert["sensor"], alert["method"]) == ("Pump 1", "flow", "unlike its own normal")
    assert "2026-03-09 06:05:00" <= alert["started_at"] <= "2026-03-09 06:05:20"
    assert alert["words"].startswith("flow at ")
    assert "below its usual 4" in alert["words"]
    points = pd.read_csv("p.csv")
    assert points["alert"].iloc[:300].sum() == 0
    assert points["alert"].iloc[340:600].all()


def test_it_writes_the_same_again(out: Path) -> None:
    pump(3).to_csv("now.csv")
    for name in ("one.csv", "two.csv", "two.csv"):
        assert main(["predict", "now.csv", "--out", "alerts.csv", "--points", name]) == 0
    assert (out / "one.csv").read_bytes() == (out / "two.csv").read_bytes()


def test_what_is_said_of_an_instant_uses_nothing_later(out: Path) -> None:
    whole = pump(4)
    whole.iloc[500:800, 1] -= 1
    whole.iloc[850, 0] = 300
    said = {}
    for rows in (900, 851, 620, 505):
        whole.iloc[:rows].to_csv("now.csv")
        assert main(["predict", "now.csv", "--out", "alerts.csv", "--points", "points.csv"]) == 0
        said[rows] = pd.read_csv("points.csv")
    assert said[900]["alert"].sum() > 100  # else nothing would be compared but silence
    for rows in (851, 620, 505):
        pd.testing.assert_frame_equal(said[rows], said[900].iloc[:rows])


def test_a_short_file_is_not_judged(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pump(4, 300).to_csv("now.csv")
    assert main(["predict", "now.csv", "--out", "alerts.csv"]) == 0
    assert capsys.readouterr().out == (
        "now: all 300 instants stand for normal, so nothing is judged; give a --history.\n"
    )


def test_machines_that_failed_tell_when_this_one_will(out: Path) -> None:
    def wearing(seed: int) -> pd.DataFrame:
        rng = np.random.default_rng(seed)
        rows = int(rng.integers(80, 140))
        left = np.arange(rows)[::-1]
        at = pd.date_range("2026-01-05", periods=rows, freq="h")
        return pd.DataFrame({"time": at, "wear": 20 + 30 * np.exp(-left / 20) + rng.normal(size=rows)})

    pd.concat([wearing(seed).assign(machine=f"Pump {seed}") for seed in range(12)]).to_csv("failed.csv", index=False)
    now = wearing(102)
    now.iloc[:-8].to_csv("now.csv", index=False)
    assert main(["predict", "now.csv", "--runs", "failed.csv", "--out", "alerts.csv"]) == 0
    (alert,) = pd.read_csv("alerts.csv", parse_dates=["until_from", "until_to"]).to_dict("records")
    assert alert["method"] == "like machines that failed"
    assert alert["until_from"] <= now["time"].iloc[-1] <= alert["until_to"]
    assert 0.75 < alert["confidence"] < 0.9, "measured on runs that were left out"
    assert f"{alert['confidence']:.0%} of such windows held" in alert["words"]


def test_what_cannot_be_read_is_said_in_a_sentence(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["predict", "none.csv", "--out", "alerts.csv"]) == 2
    assert "none.csv cannot be read: No such file or directory." in capsys.readouterr().err
    (out / "text.csv").write_text("a,b\nfoo,bar\n")
    assert main(["predict", "text.csv", "--out", "alerts.csv"]) == 2
    assert "The file has no time that was recognised." in capsys.readouterr().err
    pump(5).to_csv("now.csv")
    assert main(["predict", "now.csv", "--runs", "now.csv", "--out", "alerts.csv"]) == 2
    assert capsys.readouterr().err == "--runs: 1 runs to failure are too few to learn from; 10 are the least.\n"
    assert not (out / "alerts.csv").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("time,value\n{},NaN\n", "could be taken: “value” of now.csv holds no number in any row."),
        ("time,heat,flow\n{},NaN,\n", "now.csv leaves something open: “heat” and “flow” hold no number in any row."),
    ],
    ids=["a column of values", "a column a sensor"],
)
def test_a_file_without_a_number_is_refused_with_its_column(
    out: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    head, row = text.splitlines()
    rows = [row.format(f"2026-03-09 06:{minute:02}") for minute in range(30)]
    (out / "now.csv").write_text("\n".join([head, *rows]))
    assert main(["predict", "now.csv", "--out", "alerts.csv"]) == 2
    assert says in capsys.readouterr().err
    assert not (out / "alerts.csv").exists()


def test_rejected_rows_are_told(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pump(6).to_csv("now.csv")
    text = (out / "now.csv").read_text().splitlines()
    text[5] = text[5].replace("2026-03-09", "2026-13-09")
    (out / "now.csv").write_text("\n".join(text))
    assert main(["predict", "now.csv", "--out", "alerts.csv"]) == 0
    assert "rows rejected" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("places", "says"),
    [
        (["--out", "now.csv"], "--out names now.csv, which is read here; give another name."),
        (["--out", "link.csv"], "--out names link.csv, which is read here; give another name."),
        (["--out", "a.csv", "--points", "before.csv"], "--points names before.csv, which is read here"),
        (["--out", "a.csv", "--points", "./a.csv"], "--out and --points name the same file"),
        (["--out", ""], "--out “” is a folder; name a file in it."),
        (["--out", "."], "--out “.” is a folder; name a file in it."),
        (["--out", "none/a.csv"], "--out: there is no folder none; make it, or name another."),
    ],
)
def test_nothing_is_written_over_what_is_read(
    out: Path, capsys: pytest.CaptureFixture[str], places: list[str], says: str
) -> None:
    for name in ("now.csv", "before.csv"):
        pump(7, 20).to_csv(name)
    (out / "link.csv").symlink_to(out / "now.csv")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert main(["predict", "now.csv", "--history", "before.csv", *places]) == 2
    assert says in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_several_files_without_a_machine_are_one_history(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder, seed in (("monday", 8), ("tuesday", 9)):
        (out / folder).mkdir()
        pump(seed, 300).to_csv(out / folder / "run.csv")
    pump(10).to_csv("now.csv")
    wanted = ["predict", "now.csv", "--history", "monday/run.csv", "tuesday/run.csv", "--out", "a.csv"]
    assert main(wanted) == 0
    assert capsys.readouterr().out == "now: 0 alerts in 900 instants; 600 of the history stand for normal.\n"


def test_files_of_one_name_are_machines_of_their_own(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder, seed in (("east", 8), ("west", 9)):
        (out / folder).mkdir()
        pump(seed, 500).to_csv(out / folder / "run.csv")
    assert main(["predict", "east/run.csv", "west/run.csv", "--out", "a.csv", "--points", "p.csv"]) == 0
    assert pd.read_csv("p.csv")["machine"].value_counts().to_dict() == {"east/run": 500, "west/run": 500}
    pump(8, 500).to_csv("run.csv")
    pump(8, 500).to_csv("RUN.csv")
    assert main(["predict", "run.csv", "RUN.csv", "--out", "a.csv", "--points", "p.csv"]) == 0
    assert pd.read_csv("p.csv")["machine"].str.lower().value_counts().to_dict() == {"run": 500}


def test_what_has_no_history_is_said(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = [pump(seed, 500).assign(machine=name) for seed, name in ((11, "Pump 1"), (12, "Pump 2"), (13, "Pump 3"))]
    pd.concat(both[:2]).to_csv("before.csv")
    pd.concat(both[1:]).to_csv("now.csv")
    assert main(["predict", "now.csv", "--history", "before.csv", "--out", "a.csv"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Pump 2: 0 alerts in 500 instants; 500 of the history stand for normal.",
        "Pump 3: 0 alerts in 100 instants; the first 400 stand for normal, since no history is of it.",
    ]
    pump(14)[["flow"]].to_csv("flow.csv")
    pump(15)[["flow", "vibration [mm/s]"]].to_csv("now.csv")
    assert main(["predict", "now.csv", "--history", "flow.csv", "--out", "a.csv"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "now: 0 alerts in 900 instants; 900 of the history stand for normal.",
        "  vibration: no reading in what stands for normal; not judged",
    ]
    pump(15)[["vibration [mm/s]"]].to_csv("now.csv")
    assert main(["predict", "now.csv", "--history", "flow.csv", "--out", "a.csv"]) == 0
    assert capsys.readouterr().out == "now: nothing is judged, since the history holds none of its sensors.\n"
    pump(14, 5).to_csv("few.csv")
    assert main(["predict", "now.csv", "--history", "few.csv", "--out", "a.csv"]) == 0
    assert capsys.readouterr().out == (
        "now: nothing is judged, since the history is of 5 instants, and 10 are the least.\n"
    )


def test_only_the_machine_that_is_asked_for_is_looked_at(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pd.concat([pump(seed, 20).assign(machine=f"Pump {seed}") for seed in (1, 2)]).to_csv("now.csv")
    for asked, machines in (("Pump 2", {"Pump 2"}), (None, {"Pump 1", "Pump 2"})):
        named = ["--machine", asked] if asked else []
        assert main(["predict", "now.csv", *named, "--out", "a.csv", "--points", "p.csv"]) == 0
        assert set(pd.read_csv("p.csv")["machine"]) == machines
    capsys.readouterr()
    assert main(["predict", "now.csv", "--machine", "Pump 3", "--out", "a.csv"]) == 2
    assert "no reading is of “Pump 3”; the files name Pump 1, Pump 2." in capsys.readouterr().err


def test_the_hour_that_comes_twice_is_two_hours(out: Path) -> None:
    rows = pump(16, 96)
    rows.index = pd.date_range("2024-10-26 22:00", periods=96, freq="15min", tz="Europe/Berlin", name="time")
    rows.to_csv("now.csv")
    assert main(["predict", "now.csv", "--timezone", "Europe/Berlin", "--out", "a.csv", "--points", "p.csv"]) == 0
    times = pd.read_csv("p.csv")["timestamp"]
    assert len(times) == 96
    assert times.iloc[16:24].str[11:16].tolist() == ["02:00", "02:15", "02:30", "02:45"] * 2
