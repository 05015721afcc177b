"""The one function that speaks: catalogues zh_CN and en, msgids in English."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LANGUAGES = ("zh_CN", "en")
_LOCALE = Path(__file__).parent / "locale"


class _Speech:
    language = "en"
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


def mark(msgid: str) -> str:
    """Note a sentence for the catalogues; it is translated later, with `tr`."""
    return msgid


def use(language: str) -> None:
    """Speak this language from now on in this process. Raises ValueError for one we do not have."""
    if language not in LANGUAGES:
        raise ValueError(language)
    _Speech.language = language
    _Speech.catalogue = gettext.translation("tui_desk", _LOCALE, [language], fallback=True)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak this language for a while. Raises ValueError for one we do not have."""
    before = _Speech.language, _Speech.catalogue
    use(language)
    try:
        yield
    finally:
        _Speech.language, _Speech.catalogue = before


def language() -> str:
    """The language spoken now: "zh_CN" or "en"."""
    return _Speech.language


def tr(msgid: str, **facts: Any) -> str:
    """The sentence in the language spoken now, with its facts filled in."""
    sentence = _Speech.catalogue.gettext(msgid) if msgid else ""
    return sentence.format(**facts) if facts else sentence


def in_all_languages(msgid: str) -> tuple[str, ...]:
    """The sentence in every language we have, its placeholders as they are."""
    return tuple(
        gettext.translation("tui_desk", _LOCALE, [language], fallback=True).gettext(msgid) for language in LANGUAGES
    )


def from_environment() -> str:
    """The language that LC_ALL, LC_MESSAGES or LANG asks for; empty when they ask for none we have."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh_CN" if value.startswith("zh") else "en" if value.startswith("en") else ""
    return ""
