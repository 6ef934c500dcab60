"""Answers that a field offers, and the list that they are words of."""

from collections.abc import Mapping


class Choices(dict[str, str]):
    """Words with their labels, in order."""

    def __init__(self, of: str, words: Mapping[str, str]) -> None:
        super().__init__(words)
        self.of = of
