"""Setting up says in one sentence what is missing, and fetches nothing in vain."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TOOLS = ("sh", "sed", "grep", "ls", "mkdir", "touch", "rm", "cat")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder that is the whole PATH: a few tools, and what a test adds."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (folder / tool).symlink_to(found)
    return folder


def add_program(machine: Path, name: str, script: str) -> None:
    path = machine / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def run(
    script: str, *args: str, machine: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    shell = os.fspath(machine / "sh")
    return subprocess.run(  # noqa: S603 - our own scripts
        [shell, str(HERE / script), *args],
        cwd=machine.parent,
        env={"PATH": str(machine), **environment},
        check=False,
        capture_output=True,
        text=True,
    )


def test_another_python_is_refused_in_one_sentence(machine: Path) -> None:
    add_program(machine, "python3", "exit 1")
    done = run("setup.sh", "run", machine=machine)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "Setup stopped: Python 3.11 is missing"
        " (looked for python3.11, then for a python3 of that version).\n"
    )


def test_a_folder_that_is_no_environment_is_left_alone(machine: Path) -> None:
    add_program(machine, "python3.11", "exit 0")
    theirs = machine.parent / "theirs"
    theirs.mkdir()
    (theirs / "work").write_text("precious")
    done = run("setup.sh", "run", machine=machine, VENV="theirs")
    assert done.returncode == 1
    assert "theirs is there and is no Python environment" in done.stderr
    assert (theirs / "work").read_text() == "precious"


@pytest.fixture
def wants_packages(machine: Path) -> Path:
    """A machine and a list of two Debian packages, of which `there` is installed."""
    (machine.parent / "tests").mkdir()
    (machine.parent / "venv").mkdir()
    (machine.parent / "tests/system-packages.txt").write_text(
        "# why\nthere\nmissing # because\n\n"
    )
    add_program(
        machine,
        "dpkg-query",
        'case "$*" in *there) echo installed ;; *)'
        " [ -e installed-now ] && echo installed || exit 1 ;; esac",
    )
    return machine


def bring_packages(
    machine: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    return run("system_packages.sh", machine=machine, VENV="venv", **environment)


def left_out(machine: Path) -> list[str]:
    return (machine.parent / "venv/left-out").read_text().split()


def test_somebody_who_may_not_install_is_told_loudly_and_goes_on(
    wants_packages: Path,
) -> None:
    add_program(wants_packages, "id", "echo 1000")
    done = bring_packages(wants_packages)
    assert done.returncode == 0
    assert "Not installed: the Debian package missing" in done.stderr
    assert left_out(wants_packages) == ["missing"]


def test_in_ci_a_missing_package_fails(wants_packages: Path) -> None:
    add_program(wants_packages, "id", "echo 1000")
    assert bring_packages(wants_packages, CI="true").returncode == 1


def test_root_installs_what_is_missing_and_nothing_else(wants_packages: Path) -> None:
    add_program(wants_packages, "id", "echo 0")
    add_program(
        wants_packages,
        "apt-get",
        'echo "$*" >>asked; case "$*" in *install*) touch installed-now ;; esac',
    )
    assert bring_packages(wants_packages, CI="true").returncode == 0
    asked = (wants_packages.parent / "asked").read_text().splitlines()
    assert [line.split()[2] for line in asked] == ["update", "install"]
    assert asked[1].endswith(" missing")
    assert left_out(wants_packages) == []


def test_without_a_network_root_goes_on_outside_ci_only(wants_packages: Path) -> None:
    add_program(wants_packages, "id", "echo 0")
    add_program(wants_packages, "apt-get", "exit 100")
    assert bring_packages(wants_packages).returncode == 0
    assert left_out(wants_packages) == ["missing"]
    assert bring_packages(wants_packages, CI="true").returncode == 1


def test_when_everything_is_there_nothing_is_asked_for(wants_packages: Path) -> None:
    (wants_packages.parent / "installed-now").touch()
    add_program(wants_packages, "id", "echo 0")
    add_program(wants_packages, "apt-get", "touch asked")
    assert bring_packages(wants_packages, CI="true").returncode == 0
    assert not (wants_packages.parent / "asked").exists()


def test_a_program_from_elsewhere_will_do_where_the_list_says_so(
    wants_packages: Path,
) -> None:
    listed = wants_packages.parent / "tests/system-packages.txt"
    listed.write_text("missing=tool\n")
    add_program(wants_packages, "id", "echo 1000")
    assert bring_packages(wants_packages, CI="true").returncode == 1
    add_program(wants_packages, "tool", "exit 0")
    assert bring_packages(wants_packages, CI="true").returncode == 0
    assert left_out(wants_packages) == []
