"""OGC API – Features 1.0: the registry as layers for QGIS, GDAL, ArcGIS and whatever else reads the standard.

`router(worlds)` answers landing page, conformance, API definition, collections and items, as JSON and as plain pages. It
is mounted under a prefix, such as `/ogc`. Parameters that it cannot use are refused with status 400, as the standard
asks.
"""

from phalanx.surfaces.api.features.routes import router

__all__ = ["router"]
