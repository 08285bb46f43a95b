"""Everything that the code of a template says about itself, before anything is rendered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.problems import Place, Problem, problem
from generator.word.ns import w
from generator.word.template_blocks import Fault, blocks
from generator.word.template_code import Code
from generator.word.template_file import TemplateFile
from generator.word.template_names import Mistake, mistakes
from generator.word.text import text_of
from generator.word.where import shortened


@dataclass(frozen=True)
class Findings:
    """What was found in a template. ``wrong`` are the codes that cannot be carried out, by their number.

    ``hopeless`` says that nothing can be rendered even without them.
    """

    problems: tuple[Problem, ...]
    wrong: tuple[int, ...]
    hopeless: bool


def findings_of(file: TemplateFile) -> Findings:
    """Return what can be seen of a template without a plan, its file included."""
    found = blocks(file.codes)
    wrong = mistakes(found.balanced, file.of)
    if any(fault.code == "template_block_unopened" and fault.text == "for" for fault in found.faults):
        wrong = [mistake for mistake in wrong if not _is_of_a_lost_loop(mistake)]
    told = (
        *file.problems,
        *_broken(file),
        *(_fault(file, fault) for fault in found.faults),
        *(problem(m.code, place_of_code(file, m.at), **m.values) for m in wrong),
        *_mended(file),
        *_outside_the_body(file),
    )
    numbers = tuple(number for number, code in enumerate(file.codes) if any(m.at is code for m in wrong))
    unplaced = any("block" in fault.code or fault.code == "template_level" for fault in found.faults)
    hopeless = bool(file.broken) or unplaced or any(code.has_wrong_level for code in file.codes)
    return Findings(told, numbers, hopeless)


def _is_of_a_lost_loop(mistake: Mistake) -> bool:
    """Return whether a name is unknown as a whole, as those of a loop are that has lost its beginning."""
    return mistake.code == "template_name" and "." not in mistake.values["name"]


def place_of_code(file: TemplateFile, code: Code) -> Place:
    """Return where a piece of code stands; nothing is shown of a paragraph that holds nothing else."""
    place = file.place(code.element, code.part)
    if place.near == code.text:
        return Place(place.file, region=place.region, heading=place.heading, near=_beside(file, code))
    return place


def _beside(file: TemplateFile, code: Code) -> str:
    """Return the text of the next paragraph with words, for one with nothing but code says little."""
    root = file.roots[code.part]
    later = False
    for paragraph in root.iter(w("p")):
        text = text_of(paragraph)
        if later and text.strip() and not text.startswith("{%"):
            return shortened(text)
        later = later or paragraph is code.element
    return ""


def _broken(file: TemplateFile) -> Iterator[Problem]:
    for broken in file.broken:
        yield problem("template_bracket", file.place(broken.element, broken.part), text=shortened(broken.text))


def _fault(file: TemplateFile, fault: Fault) -> Problem:
    place = place_of_code(file, fault.at)
    values = {"typed": fault.at.text, "text": shortened(fault.text)}
    if fault.other is not None:
        other = place_of_code(file, fault.other)
        values |= {"other": fault.other.text, "heading": other.heading, "near": other.near}
    return problem(fault.code, place, **values)


def _mended(file: TemplateFile) -> Iterator[Problem]:
    for code in file.codes:
        if code.is_mended:
            yield problem(
                "template_mended", place_of_code(file, code), typed=" ".join(code.typed.split()), read=code.text
            )


def _outside_the_body(file: TemplateFile) -> Iterator[Problem]:
    for code in file.codes:
        if (code.part != file.document or code.attribute) and any(f"{name}(" in code.text for name in file.of.fields):
            yield problem("template_field_outside", place_of_code(file, code), typed=code.text)
