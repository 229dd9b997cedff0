"""The kinds of facts: one frozen type a kind, one file a type. `KINDS` lists them in the order of the dictionary.

A type is read when it is first asked for: nobody needs all of them, and to read them takes a quarter of a second. The files
beside this one evaluate their annotations as they are read: as text, Pydantic would compile each of the several hundred
once more at every start.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from phalanx.registry.records.base import Column, Contradiction, Record, columns, named, record_id

__all__ = ["KINDS", "Column", "Contradiction", "Record", "columns", "named", "record_id"]

_TYPES = {
    "agreements": "Agreement",
    "party_periods": "PartyPeriod",
    "groupings": "Grouping",
    "scopes": "Scope",
    "turning_points": "TurningPoint",
    "published_findings": "PublishedFinding",
    "network_weights": "NetworkWeight",
    "overlap_weights": "OverlapWeight",
    "overlap_words": "OverlapWord",
    "states": "State",
    "defence_expenditure": "DefenceExpenditure",
    "cost_shares": "CostShare",
    "instruments": "Instrument",
    "participation_rules": "ParticipationRule",
    "safe_allocations": "SafeAllocation",
    "pesco_projects": "PescoProject",
    "capability_areas": "CapabilityArea",
    "capability_words": "CapabilityWord",
    "area_words": "AreaWord",
    "lead_nations": "LeadNation",
    "planning_cycles": "PlanningEvent",
    "planning_inputs": "PlanningInput",
    "us_enablers": "UsEnabler",
    "needs": "Need",
    "matching_weights": "MatchingWeight",
    "capability_items": "CapabilityItem",
    "industry_lines": "IndustryLine",
    "requirements": "Requirement",
    "us_exit_paths": "UsExitPath",
    "targets": "Target",
    "holdings": "Holding",
    "budgets": "Budget",
    "planning_assumptions": "PlanningAssumption",
    "joint_buys": "JointBuy",
    "force_commitments": "ForceCommitment",
    "force_pools": "ForcePool",
    "conflict_rules": "ConflictRule",
    "us_posture": "UsPosture",
    "us_programmes": "UsProgramme",
    "backstop_weights": "BackstopWeight",
    "ukraine_support": "UkraineSupport",
    "ukraine_production": "UkraineProduction",
    "disputes": "Dispute",
    "mobility_nodes": "MobilityNode",
    "mobility_links": "MobilityLink",
    "mobility_corridors": "MobilityCorridor",
    "mobility_rules": "MobilityRule",
    "transport_capacities": "TransportCapacity",
    "handling_times": "HandlingTime",
    "border_permits": "BorderPermit",
    "corridor_rules": "CorridorRule",
    "agreement_effects": "AgreementEffect",
    "movement_sizes": "MovementSize",
    "link_openings": "LinkOpening",
    "mobility_measures": "MobilityMeasure",
    "hazard_assumptions": "HazardAssumption",
    "example_movements": "ExampleMovement",
    "example_hazards": "ExampleHazard",
    "mobility_upgrades": "MobilityUpgrade",
    "permit_costs": "PermitCost",
    "fuel_pipelines": "FuelPipeline",
    "fuel_measures": "FuelMeasure",
    "arctic_layers": "NorthernIndicator",
    "cables": "CableEvent",
    "infrastructure_hazards": "InfrastructureHazard",
    "raw_materials": "RawMaterial",
    "raw_material_projects": "RawMaterialProject",
    "raw_material_partnerships": "RawMaterialPartnership",
    "cow_states": "CowState",
    "countries": "Country",
    "borders": "Border",
    "corrections": "Correction",
}
"""The type of each kind, in the file of the kind's name."""


class _Kinds(Mapping[str, type[Record]]):
    """Every kind by its name, which is the name of its file."""

    def __init__(self) -> None:
        self._read: dict[str, type[Record]] = {}

    def __getitem__(self, name: str) -> type[Record]:
        if name not in self._read:
            self._read[name] = getattr(import_module(f"{__name__}.{name}"), _TYPES[name])
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return name in _TYPES

    def __iter__(self) -> Iterator[str]:
        return iter(_TYPES)

    def __len__(self) -> int:
        return len(_TYPES)


KINDS: Mapping[str, type[Record]] = _Kinds()
"""Every kind by its name, which is the name of its file."""
