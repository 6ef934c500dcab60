"""Acts of several people, clocks, and other versions of a pathway."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from referral.actions import (
    case_clocks,
    erasure_ends,
    publish,
    replay,
    together,
    together_read,
    upgrade,
)
from referral.actions.pathways import publish as read_pathway
from referral.actions.protect import StepRequest
from referral.actions.work import Done, OnDuty, RequestKey, Work
from referral.errors import Malformed, Refusal
from referral.mechanism.acts import Acts, no_progress
from referral.rules.case_clocks import RunningClock
from referral.rules.deciding import Act, may
from referral.rules.results import Result, kept, prove
from referral.rules.upgrading import Upgrade
from workflows.loader import PathwayInvalid
from workflows.vocabulary import Track

_WITH_A_SEAT = {"approve": together.approve_joint, "refuse": together.refuse_joint}
_PLAIN = {
    "withdraw": (Act.ANSWER_TOGETHER, together.withdraw_joint),
    "execute": (Act.ANSWER_TOGETHER, together.execute_joint),
    "review": (Act.REVIEW_EXCEPTION, together.review_exception),
}


def _only_coordinators(work: Work) -> None:
    work.check(Act.PUBLISH_PATHWAY)


class Together(Acts):
    """What several people decide, and what changes the course of cases."""

    def ask_step(
        self,
        actor: OnDuty,
        case_id: UUID,
        step: StepRequest,
        *,
        invited: Sequence[UUID] = (),
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Ask the others for a step that several people decide."""
        act = partial(
            together.ask_step,
            case_id=case_id,
            request=step,
            invited=tuple(invited),
            expects=expects,
        )
        return self._do(actor, Act.ASK_TOGETHER, act, request)

    def joint_acts(
        self, actor: OnDuty, *, limit: int = 50
    ) -> list[together_read.JointView]:
        """What has not ended and the actor may know of, the oldest first."""
        act = partial(together_read.list_joint_acts, limit=limit)
        return self._look(actor, Act.LIST_TOGETHER, act)

    def joint_act(self, actor: OnDuty, joint_id: UUID) -> together_read.JointView:
        """One joint act: what would be done, and who has agreed."""
        act = partial(together_read.read_joint_act, joint_id=joint_id)
        return self._look(actor, Act.LIST_TOGETHER, act)

    def answer_joint(
        self,
        actor: OnDuty,
        joint_id: UUID,
        word: str,
        answer: together.Answer | None = None,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """`approve`, `refuse`, `withdraw`, `execute` or `review` a joint act.

        Args:
            actor: Who answers.
            joint_id: The joint act.
            word: What to do with it.
            answer: To what content, from which seat; for `approve` and `refuse`.
            expects: The version that the actor saw.
            request: The client's key for this request.

        Raises:
            Malformed: for another word, or a yes or no without its content.
        """
        if word in _WITH_A_SEAT and answer is not None:
            act = partial(
                _WITH_A_SEAT[word], joint_id=joint_id, answer=answer, expects=expects
            )
            return self._do(actor, Act.ANSWER_TOGETHER, act, request)
        if word not in _PLAIN:
            fault = ("/answer", "not_an_answer")
            raise Malformed("This is no answer to a joint act.", faults=(fault,))
        name, plain = _PLAIN[word]
        act = partial(plain, joint_id=joint_id, expects=expects)
        done = self._do(actor, name, act, request)
        return erasure_ends.told(self._house, done)

    def ask_publication(
        self,
        actor: OnDuty,
        text: str,
        file: str = "pathway.toml",
        request: RequestKey | None = None,
    ) -> Done:
        """Ask a second person to publish a changed pathway. It is explored first.

        Raises:
            WrongRole: for whoever does not coordinate; nothing is explored for them.
            Malformed: if it is no pathway, not this mechanism's, or a guarantee does
                not hold.
        """
        if not may(Act.PUBLISH_PATHWAY, actor.towards()):
            self._do(actor, Act.PUBLISH_PATHWAY, _only_coordinators)
        try:
            published = read_pathway(text, file)
        except PathwayInvalid as invalid:
            fault = ("/text", "not_a_pathway")
            told = "This is no pathway: `referral pathways check` tells its faults."
            raise Malformed(told, faults=(fault,)) from invalid
        digest = published.digest.hex()
        known = (each for each in kept() if each.pathway == digest and each.passes)
        result = next(known, None) or prove(text, file)
        if not result.passes:
            broken = (
                name for name, (holds, _) in result.guarantees.items() if not holds
            )
            faults = tuple(("/", f"breaks_{name}") for name in broken)
            raise Malformed("A guarantee does not hold.", faults=faults)
        act = partial(publish.ask_publication, published=published, result=result)
        return self._do(actor, Act.PUBLISH_PATHWAY, act, request)

    def keep_explorations(self, actor: OnDuty, results: Sequence[Result]) -> Done:
        """Keep what exploring pathways found: a start looks it up there."""
        act = partial(publish.keep_explorations, results=results)
        return self._do(actor, Act.KEEP_EXPLORATION, act)

    def clocks(self, actor: OnDuty, case_id: UUID) -> tuple[RunningClock, ...]:
        """Every clock of a case, computed now; `unset` ones say so."""
        act = partial(case_clocks.case_clocks, case_id=case_id)
        return self._look(actor, Act.READ_CASE, act)

    def change_clock(
        self,
        actor: OnDuty,
        case_id: UUID,
        wanted: case_clocks.ClockChange,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Suspend, resume or extend a clock, for a coded reason."""
        act = partial(
            case_clocks.change_clock, case_id=case_id, wanted=wanted, expects=expects
        )
        return self._do(actor, Act.CHANGE_CLOCK, act, request)

    def preview_upgrade(
        self,
        actor: OnDuty,
        case_id: UUID,
        chosen: Mapping[Track, str] | None = None,
    ) -> Upgrade:
        """What the version for new cases would mean for this one."""
        act = partial(upgrade.preview_upgrade, case_id=case_id, chosen=chosen or {})
        return self._look(actor, Act.UPGRADE_CASE, act)

    def upgrade_case(
        self,
        actor: OnDuty,
        case_id: UUID,
        why: upgrade.UpgradeRequest,
        *,
        expects: int | None = None,
        request: RequestKey | None = None,
    ) -> Done:
        """Let a case walk the version that new cases walk."""
        act = partial(
            upgrade.upgrade_case, case_id=case_id, request=why, expects=expects
        )
        return self._do(actor, Act.UPGRADE_CASE, act, request)

    def upgrade_cases(
        self,
        actor: OnDuty,
        cases: Sequence[UUID],
        why: upgrade.UpgradeRequest,
        progress: Callable[[int, int], None] = no_progress,
    ) -> dict[UUID, Done | Refusal]:
        """A batch: an act and an entry for each case; a refusal stops no other."""
        found: dict[UUID, Done | Refusal] = {}
        for done, case_id in enumerate(cases, start=1):
            try:
                found[case_id] = self.upgrade_case(actor, case_id, why)
            except Refusal as refusal:
                found[case_id] = refusal
            progress(done, len(cases))
        return found

    def replay(
        self,
        actor: OnDuty,
        text: str,
        file: str = "pathway.toml",
        progress: Callable[[int, int], None] = no_progress,
    ) -> replay.Replayed:
        """What a changed pathway would have meant for the cases so far.

        Raises:
            PathwayInvalid: with every fault in the text.
        """
        published = read_pathway(text, file)
        act = partial(replay.replay, changed=published.compiled, progress=progress)
        return self._do(actor, Act.REPLAY_PATHWAY, act)
