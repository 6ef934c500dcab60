"""Words of what is told to people outside the desk: that something waits, no more."""

from enum import StrEnum

MAIL = "mail"
"""Where mails go, counted beside the destinations of what is sent to bodies."""


class MailKind(StrEnum):
    """What somebody wants to be told of. What they are told says none of it."""

    ANSWER = "answer"
    REMINDER = "reminder"
    NEWS = "news"
    ALARM = "alarm"
    LIST = "list"


class Rhythm(StrEnum):
    """How often somebody is told."""

    AT_ONCE = "at_once"
    HOURLY = "hourly"
    DAILY = "daily"


class AddressState(StrEnum):
    """What is known of where somebody is told."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class MailSource(StrEnum):
    """What a line of a mail stands for: as long as that stands, it is sent."""

    NOTICE = "notice"
    ALARM = "alarm"
    EXCEPTION = "exception"


class MailPurpose(StrEnum):
    """What a mail is for."""

    NOTICES = "notices"
    CODE = "code"
