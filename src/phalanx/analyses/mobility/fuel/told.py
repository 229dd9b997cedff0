"""Fuel told: how near the pipelines come, how long a depot lasts, and what extensions change, in words."""

from __future__ import annotations

from math import isfinite

from phalanx.analyses.mobility.fuel.asked import Heard
from phalanx.analyses.mobility.fuel.found import Supply
from phalanx.analyses.mobility.ground_told import hours_said
from phalanx.answer import Finding
from phalanx.registry.records import named
from phalanx.registry.records.fuel_measures import FuelMeasure

WITH = {
    "in_service": "With the lines in service",
    "planned": "With the lines that are planned as well",
    "idea": "With all lines that were named",
}
STANDING = "Permissions are there: supply goes on for weeks. One load is followed on an empty network."


def findings(heard: Heard, supplies: tuple[Supply, ...]) -> tuple[Finding, ...]:
    """How near each stage comes, how long fuel lasts, what arrives, and what the extension changes."""
    if not isfinite(supplies[-1].stage.hours):
        return (_cut_off(heard),)
    return (
        *(_nearest(heard, supply) for supply in supplies if isfinite(supply.stage.hours)),
        *_today(heard, supplies),
    )


def _of_stage(heard: Heard, stages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line["id"] for line in heard.lines if line["stage"] in stages)


def _today(heard: Heard, supplies: tuple[Supply, ...]) -> tuple[Finding, ...]:
    """What holds by the lines in service, and what the planned ones change; nothing where no train gets there from those."""
    now, then, *_ = supplies
    if not isfinite(now.stage.hours):
        return ()
    return (_lasts(heard, now), _arrives(heard, now), _changes(heard, now, then))


def _cut_off(heard: Heard) -> Finding:
    to = heard.parameters.to
    text = f"No train gets from any place on a line to {heard.name(to)}, nor does a line end there, whatever is built."
    return Finding("hours_from_pipeline", None, "hours", text, (to, *_of_stage(heard, tuple(WITH))))


def _nearest(heard: Heard, supply: Supply) -> Finding:
    stage, to = supply.stage, heard.name(heard.parameters.to)
    where = heard.name(stage.nearest)
    text = (
        f"{WITH[stage.stage]}, a pipeline ends in {to} itself."
        if stage.nearest == heard.parameters.to
        else f"{WITH[stage.stage]}, fuel for {to} is nearest in {where}, {hours_said(stage.hours)} away by train; for "
        f"{supply.use:,.0f} m3 a day {supply.trains_a_day:.1f} trains have to go daily, and {supply.trains_tied_up:.0f} are "
        "always on the way."
    )
    return Finding(
        f"hours_from_pipeline_{stage.stage}",
        round(stage.hours, 1),
        "hours",
        text,
        (*_of_stage(heard, (stage.stage,)), named(FuelMeasure, "brigade"), named(FuelMeasure, "train")),
        (STANDING,),
    )


def _lasts(heard: Heard, supply: Supply) -> Finding:
    return Finding(
        "days_of_supply",
        round(supply.depot_days, 1),
        "days",
        f"One depot, in {heard.name(supply.stage.nearest)}, holds what {heard.parameters.brigades:g} brigades use in "
        f"{supply.depot_days:.0f} days ({supply.low_depot_days:.0f} to {supply.high_depot_days:.0f}), if it is full.",
        (named(FuelMeasure, "depot"), named(FuelMeasure, "brigade")),
        ("A depot is counted as the mean of all depots of the system; how full they are is not public.",),
    )


def _arrives(heard: Heard, supply: Supply) -> Finding:
    if not isfinite(supply.arrives):
        text = f"{heard.name(heard.parameters.to)} is a port on a line: as much arrives as ships bring."
        return Finding("arrives_m3_a_day", None, "m3 a day", text, _of_stage(heard, ("in_service",)))
    enough = "as much as is used, or more" if supply.lasts else f"less than the {supply.use:,.0f} m3 used"
    return Finding(
        "arrives_m3_a_day",
        round(supply.arrives),
        "m3 a day",
        f"By what is in service now, up to {supply.arrives:,.0f} m3 a day can arrive in {heard.name(heard.parameters.to)}: "
        f"{enough}.",
        (named(FuelMeasure, "military_share"), *_of_stage(heard, ("in_service",))),
        ("Of what is pumped, the stated share is for forces; all trains that the network carries are for fuel.",),
    )


def _changes(heard: Heard, now: Supply, then: Supply) -> Finding:
    saved = now.trains_tied_up - then.trains_tied_up
    return Finding(
        "trains_freed_by_extension",
        round(saved, 1),
        "trains",
        f"The extension that is planned brings the pipeline {hours_said(now.stage.hours - then.stage.hours)} nearer to "
        f"{heard.name(heard.parameters.to)}, and frees {saved:.1f} of {now.trains_tied_up:.1f} trains that are always on the "
        "way.",
        _of_stage(heard, ("planned",)),
        (STANDING,),
    )


def notes(heard: Heard) -> tuple[str, ...]:
    """What the answer cannot show."""
    return (
        (
            "Only ends of lines at the level of cities are in the facts, each at the nearest node; where lines and depots lie is "
            "not public, and nothing here implies it."
        ),
        (
            "How much a line carries, a depot holds and a brigade uses are judgements with ranges. Tank wagons, locomotives and "
            "pumping stations are taken to be there; other users beyond the stated share are not counted."
        ),
        "When the extensions will run is not known: 20 to 25 years were told of the whole programme, and 2035 elsewhere.",
        "Fuel is taken to come to every port on a line in whatever amount; refineries on the way are left out.",
    )
