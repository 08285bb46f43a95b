"""The command line: arguments, printing and exit codes. Only here is anything printed or the program ended."""

from __future__ import annotations

import sys
from typing import NoReturn

__all__ = ["run"]


def run() -> NoReturn:
    """Run the command line. What takes a while to load is loaded here, so that Ctrl-C meanwhile is no traceback."""
    try:
        from generator.cli.commands import run as run_commands  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.exit(1)
    run_commands()
