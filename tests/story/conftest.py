"""Stories told in a browser use the browser of its own tests."""

from __future__ import annotations

from tests.browser.conftest import built_page, launch, plain_chromium

__all__ = ["built_page", "launch", "plain_chromium"]
