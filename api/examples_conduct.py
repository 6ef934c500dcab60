"""Examples of answers about the code of conduct, of invented people."""

from typing import Any

CONDUCT: dict[str, dict[str, Any]] = {
    "Conduct": {
        "version": 2,
        "digest": "9f" * 32,
        "model": False,
        "published_at": "2026-03-02T21:30:00Z",
        "accepted_at": None,
        "sentences": {
            "en": ["I look only at what my work needs."],
            "sq": ["Shoh vetëm atë që i duhet punës sime."],
        },
    },
    "ConductMissing": {
        "version": 2,
        "items": [{"sign_in_name": "lena", "organisation": "Heron house"}],
    },
}
"""By the name of the shape."""
