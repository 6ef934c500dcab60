"""Templates: one environment, the pattern library's macros, our words and dates."""

from datetime import date, datetime, timedelta
from functools import cache
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, Template
from markupsafe import Markup

from api.pages import labels, static, words_shown
from api.pages.cover import reachable
from api.pages.labels_contact import WHERE_LATER
from api.pages.language import gettext, ngettext, plain, speaking
from api.pages.open_form import open_form
from api.pages.whats_next import next_of_offer
from referral.rules.happened import written_later

MACROS = {
    "govukBackLink": "back-link",
    "govukButton": "button",
    "govukCheckboxes": "checkboxes",
    "govukDetails": "details",
    "govukErrorSummary": "error-summary",
    "govukExitThisPage": "exit-this-page",
    "govukFileUpload": "file-upload",
    "govukInput": "input",
    "govukInsetText": "inset-text",
    "govukNotificationBanner": "notification-banner",
    "govukRadios": "radios",
    "govukSelect": "select",
    "govukSkipLink": "skip-link",
    "govukSummaryList": "summary-list",
    "govukTag": "tag",
    "govukTextarea": "textarea",
    "govukWarningText": "warning-text",
}
_KIT = "govuk_frontend_jinja"
_SOON = timedelta(hours=2)


@cache
def environment() -> Environment:
    """The one environment. Macros are globals, so that parts render alone too."""
    made = Environment(
        loader=ChoiceLoader(
            [PackageLoader("api"), PrefixLoader({_KIT: PackageLoader(_KIT)})]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined] # of the extension
    for macro, component in MACROS.items():
        module = made.get_template(f"{_KIT}/components/{component}/macro.html").module
        made.globals[macro] = getattr(module, macro)
    made.globals.update(plain=plain, sentence=labels.sentence, asset=static.address)
    made.globals.update(
        later_at=WHERE_LATER,
        next_of_offer=next_of_offer,
        label=words_shown.label,
        explained=words_shown.explained,
        answers_on_page=words_shown.answers,
        lists_on_page=words_shown.lists,
    )
    made.filters.update(to_the_second=to_the_second, seconds_to=seconds_to)
    made.globals.update(open_form=open_form, reachable=reachable)
    made.filters.update(moment=moment, day=day, clock=clock, foreign=foreign)
    made.tests["late"] = is_late
    made.tests["soon"] = is_soon
    made.tests["earlier"] = is_earlier
    return made


def template(name: str) -> Template:
    """A template by file name."""
    return environment().get_template(name)


def _locale() -> Locale:
    return Locale.parse(speaking().language.code.partition("-")[0])


def moment(at: datetime, zone: str = "UTC") -> Markup:
    """A moment in the mechanism's zone, with its machine-readable twin."""
    local = at.astimezone(ZoneInfo(zone))
    said = format_datetime(
        local, "d MMM y, HH:mm", tzinfo=local.tzinfo, locale=_locale()
    )
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), said)


def to_the_second(at: datetime, zone: str = "UTC") -> Markup:
    """The hour of a moment that is only seconds away."""
    local = at.astimezone(ZoneInfo(zone))
    said = format_datetime(local, "HH:mm:ss", tzinfo=local.tzinfo, locale=_locale())
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), said)


def seconds_to(at: datetime, now: datetime) -> int:
    """Whole seconds to a moment; none once it is there."""
    return max(0, ceil((at - now).total_seconds()))


def day(at: date) -> str:
    """A day."""
    return format_date(at, "long", locale=_locale())


def clock(due: datetime, now: datetime) -> str:
    """How long there is left, or how long it has been late."""
    span = format_timedelta(abs(due - now), threshold=1.2, locale=_locale())
    words = gettext("%(span)s late") if due <= now else gettext("%(span)s left")
    return words % {"span": span}


def is_late(due: datetime | None, now: datetime) -> bool:
    """True once a clock has run out."""
    return due is not None and due <= now


def is_soon(due: datetime | None, now: datetime) -> bool:
    """True in the last two hours of a clock."""
    return due is not None and now < due <= now + _SOON


def is_earlier(occurred_at: datetime | None, at: datetime) -> bool:
    """True of what happened before the minute in which it was written down."""
    return written_later(at, occurred_at)


def foreign(text: Any, code: str) -> Any:  # noqa: ANN401 # any text
    """A text of the pathway or of people, marked where its language is another."""
    if code == speaking().language.code:
        return text
    return Markup('<span lang="{}">{}</span>').format(code, text)
