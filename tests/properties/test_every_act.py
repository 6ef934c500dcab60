"""Promises of every method of a mechanism: an entry each, and nothing from a fault."""

from functools import partial

import pytest
from sqlalchemy import delete

from referral.errors import Fault
from referral.mechanism import Mechanism
from referral.records.keys import KeyWrap
from tests.properties.acts import ACTS, Stage
from tests.records.raw import run
from tests.spec.evidence import entries_by, everything
from tests.world import World

NO_ACTS = {
    "ask_new_passkey": "makes a challenge, which is stored nowhere",
    "ask_passkey": "the same, for signing in",
    "ask_step_up": "the same, for proving once more who one is",
    "ask_openid": "has a story: somebody comes from a provider",
    "ask_openid_proof": "the same story",
    "end_openid_link": "the same story",
    "is_openid_proof": "looks up what is under way there",
    "link_openid": "the same story",
    "openid_links": "the same story",
    "sign_in_with_openid": "the same story",
    "step_up_with_openid": "the same story",
    "unlink_openid": "the same story",
    "change_password": "has a story: a password is changed",
    "forget_factors": "has a story: somebody lost everything",
    "give_first_password": "has a story: a first password is replaced",
    "follow_key": "has a story: one key follows another",
    "register_signing_key": "has a story: requests are signed",
    "revoke_key": "has a story: a key is revoked",
    "fetch_key": "has a story: a key is agreed to by two",
    "send_again": "has a story: what was given up is sent again",
    "reaches": "states what this process may reach",
    "delivery_counts": "tells whoever measures how much has not arrived",
    "take_back": "has a story: what was asked is taken back",
    "machine_by_signature": "looks up who asks, as actor_for does",
    "check_signed_body": "belongs to that",
    "begin_app": "has a story: an app is set up",
    "conduct_now": "tells the operator what is in force",
    "confirm_app": "the same story",
    "remove_app": "the same story",
    "renew_recovery_codes": "the same story",
    "register_passkey": "has a story: a passkey is registered",
    "rename_passkey": "the same story",
    "remove_passkey": "the same story",
    "sign_in_with_passkey": "the same story",
    "step_up": "the same story",
    "lock": "has a story: a session is locked and unlocked",
    "locked": "the same story",
    "rested": "the same story",
    "ask_unlock": "the same story",
    "unlock": "the same story",
    "end_session": "has a story: one of two sessions is ended",
    "take_contacts_by": "states by which rules this process takes first contacts",
    "let_in_by": "states by which rules this process lets people in",
    "actor_for": "looks up who asks; the acts that follow are noted",
    "note_correction": "has a story: who was told it wrongly knows",
    "note_restriction": "has a story: who has read it keeps it and does not use it",
    "confirm_deletion": "has a story: what somebody has read is asked back",
    "ask_unlocking": "has a story: too many cases within an hour",
    "end_alarm": "has a story: a canary that was opened",
    "ask_erasure": "has a story: two erase a person",
    "ask_export": "has a story: two hand on a timeline",
    "draw_export": "has a story: two hand on a timeline",
    "ask_lifting": "has a story: two lift a hold",
    "erasures": "tells the operator how far erasures are",
    "ask_publication": "has a story: two coordinators publish",
    "ask_retirement": "has a story: an old key is ended by two",
    "destroy_key": "has a story: what follows the end of an old key",
    "ahead_of_clock": "compares the clock with the newest entry",
    "back_up": "has stories of its own, with folders and recipients",
    "end_old_key_backups": "deletes files outside the store",
    "is_as_backed_up": "compares what was restored with what was backed up",
    "last_backup": "tells when the store was last backed up",
    "note_restored": "has a story: a backup that was put in place",
    "outlived_key_backups": "names files outside the store",
    "unreadable_backups": "names files outside the store",
    "keys": "tells which keys there are",
    "prepare_key": "makes a key that nothing rests on yet",
    "tell_by": "states by what this process tells people",
    "take_bounce": "has a story: a mail that came back",
    "post_due": "is the worker's; what it sends has stories of its own",
    "watched_by": "names who cosigns the log; a visit writes a signature, no entry",
    "visit_witnesses": "the same, again",
    "witnesses": "tells the operator how far each witness has seen",
    "ask_acknowledgement": "has a story: an older database is put back",
    "behind": "says whether a worker works",
    "prepare_search": "starts opening names; its entry is tested with searching",
    "renew_numbers": "has a story: the index key is changed",
    "change_clock": "has a story: a clock that may be extended",
    "upgrade_cases": "is an upgrade for each of its cases",
    "preview_upgrade": "has a story: looked at, then upgraded",
    "upgrade_case": "has a story: it needs a published version",
    "ask_step": "has a story: the panel of a mechanism that has one",
    "package_signers": "tells who signs packages, which is public",
    "checkpoint": "says how far the log reaches; an entry would change the answer",
    "consistency": "says that the log only grew, and nothing about an entry",
    "close": "lets go of the store",
    "create": "is the first act; its entry is tested in the story of administering",
    "fire_due": "is the worker's; what it brings about has stories of its own",
    "keep_explorations": "has a story: a deployment after its rules have changed",
    "load_jobs": "connects the way out",
    "now": "tells the time",
    "open": "opens what was made",
    "open_form": "gives a carried form back to its reader; nothing is stored",
    "protections": "answers the operator, whoever acts",
    "ready": "answers a health check",
    "seal_form": "seals a form for its way past a sign-in; nothing is stored",
    "sign_in": "has stories of its own: strangers are counted",
    "sign_out": "has a story of its own",
    "start_worker": "starts who brings due things about; stories of its own",
    "stop_worker": "stops it again",
    "stored_pathways": "names the pathways of a deployment that may not start",
    "system": "looks up the system's own actor",
    "verify_all": "is the operator's command, which only reads",
    "witness_quorum": "answers the operator; what it says stands on the exceptions",
    "whose_session": "looks up who asks, as actor_for does",
}
"""Public methods that are no acts of an actor, with the reason."""


LAST = ("withdraw_consent", "own_withdrawal")
"""What ends the offers that other acts need."""


def test_every_public_method_is_an_act_here_or_says_why_not() -> None:
    public = {
        name
        for name in dir(Mechanism)
        if not name.startswith("_") and callable(getattr(Mechanism, name))
    }

    assert public == {name.partition(" ")[0] for name in ACTS} | set(NO_ACTS)


@pytest.fixture
def stage(world: World) -> Stage:
    """A world in which every act can be done."""
    return Stage(world)


@pytest.mark.asvs("V16.2.1", "V16.3.2")
def test_every_act_leaves_at_least_one_entry_and_chains_that_hold(
    stage: Stage,
) -> None:
    mechanism = stage.world.mechanism

    for name in [*(name for name in ACTS if name not in LAST), *LAST]:
        act = ACTS[name]
        assert entries_by(stage.world, partial(act, mechanism, stage)) >= 1, name
    assert mechanism.verify_all().whole


@pytest.mark.asvs("V2.3.3", "V16.5.3")
def test_a_fault_in_any_act_leaves_nothing(stage: Stage) -> None:
    """The keys are gone: sooner or later every act needs one."""
    world = stage.world
    run(world, delete(KeyWrap), keys=True)
    before = everything(world)

    for name, act in ACTS.items():
        with pytest.raises(Fault):
            act(world.mechanism, stage)
        assert everything(world) == before, name
