import xml.dom.minidom
from html import escape
from pathlib import Path

import pytest

from workflows.diagram import mermaid, svg, table
from workflows.loader import load_shipped, load_text, shipped_names, text_of
from workflows.schema import Pathway
from workflows.vocabulary import Track

NEUTRAL = text_of(Path(__file__).parents[1] / "neutral.toml")


def pathways() -> list[Pathway]:
    shipped = [load_shipped(name)[0] for name in shipped_names()]
    return [load_text(NEUTRAL, "neutral.toml"), *shipped]


@pytest.mark.parametrize("pathway", pathways(), ids=lambda p: p.name)
def test_every_step_stage_and_clock_is_drawn(pathway: Pathway) -> None:
    drawn, listed, picture = mermaid(pathway), table(pathway), svg(pathway)
    for track in pathway.tracks:
        for stage in track.stages:
            assert f"{track.name.value}__{stage.name}" in drawn
            assert f"<title>{stage.name}</title></rect>" in picture
        for step in track.steps:
            assert f"(`{step.name}`)" in listed
            assert f"<title>{escape(step.label)}</title>" in picture
            for origin in step.from_stages:
                arrow = (
                    f"{track.name.value}__{origin} --> {track.name.value}__{step.to}"
                )
                assert arrow in drawn
    for name in pathway.clocks:
        assert f"| `{name}` |" in listed
    assert pathway.notice in listed


def test_an_unset_clock_is_said_to_set_no_deadline() -> None:
    assert "| `decision` | unset: your procedure sets no deadline |" in table(
        load_text(NEUTRAL, "neutral.toml")
    )


def test_the_footnote_stands_where_the_label_stands() -> None:
    listed = table(load_text(NEUTRAL, "neutral.toml"))
    assert "# Neutralia\\*, version 1" in listed
    assert "\\* An invented country." in listed


@pytest.mark.asvs("V1.2.1")
def test_labels_cannot_break_out_of_their_place() -> None:
    evil = '<script>|x [y](z) \\" --> } & `'
    escaped = evil.replace("\\", "\\\\").replace('"', '\\"')
    text = NEUTRAL.replace('label = "Assist"', f'label = "{escaped}"')
    pathway = load_text(text.replace('"Assisted"', f'"{escaped}"'), "neutral.toml")
    picture = svg(pathway)
    xml.dom.minidom.parseString(picture)  # noqa: S318 -- our own output
    assert "<script" not in picture + table(pathway) + mermaid(pathway)
    row = next(line for line in table(pathway).split("\n") if "`assist`" in line)
    assert row.replace("\\|", "").count("|") == 8
    assert "[y]" not in row.replace("\\[", "")


def test_the_position_stands_out_with_what_may_happen_next() -> None:
    pathway = load_shipped("convention")[0]
    plain = svg(pathway)
    here = svg(pathway, {Track.PROTECTION: "presumed"})
    track = pathway.track(Track.PROTECTION)
    ready = [step for step in track.steps if "presumed" in step.from_stages]
    assert ready
    assert plain.count('stroke-width="3"') == plain.count('stroke-width="2.5"') == 0
    assert here.count('stroke-width="3"') == 1
    assert here.count('stroke-width="2.5"') == len(ready)
    assert "class protection__presumed here" in mermaid(
        pathway, {Track.PROTECTION: "presumed"}
    )
