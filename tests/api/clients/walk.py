"""One case from identification to arrival, with a client made from the description.

Run by the Python that has the generated package `referral_client` on its path.
"""

import json
import os
import sys
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from referral_client import AuthenticatedClient, Client
from referral_client.api.cases import explain_steps, open_case, take_step
from referral_client.api.consents import record_consent
from referral_client.api.referrals import (
    accept,
    arrived,
    list_offers,
    make_offer,
    open_package,
)
from referral_client.api.session import sign_in, sign_out
from referral_client.api.timeline import read_timeline, verify
from referral_client.models import (
    AgeClass,
    Answer,
    Compartment,
    ConsentAnswer,
    ConsentPurpose,
    Content,
    Facts,
    Identity,
    Known,
    NewCase,
    NewConsent,
    NewOffer,
    NewStep,
    OfferPage,
    Packages,
    Problem,
    Purpose,
    ReferralKind,
    ReferralStage,
    Session,
    SignIn,
    Steps,
    Timeline,
    Verdict,
)

PLACE = os.environ  # noqa: TID251 # how it is told where the server is
ADDRESS, PASSWORD = PLACE["ADDRESS"], PLACE["PASSWORD"]


def signed_in(name: str) -> AuthenticatedClient:
    body = SignIn(name=name, password=PASSWORD)
    session = sign_in.sync(client=Client(ADDRESS), body=body)
    assert isinstance(session, Session)
    return AuthenticatedClient(ADDRESS, session.token)


def at(version: Any) -> dict[str, str]:
    return {"idempotency_key": uuid4().hex, "if_match": f'"{version}"'}


def done(answered: Any) -> Answer:
    assert isinstance(answered, Answer), answered
    return answered


worker, coordinator = signed_in("worker"), signed_in("coordinator")
shelter = AuthenticatedClient(ADDRESS, PLACE["SHELTER_KEY"])

found = NewCase(
    facts=Facts(age_class=AgeClass.ADULT, immediate_danger=Known.YES, language="sqi"),
    content=Content(identity=Identity(first_name="Kestrel")),
    indicators=["CD01"],
)
opened = done(open_case.sync(client=worker, body=found, idempotency_key=uuid4().hex))
case, version = opened.id, opened.version
steps = explain_steps.sync(case, client=worker)
assert isinstance(steps, Steps)
early = take_step.sync(
    case, "bring_to_safety", client=worker, body=NewStep(), **at(version)
)
assert isinstance(early, Problem)
for purpose in (ConsentPurpose.ASSISTANCE, ConsentPurpose.REFERRAL):
    said = NewConsent(
        purpose=purpose,
        answer=ConsentAnswer.YES,
        given_at=datetime.now(UTC),  # noqa: TID251 # a client's clock
        compartments=[Compartment.IDENTITY, Compartment.CONTACT],
        recipient_class="any_service",
        interpreter=True,
    )
    recorded = record_consent.sync(case, client=worker, body=said, **at(version))
    version = done(recorded).version
safe = take_step.sync(
    case, "bring_to_safety", client=worker, body=NewStep(), **at(version)
)
asked = NewOffer(service_id=UUID(PLACE["SERVICE"]), kind=ReferralKind.RESPONSIBILITY)
offer = done(
    make_offer.sync(case, client=worker, body=asked, **at(done(safe).version))
).id

waiting = list_offers.sync(client=shelter, state=ReferralStage.OFFERED, limit=10)
assert isinstance(waiting, OfferPage)
accepted = done(
    accept.sync(offer, client=shelter, **at(waiting.items[0].version))
).version
again = accept.sync(offer, client=shelter, **at(accepted))
assert isinstance(again, Problem)
learnt = open_package.sync(offer, client=shelter, purpose=Purpose.CARE)
assert isinstance(learnt, Packages)
done(arrived.sync(offer, client=shelter, **at(accepted)))

timeline = read_timeline.sync(case, client=coordinator)
assert isinstance(timeline, Timeline)
verdict = verify.sync(case, client=coordinator, idempotency_key=uuid4().hex)
assert isinstance(verdict, Verdict)
sign_out.sync_detailed(client=worker)

sys.stdout.write(
    json.dumps(
        {
            "refusals": [early.code, again.code],
            "types": [entry.type_ for entry in timeline.items],
            "learnt": learnt.items[0].content.to_dict()["identity"],
            "whole": verdict.whole,
        }
    )
)
