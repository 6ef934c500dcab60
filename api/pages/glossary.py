"""The glossary at the desk: nouns, the stages of the pathway, and every list."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.pages import definitions, labels
from api.pages.entrance import PREFIX
from api.pages.frame import Page, PageDep
from api.pages.language import gettext
from referral.errors import NotFound
from referral.rules.ahead import Ahead, ahead

router = APIRouter()
GLOSSARY = f"{PREFIX}/glossary"
ListName = Annotated[str, Path(pattern=r"^[a-z][a-z_]{0,40}$")]


def lists() -> Mapping[str, str]:
    """Each list that is explained, once, by what it is about."""
    found: dict[str, str] = {}
    for of in definitions.LISTS:
        section = definitions.explained(of)
        if section and section.intro not in found.values():
            found[of] = section.intro
    return found


def _stages(page: Page) -> list[Ahead]:
    pathway = page.mechanism.pathway
    return [
        ahead(pathway, track.name, stage.name)
        for track in pathway.tracks
        for stage in track.stages
    ]


@router.get(GLOSSARY)
async def glossary_page(page: PageDep) -> Response:
    """What the nouns mean, what each stage waits for, and where the lists are."""
    return page.show(
        "glossary.html",
        nouns=definitions.nouns(),
        lists=lists(),
        stages=_stages(page),
    )


@router.get(f"{GLOSSARY}/{{of}}")
async def list_page(page: PageDep, of: ListName) -> Response:
    """Every word of one list, as pages show it, with what it means."""
    section = definitions.explained(of)
    if section is None:
        raise NotFound
    told = [
        (labels.label(of, word), gettext(definitions.definition(of, word)))
        for word in definitions.words_of(of)
    ]
    return page.show("glossary_list.html", intro=section.intro, told=told)
