"""Makes `referral/exchange/demo_caseload.csv`: 200 invented people, always the same.

Run it from the root of the project: `python -m tests.data.make_caseload`.
"""

import csv
import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from referral.exchange.htcds_columns import COLUMNS, REFERENCE
from tests.data.caseload_words import (
    BIRDS,
    CLOSURES,
    FAMILIES,
    FINDERS,
    LANGUAGES,
    MOTHERS,
    PLACES,
    PLANTS,
    REGION,
    SITUATIONS,
    Situation,
)

DEMO = Path(__file__).parents[2] / "referral" / "exchange" / "demo_caseload.csv"
SEED = 20260831
AS_OF = date(2026, 8, 31)
"""Ages are true on this day; no date in the file is later."""
REPEATED = 10
"""People who come a second time, years after the first."""
WITHOUT_REFERENCE = 30

Line = dict[str, str]
Family = tuple[int, int]

_USED = """
prs_FirstName prs_SecondName prs_Birthdate prs_Gender prs_MaritalStatus
prs_NumberOfChildren prs_PrimaryLanguage prs_SecondaryLanguage
prs_HighestLevelOfEducation prs_Citizenship prs_IdentityNumber prs_Email
prs_MobilePhone vic_TraffickingStatus vic_TraffickingStatusDecisionMakingOrg
vic_RelationshipToTrafficker vic_AgeWhenTrafficked vic_MethodOfRecruitment
vic_MethodsOfControl vic_TypeOfExploitation vic_ForcedLabourIndustry
vic_TypeOfSexExploitation cas_Status cas_ReasonForCaseClosure cas_CaseOwner
cas_ReferringOrganisation cas_IncomingReferralDate cas_ReasonForIncomingReferral
cco_CaseComment hte_City hte_Type hte_Description spl_Objectives spl_Type con_Consent
"""
HEADER = [REFERENCE, *(name for name in COLUMNS if name in _USED.split())]


@dataclass
class Names:
    """Hands out every pair of code names once, in one of three spellings."""

    chance: Random
    taken: set[tuple[int, int]] = field(default_factory=set)

    def pair(self, of: Family | None = None) -> tuple[str, str, Family]:
        """First name, second name, and the family: which plant, in which spelling."""
        birds, plants = BIRDS.split(), PLANTS.split()
        spelling = of[1] if of else self.chance.choice((0, 0, 1, 1, 2))
        while True:
            first = self.chance.randrange(len(birds))
            second = of[0] if of else self.chance.randrange(len(plants))
            if (first, second) not in self.taken:
                break
        self.taken.add((first, second))
        bird, plant = birds[first].split("/"), plants[second].split("/")
        return bird[spelling], plant[spelling], (second, spelling)


def caseload() -> list[Line]:
    """The 200 lines, in the order of the file."""
    chance = Random(SEED)  # noqa: S311 - a fixed seed makes the file again, no secret
    names = Names(chance)
    lines = [
        _line(situation, chance, names)
        for situation in SITUATIONS
        for _ in range(situation.count - _spared(situation))
    ]
    for size in FAMILIES:
        lines += _family(size, chance, names)
    chance.shuffle(lines)
    lines += [_again(line, chance) for line in lines[:REPEATED]]
    chance.shuffle(lines)
    for number in range(1, len(lines) + 1):
        lines[number - 1][REFERENCE] = f"RC-{number:04d}"
    for line in chance.sample(lines, WITHOUT_REFERENCE):
        line[REFERENCE] = ""
    return lines


def as_csv(lines: list[Line]) -> str:
    """The lines under the header, for UTF-8, comma-separated, lines ending in LF."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def _spared(situation: Situation) -> int:
    """Families bring their own children who beg."""
    return 2 if situation is SITUATIONS[0] else 0


def _line(situation: Situation, chance: Random, names: Names) -> Line:
    first, second, _ = names.pair()
    age = chance.randint(*situation.ages)
    born = AS_OF - timedelta(days=age * 365 + age // 4 + 1 + chance.randrange(330))
    youngest = born + timedelta(days=(situation.ages[0] - 1) * 366)
    accepted = max(AS_OF - timedelta(days=chance.randrange(1, 1800)), youngest)
    citizen = chance.choice(situation.citizens.split())
    line = {
        "prs_FirstName": first,
        "prs_SecondName": second,
        "prs_Birthdate": born.isoformat(),
        "prs_Gender": chance.choice(situation.genders.split()),
        "prs_Citizenship": _citizenship(citizen, chance),
        "prs_PrimaryLanguage": _language(situation, citizen, chance),
        "vic_TypeOfExploitation": chance.choice(situation.forms.split()),
        "vic_MethodsOfControl": _some(situation.controls, chance),
        "vic_MethodOfRecruitment": chance.choice(situation.recruitment.split()),
        "hte_Description": _story(situation.stories, citizen, chance),
        "hte_City": chance.choice(PLACES),
        "hte_Type": chance.choice(("Exploitation", "Exploitation", "Transit")),
        "cas_IncomingReferralDate": accepted.isoformat(),
    }
    line |= _work(situation, line, chance)
    line |= _process(chance)
    line |= _sometimes((accepted - born).days // 366, chance)
    if chance.random() < 0.09:
        del line["prs_Birthdate"]
        line["cco_CaseComment"] = f"Birth date not known; about {age} by appearance."
    return line


def _citizenship(citizen: str, chance: Random) -> str:
    """A few people of the region have two citizenships."""
    region = sorted(set(REGION.split()) - {citizen})
    two = citizen in REGION.split() and chance.random() < 0.04
    return f"{citizen};{chance.choice(region)}" if two else citizen


def _story(stories: tuple[str, ...], citizen: str, chance: Random) -> str:
    told = [story.rpartition("|") for story in stories]
    return chance.choice([text for of, _, text in told if not of or citizen in of])


def _language(situation: Situation, citizen: str, chance: Random) -> str:
    if situation.romani and chance.random() < 0.5:
        return "rom"
    return chance.choice(LANGUAGES[citizen].split())


def _some(words: str, chance: Random) -> str:
    """One to three of `words`, each once, parted by semicolons."""
    pool = words.split()
    chosen = chance.sample(pool, chance.randint(1, min(3, len(pool))))
    return ";".join(dict.fromkeys(";".join(chosen).split(";")))


def _work(situation: Situation, line: Line, chance: Random) -> Line:
    found: Line = {}
    if situation.industries and "ForcedLabour" in line["vic_TypeOfExploitation"]:
        found["vic_ForcedLabourIndustry"] = chance.choice(situation.industries.split())
    if situation.sexual and "Sexual" in line["vic_TypeOfExploitation"]:
        found["vic_TypeOfSexExploitation"] = _some(situation.sexual, chance)
    return found


def _process(chance: Random) -> Line:
    """Where the case stood in the register it comes from."""
    standing = chance.choices(("Possible", "Actual", "NotA"), (60, 32, 8))[0]
    status = chance.choices(
        ("Active", "FollowUp", "Closed", "ClosedReferred"), (62, 18, 14, 6)
    )[0]
    if standing == "NotA":
        status = chance.choice(("Closed", "ClosedReferred"))
    deciders = ("Police", "NonPoliceGovernmentalOrganization", "CourtOrProsecution")
    found = {
        "vic_TraffickingStatus": f"{standing}VictimOfTrafficking",
        "cas_Status": status,
        "cas_CaseOwner": f"Case worker {chance.randint(1, 9)}",
        "cas_ReferringOrganisation": chance.choice(FINDERS),
        "con_Consent": chance.choices(("TRUE", "FALSE", ""), (78, 8, 14))[0],
    }
    if standing != "Possible":
        found["vic_TraffickingStatusDecisionMakingOrg"] = chance.choice(deciders)
    elif chance.random() < 0.4:
        decider = chance.choice(("NGO", "Other"))
        found["vic_TraffickingStatusDecisionMakingOrg"] = decider
    if status.startswith("Closed"):
        found["cas_ReasonForCaseClosure"] = (
            CLOSURES[3] if standing == "NotA" else chance.choice(CLOSURES[:3])
        )
    return found


def _sometimes(age: int, chance: Random) -> Line:
    """What only some lines say of a person who was `age` years old when accepted."""
    serial = chance.randrange(10_000)
    adult = age >= 18
    often = {
        "prs_MobilePhone": f"+000 55 {serial:04d}",
        "vic_RelationshipToTrafficker": chance.choice(
            ("Familial", "Acquainted", "Unaquainted")
        ),
        "vic_AgeWhenTrafficked": str(max(3, age - chance.randint(0, 2))),
        "cas_ReasonForIncomingReferral": chance.choice(
            ("AdditionalServicesRequired", "MigrationOrChangeOfLocation", "Other")
        ),
    }
    seldom = {
        "prs_Email": f"person{serial:04d}@example.org",
        "prs_IdentityNumber": f"ID-000-{serial:04d}",
        "prs_SecondaryLanguage": chance.choice(("eng", "deu", "ita", "tur")),
        "spl_Objectives": "A safe place, a doctor, and time to decide.",
        "spl_Type": chance.choice(("Health", "Legal", "Education", "SocialCare")),
    }
    if age >= 12:
        levels = (
            "PrimaryEducation",
            "LowerSecondaryEducation",
            "UpperSecondaryEducation",
        )
        often["prs_HighestLevelOfEducation"] = chance.choice(levels[: 2 + adult])
    if adult:
        often["prs_MaritalStatus"] = chance.choice(("Single", "Married", "Divorced"))
        often["prs_NumberOfChildren"] = str(chance.randint(0, 4))
    chosen = {name: text for name, text in often.items() if chance.random() < 0.6}
    chosen |= {name: text for name, text in seldom.items() if chance.random() < 0.2}
    return chosen


def _family(size: int, chance: Random, names: Names) -> list[Line]:
    """A mother and her children, found together, sharing second name and day."""
    begging = SITUATIONS[0]
    mother = _line(begging, chance, names)
    first, second, family_name = names.pair()
    age_in_days = chance.randrange(26 * 366, 38 * 366)
    mother |= {
        "prs_FirstName": first,
        "prs_SecondName": second,
        "prs_Birthdate": (AS_OF - timedelta(days=age_in_days)).isoformat(),
        "prs_Gender": "Feminine",
        "prs_NumberOfChildren": str(size - 1),
        "hte_Description": chance.choice(MOTHERS),
        "cco_CaseComment": "Found with her children; they are not to be parted.",
    }
    for name in ("vic_AgeWhenTrafficked", "prs_HighestLevelOfEducation"):
        mother.pop(name, None)
    family = [mother]
    for _ in range(size - 1):
        child = _line(begging, chance, names)
        first, _, _ = names.pair(family_name)
        shared = ("prs_Citizenship", "prs_PrimaryLanguage", "hte_City")
        child |= {"prs_FirstName": first, "prs_SecondName": second}
        child |= {name: mother[name] for name in shared}
        child["cco_CaseComment"] = "Found with the mother; they are not to be parted."
        family.append(child)
    newest = max(line["cas_IncomingReferralDate"] for line in family)
    return [line | {"cas_IncomingReferralDate": newest} for line in family]


def _again(line: Line, chance: Random) -> Line:
    """The same person, referred a second time; the earlier line is closed."""
    later = date.fromisoformat(line["cas_IncomingReferralDate"])
    earlier = later - timedelta(days=chance.randrange(400, 900))
    second = dict(line)
    line |= {
        "cas_Status": "Closed",
        "cas_ReasonForCaseClosure": CLOSURES[0],
        "vic_TraffickingStatus": "ActualVictimOfTrafficking",
        "vic_TraffickingStatusDecisionMakingOrg": "CourtOrProsecution",
        "cas_IncomingReferralDate": earlier.isoformat(),
    }
    born = line.get("prs_Birthdate", "")
    if born:
        first_day = date.fromisoformat(born) + timedelta(days=3 * 366)
        line["cas_IncomingReferralDate"] = max(earlier, first_day).isoformat()
    second |= {
        "vic_TraffickingStatus": "PossibleVictimOfTrafficking",
        "cas_Status": "Active",
        "cco_CaseComment": "Trafficked again: was assisted before and went home.",
    }
    second.pop("cas_ReasonForCaseClosure", None)
    return second


if __name__ == "__main__":
    DEMO.write_text(as_csv(caseload()), encoding="utf-8")
