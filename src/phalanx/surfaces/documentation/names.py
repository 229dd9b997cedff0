"""The names a notebook uses: the public ones of `phalanx`, and the types that come with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import phalanx
from phalanx.surfaces.documentation.markdown import opening

INTRODUCTION = """\
`import phalanx` gives these names. Everything else may change from one version to the next.

```python
import phalanx

with phalanx.open_registry() as registry:
    answer = phalanx.ask("growth", registry, scope="brief", valid_on="2025-09-30")

answer.finding("agreements").value
answer.table("by_form")
```

How to work with them: [In a notebook](../how-to/notebook.md).
"""
COMING_ALONG: Mapping[str, tuple[str, ...]] = {
    "What an Answer is made of": ("answer.Finding", "answer.Table", "answer.Chart", "answer.Map", "answer.WorldStamp"),
    "Agreements as questions count them": (
        "world.agreements.agreements",
        "world.agreements.select",
        "world.agreements.Selection",
        "world.agreements.pairs",
    ),
    "Errors": ("errors.PhalanxError", "errors.Problem"),
}
"""Names beyond `phalanx` itself that are documented, by heading."""
DOORS = (
    "open_registry",
    "ask",
    "ask_again",
    "questions",
    "import_facts",
    "export_facts",
    "Registry",
    "World",
    "Answer",
)


def page() -> str:
    """The public names, for mkdocstrings to fill in."""
    return "\n".join([opening("Python", "the public names of phalanx"), INTRODUCTION, *_blocks()])


def _blocks() -> Iterator[str]:
    public = [name for name in phalanx.__all__ if not name.startswith("_")]
    yield "## phalanx\n"
    for name in sorted(public, key=lambda each: DOORS.index(each) if each in DOORS else len(DOORS)):
        yield _block(f"{getattr(phalanx, name).__module__}.{name}")
    for heading, names in COMING_ALONG.items():
        yield f"## {heading}\n"
        yield from (_block(f"phalanx.{name}") for name in names)


def _block(path: str) -> str:
    return f"::: {path}\n"
