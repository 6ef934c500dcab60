"""Who may do what, as one table: act x role x relation. What is not listed is refused.

Whether a pathway step may be taken is decided by the pathway (`rules.pathway`); whether
drawers may be opened, by `OPENING` below.
"""

from collections.abc import Mapping
from enum import StrEnum

from referral.errors import NotAddressed, NotHolder, NotPermitted, WrongRole
from referral.rules.facts import Asker
from workflows.vocabulary import PROFESSIONS, Compartment, Regime, Relation, Role


class Act(StrEnum):
    """Everything that can be asked of the system by somebody signed in."""

    OPEN_CASE = "open_case"
    IMPORT_CASES = "import_cases"
    LIST_CASES = "list_cases"
    READ_CASE = "read_case"
    OPEN_CONTENT = "open_content"
    RECORD_FACTS = "record_facts"
    RECORD_CONTENT = "record_content"
    RECORD_CONSENT = "record_consent"
    WITHDRAW_CONSENT = "withdraw_consent"
    TAKE_STEP = "take_step"
    MAKE_OFFER = "make_offer"
    WITHDRAW_OFFER = "withdraw_offer"
    LIST_OFFERS = "list_offers"
    READ_OFFER = "read_offer"
    ANSWER_OFFER = "answer_offer"
    CONFIRM_ARRIVAL = "confirm_arrival"
    OPEN_DISCLOSURE = "open_disclosure"
    CONFIRM_DELETION = "confirm_deletion"
    NOTE_CORRECTION = "note_correction"
    LIST_SERVICES = "list_services"
    READ_TIMELINE = "read_timeline"
    EXPORT_TIMELINE = "export_timeline"
    READ_LEDGER = "read_ledger"
    VERIFY_CASE = "verify_case"
    VERIFY_ALL = "verify_all"
    LIST_NOTICES = "list_notices"
    LIST_EXCEPTIONS = "list_exceptions"
    ADMINISTER = "administer"
    ACKNOWLEDGE_FORK = "acknowledge_fork"
    ASK_TOGETHER = "ask_together"
    ANSWER_TOGETHER = "answer_together"
    LIST_TOGETHER = "list_together"
    REVIEW_EXCEPTION = "review_exception"
    PUBLISH_PATHWAY = "publish_pathway"
    UPGRADE_CASE = "upgrade_case"
    CHANGE_CLOCK = "change_clock"
    REPLAY_PATHWAY = "replay_pathway"
    KEEP_EXPLORATION = "keep_exploration"
    SEARCH = "search"
    SEARCH_EXISTS = "search_exists"
    CHECK_MATCH = "check_match"
    INDEX_NAMES = "index_names"
    SET_ADDRESS = "set_address"
    READ_ADDRESS = "read_address"
    GRANT_ADDRESS = "grant_address"
    ASK_ERASURE = "ask_erasure"
    SET_HOLD = "set_hold"
    READ_RETENTION = "read_retention"
    LIST_RETENTION = "list_retention"
    ASK_QUESTION = "ask_question"
    ANSWER_QUESTION = "answer_question"
    READ_QUESTIONS = "read_questions"
    LIST_QUESTIONS = "list_questions"
    READ_SHEET = "read_sheet"
    GIVE_PERSON_DATA = "give_person_data"
    RESTRICT_USE = "restrict_use"
    READ_RESTRICTIONS = "read_restrictions"
    READ_PROCESSING = "read_processing"
    OPEN_BREACH = "open_breach"
    KEEP_BREACH = "keep_breach"
    READ_BREACHES = "read_breaches"
    KEEP_OWN_CODE = "keep_own_code"
    KEEP_SIGN_IN = "keep_sign_in"


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

PERMISSIONS: Mapping[Act, Mapping[Role, frozenset[Relation]]] = {
    Act.OPEN_CASE: _each(_WORKERS, _ANY),
    Act.IMPORT_CASES: _each((Role.CASE_MANAGER, Role.COORDINATOR), _ANY),
    Act.LIST_CASES: _each(
        (*_WORKERS, *_AUTHORITIES, *_DECIDING, Role.COORDINATOR), _ANY
    ),
    Act.READ_CASE: {
        **_each((*_WORKERS, *_AUTHORITIES), _INVOLVED),
        **_DECIDING,
        Role.COORDINATOR: _COORDINATOR,
        Role.AUDITOR: _COORDINATOR,
    },
    Act.OPEN_CONTENT: _HOLDING,
    Act.RECORD_FACTS: _HOLDING,
    Act.RECORD_CONTENT: _HOLDING,
    Act.RECORD_CONSENT: _HOLDING,
    Act.WITHDRAW_CONSENT: _HOLDING,
    Act.TAKE_STEP: _TAKING_PART,
    Act.MAKE_OFFER: _HOLDING,
    Act.WITHDRAW_OFFER: _HOLDING,
    Act.LIST_OFFERS: _each(_WORKERS, _ANY),
    Act.READ_OFFER: _each(_WORKERS, _ADDRESSEE | _HOLDER),
    Act.ANSWER_OFFER: {Role.SERVICE_PROVIDER: _ADDRESSEE},
    Act.CONFIRM_ARRIVAL: {Role.SERVICE_PROVIDER: _ADDRESSEE},
    Act.OPEN_DISCLOSURE: {
        Role.SERVICE_PROVIDER: _ADDRESSEE,
        **_each((*_AUTHORITIES, *_DECIDING), frozenset({Relation.AUTHORITY})),
    },
    Act.CONFIRM_DELETION: _RECEIVING,
    Act.NOTE_CORRECTION: _RECEIVING,
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
    Act.READ_PROCESSING: _each((Role.COORDINATOR, Role.AUDITOR, Role.SYSTEM), _ANY),
    Act.OPEN_BREACH: _each((Role.COORDINATOR, Role.ADMINISTRATOR), _ANY),
    Act.KEEP_BREACH: _each((Role.COORDINATOR,), _ANY),
    Act.READ_BREACHES: _each((Role.COORDINATOR,), _ANY),
    Act.KEEP_SIGN_IN: _each(tuple(sorted(set(Role) - {Role.SYSTEM})), _ANY),
}

AFTER_ERASURE = frozenset(
    {
        Act.READ_CASE,
        Act.READ_TIMELINE,
        Act.EXPORT_TIMELINE,
        Act.READ_LEDGER,
        Act.VERIFY_CASE,
        Act.READ_RETENTION,
        Act.KEEP_OWN_CODE,
    }
)
"""What may still be asked of a case whose content was erased: what remains of it."""

OPENING: Mapping[Regime, frozenset[Compartment]] = {
    Regime.GDPR: frozenset(Compartment),
    Regime.LAW_ENFORCEMENT: frozenset(Compartment) - {Compartment.HEALTH},
}
"""What the holder may open. Everybody else has only what was disclosed to them."""


def may(act: Act, asker: Asker) -> bool:
    """True if one of the asker's roles has this act in one of the relations."""
    return any(
        PERMISSIONS[act].get(role, frozenset()) & asker.relations
        for role in asker.roles
    )


def check_may(act: Act, asker: Asker) -> None:
    """Pass silently, or say what stands in the way.

    Raises:
        WrongRole: if no role of the asker ever has this act.
        NotHolder: if the act is the holder's.
        NotAddressed: if the act is the addressee's.
        NotPermitted: if the relation is another one.
    """
    if may(act, asker):
        return
    needed = frozenset[Relation]().union(
        *(PERMISSIONS[act].get(role, frozenset()) for role in asker.roles)
    )
    if not needed:
        roles = tuple(sorted(role.value for role in PERMISSIONS[act]))
        raise WrongRole(missing=roles)
    if needed <= _HOLDER:
        raise NotHolder(missing=("holder",))
    if needed <= _ADDRESSEE:
        raise NotAddressed(missing=("addressee",))
    raise NotPermitted(missing=tuple(sorted(word.value for word in needed)))


def check_may_open(drawer: Compartment, regime: Regime) -> None:
    """Refuse a drawer that the organisation's regime keeps closed.

    Raises:
        NotPermitted: enforcement organisations open no health records.
    """
    if drawer not in OPENING[regime]:
        raise NotPermitted(
            "Your organisation's regime does not open this drawer.",
            missing=(f"regime_for_{drawer.value}",),
        )
