"""The picklists of HTCDS 2.0, and what their values mean in our own words.

Human Trafficking Case Data Standard (HTCDS) by IOM, CC BY 4.0. Values are kept as the
standard spells them, its slips included (`Unaquainted`). They are recognised in any
case, with or without blanks and punctuation, and by their English labels.
"""

from workflows.vocabulary import Exploitation, Sex

_LISTS = {
    "organisation_type": """
        NGO LawEnforcement HealthServiceOrganisation CentralGovernmentOrganisation
        LocalGovernmentOrganisation ImmigrationService LegalService CorporateBusiness
        SchoolOrCollege
    """,
    "gender": """
        Feminine Masculine TransgenderFeminine TransgenderMasculine NonConforming
        NonSpecifiedUnknown
    """,
    "marital_status": """
        Single Married Widowed Divorced Separated RegisteredPartnership
    """,
    "education": """
        EarlyChildhoodEducation PrimaryEducation LowerSecondaryEducation
        UpperSecondaryEducation PostSecondaryNonTertiaryEducation
        ShortCycleTertiaryEducation BachelorsOrEquivalentLevel MastersOrEquivalentLevel
        DoctoralOrEquivalentLevel
    """,
    "trafficking_status": """
        PossibleVictimOfTrafficking ActualVictimOfTrafficking NotAVictimOfTrafficking
    """,
    "decision_making_organisation": """
        Police NGO CourtOrProsecution NonPoliceGovernmentalOrganization Other
    """,
    "relationship": """
        Familial Acquainted Unaquainted
    """,
    "websites_and_apps": """
        Facebook Instagram WhatsApp Telegram FacebookMessenger Viber SnapChat Line 4Sale
        WeChat QQ QZone TikTok Twitter Other
    """,
    "method_of_recruitment": """
        AtAPlaceOfBusiness AtAnEducationalInstitution AtWork ThroughOnlineSocialNetworks
        ThroughAnOnlineAdvertisement ThroughATelevisionAdvert ThroughANewspaperAdvert
        ThroughFamilyOrFamilyEvents ThroughFriendsOrSocialEvents Other
    """,
    "methods_of_control": """
        PhysicalThreats ThreatsLawEnforcement ThreatensChildrenFamily DebtBondage
        FalsePromises PhysicalAbuse SexualAbuse TakesEarnings RestrictsFinancialAccess
        RestrictsMedicalCare WithholdsNecessities PsychologicalAbuse
        PsychoactiveSubstance ExcessiveWorkingHours WithholdsDocuments Other
    """,
    "type_of_exploitation": """
        ForcedLabour SexualExploitation ChildLabour ForcedMarriage Servitude
        ForcedMilitaryByNonStateActors OrganRemoval ForcedBegging ForcedAdoption
        Surrogacy Other
    """,
    "industry": """
        A_AgricultureForestryAndFishing B_MiningAndQuarrying C_Manufacturing
        D_ElectricityGasSteamAndAirConditioningSupply
        E_WaterSupplySewerageWasteManagement F_Construction
        G_WholesaleAndRetailTradeRepairOfMotorVehicles H_TransportationAndStorage
        I_AccommodationAndFoodServiceActivities J_InformationAndCommunication
        K_FinancialAndInsuranceActivities L_RealEstateActivities
        M_ProfessionalScientificAndTechnicalActivities
        N_AdministrativeAndSupportServiceActivities O_PublicAdministrationAndDefence
        P_Education Q_HumanHealthAndSocialWorkActivities
        R_ArtsEntertainmentAndRecreation S_OtherServiceActivities
        T_ActivitiesOfHouseholdsAsEmployers U_ActivitiesOfExtraterritorialOrganizations
    """,
    "type_of_sex_exploitation": """
        Prostitution Pornography RemoteInteractiveServices PrivateSexualServices
    """,
    "vulnerabilities": """
        Addiction SocialGroup Discrimination Poverty DisabilityAndPhysicalHealth
        MentalHealth Migration Homelessness AbuseSocialMedia AbusePhysical Education
        WorkEnvironment
    """,
    "role_in_process": """
        TravellingPartner Transporter RecruiterOrIntermediary BrokerTravelAgent
        TransferredIndividual HarbouredIndividual SoldIndividual BoughtIndividual
        ReceivedIndividual ControlledIndividual Smuggler Abuser Kidnapper Exploiter
        Other
    """,
    "case_status": """
        Active FollowUp Closed ClosedReferred
    """,
    "reason_for_referral": """
        AdditionalServicesRequired MigrationOrChangeOfLocation Other
    """,
    "event_type": """
        Recruitment Transit Exploitation
    """,
    "plan_type": """
        Education Financial Health LabourExploitationRehabilitation Legal Livelihood
        RightsBasedTraining SexualExploitationRehabilitation SocialCare
    """,
}

PICKLISTS = {name: tuple(values.split()) for name, values in _LISTS.items()}
"""Every value of every picklist of the standard, by our name of the list."""

OWN_CODES = {
    # Defined in the standard's Field Definitions, missing from its picklist.
    "methods_of_control": ("RestrictsMovement", "UsesChildren", "Threats"),
    # Directive 2011/36/EU art 2(3); the standard has no word for it.
    "type_of_exploitation": ("ForcedCriminalActivities",),
}
"""Values beyond a picklist. Each stands for `Other` where only the list counts."""

_OTHER_SPELLINGS = {
    "gender": {"Not Specified/Unknown": "NonSpecifiedUnknown"},
    "relationship": {"Unacquainted": "Unaquainted"},
    "methods_of_control": {
        "Threats of law enforcement": "ThreatsLawEnforcement",
        "ThreatOfLawEnforcement": "ThreatsLawEnforcement",
        "PsychoactiveSubstances": "PsychoactiveSubstance",
    },
    "type_of_exploitation": {"ForcedCriminality": "ForcedCriminalActivities"},
    "industry": {
        "Water supply; sewerage, waste management and remediation": (
            "E_WaterSupplySewerageWasteManagement"
        ),
        "Wholesale and retail trade; repair of motor vehicles and motorcycles": (
            "G_WholesaleAndRetailTradeRepairOfMotorVehicles"
        ),
        "Public administration and defence; compulsory social security": (
            "O_PublicAdministrationAndDefence"
        ),
        "Activities of households as employers; undifferentiated goods- and services- "
        "producing activities of households for own use": (
            "T_ActivitiesOfHouseholdsAsEmployers"
        ),
        "Activities of extraterritorial organizations and bodies": (
            "U_ActivitiesOfExtraterritorialOrganizations"
        ),
    },
}

SEXES = {
    "Feminine": Sex.FEMALE,
    "Masculine": Sex.MALE,
    # What a place needs to know is asked, not guessed; the gender is kept beside it.
    "TransgenderFeminine": Sex.OTHER,
    "TransgenderMasculine": Sex.OTHER,
    "NonConforming": Sex.OTHER,
    "NonSpecifiedUnknown": Sex.UNKNOWN,
}
"""Gender as HTCDS records it to sex (ISO/IEC 5218), where the two surely agree."""

EXPLOITATIONS = {
    "ForcedLabour": Exploitation.FORCED_LABOUR,
    "SexualExploitation": Exploitation.SEXUAL,
    "ChildLabour": Exploitation.FORCED_LABOUR,
    "ForcedMarriage": Exploitation.FORCED_MARRIAGE,
    "Servitude": Exploitation.SERVITUDE,
    "ForcedMilitaryByNonStateActors": Exploitation.OTHER,
    "OrganRemoval": Exploitation.ORGAN_REMOVAL,
    "ForcedBegging": Exploitation.BEGGING,
    "ForcedAdoption": Exploitation.ILLEGAL_ADOPTION,
    "Surrogacy": Exploitation.SURROGACY,
    "Other": Exploitation.OTHER,
    "ForcedCriminalActivities": Exploitation.CRIMINAL_ACTIVITIES,
}


def value_in(picklist: str, written: str) -> str | None:
    """The value of `picklist` that `written` spells, or None."""
    return _SPELLINGS[picklist].get(_squeezed(written))


def _squeezed(text: str) -> str:
    """Letters and digits alone, small: `Forced begging ` is `forcedbegging`."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _spellings(name: str) -> dict[str, str]:
    values = (*PICKLISTS[name], *OWN_CODES.get(name, ()))
    known = {_squeezed(value): value for value in values}
    # An industry's label is its value without the ISIC letter.
    known |= {_squeezed(v.split("_", 1)[1]): v for v in values if "_" in v}
    other = _OTHER_SPELLINGS.get(name, {})
    return known | {_squeezed(text): value for text, value in other.items()}


_SPELLINGS = {name: _spellings(name) for name in PICKLISTS}
