"""The JSON documents of the command line, described in ``docs/json.md`` and by the schemas in ``docs/json/``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date, datetime, time
from fractions import Fraction
from pathlib import PurePath
from typing import Any

from generator.language import Language
from generator.model import (
    NOT_ASSESSED,
    Answer,
    Awaited,
    BankQuestion,
    Bearing,
    CandidateResult,
    CopyEntry,
    Corrections,
    FormEntry,
    FormResult,
    FormTotals,
    FoundFile,
    Identity,
    InspectedField,
    InspectedForm,
    Overall,
    OwnScore,
    PairBearing,
    PanelScore,
    PanelScores,
    PartTotals,
    PlanVersion,
    Remark,
    ReportEntry,
    RequirementScore,
    Results,
    TreatedForm,
    Treatment,
    moment_text,
)
from generator.problems import Problem

Json = dict[str, Any]


def problems_json(problems: Iterable[Problem], language: Language) -> Json:
    """Return the document of ``templates check --json``."""
    return {"problems": _problems(problems, language)}


def check_json(
    problems: Iterable[Problem], silenced: Mapping[str, int], language: Language, annotated: PurePath | None = None
) -> Json:
    """Return the document of ``check --json``.

    ``silenced`` says how much each silenced rule would have told, ``annotated`` where the copy with the problems is.
    """
    entries = [{"code": code, "count": count} for code, count in silenced.items()]
    copy = str(annotated) if annotated else None
    return {"problems": _problems(problems, language), "silenced": entries, "annotated": copy}


def forms_json(
    forms: Iterable[FormEntry], problems: Iterable[Problem], language: Language, one_file: Iterable[str] = ()
) -> Json:
    """Return the document of ``forms --json``; ``one_file`` has the paths of the print jobs."""
    entries = [
        {
            "path": entry.path,
            "candidate": entry.candidate or None,
            "name": entry.name or None,
            "panel_member": entry.panel_member or None,
            "document": entry.document,
            "status": entry.status.value,
            "pdf": entry.pdf or None,
        }
        for entry in forms
    ]
    return {"forms": entries, "one_file": list(one_file), "problems": _problems(problems, language)}


def questions_json(questions: Iterable[BankQuestion], language: Language) -> Json:
    """Return the document of ``questions --json``."""
    entries = [
        {
            "id": question.id,
            "use": question.use.value,
            "category": question.category.value if question.category else None,
            "role": question.role.value,
            "requirement": question.requirement or None,
            "text": question.text,
            "follow_ups": list(question.follow_ups),
        }
        for question in questions
    ]
    return {"language": language.code, "questions": entries}


def reports_json(
    reports: Iterable[ReportEntry],
    problems: Iterable[Problem],
    language: Language,
    corrections: Corrections | None = None,
) -> Json:
    """Return the document of ``report --json``; ``corrections`` are those of the results workbook it was made from."""
    entries = [
        {
            "path": entry.path,
            "document": entry.document,
            "candidate": entry.candidate or None,
            "name": entry.name or None,
            "status": entry.status.value,
        }
        for entry in reports
    ]
    found = corrections and _corrections(corrections)
    return {"reports": entries, "corrections": found, "problems": _problems(problems, language)}


def _corrections(corrections: Corrections) -> Json:
    return {
        "file": corrections.file,
        "digest": corrections.digest,
        "saved_by": corrections.saved_by or None,
        "saved": _moment(corrections.saved),
        "entries": [
            {
                "candidate": entry.candidate,
                "name": entry.name,
                "panel_member": entry.panel_member or None,
                "field": entry.tag,
                "sheet": entry.sheet,
                "cell": entry.cell,
                "from": entry.before,
                "to": entry.after,
                "raw": entry.raw,
            }
            for entry in corrections.entries
        ],
    }


def totals_json(results: Results, language: Language, copies: Iterable[CopyEntry] = ()) -> Json:
    """Return the document of ``totals --json``; figures are not rounded. ``copies`` are those of the forms."""
    plan = results.plan
    return {
        "plan": {"title": plan.position.title, "digest": results.digest, "scale_max": plan.scale[-1].score},
        "forms": [_form(entry, language) for entry in results.forms],
        "candidates": [_candidate(entry) for entry in results.candidates],
        "opened": results.opened,
        "bearing": results.bearing and _bearing(results.bearing),
        "copies": [_copy(entry) for entry in copies],
        "treatment": _treatment(results.treatment) if results.treatment else None,
        "problems": _problems(results.problems, language),
    }


def no_totals_json(problems: Iterable[Problem], language: Language) -> Json:
    """Return the document of ``totals --json`` where the plan could not be used: no plan, no forms, only problems."""
    none: Json = {"plan": None, "forms": [], "candidates": [], "opened": False, "bearing": None, "copies": []}
    return {**none, "treatment": None, "problems": _problems(problems, language)}


def inspect_json(path: str, form: InspectedForm | None, problems: Iterable[Problem], language: Language) -> Json:
    """Return the document of ``inspect --json``; ``form`` is None where the file is no form or cannot be read."""
    return {"path": path, "form": form and _inspected(form, language), "problems": _problems(problems, language)}


def purge_json(files: Iterable[FoundFile], others: int, problems: Iterable[Problem], language: Language) -> Json:
    """Return the document of ``purge --json``; ``others`` is how many files there are that are not ours."""
    entries = [
        {
            "path": entry.path,
            "kind": entry.kind.value if entry.kind else None,
            "document": entry.document or None,
            "candidate": entry.candidate or None,
            "name": entry.name or None,
            "belongs": entry.belongs.value,
            "doubt": entry.doubt.value if entry.doubt else None,
            "deleted": entry.deleted,
        }
        for entry in files
    ]
    return {"files": entries, "others": others, "problems": _problems(problems, language)}


def _inspected(form: InspectedForm, language: Language) -> Json:
    return {
        "identity": {
            "properties": _identity(form.properties),
            "copy": _identity(form.copy),
            "visible": list(form.visible),
            "agree": form.agrees,
        },
        **_whose(form.identity),
        "touched": form.touched,
        "empty": form.is_empty,
        "protected": form.protected,
        "fields": [_field(entry, language) for entry in form.fields],
        "parts": {part.value: _part(figures) for part, figures in form.parts.items()},
        "remarks": [_remark(remark) for remark in form.remarks],
    }


def _identity(identity: Identity | None) -> Json | None:
    return None if identity is None else _whose(identity)


def _whose(identity: Identity | None) -> Json:
    """Return what a form says about whose it is, with null for what it does not say."""
    said = {} if identity is None else asdict(identity)
    names = [entry.name for entry in fields(Identity) if entry.name not in ("digest", "variant")]
    return {
        **{name: said.get(name) or None for name in names},
        "plan_digest": said.get("digest") or None,
        "variant": None if identity is None else identity.variant or "screen",
    }


def _field(entry: InspectedField, language: Language) -> Json:
    return {
        "tag": entry.field.tag,
        "name": language.field(entry.field.tag),
        "asked": entry.asked or None,
        **_answer(entry.answer),
        "ways": list(entry.ways),
        "problems": [found.code for found in entry.problems],
    }


def _problems(problems: Iterable[Problem], language: Language) -> list[Json]:
    return [
        {
            "code": entry.code,
            "severity": entry.severity.value,
            "place": language.place(entry.place),
            "message": language.message(entry),
            "remedy": language.remedy(entry),
            "values": {key: _plain(value) for key, value in entry.values.items()},
        }
        for entry in problems
    ]


def _form(result: FormResult, language: Language) -> Json:
    identity = result.form.identity
    return {
        "path": result.form.path,
        "candidate": identity.candidate,
        "name": identity.name,
        "panel_member": identity.panel_member or None,
        "agreed": not identity.panel_member,
        "document": identity.document,
        "answers": {tag: _answer(answer) for tag, answer in result.form.answers.items()},
        "remarks": [_remark(remark) for remark in result.form.remarks],
        **_figures(result.totals),
        "problems": _problems(result.problems, language),
    }


def _copy(entry: CopyEntry) -> Json:
    return {
        "path": entry.path,
        "source": entry.source,
        "candidate": entry.candidate,
        "name": entry.name,
        "panel_member": entry.panel_member or None,
        "document": entry.document,
        "status": entry.status.value,
        "totals": {part.value: text for part, text in entry.totals.items()},
    }


def _answer(answer: Answer) -> Json:
    return {"value": answer.value, "raw": answer.raw, "found_by": answer.found_by}


def _remark(remark: Remark) -> Json:
    return {"kind": remark.kind.value, "author": remark.author or None, "text": remark.text, "tag": remark.tag or None}


def _candidate(entry: CandidateResult) -> Json:
    figures = _figures(entry.totals) if entry.totals else {"parts": {}, "requirements": {}, "overall": None}
    return {
        "id": entry.candidate.id,
        "name": entry.candidate.name,
        "status": entry.candidate.status.value,
        "complete": entry.complete,
        "forms": [result.form.path for result in entry.forms],
        "awaiting": [_awaited(awaited) for awaited in entry.awaiting],
        "rests_on": entry.rests_on.value if entry.rests_on else None,
        **figures,
        "panel": _panel(entry.panel) if entry.panel else None,
    }


def _awaited(awaited: Awaited) -> Json:
    member = awaited.panel_member
    return {"panel_member": member.id if member else None, "name": member.name if member else None, "why": awaited.why}


def _panel(panel: PanelScores) -> Json:
    return {
        "requirements": {id: _beside(score, _own_requirement) for id, score in panel.requirements.items()},
        "fields": {tag: _beside(score, _own_field) for tag, score in panel.fields.items()},
        "overall": _overall(panel.overall),
        "own_overall": {id: _overall(overall) for id, overall in panel.own_overall.items()},
    }


def _beside(score: PanelScore, own: Callable[[OwnScore], Any]) -> Json:
    return {
        "own": {id: own(entry) for id, entry in score.own.items()},
        "mean": _plain(score.mean),
        "lowest": _plain(score.lowest),
        "highest": _plain(score.highest),
        "marked": score.marked,
        "agreed": own(score.agreed) if score.agreed else None,
    }


def _own_requirement(own: OwnScore) -> Json:
    return {"score": _plain(own.score), "not_assessed": own.not_assessed, "met": own.met}


def _own_field(own: OwnScore) -> int | str | None:
    return NOT_ASSESSED if own.not_assessed else _plain(own.score)


def _bearing(bearing: Bearing) -> Json:
    return {
        "pairs": [_pair(pair) for pair in bearing.pairs],
        "not_compared": {id: why.value for id, why in bearing.not_compared.items()},
    }


def _pair(pair: PairBearing) -> Json:
    return {
        "first": pair.first,
        "second": pair.second,
        "shared": list(pair.shared),
        "difference": _plain(pair.difference),
        "close": pair.close,
        "tried": len(pair.tried),
        "changes": [
            {
                "kind": change.alternative.kind.value,
                "left_out": change.alternative.left_out or None,
                "outcome": change.outcome.value,
                "difference": _plain(change.difference),
            }
            for change in pair.changes
        ],
    }


def _treatment(treatment: Treatment) -> Json:
    """Return what the forms show of equal treatment; a version of the plan is referred to by its letter."""
    return {
        "digest": treatment.digest,
        "conclusion": treatment.conclusion.value,
        "versions": [_plan_version(version) for version in treatment.versions],
        "forms": [_treated_form(form) for form in treatment.forms],
        "changes": [
            {
                "key": change.key,
                "item": change.item or None,
                "before": _plain(change.before),
                "now": _plain(change.now),
                "versions": [version.letter for version in change.versions],
            }
            for change in treatment.changes
        ],
        "candidates": [
            {
                "id": entry.candidate.id,
                "panel": [member.id for member in entry.panel],
                "minutes": entry.minutes,
                "unscored": None if entry.unscored is None else [part.value for part in entry.unscored],
            }
            for entry in treatment.candidates
        ],
    }


def _plan_version(version: PlanVersion) -> Json:
    return {
        "version": version.letter,
        "digest": version.digest,
        "first": _moment(version.first),
        "last": _moment(version.last),
        "now": version.is_now,
        "known": version.is_known,
    }


def _treated_form(form: TreatedForm) -> Json:
    return {
        "candidate": form.candidate.id,
        "panel_member": form.panel_member.id if form.panel_member else None,
        "form_id": form.form_id or None,
        "version": form.version.letter if form.version else None,
        "made": _moment(form.made),
        "typed": form.typed,
    }


def _moment(value: datetime | None) -> str | None:
    return moment_text(value) if value else None


def _figures(totals: FormTotals) -> Json:
    return {
        "parts": {part.value: _part(figures) for part, figures in totals.parts.items()},
        "requirements": {id: _requirement(score) for id, score in totals.requirements.items()},
        "overall": _overall(totals.overall),
    }


def _part(totals: PartTotals) -> Json:
    return {
        "sum": totals.sum,
        "max": totals.max,
        "scored": totals.scored,
        "of": totals.of,
        "not_assessed": totals.not_assessed,
        "mean": _plain(totals.mean),
    }


def _requirement(result: RequirementScore) -> Json:
    methods = {method: _plain(score) for method, score in result.methods.items()}
    return {"score": _plain(result.score), "methods": methods, "met": result.met}


def _overall(overall: Overall) -> Json:
    return {"mean": _plain(overall.mean), "basis": overall.basis, "of": overall.of}


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it: a whole number without decimals, other fractions as floats, dates as ISO."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(entry) for entry in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
