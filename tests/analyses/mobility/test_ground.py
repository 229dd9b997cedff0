"""The ground: permits at the ends of their ranges, links and gauges that upgrades open, hazards; on small and bundled facts."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from phalanx.analyses.mobility.examples import Hazard, read_examples, read_hazards
from phalanx.analyses.mobility.ground import Ground, bounded, ground_of
from phalanx.analyses.mobility.isochrones import first_hours
from phalanx.analyses.mobility.measures import BOUNDS
from phalanx.analyses.mobility.network import Network, network_of
from phalanx.errors import BadInput
from phalanx.registry.store import Registry
from phalanx.world import World

NOBODY: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def ground(bundled_world: World) -> Ground:
    return ground_of(bundled_world)


def place(ground: Ground, name: str) -> int:
    return [upgrade.id for upgrade in ground.upgrades].index(name)


def hours(ground: Ground, network: Network, origin: str, node: str) -> float:
    return float(first_hours(network, origin)[ground.network.place[node]])


def test_without_upgrades_it_is_the_network_of_the_day(bundled_world: World, ground: Ground) -> None:
    today = network_of(bundled_world, "proposal", home=("NL",))
    ours = ground.with_(ground.release(bounded(bundled_world, "proposal", frozenset({"NL"}), corridors=False)))
    there, here = first_hours(today, "nl-rotterdam"), first_hours(ours, "nl-rotterdam")
    assert {name: there[today.place[name]] for name in today.nodes} == {
        name: here[ours.place[name]] for name in today.nodes
    }


def test_a_link_that_is_being_built_is_opened_by_its_upgrade(ways_world: World) -> None:
    # From Gamma to Delta there is only a road until 2030; the small ways have no upgrade, so that the railway stays shut.
    ground = ground_of(ways_world)
    shut = {link for link, is_open in zip(ground.network.link, ground.open, strict=True) if not is_open}
    assert shut == {"W4"}
    later = World(date(2031, 1, 1), ways_world.known_at, ways_world.journal_head, ways_world.entries)
    assert ground_of(later).open.all()


def test_rail_nordica_lets_trains_run_through_to_rovaniemi(ground: Ground) -> None:
    at_once = np.zeros(len(ground.network.tail))
    before = hours(ground, ground.with_(at_once), "se-boden", "fi-rovaniemi")
    after = hours(ground, ground.with_(at_once, [place(ground, "upgrade-rail-nordica")]), "se-boden", "fi-rovaniemi")
    # By road as today, or by rail without changing gauge, which takes 9 hours.
    by_rail = 6 + 140 / 30 + 3 + 28 / 30 + 123 / 30 + 6
    assert after == pytest.approx(min(before, by_rail))
    # As far as Kemi on one train.
    assert hours(
        ground, ground.with_(at_once, [place(ground, "upgrade-rail-nordica")]), "se-boden", "fi-kemi/rail-1435"
    ) == pytest.approx(6 + 140 / 30 + 3 + 28 / 30)


def test_an_upgrade_multiplies_what_is_carried_and_takes_from_the_hours(ground: Ground) -> None:
    at_once = np.zeros(len(ground.network.tail))
    chosen = [place(ground, "upgrade-suwalki-border"), place(ground, "upgrade-border-rail")]
    plain, better = ground.with_(at_once), ground.with_(at_once, chosen)
    on_it = np.array(ground.network.link) == "L0112"
    assert (better.capacity[on_it] == 2 * plain.capacity[on_it]).all()
    # Half an hour by the new line and two at the border.
    assert (plain.hours - better.hours)[on_it] == pytest.approx([2.5, 2.5])
    others = ~np.isin(ground.network.link, ["L0112", "L0003", "L0085", "L0097", "L0230"])
    assert (better.hours[others] == plain.hours[others]).all()


def test_more_is_never_saved_than_an_arc_takes(ground: Ground) -> None:
    network = ground.with_(np.zeros(len(ground.network.tail)), range(len(ground.upgrades)))
    assert (network.hours[ground.network.hours > 0] > 0).all()


def test_permits_at_the_ends_of_their_ranges(ways_world: World) -> None:
    # Without a row of its own a state asks for 1080 hours today, 120 to 1440; Germany for 240 in any case.
    found = [bounded(ways_world, "today", NOBODY, corridors=False, bound=bound) for bound in BOUNDS]
    assert [each.entering("PL", "DE") for each in found] == [120, 1080, 1440]
    assert [each.entering("DE", "FR") for each in found] == [240, 240, 240]


def test_a_regime_is_a_ceiling_and_makes_nobody_slower(bundled_world: World) -> None:
    # Lithuania takes five days today by its own rules, and five working days are 168 hours with a weekend.
    pledge = bounded(bundled_world, "pledge", NOBODY, corridors=False)
    assert pledge.entering("LT", "PL") == 120
    assert pledge.entering("FR", "DE") == 168
    assert bounded(bundled_world, "proposal", NOBODY, corridors=False).entering("LT", "PL") == 72


def test_an_agreed_corridor_has_a_range_too(ways_world: World) -> None:
    agreed = bounded(ways_world, "today", NOBODY, corridors=True, bound="high")
    assert agreed.entering("PL", "DE") == 24
    assert agreed.entering("UA", "PL") == 1440


def test_a_hazard_leaves_its_share_on_its_mode_in_its_states(ground: Ground) -> None:
    left = ground.left_by(Hazard("h", "Heat", "rail", frozenset({"LT"}), 0.5, 0.1, 0.0, 0.2))
    hit = np.flatnonzero(left < 1)
    assert {left[arc] for arc in hit} == {0.5}
    assert {ground.network.mode[arc] for arc in hit} == {"rail"}
    assert all("LT" in (ground.leaves[arc], ground.enters[arc]) for arc in hit)
    assert not np.isin(np.array(ground.network.link)[hit], ["lt-kaunas", "lt-vilnius"]).any(), "yards work on"
    assert (ground.left_by(None) == 1).all()


def test_examples_and_hazards_are_those_of_the_facts(bundled_world: World) -> None:
    examples = read_examples(bundled_world)
    assert len(examples) == bundled_world.table("example_movements").height
    (one,) = read_examples(bundled_world, ("example-rotterdam-kaunas",))
    # Thirty trains, half of them with tracked vehicles; told of are only two movements.
    assert (one.movement.total, one.movement.heavy) == (30, 0.5)
    assert (one.home, one.told) == (frozenset({"NL"}), None)
    assert [each.told for each in examples if each.told] == [(10, 10), (6, 7)]
    assert [each.factor for each in read_hazards(bundled_world, ("example-low-rhine",))] == [0.0]
    assert read_hazards(bundled_world, ()) == ()


def test_unknown_names_are_refused_with_those_there_are(bundled_world: World, small_registry: Registry) -> None:
    with pytest.raises(BadInput, match="no movement example-x") as unknown:
        read_examples(bundled_world, ("example-x",))
    assert "example-rotterdam-kaunas" in unknown.value.expected
    with pytest.raises(BadInput, match="no hazard example-x"):
        read_hazards(bundled_world, ("example-x",))
    with pytest.raises(BadInput, match="example_movements is missing"):
        read_examples(World.of(small_registry))
