"""What a partner's system is told: that something happened, about what, and when.

A CloudEvents 1.0 event in the structured JSON form, with the extension for data
classification. It names nobody and no case: whoever is entitled to more asks for it,
and that leaves an entry. Its words are neutral: envelopes are written into logs.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from workflows.vocabulary import NoticeKind, Regime

CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8"
WORDS: Mapping[NoticeKind, str] = {
    NoticeKind.OFFER_WAITING: "item.waiting",
    NoticeKind.OFFER_REMINDER: "item.reminder",
    NoticeKind.OFFER_OVERDUE: "item.overdue",
    NoticeKind.OFFER_QUESTIONED: "item.question",
    NoticeKind.OFFER_REPLIED: "item.reply",
    NoticeKind.REPLY_OVERDUE: "item.reply-overdue",
    NoticeKind.TELEPHONE_YES: "item.to-confirm",
    NoticeKind.TELEPHONE_DISPUTED: "item.disputed",
    NoticeKind.NO_LONGER_NEEDED: "item.no-longer-needed",
    NoticeKind.CAME_BACK: "item.came-back",
    NoticeKind.NEXT_NOT_OFFERED: "item.next-missing",
    NoticeKind.HANDOVER_PROPOSED: "item.time-proposed",
    NoticeKind.HANDOVER_CONFIRMED: "item.time-agreed",
    NoticeKind.HANDOVER_OVERDUE: "item.time-over",
    NoticeKind.NO_SHOW: "item.look-at-once",
}
"""What each notice about an offer is called outside. A notice that is not named here
is about a case, and no partner's system hears of it."""
CLASSIFIED = "restricted"
"""Our own level: even that an organisation receives something is no business of others.
A consumer that knows the extension and not the word has to refuse."""
_REGULATION: Mapping[Regime, str] = {Regime.GDPR: "GDPR"}
"""The law that the receiver is held to, where it has one name everywhere."""


@dataclass(frozen=True, slots=True)
class Event:
    """One happening, for one receiver."""

    msg_id: str
    kind: NoticeKind
    item: UUID
    """The offer: an identifier that says nothing by itself."""
    at: datetime
    source: UUID
    """The mechanism."""
    regime: Regime
    """Of the receiver."""

    def body(self) -> bytes:
        """The envelope as it is signed and sent."""
        regulation = _REGULATION.get(self.regime)
        law = {"dataregulation": regulation} if regulation else {}
        words = {
            "specversion": "1.0",
            "id": self.msg_id,
            "source": f"urn:uuid:{self.source}",
            "type": WORDS[self.kind],
            "time": _moment(self.at),
            "datacontenttype": "application/json",
            "dataclassification": CLASSIFIED,
            **law,
            "data": {"item": str(self.item)},
        }
        return json.dumps(words, separators=(",", ":")).encode("ascii")


def _moment(at: datetime) -> str:
    told = at.astimezone(UTC).isoformat(timespec="milliseconds")
    return told.replace("+00:00", "Z")
