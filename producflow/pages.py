"""The pages there are: their addresses, names and groups, who may open them, and which show figures."""

from dataclasses import dataclass
from pathlib import Path

from producflow.access.roles import Permission

FOLDER = Path(__file__).parents[1] / "pages"

TODAY, WHY, DATA = "Today", "Why", "Data"
GROUPS = (TODAY, WHY, DATA)
"""What pages are for: what is going on and to be done, why it is so, and what the figures rest on."""


@dataclass(frozen=True)
class PageEntry:
    """One page."""

    url_path: str
    """Its address, and the name of its script under ``pages/``. It stays when the title changes: links were shared."""
    group: str
    """One of `GROUPS`. Pages of the first one stand in the bar at the foot of a phone, the others in its menu."""
    title: str
    icon: str
    help: str
    """As the sidebar names it."""
    needs: Permission = Permission.VIEW
    """Of whoever opens it."""
    figures: bool = True
    """Whether it shows figures, and so can be frozen and put on paper."""
    prints: Permission = Permission.EXPORT
    """Of whoever puts it on paper."""
    short: str = ""
    """Its name where there is little room; the title by default."""

    @property
    def script(self) -> Path:
        """Where the page's script lies."""
        return FOLDER / f"{self.url_path}.py"


ALL = (
    PageEntry(
        "overview",
        TODAY,
        "Plant",
        ":material/factory:",
        "How is the plant? Now, yesterday and the days before, and the machines that need attention.",
    ),
    PageEntry(
        "handover",
        TODAY,
        "Handover",
        ":material/handshake:",
        "What does this shift hand over? Made against plan, stops, alerts, jobs, words for the next one, on one sheet.",
        prints=Permission.VIEW,  # the sheet goes from hand to hand, whoever made it
    ),
    PageEntry(
        "record",
        TODAY,
        "Record",
        ":material/edit_note:",
        "What happened here? Output, rejects, stops and readings of a machine, as people enter them.",
        Permission.RECORD_PRODUCTION,
        figures=False,
    ),
    PageEntry(
        "maintenance",
        TODAY,
        "Alerts and jobs",
        ":material/notifications:",
        "What must be done, and did it help? Alerts, jobs, schedule and reliability.",
        short="Alerts",
    ),
    PageEntry(
        "changes",
        WHY,
        "Changes",
        ":material/difference:",
        "Why did it change? The difference between two periods by cause and machine, adding up to the whole.",
    ),
    PageEntry(
        "losses",
        WHY,
        "Losses and costs",
        ":material/waterfall_chart:",
        "Where did the time and the money go? Losses by reason, machine and shift, and their cost.",
    ),
    PageEntry(
        "shifts",
        WHY,
        "Shifts",
        ":material/schedule:",
        "Which shift, and is the difference real? Shifts and days compared, with the evidence.",
    ),
    PageEntry(
        "equipment",
        WHY,
        "Machines",
        ":material/precision_manufacturing:",
        "Which machine, and what is wrong with it? Conditions, sensor charts and history of each machine.",
    ),
    PageEntry(
        "coverage",
        DATA,
        "Coverage",
        ":material/grid_view:",
        "What is missing? Every machine and shift: reported, late, duplicate or missing, and what to do next.",
    ),
    PageEntry(
        "uploads",
        DATA,
        "Uploads",
        ":material/upload_file:",
        "Bring in exports of machines, MES and CMMS; see what they would change first, and undo them later.",
        figures=False,
    ),
    PageEntry(
        "admin",
        DATA,
        "Admin",
        ":material/settings:",
        "People and roles, limits, plant settings and the audit log.",
        Permission.MANAGE_PLANT,
        figures=False,
    ),
)

HOME = ALL[0]  # Streamlit serves it at "/" only; its own address leads there
WITH_FIGURES = tuple(entry.url_path for entry in ALL if entry.figures)
OF_A_MACHINE = "equipment"
"""The page that shows one machine."""
OF_ENTRIES = "record"
"""The page on which people enter what a machine did."""
OF_A_SHIFT = "handover"
"""The page that shows one shift, so that no period is chosen on it."""


def entry_of(url_path: str) -> PageEntry:
    """The page at an address."""
    return next(entry for entry in ALL if entry.url_path == url_path)
