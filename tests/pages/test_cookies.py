"""Cookies: ours is found among whatever else a browser carries for this host."""

import pytest

from api.pages import language
from api.pages.entrance import COOKIE
from tests.pages.conftest import Desk


@pytest.mark.parametrize(
    "neighbour", ['x={"a":1}', "foo", "a b=c", 'q="a', "=", "é=ü", ",", "$Version=1"]
)
def test_a_broken_neighbour_in_the_jar_hides_no_cookie_of_ours(
    desk: Desk, neighbour: str
) -> None:
    ours = f"{COOKIE}={desk.door.token('outreach')}; {language.COOKIE}=sq"
    for jar in (f"{neighbour}; {ours}", f"{ours}; {neighbour}"):
        headers = {b"Cookie": jar.encode("latin-1")}
        shown = desk.client.get("/desk", headers=headers)
        assert shown.status_code == 200
        assert '<html lang="sq"' in shown.text
