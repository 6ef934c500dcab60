"""Places where what was typed may turn up later, and looking through them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

TOKENS = tuple(f"Qz{number:02}ToKeN" for number in range(18))
"""One for every field of a page on which all sealed fields stand."""


@dataclass
class Surfaces:
    """What was collected, by the name of the place."""

    seen: dict[str, list[str]] = field(default_factory=dict)

    def add(self, place: str, texts: Iterable[object]) -> None:
        """Keep what was found at a place."""
        self.seen.setdefault(place, []).extend(map(str, texts))

    def add_files(self, folder: Path) -> None:
        """Keep the names of all files below a folder."""
        self.add("file names", (path.name for path in folder.rglob("*")))

    def showing(self, tokens: Iterable[str] = TOKENS) -> Mapping[str, set[str]]:
        """The places in which a token stands, with those that do."""
        wanted = tuple(tokens)
        found = {
            place: {token for token in wanted if any(token in text for text in texts)}
            for place, texts in self.seen.items()
        }
        return {place: tokens for place, tokens in found.items() if tokens}
