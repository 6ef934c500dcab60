"""A way to run the command; the demo that tests share is made in `tests.demo`."""

from tests.demo import referral

__all__ = ["referral"]
