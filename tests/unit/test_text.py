"""What people typed is shown as they typed it."""

import pandas as pd
import pytest

from producflow.ui.text import ago, amount, local, plain, plotly, sensor


@pytest.mark.parametrize(
    ("typed", "escaped"),
    [
        ("Press", "Press"),
        ("Press #1", r"Press \#1"),
        ("**a** <b>", r"\*\*a\*\* \<b\>"),
        ("a\nb", "a b"),
        ("10:30", r"10\:30"),
        (":smile:", "\\:\u2060smile\\:"),
        (":material/home:", "\\:\u2060material\\/home\\:"),
        ("http://a.b", "http\\:\u2060\\/\\/a\\.b"),
        ("www.a.b", "www\u2060\\.a\\.b"),
        ("a@b.de", "a\\@\u2060b\\.de"),
    ],
)
def test_no_character_becomes_markup(typed: str, escaped: str) -> None:
    assert plain(typed) == escaped


def test_charts_read_no_html() -> None:
    assert plotly('<b>"A" & B') == '&lt;b&gt;"A" &amp; B'


def test_instants_and_ages_in_words() -> None:
    assert local(pd.Timestamp("2026-03-29T01:30Z"), "Europe/Berlin") == "29 Mar 2026, 03:30"
    ages = [0.5, 1, 59, 61, 47 * 60, 49 * 60]
    assert [ago(pd.Timedelta(minutes=each)) for each in ages] == [
        "just now",
        "1 min ago",
        "59 min ago",
        "1 h ago",
        "47 h ago",
        "2 days ago",
    ]


def test_measured_values_and_their_names() -> None:
    assert amount(88.3249, "°C") == "88.32 °C"
    assert amount(1496.3, "RPM") == "1,496 RPM"
    assert amount(0.00012, None) == "0.00012"
    assert sensor("motor_current") == "Motor current"
