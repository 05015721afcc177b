"""Pages of the manual that are longer than a screen's own help; plain text in each language."""

from __future__ import annotations

from pathlib import Path

from tui_desk.i18n import language


def page(name: str) -> str:
    """A page in the language spoken now; in English where there is none."""
    here = Path(__file__).parent
    file = here / f"{name}.{language()}.txt"
    return (file if file.exists() else here / f"{name}.en.txt").read_text(encoding="utf-8")
