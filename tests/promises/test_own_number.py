"""The number a person keeps is told once, and is in no byte that is written."""

from pathlib import Path

import pytest

from tests.pages.conftest import Desk, form
from tests.promises.scene import Scene, opened_on
from tests.promises.test_planted_tokens import KEPT, leaks
from tests.promises.tokens import needles_of
from tests.world import World

PLAIN = ("as it is", "UTF-16", "hexadecimal")
"""How digits are looked for: base64 has no digits of its own in between."""


def given(desk: Desk) -> str:
    """A number given at the desk, used, mistyped and guessed."""
    case = desk.world.case().id
    card = desk.post("outreach", f"/desk/cases/{case}/number", {})
    number = card.text.partition('desk-code">')[2][:19]
    assert len(number.replace(" ", "")) == 16
    seen = desk.post(None, "/my", {"code": number})
    assert seen.status_code == 200
    typed = {"ticket": form(seen.text, "/messages").value("ticket"), "text": "here"}
    assert desk.post(None, "/my/messages", typed).status_code == 200
    slip = number[:-1] + str((int(number[-1]) + 1) % 10)
    for wrong in (slip, "0" * 16):
        answer = desk.post(None, "/my", {"code": wrong})
        assert answer.status_code >= 400  # not let in
        assert wrong not in answer.text
    assert number not in seen.text
    return number


def found(scene: Scene, number: str) -> dict[str, set[str]]:
    needles: dict[str, bytes] = {}
    for text in (number, number.replace(" ", "")):
        ways = needles_of(text)
        needles |= {f"{name} {len(text)}": ways[name] for name in PLAIN}
    return leaks(scene, "outreach", *KEPT, needles=needles)


def test_no_number_is_written_and_one_that_is_would_be_found(
    world: World,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with opened_on(world, tmp_path, capsys, ("x",), lambda _: {"case_id": []}) as scene:
        number = given(scene.desk)
        assert found(scene, number) == {}
        scene.at_rest.clear()
        (tmp_path / "note.txt").write_text(f"hers is {number}")
        assert set(found(scene, number)) == {"files and their names"}
