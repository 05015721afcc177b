"""The people who call: the desk's directory."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who calls (CALL-5, CALL-6). `title` is the code of a form of address; `id` 0 is not stored yet."""

    id: int
    name: str
    staff_no: str = ""
    unit: str = ""
    phones: tuple[str, ...] = ()
    title: str = ""
