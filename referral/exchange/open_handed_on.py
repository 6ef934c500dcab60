"""Opening a timeline that somebody handed on: whole and checked, or not at all."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from referral.errors import ExportUnusable
from referral.exchange.handed_on import MOST
from referral.vault.recipients import AGE, Identity, new_file


class _Bounded:
    """Takes bytes into memory, up to the largest archive there may be."""

    def __init__(self) -> None:
        self._taken = bytearray()

    def write(self, data: bytes) -> None:
        """Take the next bytes.

        Raises:
            ExportUnusable: if they are too many.
        """
        if len(self._taken) + len(data) > MOST:
            raise ExportUnusable("this is larger than any timeline")
        self._taken += data

    def whole(self) -> bytes:
        """All of them."""
        return bytes(self._taken)


def archive_in(file: Path, identity: Path | None) -> bytes:
    """The archive in a file, opened with an identity if it is sealed.

    Args:
        file: An age file, or the archive itself.
        identity: The file that `age-keygen` has made; None where nothing is sealed.

    Raises:
        ExportUnusable: if it is sealed and no identity is named, or is too large.
        BackupUnusable: if it was sealed to others, altered, or cut short.
        KeyMissing: if the identity cannot be read.
        OSError: if the file cannot be read.
    """
    taken = _Bounded()
    with file.open("rb") as source:
        if source.read(len(AGE)) == AGE:
            if identity is None:
                raise ExportUnusable("this is sealed: name the identity that opens it")
            Identity(identity).open(file, taken, file.name)
            return taken.whole()
        source.seek(0)
        while part := source.read(2**20):
            taken.write(part)
    return taken.whole()


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """A folder that appears when everything is in it, or not at all."""
    made = folder.with_name(f".{folder.name}.{os.getpid()}")
    made.mkdir(mode=0o700, parents=True)
    try:
        yield made
        made.rename(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new folder for nobody else's eyes; all of them, or none.

    Raises:
        FileExistsError: if the folder is there already.
        OSError: if there is no room for them.
    """
    if folder.exists() or folder.is_symlink():
        raise FileExistsError("that folder is there already")
    with _new_folder(folder) as made:
        for name, content in files.items():
            with new_file(made / name) as file:
                file.write(content)
