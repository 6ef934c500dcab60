"""Publishing a changed pathway: an act of two people, on a passing result.

New cases walk it from then on; cases that are under way keep the version they began
on until somebody upgrades them.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from referral.actions.joint import Wanted, begin
from referral.actions.pathways import Published, keep_results, stored_results
from referral.actions.work import Done, Work
from referral.errors import Fault, Malformed
from referral.records.cases import keep_text, pathway_text, pathway_texts
from referral.records.chains import Happening
from referral.records.organisations import mechanism_row
from referral.rules.acts import Act
from referral.rules.approvals import second_approver
from referral.rules.results import Result, is_proven
from workflows.vocabulary import EntryType, JointKind, Role

HOURS = 14 * 24
"""A publication waits two weeks for its second approver. Our own number."""


def ask_publication(work: Work, published: Published, result: Result) -> Done:
    """Ask a second person to publish a pathway that was explored and holds.

    Args:
        work: The act under way.
        published: The pathway, read and checked.
        result: What exploring it found, with these rules.

    Raises:
        Malformed: if it belongs to another mechanism, or is in use already.
    """
    work.check(Act.PUBLISH_PATHWAY)
    pathway = published.compiled.pathway
    row = mechanism_row(work.unit.session)
    if row is None:
        raise Fault("no mechanism was opened")
    if pathway.jurisdiction != row.jurisdiction:
        fault = ("/jurisdiction", "another_jurisdiction")
        raise Malformed("This pathway is another mechanism's.", faults=(fault,))
    if published.digest == row.pathway_digest:
        raise Malformed("New cases walk it already.", faults=(("/", "in_use"),))
    _check_new_version(work, published)
    keep_text(work.unit.session, published.row(work.now))
    keep_results(work.unit.session, [result], work.now)
    content = {
        "digest": published.digest.hex(),
        "name": pathway.name,
        "version": pathway.version,
        "replaces": row.pathway_digest.hex(),
    }
    seats = second_approver([Role.COORDINATOR.value], HOURS)
    wanted = Wanted(JointKind.PUBLISH_PATHWAY, "publish_pathway", content, seats)
    held = begin(work, None, wanted)
    details = {"content": held.joint.content}
    return Done("joint_act", held.row.id, held.row.version, details=details)


def _check_new_version(work: Work, published: Published) -> None:
    """One name, and a version of its own: else no open case could ever follow."""
    new = published.compiled.pathway
    for each in pathway_texts(work.unit.session):
        if each.name != new.name:
            fault = ("/name", "another_name")
            raise Malformed("A new version keeps the name.", faults=(fault,))
        if each.version == new.version and each.digest != published.digest:
            fault = ("/version", "version_was_used")
            raise Malformed("Another text has this version.", faults=(fault,))


def keep_explorations(work: Work, results: Sequence[Result]) -> Done:
    """Keep what exploring pathways found, so that a start need not explore."""
    work.check(Act.KEEP_EXPLORATION)
    keep_results(work.unit.session, results, work.now)
    passed = sum(each.passes for each in results)
    fields = {"explored": len(results), "passed": passed}
    body = work.own_organisation()
    work.enter(body, Happening(EntryType.PATHWAY_EXPLORED, fields))
    return Done("organisation", body.id, 0)


def publish_asked(work: Work, content: Mapping[str, Any]) -> UUID:
    """Let new cases walk the pathway that was approved.

    Raises:
        Malformed: if another one was published meanwhile.
    """
    row = mechanism_row(work.unit.session)
    if row is None or row.pathway_digest.hex() != content["replaces"]:
        fault = ("/", "another_was_published")
        raise Malformed("Another pathway was published meanwhile.", faults=(fault,))
    kept = pathway_text(work.unit.session, bytes.fromhex(content["digest"]))
    if kept is None:
        raise Fault("an approved pathway is not stored")
    results = (*work.house.pathways.proven, *stored_results(work.unit.session))
    if not is_proven(kept.text, results):
        fault = ("/", "rules_have_changed")
        told = "The rules have changed since it was explored: ask anew."
        raise Malformed(told, faults=(fault,))
    row.pathway_digest = kept.digest
    work.unit.session.add(row)
    fields = {name: content[name] for name in ("name", "version", "digest")}
    entry = Happening(EntryType.PATHWAY_PUBLISHED, fields)
    work.enter(work.own_organisation(), entry)
    return row.id
