"""Many machines at once say what each says by itself, but are corrected for their number."""

import math

import numpy as np
import pandas as pd
import pytest

from producflow.domain import comparison, machine_by_machine
from producflow.domain.comparison import NOT_SHOWN, REAL, TOO_LITTLE


def plant(seed: int, machines: int, days: int, night: dict[int, float]) -> pd.DataFrame:
    """Daily rejects at 3 % in every shift, times a factor in some machines' nights."""
    rng = np.random.default_rng(seed)
    rows = []
    for machine in range(machines):
        for shift in ("morning", "afternoon", "night"):
            rate = 0.03 * (night.get(machine, 1.0) if shift == "night" else 1.0)
            rows += [(shift, machine, float(rng.binomial(500, rate)), 500.0) for _ in range(days)]
    return pd.DataFrame(rows, columns=["group", "stratum", "defects", "output"])


def test_every_machine_is_judged_as_if_alone_but_for_the_correction() -> None:
    samples = plant(1, 6, 10, {2: 2.5})
    verdicts, pairs = machine_by_machine.differences(samples)
    for machine, own in samples.groupby("stratum"):
        factor = comparison.dispersion(own["defects"], own["output"], own["group"])
        sums = own.groupby("group", sort=False)[["defects", "output"]].sum()
        alone = comparison.shift_difference(sums["defects"], sums["output"], dispersion_factor=factor)
        assert verdicts["dispersion"][machine] == pytest.approx(factor)
        told = pairs[pairs["stratum"] == machine].reset_index(drop=True)
        same = ["first", "second", "difference", "low", "high", "p_value"]
        pd.testing.assert_frame_equal(told[same], alone.pairs[same], check_dtype=False)
    assert pairs["p_adjusted"].tolist() == comparison.holm(pairs["p_value"]).tolist()
    assert verdicts["verdict"].to_dict() == {machine: REAL if machine == 2 else NOT_SHOWN for machine in range(6)}


def test_a_pair_by_hand() -> None:
    # 11 days of 20 and of 40 of 1,000: 2 % against 4 %, pooled 3 %; no day differs from another, so dispersion 1.
    rows = [("day", "m", 20.0, 1000.0)] * 11 + [("night", "m", 40.0, 1000.0)] * 11
    verdicts, pairs = machine_by_machine.differences(
        pd.DataFrame(rows, columns=["group", "stratum", "defects", "output"])
    )
    z = 0.02 / math.sqrt(0.03 * 0.97 * 2 / 11_000)  # 8.69
    reach = 1.959964 * math.sqrt((0.02 * 0.98 + 0.04 * 0.96) / 11_000)  # 0.0045
    found = pairs.iloc[0]
    assert found["difference"] == pytest.approx(-0.02)
    assert (found["low"], found["high"]) == pytest.approx((-0.02 - reach, -0.02 + reach))
    assert found["p_value"] == pytest.approx(math.erfc(z / math.sqrt(2)))
    assert verdicts.to_numpy()[0].tolist() == [REAL, found["p_value"], 1.0]


def test_what_is_real_on_one_machine_can_be_chance_among_many() -> None:
    # 30 against 52.8 of 996: z = 0.02289 ÷ √(0.04157 × 0.95843 × 2 ÷ 996) = 2.559, p = 0.0105 alone, not among 40.
    spread = [-1.0, 0.0, 1.0] * 4
    rows = [(shift, 0, base + by, 83.0) for shift, base in (("day", 2.5), ("night", 4.4)) for by in spread]
    alone = pd.DataFrame(rows, columns=["group", "stratum", "defects", "output"])
    verdicts, pairs = machine_by_machine.differences(alone)
    assert pairs["p_value"][0] == pytest.approx(0.0105, abs=5e-5)
    assert verdicts["verdict"].tolist() == [REAL]
    others = [alone.assign(stratum=number, defects=2.5 + np.array(spread * 2)) for number in range(1, 40)]
    verdicts, pairs = machine_by_machine.differences(pd.concat([alone, *others], ignore_index=True))
    assert pairs["p_adjusted"][0] == pytest.approx(40 * pairs["p_value"][0])
    assert set(verdicts["verdict"]) == {NOT_SHOWN}


@pytest.mark.long
def test_false_alarms_among_two_hundred_machines_stay_rare() -> None:
    alarms = [
        (machine_by_machine.differences(plant(seed, 200, 7, {}))[0]["verdict"] == REAL).any() for seed in range(20)
    ]
    assert sum(alarms) <= 4  # 1 expected at 5 %


def test_too_little_is_said_of_each_machine_and_not_counted() -> None:
    short = plant(3, 1, 3, {}).assign(stratum="short")  # 6 degrees of freedom
    single = plant(4, 1, 12, {}).assign(stratum="single").query("group == 'night'")
    good = plant(5, 1, 12, {}).assign(stratum="good", defects=0.0)
    idle = plant(6, 1, 12, {}).assign(stratum="idle", output=0.0)
    whole = plant(7, 1, 12, {}).assign(stratum="whole")
    verdicts, pairs = machine_by_machine.differences(pd.concat([short, single, good, idle, whole]))
    told = {"good": TOO_LITTLE, "short": TOO_LITTLE, "single": TOO_LITTLE, "whole": NOT_SHOWN}
    assert verdicts["verdict"].to_dict() == told
    assert pairs["p_adjusted"].notna().sum() == 3
    assert not pairs["real"].any()


def test_nothing_at_all_gives_empty_tables() -> None:
    verdicts, pairs = machine_by_machine.differences(plant(1, 0, 0, {}))
    assert verdicts.empty
    assert pairs.empty


def part(name: str, rates: dict[str, float], made: dict[tuple[str, str], float], days: int = 12) -> pd.DataFrame:
    """A line: what each machine rejects of what it made in each shift, the same on every day."""
    rows = [(name, shift, machine, rates[machine] * output, output) for (machine, shift), output in made.items()]
    return pd.DataFrame(rows * days, columns=["part", "group", "stratum", "defects", "output"])


def test_shifts_of_a_line_are_compared_on_its_own_machines() -> None:
    # Nights ran the machine that rejects 10 %: 101 of 1,100 at night against 20 of 1,100, and no machine differs.
    unfair = {("x", "morning"): 1000.0, ("y", "morning"): 100.0, ("x", "night"): 100.0, ("y", "night"): 1000.0}
    alike = part("Line 1", {"x": 0.01, "y": 0.10}, unfair)
    worse = alike.assign(part="Line 2", defects=alike["defects"] * (1 + (alike["group"] == "night")))
    verdicts, pairs = machine_by_machine.of_parts(pd.concat([alike, worse], ignore_index=True))
    assert verdicts["verdict"].to_dict() == {"Line 1": NOT_SHOWN, "Line 2": REAL}
    # x: 1 % against 2 %, y: 10 % against 20 %, each with the weight 1000 × 100 ÷ 1100 a day.
    assert pairs.set_index("part")["difference"].tolist() == pytest.approx([0.0, -(0.01 + 0.10) / 2])
    assert pairs["p_adjusted"].tolist() == comparison.holm(pairs["p_value"]).tolist()
    assert verdicts["dispersion"].tolist() == [1.0, 1.0]


def test_of_a_line_with_too_few_days_nothing_is_said() -> None:
    made = {("x", "morning"): 1000.0, ("x", "night"): 1000.0}
    short, long = part("short", {"x": 0.02}, made, days=3), part("long", {"x": 0.02}, made)
    verdicts, pairs = machine_by_machine.of_parts(pd.concat([short, long], ignore_index=True))
    assert verdicts["verdict"].to_dict() == {"long": NOT_SHOWN, "short": TOO_LITTLE}
    assert pairs.set_index("part")["p_adjusted"].notna().to_dict() == {"long": True, "short": False}
    assert machine_by_machine.of_parts(short.iloc[:0])[0].empty
