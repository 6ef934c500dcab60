"""What could identify somebody leaves only when two agree, once, sealed to a court."""

import pyrage
import pytest
from sqlalchemy import text

from referral.actions.administer import NewActor
from referral.errors import (
    AlreadyAnswered,
    GuardNotMet,
    NotFound,
    NotPermitted,
    OffThePath,
    PackageUnusable,
    StaleCase,
)
from referral.rules.exporting import HOURS, Profile, identifies
from tests.records.raw import rewrite
from tests.spec.evidence import refused
from tests.spec.handing_on import (
    KEY,
    agreed,
    handed_on,
    opened,
    timeline_in,
    wanted,
)
from tests.spec.test_erasing import ask
from tests.world import World
from workflows.vocabulary import ReferralKind, Role

FULL = wanted(Profile.FULL)


def test_one_asks_another_agrees_and_the_court_alone_opens_it(world: World) -> None:
    case = world.case().id
    joint = world.mechanism.ask_export(world["outreach"], case, FULL).id
    seen = world.mechanism.joint_act(world["coordinator"], joint)
    assert seen.content["profile"] == "full"
    assert seen.content["recipients"] == [KEY]
    world.agree(joint, "coordinator")
    done = world.mechanism.draw_export(world["outreach"], joint)

    assert done.package.sealed
    assert done.package.payload.startswith(b"age-encryption.org/v1\n")
    with pytest.raises(PackageUnusable, match="does not open with this identity"):
        opened(done, pyrage.x25519.Identity.generate())
    assert (
        opened(done).manifest.signed_by
        in world.mechanism.package_signers().fingerprints
    )
    assert opened(done).told.startswith(f"{done.entries} entries hold")
    types = world.entries(case)
    assert [t for t in types if t.startswith(("joint_act", "timeline_exported"))] == [
        "joint_act_asked",
        "joint_act_approved",
        "joint_act_executed",
        "timeline_exported",
    ]


def test_one_person_alone_hands_on_nothing_that_identifies(world: World) -> None:
    case = world.case().id
    with refused(world, GuardNotMet, case) as alone:
        world.mechanism.export_timeline(world["outreach"], case, FULL)
    assert alone.value.missing == ("second",)
    joint = world.mechanism.ask_export(world["outreach"], case, FULL).id
    seen = world.seen(joint, "outreach")
    with refused(world, NotPermitted, case):
        world.mechanism.answer_joint(world["outreach"], joint, "approve", seen)
    with refused(world, GuardNotMet, case):
        world.mechanism.draw_export(world["outreach"], joint)


def test_it_is_drawn_once_and_by_drawing_alone(world: World) -> None:
    case = world.case().id
    joint = agreed(world, case, FULL)
    with refused(world, OffThePath, case) as instead:
        world.mechanism.answer_joint(world["coordinator"], joint, "execute")
    assert instead.value.missing == ("file",)
    world.mechanism.draw_export(world["coordinator"], joint)
    with refused(world, AlreadyAnswered, case):
        world.mechanism.draw_export(world["coordinator"], joint)


def test_an_agreement_is_for_exactly_what_was_asked(world: World) -> None:
    """Entries that came later are not in it, nor another field, nor another reader."""
    case = world.case().id
    entry = world.mechanism.timeline(world["coordinator"], case, limit=1)[0]
    assert entry.fields is not None
    name = min(entry.fields)
    what = wanted(Profile.REDACTED, {1: [name]})
    before = len(world.entries(case))
    joint = agreed(world, case, what)
    world.mechanism.record_facts(world["outreach"], case, {"region": "south"})
    found = timeline_in(world.mechanism.draw_export(world["coordinator"], joint))

    assert len(found["entries"]) == before
    shown = [set(each["fields"]) for each in found["entries"] if each["fields"]]
    assert shown == [{name}]


def test_it_lapses_with_its_hours(world: World) -> None:
    case = world.case().id
    joint = agreed(world, case, FULL)
    world.clock.advance(hours=HOURS)
    with refused(world, AlreadyAnswered, case) as late:
        world.mechanism.draw_export(world["coordinator"], joint)
    assert late.value.missing == ("expired",)


def test_a_no_ends_it(world: World) -> None:
    case = world.case().id
    joint = world.mechanism.ask_export(world["coordinator"], case, FULL).id
    world.agree(joint, "outreach", "refuse")
    with refused(world, AlreadyAnswered, case):
        world.mechanism.draw_export(world["coordinator"], joint)


def test_who_could_not_hand_it_on_cannot_agree(world: World) -> None:
    """A finder may know of the case, and of nothing that is decided about it."""
    case, offer = world.offered(kind=ReferralKind.RESPONSIBILITY)
    joint = world.mechanism.ask_export(world["coordinator"], case.id, FULL).id
    for who in ("host", "stranger", "officer", "assessor"):
        with pytest.raises(NotFound):
            world.mechanism.joint_act(world[who], joint)
    world.mechanism.answer_offer(world["host"], offer.id, "accept")
    world.mechanism.answer_offer(world["host"], offer.id, "arrived")
    world.agree(joint, "host")  # responsible now
    with refused(world, StaleCase, case.id):  # but it was asked of another's case
        world.mechanism.draw_export(world["coordinator"], joint)


def test_a_colleague_agrees_and_an_agreement_goes_with_the_role(world: World) -> None:
    new = NewActor(world.bodies["ngo"], "colleague", frozenset({Role.CASE_MANAGER}))
    world.admit(new, "a password of lot 88")
    colleague = world.mechanism.sign_in("colleague", "a password of lot 88").actor
    world.people["colleague"] = colleague
    case = world.case().id
    joint = agreed(world, case, FULL, "outreach", "colleague")
    rewrite(world, text("DELETE FROM actor_role WHERE role = 'case_manager'"))
    with refused(world, GuardNotMet, case) as gone:
        world.mechanism.draw_export(world["outreach"], joint)
    assert gone.value.missing == ("second",)


def test_where_nobody_else_could_agree_it_is_refused_at_once(world: World) -> None:
    case = world.case().id
    rewrite(world, text("DELETE FROM actor_role WHERE role = 'coordinator'"))
    with refused(world, GuardNotMet, case) as alone:
        world.mechanism.ask_export(world["outreach"], case, FULL)
    assert "Nobody else in the mechanism" in alone.value.sentence
    assert alone.value.missing == ("second",)


def test_what_identifies_nobody_needs_nobody_and_may_stay_open(world: World) -> None:
    case = world.case().id
    with refused(world, OffThePath, case):
        what = wanted(Profile.ANONYMOUS)
        world.mechanism.ask_export(world["coordinator"], case, what)
    for profile in (Profile.ANONYMOUS, Profile.REDACTED):
        plain = handed_on(world, case, wanted(profile, recipients=()))
        assert not plain.package.sealed
        assert opened(plain).told
        assert handed_on(world, case, wanted(profile)).package.sealed


def test_another_joint_act_is_no_timeline(world: World) -> None:
    case = world.case().id
    joint = ask(world, case)
    with refused(world, NotFound, case):
        world.mechanism.draw_export(world["outreach"], joint)


@pytest.mark.parametrize(
    ("profile", "shown", "does"),
    [
        (Profile.FULL, {}, True),
        (Profile.REDACTED, {}, False),
        (Profile.REDACTED, {1: []}, False),
        (Profile.REDACTED, {1: [], 2: ["reason"]}, True),
        (Profile.ANONYMOUS, {}, False),
    ],
)
def test_identifying_is_whatever_shows_a_field(
    profile: Profile, shown: dict[int, list[str]], does: bool
) -> None:
    assert identifies(profile, shown) is does
