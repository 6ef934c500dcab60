"""Writing one mail in memory, when it is sent: from what still stands."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from referral.actions.mail_words import Held, held
from referral.actions.post_office import PostRules
from referral.actions.telling import may_still_tell
from referral.actions.work import House
from referral.delivery.mailing import Message
from referral.records.actors import Actor
from referral.records.database import Unit
from referral.records.mailing import (
    Mail,
    MailLine,
    MailSetting,
    lines_of,
    setting_of,
    still_stands,
)
from referral.rules.mailing import CODE_LASTS, Line, in_order
from workflows.vocabulary import ActorKind, AddressState, MailPurpose

MOST_LINES = 50
"""Lines of one mail; after them it says that more waits."""
SENDING = "mail-id"
"""What the identifiers of mails are made for."""


@dataclass(frozen=True, slots=True)
class Written:
    """A mail to hand over, and by which way."""

    way: str
    message: Message = field(repr=False)


def stands(unit: Unit, actor: Actor | None, line: MailLine) -> bool:
    """True while there is something to look at, and it is theirs to look at."""
    if actor is None or not actor.active or actor.kind is not ActorKind.PERSON:
        return False
    session = unit.session
    return still_stands(session, line) and may_still_tell(session, actor, line)


def tag_of(house: House, unit: Unit, mail_id: UUID) -> str:
    """By what a mail of ours is told from one that somebody made up."""
    return house.keyring.tag(unit, SENDING, mail_id.bytes).hex()[:32]


def written(house: House, unit: Unit, mail: Mail) -> Written | None:
    """A mail as it is now; None if there is nothing left to say."""
    session, rules = unit.session, house.post.rules
    actor, row = session.get(Actor, mail.actor_id), setting_of(session, mail.actor_id)
    if actor is None or not actor.active or row is None:
        return None
    what = held(house, unit, actor.organisation_id, row)
    if mail.purpose is MailPurpose.CODE:
        text = _code_text(rules, row, what, mail, unit.now)
    else:
        lines = [
            each for each in lines_of(session, mail.id) if stands(unit, actor, each)
        ]
        text = _lines_text(rules, row, what, lines, unit.now)
    if not text or what.way not in rules.carriers:
        return None
    subject = rules.speaking(what.wishes.language).subject
    name = f"{mail.id.hex}.{tag_of(house, unit, mail.id)}"
    message = Message(name, what.to, subject, text, mail.made_at)
    return Written(what.way, message)


def _code_text(
    rules: PostRules, row: MailSetting, what: Held, mail: Mail, now: datetime
) -> str:
    """The code to confirm an address by, as long as it is the one that is awaited."""
    if row.state is not AddressState.ASKED or row.asked_at != mail.made_at:
        return ""
    if now > row.asked_at + CODE_LASTS:
        return ""
    words = rules.speaking(what.wishes.language)
    return _whole(rules, [words.confirm.format(code=what.code)])


def _lines_text(
    rules: PostRules,
    row: MailSetting,
    what: Held,
    lines: list[MailLine],
    now: datetime,
) -> str:
    """A line for each code, what must be answered first at the top."""
    if row.state is not AddressState.CONFIRMED:
        return ""
    words, zone = rules.speaking(what.wishes.language), ZoneInfo(what.wishes.zone)
    ordered = in_order(
        tuple(Line(each.code, each.answer_by, each.made_at) for each in lines)
    )
    said = []
    for line in ordered[:MOST_LINES]:
        if not line.code:  # about no case
            said.append(f"{words.subject}.")
            continue
        if line.answer_by is None:
            said.append(words.waits.format(code=line.code))
            continue
        until, here = line.answer_by.astimezone(zone), now.astimezone(zone)
        moment = words.moment(until, here)
        said.append(words.waits_by.format(code=line.code, until=moment))
    more = [words.more] if len(ordered) > MOST_LINES else []
    return _whole(rules, [*said, *more]) if said else ""


def _whole(rules: PostRules, said: list[str]) -> str:
    return "\n".join([*said, *([rules.desk] if rules.desk else []), ""])
