"""Writes what is generated under docs/reference: `python -m tests.tools.reference`."""

import json
from pathlib import Path

from api.app import describe
from api.problem_pages import document

FOLDER = Path("docs/reference")


def generated() -> dict[str, str]:
    """Every generated page of the API by its file name."""
    described = json.dumps(describe(), indent=2, ensure_ascii=False)
    return {"openapi.json": described + "\n", "problems.md": document()}


if __name__ == "__main__":
    for name, text in generated().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
