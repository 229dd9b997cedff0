"""Road map asked: from when to when, how the United States leave, how fair and how European, and whose tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from phalanx.analyses.planning.measured import Listed, Measured, numbered
from phalanx.question import Parameters
from phalanx.vocabulary.values import Integer, Number, Own, OwnTable

FIRST, LAST = 2026, 2040
"""The years that the facts of planning are made for."""
Year = Integer(unit="year", low=FIRST, high=LAST)
Path = Literal["gradual", "abrupt", "none"]
Preference = Literal["any", "european"]


class RoadMapParameters(Parameters):
    """Which years, which future, which rules of sharing, and which tables in the place of the bundled ones."""

    from_: Annotated[int, Year, Field(alias="from", description="The first year of the plan.")] = FIRST
    to: Annotated[int, Year, Field(description="The last year of the plan.")] = LAST
    us_exit: Annotated[
        Path,
        Field(
            alias="us-exit",
            description="How the United States leave: evenly over some years (gradual), at once (abrupt), or not (none).",
        ),
    ] = "gradual"
    fairness: Annotated[
        float,
        Number(low=0, high=1),
        Field(
            description="The part of its fair share that each state pays at least, and that bounds what it takes "
            "of capabilities and of common enablers; 0 binds nobody."
        ),
    ] = 0.7
    prefer: Annotated[
        Preference,
        Field(
            description="Whether a line of industry outside Europe weighs more than it costs (european) or not (any)."
        ),
    ] = "any"
    floor: Annotated[
        tuple[str, ...] | None,
        Listed(of=Measured(Number(low=0, high=1), "battle_tanks:0.8")),
        Field(
            description="What has to be covered by the last year: the part of what money can bring by then, such as "
            "battle_tanks:0.8; all:0.5 for all items; several with ; between them."
        ),
    ] = None
    items: Annotated[
        Own | None,
        OwnTable(kind="capability_items"),
        Field(description="Your own table of what can be bought, with costs and lead times."),
    ] = None
    industry: Annotated[
        Own | None, OwnTable(kind="industry_lines"), Field(description="Your own table of lines of industry.")
    ] = None
    requirements: Annotated[
        Own | None, OwnTable(kind="requirements"), Field(description="Your own table of what Europe needs in all.")
    ] = None
    us_exit_path: Annotated[
        Own | None,
        OwnTable(kind="us_exit_paths"),
        Field(
            alias="us-exit-path",
            description="Your own table of what the United States still provide by year; --us-exit names the path of it.",
        ),
    ] = None
    targets: Annotated[
        Own | None, OwnTable(kind="targets"), Field(description="Your own table of targets by state and framework.")
    ] = None
    holdings: Annotated[
        Own | None, OwnTable(kind="holdings"), Field(description="Your own table of what states hold.")
    ] = None
    budgets: Annotated[
        Own | None,
        OwnTable(kind="budgets"),
        Field(description="Your own table of budgets, for the states that it names."),
    ] = None
    joint_buys: Annotated[
        Own | None,
        OwnTable(kind="joint_buys"),
        Field(alias="joint-buys", description="Your own table of groups that can buy together."),
    ] = None

    @property
    def floors(self) -> Mapping[str, float]:
        """The part that has to be covered by item, or by `all`."""
        return numbered(self.floor)

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the plan; none where they run backwards."""
        return tuple(range(self.from_, self.to + 1))
