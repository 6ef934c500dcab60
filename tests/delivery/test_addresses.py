"""Nothing is sent inside: addresses that lead back, by whatever way, are refused.

Every case has a real listener on this machine that would be reached if it were let in,
and a test shows that the listener can be reached where its range is listed.
"""

import socket
import threading
from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest

from referral.delivery.addresses import (
    AddressRefused,
    Found,
    Reach,
    check_reachable,
    reachable,
    read_place,
    read_ranges,
)
from referral.delivery.partner_lines import post
from tests.delivery.listener import (
    HELLO,
    LISTED,
    Listener,
    found_at,
    inside,
    leads_to,
    listening,
)

__all__ = ["inside"]


LITERALS = (
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001", "0"),
    *("0.0.0.0", "localhost", "localhost.", "LOCALHOST", "[::1]", "[::]"),  # noqa: S104
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]"),
)
"""Ways to write this machine into an address."""
BEHIND_A_NAME = (
    *("127.0.0.1", "10.0.0.8", "172.16.5.4", "192.168.1.1", "100.64.3.2"),
    *("169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192"),
    *("224.0.0.1", "255.255.255.255", "198.18.0.1", "203.0.113.9", "0.0.0.0"),  # noqa: S104
    *("::1", "::ffff:10.0.0.8", "::ffff:169.254.169.254", "fe80::1", "fc00::1"),
    *("fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
    *("2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fec0::1"),
    *("2001:db8::1", "100::1", "::", "::127.0.0.1", "5f00::1"),
)
"""What a name must not lead to: inside, the machine itself, the metadata of clouds,
many at once, and IPv4 that is written into IPv6."""


@pytest.mark.asvs("V1.3.6", "V13.2.4")
@pytest.mark.parametrize("host", LITERALS)
def test_this_machine_is_not_reached_however_it_is_written(
    inside: Listener, host: str
) -> None:
    place = read_place(f"https://{host}:{inside.port}/")
    with pytest.raises(AddressRefused) as refused:
        post(place, HELLO, inside.reach())
    known = host != "localhost."  # to some machines it is no name at all
    assert refused.value.word == ("address_inside" if known else refused.value.word)
    assert inside.reached == 0


@pytest.mark.parametrize("address", BEHIND_A_NAME)
def test_a_name_that_leads_inside_is_refused(inside: Listener, address: str) -> None:
    place = read_place(f"https://partner.example.org:{inside.port}/")
    for addresses in ((address,), ("93.184.215.14", address)):
        reach = inside.reach(resolve=leads_to(*addresses))
        with pytest.raises(AddressRefused) as refused:
            post(place, HELLO, reach)
        assert refused.value.word == "address_inside", "one inside refuses them all"
    assert inside.reached == 0


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
)
def test_what_is_outside_may_be_reached(address: str) -> None:
    check_reachable(address, ())


@pytest.mark.parametrize("text", ["", "partner", "1.2.3", "fe80::1%eth0"])
def test_what_is_no_address_outside_is_refused(text: str) -> None:
    with pytest.raises(AddressRefused):
        check_reachable(text, ())


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433"])
def test_a_range_that_is_listed_is_reached(tmp_path: Path, host: str) -> None:
    """The control: it is the check that kept the others out, and nothing else."""
    with listening(tmp_path, "localhost") as made:
        place = replace(read_place(f"https://{host}:{made.port}/"), host="localhost")
        resolve = leads_to("127.0.0.1")
        reply = post(place, HELLO, made.reach(*LISTED, resolve=resolve))
        assert (reply.status, made.reached) == (204, 1)


def test_only_the_listed_range_is(inside: Listener) -> None:
    place = read_place(f"https://localhost:{inside.port}/")
    for listed in ("10.0.0.0/8", "127.0.0.2/32", "::ffff:127.0.0.0/104"):
        reach = inside.reach(*read_ranges([listed]), resolve=leads_to("127.0.0.1"))
        with pytest.raises(AddressRefused):
            post(place, HELLO, reach)
    assert inside.reached == 0
    with pytest.raises(ValueError, match="host bits"):
        read_ranges(["10.0.0.1/8"])


def test_the_name_is_asked_once_and_the_address_looked_at_is_the_one_reached(
    inside: Listener,
) -> None:
    """Rebinding: the second answer would lead inside. Nobody asks a second time."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> Sequence[Found]:
        asked.append(host)
        return found_at("127.0.0.1" if len(asked) == 1 else "127.0.0.9", port)

    place = read_place(f"https://localhost:{inside.port}/")
    reach = inside.reach(ip_network("127.0.0.1/32"), resolve=resolve)
    assert post(place, HELLO, reach).status == 204
    assert asked == ["localhost"]
    with pytest.raises(AddressRefused):
        post(place, HELLO, reach)
    assert inside.reached == 1


def test_the_default_port_is_not_named_and_an_ipv6_host_stands_in_brackets() -> None:
    assert read_place("https://partner.example.org").authority == "partner.example.org"
    assert read_place("https://partner.example.org").path == "/"
    assert read_place("https://[2606:2800::1]:8443/").authority == "[2606:2800::1]:8443"


def test_a_name_that_nobody_knows_or_that_takes_too_long_is_unknown() -> None:
    def unknown(_: str, __: int) -> Sequence[Found]:
        raise socket.gaierror

    def slow(_: str, __: int) -> Sequence[Found]:
        threading.Event().wait(2)
        return []

    place = read_place("https://partner.example.org")
    for resolve in (unknown, slow, leads_to()):
        with pytest.raises(AddressRefused) as refused:
            reachable(place, Reach(patience=0.6, resolve=resolve))
        assert refused.value.word == "name_unknown"
