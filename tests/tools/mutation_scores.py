"""How many of the small changes a test noticed, by file and by profile.

    python -m tests.tools.mutation_scores FOLDER

`FOLDER` holds one folder a profile, as `mutation.sh` leaves them. A change that is
noticed makes a test fail, or never end.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

NOTICED = frozenset({1, 3, 24, 36, -24, 152, 255})
"""What mutmut writes for a change that made a test fail, crash or never end."""


def counted(profile: Path) -> Iterator[tuple[str, int, int]]:
    """Each file with the changes that were noticed, and all that were tried."""
    for path in sorted(profile.glob("mutants/**/*.meta")):
        tried = Counter(
            code in NOTICED
            for code in json.loads(path.read_text("utf-8"))["exit_code_by_key"].values()
            if code is not None
        )
        if tried:
            name = path.relative_to(profile / "mutants").with_suffix("")
            yield name.as_posix(), tried[True], tried.total()


def main() -> None:
    """Writes a table."""
    for profile in sorted(Path(sys.argv[1]).iterdir()):
        found = list(counted(profile))
        noticed, tried = sum(some for _, some, _ in found), sum(of for *_, of in found)
        for name, some, of in (*found, (f"{profile.name}: together", noticed, tried)):
            share = f"{100 * some / of:5.1f} %" if of else "-"
            sys.stdout.write(f"{name:42} {some:5} of {of:5}  {share}\n")


if __name__ == "__main__":
    main()
