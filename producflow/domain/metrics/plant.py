"""Figures that count machines and alerts."""

from producflow.domain.metrics.metric import OWN, PLANT, Metric

METRICS = (
    Metric(
        *("active_alerts", "Unacknowledged alerts", "", 0),
        "alerts that nobody has acknowledged, resolved or shelved yet and that no stop or maintenance suppresses",
        OWN,
        "How many alerts nobody has looked at.",
        "down",
        group=PLANT,
    ),
    Metric(
        *("active_equipment", "Machines with reports", "", 0),
        "machines with at least one production record",
        OWN,
        "How many machines reported production.",
        group=PLANT,
    ),
    Metric(
        *("total_equipment", "Machines", "", 0),
        "machines chosen, whether they report production or not",
        OWN,
        "How many machines are looked at.",
        group=PLANT,
    ),
    *(
        Metric(
            *(f"equipment_{status}", label, "", 0),
            f"machines whose reported status is “{status}”",
            OWN,
            "What people report of the machines; their condition by sensor readings stands beside it.",
            group=PLANT,
        )
        for status, label in (
            ("operational", "Machines in operation"),
            ("warning", "Machines with a warning"),
            ("critical", "Critical machines"),
            ("maintenance", "Machines in maintenance"),
        )
    ),
    Metric(
        *("equipment_count", "Machines that reported", "", 0),
        "machines with at least one production record of the shift",
        OWN,
        "How many machines reported the shift.",
        group=PLANT,
    ),
    Metric(
        *("health_score", "Health score", "", 0),
        "as entered or imported for the machine, 0 to 100; computed from nothing",
        OWN,
        "How people or another system rate the machine; its condition by sensor readings stands beside it.",
        "up",
        group=PLANT,
    ),
)
