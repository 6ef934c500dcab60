"""What people read of services: places, reasons, suspension."""

from collections.abc import Mapping

from api.pages.language import N_

Labels = Mapping[str, str]

SERVICES: Mapping[str, Labels] = {
    "place_kind": {
        "emergency": N_("Emergency place, some nights"),
        "secured": N_("Guarded place"),
        "shelter": N_("Place in a shelter"),
        "children": N_("Place in a home for children"),
        "family": N_("Room for a family"),
        "assisted_housing": N_("Assisted housing"),
        "day": N_("Place by day"),
    },
    "standpoint": {
        "asked_for": N_("Asked for"),
        "place_free": N_("Has a place"),
        "places_unknown": N_("Places unknown: ask"),
        "reachable_now": N_("Can be reached now"),
        "closed_now": N_("Cannot be reached now"),
        "hours_unknown": N_("Hours not stated"),
        "same_region": N_("Same region"),
        "other_region": N_("Another region"),
        "language_spoken": N_("Speaks the language"),
        "age_to_be_asked": N_("Has limits of age: ask"),
        "not_all_stated": N_("Has not stated whom it takes: ask"),
    },
    "exclusion": {
        "own_service": N_("Your own service"),
        "suspended": N_("Takes nobody for now"),
        "not_allowed": N_("Both organisations have not agreed to ask each other"),
        "not_for_this_case": N_("Must have nothing to do with this case"),
        "other_sex": N_("Takes people of another sex"),
        "other_age": N_("Takes people of another age"),
        "no_children": N_("Takes nobody with children"),
        "access_need": N_("Does not meet what the place needs"),
        "risk_level": N_("Does not take this level of danger"),
        "place_kind": N_("Has no place of this kind"),
        "referred_by_others": N_("Takes people from other organisations only"),
        "no_place_free": N_("Has no free place"),
    },
    "allow_rule": {
        "everybody": N_("Every organisation may ask every other"),
        "both_listed": N_("Two organisations ask each other once both have agreed"),
    },
    "order": {
        "then": N_("One after another, in the order shown"),
        "beside": N_("All at once: the first yes counts"),
    },
    "reach": {
        "open": N_("Can be reached now"),
        "closed": N_("Cannot be reached now"),
        "unknown": N_("Hours not stated"),
    },
    "suspension_reason": {
        "no_staff": N_("No staff"),
        "premises": N_("The building"),
        "licence": N_("The licence"),
        "under_review": N_("Under review"),
        "safety": N_("Safety"),
        "own_request": N_("At its own request"),
    },
    "suspension_extent": {
        "admissions": N_("Nobody new; who lives there stays"),
        "everybody": N_("Everybody needs another place"),
    },
    "weekday": {
        "1": N_("Monday"),
        "2": N_("Tuesday"),
        "3": N_("Wednesday"),
        "4": N_("Thursday"),
        "5": N_("Friday"),
        "6": N_("Saturday"),
        "7": N_("Sunday"),
    },
    "sector": {
        "state": N_("The state"),
        "non_state": N_("An organisation outside the state"),
        "international": N_("An international organisation"),
    },
    "referred_by": {
        "nobody": N_("Nobody: the person can come by themselves"),
        "any_organisation": N_("Any organisation"),
        "police": N_("The police"),
        "social_service": N_("A social service"),
        "competent_authority": N_("The identifying authority"),
        "coordinator": N_("The coordinator"),
    },
    "yes_or_no": {"true": N_("Yes"), "false": N_("No")},
    "terms_none": {
        "access_needs": N_("None of these"),
        "languages": N_("None without an interpreter"),
    },
    "terms": {
        "sexes": N_("Whom it takes"),
        "age_classes": N_("Of which age"),
        "accepts_children": N_("With children"),
        "minimum_age": N_("From which age on"),
        "maximum_age": N_("Up to which age"),
        "risk_levels": N_("At which level of danger"),
        "access_needs": N_("What the place has"),
        "place_kinds": N_("Which places"),
        "languages": N_("Languages spoken there"),
        "hours": N_("When somebody can be reached"),
        "referred_by": N_("On whose referral"),
        "fee": N_("Costs the person something"),
        "max_stay_days": N_("Days that one may stay"),
        "run_by": N_("Who runs it"),
    },
    "days": {
        "1": N_("For a day"),
        "7": N_("For a week"),
        "30": N_("For 30 days"),
        "none": N_("Until it is lifted"),
    },
}
"""By list and word."""

MESSAGES: Mapping[str, str] = {
    "address": N_("The address is sealed for your organisation."),
    "granted": N_("The other side may open the address until then, or until arrival."),
    "grant_ended": N_("The address cannot be opened by them any more."),
    "capacity": N_("Your places are told. Everybody sees how old the figure is."),
    "suspended": N_("It takes nobody from now on. Whoever needs a place is listed."),
    "allowed_stated": N_("What your organisation agrees to is kept."),
    "allow_rule_set": N_("The rule is set. It counts from now on."),
    "suspension_lifted": N_("It can be asked again."),
    "terms": N_("What the service states is kept. It counts from now on."),
    "service_closed": N_("The service is closed. Whoever needs a place is listed."),
}
"""What a page says once after something was done."""
FAULTS: Mapping[str, str] = {
    "below_zero": N_("Fewer than none cannot be free."),
    "above_total": N_("More cannot be free than there are."),
    "not_between_none_and_most": N_("Write a number from 0 to 1000."),
    "not_between_one_and_most": N_("Write a number from 1 to 20."),
    "below_minimum": N_("This is less than the age from which on it takes people."),
    "always_or_by_hours": N_("Tick every hour, or fill in hours: not both."),
    "none_and_others": N_("Tick some of them, or none: not both."),
    "unknown_or_closed_service": N_("This service cannot be asked now."),
    "own_service": N_("This is your own service. Choose another."),
    "unknown_class": N_("This kind of service is not known. Choose another."),
    "unknown_region": N_("Nobody here serves this region."),
    "unknown_service_type": N_("Choose a kind of help from the list."),
}
"""What is said of a field, by the word of the fault."""
TERMS_ABSENT: Mapping[str, str] = {
    "sexes": N_("Say whom it takes."),
    "age_classes": N_("Say of which age it takes people."),
    "accepts_children": N_("Say whether it takes people with children."),
    "families": N_("Say whether it takes people with children."),
    "minimum_age": N_("Say from which age on it takes people."),
    "maximum_age": N_("Say up to which age it takes people."),
    "risk_levels": N_("Say at which level of danger it takes people."),
    "access_needs": N_("Say what the place has, or none of it."),
    "place_kinds": N_("Say which places it has."),
    "languages": N_("Say which languages are spoken there, or none."),
}
"""What is said where a service of its kind has to state it: the summary names it."""
