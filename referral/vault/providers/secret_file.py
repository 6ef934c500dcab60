"""Small files that must be closed to others: written whole or not at all."""

import os
import secrets
import stat
from pathlib import Path

from referral.errors import KeyMissing

LONGEST = 64 * 1024


def keep_name(path: Path) -> None:
    """Make the name of a new file outlast a power cut, as its content does."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_closed(path: Path, what: str) -> bytes:
    """The content of a file that nobody else can read or change.

    Args:
        path: A file, or a file descriptor as `/dev/fd/3`.
        what: What it holds, for the sentence of a refusal.

    Raises:
        KeyMissing: if it is absent, open to others, or far too long.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read(LONGEST + 1)
    except OSError as absent:
        raise KeyMissing(f"{what} cannot be read: {path}") from absent
    if mode & 0o077:
        raise KeyMissing(
            f"{what} is open to others (mode {mode:04o}); close it: chmod 0400 {path}"
        )
    if len(content) > LONGEST:
        raise KeyMissing(f"{what} is far too long: {path}")
    return content


def write_closed(path: Path, content: bytes, *, replace: bool, mode: int) -> None:
    """Write a file so that a crash leaves it as it was, or whole.

    Args:
        path: Where; its folder is made if need be.
        content: All of it.
        replace: False to refuse where a file is already.
        mode: Its permissions from the first byte on.

    Raises:
        FileExistsError: if it is there and may not be replaced.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(part, flags, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            part.replace(path)
        else:
            path.hardlink_to(part)
    finally:
        part.unlink(missing_ok=True)
    keep_name(path)
