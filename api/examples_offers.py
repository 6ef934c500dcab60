"""Examples of what is said about an offer."""

from typing import Any

ALONE: dict[str, Any] = {"leaves_at": None, "words": [], "asked": None, "others": []}
