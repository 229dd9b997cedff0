from __future__ import annotations

from phalanx.registry import seed
from phalanx.registry.records import KINDS
from phalanx.registry.store import Registry


def test_the_bundled_facts_fill_a_registry_as_of_their_edition(registry_url: str) -> None:
    with Registry.create(registry_url, seed.fill) as registry:
        entries = list(registry.entries())
        registry.verify()
    assert {entry.kind for entry in entries} == set(KINDS)
    assert {entry.at for entry in entries} == {f"{seed.edition()}T00:00:00.000000Z"}
    assert {entry.who for entry in entries} == {"Phalanx"}
    assert {entry.field for entry in entries} == {None}
    assert len({entry.record for entry in entries}) == len(entries)
    assert sum(entry.kind == "agreements" for entry in entries) >= 622
