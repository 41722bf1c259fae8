"""Numbers, dates, yes and no, shifts: as the world writes them."""

from collections.abc import Iterator

from tests.integration.imports.torture.cases import Case, readings, table, values

NBSP, NARROW, THIN = "\u00a0", "\u202f", "\u2009"


def numbers() -> Iterator[Case]:
    """Decimal and thousands marks, decided over the whole column."""
    for name, texts, expected in (
        ("plain", ["1.5", "-2", "+3", ".5", "5.", "0", "1e3", "-0.0"], [1.5, -2, 3, 0.5, 5, 0, 1000, -0.0]),
        ("decimal comma", ["1,5", "-2", "+3,25", ",5", "1000,75"], [1.5, -2, 3.25, 0.5, 1000.75]),
        ("dot groups, decimal comma", ["1.234,5", "12.345.678,25", "1", "0,5"], [1234.5, 12345678.25, 1, 0.5]),
        ("comma groups, decimal dot", ["1,234.5", "12,345,678.25", "1", "0.5"], [1234.5, 12345678.25, 1, 0.5]),
        ("spaces as groups", ["1 234,5", "12 345 678,25", "1"], [1234.5, 12345678.25, 1]),
        ("spaces as groups, decimal dot", ["1 234.5", "12 345 678.25", "1"], [1234.5, 12345678.25, 1]),
        ("no-break spaces", [f"1{NBSP}234,5", f"12{NBSP}345,25", "7"], [1234.5, 12345.25, 7]),
        ("narrow no-break spaces", [f"1{NARROW}234,5", f"12{NARROW}345,25", "7"], [1234.5, 12345.25, 7]),
        ("thin spaces", [f"1{THIN}234,5", f"12{THIN}345,25", "7"], [1234.5, 12345.25, 7]),
        ("apostrophes", ["1'234.5", "12'345'678.25", "1"], [1234.5, 12345678.25, 1]),
        ("curly apostrophes", ["1’234.5", "12’345’678.25", "1"], [1234.5, 12345678.25, 1]),
        ("groups only, proven by another", ["1.234", "2.000,5"], [1234, 2000.5]),
        ("groups only, twice in one", ["1.234.567", "2.000"], [1234567, 2000]),
        ("commas twice in one", ["1,234,567", "2,000"], [1234567, 2000]),
        ("decimal dot proven", ["1.234", "2.5"], [1.234, 2.5]),
        ("decimal comma proven", ["1,234", "2,5"], [1.234, 2.5]),
        ("leading zeros", ["007", "0012.50", "00"], [7, 12.5, 0]),
        ("many digits", ["0.1234567890123456", "12345678901234567890"], [0.1234567890123456, 12345678901234567890.0]),
        ("nearly nothing", ["5e-324", "1e-400", "-1e-309"], [5e-324, 0.0, -1e-309]),
        ("not finite", ["1", "inf", "-Infinity", "1e400"], [1, None, None, None]),
        ("programmers' numbers", ["1", "0x1A", "1_000", "1e", "0b1", "1f"], [1, *[None] * 5]),
        ("other digits", ["1", "٣", "๓", "Ⅷ", "½", "²"], [1, None, None, None, None, None]),
        ("units behind", ["1", "5 bar", "7°C", "3 %", "5x"], [1, 5, 7, 3, None]),
        ("currency", ["1", "€5", "$7.50", "5 EUR"], [1, None, None, None]),
        ("signs", ["1", "--5", "+-5", "5-", "(5)", "(5"], [1, None, None, -5, -5, None]),
        ("signs and units", ["1 bar", "(5) bar", "5- bar", "(5 bar)", "(5 bar"], [1, -5, -5, -5, None]),
        ("words", ["1", "five", "?"], [1, None, None]),
        ("groups that are none", ["1,234.5", "12,34.5", "1,234", "1"], [1234.5, None, 1234, 1]),
        ("both marks in no order", ["1,5", "1.234,5", "1,234.5"], [1.5, 1234.5, None]),
        ("empty between", ["1", "", "  ", NBSP, "2"], [1, None, None, None, 2]),
        ("a mark for text", ["1", "'5"], [1, None]),
        ("formulas", ["1", "=1+1", "@SUM(1)"], [1, None, None]),
    ):  # fmt: skip
        yield values(f"numbers: {name}", texts, expected)
    for name, texts in (("dots", ["1.234", "2.000"]), ("commas", ["1,234", "2,000"]), ("torn", ["1,234.5", "1,2345"])):
        ambiguous = values("", texts, [None, None])
        yield Case(f"numbers: {name} that could be both", ambiguous.content, sentence="decimal or a thousands mark")


def dates() -> Iterator[Case]:
    """Orders, marks, offsets and epochs, decided over the whole column."""
    day, next_day = "2026-01-31 00:00:00", "2026-02-01 00:00:00"
    morning, later = "2026-01-31 06:05:00", "2026-02-01 18:05:09"
    for name, stamps, expected in (
        ("ISO", ["2026-01-31", "2026-02-01"], [day, next_day]),
        ("ISO with T", ["2026-01-31T06:05", "2026-02-01T18:05:09"], [morning, later]),
        ("ISO with Z", ["2026-01-31T06:05:00Z", "2026-02-01 18:05:09Z"], [morning, later]),
        ("ISO with offsets", ["2026-01-31T08:05+02:00", "2026-02-01T13:05:09-0500"], [morning, later]),
        ("ISO, some with offsets", ["2026-01-31 06:05", "2026-02-01T19:05:09+01"], [morning, later]),
        ("ISO with slashes", ["2026/01/31 06:05", "2026/2/1 18:05:09"], [morning, later]),
        ("milliseconds", ["2026-01-31 06:05:00.250", "2026-02-01 18:05:09.1"],
         ["2026-01-31 06:05:00.250000", "2026-02-01 18:05:09.100000"]),
        ("nanoseconds of a historian", ["2026-01-31T06:05:00.123456789Z"], ["2026-01-31 06:05:00.123456"]),
        ("day first", ["31/01/2026 06:05", "01/02/2026 18:05:09"], [morning, later]),
        ("day first with dots", ["31.01.2026 06:05", "1.2.2026 18:05:09"], [morning, later]),
        ("day first with dots, all ambiguous", ["01.02.2026", "02.03.2026"], [next_day, "2026-03-02 00:00:00"]),
        ("day first with dashes", ["31-01-2026 06:05", "01-02-2026 18:05:09"], [morning, later]),
        ("day first, two-digit years", ["31/01/26 06:05", "01/02/26 18:05:09"], [morning, later]),
        ("month first", ["01/31/2026 06:05", "02/01/2026 18:05:09"], [morning, later]),
        ("month first with AM and PM", ["1/31/2026 6:05 AM", "2/1/2026 6:05:09 PM"], [morning, later]),
        ("month first, AM small", ["1/31/2026 6:05 am", "2/1/2026 6:05:09 pm"], [morning, later]),
        ("noon and midnight", ["1/31/2026 12:00 AM", "1/31/2026 12:00 PM"], [day, "2026-01-31 12:00:00"]),
        ("the same day and month", ["01/01/2026", "02/02/2026"], ["2026-01-01 00:00:00", "2026-02-02 00:00:00"]),
        ("offsets after a blank", ["2026-01-31 08:05 +02:00", "2026-02-01 13:05:09 -0500"], [morning, later]),
        ("the end of a day", ["2026-01-30 24:00", "2026-01-31 24:00:00"], [day, next_day]),
        ("hours with an h", ["31/01/2026 6h05", "01/02/2026 18h06"], [morning, "2026-02-01 18:06:00"]),
        ("names of months", ["31 gennaio 2026 06:05", "1 febbraio 2026 18:05:09"], [morning, later]),
        ("compact", ["20260131", "20260201"], [day, next_day]),
        ("compact with a time", ["20260131060500", "20260201180509"], [morning, later]),
        ("epoch seconds", ["1769839500", "1769969109"], [morning, later]),
        ("epoch seconds with fractions", ["1769839500.25"], ["2026-01-31 06:05:00.250000"]),
        ("epoch milliseconds", ["1769839500000", "1769969109000"], [morning, later]),
        ("epoch microseconds", ["1769839500000000", "1769969109000000"], [morning, later]),
        ("epoch nanoseconds", ["1769839500000000000", "1769969109000000000"], [morning, later]),
        ("days that are none", ["2026-01-31", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10"],
         [day, None, None, None, None]),
        ("leap day", ["2024-02-29", "2025-02-29"], ["2024-02-29 00:00:00", None]),
        ("times that are none", ["2026-01-31 06:05", "2026-01-31 25:00", "2026-01-31 06:61"], [morning, None, None]),
        ("one month-first among day-first", ["31/01/2026", "30/01/2026", "01/02/2026"],
         [day, "2026-01-30 00:00:00", next_day]),
        ("years too far", ["2026-01-31", "1026-01-31", "0001-01-01", "9999-12-31"], [day, None, None, None]),
        ("words", ["2026-01-31", "yesterday", "Q1", "infinity", "epoch", "now"], [day, None, None, None, None, None]),
        ("numbers among dates", ["2026-01-31", "5", "46053", "1769839500"], [day, None, None, None]),
        ("a date in another order", ["2026-01-31", "31/01/2026"], [day, None]),
        ("empty", ["2026-01-31", "", " "], [day, None, None]),
    ):  # fmt: skip
        case = readings(f"dates: {name}", stamps, expected)
        if "" in stamps:
            case = Case(case.name, case.content, case.rows, rejected={3: "empty", 4: "empty"})
        yield case
    for name, stamps in (
        ("slashes", ["03/04/2026", "05/06/2026"]),
        ("dashes", ["03-04-2026 10:00", "05-06-2026 11:00"]),
    ):
        content = readings("", stamps, [None, None]).content
        yield Case(f"dates: {name} that could be both", content, sentence="day-first and month-first")
    both = readings("", ["31/01/2026", "01/31/2026"], [None, None]).content
    yield Case("dates: proof of both orders", both, sentence="only be day-first and 1 only month-first")


TRUE = ("yes", "Ja", "OUI", "Sí", "true", "1", "y", "wahr", "vrai", "J", "geplant")
FALSE = ("no", "Nein", "non", "FALSE", "0", "n", "falsch", "faux", "ungeplant")
SHIFTS = {
    "morning": ("morning", "Früh", "matin", "Mañana", "EARLY", "1st", "Frühschicht"),
    "afternoon": ("afternoon", "Spät", "après-midi", "Tarde", "LATE", "2nd", "soir"),
    "night": ("night", "Nacht", "nuit", "Noche", "NIGHT", "3rd", "Nachtschicht"),
}


def words() -> Iterator[Case]:
    """Yes and no, shifts, order types in several languages; and words that mean nothing."""
    stop_header = ("machine", "start", "end", "reason", "planned")
    said = [*((text, True) for text in TRUE), *((text, False) for text in FALSE), ("perhaps", None)]
    stops = [("P", f"2026-01-{day:02d} 10:00", f"2026-01-{day:02d} 10:30", "jam", text)
             for day, (text, _) in enumerate(said, start=1)]  # fmt: skip
    planned = [("P", meant) for _, meant in said if meant is not None]
    yield Case("yes and no", table([stop_header, *stops]).encode(), planned, ("equipment", "planned"),
               {1 + len(said): "“perhaps” is none of yes, no"})  # fmt: skip
    header = ("machine", "date", "shift", "output", "defects", "downtime")
    shifts = [(text, ours) for ours, texts in SHIFTS.items() for text in texts]
    made = [("P", f"2026-01-{day:02d}", text, "10", "1", "0") for day, (text, _) in enumerate(shifts, start=1)]
    made = made[:20]
    yield Case("shifts", table([header, *made]).encode(), [(ours, 10) for _, ours in shifts[:20]],
               ("shift", "output_quantity"))  # fmt: skip
    job_header = ("order", "machine", "type", "description", "status", "scheduled")
    types = {"PM01": "corrective", "Wartung": "preventive", "Urgence": "emergency", "préventif": "preventive",
             "Breakdown": "corrective", "CM": "corrective", "PM99": None}  # fmt: skip
    jobs = [(str(number), "P", text, "x", "TECO", "2026-01-31") for number, text in enumerate(types)]
    yield Case("order types", table([job_header, *jobs]).encode(), [(ours,) for ours in types.values() if ours],
               ("maintenance_type",), {8: "“PM99” is none of"})  # fmt: skip
