"""Links from a workbook to the forms that it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_SUFFIXES = frozenset({".docx", ".xlsx"})
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\\\ud800-\udfff]')
"""What no name has on Windows, and what leads elsewhere in a link."""
_ESCAPED = re.compile(r"[%#\[\]^`{} ]")
_LONGEST = 2079
"""The characters of the longest link that Excel opens."""


def form_links(paths: Iterable[str], folder: Path) -> dict[str, str]:
    """Return by its path where a link from a workbook in ``folder`` to a file leads, escaped as in a URL.

    Only what lies in the folder or below it has a link, so that both can be moved together and no
    link tells of other folders; and only with names that mean the same wherever they are opened.
    """
    links = {path: _link(path, folder) for path in paths}
    return {path: link for path, link in links.items() if link}


def _link(path: str, folder: Path) -> str:
    file, top = Path(path).resolve(), folder.resolve()
    if file.suffix.lower() not in _SUFFIXES or not file.is_relative_to(top):
        return ""
    relative = file.relative_to(top).as_posix()
    link = _ESCAPED.sub(lambda found: f"%{ord(found[0]):02x}", relative)
    return "" if _NOT_IN_NAMES.search(relative) or len(link.encode("utf-16-le")) // 2 > _LONGEST else link
