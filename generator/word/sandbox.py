"""The Jinja that templates run in: nothing but what the views offer, and an end to every loop.

A template comes from a colleague and is run like a program, so it may only name and repeat. Nothing
of Python can be reached through a value, and what would take all time or memory is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateRuntimeError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

FILTERS = frozenset(
    {
        *("capitalize", "count", "default", "first", "join", "last", "length", "lower"),
        *("round", "title", "trim", "truncate", "upper"),
    }
)
"""What can be done with a value. None of them makes much out of little, as ``replace`` or ``center`` would."""

TESTS = frozenset({"defined", "divisibleby", "even", "in", "none", "number", "odd", "string", "undefined"})
LOOP = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length", "cycle"})

MAX_RANGE = 200
MAX_ROUNDS = 20_000
MAX_REPORT_ROUNDS = 2_000_000
"""For reports, which have all candidates in one document."""
MAX_LETTERS = 40_000_000
_COUNTED = "counted_"


class TooMuch(TemplateRuntimeError):
    """A template repeats more than any form needs."""


def _as_it_is(value: Any) -> Any:
    return value


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """An environment for one template, which is compiled once however many forms are made from it."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})  # a text times a number fills the memory

    def __init__(self, max_rounds: int = MAX_ROUNDS) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=self._finalized)
        self.filters = {name: filter for name, filter in self.filters.items() if name in FILTERS} | {"join": _join}
        self.tests = {name: test for name, test in self.tests.items() if name in TESTS or not name.isidentifier()}
        self.globals = {"range": _range, _COUNTED: self._counted}
        self.template_class = _Limited
        self._compiled: dict[str, Template] = {}
        self._put: Callable[[Any], Any] = _as_it_is
        self._rounds = 0
        self._max_rounds = max_rounds

    def begin(self, put: Callable[[Any], Any]) -> None:
        """Start a document; ``put`` is called with each value that is printed, and returns what is printed for it."""
        self._put = put
        self._rounds = 0

    @pass_context  # so that Jinja does not call it for constants when it compiles
    def _finalized(self, context: Context, value: Any) -> Any:
        return self._put(value)

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Template:
        """Return a template, compiled when it is asked for the first time."""
        if source not in self._compiled:
            self._compiled[source] = super().from_string(source, *args, **kwargs)
        return self._compiled[source]

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may use a detail: what a view has, and what Jinja says of a loop."""
        if isinstance(obj, LoopContext):
            return attr in LOOP
        return is_dataclass(obj) and attr in {entry.name for entry in fields(obj)}

    def wrap_str_format(self, value: Any) -> None:
        """Let ``"…".format()`` be refused like every other detail of a text, for a width may be any number."""

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Reckon with numbers and join texts; SecurityError for anything else."""
        numbers = all(isinstance(value, int | float) for value in (left, right)) and operator != "**"
        texts = all(isinstance(value, str) for value in (left, right)) and operator == "+"
        if not numbers and not texts:
            raise SecurityError(f"{operator}: only numbers can be reckoned with")
        return super().call_binop(context, operator, left, right)

    def _generate(self, source: nodes.Template, *args: Any, **options: Any) -> str:
        for loop in source.find_all(nodes.For):
            loop.iter = nodes.Call(nodes.Name(_COUNTED, "load"), [loop.iter], [], None, None).set_lineno(loop.lineno)
        source.set_environment(self)
        return super()._generate(source, *args, **options)

    def _counted(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self._rounds += 1
            if self._rounds > self._max_rounds:
                raise TooMuch(f"more than {self._max_rounds} rounds")
            yield value


class _Limited(Template):
    def render(self, *args: Any, **kwargs: Any) -> str:
        pieces, letters = [], 0
        for piece in self.generate(*args, **kwargs):
            pieces.append(piece)
            letters += len(piece)
            if letters > MAX_LETTERS:
                raise TooMuch(f"more than {MAX_LETTERS} letters")
        return "".join(pieces)


def _join(values: Sequence[str], separator: str = ", ") -> str:
    if isinstance(values, str):
        raise TemplateRuntimeError("join: a list is wanted, not a text")
    return str(separator).join(map(str, values))


def _range(*numbers: int) -> range:
    found = range(*numbers)
    if len(found) > MAX_RANGE:
        raise TooMuch(f"more than {MAX_RANGE} numbers")
    return found
