"""The five machines of the demo plant: what they are, what they make, what stops them."""

from dataclasses import dataclass, field

from producflow.domain.thresholds import Limits

MOLDING = "Injection Molding Machine #1"
MILLING = "CNC Milling Machine #2"
CONVEYOR = "Conveyor System #1"
ROBOT = "Robotic Arm #3"
SCANNER = "Quality Control Scanner"

JAM = "Jam at infeed"
BEARING = "Spindle bearing failure"
SERVICE = "Preventive maintenance"


@dataclass(frozen=True)
class Stop:
    """Something that stops a machine now and then."""

    reason: str
    per_shift: float
    """How often, on average. [1/shift]"""
    minutes: float
    """How long, typically. [min]"""
    planned: bool = False


@dataclass(frozen=True)
class Sensor:
    """What a sensor shows while all is well."""

    unit: str
    base: float
    daily: float
    noise: float
    """Mean, swing between night and afternoon, and spread. [unit]"""


@dataclass(frozen=True)
class Machine:
    """One machine of the demo plant; `capacity` is in good units per 480 minutes, `service_days` in days."""

    name: str
    type: str
    location: str
    area: str
    line: str
    status: str
    capacity: float
    installed: str
    health_score: float
    products: tuple[str, ...]
    performance: float
    defect_rate: float
    service: str
    service_days: int
    sensors: dict[str, Sensor]
    stops: tuple[Stop, ...]
    night_defect_rate: float | None = None
    paces: tuple[float, ...] = ()
    """Rated speed of each product as a share of the machine's; empty: all are made at its speed."""
    lateness: tuple[int, ...] = field(default=(0,))


MACHINES = (
    Machine(
        MOLDING,
        "Injection molding",
        "Hall A",
        "Parts making",
        "Molding",
        "warning",
        1150,
        "2019-04-15",
        64,
        ("Housing A12", "Housing B40"),
        0.88,
        0.021,
        "Clean mold and check heater bands",
        14,
        {
            "temperature": Sensor("°C", 68.0, 2.2, 0.7),
            "pressure": Sensor("PSI", 55.2, 0.8, 0.5),
            "vibration": Sensor("mm/s", 1.15, 0.05, 0.05),
            "speed": Sensor("RPM", 1510.0, 18.0, 12.0),
        },
        (
            Stop("Mold change", 0.45, 26, planned=True),
            Stop("Material shortage", 0.22, 17),
            Stop("Heater fault", 0.10, 38),
            Stop("Short break", 0.60, 9, planned=True),
        ),
        night_defect_rate=0.058,
        lateness=(0, 1, 0, 4, 1, 0, 6),
    ),
    Machine(
        MILLING,
        "CNC milling",
        "Hall A",
        "Parts making",
        "Machining",
        "operational",
        320,
        "2021-09-01",
        88,
        ("Bracket 7", "Flange 210"),
        0.86,
        0.014,
        "Lubricate spindle and check coolant",
        21,
        {
            "temperature": Sensor("°C", 61.0, 2.6, 0.8),
            "pressure": Sensor("PSI", 54.6, 0.5, 0.4),
            "vibration": Sensor("mm/s", 1.08, 0.04, 0.035),
            "speed": Sensor("RPM", 1495.0, 14.0, 15.0),
        },
        (
            Stop("Tool change", 0.80, 14, planned=True),
            Stop("Tool breakage", 0.15, 31),
            Stop("Program change", 0.25, 16, planned=True),
            Stop("Coolant low", 0.09, 20),
        ),
        paces=(1.0, 0.9),
        lateness=(0, 0, 1, 0, 2),
    ),
    Machine(
        CONVEYOR,
        "Conveyor",
        "Hall B",
        "Assembly",
        "Line 1",
        "operational",
        2400,
        "2017-02-20",
        79,
        ("Mixed cartons",),
        0.87,
        0.006,
        "Tension belt and clean infeed sensors",
        14,
        {
            "temperature": Sensor("°C", 46.0, 2.4, 0.9),
            "vibration": Sensor("mm/s", 1.32, 0.06, 0.06),
            "speed": Sensor("RPM", 1455.0, 10.0, 14.0),
            "motor_current": Sensor("A", 8.6, 0.6, 0.3),
        },
        (
            Stop("Cleaning", 0.33, 20, planned=True),
            Stop("Photo eye blocked", 0.18, 8),
            Stop("Belt tracking", 0.08, 24),
        ),
        lateness=(0, 1, 0, 3, 0, 1, 5),
    ),
    Machine(
        ROBOT,
        "Robot",
        "Hall B",
        "Assembly",
        "Line 1",
        "operational",
        900,
        "2022-06-10",
        83,
        ("Kit 3", "Kit 5"),
        0.87,
        0.011,
        "Grease joints and check gripper seals",
        30,
        {
            "temperature": Sensor("°C", 52.0, 1.8, 0.6),
            "pressure": Sensor("PSI", 54.0, 0.4, 0.35),
            "vibration": Sensor("mm/s", 0.92, 0.04, 0.05),
            "speed": Sensor("RPM", 1525.0, 12.0, 12.0),
        },
        (
            Stop("Gripper change", 0.35, 15, planned=True),
            Stop("Lost part", 0.25, 9),
            Stop("Axis fault", 0.06, 42),
        ),
        lateness=(0, 2, 0),
    ),
    Machine(
        SCANNER,
        "Inspection",
        "Hall B",
        "Assembly",
        "Line 1",
        "operational",
        2300,
        "2023-11-05",
        95,
        ("Mixed cartons",),
        0.85,
        0.004,
        "Calibrate scanner",
        30,
        {
            "temperature": Sensor("°C", 31.0, 1.5, 0.4),
            "vibration": Sensor("mm/s", 0.32, 0.02, 0.03),
            "humidity": Sensor("%RH", 44.0, 2.5, 0.8),
        },
        (
            Stop("Calibration check", 0.33, 12, planned=True),
            Stop("Dirty optics", 0.20, 13),
            Stop("Software restart", 0.05, 21),
        ),
        lateness=(0, 0, 1),
    ),
)

OWN_LIMITS = {
    (CONVEYOR, "motor_current"): (Limits(warn_high=14, crit_high=16, deadband=0.5), "A"),
    (SCANNER, "vibration"): (Limits(warn_high=0.8, crit_high=1.2, deadband=0.05), "mm/s"),
    (SCANNER, "humidity"): (Limits(30, 60, 20, 70, deadband=1), "%RH"),
}
"""Limits of single machines, beside the defaults of the plant."""
