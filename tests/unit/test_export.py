"""CSV that a spreadsheet opens without running anything, and without turning numbers into text."""

import csv as reader
import io

import pandas as pd
import pytest

from producflow.reports import export


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "  =1", "\uff1d1+1", "\u00a0=1"])
def test_formulas_are_neutralised(cell: str) -> None:
    text = export.csv(pd.DataFrame({"note": [cell, "plain"]}))
    rows = list(reader.reader(io.StringIO(text, newline="")))
    assert rows == [["note"], ["'" + cell], ["plain"]]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("a;=1", "a;'=1"),
        ("a; =1", "a; '=1"),
        ("a\t=1", "a\t'=1"),
        ("a|@SUM(A1)", "a|'@SUM(A1)"),
        ("a,+cmd|' /C calc'!A0", "a,'+cmd|' /C calc'!A0"),
        ("a\n-2+3", "a\n'-2+3"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("a\r\n=1", "a\r\n'=1"),
        (';"=1"', ';"\'=1"'),
        (";=1;=2", ";'=1;'=2"),
        (';";\uff1d1', ";\";'\uff1d1"),
        ('"=1', "'\"=1"),
        ("-2;=1", "'-2;'=1"),
        ("Line 4, -20 °C", "Line 4, '-20 °C"),
        ("1;-2", "1;-2"),
        ("from 1,-5 to 2", "from 1,'-5 to 2"),
        ("x;-1.5;+2e3", "x;-1.5;+2e3"),
        ("a;b=c", "a;b=c"),
    ],
)
def test_wherever_a_spreadsheet_splits_no_formula_runs(cell: str, written: str) -> None:
    """Written with commas; a spreadsheet that was set up for semicolons, tabs or bars makes cells of their parts."""
    text = export.csv(pd.DataFrame({"note": [cell, "x"]}))
    assert list(reader.reader(io.StringIO(text, newline="")))[1] == [written]
    for delimiter in ",;\t|":
        for row in reader.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            for part in row:
                bare = part.strip(' "\u00a0\r\n\t')
                assert not bare.startswith(("=", "@", "\uff1d")), (delimiter, row)


@pytest.mark.parametrize("cell", ["-5", "+3.5", "1e5", "a=b", "", "2-3"])
def test_what_no_spreadsheet_runs_stays_as_it_is(cell: str) -> None:
    rows = list(reader.reader(io.StringIO(export.csv(pd.DataFrame({"note": [cell, "x"]})), newline="")))
    assert rows[1] == ([cell] if cell else [""])


def test_numbers_times_and_missing_values() -> None:
    frame = pd.DataFrame(
        {
            "n": [-1.5, None],
            "at": pd.Series([pd.Timestamp("2026-03-01T10:00Z"), pd.NaT], dtype="datetime64[us, UTC]"),
            "day": pd.Series([pd.Timestamp("2026-03-01"), pd.NaT]),
            "yes": [True, False],
        }
    )
    assert export.csv(frame) == "n,at,day,yes\r\n-1.5,2026-03-01T10:00:00+00:00,2026-03-01,True\r\n,,,False\r\n"


def test_headings_are_neutralised_and_can_be_left_out() -> None:
    assert export.csv(pd.DataFrame({"=a": [1]})) == "'=a\r\n1\r\n"
    assert export.csv(pd.DataFrame({"=a": [1]}), header=False) == "1\r\n"


def test_figures_have_the_digits_of_their_metric_and_two_more() -> None:
    frame = pd.DataFrame(
        {
            "oee": [81.84210526315789, None],
            "output_quantity": [1200.0, 3.0],
            "p": [1.23456789e-9, 0.333333333333],
            "other": [1234567.891234, -12.3456789],
            "name": ["Press", "Mill"],
        }
    )
    rows = export.csv(export.sensible(frame)).splitlines()
    assert rows[1:] == ["81.842,1200.0,1.23457e-09,1234567.89,Press", ",3.0,0.333333,-12.3457,Mill"]


def test_a_decimal_comma_goes_with_semicolons() -> None:
    frame = pd.DataFrame({"n": [-1.5, None], "name": ["a, b", "=1;2"]})
    written = export.csv(frame, decimal_comma=True)
    assert written == 'n;name\r\n-1,5;a, b\r\n;"\'=1;2"\r\n'
    assert pd.read_csv(io.StringIO(written), sep=";", decimal=",")["n"][0] == -1.5
