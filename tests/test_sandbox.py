"""The code of a template may name and repeat; whatever else it tries is refused, and soon."""

from __future__ import annotations

import time
from typing import Any

import pytest
from jinja2 import TemplateError

from generator.word.sandbox import TemplateEnvironment, TooMuch
from generator.word.views import PersonView

MEMBER = PersonView("I1", "Eva Dahl", "Plansjef", scores=True)


def run(source: str, **names: Any) -> str:
    return TemplateEnvironment().from_string(source).render(member=MEMBER, panel=(MEMBER, MEMBER), **names)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ member.name }}", "Eva Dahl"),
        ("{% for member in panel %}{{ loop.index }} of {{ loop.length }};{% endfor %}", "1 of 2;2 of 2;"),
        ("{% for a in panel %}{{ loop.cycle('x', 'y') }}{% if not loop.last %},{% endif %}{% endfor %}", "x,y"),
        ("{{ member.name|upper }}", "EVA DAHL"),
        ("{{ ['a', 'b']|join(' and ') }}", "a and b"),
        ("{{ 'a' + 'b' }}{{ 2 * 3 }}", "ab6"),
        ("{% for n in range(3) %}x{% endfor %}", "xxx"),
        ("{{ none|default('?', true) }}", "?"),
    ],
)
def test_what_a_template_needs_works(source: str, text: str):
    assert run(source) == text


@pytest.mark.parametrize(
    "source",
    [
        "{{ member.__class__ }}",
        "{{ member['__class__'] }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ range.__globals__ }}",
        "{{ self.__init__ }}",
        "{{ member.__init__.__globals__ }}",
        "{{ 'x'.format(1) }}",
        "{{ 'x'|attr('__class__') }}",
        "{{ 'x'|safe }}",
        "{{ ('x'|format)|upper }}",
        "{{ cycler }}",
        "{{ lipsum() }}",
        "{{ 'x' * 100000000000 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ '%99999999999d' % 1 }}",
        "{{ 'x'|center(100000000000) }}",
        "{{ 'x'|replace('x', 'xx') }}",
        "{{ range(1000000000)|length }}",
        "{{ 'ab'|join('x') }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
    ],
)
def test_refused(source: str):
    begun = time.monotonic()
    with pytest.raises((TemplateError, TypeError)):
        run(source)
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in range(200) %}{% for b in range(200) %}{% for c in range(200) %}{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in range(200) %}{% for b in range(90) %}" + "x" * 5000 + "{% endfor %}{% endfor %}",
        "{% for a in range(201) %}{% endfor %}",
    ],
    ids=["rounds", "letters", "range"],
)
def test_a_loop_that_takes_too_much_is_stopped(source: str):
    begun = time.monotonic()
    with pytest.raises(TooMuch):
        run(source)
    assert time.monotonic() - begun < 5


def test_one_form_does_not_use_up_the_rounds_of_the_next():
    environment = TemplateEnvironment()
    for _ in range(3):
        environment.begin(str)
        environment.from_string("{% for a in range(150) %}{% for b in range(100) %}{% endfor %}{% endfor %}").render()
