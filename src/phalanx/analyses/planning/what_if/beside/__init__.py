"""What-if beside: several changes of one road map side by side – how they rank, and what each does – in words, tables and charts."""

from phalanx.analyses.planning.what_if.beside.drawn import charts
from phalanx.analyses.planning.what_if.beside.sides import scenarios
from phalanx.analyses.planning.what_if.beside.tables import tables
from phalanx.analyses.planning.what_if.beside.told import findings, notes

__all__ = ["charts", "findings", "notes", "scenarios", "tables"]
