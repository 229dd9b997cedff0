"""Citations name the exact state of the registry and break no bibliography."""

from __future__ import annotations

from tests.surfaces.presenting import invented

from phalanx.surfaces.presenting.citing import Citation, bibtex, line


def test_the_line_leads_back_to_the_same_numbers() -> None:
    assert line(Citation("Holes", "2025-11-22", invented.WORLD, "0.1.0", "https://example.org/phalanx")) == (
        "Phalanx (2025): Holes. Open registry of European defence agreements, version 0.1.0. Made on 2025-11-22, valid on "
        "2025-11-21, known at 2025-11-21T09:30:00Z, journal head 3f9ac0d2e1b45566778899aabbccddee. "
        "https://example.org/phalanx. CC BY 4.0."
    )


def test_bibtex_escapes_what_it_would_read_as_commands() -> None:
    entry = bibtex(Citation(r"50 % of A&B_C {x} \input#1", "2025-11-22", invented.WORLD))
    assert r"title   = {{50 \% of A\&B\_C \{x\} \textbackslash{}input\#1}}," in entry
    assert entry.startswith("@misc{phalanx-2025-11-22,\n")
    assert "version" not in entry
    assert "url" not in entry
