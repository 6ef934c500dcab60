"""What mails say, in the languages of the pages; there is nothing else in any mail."""

from datetime import datetime

from babel import Locale
from babel.dates import format_datetime

from api.pages.language import N_, SPEECHES, Speech
from referral.actions.post_office import Words

SUBJECT = N_("Something waits")
WAITS = N_("Something waits, code %(code)s.")
WAITS_BY = N_("Something waits, code %(code)s, answer by %(until)s.")
MORE = N_("More waits.")
CONFIRM = N_("Your code is %(code)s. It is good for half an hour.")
_GAPS = {"code": "{code}", "until": "{until}"}


def words() -> dict[str, Words]:
    """The words of every language."""
    return {code: _words(code, speech) for code, speech in SPEECHES.items()}


def _words(code: str, speech: Speech) -> Words:
    def moment(until: datetime, now: datetime) -> str:
        """The hour alone where it is the same day."""
        locale = Locale.parse(code.partition("-")[0])
        form = "HH:mm" if until.date() == now.date() else "d MMM, HH:mm"
        return str(format_datetime(until, form, until.tzinfo, locale))

    def said(text: str) -> str:
        return speech.plain(text) % _GAPS

    return Words(
        subject=speech.plain(SUBJECT),
        waits=said(WAITS),
        waits_by=said(WAITS_BY),
        more=speech.plain(MORE),
        confirm=said(CONFIRM),
        moment=moment,
    )
