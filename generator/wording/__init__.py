"""What the wording of a question or a requirement shows: hypothetical, leading, not to be asked, and so on."""

from generator.wording.finding import Finding, Kind, judge

__all__ = ["Finding", "Kind", "judge"]
