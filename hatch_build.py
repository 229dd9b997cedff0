"""The build hook: a wheel carries the page, built from web/ where there is Node.js to build it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PAGE = "src/phalanx/surfaces/presenting/page"


class PageHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the page before the wheel is packed. An editable installation takes the page `make page` builds."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page and name it as part of the wheel, though git ignores it."""
        if version == "editable":
            return
        root = Path(self.root)
        subprocess.run([sys.executable, str(root / "scripts" / "page.py"), "--if-changed"], cwd=root, check=True)
        if (root / PAGE / "index.html").exists():
            build_data["artifacts"].append(f"/{PAGE}/")
        else:
            self.app.display_warning("This wheel has no page: 'phalanx serve' gives the API alone.")
