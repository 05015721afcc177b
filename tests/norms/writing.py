"""Norm files for the tests: a small one that is in order, and ways to spoil it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_desk.norms.errors import Mistake, NormError
from tui_desk.norms.loader import load
from tui_desk.norms.models import Norm

HEAD = 'include = ["it-team.toml"]\ncode = "ours"\n'


def write(folder: Path, text: str, name: str = "ours.toml") -> Path:
    """A norm file with this text."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def ours(folder: Path, text: str) -> Norm:
    """The norm of 001 with these changes of one's own."""
    return load(write(folder, HEAD + text))


def mistakes(folder: Path, text: str) -> list[Mistake]:
    """What is wrong with the norm of 001 and these changes; fails when nothing is."""
    with pytest.raises(NormError) as caught:
        ours(folder, text)
    return list(caught.value.mistakes)
