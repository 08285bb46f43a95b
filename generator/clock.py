"""The time of day, looked up in one place, and never where figures are made."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime


def now() -> datetime:
    """Return the time in UTC, in whole seconds.

    Where ``SOURCE_DATE_EPOCH`` is set, in seconds since 1970, it is that time instead, so that the same
    run gives the same files. Source: reproducible-builds.org, "SOURCE_DATE_EPOCH".
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    with suppress(ValueError, OverflowError, OSError):  # no number, or none that is a time
        return datetime.fromtimestamp(int(fixed), UTC)
    return datetime.now(UTC).replace(microsecond=0)
