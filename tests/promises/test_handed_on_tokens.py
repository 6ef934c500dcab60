"""A timeline that shows tokens holds them under the court's key and nowhere else."""

from pathlib import Path

import pytest

from api.pages.paper import sheets
from referral.rules.exporting import Profile
from tests.pages.test_paper import pages
from tests.promises.channels import handed_on
from tests.promises.planting import planted
from tests.promises.scene import opened_on
from tests.promises.tokens import found_in, token
from tests.spec.handing_on import opened, wanted
from tests.world import World


def test_a_full_one_shows_them_to_the_court_alone(
    embedded_world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The control: the same look finds what a full timeline shows, once opened."""
    with opened_on(embedded_world, tmp_path, capsys, ("x",), planted) as found:
        world = found.world
        (joint,) = [
            each
            for each in world.mechanism.joint_acts(world["host"])
            if each.kind == "export_timeline"
        ]
        assert joint.content["why"] == token("NewExport.reason")
        world.agree(joint.id, "coordinator")
        first = world.mechanism.draw_export(world["host"], joint.id, sheets("en"))
        assert found_in(first.file) == set()
        assert found_in(str(first)) == set()
        files = opened(first).files
        assert not any(map(found_in, files.values()))  # what came later is not in it

        again = world.mechanism.ask_export(
            world["host"], found.ids["case_id"][0], wanted(Profile.FULL)
        )
        world.agree(again.id, "coordinator")
        second = world.mechanism.draw_export(world["host"], again.id, sheets("en"))
        assert found_in(second.file) == set()
        files = opened(second).files
        assert found_in(files["timeline.json"])
        assert any(map(found_in, pages(files["timeline.pdf"])))
        for who in ("host", "coordinator"):
            for profile in (Profile.ANONYMOUS, Profile.REDACTED):
                for told in handed_on(found, who, profile):
                    raw = told if isinstance(told, bytes) else str(told)
                    assert found_in(raw) == set()
