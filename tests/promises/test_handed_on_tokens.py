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
from tests.spec.handing_on import opened
from tests.world import World


def test_a_full_one_shows_them_to_the_court_alone(
    embedded_world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
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
        assert found_in(first.package.file()) == set()
        assert found_in(str(first)) == set()
        files = opened(first).files
        assert found_in(files["timeline.json"])  # the control: here they are
        assert any(map(found_in, pages(files["timeline.pdf"])))
        for who in ("host", "coordinator"):
            for profile in (Profile.ANONYMOUS, Profile.REDACTED):
                for told in handed_on(found, who, profile):
                    raw = told if isinstance(told, bytes) else str(told)
                    assert found_in(raw) == set()
