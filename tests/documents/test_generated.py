"""Pages that are generated equal what would be generated now."""

from pathlib import Path

import pytest

from api.commands.pathways import page_and_picture
from workflows.loader import shipped_names

FOLDER = Path("docs/reference/pathways")


@pytest.mark.parametrize("name", shipped_names())
def test_a_pathways_page_says_what_its_file_says(name: str) -> None:
    page, picture = page_and_picture(name)
    assert (FOLDER / f"{name}.md").read_text() == page
    assert (FOLDER / f"{name}.svg").read_text() == picture


def test_no_page_is_left_of_a_pathway_that_is_gone() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(shipped_names())
