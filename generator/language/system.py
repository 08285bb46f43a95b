"""Which language to speak before a plan has said which: the one asked for, else the machine's."""

from __future__ import annotations

import ctypes
import locale
import os
import re
import sys

from generator.language import codes

VARIABLE = "INTERVJUGUIDE_LANGUAGE"
FIRST, FOREIGN = "nb", "en"
_NEIGHBOURS = {"da": "nb", "no": "nb"}
"""Languages that we have no words in, whose readers read one of ours with ease."""


def system_language() -> str:
    """Return the code of a language of ours: that of the variable, else of the system, else bokmål.

    A system in a language that is not ours is spoken to in English; one that says no language
    (``C``, ``POSIX``) in bokmål.
    """
    asked = os.environ.get(VARIABLE, "").strip().lower()
    if asked in codes():
        return asked
    languages = [_NEIGHBOURS.get(language, language) for language in _spoken()]
    return next((language for language in languages if language in codes()), FOREIGN if languages else FIRST)


def _spoken() -> list[str]:
    """Return the languages of the system (``nb``), the first choice first; source: POSIX 8.2 and GNU gettext."""
    # Not LC_CTYPE, which Python sets by itself where a locale is not installed (PEP 538).
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), _of_windows()) or "C"
    if _language(named) in ("c", "posix"):
        return []
    return [_language(entry) for entry in (*os.environ.get("LANGUAGE", "").split(":"), named) if entry]


def _language(locale: str) -> str:
    return re.split(r"[_.@-]", locale)[0].lower()


def _of_windows() -> str | None:
    """Return the language of the Windows desktop, which sets none of the variables that other systems have."""
    if sys.platform != "win32":
        return None
    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage())
