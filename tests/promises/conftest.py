"""A browser for the run in which tokens are looked for."""

from tests.browser.conftest import chromium

__all__ = ["chromium"]
