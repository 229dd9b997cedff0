"""The report: several Answers as one HTML page that a policy reader likes to read, with sources and how to cite."""

from phalanx.surfaces.report.building import KeyFinding, Source, build

__all__ = ["KeyFinding", "Source", "build"]
