"""Documents lead somewhere: every link resolves, every decision is listed."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^(```.*?^```|    .*?$)", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"`((?:referral|workflows|api|tests|docs)/[\w/.-]*)`")


def documents(root: Path) -> list[Path]:
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")])


def anchor(heading: str) -> str:
    """The name a heading gets in an address."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {anchor(heading) for heading in headings}


def dead_links(root: Path) -> list[str]:
    """Links within the project that lead nowhere."""
    found = []
    for document in documents(root):
        text = CODE.sub("", document.read_text(encoding="utf-8"))
        for target in LINK.findall(text):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, heading = target.partition("#")
            there = (document.parent / path).resolve() if path else document
            exists = there.exists() and there.is_relative_to(root.resolve())
            if not exists or (heading and heading not in anchors(there)):
                found.append(f"{document.relative_to(root)}: {target}")
    return found


def files_that_are_not_there(root: Path) -> list[str]:
    """Paths in documents, written as code, that name no file or folder."""
    return [
        f"{document.relative_to(root)}: {path}"
        for document in documents(root)
        for path in PATH.findall(document.read_text(encoding="utf-8"))
        if not (root / path).exists()
    ]


def test_every_link_leads_somewhere() -> None:
    assert dead_links(ROOT) == []


def test_every_file_a_document_names_is_there() -> None:
    assert files_that_are_not_there(ROOT) == []


@pytest.mark.parametrize(
    "target", ["gone.md", "there.md#gone", "#gone", "../outside.md", "docs/"]
)
def test_a_planted_dead_link_is_found(tmp_path: Path, target: str) -> None:
    (tmp_path.parent / "outside.md").write_text("# There\n")
    (tmp_path / "there.md").write_text("# There\n")
    (tmp_path / "README.md").write_text(
        f"# Here\n[a](there.md#there) [b](#here) [c]({target}) [d](mailto:a)\n"
    )
    assert dead_links(tmp_path) == [f"README.md: {target}"]


def test_a_planted_file_that_is_not_there_is_found(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("`referral/gone.py` and `gone.py`\n")
    assert files_that_are_not_there(tmp_path) == ["README.md: referral/gone.py"]


def test_every_decision_is_listed_in_order_and_has_its_four_parts() -> None:
    folder = ROOT / "docs/adr"
    decisions = sorted(folder.glob("[0-9]*.md"))
    listed = LINK.findall((folder / "README.md").read_text(encoding="utf-8"))
    assert listed == [decision.name for decision in decisions]
    for number, decision in enumerate(decisions, start=1):
        text = decision.read_text(encoding="utf-8")
        assert text.startswith(f"# {number:04d}. ")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
            "Context",
            "Decision",
            "Consequences",
            "Not chosen",
        ]
        assert len(text.splitlines()) <= 50
