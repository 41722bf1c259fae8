"""Units in which the plant's own limits are stated."""

CANONICAL_UNITS = {"temperature": "°C", "pressure": "PSI", "vibration": "mm/s", "speed": "RPM"}
"""Unit of each sensor type that has limits from the start; vibration is velocity RMS (ISO 10816)."""


def canonical_unit(sensor_type: str) -> str | None:
    """Return the unit of a sensor type, or None for a type that an export brought and nobody described."""
    return CANONICAL_UNITS.get(sensor_type.strip().lower())


CONVERSIONS: dict[str, dict[str, tuple[float, float]]] = {
    "temperature": {
        "°c": (1, 0), "c": (1, 0), "degc": (1, 0), "celsius": (1, 0),
        "°f": (5 / 9, -160 / 9), "f": (5 / 9, -160 / 9), "degf": (5 / 9, -160 / 9), "fahrenheit": (5 / 9, -160 / 9),
        "k": (1, -273.15), "kelvin": (1, -273.15),
    },
    "pressure": {
        "psi": (1, 0), "psig": (1, 0), "bar": (14.503773773020923, 0), "mbar": (0.014503773773020923, 0),
        "kpa": (0.14503773773020923, 0), "mpa": (145.03773773020923, 0), "pa": (0.00014503773773020923, 0),
    },
    "vibration": {
        "mm/s": (1, 0), "mm/s rms": (1, 0), "mm/sec": (1, 0), "cm/s": (10, 0), "m/s": (1000, 0), "in/s": (25.4, 0),
        "ips": (25.4, 0),
    },
    "speed": {"rpm": (1, 0), "1/min": (1, 0), "min-1": (1, 0), "u/min": (1, 0), "tr/min": (1, 0), "hz": (60, 0)},
}  # fmt: skip
"""Sensor type → folded unit → factor and offset: ours = factor × theirs + offset (NIST SP 811, appendix B)."""
