"""Where somebody is told: an address counts once its code came back."""

import re

import pytest

from referral.errors import Malformed, NotFound, NotPermitted
from referral.rules.mailing import Wishes
from tests.delivery.mailed import ADDRESS, ALL, confirmed, deliver, tell_by
from tests.delivery.post_office import PostOffice
from tests.world import World
from workflows.vocabulary import (
    AddressState,
)


def test_an_address_counts_once_its_code_came_back(
    world: World, post: PostOffice
) -> None:
    tell_by(world, post)
    world.mechanism.state_mail_wishes(world["host"], Wishes(kinds=ALL))
    world.mechanism.ask_mail_address(world["host"], ADDRESS)
    world.offered()
    deliver(world)
    (text,) = post.texts()
    code = re.search(r"\d{8}", text)
    assert code
    assert text == f"Your code is {code.group()}. It is good for half an hour.\n"
    for _ in range(5):
        with pytest.raises(NotPermitted):
            world.mechanism.confirm_mail_address(world["host"], "00000000")
    with pytest.raises(NotPermitted) as over:
        world.mechanism.confirm_mail_address(world["host"], code.group())
    assert over.value.missing == ("new_code",)
    seen = world.mechanism.mail_settings(world["host"])
    assert (seen.state, seen.address) == (AddressState.ASKED, "h…@mail.example")
    assert deliver(world) == 0


def test_a_code_is_over_after_half_an_hour(world: World, post: PostOffice) -> None:
    tell_by(world, post)
    world.mechanism.ask_mail_address(world["host"], ADDRESS)
    world.mechanism.post_due()
    code = re.search(r"\d{8}", post.texts()[0])
    assert code
    world.clock.advance(minutes=31)
    with pytest.raises(NotPermitted):
        world.mechanism.confirm_mail_address(world["host"], code.group())
    with pytest.raises(NotFound):
        world.mechanism.confirm_mail_address(world["warden"], code.group())


def test_nobody_sends_codes_to_strangers_one_after_the_other(
    world: World, post: PostOffice
) -> None:
    tell_by(world, post)
    for _ in range(3):
        world.clock.advance(seconds=1)
        world.mechanism.ask_mail_address(world["host"], ADDRESS)
    with pytest.raises(Malformed) as refused:
        world.mechanism.ask_mail_address(world["host"], ADDRESS)
    assert refused.value.faults == (("/address", "too_many_codes"),)
    assert world.mechanism.post_due() == 1, "only the newest code is sent"


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "a@b.example c@d.example",
        "<a@b.example>",
        '"a b"@c.example',
        "a@[127.0.0.1]",
        "a@localhost",
        "a@b.example\0",
        "-@-.example",
        "ä@b.example",
        "a@b..example",
        "@b.example",
        f"{'a' * 65}@b.example",
        f"a@{'b.' * 130}example",
    ],
)
def test_what_is_no_plain_address_is_refused(
    embedded_world: World, post: PostOffice, address: str
) -> None:
    world = embedded_world
    tell_by(world, post)
    with pytest.raises(Malformed):
        world.mechanism.ask_mail_address(world["host"], address)
    assert deliver(world) == 0


def test_who_is_refused_for_good_is_written_to_no_more(
    world: World, post: PostOffice
) -> None:
    tell_by(world, post)
    confirmed(world, post)
    world.mechanism.ask_mail_address(world["host"], "nobody@mail.example")
    assert world.mechanism.post_due() == 0
    seen = world.mechanism.mail_settings(world["host"])
    assert seen.state is AddressState.REFUSED
    listed = world.mechanism.exceptions(world["coordinator"])
    (line,) = [each for each in listed if each.kind == "mail_undeliverable"]
    assert (line.code, line.organisation) == ("", "Shelter")
    world.offered()
    assert deliver(world) == 0
    world.mechanism.remove_mail_address(world["host"])
    kinds = [each.kind for each in world.mechanism.exceptions(world["coordinator"])]
    assert "mail_undeliverable" not in kinds


@pytest.mark.parametrize("word", ["full", "policy", "later"])
def test_what_may_pass_is_tried_again(
    embedded_world: World, post: PostOffice, word: str
) -> None:
    world = embedded_world
    tell_by(world, post)
    world.mechanism.ask_mail_address(world["host"], f"{word}@mail.example")
    assert world.mechanism.post_due() == 0
    seen = world.mechanism.mail_settings(world["host"])
    assert seen.state is AddressState.ASKED
