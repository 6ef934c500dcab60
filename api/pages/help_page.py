"""All of the help on one page; the short one stands at the foot of every page."""

from fastapi import APIRouter, Response

from api.pages.entrance import PREFIX
from api.pages.frame import PageDep
from api.pages.labels_help import PAGE_IS_FOR

router = APIRouter()
HELP = f"{PREFIX}/help"


@router.get(HELP)
async def help_page(page: PageDep) -> Response:
    """Where to begin, what each page is for, keys, whom to call, words."""
    pages = [text for path, text in PAGE_IS_FOR.items() if path.startswith(PREFIX)]
    return page.show("help.html", pages=pages)
