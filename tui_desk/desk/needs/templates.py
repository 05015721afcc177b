"""What the templates of forms need of a store (SITE-9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PaperTemplate:
    """A Word template of the desk's own: for which form it is used, its file's name, its size, and its digest."""

    form: str
    name: str
    digest: str
    size_bytes: int


class TemplateReading(Protocol):
    """Queries of templates."""

    def paper_templates(self) -> Sequence[PaperTemplate]:
        """The templates in use, by the code of their form."""

    def paper_template(self, form: str) -> PaperTemplate | None:
        """The template of this form, if the desk has one of its own."""

    def paper_template_content(self, form: str) -> bytes | None:
        """The file of the form's template."""


class TemplateWriting(TemplateReading, Protocol):
    """Changes of templates; each is told to the feed as "template"."""

    def put_paper_template(self, of: PaperTemplate, content: bytes) -> None:
        """Use a template for its form from now on, in the place of another."""

    def remove_paper_template(self, form: str) -> bool:
        """Use the norm's own form again; whether there was a template."""
