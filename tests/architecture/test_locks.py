"""What is installed is pinned, hashed, and named without an address."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
CLIENT_LOCK = "tests/tools/contract/client.lock"
PIP_LOCK = "tests/tools/pip.lock"
NPM_LOCK = "tests/tools/contract/package-lock.json"
INPUT = "tests/tools/requirements.in"
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def entries(text: str) -> list[str]:
    """The requirements of a lock file, each with its hashes on one line."""
    joined = re.sub(r"\\\n\s*", "", text)
    return [line for line in joined.splitlines() if line and not line.startswith("#")]


def pin(entry: str) -> str:
    """`name==version` of an entry, without hashes and conditions."""
    return re.split(r"\s|;|--hash", entry, maxsplit=1)[0]


def faults(text: str) -> list[str]:
    """What is wrong with a lock file."""
    found = ["an address"] if "://" in text else []
    for entry in entries(text):
        if "==" not in pin(entry):
            found.append(f"not pinned: {pin(entry)}")
        if not HASH.search(entry):
            found.append(f"no hash: {pin(entry)}")
    return found


def bare_name(requirement: str) -> str:
    """The name alone, as the index spells it."""
    name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name.split("==")[0]).lower()


def names_in(path: str) -> set[str]:
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    return {bare_name(line) for line in lines if re.match(r"[A-Za-z]", line)}


@pytest.mark.asvs("V15.1.2")
@pytest.mark.parametrize(
    ("lock", "at_least"),
    [(lock, 21) for lock in (*LOCKS, CLIENT_LOCK)] + [(PIP_LOCK, 1)],
)
def test_a_lock_names_versions_and_hashes_and_no_address(
    lock: str, at_least: int
) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert len(entries(text)) >= at_least
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("--index-url https://example.org/simple\n", "an address"),
        ("rich>=15 \\\n    --hash=sha256:" + "0" * 64, "not pinned: rich>=15"),
        ("rich==15.0.0\n", "no hash: rich==15.0.0"),
        ("rich==15.0.0 \\\n    --hash=sha256:abc\n", "no hash: rich==15.0.0"),
    ],
)
def test_a_planted_fault_in_a_lock_is_found(text: str, fault: str) -> None:
    assert fault in faults(text)


def npm_faults(lock: dict[str, Any]) -> list[str]:
    """What is wrong with a lock file of npm."""
    packages = {name: each for name, each in lock["packages"].items() if name}
    return [
        *(f"no hash: {name}" for name in packages if "integrity" not in packages[name]),
        *(f"an address: {name}" for name in packages if "resolved" in packages[name]),
    ]


def test_the_lock_of_npm_names_hashes_and_no_address() -> None:
    lock = json.loads((ROOT / NPM_LOCK).read_text(encoding="utf-8"))
    assert len(lock["packages"]) > 20
    assert npm_faults(lock) == []
    stated = json.loads((ROOT / NPM_LOCK).with_name("package.json").read_text())
    assert stated["devDependencies"] == lock["packages"][""]["devDependencies"]
    assert all(version[0].isdigit() for version in stated["devDependencies"].values())


def test_a_planted_fault_in_the_lock_of_npm_is_found() -> None:
    planted = {"": {}, "node_modules/x": {"resolved": "https://example.org/x.tgz"}}
    assert npm_faults({"packages": planted}) == [
        "no hash: node_modules/x",
        "an address: node_modules/x",
    ]


def test_tests_run_on_the_very_versions_that_run_in_operation() -> None:
    run, dev = (entries((ROOT / lock).read_text(encoding="utf-8")) for lock in LOCKS)
    assert {_on_any_system(e) for e in run} <= {_on_any_system(e) for e in dev}


def _on_any_system(entry: str) -> str:
    """An entry without its marker: tests may want on all what one system needs."""
    return re.sub(r" ; [^-]*(?= --hash)", "", entry)


@pytest.mark.asvs("V15.1.2")
def test_every_dependency_is_declared_pinned_and_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {bare_name(each) for each in project["project"]["dependencies"]}
    build = {bare_name(each) for each in project["build-system"]["requires"]}
    assert declared | build | {"editables"} == names_in(INPUT)
    assert names_in(INPUT) <= names_in("requirements.lock")


def test_no_input_names_a_package_without_its_version() -> None:
    lines = (ROOT / INPUT).read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if re.match(r"[A-Za-z]", line)]
    assert [line for line in packages if "==" not in line] == []


def test_the_licence_is_the_whole_official_text() -> None:
    text = Path(ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "GNU Affero General Public License (AGPL) v. 3" in text
    assert all(f"\n{number}." in text for number in range(1, 16))
