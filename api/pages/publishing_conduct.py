"""A coordinator puts a code of conduct in force: everybody accepts it anew."""

from collections.abc import Mapping, Sequence
from functools import partial

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from api.pages.conduct import CONDUCT
from api.pages.forms import Draft, Sent, sent
from api.pages.frame import Page, PageDep, back_to, gone_on, in_thread
from api.shapes_conduct import NewConduct
from referral.errors import NotPermitted
from referral.rules.acts import Act
from workflows.conduct import model

router = APIRouter()
PUBLISHING = f"{CONDUCT}/publishing"
_SAID = "said-"


@router.get(PUBLISHING)
async def publishing_page(page: PageDep) -> Response:
    """The form, with what is in force, or with the model."""
    return await _show(page, Draft(), 200)


async def _show(page: Page, draft: Draft, code: int) -> Response:
    if not page.may(Act.PUBLISH_CONDUCT):
        raise NotPermitted
    found = await in_thread(page.mechanism.conduct, page.actor)
    now: Mapping[str, Sequence[str]] = found.sentences or model().sentences
    spoken = dict.fromkeys((*page.mechanism.pathway.languages, *now, "en"))
    texts = {each: "\n".join(now.get(each, ())) for each in spoken}
    return page.show("conduct_publishing.html", code, draft=draft, texts=texts)


def _written(form: Sent) -> NewConduct:
    """One sentence a line, for each language in which anything was written."""
    said = {
        name.removeprefix(_SAID): [line.strip() for line in text.split("\n")]
        for name, (text, *_) in form.draft.values.items()
        if name.startswith(_SAID)
    }
    if len(said) != len(form.draft.values):
        raise HTTPException(400)
    lines = {code: [line for line in each if line] for code, each in said.items()}
    return NewConduct.model_validate(
        {"sentences": {code: each for code, each in lines.items() if each}}
    )


@router.post(PUBLISHING)
async def publish(page: PageDep) -> Response:
    """Put in force what was written."""
    form = await sent(page.request)

    async def do() -> Response:
        code = _written(form).code()
        done = await in_thread(
            page.mechanism.publish_conduct, page.actor, code, request=form.request
        )
        return gone_on(back_to(CONDUCT, "conduct_published"), done.receipts)

    return await page.attempt(form, do, partial(_show, page))
