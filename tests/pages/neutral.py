"""What every page has to be: neutral, kept nowhere, with nothing in its addresses."""

import re
from collections.abc import Mapping

from tests.world import CONTENT

TITLES = {
    *("Desk", "Page", "Error: Desk", "Error: Page"),
    *("What you can decide", "Everything that is written"),
}
"""All that a tab, a task list or a shoulder reads."""
ICON = '<link rel="icon" href="/static/desk.'
ADDRESS = re.compile(
    r"(?:/[A-Za-z0-9._-]+)*/?(?:\?(?:&amp;|[A-Za-z0-9=&_%./-])*)?(?:#[A-Za-z0-9_-]*)?"
)
LINKS = re.compile(r'(?:href|action|formaction|src|hx-post|hx-get)="([^"]*)"')
UNPOSTED = re.compile(r'<form(?![^>]*method="post").*?</form>', re.DOTALL)
TYPED = re.compile(r"<textarea|<input(?![^>]*type=\"hidden\")|<form(?![^>]*get)")
"""What would bring typed words into an address."""
HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
}
PLANTED = [str(one) for fields in CONTENT.values() for one in fields.values()]


def faults_of(page: str, headers: Mapping[str, str]) -> list[str]:
    """What is wrong with a page, whoever looks at it."""
    head = page.partition("</head>")[0]
    titles = set(re.findall(r"<title>(.*?)</title>", head))
    links = set(LINKS.findall(page))
    told = [
        *(f"title {each}" for each in titles - TITLES or {"-"} - titles - {"-"}),
        *(f"address {each}" for each in links if not ADDRESS.fullmatch(each)),
        *(f"{word} in an address" for word in PLANTED for at in links if word in at),
        *(f"{n}: {headers.get(n)}" for n, v in HEADERS.items() if headers.get(n) != v),
    ]
    wanted = {
        "one title": len(titles) == 1,
        "the icon": page.count(ICON) == 1,
        "a word instead of it on paper": page.count('class="desk-nopaper"') == 1,
        "forms that are posted, or choose coded words": not any(
            TYPED.search(form) for form in UNPOSTED.findall(page)
        ),
        "no script in it": not re.search(r'\son[a-z]+="|javascript:', page),
        "no style in it": ' style="' not in page,
    }
    return [*told, *(f"not: {what}" for what, is_so in wanted.items() if not is_so)]
