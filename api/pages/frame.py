"""What every page has in common: who looks, in which language, and how forms end."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from fastapi import Depends, Request, Response
from pydantic import BaseModel, ValidationError
from starlette.responses import HTMLResponse, RedirectResponse

from api.executor import in_thread
from api.pages import (
    banner,
    carrying,
    cover,
    entrance,
    helping,
    language,
    words_shown,
)
from api.pages.done import MESSAGES
from api.pages.first import first_needed
from api.pages.forms import UNSEEN, Draft, Sent, invalid, malformed, new_key
from api.pages.language import N_, gettext
from api.pages.now_and_typed import Both, differences, not_shown
from api.pages.templating import template
from api.problem_table import KINDS
from referral.actions.work import Done, OnDuty
from referral.errors import (
    Malformed,
    NotFound,
    NotSignedIn,
    Refusal,
    StaleCase,
)
from referral.mechanism import Mechanism
from referral.rules.deciding import Act, drawers_of, may
from workflows.vocabulary import Compartment, Relation

M = TypeVar("M", bound=BaseModel)
Show = Callable[[Draft, int], Awaitable[Response]]

STALE = N_(
    "Somebody changed this since you opened the page. Nothing of yours was recorded, "
    "and nothing of it is lost: it is still in the form. Look at what is here now, "
    "then send your answers again."
)
REUSED = N_(
    "You sent this form before, with other answers. Nothing was recorded this time. "
    "Send it again only if this is something new."
)
OK = 200
_DONE = "?done="
KEY_POINTER = "header Idempotency-Key"

_WAYS: Sequence[tuple[Act, str, str]] = (
    (Act.OPEN_CASE, "/cases/new", N_("New record")),
    (Act.LIST_OFFERS, "/offers", N_("Offers")),
    (Act.LIST_CASES, "/cases", N_("Cases")),
    (Act.TELL_CAPACITY, "/capacity", N_("Places")),
    (Act.SET_ADDRESS, "/addresses", N_("Addresses")),
    (Act.LIST_SERVICES, "/services", N_("Services")),
    (Act.SEARCH, "/search", N_("Search")),
    (Act.LIST_TOGETHER, "/together", N_("Together")),
    (Act.OPEN_BREACH, "/breaches", N_("Breaches")),
    (Act.LIST_GLASS, "/glasses", N_("Emergencies")),
    (Act.LIST_DELIVERIES, "/deliveries", N_("Deliveries")),
    (Act.ADMINISTER, "/directory", N_("Administration")),
)
"""Which act makes an address worth showing, and what it is called."""


def ways(actor: OnDuty | None) -> tuple[tuple[str, str], ...]:
    """The addresses in the header that this actor can use."""
    if actor is None:
        return ()
    asker = actor.towards()
    listed = [
        (f"{entrance.PREFIX}{at}", name) for act, at, name in _WAYS if may(act, asker)
    ]
    return ((entrance.PREFIX, N_("My work")), *listed)


@dataclass(frozen=True)
class Page:
    """One request for a page."""

    request: Request
    mechanism: Mechanism
    visitor: OnDuty | None
    words: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def actor(self) -> OnDuty:
        """Who the gate let in."""
        if self.visitor is None:
            raise NotSignedIn
        return self.visitor

    @property
    def partial(self) -> bool:
        """True if only a part is asked for, by the script."""
        return self.request.headers.get("hx-request") == "true"

    def found_at(self, path: str) -> str:
        """A page's whole address, as people reach this desk and no proxy calls it."""
        ours, host = self.mechanism.addresses, self.request.headers.get("host", "")
        said = [each for each in ours if each.partition("://")[2] == host]
        return f"{(said or ours)[0]}{path}"

    def may(self, act: Act, *relations: str) -> bool:
        """What the rules say of an act, for what a page offers."""
        stands = frozenset(map(Relation, relations)) or frozenset({Relation.NONE})
        return may(act, self.actor.towards(stands))

    def opens(self, relations: Iterable[str]) -> frozenset[Compartment]:
        """The drawers that may be written into from here."""
        stands = frozenset(map(Relation, relations))
        return drawers_of(Act.RECORD_CONTENT, self.actor.towards(stands))

    def show(self, name: str, status: int = 200, **words: object) -> HTMLResponse:
        """A template as an answer."""
        told = banner.word_for(self.request) if status == OK else ""
        speech = language.speaking()
        pathway = self.mechanism.pathway
        shared = {
            "mechanism_label": pathway.label,
            "footnotes": pathway.footnotes,
            "pathway_notice": pathway.notice,
            "language": speech.language,
            "languages": list(language.SPEECHES.values()),
            "ways": ways(self.visitor),
            "signed_in": self.visitor is not None,
            "path": self.request.url.path,
            "here": entrance.here(self.request.scope),
            "home": entrance.home_of(self.request.url.path),
            "zone": pathway.time_zone,
            "spoken": pathway.written_in,
            "done": MESSAGES.get(told, ""),
            "receipts": banner.receipts_for(self.request) if told else [],
            "partial": self.partial,
            "invented": self.mechanism.invented,
            "covered": self.visitor is not None and cover.is_on(self.request),
            "idle": self._idle(),
            **helping.words(self.request, self.mechanism),
        }
        words.setdefault("exit_url", f"{entrance.PREFIX}/leave")
        words_shown.begin(explains=self.visitor is not None)
        # by keyword: a page that calls something as all pages do fails at once
        drawn = template(name).render(**shared, **self._warned(words))
        if self.partial and shared["covered"]:
            drawn = cover.reachable(drawn)
        answer = HTMLResponse(drawn, status)
        if told and not self.partial:
            banner.take_down(answer)
        return answer

    def _idle(self) -> tuple[int, int]:
        """Seconds until the session is locked, and how long before that to warn."""
        idle, phone = self.mechanism.idle, bool(self.visitor and self.visitor.handheld)
        spans = idle.lasts(handheld=phone), idle.warns(handheld=phone)
        return int(spans[0].total_seconds()), int(spans[1].total_seconds())

    def _warned(self, words: Mapping[str, object]) -> Mapping[str, object]:
        """A form that came back past a sign-in, and what it was drawn from is old."""
        drawn = getattr(self.request.state, "drawn_from", UNSEEN)
        draft, shown = words.get("draft"), words.get("offer", words.get("case"))
        old = UNSEEN < drawn < getattr(shown, "version", UNSEEN)
        if not (old and isinstance(draft, Draft)):
            return words
        return {**words, "draft": _noticed(draft, STALE)}

    async def settle(
        self,
        form: Sent,
        model: type[M],
        act: Callable[[M], Awaitable[Done]],
        then: Callable[[Done], str],
        show: Show,
        alias: Mapping[str, str] | None = None,
    ) -> Response:
        """Read a form, do what it asks, and go on; or show it again with reasons."""

        async def do() -> Response:
            done = await act(form.read(model))
            return gone_on(then(done), done.receipts)

        return await self.attempt(form, do, show, alias)

    async def _too_late(self, draft: Draft, show: Show) -> Response:
        """Show what is there now and what was typed; whoever typed it chooses."""
        now = await show(Draft(), OK)
        drawn, at = bytes(now.body).decode(), self.request.url.path
        page = carrying.page_of_form(self.request, at)
        faster = Both(differences(drawn, at, draft.values), page)
        return await self._kept(
            replace(_noticed(draft, STALE), faster=faster), show, 412
        )

    async def _kept(self, draft: Draft, show: Show, code: int) -> Response:
        """The page again; with what was typed, where its form is not there any more."""
        answer = await show(draft, code)
        kept = not_shown(bytes(answer.body).decode(), draft.values)
        if not kept:
            return answer
        faster = replace(draft.faster, kept=kept)
        return await show(replace(draft, faster=faster), code)

    async def attempt(
        self,
        form: Sent,
        do: Callable[[], Awaitable[Response]],
        show: Show,
        alias: Mapping[str, str] | None = None,
    ) -> Response:
        """Answer with what is done, or show the form again with what stood in the way.

        What was typed is kept in every case. What came back past a sign-in is shown
        and not done: whoever signed in presses the button themselves. Only what the
        actor may not know of is left to the refusal's own page.
        """
        draft = form.draft
        if form.again:
            self.request.state.drawn_from = form.version
            return await show(draft, 200)
        try:
            return await do()
        except ValidationError as fault:
            return await self._kept(invalid(draft, fault, alias or {}), show, 422)
        except Malformed as fault:
            return await self._kept(_not_read(draft, fault, alias or {}), show, 422)
        except StaleCase:
            return await self._too_late(draft, show)
        except NotFound:
            raise
        except Refusal as refusal:
            noticed = _noticed(draft, refusal.sentence)
            asked = replace(noticed, first=first_needed(refusal))
            return await self._kept(asked, show, status(refusal))


def _noticed(draft: Draft, sentence: str) -> Draft:
    return replace(draft, notice=gettext(sentence))


def _not_read(draft: Draft, fault: Malformed, alias: Mapping[str, str]) -> Draft:
    if any(pointer == KEY_POINTER for pointer, _ in fault.faults):
        return replace(_noticed(draft, REUSED), key=new_key())
    return malformed(draft, fault, alias)


def status(refusal: Refusal) -> int:
    """The status the API gives this refusal."""
    return KINDS[refusal.code].status


def page_of(request: Request) -> Page:
    """A page, in the language its reader asked for."""
    asked = entrance.cookie(request.scope, language.COOKIE)
    language.speak(language.chosen(asked, request.headers.get("accept-language", "")))
    actor = getattr(request.state, "actor", None)
    return Page(request, request.app.state.mechanism, actor)


async def the_page(request: Request) -> Page:
    """The page a route draws."""
    return page_of(request)


PageDep = Annotated[Page, Depends(the_page)]


def back_to(path: str, done: str) -> str:
    """Where a form leads, with the word of what was done; the word goes no further."""
    return f"{path}{_DONE}{quote(done)}"


def gone_on(address: str, receipts: Sequence[str] = ()) -> Response:
    """Lead to a page that tells once what was done."""
    path, _, word = address.partition(_DONE)
    answer = RedirectResponse(path, 303)
    if word in MESSAGES:
        banner.put_up(answer, path.partition("?")[0], word, receipts)
    return answer


__all__ = [
    "Draft",
    "Page",
    "PageDep",
    "Sent",
    "Show",
    "back_to",
    "gone_on",
    "in_thread",
]
