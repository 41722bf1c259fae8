"""Small exports of kinds that plants have, each with what a person expects of it."""

from pathlib import Path

import pytest

from producflow.store.database import Store
from tests.trials import seen, told

pytestmark = pytest.mark.long

RECORD = "machine,date,shift,output,defects,downtime (min)\n"
SPANS = "machine,start,end,reason,planned\n"
EXPORTS = {
    "whole numbers between commas, with dots between thousands": (
        RECORD + 'P,2026-02-13,morning,"1.200","12","20"\nP,2026-02-14,night,"1.100","8","0"\n',
        ["P|2026-02-13|morning||1200|12|20|480|", "P|2026-02-14|night||1100|8|0|480|"],
    ),
    "a total and the good ones": (
        "machine,date,shift,Total,Good,downtime\nP,2026-02-03,morning,100,90,20\n",
        ["P|2026-02-03|morning||100|10|20|480|"],
    ),
    "a column of minutes for each cause": (
        "machine,date,shift,output,defects,Setup time (min),Breakdown time (min),Minor stops (min)\n"
        "P,2026-02-03,morning,100,1,10,20,5\n",
        ["P|2026-02-03|morning||100|1|35|480|"],
    ),
    "causes in German": (
        "Maschine;Datum;Schicht;Menge;Ausschuss;Rüsten (min);Störung (min)\nP;13.02.2026;Früh;100;1;10;20\n",
        ["P|2026-02-13|morning||100|1|30|480|"],
    ),
    "a total of minutes beside its causes": (
        "machine,date,shift,output,defects,downtime (min),Setup time (min),Breakdown time (min)\n"
        "P,2026-02-03,morning,100,1,30,10,20\n",
        ["P|2026-02-03|morning||100|1|30|480|"],
    ),
    "a log of states by epoch": (
        "ts,machine,state\n1770616800000,P,running\n1770618600000,P,stopped\n",
        ["P|2026-02-09 06:00:00||producing||||", "P|2026-02-09 06:30:00||stopped|stopped|||"],
    ),
    "signals as words": (
        "timestamp,Line 1,Line 2\n2026-02-13 06:00,ON,OFF\n2026-02-13 06:10,OFF,ON\n",
        [
            "Line 1|2026-02-13 06:00:00||producing||||",
            "Line 2|2026-02-13 06:00:00||stopped|OFF|||",
            "Line 1|2026-02-13 06:10:00||stopped|OFF|||",
            "Line 2|2026-02-13 06:10:00||producing||||",
        ],
    ),
    "signals of German presses": (
        "Zeit;Presse 1;Presse 2\n13.02.2026 06:00;1;0\n13.02.2026 06:10;0;1\n",
        [
            "Presse 1|2026-02-13 06:00:00||producing||||",
            "Presse 2|2026-02-13 06:00:00||stopped|0|||",
            "Presse 1|2026-02-13 06:10:00||stopped|0|||",
            "Presse 2|2026-02-13 06:10:00||producing||||",
        ],
    ),
    "InfluxDB without a measurement": (
        "#datatype,string,long,dateTime:RFC3339,double,string,string\n,result,table,_time,_value,_field,machine\n"
        ",,0,2026-02-13T06:00:00Z,70.5,temperature,P\n",
        ["P|2026-02-13 06:00:00|temperature|70.5|°C"],
    ),
    "states with good units and scrap": (
        "machine,start,end,state,good,scrap\nP,2026-02-09 06:00,2026-02-09 08:00,Production,97,3\n",
        ["P|2026-02-09 06:00:00|2026-02-09 08:00:00|producing|||100|3"],
    ),
    "times as Windows counts them": (
        "machine,timestamp,temperature\nP,134154360000000000,70\nP,134154360600000000,71\n",
        ["P|2026-02-13 06:00:00|temperature|70|°C", "P|2026-02-13 06:01:00|temperature|71|°C"],
    ),
    "times as .NET counts them": (
        "machine,timestamp,temperature\nP,639065592000000000,70\n",
        ["P|2026-02-13 06:00:00|temperature|70|°C"],
    ),
    "Greek": (
        "Μηχανή;Ημερομηνία;Βάρδια;Παραγωγή;Ελαττωματικά;Διακοπή (λεπτά)\nP;13.02.2026;νύχτα;400;4;20\n",
        ["P|2026-02-13|night||400|4|20|480|"],
    ),
    "names of assets beside their numbers": (
        "Asset ID,Asset name,Asset type,Location,Status\nA1,Press 1,Press,Hall 1,In service\n",
        ["Press 1|Press|Hall 1|operational|"],
    ),
    "a plan of preventive jobs": (
        "Name,Asset Name,Frequency,Next Due Date\nGrease,P,30 days,2026-03-01\n",
        ["P|preventive|Grease|scheduled|2026-03-01 00:00:00|||||"],
    ),
    "an order of day and month that another column proves": (
        SPANS + "P,12/02/2026 23:00,13/02/2026 01:00,Jam,no\nP,03/02/2026 06:00,03/02/2026 06:10,Jam,no\n",
        [
            "P|2026-02-12 23:00:00|2026-02-13 01:00:00|unplanned|Jam",
            "P|2026-02-03 06:00:00|2026-02-03 06:10:00|unplanned|Jam",
        ],
    ),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_becomes_what_a_person_expects(store: Store, tmp_path: Path, name: str) -> None:
    text, expected = EXPORTS[name]
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    found = seen(store, path, {})
    assert list(found.rows) == expected, told(found)
    assert found.rejected == 0
