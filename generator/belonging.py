"""Whether a file is of a plan, by what it says about itself; stricter than where forms are read, since files may go.

Two plans may share a title, and two recruitments may use one and the same plan. Pure.
"""

from __future__ import annotations

import re
import unicodedata

from generator.model import Belongs, Claim, Doubt, FileKind, Plan
from generator.planning import mostly_same_requirements, same_name

Verdict = tuple[Belongs, Doubt | None]

_OURS: Verdict = (Belongs.PLAN, None)
_MAY_BE_NOBODYS = (FileKind.FORM, FileKind.PDF)
_OTHER: Verdict = (Belongs.OTHER, None)


def verdict_on(claim: Claim, plan: Plan, digest: str) -> Verdict:
    """Return whose a file is, and why that is in doubt; ``digest`` is the plan digest as it is now."""
    belongs, doubt = _verdict(claim, plan, digest)
    if belongs is Belongs.OTHER or not (doubt or claim.doubt):
        return belongs, None
    return Belongs.DOUBTFUL, claim.doubt or doubt


def _verdict(claim: Claim, plan: Plan, digest: str) -> Verdict:
    position = plan.position
    same_plan, same_title = claim.digest == digest, same_name(claim.title, position.title)
    if claim.case_number and position.case_number:
        if not same_name(claim.case_number, position.case_number):
            return _OTHER
        corrected = _people_fit(claim, plan) and mostly_same_requirements(plan, claim.texts)
        return _OURS if same_plan or same_title or corrected else (Belongs.DOUBTFUL, Doubt.TITLE_DIFFERS)
    if same_plan:
        nobodys = claim.kind in _MAY_BE_NOBODYS and claim.whole and not claim.people
        fits = nobodys or _people_fit(claim, plan) or _names_some(claim, plan)
        return _OURS if fits else (Belongs.DOUBTFUL, Doubt.PEOPLE_DIFFER)
    if same_title:
        fits = _people_fit(claim, plan) or _names_all(claim, plan)
        return _OURS if fits else (Belongs.DOUBTFUL, Doubt.TITLE_ALONE)
    if _people_fit(claim, plan) and mostly_same_requirements(plan, claim.texts):
        return Belongs.DOUBTFUL, Doubt.TITLE_DIFFERS
    return _OTHER


def _people_fit(claim: Claim, plan: Plan) -> bool:
    """Return whether a file says whom it is about, and all of them are candidates of the plan by id and name."""
    names = {candidate.id.casefold(): candidate.name for candidate in plan.candidates}

    def fits(id: str, name: str) -> bool:
        known = names.get(id.casefold())
        return known is not None and (same_name(known, name) if name else mentions(claim.words, known))

    return bool(claim.people) and all(fits(id, name) for id, name in claim.people)


def _names_some(claim: Claim, plan: Plan) -> bool:
    return not claim.people and any(mentions(claim.words, candidate.name) for candidate in plan.candidates)


def _names_all(claim: Claim, plan: Plan) -> bool:
    """Return whether a file names everybody who is to be interviewed; one person alone may have applied twice."""
    names = {candidate.name for candidate in plan.expected_candidates()}
    return not claim.people and len(names) > 1 and all(mentions(claim.words, name) for name in names)


def flowing(text: str) -> str:
    """Return a text so that names are found in it however they are spaced and encoded."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def mentions(words: str, name: str) -> bool:
    """Return whether a flowing text has a name as words of its own."""
    wanted = flowing(name)
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", words) is not None
