"""A post server for the stories of a file, in a process of its own."""

from collections.abc import Iterator

import pytest

from tests.delivery.post_office import PostOffice, a_post_office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostOffice]:
    """A post server for every story of this file."""
    with a_post_office(tmp_path_factory.mktemp("post")) as made:
        yield made


@pytest.fixture
def post(office: PostOffice) -> PostOffice:
    """The same, with nothing in it."""
    for path in office.folder.glob("*.eml"):
        path.unlink()
    return office
