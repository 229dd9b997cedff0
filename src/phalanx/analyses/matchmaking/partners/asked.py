"""Partners asked: whose partners are meant, for which area, and in which groups, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from phalanx.analyses.matchmaking.asking import state_problems, together
from phalanx.analyses.matchmaking.constellations import asked as constellations_asked
from phalanx.analyses.matchmaking.constellations.asked import ConstellationsParameters
from phalanx.analyses.matchmaking.limits_asked import Fewest, Most, OpenTo, OwnNeeds, Without
from phalanx.analyses.matchmaking.needs import read_needs, table_of
from phalanx.errors import BadInput
from phalanx.question import Parameters
from phalanx.vocabulary.values import Identifier, Reference
from phalanx.world import World
from phalanx.world.areas import within
from phalanx.world.choosing import States


class PartnersParameters(Parameters):
    """Whose partners are meant, for what, and which groups."""

    state: Annotated[
        str,
        Identifier(),
        Field(
            description="The state that looks for partners, by its two-letter code; by itself Estonia, as an example."
        ),
    ] = "EE"
    area: Annotated[
        str, Reference(kinds=("capability_areas",)), Field(description="The capability area it is for, such as WP-4.")
    ] = "WP-4"
    needs: OwnNeeds = None
    instrument: OpenTo = None
    min_: Fewest = 2
    max_: Most = None
    must: Annotated[
        tuple[str, ...],
        States(as_written=True),
        Field(description="Partners that are settled, and in every group, such as LV."),
    ] = ()
    without: Without = ()

    def constellations(self, *others: str) -> ConstellationsParameters:
        """The groups that are meant, as they are asked for there; `others` have to be in each as well."""
        # All of it has been read already; who is settled is told of as if it had been asked for there.
        return ConstellationsParameters.model_construct(
            area=self.area,
            needs=self.needs,
            instrument=self.instrument,
            min_=self.min_,
            max_=self.max_,
            must=(*others, *self.must),
            without=self.without,
        )


@dataclass(frozen=True, eq=False)
class Heard:
    """What was asked, understood: the groups with the state and who is settled, and who is looked at as a partner.

    States are places in the list of those with a need.
    """

    groups: constellations_asked.Heard
    state: int
    candidates: tuple[int, ...]

    @property
    def code(self) -> str:
        """The state that looks for partners."""
        return self.groups.needs.states[self.state]


def understand(world: World, parameters: PartnersParameters) -> Heard:
    """Understand what was asked of a World.

    Raises:
        BadInput: everything that cannot be used, together, with the values that could be.
    """
    problems = [*_state_problems(world, parameters)]
    # A state that cannot be asked about is told of once; whatever else is wrong is told with it.
    others = () if problems else (parameters.state,)
    try:
        groups = constellations_asked.understand(world, parameters.constellations(*others))
    except BadInput as problem:
        raise together([*problems, problem]) from problem
    if problems:
        raise together(problems)
    return Heard(groups, groups.needs.states.index(parameters.state), groups.limits.free)


def _state_problems(world: World, parameters: PartnersParameters) -> Iterator[BadInput]:
    """A state that is none, or that needs nothing of the area."""
    state, area = parameters.state, parameters.area
    if problems := [*state_problems(world, (state,))]:
        yield from problems
        return
    needing = read_needs(table_of(world, parameters.needs), within(world, area)).states
    if needing and state not in needing:
        yield BadInput(f"{state} needs nothing of {area}", f"a --state with a need there ({', '.join(needing)})")
