"""The pages about kinds of problems, and the same as one document."""

from collections.abc import Iterator
from html import escape

from api.problem_table import KINDS, STATUSES, Kind

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{sentence}</p>
<h2>What it means</h2>
<p>{meaning}</p>
<h2>What to do</h2>
<p>{remedy}</p>
<p>Status {status}, code <code>{code}</code>.</p>
</main>
</body>
</html>
"""


def page(kind: Kind) -> str:
    """One kind as a page that needs neither script nor style."""
    names = ("title", "sentence", "meaning", "remedy", "status", "code")
    return _PAGE.format(**{name: escape(str(getattr(kind, name))) for name in names})


def document() -> str:
    """Every kind as Markdown, for the reference."""
    return "\n".join(_document())


def _document() -> Iterator[str]:
    yield "# Problems"
    yield ""
    yield "What the API answers instead of a result, as `application/problem+json`"
    yield "(RFC 9457). Each kind has a stable `type`: the address of a page about it."
    yield "No answer repeats what was sent."
    yield ""
    yield "This page is generated: `make reference`."
    for status, words in STATUSES.items():
        yield f"\n## {status}: {words}"
        for kind in (each for each in KINDS.values() if each.status == status):
            yield from ("", f"### {kind.code}", "", f"> {kind.sentence}", "")
            yield from (kind.meaning, "", f"What to do: {kind.remedy}")
    yield ""
