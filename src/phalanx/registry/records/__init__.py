"""The kinds of facts: one frozen type a kind, one file a type. `KINDS` lists them in the order of the dictionary.

The files beside this one evaluate their annotations as they are read: as text, Pydantic would compile each of the
several hundred once more at every start.
"""

from __future__ import annotations

from collections.abc import Mapping

from phalanx.registry.records.agreement_effects import AgreementEffect
from phalanx.registry.records.agreements import Agreement
from phalanx.registry.records.arctic_layers import NorthernIndicator
from phalanx.registry.records.area_words import AreaWord
from phalanx.registry.records.backstop_weights import BackstopWeight
from phalanx.registry.records.base import Column, Contradiction, Record, columns, named, record_id
from phalanx.registry.records.border_permits import BorderPermit
from phalanx.registry.records.borders import Border
from phalanx.registry.records.budgets import Budget
from phalanx.registry.records.cables import CableEvent
from phalanx.registry.records.capability_areas import CapabilityArea
from phalanx.registry.records.capability_items import CapabilityItem
from phalanx.registry.records.capability_words import CapabilityWord
from phalanx.registry.records.conflict_rules import ConflictRule
from phalanx.registry.records.corrections import Correction
from phalanx.registry.records.corridor_rules import CorridorRule
from phalanx.registry.records.cost_shares import CostShare
from phalanx.registry.records.countries import Country
from phalanx.registry.records.cow_states import CowState
from phalanx.registry.records.defence_expenditure import DefenceExpenditure
from phalanx.registry.records.disputes import Dispute
from phalanx.registry.records.example_hazards import ExampleHazard
from phalanx.registry.records.example_movements import ExampleMovement
from phalanx.registry.records.force_commitments import ForceCommitment
from phalanx.registry.records.force_pools import ForcePool
from phalanx.registry.records.fuel_measures import FuelMeasure
from phalanx.registry.records.fuel_pipelines import FuelPipeline
from phalanx.registry.records.groupings import Grouping
from phalanx.registry.records.handling_times import HandlingTime
from phalanx.registry.records.hazard_assumptions import HazardAssumption
from phalanx.registry.records.holdings import Holding
from phalanx.registry.records.industry_lines import IndustryLine
from phalanx.registry.records.infrastructure_hazards import InfrastructureHazard
from phalanx.registry.records.instruments import Instrument
from phalanx.registry.records.joint_buys import JointBuy
from phalanx.registry.records.lead_nations import LeadNation
from phalanx.registry.records.link_openings import LinkOpening
from phalanx.registry.records.matching_weights import MatchingWeight
from phalanx.registry.records.mobility_corridors import MobilityCorridor
from phalanx.registry.records.mobility_links import MobilityLink
from phalanx.registry.records.mobility_measures import MobilityMeasure
from phalanx.registry.records.mobility_nodes import MobilityNode
from phalanx.registry.records.mobility_rules import MobilityRule
from phalanx.registry.records.mobility_upgrades import MobilityUpgrade
from phalanx.registry.records.movement_sizes import MovementSize
from phalanx.registry.records.needs import Need
from phalanx.registry.records.network_weights import NetworkWeight
from phalanx.registry.records.overlap_weights import OverlapWeight
from phalanx.registry.records.overlap_words import OverlapWord
from phalanx.registry.records.participation_rules import ParticipationRule
from phalanx.registry.records.party_periods import PartyPeriod
from phalanx.registry.records.permit_costs import PermitCost
from phalanx.registry.records.pesco_projects import PescoProject
from phalanx.registry.records.planning_assumptions import PlanningAssumption
from phalanx.registry.records.planning_cycles import PlanningEvent
from phalanx.registry.records.planning_inputs import PlanningInput
from phalanx.registry.records.published_findings import PublishedFinding
from phalanx.registry.records.raw_material_partnerships import RawMaterialPartnership
from phalanx.registry.records.raw_material_projects import RawMaterialProject
from phalanx.registry.records.raw_materials import RawMaterial
from phalanx.registry.records.requirements import Requirement
from phalanx.registry.records.safe_allocations import SafeAllocation
from phalanx.registry.records.scopes import Scope
from phalanx.registry.records.states import State
from phalanx.registry.records.targets import Target
from phalanx.registry.records.transport_capacities import TransportCapacity
from phalanx.registry.records.turning_points import TurningPoint
from phalanx.registry.records.ukraine_production import UkraineProduction
from phalanx.registry.records.ukraine_support import UkraineSupport
from phalanx.registry.records.us_enablers import UsEnabler
from phalanx.registry.records.us_exit_paths import UsExitPath
from phalanx.registry.records.us_posture import UsPosture
from phalanx.registry.records.us_programmes import UsProgramme

KINDS: Mapping[str, type[Record]] = {
    kind.KIND: kind
    for kind in (
        Agreement,
        PartyPeriod,
        Grouping,
        Scope,
        TurningPoint,
        PublishedFinding,
        NetworkWeight,
        OverlapWeight,
        OverlapWord,
        State,
        DefenceExpenditure,
        CostShare,
        Instrument,
        ParticipationRule,
        SafeAllocation,
        PescoProject,
        CapabilityArea,
        CapabilityWord,
        AreaWord,
        LeadNation,
        PlanningEvent,
        PlanningInput,
        UsEnabler,
        Need,
        MatchingWeight,
        CapabilityItem,
        IndustryLine,
        Requirement,
        UsExitPath,
        Target,
        Holding,
        Budget,
        PlanningAssumption,
        JointBuy,
        ForceCommitment,
        ForcePool,
        ConflictRule,
        UsPosture,
        UsProgramme,
        BackstopWeight,
        UkraineSupport,
        UkraineProduction,
        Dispute,
        MobilityNode,
        MobilityLink,
        MobilityCorridor,
        MobilityRule,
        TransportCapacity,
        HandlingTime,
        BorderPermit,
        CorridorRule,
        AgreementEffect,
        MovementSize,
        LinkOpening,
        MobilityMeasure,
        HazardAssumption,
        ExampleMovement,
        ExampleHazard,
        MobilityUpgrade,
        PermitCost,
        FuelPipeline,
        FuelMeasure,
        NorthernIndicator,
        CableEvent,
        InfrastructureHazard,
        RawMaterial,
        RawMaterialProject,
        RawMaterialPartnership,
        CowState,
        Country,
        Border,
        Correction,
    )
}
"""Every kind by its name, which is the name of its file."""

__all__ = [
    "KINDS",
    "Agreement",
    "AgreementEffect",
    "AreaWord",
    "BackstopWeight",
    "Border",
    "BorderPermit",
    "Budget",
    "CableEvent",
    "CapabilityArea",
    "CapabilityItem",
    "CapabilityWord",
    "Column",
    "ConflictRule",
    "Contradiction",
    "Correction",
    "CorridorRule",
    "CostShare",
    "Country",
    "CowState",
    "DefenceExpenditure",
    "Dispute",
    "ExampleHazard",
    "ExampleMovement",
    "ForceCommitment",
    "ForcePool",
    "FuelMeasure",
    "FuelPipeline",
    "Grouping",
    "HandlingTime",
    "HazardAssumption",
    "Holding",
    "IndustryLine",
    "InfrastructureHazard",
    "Instrument",
    "JointBuy",
    "LeadNation",
    "LinkOpening",
    "MatchingWeight",
    "MobilityCorridor",
    "MobilityLink",
    "MobilityMeasure",
    "MobilityNode",
    "MobilityRule",
    "MobilityUpgrade",
    "MovementSize",
    "Need",
    "NetworkWeight",
    "NorthernIndicator",
    "OverlapWeight",
    "OverlapWord",
    "ParticipationRule",
    "PartyPeriod",
    "PermitCost",
    "PescoProject",
    "PlanningAssumption",
    "PlanningEvent",
    "PlanningInput",
    "PublishedFinding",
    "RawMaterial",
    "RawMaterialPartnership",
    "RawMaterialProject",
    "Record",
    "Requirement",
    "SafeAllocation",
    "Scope",
    "State",
    "Target",
    "TransportCapacity",
    "TurningPoint",
    "UkraineProduction",
    "UkraineSupport",
    "UsEnabler",
    "UsExitPath",
    "UsPosture",
    "UsProgramme",
    "columns",
    "named",
    "record_id",
]
