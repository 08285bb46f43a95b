"""click in our words: its help, and what it says of a wrong command, are English otherwise."""

from __future__ import annotations

from typing import Any

import click

from generator import language
from generator.language.system import system_language

DEFAULT = system_language()
WORDS = language.load(DEFAULT)
"""The words in which is said what no plan has given a language."""


class UnknownCommand(click.UsageError):
    """A command that does not exist, in our words."""


class Option(click.Option):
    """An option whose help says in our words whether it is needed and what it is otherwise."""

    def get_help_extra(self, ctx: click.Context) -> Any:
        extra = super().get_help_extra(ctx)
        if "required" in extra:
            extra["required"] = WORDS.text("cli.help.required")
        return extra

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        return record and (record[0], record[1].replace("[default: ", f"[{WORDS.text('cli.help.default')}: "))


class InOurWords(click.Command):
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


class Commands(InOurWords, click.Group):
    """A group of commands; its help lists them."""

    command_class = InOurWords

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
            raise UnknownCommand(WORDS.text("cli.usage.no_command", name=args[0], known=known), ctx)
        return super().resolve_command(ctx, args)


def wrong_use(error: click.ClickException) -> str:
    """Return in our words what is wrong with a command."""
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return WORDS.text("cli.usage.missing", name=_name(error.param))
    if isinstance(error, click.NoSuchOption):
        return WORDS.text("cli.usage.no_option", name=error.option_name)
    if isinstance(error, click.BadOptionUsage):
        return WORDS.text("cli.usage.option_value", name=error.option_name)
    if isinstance(error, UnknownCommand):
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
