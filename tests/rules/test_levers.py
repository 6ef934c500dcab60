"""What can be done about a line follows from its kind, for every kind there is."""

import pytest

from referral.rules.levers import NOT_ASKED_ABOUT, WITHOUT_HELP, levers
from workflows.vocabulary import ExceptionKind, Lever, ReferralStage

TELEPHONE = Lever.RECORD_TELEPHONE_YES


@pytest.mark.parametrize("kind", ExceptionKind)
def test_every_line_about_a_case_leads_on_and_no_other_does(
    kind: ExceptionKind,
) -> None:
    for holds, placing in ((True, Lever.PLACE_ANEW), (False, Lever.ASK_TO_PLACE_ANEW)):
        found = levers(kind, about_a_case=True, holds=holds, stage=None)
        assert (Lever.ASK in found) is (kind not in NOT_ASKED_ABOUT)
        assert (placing in found) is (kind in WITHOUT_HELP)
        again = kind is ExceptionKind.DELIVERY_GIVEN_UP
        led = (kind not in NOT_ASKED_ABOUT) + (kind in WITHOUT_HELP) + again
        assert len(found) == led
        sent = (Lever.SEND_AGAIN,) if again else ()
        assert levers(kind, about_a_case=False, holds=holds, stage=None) == sent


@pytest.mark.parametrize("stage", ReferralStage)
def test_a_spoken_yes_is_written_down_only_where_an_answer_is_awaited(
    stage: ReferralStage,
) -> None:
    late = ExceptionKind.OFFER_OVERDUE
    found = levers(late, about_a_case=True, holds=False, stage=stage)
    waits = (ReferralStage.OFFERED, ReferralStage.QUESTION)
    assert (TELEPHONE in found) is (stage in waits)


def test_nobody_is_asked_about_what_a_question_would_give_away() -> None:
    assert WITHOUT_HELP.isdisjoint(NOT_ASKED_ABOUT)
    assert ExceptionKind.CANARY_OPENED in NOT_ASKED_ABOUT
