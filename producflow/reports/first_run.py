"""What is still to do until a new plant shows anything: each step, whether it is done, and where it is done."""

from dataclasses import dataclass

from producflow import settings
from producflow.reports.plant import in_force
from producflow.store.database import Session
from producflow.store.queries import plant as queries
from producflow.store.reading import reads


@dataclass(frozen=True)
class Step:
    """One thing to do."""

    name: str
    told: str
    """What it is, and what it is for."""
    done: bool
    page: str
    """Where it is done."""
    section: str
    """Of that page; empty where it has none."""


@dataclass(frozen=True)
class FirstRun:
    """How far a plant is set up."""

    empty: bool
    """Whether there is no machine, or nothing was ever reported: then these steps are all there is to see."""
    steps: tuple[Step, ...]
    """In the order in which they are best done."""

    @property
    def next(self) -> Step | None:
        """The first that is not done."""
        return next((step for step in self.steps if not step.done), None)


@reads
def first_run(session: Session) -> FirstRun:
    """How far a plant is set up, by what is stored."""
    found, chosen, plant = queries.begun(session), queries.settings(session), in_force(session)
    clock = "timezone" in chosen or settings.current().timezone is not None
    costs = None not in (plant.downtime_hour_cost, plant.defect_unit_cost)
    steps = (
        Step(
            "Time zone and calendar",
            f"Every day and shift follows from them; {plant.timezone} and three shifts a day until you save both.",
            clock and found["calendar"],
            *("admin", "Working calendar" if clock else "Plant"),
        ),
        Step(
            "Machines",
            "Enter them here, or let the first file bring them: an upload creates machines when you say so.",
            found["machines"] > 0,
            *("admin", "Machines"),
        ),
        Step(
            "First file",
            "An export of your machines, MES or spreadsheet; you see what it would change before anything is kept.",
            found["imported"] or found["reported"],
            *("uploads", ""),
        ),
        Step(
            "People",
            "Whoever works with it gets an account and a role of their own.",
            found["people"] > 1,
            *("admin", "People"),
        ),
        Step(
            "Costs and goals",
            "What an hour of downtime and a rejected unit cost, and what the figures should come to.",
            costs and found["goals"],
            *("admin", "Goals" if costs else "Plant"),
        ),
    )
    return FirstRun(not found["machines"] or not found["reported"], steps)
