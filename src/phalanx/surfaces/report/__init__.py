"""The report: several Answers as one HTML page that a policy reader likes to read, and as one workbook, with their sources."""

from phalanx.surfaces.report.building import KeyFinding, Source, build
from phalanx.surfaces.report.dossier import Asked, Dossier, read_dossier
from phalanx.surfaces.report.workbook import write as write_workbook

__all__ = ["Asked", "Dossier", "KeyFinding", "Source", "build", "read_dossier", "write_workbook"]
