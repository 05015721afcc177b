"""The README says what is so."""

from __future__ import annotations

import re
from pathlib import Path

from tests import keys

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_keys_table_is_the_registrys() -> None:
    assert keys.shown() == keys.table()


def test_the_continuous_check_runs_the_second_line() -> None:
    second = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)[1]
    steps = [step.strip().replace("--quiet ", "") for step in (ROOT / ".ci" / "run").read_text().splitlines()]
    assert all(step in steps for step in second.split(" && "))


def test_every_picture_and_command_it_names_exists() -> None:
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", README)
    assert pictures
    assert [each for each in pictures if not (ROOT / each).exists()] == []
    modules = re.findall(r"python -m (tests\.\w+)", README)
    assert [each for each in modules if not list(ROOT.glob(each.replace(".", "/") + "*"))] == []
