"""A text that is sent to the terminal only when it changed, and never moves its neighbours."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class QuietLine(Static):
    """A Static of fixed size."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__("", id=id, classes=classes, markup=False)
        self._shown = Content("")

    @property
    def text(self) -> str:
        """What stands here."""
        return self._shown.plain

    def show(self, content: Content) -> None:
        """Show this text; costs nothing when it is what stands there."""
        if content != self._shown or content.spans != self._shown.spans:
            self._shown = content
            self.update(content, layout=False)
