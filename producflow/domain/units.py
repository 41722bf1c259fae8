"""Units in which the plant's own limits are stated."""

CANONICAL_UNITS = {"temperature": "°C", "pressure": "PSI", "vibration": "mm/s", "speed": "RPM"}
"""Unit of each sensor type that has limits from the start; vibration is velocity RMS (ISO 10816)."""


def canonical_unit(sensor_type: str) -> str | None:
    """Return the unit of a sensor type, or None for a type that an export brought and nobody described."""
    return CANONICAL_UNITS.get(sensor_type.strip().lower())
