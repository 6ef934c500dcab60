"""The 83 fields of HTCDS 2.0 and where each of them goes.

Human Trafficking Case Data Standard (HTCDS) by IOM, CC BY 4.0; the table below is
our mapping of it, IOM has no part in it. A field has one of three homes: a `Drawer`
(sealed in a compartment), a `Coded` fact (a word of a closed list, sealed in
`operational`), or `NotHeld` with the reason. A field that no form of ours knows is
kept under its own HTCDS name in the fitting compartment, so that nothing is lost.
"""

from dataclasses import dataclass
from enum import StrEnum

from workflows.vocabulary import Compartment

REFERENCE = "source_reference"
"""Our one column beside the standard: the number the case has where it comes from."""


class Kind(StrEnum):
    """How a cell is to be read."""

    TEXT = "text"
    PHONE = "phone"
    PICK = "one value of a list"
    PICKS = "values of a list"
    DATE = "date"
    YES_NO = "yes or no"
    WHOLE = "whole number"
    DEGREES = "degrees"
    COUNTRY = "country code or text"
    COUNTRIES = "country codes"
    LANGUAGE = "language code"


@dataclass(frozen=True, slots=True)
class Drawer:
    """Sealed in `compartment`, in `field`, or under its HTCDS name if that is empty."""

    compartment: Compartment
    field: str = ""
    part: bool = False
    """One of several parts of `field`; kept under its HTCDS name as well."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded fact under `name`, kept as imported; no rule reads it."""

    name: str


@dataclass(frozen=True, slots=True)
class NotHeld:
    """Read by nobody here, because of `reason`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Column:
    """One HTCDS field."""

    name: str
    kind: Kind
    home: Drawer | Coded | NotHeld
    picklist: str = ""
    deprecated: bool = False
    free_in_form: bool = False
    """The toolkit's own form takes free text where the standard has codes."""
    single: bool = False
    """The standard takes one value, the toolkit's own form several."""


_C = Compartment
_IDENTITY, _CONTACT, _PLACE = Drawer(_C.IDENTITY), Drawer(_C.CONTACT), _C.LOCATION
_ADDRESS = Drawer(_PLACE, "address", part=True)
_WHERE = Drawer(_PLACE)
_STORY = Drawer(_C.NARRATIVE)
# Special categories of data (GDPR art 9) wherever the case worker put them.
_HEALTH = Drawer(_C.HEALTH)
_DIRECTORY = NotHeld("organisations are kept in the directory of services")
_SUSPECT = NotHeld("no record of suspects is kept")

_ORGANISATION = (
    Column("org_Name", Kind.TEXT, _DIRECTORY),
    Column("org_ShippingCity", Kind.TEXT, _DIRECTORY),
    Column("org_ShippingCountry", Kind.COUNTRY, _DIRECTORY),
    Column("org_ShippingState", Kind.TEXT, _DIRECTORY),
    Column("org_ShippingStreet", Kind.TEXT, _DIRECTORY),
    Column("org_ShippingPostalCode", Kind.TEXT, _DIRECTORY),
    Column("org_ShippingLongitude", Kind.DEGREES, _DIRECTORY),
    Column("org_ShippingLatitude", Kind.DEGREES, _DIRECTORY),
    Column("org_Phone", Kind.PHONE, _DIRECTORY),
    Column("org_Type", Kind.PICK, _DIRECTORY, "organisation_type"),
)

_PERSON = (
    Column("prs_Salutation", Kind.TEXT, _IDENTITY),
    Column("prs_FirstName", Kind.TEXT, Drawer(_C.IDENTITY, "first_name")),
    Column("prs_MiddleName", Kind.TEXT, Drawer(_C.IDENTITY, "middle_name")),
    Column("prs_SecondName", Kind.TEXT, Drawer(_C.IDENTITY, "second_name")),
    Column("prs_Birthdate", Kind.DATE, Drawer(_C.IDENTITY, "birth_date")),
    Column("prs_Gender", Kind.PICK, Coded("htcds_gender"), "gender"),
    Column("prs_Deceased", Kind.YES_NO, Coded("htcds_deceased")),
    Column(
        "prs_MaritalStatus",
        Kind.PICK,
        Drawer(_C.FAMILY, "family_situation"),
        "marital_status",
    ),
    Column("prs_NumberOfChildren", Kind.WHOLE, Drawer(_C.FAMILY, "children_detail")),
    Column("prs_PrimaryLanguage", Kind.LANGUAGE, Coded("htcds_primary_language")),
    Column("prs_SecondaryLanguage", Kind.LANGUAGE, Coded("htcds_secondary_language")),
    Column("prs_HighestLevelOfEducation", Kind.PICK, _IDENTITY, "education"),
    Column(
        "prs_Citizenship", Kind.COUNTRIES, Drawer(_C.IDENTITY, "citizenship_detail")
    ),
    Column("prs_IdentityNumber", Kind.TEXT, Drawer(_C.IDENTITY, "identity_number")),
    # The toolkit's form labels this one "Second Name": kept, and not made use of.
    Column("prs_Title", Kind.TEXT, _IDENTITY),
    Column("prs_Email", Kind.TEXT, Drawer(_C.CONTACT, "email")),
    # Never promoted to the number to call: a home may be where the exploiter answers.
    Column("prs_HomePhone", Kind.PHONE, _CONTACT),
    Column("prs_MobilePhone", Kind.PHONE, Drawer(_C.CONTACT, "phone")),
    Column("prs_MailingStreet", Kind.TEXT, _ADDRESS),
    Column("prs_MailingPostalCode", Kind.TEXT, _ADDRESS),
    Column("prs_MailingCity", Kind.TEXT, _ADDRESS),
    Column("prs_MailingState", Kind.TEXT, _ADDRESS),
    Column("prs_MailingCountry", Kind.COUNTRY, _ADDRESS),
    Column("prs_MailingLongitude", Kind.DEGREES, _WHERE),
    Column("prs_MailingLatitude", Kind.DEGREES, _WHERE),
)

_TRAFFICKING = (
    Column(
        "vic_AgreementToManagePersonalData",
        Kind.YES_NO,
        Coded("htcds_agreement_to_manage_data"),
        deprecated=True,
    ),
    Column(
        "vic_TraffickingStatus",
        Kind.PICK,
        Coded("htcds_trafficking_status"),
        "trafficking_status",
    ),
    Column(
        "vic_TraffickingStatusDecisionMakingOrg",
        Kind.PICK,
        Coded("htcds_trafficking_status_decided_by"),
        "decision_making_organisation",
    ),
    Column("vic_RelationshipToTrafficker", Kind.PICK, _STORY, "relationship"),
    Column("vic_AgeWhenTrafficked", Kind.WHOLE, _STORY),
    Column("vic_RecruitmentWebsitesAndApps", Kind.PICKS, _STORY, "websites_and_apps"),
    Column("vic_MethodOfRecruitment", Kind.PICKS, _STORY, "method_of_recruitment"),
    Column("vic_LocationOfRecruitment", Kind.TEXT, _WHERE),
    Column("vic_MethodsOfControl", Kind.PICKS, _STORY, "methods_of_control"),
    Column("vic_TypeOfExploitation", Kind.PICKS, _STORY, "type_of_exploitation"),
    Column("vic_ForcedLabourIndustry", Kind.PICKS, _STORY, "industry", single=True),
    Column("vic_TypeOfSexExploitation", Kind.PICKS, _STORY, "type_of_sex_exploitation"),
    Column("vic_LocationOfExploitation", Kind.TEXT, _WHERE),
    Column("vic_ExploitationWebsitesAndApps", Kind.PICKS, _STORY, "websites_and_apps"),
    Column(
        "vic_Vulnerabilities", Kind.PICKS, _HEALTH, "vulnerabilities", deprecated=True
    ),
    Column("vic_DetailsOfVulnerabilities", Kind.TEXT, _HEALTH, deprecated=True),
    Column("per_RoleInProcess", Kind.PICKS, _SUSPECT, "role_in_process"),
    Column("per_RoleDetails", Kind.TEXT, _SUSPECT),
)

_CASE = (
    Column("cas_Status", Kind.PICK, Coded("htcds_case_status"), "case_status"),
    Column("cas_ReasonForCaseClosure", Kind.TEXT, _STORY),
    Column("cas_CaseOwner", Kind.TEXT, _STORY),
    Column("cas_ReferringOrganisation", Kind.TEXT, _STORY),
    Column(
        "cas_IncomingReferralDate", Kind.DATE, Coded("htcds_incoming_referral_date")
    ),
    Column("cas_ReferringPrimaryCaseWorker", Kind.TEXT, _STORY),
    Column(
        "cas_ReasonForIncomingReferral",
        Kind.PICK,
        _STORY,
        "reason_for_referral",
        free_in_form=True,
    ),
    Column("cas_IncomingReferralDetails", Kind.TEXT, _STORY),
    # Who took the person in says where the person is.
    Column("cas_ReferredOrganisation", Kind.TEXT, _WHERE),
    Column("cas_ReferredPrimaryCaseWorker", Kind.TEXT, _WHERE),
    Column("cas_ReasonForOutgoingReferral", Kind.PICK, _STORY, "reason_for_referral"),
    Column(
        "cas_OutgoingReferralDate", Kind.DATE, Coded("htcds_outgoing_referral_date")
    ),
    Column("cas_OutgoingReferralDetails", Kind.TEXT, _WHERE),
    Column("cco_CaseComment", Kind.TEXT, _STORY),
    Column("hte_Longitude", Kind.DEGREES, _WHERE),
    Column("hte_Latitude", Kind.DEGREES, _WHERE),
    Column("hte_City", Kind.TEXT, _WHERE),
    Column("hte_Country", Kind.COUNTRY, _WHERE),
    Column("hte_State", Kind.TEXT, _WHERE),
    Column("hte_Street", Kind.TEXT, _WHERE),
    Column("hte_PostalCode", Kind.TEXT, _WHERE),
    Column("hte_Date", Kind.DATE, _STORY),
    Column("hte_Type", Kind.PICK, _STORY, "event_type"),
    Column("hte_Description", Kind.TEXT, Drawer(_C.NARRATIVE, "account")),
    Column("spl_Objectives", Kind.TEXT, _STORY),
    Column("spl_ActionPlan", Kind.TEXT, _STORY),
    Column("spl_PlannedEndDate", Kind.DATE, _STORY),
    Column("spl_ActualEndDate", Kind.DATE, _STORY),
    Column("spl_Type", Kind.PICK, _STORY, "plan_type"),
    Column("con_Consent", Kind.YES_NO, Coded("htcds_consent")),
)

COLUMNS = {c.name: c for c in (*_ORGANISATION, *_PERSON, *_TRAFFICKING, *_CASE)}
"""Every field of HTCDS 2.0 by its name."""

ALIASES = {
    "vic_TraffickinStatusDecisionMakingOrg": "vic_TraffickingStatusDecisionMakingOrg",
    "prs_First_Name": "prs_FirstName",
    "prs_Second_Name": "prs_SecondName",
    "vic_Methods_of_Control": "vic_MethodsOfControl",
    "Reference": REFERENCE,
    "cas_Reference": REFERENCE,
    "case_reference": REFERENCE,
}
"""Headers of the standard's own spreadsheet and form, and of ours, to proper names."""

_BY_HEADER = {
    header.casefold(): name
    for header, name in (
        *((name, name) for name in COLUMNS),
        (REFERENCE, REFERENCE),
        *ALIASES.items(),
    )
}


def proper_name(header: str) -> str | None:
    """The field a header stands for, any case, blanks around it aside; None if none."""
    return _BY_HEADER.get(header.strip().casefold())
