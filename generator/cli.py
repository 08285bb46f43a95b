"""The command line: arguments, printing and exit codes. Only here is anything printed or the program ended.

Exit status: 0 done; 1 the user has something to mend; 2 wrong use of the command.
"""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from generator import __version__, language
from generator.app.demo import run_demo
from generator.app.forms import make_forms
from generator.app.plans import check_plan, new_plan
from generator.app.printing import Printed, print_forms
from generator.app.scoresheets import save_scoresheet
from generator.app.templates import check_own_template, export_template, shipped_templates
from generator.app.totals import compute_totals, save_results
from generator.jsonout import forms_json, no_totals_json, problems_json, totals_json
from generator.language import Language
from generator.language.system import system_language
from generator.model import FormStatus, FormTotals, Look, Part, PartTotals, Results
from generator.problems import ERROR, Problem, Severity, UnusableFile, errors

DEFAULT = system_language()
WORDS = language.load(DEFAULT)
OUT = Console(soft_wrap=True, highlight=False, emoji=False)
ERR = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}

_PLAN = click.Path(readable=False, path_type=Path)  # whether it can be read is told with everything else


class _UnknownCommand(click.UsageError):
    """A command that does not exist, in our words."""


class _Option(click.Option):
    """An option whose help says in our words whether it is needed and what it is otherwise."""

    def get_help_extra(self, ctx: click.Context) -> Any:
        extra = super().get_help_extra(ctx)
        if "required" in extra:
            extra["required"] = WORDS.text("cli.help.required")
        return extra

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        return record and (record[0], record[1].replace("[default: ", f"[{WORDS.text('cli.help.default')}: "))


class _InOurWords(click.Command):
    """A command whose help is in the language that we speak, where click's own words are English."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, f"{WORDS.text('cli.help.usage')}: ")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        words = {"[OPTIONS]": WORDS.text("cli.help.options"), "COMMAND [ARGS]...": WORDS.text("cli.help.command")}
        return [words.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [option.get_help_record(ctx) for option in options]
        with formatter.section(WORDS.text("cli.help.options_title")):
            formatter.write_dl([record for record in records if record])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = WORDS.text("cli.help.help")
        return option


class _Commands(_InOurWords, click.Group):
    command_class = _InOurWords

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        rows = [(name, command.help or "") for name, command in sorted(self.commands.items())]
        with formatter.section(WORDS.text("cli.help.commands_title")):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            known = self.list_commands(ctx)
            raise _UnknownCommand(WORDS.text("cli.usage.no_command", name=args[0], known=known), ctx)
        return super().resolve_command(ctx, args)


_option = partial(click.option, cls=_Option)
_JSON = _option("--json", "as_json", is_flag=True, help=WORDS.text("cli.help.json"))
_LANGUAGE = _option(
    "--language",
    "code",
    type=click.Choice(language.codes()),
    default=DEFAULT,
    show_default=True,
    help=WORDS.text("cli.help.language"),
)


@click.group(
    cls=_Commands, help=WORDS.text("cli.help.program"), context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="intervjuguide", help=WORDS.text("cli.help.version"))
@click.help_option("-h", "--help", help=WORDS.text("cli.help.help"))
def main() -> None:
    pass


@main.command(help=WORDS.text("cli.help.new"))
@click.argument("plan", type=_PLAN, metavar="PLAN.xlsx")
@_LANGUAGE
@_option("--example", is_flag=True, help=WORDS.text("cli.help.example"))
def new(plan: Path, code: str, example: bool) -> None:
    _require_suffix(plan, "PLAN.xlsx")
    words = language.load(code)
    written, problems = new_plan(plan, code, example=example)
    _show(problems, words)
    _say(words.text("cli.new", path=written, language=words.text("language.name")))


@main.command(help=WORDS.text("cli.help.check"))
@click.argument("plan", type=_PLAN, metavar="PLAN.xlsx")
@_JSON
def check(plan: Path, as_json: bool) -> None:
    with _unusable(as_json, lambda problems: problems_json(problems, WORDS)):
        checked = check_plan(plan)
    _show(checked.problems, checked.words)
    if as_json:
        _print_json(problems_json(checked.problems, checked.words))
    else:
        _say(_count(checked.problems, checked.words))
    _end(errors(checked.problems))


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
        with _progress(checked.words.text("cli.progress.forms")) as progress:
            look = Look(paper, protect)
            made = make_forms(checked, folder, look, blank=blank, template=template, progress=progress)
    printed = Printed(made.entries)
    if checked.plan and (as_pdf or one_file):
        with _progress(made.words.text("cli.progress.pdf")) as progress:
            printed = print_forms(made, checked.plan, folder, libreoffice, one_file=one_file, progress=progress)
    problems = (*made.problems, *printed.problems)
    _show(problems, made.words)
    if as_json:
        _print_json(forms_json(printed.entries, problems, made.words, printed.joined))
    elif checked.plan is None:
        _say(_count(problems, made.words))
    else:
        for entry in made.entries:
            _say(f"{made.words.text(f'cli.status.{entry.status}')}: {entry.path}")
        counts = {status.value: sum(entry.status is status for entry in made.entries) for status in FormStatus}
        _say(made.words.text("cli.forms", folder=folder, **counts))
        if as_pdf or one_file:
            _show_printed(printed, made.words)
    _end(errors(problems))


def _show_printed(printed: Printed, words: Language) -> None:
    count = sum(bool(entry.pdf) for entry in printed.entries)
    _say(words.text("cli.pdf", count=count, of=len(printed.entries)))
    for path in printed.joined:
        _say(words.text("cli.one_file", path=path))


@main.command(help=WORDS.text("cli.help.scoresheet"))
@click.argument("plan", type=_PLAN, metavar="PLAN.xlsx")
@_option("--out", type=_PLAN, required=True, metavar="SHEET.xlsx", help=WORDS.text("cli.help.scoresheet_out"))
def scoresheet(plan: Path, out: Path) -> None:
    _require_suffix(out, "SHEET.xlsx")
    checked = check_plan(plan)
    written, found = save_scoresheet(checked, out)
    problems = (*checked.problems, *found)
    _show(problems, checked.words)
    if written:
        _say(checked.words.text("cli.scoresheet", path=written))
    elif checked.plan is None:
        _say(_count(problems, checked.words))
    _end(errors(problems))


@main.command(help=WORDS.text("cli.help.totals"))
@click.argument("plan", type=_PLAN, metavar="PLAN.xlsx")
@click.argument("paths", type=_PLAN, nargs=-1, required=True, metavar="FORM_OR_DIR...")
@_option("--out", type=_PLAN, required=True, metavar="RESULTS.xlsx", help=WORDS.text("cli.help.totals_out"))
@_JSON
def totals(plan: Path, paths: tuple[Path, ...], out: Path, as_json: bool) -> None:
    _require_suffix(out, "RESULTS.xlsx")
    with _unusable(as_json, lambda problems: no_totals_json(problems, WORDS)):
        checked = check_plan(plan)
        words = checked.words
        with _progress(words.text("cli.progress.totals")) as progress:
            results = compute_totals(checked, paths, progress)
        written, found = save_results(results, words, out) if results else (None, ())
    problems = (*(results.problems if results else checked.problems), *found)
    _show(problems, words)
    if as_json:
        _print_json(_totals_document(results, problems, words))
    elif results:
        _show_totals(results, words)
        if written:
            _say(words.text("cli.totals", path=written))
    else:
        _say(_count(problems, words))
    _end(errors(problems))


@main.command(help=WORDS.text("cli.help.demo"))
@click.argument("folder", type=_PLAN, metavar="DIR")
@_LANGUAGE
def demo(folder: Path, code: str) -> None:
    made = run_demo(folder, code)
    words = made.words
    _show(made.problems, words)
    _say(words.text("cli.demo.open"))
    for key, path in (
        ("plan", made.plan),
        ("forms", made.forms),
        ("completed", made.completed),
        ("results", made.results_file),
    ):
        if path:
            _say(f"  {words.text(f'cli.demo.{key}')}: {path}")
    _show_totals(made.results, words)
    _end(errors(made.problems))


@main.group(cls=_Commands, help=WORDS.text("cli.help.templates"))
def templates() -> None:
    pass


@templates.command("list", help=WORDS.text("cli.help.templates_list"))
def templates_list() -> None:
    for template in shipped_templates():
        description = template.words.text(f"cli.templates.{template.document}")
        _say(f"{template.document} --language {template.words.code} ({template.words.text('language.name')})")
        _say(f"    {description}")


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
    _show(problems, words)
    _say(words.text("cli.templates.exported", path=written, language=words.text("language.name")))


@templates.command("check", help=WORDS.text("cli.help.templates_check"))
@click.argument("template", type=_PLAN, metavar="MY.docx")
@_JSON
def templates_check(template: Path, as_json: bool) -> None:
    with _unusable(as_json, lambda problems: problems_json(problems, WORDS)):
        checked = check_own_template(template, WORDS)
    _show(checked.problems, checked.words)
    if as_json:
        _print_json(problems_json(checked.problems, checked.words))
    else:
        _say(_count(checked.problems, checked.words, "cli.templates"))
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
        _show([error.problem], WORDS)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        _say(WORDS.text("cli.interrupted"), ERR)
        sys.exit(1)
    except Exception as error:
        _say(WORDS.text("cli.bug", kind=type(error).__name__, text=str(error), version=__version__), ERR)
        sys.exit(1)
    sys.exit(status or 0)  # a number after --help and --version, otherwise nothing


def _show_wrong_use(error: click.ClickException) -> None:
    """Say what was wrong with the command itself; what click says is in English."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None and error.message == context.get_help():  # called with nothing at all
        _say(error.message, ERR)
        return
    label = Text(WORDS.text("severity.error"), _STYLES[ERROR])
    ERR.print(Text.assemble(label, " ", _printable(_wrong_use(error))))
    if context is not None:
        _say(f"    {WORDS.text('cli.usage.help', command=context.command_path)}", ERR)


def _wrong_use(error: click.ClickException) -> str:
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return WORDS.text("cli.usage.missing", name=_name(error.param))
    if isinstance(error, click.NoSuchOption):
        return WORDS.text("cli.usage.no_option", name=error.option_name)
    if isinstance(error, click.BadOptionUsage):
        return WORDS.text("cli.usage.option_value", name=error.option_name)
    if isinstance(error, _UnknownCommand):
        return error.message
    if isinstance(error, click.BadParameter):
        if error.param is not None and isinstance(error.param.type, click.Choice):
            return WORDS.text("cli.usage.choice", name=_name(error.param), known=list(error.param.type.choices))
        return error.message
    return WORDS.text("cli.usage.other", text=error.format_message())


def _name(parameter: click.Parameter) -> str:
    """Return how the help calls a parameter."""
    words = parameter.opts if isinstance(parameter, click.Option) else []
    return " ".join(filter(None, (*words[:1], parameter.metavar)))


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
            _print_json(document([error.problem]))
        raise


@contextmanager
def _progress(text: str) -> Iterator[Callable[[int, int], None]]:
    with Progress(console=ERR, transient=True, disable=not ERR.is_terminal) as bar:
        task = bar.add_task(text, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _say(text: str, console: Console = OUT) -> None:
    console.print(Text(_printable(text)))


def _printable(text: str) -> str:
    """Return a text from a file without what a terminal would take for a command."""
    return "".join(
        "\ufffd" if unicodedata.category(letter) == "Cc" and letter not in "\n\t" else letter for letter in text
    )


def _show(problems: Iterable[Problem], words: Language) -> None:
    """Print problems, the gravest first; what to do stands once below those that it is good for."""
    ordered = sorted(problems, key=lambda problem: list(Severity).index(problem.severity))
    for remedy, entries in groupby(ordered, words.remedy):
        for entry in entries:
            where = words.place(entry.place)
            label = Text(words.text(f"severity.{entry.severity}"), _STYLES[entry.severity])
            text = f"{where}{': ' if where else ''}{words.message(entry)}"
            ERR.print(Text.assemble(label, " ", _printable(text)))
        _say(f"    {remedy}", ERR)


def _count(problems: Iterable[Problem], words: Language, of: str = "cli.check") -> str:
    """Return how many problems of a plan, or of a template (``cli.templates``), there are."""
    severities = [entry.severity for entry in problems]
    if not severities:
        return words.text(f"{of}.clean")
    counts = {severity.value: severities.count(severity) for severity in Severity}
    return words.text(f"{of}.{'mend' if ERROR in severities else 'usable'}", **counts)


def _totals_document(results: Results | None, problems: tuple[Problem, ...], words: Language) -> dict[str, Any]:
    if results is None:
        return no_totals_json(problems, words)
    return totals_json(replace(results, problems=problems), words)


def _show_totals(results: Results, words: Language) -> None:
    if results.forms:
        OUT.print(_totals_table(results, words))
    else:
        _say(words.text("cli.nothing_read"))


def _totals_table(results: Results, words: Language) -> Table:
    """Return a short table in the workbook's order: sums of the parts, overall, and on how much they rest."""
    parts = [entry.part for entry in results.plan.agenda if any(entry.part in f.totals.parts for f in results.forms)]
    incomplete = any(candidate.totals and not _all_scored(candidate.totals) for candidate in results.candidates)
    table = Table(
        title=Text(_printable(results.plan.position.title)),
        title_justify="left",
        caption=words.text("cli.table.incomplete") if incomplete else None,
        caption_justify="left",
    )
    table.add_column(words.text("cli.table.candidate"), overflow="fold")
    for part in parts:
        table.add_column(words.value("part", part), justify="right", no_wrap=True)
    table.add_column(words.text("cli.table.overall"), justify="right", no_wrap=True)
    for candidate in results.candidates:
        cells = _cells(candidate.totals, parts, words) if candidate.totals else ["–"] * (len(parts) + 1)
        table.add_row(Text(_printable(candidate.candidate.name)), *cells)
    return table


def _cells(totals: FormTotals, parts: Iterable[Part], words: Language) -> list[str]:
    def cell(figure: str, count: int, of: int) -> str:
        return figure if count == of else words.text("cli.table.of", figure=figure, count=count, of=of)

    figures = [totals.parts[part] for part in parts]
    sums = [cell(_sum(f, words), f.scored, f.of) for f in figures]
    overall = totals.overall
    mean = "–" if overall.mean is None else words.figure(overall.mean)
    return [*sums, cell(mean, overall.basis, overall.of)]


def _sum(totals: PartTotals, words: Language) -> str:
    return words.text("cli.table.part", sum=totals.sum, max=totals.max) if totals.scored else "–"


def _all_scored(totals: FormTotals) -> bool:
    return totals.overall.basis == totals.overall.of and all(f.scored == f.of for f in totals.parts.values())


def _print_json(document: dict[str, Any]) -> None:
    # A path may hold bytes that are no text; Python has them as lone surrogates, which JSON can only escape.
    data = json.dumps(document, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace")
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.flush()


def _end(wrong: Iterable[Problem]) -> None:
    if list(wrong):
        sys.exit(1)
