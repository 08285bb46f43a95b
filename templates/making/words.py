"""The words of a template, and the headers and labels that the reader looks for."""

from __future__ import annotations

from collections.abc import Sequence

from generator.language import Language


class Words:
    """The words of one template in one language."""

    def __init__(self, language: Language, document: str) -> None:
        self.language = language
        self.document = document

    def __call__(self, key: str) -> str:
        return self.language.text(f"template.{self.document}.{key}")

    def list(self, key: str) -> Sequence[str]:
        return self.language.get(f"template.{self.document}.{key}")

    def part(self, key: str) -> str:
        return self.language.text(f"parts.{key}")

    def form_id(self) -> str:
        return self.language.text("form.id_label")

    def column(self, kind: str) -> str:
        return self.language.get(f"form.columns.{kind}")[0]

    def field_label(self, kind: str) -> str:
        return self.language.text(f"form.labels.{kind}")

    def advice(self, part: str) -> Sequence[dict[str, str]]:
        return self.language.get(f"template.{self.document}.advice.{part}")

    def icon(self, name: str) -> str:
        return self.language.text(f"template.{self.document}.icons.{name}")
