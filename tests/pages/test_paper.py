"""The sheets beside a timeline, read back by another program than drew them."""

import io
import json
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from api.pages.paper import MOST, _engine, _Nothing, line_of, sheets
from referral.actions.export import Drawn
from referral.actions.hand_on import ForPaper
from referral.rules.exporting import Profile
from tests.spec.handing_on import agreed, opened, wanted
from tests.spec.test_erasing import erased
from tests.world import START, World

NAMES = ("outreach", "host", "Ngo", "Shelter", "Kestrel", "Alder")
"""Who acted, for whom, and about whom."""


def handed_on(
    world: World, case: Any, profile: Profile, code: str = "en"
) -> dict[str, bytes]:
    """What a court finds in the file, with sheets in a language."""
    me, what = world["coordinator"], wanted(profile)
    if what.identifying:
        joint = agreed(world, case, what)
        done = world.mechanism.draw_export(me, joint, sheets(code))
    else:
        done = world.mechanism.export_timeline(me, case, what, sheets(code))
    assert done.on_paper
    return dict(opened(done).files)


def pages(pdf: bytes) -> list[str]:
    """The text of every page."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [page.get_textpage().get_text_range() for page in document]


def codes_on(pdf: bytes) -> list[str]:
    """What the QR codes on the first page say."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        picture = document[0].render(scale=3).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def said_of(pdf: bytes) -> dict[str, str]:
    """What the file says of itself."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        found: dict[str, str] = document.get_metadata_dict()
    return found


def test_sheets_and_file_belong_together(embedded_world: World) -> None:
    case = embedded_world.accepted()[0].id
    files = handed_on(embedded_world, case, Profile.FULL)
    pdf, export = files["timeline.pdf"], json.loads(files["timeline.json"])
    digest = sha256(files["timeline.json"]).hexdigest()
    read = pages(pdf)

    assert len(read) > 1
    for number, page in enumerate(read, start=1):
        assert f"{number} / {len(read)}" in page
    for line in export["checkpoint"].split("\n")[:3]:
        assert line in read[0]
    assert digest in read[0]
    assert codes_on(pdf) == [export["checkpoint"]]
    whole = "\n".join(read)
    for each in export["entries"]:
        assert each["h"] in whole
        assert f"No. {each['header']['seq']} ·" in whole
    assert "Ngo, outreach" in whole
    assert "age_class: adult" in whole
    assert "2026-03-02 21:30:00 UTC" in whole
    assert "traffick" not in (whole + str(said_of(pdf))).lower()


def test_the_same_timeline_gives_the_same_bytes_and_names_no_machine(
    embedded_world: World,
) -> None:
    case = embedded_world.case().id
    first = handed_on(embedded_world, case, Profile.ANONYMOUS)
    said = ForPaper(drawn_from(first), START, "ab" * 32)
    once, again = (sheets("en")(said) for _ in range(2))
    assert once == again
    assert said_of(first["timeline.pdf"]) == {
        **dict.fromkeys(("Author", "Subject", "Keywords", "Creator", "ModDate"), ""),
        "Title": "Case timeline",
        "Producer": "WeasyPrint 70.0",
        "CreationDate": "D:20260302213000+00'00",
    }


def drawn_from(files: dict[str, bytes]) -> Drawn:
    return Drawn(json.loads(files["timeline.json"]), "", {}, {}, {}, "UTC")


def test_an_anonymous_one_names_nobody_and_a_full_one_would(
    embedded_world: World,
) -> None:
    case = embedded_world.accepted()[0].id
    files = handed_on(embedded_world, case, Profile.ANONYMOUS)
    read, code = "\n".join(pages(files["timeline.pdf"])), a_code(embedded_world, case)
    told = read + files["timeline.json"].decode()
    assert not [name for name in (*NAMES, code) if name in told]
    assert "Everything: withheld" in read
    full = handed_on(embedded_world, case, Profile.FULL)
    told = "\n".join(pages(full["timeline.pdf"]))
    assert {"outreach", "host", "Ngo", "Shelter", code} <= {
        name for name in (*NAMES, code) if name in told
    }


def a_code(world: World, case: Any) -> str:
    return world.mechanism.read_case(world["coordinator"], case).code


def test_a_redacted_one_names_organisations_and_says_what_is_withheld_or_erased(
    embedded_world: World,
) -> None:
    case = embedded_world.case().id
    files = handed_on(embedded_world, case, Profile.REDACTED, "sq")
    read = "\n".join(pages(files["timeline.pdf"]))
    assert "Ngo" in read
    assert "outreach" not in read
    assert "Fushat: të fshehura (3)" in read
    assert "age_class" not in read
    erased(embedded_world, case)
    files = handed_on(embedded_world, case, Profile.REDACTED)
    read = "\n".join(pages(files["timeline.pdf"]))
    assert "Fields: erased" in read
    assert "Fields: withheld" in read  # of what came after the erasure


def test_the_longest_are_not_drawn(embedded_world: World) -> None:
    case = embedded_world.case().id
    files = handed_on(embedded_world, case, Profile.ANONYMOUS)
    drawn = drawn_from(files)
    one = drawn.export["entries"][0]
    long = Drawn({**drawn.export, "entries": [one] * (MOST + 1)}, "", {}, {}, {}, "")
    assert sheets("en")(ForPaper(long, START, "ab" * 32)) is None


WITHOUT = """
import sys
sys.modules["weasyprint"] = None
from api.pages.paper import _engine
print(_engine())
"""


def test_without_the_extra_a_timeline_goes_without_sheets() -> None:
    words = [sys.executable, "-c", WITHOUT]
    done = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603 # ours
    assert done.stdout == "None\n"


@pytest.mark.asvs("V1.3.6")
@pytest.mark.parametrize("refusing", [True, False], ids=["ours", "the library's own"])
def test_nothing_is_fetched_not_even_from_this_machine(
    tmp_path: Path, *, refusing: bool
) -> None:
    """The library's own way shows that the look finds a picture that was fetched."""
    made = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(made, "PNG")
    (tmp_path / "red.png").write_bytes(made.getvalue())
    address = (tmp_path / "red.png").as_uri()
    engine = _engine()
    assert engine is not None
    ours = {"url_fetcher": _Nothing()} if refusing else {}
    pdf = engine.HTML(string=f"<img src='{address}'>", **ours).write_pdf()
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        pictures = [one.type for one in document[0].get_objects()].count(3)
    assert pictures == (0 if refusing else 1)
    with pytest.raises(ValueError, match="fetch nothing"):
        _Nothing()(address)


@pytest.mark.asvs("V1.2.1")
def test_what_stands_in_a_field_is_text_and_no_page() -> None:
    header = {
        **dict.fromkeys(("organisation", "actor", "purpose", "track", "from", "to")),
        "at": 0,
        "occurred_at": None,
        "seq": 1,
        "type": "step_taken",
        "lane": "stage",
    }
    fields = {"note": ["00", "<img src=x>"], "count": ["00", [1, None]]}
    entry = {"h": "", "index": 0, "header": header, "fields": fields}
    said = ForPaper(Drawn({}, "", {}, {}, {}, "UTC"), START, "")
    line = line_of(said, {**entry, "commitments": ["", "", ""]})
    assert line.fields == (("note", "<img src=x>"), ("count", "[1, null]"))
    assert (line.withheld, line.erased) == (1, False)
    export = {
        "checkpoint": "a\n1\nb\n\n",
        "profile": "full",
        "whole": True,
        "entries": [{**entry, "commitments": ["", "", ""]}],
    }
    drawn = sheets("en")(ForPaper(Drawn(export, "", {}, {}, {}, "UTC"), START, ""))
    assert drawn is not None
    assert "note: <img src=x>" in pages(drawn)[0]
