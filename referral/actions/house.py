"""What every act finds: the store, the keys, the pathways, the way out."""

from dataclasses import dataclass, field

from referral.actions.contact_rules import Contact
from referral.actions.door import Door
from referral.actions.held_names import HeldNames
from referral.actions.outside import Outside
from referral.actions.pathways import Pathways
from referral.actions.post_office import Post
from referral.actions.watch import Watch
from referral.delivery.jobs import Jobs
from referral.records.database import Store
from referral.records.keyring import Keyring


@dataclass(frozen=True, slots=True)
class House:
    """The mechanism's store, keys, pathways and way out."""

    store: Store
    keyring: Keyring
    pathways: Pathways
    jobs: Jobs
    names: HeldNames = field(default_factory=HeldNames)
    """Names in the memory of this process, for searching."""
    outside: Outside = field(default_factory=Outside)
    """Witnesses, and what they saw."""
    door: Door = field(default_factory=Door)
    """By which rules this process lets people in."""
    post: Post = field(default_factory=Post)
    """By what this process tells people outside the desk."""
    contact: Contact = field(default_factory=Contact)
    """How this process takes first contacts."""
    watch: Watch = field(default_factory=Watch)
    """What open cases wait for, as this process read it last."""
