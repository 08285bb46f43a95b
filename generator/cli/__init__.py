"""The command line: arguments, printing and exit codes. Only here is anything printed or the program ended."""

from generator.cli.commands import main, run

__all__ = ["main", "run"]
