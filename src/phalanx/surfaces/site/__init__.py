"""The static export: the page with its answers made beforehand, as files that any web server serves.

The application of the API is asked in-process for every address, and what it answers is written: an exported site and
a served one cannot differ.
"""

from phalanx.surfaces.site.publishing import Published, publish

__all__ = ["Published", "publish"]
