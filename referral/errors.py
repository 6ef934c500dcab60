"""Everything that may be answered instead of a result.

    ReferralError
    ├── Refusal                 expected; the person asking may be told
    │   ├── NotSignedIn · SecondFactorNeeded · ProofRefused · TooManyTries
    │   ├── TooManySearches
    │   ├── NotPermitted        WrongRole · NotHolder · NotAddressed
    │   │                       PurposeMissing · StepUpNeeded · ActorLocked
    │   ├── NotFound            also "not yours to know of"
    │   ├── OffThePath          StepNotOnPath · GuardNotMet · CaseClosed · StaleCase
    │   │                       AlreadyAnswered · UnderLegalHold · UseRestricted
    │   ├── WithoutConsent      ConsentMissing · ConsentWithdrawn
    │   │                       DisclosureExceedsConsent
    │   ├── SafeAddressFound    in what would be sent · AddressesMetTooOften
    │   └── Malformed           a request that cannot be read as it stands · Erased
    └── Fault                   unexpected; nobody outside is told why
        SealBroken · KeyMissing · TimelineBroken · PathwayMissing · PathwayUnproven
        BackupFailed · BackupUnusable · PackageUnusable
        StoreUnavailable        (503: try again; nothing was changed)
        ├── KeysUnavailable     (503: so, but it is the keys that cannot be reached)
        ├── TooBusy             (503: too many ask at once)
        ├── StoreFull           (507: waiting does not help; reading goes on)
        └── LogForked           (503: a witness saw another log)

A refusal states the fact in its sentence and names in `missing` what would
have to be true. Neither ever carries personal data: sentences are written in
the source, `missing` holds words from closed lists.
"""

from collections.abc import Callable
from typing import Any


class ReferralError(Exception):
    """Base of everything this package raises on purpose."""


class Refusal(ReferralError):
    """The answer is no, and the person asking may know why.

    Args:
        sentence: One plain sentence, without personal data.
        missing: Words of what is missing, from closed lists.
    """

    code = "refused"
    afterwards: Callable[[Any], None] | None = None
    """What is to be kept of it, in the transaction that notes it; handed the work."""

    def __init__(self, sentence: str = "", *, missing: tuple[str, ...] = ()) -> None:
        super().__init__(sentence or (self.__doc__ or "").strip().splitlines()[0])
        self.missing = missing

    @property
    def sentence(self) -> str:
        """What the person asking is told."""
        return str(self.args[0])


class NotSignedIn(Refusal):
    """Sign in first."""

    code = "not-signed-in"


class SecondFactorNeeded(Refusal):
    """Set up a second factor first: a passkey, or an app that makes codes."""

    code = "second-factor-needed"


class ProofRefused(Refusal):
    """That does not prove who you are. Nothing was changed."""

    code = "proof-refused"


class TooManyTries(Refusal):
    """Too many wrong passwords. Wait a quarter of an hour."""

    code = "too-many-tries"


class TooManySearches(Refusal):
    """You have searched too often. Wait an hour, or ask your coordinator."""

    code = "too-many-searches"


class NotPermitted(Refusal):
    """You may not do this."""

    code = "not-permitted"


class WrongRole(NotPermitted):
    """This act belongs to another role."""

    code = "wrong-role"


class NotHolder(NotPermitted):
    """Only the organisation responsible for the case now may do this."""

    code = "not-holder"


class NotAddressed(NotPermitted):
    """Only the organisation this offer is addressed to may answer it."""

    code = "not-addressed"


class PurposeMissing(NotPermitted):
    """Say what you open it for."""

    code = "purpose-missing"


class StepUpNeeded(NotPermitted):
    """Prove once more who you are: with a passkey, or a code of your app."""

    code = "step-up-needed"


class ActorLocked(NotPermitted):
    """You have opened too many records within an hour. Two people can unlock you."""

    code = "actor-locked"


class NotFound(Refusal):
    """There is nothing here that you may know of."""

    code = "not-found"


class OffThePath(Refusal):
    """The pathway does not allow this now."""

    code = "off-the-path"


class StepNotOnPath(OffThePath):
    """This step does not start from the present stage."""

    code = "step-not-on-path"


class GuardNotMet(OffThePath):
    """Something this step needs is missing."""

    code = "guard-not-met"


class CaseClosed(OffThePath):
    """The case is closed."""

    code = "case-closed"


class AlreadyAnswered(OffThePath):
    """This was answered before."""

    code = "already-answered"


class StaleCase(OffThePath):
    """The case has changed since you looked at it."""

    code = "stale-case"


class UnderLegalHold(OffThePath):
    """A legal hold keeps this record: it cannot be erased now."""

    code = "under-legal-hold"


class UseRestricted(OffThePath):
    """Use of this record is restricted: it is kept, not used and not passed on."""

    code = "use-restricted"


class WithoutConsent(Refusal):
    """The person's consent does not cover this."""

    code = "without-consent"


class ConsentMissing(WithoutConsent):
    """No consent in force covers this purpose and recipient."""

    code = "consent-missing"


class ConsentWithdrawn(WithoutConsent):
    """The consent this rested on was withdrawn."""

    code = "consent-withdrawn"


class DisclosureExceedsConsent(WithoutConsent):
    """The consent covers less than what would be disclosed."""

    code = "disclosure-exceeds-consent"


class AddressesMetTooOften(Refusal):
    """Three times in a day a text of yours told where a safe place is."""

    code = "addresses-met-too-often"


class SafeAddressFound(Refusal):
    """What would be sent holds the address of a safe place. Take it out first."""

    code = "safe-address-found"


class Malformed(Refusal):
    """The request cannot be read as it stands.

    `faults` lists (pointer, code) pairs; never a value that was sent.
    """

    code = "malformed"

    def __init__(
        self, sentence: str = "", *, faults: tuple[tuple[str, str], ...] = ()
    ) -> None:
        super().__init__(sentence, missing=tuple(code for _, code in faults))
        self.faults = faults


class Erased(Refusal):
    """The content was erased; only the fact that it existed remains."""

    code = "erased"


class Fault(ReferralError):
    """Something is broken. Outside, only an incident number is shown."""


class SealBroken(Fault):
    """A sealed value does not open: altered, moved, or sealed for elsewhere."""


class KeyMissing(Fault):
    """A key that should be there is not."""


class TimelineBroken(Fault):
    """The timeline does not hold together."""


class PathwayMissing(Fault):
    """A case names a pathway version that cannot be read."""


class PathwayUnproven(Fault):
    """A pathway has no passing result for exactly its text and these rules."""


class BackupFailed(Fault):
    """A backup was not made. Those that were made before are as they were."""


class BackupUnusable(Fault):
    """A backup is not whole, or not for here. Nothing was put in place."""


class PackageUnusable(Fault):
    """A package does not open, is not whole, or is not what it says."""


class StoreUnavailable(Fault):
    """The store cannot write now. Nothing was changed; try again."""


class KeysUnavailable(StoreUnavailable):
    """The place of the keys cannot be reached now. Nothing was changed; try again."""


class TooBusy(StoreUnavailable):
    """Too many ask for the same at once. Nothing was changed; try again."""


class StoreFull(StoreUnavailable):
    """There is no room to write, or it may only be read. Nothing was changed."""


class LogForked(StoreUnavailable):
    """A witness saw another log. Nothing is changed until two people acknowledge it."""


class SearchNotReady(StoreUnavailable):
    """Names are still being made searchable after the start. Try again."""
