"""The drill: the machine is gone, a backup and the key are left, people work again."""

import shutil
from pathlib import Path
from uuid import UUID

import httpx2
import pytest

from referral.actions.refer import Offer
from referral.clock import system_clock
from referral.mechanism import Mechanism
from tests.api.server import serving
from tests.backed_up import Shelf, onto
from tests.delivery.waiting import until
from tests.faults.exactly_once import check_exactly_once, settled
from tests.faults.processes import reopened, soon
from tests.faults.test_killed_worker import signed_in
from tests.world import CONTENT, World
from workflows.vocabulary import Compartment, ReferralKind

DRILLS = 3


def waiting_offer(mechanism: Mechanism, world: World, case: UUID) -> UUID:
    """An offer whose clock runs out while there is no machine."""
    service, kind = world.services["shelter"], ReferralKind.SERVICE
    asked = Offer(service, kind, (), soon(1.0))
    return mechanism.make_offer(world["outreach"], case, asked).id


def opens_over_http(address: str, token: str, case: UUID) -> None:
    """Whoever holds the case lists it and opens a drawer."""
    headers = {"Authorization": f"Bearer {token}"}
    with httpx2.Client(base_url=address, headers=headers, timeout=30) as client:
        listed = client.get("/v1/cases").json()["items"]
        assert str(case) in {each["id"] for each in listed}
        opened = client.get(f"/v1/cases/{case}/content/identity?purpose=care")
        assert opened.status_code == 200, opened.text
        assert opened.json()["content"] == CONTENT[Compartment.IDENTITY]
        assert client.get("/readyz").status_code == 200


def refused_over_http(address: str, token: str) -> None:
    """A session from before the loss is over."""
    headers = {"Authorization": f"Bearer {token}"}
    answered = httpx2.get(address + "/v1/cases", headers=headers, timeout=60)
    assert answered.status_code == 401


@pytest.mark.timeout(600)
def test_three_times_the_machine_is_lost_and_people_work_again(
    embedded_world: World, tmp_path: Path
) -> None:
    world, shelf, made = embedded_world, Shelf(tmp_path / "shelf"), []
    case = world.case().id
    world.consent(case)
    mechanism, place = reopened(world), Path(world.location)
    for number in range(DRILLS):
        before = signed_in(mechanism, world["outreach"].id)
        made.append(waiting_offer(mechanism, world, case))
        backup = shelf.take(mechanism)
        mechanism.close()
        shutil.rmtree(place)

        place = tmp_path / f"machine-{number}" / "data"
        done = shelf.back(backup, onto(place, world.key_file, system_clock))
        assert done.verdict.broken == ()
        with Mechanism.open(place, world.key_file) as restored:
            token = signed_in(restored, world["outreach"].id)
        with serving(str(place), world.key_file, tmp_path / "log") as address:
            refused_over_http(address, before)
            opens_over_http(address, token, case)
            with Mechanism.open(place, world.key_file) as watching:
                until(lambda m=watching: settled(m))  # type: ignore[misc]
        mechanism = Mechanism.open(place, world.key_file)
        assert mechanism.fire_due() == 0
        assert check_exactly_once(mechanism, made) == number + 1
    mechanism.close()
