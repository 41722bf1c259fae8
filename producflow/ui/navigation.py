"""The pages there are: their addresses, names and who may open them."""

from dataclasses import dataclass
from pathlib import Path

from producflow.access.roles import Permission

FOLDER = Path(__file__).parents[2] / "pages"

# A factory in the accent colour, for the browser's tab: carried in the page itself, readable on light and dark.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<path fill="#2f7fd6" d="M3 29V12l8 6v-6l8 6V3h6l2 26zm5-4h4v-4H8zm7 0h4v-4h-4z"/></svg>'
)


@dataclass(frozen=True)
class PageEntry:
    """One page; ``url_path`` is its address and the name of its script under ``pages/``."""

    url_path: str
    title: str
    icon: str
    help: str
    needs: Permission = Permission.VIEW

    @property
    def script(self) -> Path:
        """Where the page's script lies."""
        return FOLDER / f"{self.url_path}.py"


ALL = (
    PageEntry(
        "overview",
        "Overview",
        ":material/monitoring:",
        "How is the plant? Output, efficiency, losses and the machines that need attention.",
    ),
    PageEntry(
        "changes",
        "Changes",
        ":material/difference:",
        "Why did it change? The difference between two periods by cause and machine, adding up to the whole.",
    ),
    PageEntry(
        "losses",
        "Losses and costs",
        ":material/waterfall_chart:",
        "Where did the time and the money go? Losses by reason, machine and shift, and their cost.",
    ),
    PageEntry(
        "equipment",
        "Equipment",
        ":material/precision_manufacturing:",
        "Which machine, and what is wrong with it? Conditions, sensor charts and history of each machine.",
    ),
    PageEntry(
        "maintenance",
        "Maintenance",
        ":material/build:",
        "What must be done, and did it help? Alerts, jobs, schedule and reliability.",
    ),
    PageEntry(
        "shifts",
        "Shifts",
        ":material/schedule:",
        "Which shift, and is the difference real? Shifts and days compared, and the handover of one shift.",
    ),
    PageEntry(
        "coverage",
        "Coverage",
        ":material/grid_view:",
        "What is missing? Every machine and shift: reported, late, duplicate or missing, and what to do next.",
    ),
    PageEntry(
        "uploads",
        "Uploads",
        ":material/upload_file:",
        "Bring in exports of machines, MES and CMMS; see what they would change first, and undo them later.",
    ),
    PageEntry(
        "admin",
        "Admin",
        ":material/settings:",
        "People and roles, limits, plant settings and the audit log.",
        Permission.MANAGE_PLANT,
    ),
)

HOME = ALL[0]  # Streamlit serves it at "/" only; its own address leads there
