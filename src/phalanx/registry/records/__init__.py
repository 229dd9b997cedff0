"""The kinds of facts: one frozen type a kind, one file a type. `KINDS` lists them in the order of the dictionary.

The files beside this one evaluate their annotations as they are read: as text, Pydantic would compile each of the
several hundred once more at every start.
"""

from __future__ import annotations

from collections.abc import Mapping

from phalanx.registry.records.agreements import Agreement
from phalanx.registry.records.arctic_layers import NorthernIndicator
from phalanx.registry.records.area_words import AreaWord
from phalanx.registry.records.base import Column, Contradiction, Record, columns, named, record_id
from phalanx.registry.records.borders import Border
from phalanx.registry.records.cables import CableEvent
from phalanx.registry.records.capability_areas import CapabilityArea
from phalanx.registry.records.capability_words import CapabilityWord
from phalanx.registry.records.corrections import Correction
from phalanx.registry.records.countries import Country
from phalanx.registry.records.cow_states import CowState
from phalanx.registry.records.defence_expenditure import DefenceExpenditure
from phalanx.registry.records.disputes import Dispute
from phalanx.registry.records.groupings import Grouping
from phalanx.registry.records.infrastructure_hazards import InfrastructureHazard
from phalanx.registry.records.instruments import Instrument
from phalanx.registry.records.lead_nations import LeadNation
from phalanx.registry.records.matching_weights import MatchingWeight
from phalanx.registry.records.mobility_corridors import MobilityCorridor
from phalanx.registry.records.mobility_links import MobilityLink
from phalanx.registry.records.mobility_nodes import MobilityNode
from phalanx.registry.records.mobility_rules import MobilityRule
from phalanx.registry.records.needs import Need
from phalanx.registry.records.network_weights import NetworkWeight
from phalanx.registry.records.overlap_weights import OverlapWeight
from phalanx.registry.records.overlap_words import OverlapWord
from phalanx.registry.records.participation_rules import ParticipationRule
from phalanx.registry.records.party_periods import PartyPeriod
from phalanx.registry.records.pesco_projects import PescoProject
from phalanx.registry.records.planning_cycles import PlanningEvent
from phalanx.registry.records.published_findings import PublishedFinding
from phalanx.registry.records.raw_material_partnerships import RawMaterialPartnership
from phalanx.registry.records.raw_material_projects import RawMaterialProject
from phalanx.registry.records.raw_materials import RawMaterial
from phalanx.registry.records.safe_allocations import SafeAllocation
from phalanx.registry.records.scopes import Scope
from phalanx.registry.records.states import State
from phalanx.registry.records.turning_points import TurningPoint
from phalanx.registry.records.ukraine_production import UkraineProduction
from phalanx.registry.records.ukraine_support import UkraineSupport
from phalanx.registry.records.us_enablers import UsEnabler
from phalanx.registry.records.us_posture import UsPosture

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
        Instrument,
        ParticipationRule,
        SafeAllocation,
        PescoProject,
        CapabilityArea,
        CapabilityWord,
        AreaWord,
        LeadNation,
        PlanningEvent,
        UsEnabler,
        Need,
        MatchingWeight,
        UsPosture,
        UkraineSupport,
        UkraineProduction,
        Dispute,
        MobilityNode,
        MobilityLink,
        MobilityCorridor,
        MobilityRule,
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
    "AreaWord",
    "Border",
    "CableEvent",
    "CapabilityArea",
    "CapabilityWord",
    "Column",
    "Contradiction",
    "Correction",
    "Country",
    "CowState",
    "DefenceExpenditure",
    "Dispute",
    "Grouping",
    "InfrastructureHazard",
    "Instrument",
    "LeadNation",
    "MatchingWeight",
    "MobilityCorridor",
    "MobilityLink",
    "MobilityNode",
    "MobilityRule",
    "Need",
    "NetworkWeight",
    "NorthernIndicator",
    "OverlapWeight",
    "OverlapWord",
    "ParticipationRule",
    "PartyPeriod",
    "PescoProject",
    "PlanningEvent",
    "PublishedFinding",
    "RawMaterial",
    "RawMaterialPartnership",
    "RawMaterialProject",
    "Record",
    "SafeAllocation",
    "Scope",
    "State",
    "TurningPoint",
    "UkraineProduction",
    "UkraineSupport",
    "UsEnabler",
    "UsPosture",
    "columns",
    "named",
    "record_id",
]
