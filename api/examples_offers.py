"""Examples of what is said about an offer."""

from typing import Any

ALONE: dict[str, Any] = {"words": [], "asked": None, "others": []}
