"""What a file says about itself, whatever it is called: whether we made it, from which plan, and about whom."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generator import package, seal
from generator.app.identifying import ids_of_plan
from generator.app.incoming import FORM_SUFFIXES, WORKBOOK_SUFFIXES
from generator.belonging import flowing, mentions
from generator.decryption import COMPOUND_FILE, NoPasswordFits, UnknownEncryption, decrypted, is_encrypted
from generator.excel.reading import read_plan
from generator.excel.scoresheet_reading import opened_scoresheet
from generator.model import Claim, Doubt, FileKind, Plan
from generator.pdf import notes_in, stamp_of
from generator.planning import SCHEMA, plan_digest, plan_texts
from generator.problems import UnusableFile
from generator.word.identity import FormInformation, form_ids, read_information
from generator.word.opening import open_form
from generator.word.tracing import traces

PDF, ZIP, RTF = b"%PDF-", b"PK\x03\x04", b"{\\rtf"
BEGINNINGS = (PDF, ZIP, RTF, COMPOUND_FILE)
"""How every file begins that can be ours."""

_KINDS = {"interview": FileKind.FORM, "scoresheet": FileKind.SCORESHEET, "results": FileKind.RESULTS}
_MARK = "Intervjuguide document"
_ODF_TEXT = "content.xml"
_WITH_TEXT = ("word/", "xl/sharedstrings", "xl/worksheets/", _ODF_TEXT)
_END_OF_PARAGRAPH = re.compile(rb"</(?:\w+:)?(?:p|h|si|is)>")
_TAG = re.compile(rb"<[^>]*>")


@dataclass(frozen=True)
class Recogniser:
    """Looks at files for a plan; each of ``passwords`` is tried on one that is encrypted."""

    plan: Plan
    passwords: Sequence[str] = ()

    def recognise(self, path: Path, data: bytes) -> Claim | Doubt | None:
        """Return what a file says about itself; why that is not to be seen; or None when it is none of ours."""
        if data.startswith(PDF):
            return _pdf(data)
        if data.startswith(COMPOUND_FILE) and is_encrypted(data):
            try:
                data = decrypted(data, self.passwords)
            except (NoPasswordFits, UnknownEncryption):
                return Doubt.ENCRYPTED
        if data.startswith(ZIP):
            return self._package(path, data)
        marks = (_MARK.encode(), _MARK.encode("utf-16-le"))
        return Doubt.OLD_FORMAT if data.startswith(BEGINNINGS) and any(mark in data for mark in marks) else None

    def _package(self, path: Path, data: bytes) -> Claim | Doubt | None:
        try:
            parts = package.Package(data)
            information = read_information(parts)
            if information:
                return self._form(path, data, parts, information)
            values = seal.sealed_values(parts)
            if values.get("document"):
                return self._sealed(data, values)
            main = package.related(parts, "officeDocument") or ""
        except package.DamagedPackage:
            return Doubt.UNREADABLE if path.suffix.lower() in FORM_SUFFIXES | WORKBOOK_SUFFIXES else None
        if main.startswith("xl/"):
            return self._workbook(path, data)
        return self._with_id_alone(path, data) if main.startswith("word/") else None

    def _workbook(self, path: Path, data: bytes) -> Claim | None:
        """Return what a workbook says that has no seal: a score sheet by its hidden sheet, or a plan."""
        try:
            sheet = opened_scoresheet(data, path.name)
            if sheet.values.get("document"):
                return self._sealed(data, sheet.values)
            read = read_plan(path)
        except (UnusableFile, package.DamagedPackage):
            return None
        return plan_claim(read.plan) if read.plan else None

    def _sealed(self, data: bytes, values: Mapping[str, str]) -> Claim | None:
        """Return what a document with our values says; None for one that is of no plan, as a template is."""
        title, document, id = (values.get(key, "") for key in ("title", "document", "candidate"))
        if not title:
            return None
        parts = package.read_package(data)
        name = values.get("candidate name", "")
        claim = Claim(
            _KINDS.get(document, FileKind.REPORT),
            document,
            title,
            values.get("case number", ""),
            values.get("plan digest") or values.get("digest", ""),
            ((id, name),) if id else (),
            words=flowing("\n".join(_text_of(text) for part, text in parts.items() if _has_text(part))),
            whole=seal.is_whole(parts),
        )
        # Somebody may have begun another document with a copy of this one.
        said = (title, name or self._name_of(id))
        in_use = claim.whole or all(mentions(claim.words, text) for text in said if text)
        return claim if in_use else replace(claim, doubt=Doubt.OTHER_USE)

    def _name_of(self, id: str) -> str:
        names = {candidate.id.casefold(): candidate.name for candidate in self.plan.candidates}
        return names.get(id.casefold(), "")

    def _form(self, path: Path, data: bytes, parts: Mapping[str, bytes], information: FormInformation) -> Claim:
        identity = information.identity
        return Claim(
            FileKind.FORM,
            identity.document,
            identity.title,
            identity.case_number,
            identity.digest,
            ((identity.candidate, identity.name),) if identity.candidate else (),
            information.texts,
            whole=seal.is_whole(package.read_package(data)),
            doubt=self._doubt_about_form(path, data, parts, information),
        )

    def _doubt_about_form(
        self, path: Path, data: bytes, parts: Mapping[str, bytes], information: FormInformation
    ) -> Doubt | None:
        own = information.identity.form_id
        if information.identity.schema != SCHEMA:
            return Doubt.OTHER_VERSION
        if not information.is_of_one:
            return Doubt.CONTRADICTION
        try:
            opened = None if _ODF_TEXT in parts else open_form(data, path.name)
        except UnusableFile:
            return Doubt.UNREADABLE
        seen = opened.form_ids if opened else form_ids(_text_of(parts[_ODF_TEXT]))
        if any(id != own for id in ids_of_plan(seen, self.plan)) or (seen and own not in seen):
            return Doubt.CONTRADICTION
        return None if seen or (opened and traces(opened).fields) else Doubt.OTHER_USE

    def _with_id_alone(self, path: Path, data: bytes) -> Doubt | None:
        """Return the doubt about a document that has nothing of a form left but the line with its id."""
        try:
            seen = open_form(data, path.name).form_ids
        except UnusableFile:
            return None
        return Doubt.ID_ALONE if ids_of_plan(seen, self.plan) else None


def plan_claim(plan: Plan) -> Claim:
    """Return what a plan workbook says about itself."""
    position = plan.position
    names = flowing("\n".join(candidate.name for candidate in plan.candidates))
    digest = plan_digest(plan_texts(plan))
    return Claim(FileKind.PLAN, "plan", position.title, position.case_number, digest, words=names)


# ---- what can be read in a file


def _has_text(name: str) -> bool:
    return name.casefold().startswith(_WITH_TEXT) and name.casefold().endswith(".xml")


def _text_of(xml: bytes) -> str:
    """Return the text of a part, a line to a paragraph; not parsed, so that no size or depth of it matters."""
    return html.unescape(_TAG.sub(b"", _END_OF_PARAGRAPH.sub(b"\n", xml)).decode("utf-8", "replace"))


# ---- PDF


def _pdf(data: bytes) -> Claim | Doubt | None:
    stamp, notes = stamp_of(data), notes_in(data)
    if len(notes) != 1:
        return Doubt.CONTRADICTION if notes else Doubt.PDF_SILENT if stamp else None
    claim = _noted(notes[0])
    if claim is None:
        return Doubt.PDF_SILENT
    return claim if stamp else replace(claim, doubt=Doubt.PDF_CHANGED)


def _noted(values: Mapping[str, Any]) -> Claim | None:
    """Return what the note in a PDF says; None where it is not as we write it."""
    texts = [values.get(key) for key in ("document", "title", "case_number", "digest")]
    people = values.get("people")
    if not all(isinstance(text, str) for text in texts) or not isinstance(people, list):
        return None
    if not all(isinstance(one, list) and len(one) == 2 and all(isinstance(x, str) for x in one) for one in people):
        return None
    document, title, case_number, digest = map(str, texts)
    pairs = tuple((id, name) for id, name in people)
    return Claim(FileKind.PDF, document, title, case_number, digest, pairs, whole=True)
