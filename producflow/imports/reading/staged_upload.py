"""A chosen file, kept on disk until it is imported or let go, so that it can be read again in another way."""

import secrets
from pathlib import Path
from typing import BinaryIO

from producflow import settings as process_settings
from producflow.imports.progress import RECEIVING, Progress
from producflow.imports.reading.archives import CHUNK, check_size
from producflow.imports.reading.receive import clean_name, prepare_folder
from producflow.store.database import Store


def park(store: Store, source: BinaryIO, name: str, progress: Progress | None = None) -> Path:
    """Copy a file into the staging folder, where whatever lies about for a day is swept away.

    Raises
    ------
    ImportRefused
        If it is over the limit; nothing stays behind.
    """
    progress = progress or Progress()
    limit, size = process_settings.current().upload_megabytes, 0
    path = prepare_folder(store) / f"{secrets.token_hex(16)}.parked"
    path.touch(mode=0o600, exist_ok=False)
    source.seek(0)
    try:
        with path.open("wb") as copy:
            while chunk := source.read(CHUNK):
                size += len(chunk)
                check_size(size, clean_name(name), limit)
                progress.report(RECEIVING, size)
                copy.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path
