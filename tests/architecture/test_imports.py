"""The walls between the rooms."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import PRODUCT, ROOT, Module, imports, modules, planted

TRANSITIONS = "referral/rules/pathway.py"
ONLY_IN = {
    "authlib": "referral/vault/openid.py",
    "cryptography": "referral/vault/",
    "dbos": "referral/delivery/",
    "http_message_signatures": "referral/vault/signed_requests.py",
    "joserfc": "referral/vault/",
    "pyotp": "referral/vault/one_time.py",
    "pyrage": "referral/vault/",
    "webauthn": "referral/vault/passkeys.py",
    "transitions": TRANSITIONS,
}
WORKFLOWS_MAY_IMPORT = {
    *("pydantic", "pydantic_core", "workflows"),
    *sys.stdlib_module_names,
}

LINT_IMPORTS = """
import sys
from importlinter.cli import lint_imports
sys.path.insert(0, "")
sys.exit(lint_imports(no_cache=True, no_logo=True))
"""

PLANTS = {
    "api asks, referral acts, workflows say what the mechanism is": (
        "referral/rules/planted.py",
        "import api",
    ),
    "the rooms of referral": ("referral/vault/planted.py", "import referral.records"),
    "workflows know nothing of ours": ("workflows/planted.py", "import referral"),
    "vault and the ground floor know no pathway": (
        "referral/vault/planted2.py",
        "import workflows",
    ),
    "only the vault knows cryptography": (
        "referral/records/planted.py",
        "import cryptography",
    ),
    "one file executes transitions": (
        "referral/rules/planted2.py",
        "import transitions",
    ),
    "rules and workflows touch no store and no web": (
        "referral/rules/planted3.py",
        "import sqlalchemy",
    ),
    "api reaches into no engine room": ("api/planted.py", "import sqlmodel"),
}
"""For each contract a file that breaks it."""


def strangers(sources: list[Module]) -> list[str]:
    """Imports of a guarded package outside its one place."""
    found = []
    for module in sources:
        for node, name in imports(module):
            place = ONLY_IN.get(name.partition(".")[0])
            if place and not module.path.startswith(place):
                found.append(module.at(node, f"imports {name}"))
            outsider = name.partition(".")[0] not in WORKFLOWS_MAY_IMPORT
            if outsider and module.path.startswith("workflows/"):
                found.append(module.at(node, f"workflows import {name}"))
    return found


def lint_imports(place: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of `place`/pyproject.toml over the packages beside it."""
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", LINT_IMPORTS],
        cwd=place,
        check=False,
        capture_output=True,
        text=True,
    )


def test_every_import_contract_holds() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.asvs("V11.1.3", "V11.2.1")
def test_guarded_packages_stay_in_their_place() -> None:
    assert strangers(modules(*PRODUCT)) == []


def test_exactly_one_file_executes_transitions() -> None:
    importers = {
        module.path
        for module in modules(*PRODUCT)
        for _, name in imports(module)
        if name.partition(".")[0] == "transitions"
    }
    assert importers == {TRANSITIONS}


@pytest.mark.parametrize("package", sorted(ONLY_IN))
def test_a_planted_import_of_a_guarded_package_is_found(
    tmp_path: Path, package: str
) -> None:
    sources = planted(tmp_path, referral__actions__x=f"from {package} import y")
    assert strangers(sources) == [f"referral/actions/x.py:1: imports {package}.y"]


def test_a_planted_library_in_workflows_is_found(tmp_path: Path) -> None:
    sources = planted(tmp_path, workflows__x="import json, pydantic, yaml")
    assert strangers(sources) == ["workflows/x.py:1: workflows import yaml"]


def test_every_contract_breaks_when_its_wall_is_breached(tmp_path: Path) -> None:
    for package in PRODUCT:
        skip = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, text in PLANTS.values():
        (tmp_path / path).write_text(text + "\n", encoding="utf-8")
    report = lint_imports(tmp_path).stdout
    kept = [name for name in PLANTS if f"{name} BROKEN" not in " ".join(report.split())]
    assert kept == [], report


def test_every_contract_has_its_planted_breach() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == set(PLANTS)
