"""What the README shows is true: its example runs, its commands exist."""

import re
from pathlib import Path

import pytest

from api.commands.main import app

README = Path("README.md").resolve()


def example() -> str:
    found = re.search(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert found is not None
    return found.group(1)


def test_the_example_has_fifteen_lines() -> None:
    lines = [line for line in example().splitlines() if line.strip()]
    assert len(lines) <= 15


def test_the_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(example(), "README.md", "exec"), names)  # noqa: S102 # that is the test
    names["mechanism"].close()  # type: ignore[attr-defined] # the example's mechanism
    said = capsys.readouterr().out
    assert "broken=()" in said
    assert re.search(r";1;[0-9a-f]{64}", said)


def test_the_commands_it_names_exist() -> None:
    groups = {group.name for group in app.registered_groups}
    single = {command.name for command in app.registered_commands}
    for command in re.findall(r"^    referral (\w+)", README.read_text(), re.MULTILINE):
        assert command in groups | single
