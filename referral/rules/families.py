"""Who may be offered together: what is recorded of them must not speak against it.

That cases belong together is said by whoever offers them as one. A child who is here
without family, or whose family may have taken part in what was done to them, belongs to
no adult that somebody names (CETS 197 art 10(4); Dir. 2011/36/EU art 16).
"""

from collections.abc import Sequence

from referral.errors import GuardNotMet
from referral.rules.facts import PersonFacts
from workflows.vocabulary import Known


def check_belong_together(people: Sequence[PersonFacts]) -> None:
    """Pass silently for one person, and for several who may go as a whole.

    Raises:
        GuardNotMet: for a child with an adult, where the child is recorded as
            unaccompanied or the family as suspected.
    """
    grown_up = not all(person.treated_as_child for person in people)
    if grown_up and len(people) > 1 and any(_alone(person) for person in people):
        raise GuardNotMet(
            "A child who is here without family, or whose family may have taken part, "
            "is not offered together with an adult. Offer each of them by themselves.",
            missing=("offers_one_by_one",),
        )


def _alone(person: PersonFacts) -> bool:
    against = (person.unaccompanied, person.family_suspected)
    return person.treated_as_child and Known.YES in against
