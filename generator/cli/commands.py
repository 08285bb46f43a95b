"""The commands: their arguments, what they do with them, and their exit status.

Exit status: 0 done; 1 the user has something to mend; 2 wrong use of the command.
"""

from __future__ import annotations

import io
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click
from click.core import ParameterSource

from generator import __version__, language
from generator.app.annotating import AnnotatedPlan, annotate_plan
from generator.app.corrected import read_results
from generator.app.demo import run_demo
from generator.app.forms import make_forms
from generator.app.inspecting import inspect_form
from generator.app.passwords import read_passwords
from generator.app.plans import CAN_BE_SILENCED, CheckedPlan, check_plan, new_plan, review_plan, weak_points
from generator.app.printing import Printed, print_forms
from generator.app.purging import purge as purge_files
from generator.app.questions import Sought, find_questions
from generator.app.renewing import renew_plan
from generator.app.reports import DOCUMENTS, MadeReports, Wanted, make_reports
from generator.app.scoresheets import save_scoresheet
from generator.app.templates import check_own_template, export_template, shipped_templates
from generator.app.totals import compute_totals, save_results
from generator.app.writing_back import WrittenBack, write_back
from generator.cli.form_view import show_form
from generator.cli.help import DEFAULT, WORDS, Commands, Option, wrong_use
from generator.cli.telling import (
    ERR,
    OUT,
    count_problems,
    print_json,
    progress_bar,
    say,
    show_files,
    show_labelled,
    show_problems,
    show_problems_by_file,
    show_questions,
    show_totals,
)
from generator.jsonout import (
    check_json,
    forms_json,
    inspect_json,
    no_totals_json,
    problems_json,
    purge_json,
    questions_json,
    reports_json,
    totals_json,
)
from generator.language import Language
from generator.model import (
    Category,
    CopyEntry,
    FormStatus,
    FoundFile,
    Look,
    QuestionRole,
    QuestionUse,
    Results,
)
from generator.problems import Problem, Severity, UnusableFile, errors

_PLAN = click.Path(readable=False, path_type=Path)  # whether it can be read is told with everything else


_COPY_STATUSES = (FormStatus.WRITTEN, FormStatus.UNCHANGED)
_option = partial(click.option, cls=Option)
_JSON = _option("--json", "as_json", is_flag=True, help=WORDS.text("cli.help.json"))
_LANGUAGE = _option(
    "--language",
    "code",
    type=click.Choice(language.codes()),
    default=DEFAULT,
    show_default=True,
    help=WORDS.text("cli.help.language"),
)
_PASSWORDS = _option("--password-file", type=_PLAN, metavar="PATH", help=WORDS.text("cli.help.password_file"))


class OwnTemplate(click.ParamType[tuple[str, Path]]):
    """``DOCUMENT=MY.docx``: somebody's own template, and the document that it is for."""

    name = "template"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Path]:
        """Return the document and the path."""
        document, _, path = str(value).partition("=")
        if document not in DOCUMENTS or not path:
            text = WORDS.text("cli.needs_document", typed=value, known=list(DOCUMENTS))
            raise click.BadParameter(text, ctx, param)
        return document, Path(path)


@click.group(
    cls=Commands, help=WORDS.text("cli.help.program"), context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="intervjuguide", help=WORDS.text("cli.help.version"))
@click.help_option("-h", "--help", help=WORDS.text("cli.help.help"))
def main() -> None:
    pass


@main.command(help=WORDS.text("cli.help.new"))
@click.argument("plan", type=_PLAN, metavar="PLAN.xlsx")
@_LANGUAGE
@_option("--example", is_flag=True, help=WORDS.text("cli.help.example"))
@_option("--from", "source", type=_PLAN, metavar="OLD.xlsx", help=WORDS.text("cli.help.new_from"))
@click.pass_context
def new(context: click.Context, plan: Path, code: str, example: bool, source: Path | None) -> None:
    if source:
        _require_no_other(context, {"code": "--language", "example": "--example"})
        if plan.suffix.lower() != ".xlsm":
            _require_suffix(plan, "PLAN.xlsx")
        _new_from(plan, source)
        return
    _require_suffix(plan, "PLAN.xlsx")
    words = language.load(code)
    written, problems = new_plan(plan, code, example=example)
    show_problems(problems, words)
    say(words.text("cli.new", path=written, language=words.text("language.name")))


def _new_from(plan: Path, source: Path) -> None:
    renewed = renew_plan(plan, source)
    show_problems(renewed.problems, renewed.words)
    if renewed.path:
        say(renewed.words.text("cli.new_from", path=renewed.path, source=source))
    else:
        say(renewed.words.text("cli.new_refused"))
    _end(errors(renewed.problems))


def _require_no_other(context: click.Context, options: dict[str, str]) -> None:
    for parameter, name in options.items():
        if context.get_parameter_source(parameter) is not ParameterSource.DEFAULT:
            raise click.BadParameter(WORDS.text("cli.usage.from_alone", name=name))


@main.command(help=WORDS.text("cli.help.check"))
@click.argument("plan", type=_PLAN, metavar="PLAN.xlsx")
@_option("--annotate", "copy", type=_PLAN, metavar="COPY.xlsx", help=WORDS.text("cli.help.annotate"))
@_JSON
def check(plan: Path, copy: Path | None, as_json: bool) -> None:
    if copy:
        _require_copy(plan, copy)
    with _unusable(as_json, lambda problems: check_json(problems, {}, WORDS)):
        annotated = annotate_plan(plan, copy) if copy else AnnotatedPlan(review_plan(plan), None, ())
    reviewed, words = annotated.reviewed, annotated.reviewed.words
    problems = (*reviewed.problems, *annotated.problems)
    show_problems(problems, words, CAN_BE_SILENCED)
    if as_json:
        print_json(check_json(problems, reviewed.silenced, words, annotated.path))
    else:
        say(count_problems(reviewed.problems, words))
        if annotated.path:
            say(words.text("cli.check.annotated", path=annotated.path))
        if reviewed.silenced:
            silenced = [f"{code} ({count})" for code, count in reviewed.silenced.items()]
            say(words.text("cli.check.silenced", rules=silenced))
    _end(errors(problems))


@main.command(help=WORDS.text("cli.help.questions"))
@_option(
    "--category", type=click.Choice([entry.value for entry in Category]), help=WORDS.text("cli.help.questions_category")
)
@_option("--use", type=click.Choice([entry.value for entry in QuestionUse]), help=WORDS.text("cli.help.questions_use"))
@_option(
    "--role", type=click.Choice([entry.value for entry in QuestionRole]), help=WORDS.text("cli.help.questions_role")
)
@_option("--search", metavar="WORDS", default="", help=WORDS.text("cli.help.questions_search"))
@_LANGUAGE
@_JSON
def questions(category: str | None, use: str | None, role: str | None, search: str, code: str, as_json: bool) -> None:
    words = language.load(code)
    sought = Sought(
        category=Category(category) if category else None,
        use=QuestionUse(use) if use else None,
        role=QuestionRole(role) if role else None,
        text=search,
    )
    found = find_questions(code, sought)
    if as_json:
        print_json(questions_json(found, words))
    elif found:
        show_questions(found, words)
        say(words.text("cli.questions.count", count=len(found)))
    if not found:
        say(words.text("cli.questions.none_category" if sought.impossible else "cli.questions.none"), ERR)


@main.command(help=WORDS.text("cli.help.forms"))
@click.argument("plan", type=_PLAN, metavar="PLAN.xlsx")
@_option("--out", "folder", type=_PLAN, required=True, metavar="DIR", help=WORDS.text("cli.help.forms_out"))
@_option("--blank", is_flag=True, help=WORDS.text("cli.help.blank"))
@_option("--paper", is_flag=True, help=WORDS.text("cli.help.paper"))
@_option("--protect", is_flag=True, help=WORDS.text("cli.help.protect"))
@_option("--template", type=_PLAN, metavar="MY.docx", help=WORDS.text("cli.help.template"))
@_option("--pdf", "as_pdf", is_flag=True, help=WORDS.text("cli.help.pdf"))
@_option("--one-file", is_flag=True, help=WORDS.text("cli.help.one_file"))
@_option("--libreoffice", type=_PLAN, metavar="PATH", help=WORDS.text("cli.help.libreoffice"))
@_JSON
def forms(
    plan: Path,
    folder: Path,
    blank: bool,
    paper: bool,
    protect: bool,
    template: Path | None,
    as_pdf: bool,
    one_file: bool,
    libreoffice: Path | None,
    as_json: bool,
) -> None:
    with _unusable(as_json, lambda problems: forms_json((), problems, WORDS)):
        checked = check_plan(plan, blank=blank)
        with progress_bar(checked.words.text("cli.progress.forms")) as progress:
            look = Look(paper, protect)
            made = make_forms(checked, folder, look, blank=blank, template=template, progress=progress)
    printed = Printed(made.entries)
    if checked.plan and (as_pdf or one_file):
        with progress_bar(made.words.text("cli.progress.pdf")) as progress:
            printed = print_forms(made, checked.plan, folder, libreoffice, one_file=one_file, progress=progress)
    problems = (*made.problems, *printed.problems)
    show_problems(problems, made.words)
    if as_json:
        print_json(forms_json(printed.entries, problems, made.words, printed.joined))
    elif checked.plan is None:
        say(count_problems(problems, made.words))
    else:
        for entry in made.entries:
            say(f"{made.words.text(f'cli.status.{entry.status}')}: {entry.path}")
        counts = {status.value: sum(entry.status is status for entry in made.entries) for status in FormStatus}
        say(made.words.text("cli.forms", folder=folder, **counts))
        if as_pdf or one_file:
            _show_printed(printed, made.words)
        if not blank:
            _show_weak_points(weak_points(checked.plan), checked.words)
    _end(errors(problems))


def _show_weak_points(found: Iterable[Problem], words: Language) -> None:
    counts = Counter(entry.severity.value for entry in found)
    if counts:
        say(words.text("cli.check.weak", warning=counts[Severity.WARNING], advice=counts[Severity.ADVICE]))


def _show_printed(printed: Printed, words: Language) -> None:
    count = sum(bool(entry.pdf) for entry in printed.entries)
    say(words.text("cli.pdf", count=count, of=len(printed.entries)))
    for path in printed.joined:
        say(words.text("cli.one_file", path=path))


@main.command(help=WORDS.text("cli.help.scoresheet"))
@click.argument("plan", type=_PLAN, metavar="PLAN.xlsx")
@_option("--out", type=_PLAN, required=True, metavar="SHEET.xlsx", help=WORDS.text("cli.help.scoresheet_out"))
def scoresheet(plan: Path, out: Path) -> None:
    _require_suffix(out, "SHEET.xlsx")
    checked = check_plan(plan)
    written, found = save_scoresheet(checked, out)
    problems = (*checked.problems, *found)
    show_problems(problems, checked.words)
    if written:
        say(checked.words.text("cli.scoresheet", path=written))
    elif checked.plan is None:
        say(count_problems(problems, checked.words))
    _end(errors(problems))


@main.command(help=WORDS.text("cli.help.totals"))
@click.argument("plan", type=_PLAN, metavar="PLAN.xlsx")
@click.argument("paths", type=_PLAN, nargs=-1, required=True, metavar="FORM_OR_DIR...")
@_option("--out", type=_PLAN, required=True, metavar="RESULTS.xlsx", help=WORDS.text("cli.help.totals_out"))
@_option("--open", "opened", is_flag=True, help=WORDS.text("cli.help.totals_open"))
@_option("--write-back", "archive", type=_PLAN, metavar="DIR", help=WORDS.text("cli.help.write_back"))
@_PASSWORDS
@_JSON
def totals(
    plan: Path,
    paths: tuple[Path, ...],
    out: Path,
    opened: bool,
    archive: Path | None,
    password_file: Path | None,
    as_json: bool,
) -> None:
    _require_suffix(out, "RESULTS.xlsx")
    with _unusable(as_json, lambda problems: no_totals_json(problems, WORDS)):
        passwords = read_passwords(password_file) if password_file else ()
        checked = check_plan(plan)
        words = checked.words
        with progress_bar(words.text("cli.progress.totals")) as progress:
            results = compute_totals(checked, paths, progress, opened=opened, passwords=passwords)
        written, found = save_results(results, words, out) if results else (None, ())
        copied = _copies(results, words, archive) if results and archive else None
    problems = (*(results.problems if results else checked.problems), *found, *(copied.problems if copied else ()))
    show_problems_by_file(problems, words)
    if as_json:
        print_json(_totals_document(results, problems, words, copied.entries if copied else ()))
    elif results:
        show_totals(results, words)
        if written:
            say(words.text("cli.totals", path=written))
        if copied:
            _show_copies(copied, len(results.forms), words, archive)
    else:
        say(count_problems(problems, words))
    _end(errors(problems))


def _copies(results: Results, words: Language, archive: Path) -> WrittenBack:
    with progress_bar(words.text("cli.progress.write_back")) as progress:
        return write_back(results, words, archive, progress)


@main.command(help=WORDS.text("cli.help.report"))
@click.argument("plan", type=_PLAN, metavar="PLAN.xlsx")
@click.argument("paths", type=_PLAN, nargs=-1, metavar="FORM_OR_DIR...")
@_option("--from", "source", type=_PLAN, metavar="RESULTS.xlsx", help=WORDS.text("cli.help.report_from"))
@_option("--out", "folder", type=_PLAN, required=True, metavar="DIR", help=WORDS.text("cli.help.report_out"))
@_option("--open", "opened", is_flag=True, help=WORDS.text("cli.help.report_open"))
@_option(
    "--template",
    "templates",
    type=OwnTemplate(),
    multiple=True,
    metavar="DOCUMENT=MY.docx",
    help=WORDS.text("cli.help.report_template"),
)
@_option(
    "--document", "documents", type=click.Choice(DOCUMENTS), multiple=True, help=WORDS.text("cli.help.report_document")
)
@_option("--candidate", "candidates", multiple=True, metavar="ID", help=WORDS.text("cli.help.report_candidate"))
@_PASSWORDS
@_JSON
def report(
    plan: Path,
    paths: tuple[Path, ...],
    source: Path | None,
    folder: Path,
    opened: bool,
    templates: tuple[tuple[str, Path], ...],
    documents: tuple[str, ...],
    candidates: tuple[str, ...],
    password_file: Path | None,
    as_json: bool,
) -> None:
    if bool(paths) == bool(source):
        raise click.BadParameter(WORDS.text("cli.usage.forms_or_results"))
    for document, count in Counter(document for document, _ in templates).items():
        if count > 1:
            raise click.BadParameter(WORDS.text("cli.usage.several_templates", document=document))
    with _unusable(as_json, lambda problems: reports_json((), problems, WORDS)):
        passwords = read_passwords(password_file) if password_file else ()
        checked = check_plan(plan)
        words = checked.words
        if source:
            results, refused = read_results(checked, source, opened=opened, passwords=passwords)
        else:
            results, refused = _computed(checked, paths, opened, passwords), checked.problems
        wanted = Wanted(documents, candidates)
        made = _reports(results, words, folder, dict(templates), wanted) if results else MadeReports()
    problems = (*(results.problems if results else refused), *made.problems)
    show_problems(problems, words)
    if as_json:
        print_json(reports_json(made.entries, problems, words, results.corrections if results else None))
    elif results and (made.entries or not errors(made.problems)):
        for entry in made.entries:
            say(f"{words.text(f'cli.status.{entry.status}')}: {entry.path}")
        done = words.text("cli.report", count=len(made.entries), folder=folder)
        say(done if made.entries else words.text("cli.report_none"))
        if results.corrections:
            count = len(results.corrections.entries)
            say(words.text("cli.corrections", count=count, file=results.corrections.file))
    elif checked.plan:
        say(words.text("cli.report_refused"))
    else:
        say(count_problems(problems, words))
    _end(errors(problems))


def _computed(
    checked: CheckedPlan, paths: tuple[Path, ...], opened: bool, passwords: tuple[str, ...]
) -> Results | None:
    with progress_bar(checked.words.text("cli.progress.totals")) as progress:
        return compute_totals(checked, paths, progress, opened=opened, passwords=passwords)


def _reports(
    results: Results, words: Language, folder: Path, templates: dict[str, Path], wanted: Wanted
) -> MadeReports:
    with progress_bar(words.text("cli.progress.report")) as progress:
        return make_reports(results, words, folder, templates, wanted, progress)


def _show_copies(copied: WrittenBack, of: int, words: Language, archive: Path | None) -> None:
    counts = [sum(entry.status is status for entry in copied.entries) for status in _COPY_STATUSES]
    left_out = of - len(copied.entries)
    say(words.text("cli.write_back", written=counts[0], unchanged=counts[1], left_out=left_out, folder=archive))


@main.command(help=WORDS.text("cli.help.inspect"))
@click.argument("form", type=_PLAN, metavar="FORM.docx")
@_PASSWORDS
@_JSON
def inspect(form: Path, password_file: Path | None, as_json: bool) -> None:
    path = str(form)
    with _unusable(as_json, lambda problems: inspect_json(path, None, problems, WORDS)):
        inspected = inspect_form(form, WORDS, read_passwords(password_file) if password_file else ())
    problems, words = inspected.form.problems, inspected.words
    if as_json:
        show_problems(problems, words)
        print_json(inspect_json(path, inspected.form, problems, words))
    else:
        show_form(inspected.form, words)
        show_problems(problems, words)
    _end(errors(problems))


@main.command(help=WORDS.text("cli.help.purge"))
@click.argument("plan", type=_PLAN, metavar="PLAN.xlsx")
@click.argument("folder", type=_PLAN, metavar="DIR")
@_option("--delete", is_flag=True, help=WORDS.text("cli.help.purge_delete"))
@_PASSWORDS
@_JSON
def purge(plan: Path, folder: Path, delete: bool, password_file: Path | None, as_json: bool) -> None:
    with _unusable(as_json, lambda problems: purge_json((), 0, problems, WORDS)):
        passwords = read_passwords(password_file) if password_file else ()
        checked = check_plan(plan)
        words = checked.words

        def deleted(file: FoundFile) -> None:  # told at once, so that it is known when the run is ended in the middle
            say(words.text("cli.purge.deleted", path=file.path), ERR if as_json else OUT)

        with progress_bar(words.text("cli.progress.purge")) as progress:
            purged = purge_files(
                *(checked, plan, folder), delete=delete, passwords=passwords, progress=progress, deleted=deleted
            )
    show_problems(purged.problems, words)
    if as_json:
        print_json(purge_json(purged.files, purged.others, purged.problems, words))
    elif checked.plan:
        show_files(purged, words, delete=delete)
    else:
        say(count_problems(purged.problems, words))
    _end(errors(purged.problems))


@main.command(help=WORDS.text("cli.help.demo"))
@click.argument("folder", type=_PLAN, metavar="DIR")
@_LANGUAGE
def demo(folder: Path, code: str) -> None:
    made = run_demo(folder, code)
    words = made.words
    show_problems(made.problems, words)
    say(words.text("cli.demo.open"))
    for key, path in (
        ("plan", made.plan),
        ("forms", made.forms),
        ("completed", made.completed),
        ("results", made.results_file),
        ("reports", made.reports),
    ):
        if path:
            say(f"  {words.text(f'cli.demo.{key}')}: {path}")
    show_totals(made.results, words)
    _end(errors(made.problems))


@main.group(cls=Commands, help=WORDS.text("cli.help.templates"))
def templates() -> None:
    pass


@templates.command("list", help=WORDS.text("cli.help.templates_list"))
def templates_list() -> None:
    for template in shipped_templates():
        description = template.words.text(f"cli.templates.{template.document}")
        say(f"{template.document} --language {template.words.code} ({template.words.text('language.name')})")
        say(f"    {description}")


@templates.command("export", help=WORDS.text("cli.help.templates_export"))
@click.argument(
    "document", type=click.Choice(sorted({entry.document for entry in shipped_templates()})), metavar="DOCUMENT"
)
@_LANGUAGE
@_option("--out", type=_PLAN, required=True, metavar="MY.docx", help=WORDS.text("cli.help.templates_out"))
def templates_export(document: str, code: str, out: Path) -> None:
    _require_suffix(out, "MY.docx")
    words = language.load(code)
    written, problems = export_template(document, code, out)
    show_problems(problems, words)
    say(words.text("cli.templates.exported", path=written, language=words.text("language.name")))


@templates.command("check", help=WORDS.text("cli.help.templates_check"))
@click.argument("template", type=_PLAN, metavar="MY.docx")
@_JSON
def templates_check(template: Path, as_json: bool) -> None:
    with _unusable(as_json, lambda problems: problems_json(problems, WORDS)):
        checked = check_own_template(template, WORDS)
    show_problems(checked.problems, checked.words)
    if as_json:
        print_json(problems_json(checked.problems, checked.words))
    else:
        say(count_problems(checked.problems, checked.words, "cli.templates"))
    _end(errors(checked.problems))


def run() -> NoReturn:
    """Run the command line; the one place where an exception becomes a sentence and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that lacks a letter shows ? and goes on
    try:
        status = main.main(standalone_mode=False, prog_name="intervjuguide")
    except click.ClickException as error:
        _show_wrong_use(error)
        sys.exit(error.exit_code)
    except UnusableFile as error:
        show_problems([error.problem], WORDS)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        say(WORDS.text("cli.interrupted"), ERR)
        sys.exit(1)
    except Exception as error:
        say(WORDS.text("cli.bug", kind=type(error).__name__, text=str(error), version=__version__), ERR)
        sys.exit(1)
    sys.exit(status or 0)  # a number after --help and --version, otherwise nothing


def _show_wrong_use(error: click.ClickException) -> None:
    """Say what was wrong with the command itself; what click says is in English."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None and error.message == context.get_help():  # called with nothing at all
        say(error.message, ERR)
        return
    show_labelled(Severity.ERROR, wrong_use(error), WORDS)
    if context is not None:
        say(f"    {WORDS.text('cli.usage.help', command=context.command_path)}", ERR)


def _require_copy(plan: Path, copy: Path) -> None:
    """Refuse a copy that is the workbook itself, or that Excel would not open for its name."""
    if _is_same(copy, plan):
        raise click.BadParameter(WORDS.text("cli.usage.annotate_same", path=copy))
    if copy.suffix.lower() != plan.suffix.lower():
        raise click.BadParameter(WORDS.text("cli.usage.annotate_suffix", suffix=plan.suffix, path=copy))


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.resolve() == other.resolve() or one.samefile(other)
    except (OSError, RuntimeError):  # there is no such file, or none can be: that is told where it is read or written
        return False


def _require_suffix(path: Path, name: str) -> None:
    wanted = Path(name).suffix
    if path.suffix.lower() != wanted:
        key = "cli.needs_docx" if wanted == ".docx" else "cli.needs_xlsx"
        raise click.BadParameter(WORDS.text(key, name=name, path=path))


@contextmanager
def _unusable(as_json: bool, document: Callable[[list[Problem]], dict[str, Any]]) -> Iterator[None]:
    """Print the JSON document even where there is nothing to work on."""
    try:
        yield
    except UnusableFile as error:
        if as_json:
            print_json(document([error.problem]))
        raise


def _totals_document(
    results: Results | None, problems: tuple[Problem, ...], words: Language, copies: tuple[CopyEntry, ...]
) -> dict[str, Any]:
    if results is None:
        return no_totals_json(problems, words)
    return totals_json(replace(results, problems=problems), words, copies)


def _end(wrong: Iterable[Problem]) -> None:
    if list(wrong):
        sys.exit(1)
