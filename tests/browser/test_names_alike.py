"""Long names break alike in pictures and on the page: what `axes.py` makes of a chart, `axes.ts` makes of it too."""

from __future__ import annotations

import copy
import json
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from phalanx.surfaces.presenting import axes
from phalanx.surfaces.presenting import theme as look
from phalanx.surfaces.presenting.colouring import rows

WEB = Path(__file__).parents[2] / "web"
PROGRAM = """
import { readFileSync } from "node:fs";
import { rolldown } from "rolldown";
const bundle = await rolldown({ input: "src/parts/answer/axes.ts" });
const { output } = await bundle.generate({ format: "esm" });
const page = await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
const asked = JSON.parse(readFileSync(0, "utf8"));
const lines = asked.names.map(([name, room]) => page.lines(name, room));
for (const { spec, rows, width } of asked.specs) page.breakNames(spec, rows, width);
process.stdout.write(JSON.stringify({ lines, specs: asked.specs.map(({ spec }) => spec) }));
"""
WORDS = (
    "Treaty", "of", "Nancy", "on", "enhanced", "cooperation", "Albania-Bulgaria-Italy-North Macedonia", "155 mm",
    "3 km of", "and", "Überwachungszusammenarbeitsvereinbarung", "e-mail", "(FR-PL)", "1999-2004", "EUR 5 m:", "–",
    "co-operation--agreed", "l'Étranger", "A", "DK HR IT", "Łódź", "ships,",
)  # fmt: skip
SHORT, MIDDLING = "Poland", "North Macedonia–Italy pact of aid"
LONG = "Memorandum of understanding on the supply of artillery shells of 155 mm between Denmark, Croatia and Italy"
WIDTHS = (300, 326, 500, 680)


@pytest.fixture(scope="module")
def node() -> str:
    program = shutil.which("node")
    if program is None or not (WEB / "node_modules" / "rolldown").exists():
        pytest.skip("needs Node.js 20.19 or newer and the parts of the page: make page")
    return program


@pytest.fixture(scope="module")
def names() -> list[tuple[str, int]]:
    draw = random.Random(17)  # names to break, no secret
    return [(" ".join(draw.choices(WORDS, k=draw.randint(1, 14))), draw.randint(8, 45)) for _ in range(1500)]


def test_names_break_alike(node: str, names: list[tuple[str, int]]) -> None:
    told = by_page(node, names=names)["lines"]
    here = [axes.lines(name, room) for name, room in names]
    assert [one for one in zip(names, here, told, strict=True) if one[1] != one[2]] == []
    assert {len(parts) for parts in here} == {1, 2, 3, 4}, "names of every height were drawn"


def test_charts_are_finished_alike(node: str) -> None:
    asked: list[dict[str, Any]] = [
        {"spec": spec, "rows": list(rows(spec)), "width": width} for spec in charts() for width in WIDTHS
    ]
    told = by_page(node, specs=asked)["specs"]
    for one, there in zip(asked, told, strict=True):
        here = copy.deepcopy(one["spec"])
        axes.break_names(here, one["width"])
        assert read(there) == read(here), one


def charts() -> list[dict[str, Any]]:
    """Charts of every kind that the breaking of names tells apart, as the theme finishes them."""
    bars: dict[str, Any] = {"mark": "bar", "encoding": {"x": {"field": "n", "type": "quantitative"}}}
    order = [LONG, SHORT, MIDDLING]
    return [
        chart(**bars, y={}),
        chart(**bars, y={"sort": order}),
        chart(**bars, y={"sort": [SHORT, LONG, MIDDLING]}, height={"step": 20}),
        chart(**bars, y={"sort": order[:2]}),
        chart(**bars, y={"sort": "-x", "axis": {"title": None}}, height=300),
        chart(**bars, y={"axis": None}),
        chart(**bars, y={"axis": {"labelExpr": "datum.label"}}),
        chart(mark="rect", y={}, height={"step": 14}),
        chart(mark="rect", y={}, height={"step": 14}, names=(SHORT, "North Macedonia MK")),
        chart(mark="rect", y={}, height={"step": 20, "for": "position"}),
        chart(mark="bar", y={}, encoding={"yOffset": {"field": "n"}}),
        {**chart(mark="bar", y={}), "encoding": {}, "layer": [chart(mark="bar", y={"sort": order}), {"mark": "text"}]},
    ]


def chart(y: dict[str, Any], names: tuple[str, ...] = (SHORT, MIDDLING, LONG), **parts: Any) -> dict[str, Any]:
    """A specification with these names on its upright axis and the theme's config."""
    encoding = parts.pop("encoding", {}) | {"y": {"field": "name", "type": "nominal"} | y}
    values = [{"name": name, "n": place} for place, name in enumerate(names)]
    config = json.loads(json.dumps(look.config("light")))
    return {"config": config, "data": {"values": values}, "encoding": encoding, **parts}


def by_page(node: str, **asked: Any) -> Any:
    """What the page's own code makes of names or charts."""
    command = [node, "--input-type=module", "--eval", PROGRAM]
    words = json.dumps({"names": [], "specs": []} | asked)
    done = subprocess.run(command, cwd=WEB, input=words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def read(node: Any) -> Any:
    """A specification with the lists and tables that stand inside its expressions read: how they are spaced is no matter."""
    if isinstance(node, dict):
        return {key: read(value) for key, value in node.items()}
    if isinstance(node, list):
        return [read(value) for value in node]
    if isinstance(node, str) and (found := re.search(r"[{\[]\".*[}\]](?=\[datum|, datum)", node)):
        return [node[: found.start()], json.loads(found[0]), node[found.end() :]]
    return node
