"""What goes in: a code of conduct, and that somebody accepts it."""

from pydantic import Field

from api.shapes import Shape, example_of
from workflows.conduct import MOST_LANGUAGES, CodeOfConduct, Sentences
from workflows.shapes import Language


class NewConduct(Shape):
    """A code of conduct. Every language says as many sentences as the others."""

    model_config = example_of(
        sentences={
            "en": ["I look only at what my work needs."],
            "sq": ["Shoh vetëm atë që i duhet punës sime."],
        }
    )
    sentences: dict[Language, Sentences] = Field(
        min_length=1,
        max_length=MOST_LANGUAGES,
        description="What it says, by language (BCP 47), in order",
    )

    def code(self) -> CodeOfConduct:
        """As the action takes it."""
        return CodeOfConduct(sentences=self.sentences)


class Accepting(Shape):
    """That one accepts the version one has read."""

    model_config = example_of(version=1)
    version: int = Field(ge=1, le=10**6, description="`version` of what was read")
