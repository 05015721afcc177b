"""The Word templates of the desk's own (SITE-9)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select

from tui_desk.desk.needs.templates import PaperTemplate
from tui_desk.store import codec
from tui_desk.store.schema import paper_template

_FACTS = (
    paper_template.c.form,
    paper_template.c.name,
    paper_template.c.digest,
    func.length(paper_template.c.content),
)


class TemplateReads:
    """Queries of templates."""

    connection: Connection

    def paper_templates(self) -> Sequence[PaperTemplate]:
        """The templates in use, by the code of their form."""
        return [PaperTemplate(*row) for row in self.connection.execute(select(*_FACTS).order_by(_FACTS[0]))]

    def paper_template(self, form: str) -> PaperTemplate | None:
        """The template of this form, if the desk has one of its own."""
        row = self.connection.execute(select(*_FACTS).where(paper_template.c.form == codec.storable(form))).first()
        return PaperTemplate(*row) if row else None

    def paper_template_content(self, form: str) -> bytes | None:
        """The file of the form's template."""
        query = select(paper_template.c.content).where(paper_template.c.form == codec.storable(form))
        content: bytes | None = self.connection.scalar(query)
        return content


class TemplateWrites(TemplateReads):
    """Changes of templates."""

    def put_paper_template(self, of: PaperTemplate, content: bytes) -> None:
        """Use a template for its form from now on, in the place of another."""
        self.connection.execute(delete(paper_template).where(paper_template.c.form == of.form))
        told = {"form": of.form, "name": codec.storable(of.name), "digest": of.digest, "content": content}
        self.connection.execute(insert(paper_template).values(told))
        self._note("template", of.form)

    def remove_paper_template(self, form: str) -> bool:
        """Use the norm's own form again; whether there was a template."""
        gone = self.connection.execute(delete(paper_template).where(paper_template.c.form == codec.storable(form)))
        if gone.rowcount:
            self._note("template", form)
        return bool(gone.rowcount)

    def _note(self, entity: str, key: str) -> None:
        raise NotImplementedError
