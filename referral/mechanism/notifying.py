"""Being told outside the desk that something waits: mails, and calendars of clocks."""

from collections.abc import Callable
from functools import partial

from referral.actions import calendars, mail_settings, posting
from referral.actions.post_office import MAIL, PostRules
from referral.actions.work import Done, OnDuty
from referral.mechanism.acts import Acts
from referral.rules.acts import Act
from referral.rules.mailing import Wishes


def _no_report(broken: BaseException) -> None:
    _ = broken


class Notifying(Acts):
    """Where people are told, of what and when; and what is sent."""

    def tell_by(self, rules: PostRules) -> None:
        """State by what this process tells people, and in which words."""
        self._house.post.rules = rules

    def mail_settings(self, actor: OnDuty) -> mail_settings.MailView:
        """What the actor has said of being told, and what became of it."""
        return self._do(actor, Act.KEEP_MAIL, mail_settings.read_settings)

    def state_mail_wishes(self, actor: OnDuty, wishes: Wishes) -> Done:
        """Say what one wants to be told of, and when."""
        act = partial(mail_settings.state_wishes, wishes=wishes)
        return self._do(actor, Act.KEEP_MAIL, act)

    def ask_mail_address(self, actor: OnDuty, address: str, way: str = MAIL) -> Done:
        """Say where one is told; it counts once the code that goes there came back."""
        act = partial(mail_settings.ask_address, address=address, way=way)
        return self._do(actor, Act.KEEP_MAIL, act)

    def confirm_mail_address(self, actor: OnDuty, code: str) -> Done:
        """Give the code back that was sent."""
        act = partial(mail_settings.confirm_address, code=code)
        return self._do(actor, Act.KEEP_MAIL, act)

    def remove_mail_address(self, actor: OnDuty) -> Done:
        """Be told nowhere any more."""
        return self._do(actor, Act.KEEP_MAIL, mail_settings.remove_address)

    def open_calendar(self, actor: OnDuty) -> Done:
        """An address for a calendar; `details["secret"]` is told here once."""
        return self._do(actor, Act.KEEP_MAIL, calendars.open_calendar)

    def end_calendar(self, actor: OnDuty) -> Done:
        """Let the address of the calendar open nothing any more."""
        return self._do(actor, Act.KEEP_MAIL, calendars.end_calendar)

    def calendar(self, secret: str) -> calendars.Calendar:
        """What waits for whoever's calendar this secret opens."""
        return calendars.calendar(self._house, secret)

    def take_bounce(self, raw: bytes) -> bool:
        """Whether an address takes nothing any more, by a report of a post server."""
        return posting.take_bounce(self._house, raw)

    def post_due(
        self,
        report: Callable[[BaseException], None] = _no_report,
        until: Callable[[], bool] = lambda: False,
    ) -> int:
        """Write and send once what is due, without a worker. How many were sent."""
        return posting.post(self._house, report, until)
