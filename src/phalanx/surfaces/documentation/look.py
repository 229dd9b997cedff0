"""The look of the documentation: the fonts and colours of Phalanx for the pages that MkDocs builds."""

from __future__ import annotations

from phalanx.surfaces.presenting.pictures import font_faces
from phalanx.surfaces.presenting.theme import SANS, SERIF, colours

SCHEMES = {"default": "light", "slate": "dark"}
"""The names of MkDocs Material for our two themes."""
COLOURS = {
    "--md-default-bg-color": "ground",
    "--md-default-fg-color": "ink",
    "--md-default-fg-color--light": "quiet",
    "--md-default-fg-color--lightest": "line",
    "--md-typeset-color": "ink",
    "--md-typeset-a-color": "link",
    "--md-accent-fg-color": "accent-ink",
    "--md-primary-fg-color": "ground",
    "--md-primary-bg-color": "ink",
    "--md-primary-bg-color--light": "quiet",
    "--md-code-bg-color": "raised",
    "--md-code-fg-color": "ink",
    "--md-footer-bg-color": "raised",
    "--md-footer-bg-color--dark": "raised",
    "--md-footer-fg-color": "ink",
    "--md-footer-fg-color--light": "quiet",
    "--md-footer-fg-color--lighter": "quiet",
}
RULES = """\
.md-typeset h1, .md-typeset h2, .md-typeset h3 { font-family: "Source Serif 4", Georgia, serif; font-weight: 600; }
.md-typeset h1 { color: inherit; }
.md-typeset table:not([class]) { font-variant-numeric: tabular-nums; }
.md-typeset table:not([class]) th { min-width: 0; }
.md-typeset table:not([class]) :is(th, td) { padding-inline: 0.8em; }
.md-typeset table:not([class]) td:last-child { min-width: 10rem; }
.md-typeset td code { white-space: nowrap; }
.md-typeset .language-console code { white-space: pre-wrap; }
.md-header { background-color: var(--md-default-bg-color); border-bottom: 1px solid var(--md-default-fg-color--lightest); box-shadow: none; }
/* What is copied from a console is what one types. */
[data-md-copying] .gp, [data-md-copying] .go { display: none; }
.highlight .gp { user-select: none; }
"""


def sheet() -> str:
    """The style sheet, fonts inside: nothing is loaded from anywhere."""
    faces = font_faces("ā", sans=(400, 600), serif=(600,))
    names = f':root {{ --md-text-font: "{SANS}"; --md-heading-font: "{SERIF}"; }}'
    return "\n".join([faces, names, *map(_scheme, SCHEMES), RULES])


def _scheme(scheme: str) -> str:
    found = colours("dark" if SCHEMES[scheme] == "dark" else "light")
    values = " ".join(f"{name}: {found[colour]};" for name, colour in COLOURS.items())
    selectors = f'[data-md-color-scheme="{scheme}"], [data-md-color-scheme="{scheme}"][data-md-color-primary]'
    return f"{selectors} {{ {values} }}"
