"""The build hook: wheel and source archive carry the page, built from web/ where there is Node.js to build it.

Who builds a wheel from the source archive finds the page in it and needs no Node.js.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PAGE = "src/phalanx/surfaces/presenting/page"


class PageHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the page before anything is packed. An editable installation takes the page `make page` builds."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page and name it as part of what is packed, though git ignores it."""
        if version == "editable":
            return
        root = Path(self.root)
        subprocess.run([sys.executable, str(root / "scripts" / "page.py"), "--if-changed"], cwd=root, check=True)
        if (root / PAGE / "index.html").exists():
            build_data["artifacts"].append(f"/{PAGE}/")
        else:
            self.app.display_warning(f"This {self.target_name} has no page: 'phalanx serve' gives the API alone.")
