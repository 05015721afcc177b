"""Both languages are complete: every sentence of the code is in the catalogue, and nothing else is."""

from __future__ import annotations

from tests import catalogue


def test_every_sentence_is_translated_with_its_placeholders_and_the_compiled_catalogue_is_fresh() -> None:
    assert not list(catalogue.problems())


def test_no_translation_is_its_own_english() -> None:
    same = {
        msgid
        for msgid, words in catalogue.translated(catalogue.written()).items()
        if msgid == words and any(character.isalpha() for character in catalogue.words_of(msgid))
    }
    assert not same
