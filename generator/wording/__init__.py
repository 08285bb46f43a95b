"""What the wording of a question or a requirement shows: hypothetical, leading, not to be asked, and so on.

How the patterns of a language are written is told in ``README.md`` beside this file.
"""

from generator.wording.finding import Finding, Kind
from generator.wording.judging import judge
from generator.wording.quoting import quoted

__all__ = ["Finding", "Kind", "judge", "quoted"]
