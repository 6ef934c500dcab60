"""Questions about an entry of a case, and their answers."""

from functools import partial
from uuid import UUID

from referral.actions import questions
from referral.actions.work import Done, OnDuty, RequestKey
from referral.mechanism.acts import Acts
from referral.rules.acts import Act


class Asking(Acts):
    """What a coordinator asks, and what the organisation asked answers."""

    def ask_question(
        self,
        actor: OnDuty,
        case_id: UUID,
        new: questions.NewQuestion,
        request: RequestKey | None = None,
    ) -> Done:
        """Ask an organisation about an entry of a case."""
        act = partial(questions.ask_question, case_id=case_id, new=new)
        return self._do(actor, Act.ASK_QUESTION, act, request)

    def answer_question(
        self,
        actor: OnDuty,
        question_id: UUID,
        text: str,
        request: RequestKey | None = None,
    ) -> Done:
        """Answer what the actor's organisation was asked."""
        act = partial(questions.answer_question, question_id=question_id, text=text)
        return self._do(actor, Act.ANSWER_QUESTION, act, request)

    def withdraw_question(
        self, actor: OnDuty, question_id: UUID, request: RequestKey | None = None
    ) -> Done:
        """Take a question back."""
        act = partial(questions.withdraw_question, question_id=question_id)
        return self._do(actor, Act.ASK_QUESTION, act, request)

    def case_questions(
        self, actor: OnDuty, case_id: UUID
    ) -> list[questions.QuestionView]:
        """The questions of a case; texts for the two sides of each."""
        act = partial(questions.read_questions, case_id=case_id)
        return self._do(actor, Act.READ_QUESTIONS, act)

    def questions(
        self, actor: OnDuty, *, limit: int = 50
    ) -> list[questions.QuestionView]:
        """What the actor's organisation is asked and has not answered."""
        act = partial(questions.list_questions, limit=limit)
        return self._look(actor, Act.LIST_QUESTIONS, act)
