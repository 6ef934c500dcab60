"""Who may do what, as one table: act x role x relation. What is not listed is refused.

The tables beside it say what no role and no relation gives: what is forbidden to a
role or a regime, what opens a drawer, what only keeps. `rules.deciding` alone decides
by them; whether a step may be taken, the pathway does (`rules.pathway`).
"""

from collections.abc import Mapping

from referral.rules.acts import Act
from referral.rules.permissions_conduct import CONDUCT, CONDUCT_BY_A_PERSON
from referral.rules.permissions_deliveries import DELIVERIES, DELIVERIES_BY_A_PERSON
from referral.rules.permissions_desk import DESK, DESK_BY_A_PERSON
from referral.rules.permissions_handover import HANDOVER
from referral.rules.permissions_levers import LEVERS, LEVERS_BY_A_PERSON
from referral.rules.permissions_life import LIFE
from referral.rules.permissions_mailing import MAILING, MAILING_BY_A_PERSON
from referral.rules.permissions_plan import PLAN, PLAN_CONTENT, PLAN_OPENS
from referral.rules.permissions_services import SERVICES
from workflows.vocabulary import PROFESSIONS, Compartment, Regime, Relation, Role

_ANY = frozenset({Relation.NONE})
"""The act concerns no case: the role alone decides."""
_HOLDER = frozenset({Relation.HOLDER})
_ADDRESSEE = frozenset({Relation.ADDRESSEE})
_COORDINATOR = frozenset({Relation.COORDINATOR})
_INVOLVED = frozenset(
    {
        Relation.FINDER,
        Relation.HOLDER,
        Relation.AUTHORITY,
        Relation.PROVIDER,
        Relation.FORMER_HOLDER,
    }
)

_WORKERS = (Role.FIRST_RESPONDER, Role.CASE_MANAGER, Role.SERVICE_PROVIDER)
_AUTHORITIES = (Role.COMPETENT_AUTHORITY, Role.IMMIGRATION_AUTHORITY)


def _each(
    roles: tuple[Role, ...], relations: frozenset[Relation]
) -> dict[Role, frozenset[Relation]]:
    return dict.fromkeys(roles, relations)


_KEEPING: Mapping[Role, frozenset[Relation]] = {
    Role.CASE_MANAGER: _HOLDER,
    Role.COORDINATOR: _COORDINATOR,
}
"""Who answers for how long a record is kept."""
_PROCEEDINGS = (Role.COMPETENT_AUTHORITY, Role.PROSECUTOR)

_AT_THE_TABLE = (*_WORKERS, *_AUTHORITIES, *sorted(PROFESSIONS), Role.COORDINATOR)
"""Whoever may fill a seat where several people decide; the seat asks for more."""

_HOUSING = (Role.SERVICE_PROVIDER, Role.CASE_MANAGER)
"""Who speaks for a place. Which place is decided by whose service it is."""

_HOLDING = _each(_WORKERS, _HOLDER)
_DECIDING = _each(tuple(sorted(PROFESSIONS)), _INVOLVED)
_ASKED = {**_each((*_WORKERS, *_AUTHORITIES), _INVOLVED), **_DECIDING}
"""Who answers for an organisation what it is asked about an entry of a case."""

_RECEIVING = _each((*_WORKERS, *_AUTHORITIES, *sorted(PROFESSIONS)), _ANY)
"""Who answers for what an organisation received; whether it did, a row says."""

_READING = {
    **_each((*_WORKERS, *_AUTHORITIES), _INVOLVED),
    **_DECIDING,
    Role.COORDINATOR: _COORDINATOR,
    Role.AUDITOR: _COORDINATOR,
}
_WATCHING = _each((Role.COORDINATOR, Role.AUDITOR), _COORDINATOR)
_CARING = (*_WORKERS, Role.COMPETENT_AUTHORITY)
"""Who may have to open a case that is not theirs, because somebody is in danger."""
_REVIEWING = (Role.COORDINATOR, Role.DATA_PROTECTION_OFFICER)

_TAKING_PART = {
    **_each((*_WORKERS, *_AUTHORITIES), _INVOLVED),
    **_DECIDING,
    Role.COORDINATOR: _COORDINATOR,
}
_HOLDING_AND_WATCHING = {
    **_HOLDING,
    Role.COORDINATOR: _COORDINATOR,
    Role.AUDITOR: _COORDINATOR,
}

ADMINISTERING = (
    *(Act.GIVE_ROLE, Act.TAKE_ROLE, Act.END_ACTOR, Act.END_ORGANISATION),
    *(Act.MARK_CANARY, Act.UNLOCK_ACTOR),
)
"""What an administrator does in person."""

PERMISSIONS: Mapping[Act, Mapping[Role, frozenset[Relation]]] = {
    Act.OPEN_CASE: _each(_WORKERS, _ANY),
    Act.IMPORT_CASES: _each((Role.CASE_MANAGER, Role.COORDINATOR), _ANY),
    Act.LIST_CASES: _each(
        (*_WORKERS, *_AUTHORITIES, *_DECIDING, Role.COORDINATOR), _ANY
    ),
    Act.READ_CASE: _READING,
    Act.READ_WAYS: _READING,
    Act.OPEN_CONTENT: _HOLDING,
    Act.READ_SAFE_CONTACT: _HOLDING,
    Act.READ_MESSAGES: _HOLDING,
    Act.RECORD_FACTS: _HOLDING,
    Act.RECORD_CONTENT: _HOLDING,
    Act.RECORD_CONSENT: _HOLDING,
    Act.WITHDRAW_CONSENT: _HOLDING,
    Act.TAKE_STEP: _TAKING_PART,
    Act.MAKE_OFFER: _HOLDING,
    Act.WITHDRAW_OFFER: _HOLDING,
    Act.LIST_OFFERS: _each(_WORKERS, _ANY),
    **LIFE,
    Act.ANSWER_OFFER: {Role.SERVICE_PROVIDER: _ADDRESSEE},
    Act.CONFIRM_ARRIVAL: {Role.SERVICE_PROVIDER: _ADDRESSEE},
    Act.OPEN_DISCLOSURE: {
        Role.SERVICE_PROVIDER: _ADDRESSEE,
        **_each((*_AUTHORITIES, *_DECIDING), frozenset({Relation.AUTHORITY})),
    },
    Act.CONFIRM_DELETION: _RECEIVING,
    Act.NOTE_CORRECTION: _RECEIVING,
    Act.NOTE_RESTRICTION: _RECEIVING,
    Act.LIST_SERVICES: _each(_AT_THE_TABLE, _ANY),
    Act.READ_TIMELINE: _HOLDING_AND_WATCHING,
    Act.EXPORT_TIMELINE: _HOLDING_AND_WATCHING,
    Act.READ_LEDGER: {**_HOLDING, Role.COORDINATOR: _COORDINATOR},
    Act.VERIFY_CASE: _HOLDING_AND_WATCHING,
    Act.VERIFY_ALL: _each((Role.COORDINATOR, Role.AUDITOR), _ANY),
    Act.LIST_NOTICES: _each(_WORKERS, _ANY),
    Act.LIST_EXCEPTIONS: _each((Role.COORDINATOR,), _ANY),
    Act.ADMINISTER: _each((Role.ADMINISTRATOR,), _ANY),
    Act.ACKNOWLEDGE_FORK: _each((Role.ADMINISTRATOR,), _ANY),
    Act.ASK_TOGETHER: _TAKING_PART,
    Act.ANSWER_TOGETHER: _each(_AT_THE_TABLE, _ANY),
    Act.LIST_TOGETHER: _each(_AT_THE_TABLE, _ANY),
    Act.REVIEW_EXCEPTION: _each((Role.COORDINATOR,), _ANY),
    Act.PUBLISH_PATHWAY: _each((Role.COORDINATOR,), _ANY),
    Act.REPLAY_PATHWAY: _each((Role.COORDINATOR, Role.SYSTEM), _ANY),
    Act.KEEP_EXPLORATION: _each((Role.SYSTEM,), _ANY),
    Act.UPGRADE_CASE: {Role.COORDINATOR: _COORDINATOR},
    Act.CHANGE_CLOCK: _TAKING_PART,
    Act.SEARCH: _each(
        (Role.FIRST_RESPONDER, Role.CASE_MANAGER, Role.COORDINATOR), _ANY
    ),
    Act.SEARCH_EXISTS: _each((Role.CASE_MANAGER, Role.COORDINATOR), _ANY),
    Act.CHECK_MATCH: _each(_WORKERS, _ANY),
    Act.INDEX_NAMES: _each((Role.SYSTEM,), _ANY),
    Act.SET_ADDRESS: _each(_HOUSING, _ANY),
    Act.READ_ADDRESS: _each(_WORKERS, _ANY),
    Act.READ_PLACEMENT: _each(_WORKERS, _ANY),
    Act.GRANT_ADDRESS: _each(_HOUSING, _ANY),
    Act.ASK_ERASURE: _KEEPING,
    Act.SET_HOLD: {
        **_KEEPING,
        **_each(_PROCEEDINGS, frozenset({Relation.AUTHORITY})),
    },
    Act.READ_RETENTION: {
        **_HOLDING,
        **_each(_PROCEEDINGS, frozenset({Relation.AUTHORITY})),
        Role.COORDINATOR: _COORDINATOR,
        Role.AUDITOR: _COORDINATOR,
    },
    Act.LIST_RETENTION: _each((Role.COORDINATOR,), _ANY),
    Act.ASK_QUESTION: {Role.COORDINATOR: _COORDINATOR},
    Act.ANSWER_QUESTION: _ASKED,
    Act.READ_QUESTIONS: {**_ASKED, Role.COORDINATOR: _COORDINATOR},
    Act.KEEP_OWN_CODE: _HOLDING,
    Act.LIST_QUESTIONS: _each((*_WORKERS, *_AUTHORITIES, *_DECIDING), _ANY),
    Act.READ_SHEET: _each((*_WORKERS, Role.COORDINATOR), _ANY),
    Act.GIVE_PERSON_DATA: _HOLDING,
    Act.RESTRICT_USE: {**_HOLDING, Role.COORDINATOR: _COORDINATOR},
    Act.READ_RESTRICTIONS: {
        **_HOLDING,
        Role.COORDINATOR: _COORDINATOR,
        Role.AUDITOR: _COORDINATOR,
    },
    Act.READ_PROCESSING: _each(
        (
            *(Role.COORDINATOR, Role.AUDITOR, Role.SYSTEM),
            Role.DATA_PROTECTION_OFFICER,
        ),
        _ANY,
    ),
    Act.OPEN_BREACH: _each((Role.COORDINATOR, Role.ADMINISTRATOR), _ANY),
    Act.KEEP_BREACH: _each((Role.COORDINATOR,), _ANY),
    Act.READ_BREACHES: _each((Role.COORDINATOR,), _ANY),
    Act.STATE_CONFLICT: {Role.COORDINATOR: _COORDINATOR},
    Act.READ_CONFLICTS: _WATCHING,
    Act.BREAK_GLASS: _each(_CARING, _ANY),
    Act.REVIEW_GLASS: _each(_REVIEWING, _ANY),
    Act.LIST_GLASS: _each((*_CARING, *_REVIEWING, Role.AUDITOR), _ANY),
    Act.READ_PERMISSIONS: _each((*_REVIEWING, Role.AUDITOR, Role.SYSTEM), _ANY),
    Act.READ_ACCESS: _WATCHING,
    **dict.fromkeys(ADMINISTERING, _each((Role.ADMINISTRATOR,), _ANY)),
    Act.END_ALARM: _each((Role.COORDINATOR,), _ANY),
    **CONDUCT,
    Act.KEEP_SIGN_IN: _each(tuple(sorted(set(Role) - {Role.SYSTEM})), _ANY),
    **SERVICES,
    **HANDOVER,
    **PLAN,
    **LEVERS,
    **DELIVERIES,
    **MAILING,
    **DESK,
}

ON_A_CASE = frozenset(
    act
    for act, roles in PERMISSIONS.items()
    if frozenset[Relation]().union(*roles.values()) - {Relation.NONE}
)
"""Acts that concern a case, or an offer of one: a relation decides."""

FOR_CONTENT = frozenset(
    {
        *(Act.OPEN_CONTENT, Act.READ_SAFE_CONTACT, Act.READ_MESSAGES),
        *(Act.OPEN_DISCLOSURE, Act.GIVE_PERSON_DATA, Act.RECORD_CONTENT),
        *(Act.RECORD_FACTS, Act.RECORD_CONSENT, Act.READ_LEDGER, Act.READ_ARRANGEMENT),
        *(Act.READ_QUESTIONS, Act.READ_ADDRESS, Act.READ_PLACEMENT),
        *(Act.SEARCH, Act.SEARCH_EXISTS, Act.CHECK_MATCH, Act.BREAK_GLASS),
        *PLAN_CONTENT,
    }
)
"""Acts that show, or write, what was sealed about a person."""

FORBIDDEN: Mapping[Role, frozenset[Act]] = {
    Role.ADMINISTRATOR: ON_A_CASE | FOR_CONTENT | {Act.LIST_CASES, Act.LIST_OFFERS},
    Role.KEY_OFFICER: ON_A_CASE | FOR_CONTENT | {Act.LIST_CASES, Act.LIST_OFFERS},
    Role.AUDITOR: FOR_CONTENT,
    Role.DATA_PROTECTION_OFFICER: FOR_CONTENT,
    Role.SYSTEM: FOR_CONTENT,
}
"""What whoever holds a role never does, whatever other roles they hold."""

FORBIDDEN_TO: Mapping[Regime, frozenset[Act]] = {
    Regime.GDPR: frozenset(),
    Regime.LAW_ENFORCEMENT: frozenset({Act.SEARCH_EXISTS, Act.READ_PLACEMENT}),
}
"""What no organisation of a regime does: whether somebody sought help, and where they
sleep, is not for enforcement to learn."""

BY_A_PERSON = frozenset(
    {
        *(Act.STATE_CONFLICT, Act.BREAK_GLASS, Act.REVIEW_GLASS, Act.END_ALARM),
        *(*ADMINISTERING, Act.SUSPEND_SERVICE, *CONDUCT_BY_A_PERSON),
        *(*LEVERS_BY_A_PERSON, *DELIVERIES_BY_A_PERSON),
        *(*MAILING_BY_A_PERSON, *DESK_BY_A_PERSON),
    }
)
"""Acts that somebody answers for: no machine does them."""

NOT_TO_ONESELF = frozenset(
    {Act.GIVE_ROLE, Act.UNLOCK_ACTOR, Act.REVIEW_GLASS, Act.END_ACTOR}
)
"""Acts that nobody does for themselves."""

AFTER_ERASURE = frozenset(
    {
        Act.READ_CASE,
        Act.READ_TIMELINE,
        Act.EXPORT_TIMELINE,
        Act.READ_LEDGER,
        Act.VERIFY_CASE,
        Act.READ_RETENTION,
        Act.KEEP_OWN_CODE,
        *(Act.READ_CONFLICTS, Act.READ_ACCESS),
    }
)
"""What may still be asked of a case whose content was erased: what remains of it."""

OPENING: Mapping[Regime, frozenset[Compartment]] = {
    Regime.GDPR: frozenset(Compartment),
    Regime.LAW_ENFORCEMENT: frozenset(Compartment) - {Compartment.HEALTH},
}
"""What the holder may open. Everybody else has only what was disclosed to them."""

OPENS = frozenset(
    {
        *(Act.OPEN_CONTENT, Act.READ_SAFE_CONTACT, Act.READ_MESSAGES),
        *(Act.OPEN_DISCLOSURE, Act.GIVE_PERSON_DATA, Act.READ_ARRANGEMENT),
        *PLAN_OPENS,
    }
)
"""Acts that open drawers: for a purpose, counted."""
WRITES = frozenset({Act.RECORD_CONTENT, Act.ARRANGE_HANDOVER})
"""Acts that write into drawers."""
PASSES_ON = frozenset(
    {Act.MAKE_OFFER, Act.ANSWER_OFFER, Act.TAKE_STEP, Act.EXPORT_TIMELINE}
)
"""Acts that pass on what is in drawers."""

COUNTED = frozenset({Compartment.IDENTITY, Compartment.NARRATIVE, Compartment.HEALTH})
"""Drawers whose opening is counted, case by case."""
STEP_UP_FROM, LOCKED_FROM = 30, 60
"""Different cases within an hour: from the first on, who it is has to be shown again;
at the second the actor is locked out. Our own numbers: nobody works on thirty people
in an hour."""
