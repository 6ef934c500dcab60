"""Writes what is generated under docs/reference: `python -m tests.tools.reference`."""

import json
import subprocess
import sys
from pathlib import Path

from api.app import describe
from api.problem_pages import document
from api.settings import PREFIX, Settings
from tests.tools import asvs

FOLDER = Path("docs/reference")
NOTHING = "nothing"


def generated() -> dict[str, str]:
    """Every generated page by its file name."""
    described = json.dumps(describe(), indent=2, ensure_ascii=False)
    return {
        "asvs.md": asvs.page(),
        "commands.md": commands(),
        "openapi.json": described + "\n",
        "problems.md": document(),
        "settings.md": settings(),
    }


def settings() -> str:
    """A table of every setting: where it is written, what it means, its default."""
    lines = [
        "# Settings",
        "",
        "From variables, or from the TOML file that `REFERRAL_SETTINGS` or",
        "`--settings` names. Variables win over the file. A name that is not here is",
        "refused.",
        "",
        "| in the file | variable | what it says | default |",
        "|---|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = NOTHING if field.default is None else f"`{field.default}`"
        written = "" if name == Settings.FILE else f"`{name}`"
        variable = f"`{PREFIX}{name.upper()}`"
        lines.append(f"| {written} | {variable} | {field.description} | {default} |")
    return "\n".join(lines) + "\n"


def commands() -> str:
    """Every command with its arguments and options, in typer's own words."""
    typer = str(Path(sys.executable).parent / "typer")
    words = [typer, "api.commands.main", "utils", "docs", "--name", "referral"]
    told = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603 # our own tool
    codes = "Exit code 0: done. 1: refused, or a check failed. 2: wrong usage."
    first, _, rest = told.stdout.partition("\n")
    return f"{first}\n\n{codes}\n{rest}".rstrip() + "\n"


if __name__ == "__main__":
    for name, text in generated().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
