"""Timelines on their way out: asked for, agreed to, drawn, and opened by a court."""

import json
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import pyrage

from referral.actions.export import Wanted
from referral.actions.hand_on import HandedOn
from referral.rules.exporting import Profile
from referral.vault.recipients import key_id
from tests.exchange.packaged import Found, found_in_package
from tests.world import World

REASON = "asked for by an invented court"
COURT = pyrage.x25519.Identity.generate()
"""The key of an invented court."""
KEY = str(COURT.to_public())
SHORT = key_id(KEY)
NOTHING: Mapping[int, Collection[str]] = {}


def wanted(
    profile: Profile,
    shown: Mapping[int, Collection[str]] = NOTHING,
    *,
    single: bool = False,
    recipients: tuple[str, ...] = (KEY,),
) -> Wanted:
    """What somebody wants to hand on, sealed to the court."""
    return Wanted(profile, REASON, shown, single, recipients)


def agreed(
    world: World, case: UUID, what: Wanted, by: str = "coordinator", second: str = ""
) -> UUID:
    """The joint act, asked for by one and agreed to by another."""
    joint = world.mechanism.ask_export(world[by], case, what).id
    world.agree(joint, second or ("coordinator" if by == "outreach" else "outreach"))
    return joint


def handed_on(
    world: World, case: UUID, what: Wanted, by: str = "coordinator"
) -> HandedOn:
    """A timeline as it leaves, whoever had to agree."""
    if not what.identifying:
        return world.mechanism.export_timeline(world[by], case, what)
    joint = agreed(world, case, what, by)
    return world.mechanism.draw_export(world[by], joint)


def opened(done: HandedOn, by: pyrage.x25519.Identity = COURT) -> Found:
    """What the court finds in it."""
    return found_in_package(done.package.file(), by)


def unpack(file: bytes) -> Found:
    """What the court finds in a file that it got."""
    return found_in_package(file, COURT)


def timeline_in(done: HandedOn) -> dict[str, Any]:
    """The timeline that was handed on."""
    found: dict[str, Any] = json.loads(opened(done).files["timeline.json"])
    return found
