"""What is told of one kind of problem; the kinds themselves are in `problem_table`."""

from dataclasses import dataclass

from referral.errors import Refusal

ADDRESS = "/problems/"
"""Where the page of each kind lies; the code follows."""


class VersionRequired(Refusal):
    """State the version you looked at in If-Match."""

    code = "version-required"


class KeyRequired(Refusal):
    """A write needs an Idempotency-Key: 8 to 128 of A-Z a-z 0-9 . _ : and -."""

    code = "idempotency-key-required"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem.

    Attributes:
        status: HTTP status it comes with.
        code: Its stable name.
        sentence: What `detail` says unless there is more to say.
        meaning: What it means, in plain words.
        remedy: What to do about it.
        retry_after: Seconds after which trying again makes sense, if waiting helps.
    """

    status: int
    code: str
    sentence: str
    meaning: str
    remedy: str
    retry_after: int | None = None

    @property
    def type(self) -> str:
        """Stable address of the kind and of its page."""
        return ADDRESS + self.code

    @property
    def title(self) -> str:
        """The kind in words."""
        return self.code.replace("-", " ").capitalize()


def kind(
    status: int,
    refusal: type[Refusal],
    meaning: str,
    remedy: str,
    retry_after: int | None = None,
) -> Kind:
    """The kind of a refusal; its own sentence is in `referral/errors.py`."""
    sentence = refusal().sentence
    return Kind(status, refusal.code, sentence, meaning, remedy, retry_after)
