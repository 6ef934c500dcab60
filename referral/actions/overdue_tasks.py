"""What is overdue in plans, as the coordinator's list shows it: of the plan nothing."""

from collections.abc import Iterator
from uuid import UUID, uuid5

from referral.actions.list_lines import ExceptionView
from referral.actions.tasks import tasks_overdue
from referral.actions.work import Work
from referral.records.organisations import label_of
from workflows.vocabulary import ExceptionKind, TaskKind

OUTSIDE = frozenset({TaskKind.OUTSIDE_SILENT, TaskKind.OUTSIDE_NOT_DONE})
"""What a body outside left to be done: about a joint act."""


def exceptions_of_plans(work: Work) -> Iterator[ExceptionView]:
    """A line for everything that is overdue; computed, no row."""
    for case, task in tasks_overdue(work):
        if task.due_at is None:
            continue
        yield ExceptionView(
            id=uuid5(case.id, f"{task.kind}:{task.about or ''}"),
            kind=ExceptionKind(task.kind.value).value,
            referral_id=None,
            joint_act_id=UUID(task.about)
            if task.kind in OUTSIDE and task.about
            else None,
            code=case.code,
            since=task.due_at,
            answer_by=None,
            sender_id=case.holder_id,
            addressee_id=None,
            organisation=label_of(work.unit.session, case.holder_id) or "",
            case_ids=(case.id,),
        )
