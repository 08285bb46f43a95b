"""The names in the code of a template, held against the views: also where no example plan would come by.

Each piece of code is a line of a small template without a document around it, so that Jinja's line
numbers say which piece is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from jinja2 import TemplateSyntaxError, nodes
from rapidfuzz import fuzz, process

from generator.word.sandbox import FILTERS, LOOP, TESTS, TemplateEnvironment
from generator.word.template_code import STATEMENTS, Code
from generator.word.template_documents import Document
from generator.word.views import ItemView, PartView

_NEAR = 60
_TARGET = re.compile(r"\bfor\s+([A-Za-z_]\w*)\s+in\b")
_KINDS = {ItemView: "item", PartView: "part", NoneType: "nothing"}


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a piece of code; ``values`` are those of the problem."""

    code: str
    at: Code
    values: Mapping[str, Any]


def mistakes(codes: Sequence[Code], document: Document) -> list[Mistake]:
    """Return every mistake in codes for a document whose loops and conditions all end."""
    found = [*filter(None, map(_wrong_alone, codes))]
    tree = TemplateEnvironment().parse(source(codes))
    walk = _Walk(codes, document)
    walk.body(tree.body, dict(document.names))
    told = {(id(mistake.at), mistake.code, str(mistake.values)): mistake for mistake in walk.found}
    return [*found, *told.values()]


def source(codes: Sequence[Code], without: Sequence[Code] = ()) -> str:
    """Return codes as a template of one line each; those that cannot be parsed, and some others, stand for nothing."""
    return "\n".join(_nothing(code) if code in without else _line(code) for code in codes)


def _line(code: Code) -> str:
    return code.plain if _wrong_alone(code) is None else _nothing(code)


def _nothing(code: Code) -> str:
    target = _TARGET.search(code.inner)
    loop = f"{{% for {target[1] if target else '_'} in () %}}"
    return {
        "for": loop,
        "if": "{% if true %}",
        "elif": "{% elif false %}",
        "endif": "{% endif %}",
        "endfor": "{% endfor %}",
    }.get(code.word if code.is_statement else "", "")


def _wrong_alone(code: Code) -> Mistake | None:
    """Return what is wrong with a piece of code by itself."""
    if code.is_statement and (code.has_wrong_level or code.word not in STATEMENTS):
        near = _near(code.inner.split()[0] if code.inner else "", STATEMENTS)
        return _mistake("template_tag", code, near=near, known=STATEMENTS)
    if not code.is_statement and code.level not in ("", "r"):
        return _mistake("template_tag", code, near=f"{{{{ {code.inner} }}}}", known=("{{ … }}", "{{r … }}"))
    if (code.level and set(code.inner) & set("%}")) or not _parses(code):
        return _mistake("template_syntax", code)
    return None


def _mistake(problem: str, at: Code, **values: Any) -> Mistake:
    return Mistake(problem, at, values | {"typed": at.text})


def _parses(code: Code) -> bool:
    around = {
        "for": "{}{{% endfor %}}",
        "if": "{}{{% endif %}}",
        "elif": "{{% if true %}}{}{{% endif %}}",
        "else": "{{% if true %}}{}{{% endif %}}",
        "endfor": "{{% for _ in () %}}{}",
        "endif": "{{% if true %}}{}",
    }
    text = around[code.word].format(code.plain) if code.is_statement else code.plain
    try:
        tree = TemplateEnvironment().parse(text)
    except TemplateSyntaxError:
        return False
    return not any(loop.recursive for loop in tree.find_all(nodes.For))


@dataclass(frozen=True)
class _List:
    """The type of a list or a tuple."""

    of: Any


class _Walk:
    """Follows names through a template; a type is a view, a :class:`_List`, a plain type, or None if it is unknown."""

    def __init__(self, codes: Sequence[Code], document: Document) -> None:
        self._codes = codes
        self._fields = document.fields
        self.found: list[Mistake] = []

    def _add(self, code: str, node: nodes.Node, **values: Any) -> None:
        at = self._codes[min(max(node.lineno, 1), len(self._codes)) - 1]
        self.found.append(_mistake(code, at, **values))

    def body(self, body: Sequence[nodes.Node], names: Mapping[str, Any]) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                for printed in node.nodes:
                    self._printed(printed, names)
            elif isinstance(node, nodes.For):
                self._loop(node, names)
            elif isinstance(node, nodes.If):
                self.of(node.test, names)
                for below in (node.body, node.elif_, node.else_):
                    self.body(below, names)

    def _printed(self, node: nodes.Node, names: Mapping[str, Any]) -> None:
        if isinstance(node, nodes.TemplateData):
            return
        type = self.of(node, names)
        if isinstance(type, _List) or is_dataclass(type):
            self._add("template_not_text", node, name=_written(node))
        elif type is _Function:
            self._add("template_field_of", node, name=_written(node), wanted=self._wanted(_written(node)))

    def _loop(self, node: nodes.For, names: Mapping[str, Any]) -> None:
        type = self.of(node.iter, names)
        if type is not None and not isinstance(type, _List):
            self._add("template_not_list", node, name=_written(node.iter))
        element = type.of if isinstance(type, _List) else None
        targets = [*node.target.find_all(nodes.Name)] if not isinstance(node.target, nodes.Name) else [node.target]
        inner = {**names, "loop": _Loop, **{target.name: element if len(targets) == 1 else None for target in targets}}
        if node.test is not None:
            self.of(node.test, inner)
        self.body(node.body, inner)
        self.body(node.else_, names)

    def of(self, node: nodes.Node, names: Mapping[str, Any]) -> Any:
        """Return the type of an expression, and find what is wrong in it."""
        if isinstance(node, nodes.Name):
            return self._name(node, names)
        if isinstance(node, nodes.Getattr):
            return self._detail(node, self.of(node.node, names), node.attr)
        if isinstance(node, nodes.Getitem):
            return self._entry(node, names)
        if isinstance(node, nodes.Call):
            return self._call(node, names)
        if isinstance(node, nodes.Const):
            return type(node.value)
        if isinstance(node, nodes.Test):
            return self._test(node, names)
        below = [self.of(child, names) for child in node.iter_child_nodes()]
        if isinstance(node, nodes.Filter):
            return self._filter(node, below)
        if isinstance(node, nodes.CondExpr):
            return next((kind for kind in below[1:] if kind is not str), below[1])
        return None

    def _name(self, node: nodes.Name, names: Mapping[str, Any]) -> Any:
        if node.name in names:
            return _type(names[node.name])
        if node.name in self._fields:
            return _Function
        if node.name != "range":
            known = sorted((*names, *self._fields))
            self._add("template_name", node, name=node.name, near=_near(node.name, known), known=known)
        return None

    def _detail(self, node: nodes.Node, of: Any, name: str) -> Any:
        if of is None:
            return None
        if is_dataclass(of):
            known = [entry.name for entry in fields(of)]
            if name in known:
                return _type(get_type_hints(of)[name])
        else:
            known = sorted(LOOP) if of is _Loop else []
            if name in known:
                return None
        if isinstance(of, _List):
            self._add("template_of_list", node, name=_written(node))
            return None
        whole = _written(node)
        near = _near(name, known)
        before = whole.rpartition(".")[0] or whole
        self._add("template_name", node, name=whole, near=f"{before}.{near}" if near else "", known=known)
        return None

    def _entry(self, node: nodes.Getitem, names: Mapping[str, Any]) -> Any:
        of = self.of(node.node, names)
        self.of(node.arg, names)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._detail(node, of, node.arg.value)
        return of.of if isinstance(of, _List) and isinstance(node.arg, nodes.Const) else None

    def _call(self, node: nodes.Call, names: Mapping[str, Any]) -> Any:
        arguments = [self.of(argument, names) for argument in node.args]
        for extra in (*node.kwargs, *filter(None, (node.dyn_args, node.dyn_kwargs))):
            self._add("template_syntax", extra)
        if not isinstance(node.node, nodes.Name):
            if self.of(node.node, names) is not None:
                self._add("template_syntax", node)
            return None
        name = node.node.name
        if name == "range":
            return _List(int)
        if name in self._fields and name not in names:
            given = arguments[0] if arguments else NoneType
            if len(arguments) > 1 or (given is not None and given not in self._fields[name]):
                self._add("template_field_of", node, name=name, wanted=self._wanted(name))
            return None
        if name in names:
            self._add("template_syntax", node)
        else:
            known = sorted(self._fields)
            self._add("template_name", node, name=f"{name}()", near=_near(name, known), known=known)
        return None

    def _filter(self, node: nodes.Filter, below: Sequence[Any]) -> Any:
        if node.name not in FILTERS:
            known = sorted(FILTERS)
            self._add("template_name", node, name=f"|{node.name}", near=_near(node.name, known), known=known)
            return None
        of = below[0] if below else None
        return of.of if node.name in ("first", "last") and isinstance(of, _List) else None

    def _test(self, node: nodes.Test, names: Mapping[str, Any]) -> Any:
        if node.name not in TESTS:
            known = sorted(TESTS)
            self._add("template_name", node, name=f"is {node.name}", near=_near(node.name, known), known=known)
        for child in node.iter_child_nodes():
            self.of(child, names)
        return bool

    def _wanted(self, name: str) -> list[str]:
        """Return how a function is written, for each thing that it is for."""
        return [f"{name}({'' if kind is NoneType else _KINDS[kind]})" for kind in self._fields.get(name, ())]


class _Function:
    """The type of a function that gives a field."""


class _Loop:
    """The type of ``loop``."""


def _type(hint: Any) -> Any:
    """Return how a type of the views is followed."""
    if hint is None or isinstance(hint, _List):
        return hint
    if get_origin(hint) is tuple:
        return _List(_type(get_args(hint)[0]))
    plain = [entry for entry in get_args(hint) if entry is not NoneType]
    return plain[0] if plain else hint


def _near(name: str, known: Sequence[str]) -> str:
    found = process.extractOne(name.casefold(), known, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return str(found[0]) if found else ""


def _written(node: nodes.Node) -> str:
    """Return a chain of names as it was typed."""
    return ".".join(_steps(node))


def _steps(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        yield from _steps(node.node)
        yield str(node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", "…"))
    elif isinstance(node, nodes.Call):
        yield from _steps(node.node)
    elif isinstance(node, nodes.Name):
        yield node.name
