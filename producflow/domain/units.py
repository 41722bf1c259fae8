"""Units in which the plant's own limits are stated."""

CANONICAL_UNITS = {"temperature": "°C", "pressure": "PSI", "vibration": "mm/s", "speed": "RPM"}
"""Unit of each sensor type that has limits from the start; vibration is velocity RMS (ISO 10816)."""


LARGEST = 1e150
"""Most that a value may be, up or down, in our unit: squares and sums of as many as there may ever be stay finite.

What is beyond is no measurement but a mark for a missing one, or a fault.
"""


def canonical_unit(sensor_type: str) -> str | None:
    """Return the unit of a sensor type, or None for a type that an export brought and nobody described."""
    return CANONICAL_UNITS.get(sensor_type.strip().lower())


CONVERSIONS: dict[str, dict[str, tuple[float, float]]] = {
    "temperature": {
        "°c": (1, 0), "c": (1, 0), "degc": (1, 0), "deg c": (1, 0), "celsius": (1, 0), "ºc": (1, 0),
        "°f": (5 / 9, -160 / 9), "f": (5 / 9, -160 / 9), "degf": (5 / 9, -160 / 9), "deg f": (5 / 9, -160 / 9),
        "fahrenheit": (5 / 9, -160 / 9), "ºf": (5 / 9, -160 / 9),
        "k": (1, -273.15), "kelvin": (1, -273.15),
        "°r": (5 / 9, -273.15), "rankine": (5 / 9, -273.15),
    },
    "pressure": {
        "psi": (1, 0), "psig": (1, 0), "bar": (14.503773773020923, 0), "mbar": (0.014503773773020923, 0),
        "kpa": (0.14503773773020923, 0), "mpa": (145.03773773020923, 0), "pa": (0.00014503773773020923, 0),
        "hpa": (0.014503773773020923, 0), "atm": (14.695948775513, 0),
    },
    "vibration": {
        "mm/s": (1, 0), "mm/s rms": (1, 0), "mm/sec": (1, 0), "cm/s": (10, 0), "m/s": (1000, 0), "in/s": (25.4, 0),
        "ips": (25.4, 0), "in/sec": (25.4, 0),
    },
    "speed": {
        "rpm": (1, 0), "r/min": (1, 0), "1/min": (1, 0), "min-1": (1, 0), "min⁻¹": (1, 0), "u/min": (1, 0),
        "tr/min": (1, 0), "rev/min": (1, 0), "giri/min": (1, 0), "hz": (60, 0), "1/s": (60, 0), "rps": (60, 0),
    },
}  # fmt: skip
"""Sensor type → folded unit → factor and offset: ours = factor × theirs + offset (NIST SP 811, appendix B)."""

TIMES = {
    1: """min mins minute minutes minuten minutos minuti minuut minut minuta minuty мин минута минуты минут dk dakika
    分 分钟 分鐘 분 λεπτά λεπτό""",
    1
    / 60: """s sec secs second seconds sekunden segundos secondes secondi seconden sek sekund sekundy сек секунды секунд
    sn saniye 秒 秒钟 秒鐘 초 δευτερόλεπτα""",
    1 / 60_000: "ms msec мс 毫秒 ミリ秒",
    60: """h hr hrs hour hours std stunden heures horas ore uur uren godz godziny godzin hod hodiny hodin ч час часа
    часов sa saat 小时 小時 时 時 時間 시간 ώρα ώρες""",
    1440: "d day days tage jours días dias giorni dagen dni dny дни дней gün 天 日 일",
}
"""Minutes in a unit of time → what it is called, folded."""

QUANTITIES: dict[str, dict[str, tuple[float, float]]] = {
    "min": {name: (factor, 0) for factor, names in TIMES.items() for name in names.split()},
    "%": {
        "%": (1, 0), "percent": (1, 0), "pct": (1, 0), "prozent": (1, 0), "share of 1": (100, 0), "ratio": (100, 0),
        "fraction": (100, 0), "1": (100, 0),
    },
}  # fmt: skip
"""Our unit → folded unit of a source → factor and offset, for what is no sensor."""
QUANTITIES["h"] = {name: (factor / 60, offset) for name, (factor, offset) in QUANTITIES["min"].items()}


def usual(ours: str) -> tuple[str, ...]:
    """One name of each unit that can be converted to one of ours: what a person may choose from."""
    names: dict[tuple[float, float], str] = {}
    for name, converted in QUANTITIES[ours].items():
        names.setdefault(converted, name)
    return tuple(names.values())


CURRENCIES = frozenset({
    "$", "us$", "usd", "c$", "cad", "a$", "aud", "r$", "brl", "€", "eur", "euro", "euros", "£", "gbp", "¥", "jpy",
    "cny", "rmb", "元", "円", "chf", "fr", "sfr", "pln", "zł", "czk", "kč", "huf", "ft", "₺", "try", "tl", "₽",
    "rub", "₹", "inr", "₩", "krw", "mxn", "mx$", "sek", "nok", "dkk", "kr", "zar", "r", "lei", "ron",
    "руб", "р", "рублей", "rubles", "грн", "₴", "uah", "zloty", "zlotych", "złotych", "korun", "forint", "lej", "leu",  # noqa: RUF001
    "лв", "bgn", "원", "日元", "人民币", "圓", "ntd", "nt$", "twd", "₫", "₪", "ils", "฿", "thb", "sgd", "s$",
    "hk$", "hkd", "din", "rsd", "₱", "php",
})  # fmt: skip
"""Signs and codes of currencies, folded; a cost is kept in the plant's own, whichever that is."""
PIECES = frozenset({
    "pcs", "pc", "pieces", "piece", "units", "unit", "ea", "stk", "stück", "st", "u", "pz", "pezzi", "uds", "ud",
    "unidades", "piezas", "pçs", "peças", "un", "szt", "ks", "adet", "шт", "件", "个", "個", "本", "台", "개",
})  # fmt: skip
"""What counts single things, folded."""

ACCELERATIONS = frozenset({"g", "m/s²", "m/s2", "mm/s²", "mm/s2", "g rms"})
MEASURED = frozenset({unit for known in CONVERSIONS.values() for unit in known}) | {
    "%", "% rh", "%rh", "v", "mv", "a", "ma", "w", "kw", "wh", "kwh", "n", "kn", "nm", "l/min", "l/h", "l/s", "m3/h",
    "m³/h", "l", "m³", "m3", "kg", "g", "mm", "µm", "db", "db(a)", "mm/s²", "m/s²", "m/s2", "ppm", "ohm", "kg/h",
}  # fmt: skip
"""Units that tell by themselves that a number is a measurement, folded."""
DISPLACEMENTS = frozenset({"µm", "μm", "um", "mm", "mil", "mils"})


def why_not(sensor_type: str, unit: str) -> str | None:
    """Why a unit cannot be converted to ours for a sensor type, as the end of a sentence; None if it can.

    Parameters
    ----------
    sensor_type : str
        Other types than those with limits have no unit of ours, so that any will do.
    unit : str
        As the source writes it.
    """
    ours = CANONICAL_UNITS.get(sensor_type)
    name = unit.strip().lower()
    if ours is None or name in CONVERSIONS[sensor_type]:
        return None
    if sensor_type == "vibration" and name in ACCELERATIONS:
        return (
            f"{unit} is an acceleration and {ours} a velocity: the one follows from the other only for a known "
            "frequency, and single values have none. Export the velocity, or name the sensor “vibration "
            "acceleration”"
        )
    if sensor_type == "vibration" and name in DISPLACEMENTS:
        return (
            f"{unit} is a displacement and {ours} a velocity: the one follows from the other only for a known "
            "frequency, and single values have none. Export the velocity, or name the sensor “vibration "
            "displacement”"
        )
    return (
        f"a {sensor_type} is kept in {ours}, and {unit} is no unit of it that is known. Correct the unit, or name "
        "the sensor differently"
    )
