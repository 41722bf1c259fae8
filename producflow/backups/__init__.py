"""Backups: whole copies of the database, made by hand or by the clock, and put back."""

from producflow.backups.carrying import export_all, import_all
from producflow.backups.copying import backup, restore
from producflow.backups.recovering import recover

__all__ = ["backup", "export_all", "import_all", "recover", "restore"]
