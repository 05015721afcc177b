"""The Word templates that a desk uses in the place of its norm's own forms (SITE-9)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from tui_desk.desk.changing import must_be_allowed
from tui_desk.desk.core import Core
from tui_desk.desk.errors import BadValue, FileTooLarge, Term
from tui_desk.desk.needs.templates import PaperTemplate
from tui_desk.domain.officer import Officer
from tui_desk.domain.text import one_line
from tui_desk.domain.verbs import Verb
from tui_desk.i18n import mark

TEMPLATE_BYTES = 2_000_000
"""How large a template may be."""


class Templates:
    """The templates of a desk, over its store; a file is read once and again only when it has changed."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._files: dict[str, bytes] = {}

    def all(self) -> Sequence[PaperTemplate]:
        """The templates in use, by the code of their form."""
        with self._core.store.reading() as desk:
            return desk.paper_templates()

    def file(self, form: str) -> tuple[str, bytes] | None:
        """The name and the content of the form's template; None where the norm's own form is printed."""
        with self._core.store.reading() as desk:
            used = desk.paper_template(form)
            if used is None:
                return None
            if used.digest not in self._files:
                content = desk.paper_template_content(form)
                if content is None:
                    return None
                self._files[used.digest] = content
            return used.name, self._files[used.digest]

    def use(self, form: str, name: str, content: bytes, *, by: Officer) -> PaperTemplate:
        """Print a form from this template from now on. Whether it is one, who calls has looked.

        Raises:
            NotAllowed: `by` may not set the desk's norm, of which the forms are a part.
            BadValue: the norm has no such form.
            FileTooLarge: it has more than `TEMPLATE_BYTES`.
        """
        if len(content) > TEMPLATE_BYTES:
            raise FileTooLarge(path=name, megabytes=f"{TEMPLATE_BYTES / 1_000_000:g}")
        used = PaperTemplate(form, one_line(name), hashlib.sha256(content).hexdigest(), len(content))
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.PUBLISH_NORM)
            norm, _ = self._core.norm(desk, self._core.facts(desk).norm)
            if norm.form(form) is None:
                known = tuple(each.code for each in norm.forms)
                raise BadValue(field=Term(mark("a form")), value=form, allowed=known)
            desk.reserve("templates")
            desk.put_paper_template(used, content)
        return used

    def remove(self, form: str, *, by: Officer) -> bool:
        """Print the norm's own form again; whether there was a template of the desk's own. Raises NotAllowed."""
        with self._core.store.writing() as desk:
            must_be_allowed(desk, by, Verb.PUBLISH_NORM)
            return desk.remove_paper_template(form)
