"""What every part of the desk works on: the store, and the norms that were read from it."""

from __future__ import annotations

from tui_desk.desk import setting
from tui_desk.desk.errors import DamagedDesk, NoDeskHere, Term
from tui_desk.desk.ports import Reading, Store
from tui_desk.desk.views import DeskFacts
from tui_desk.domain.sla import Levels
from tui_desk.i18n import mark
from tui_desk.norms.models import Norm


class Core:
    """The store of a desk, with its published norms kept once read."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._norms: dict[int, tuple[Norm, Levels]] = {}

    def facts(self, reading: Reading) -> DeskFacts:
        """The facts of the desk as they stand. Raises NoDeskHere, DamagedDesk."""
        facts = reading.facts()
        if "name" not in facts:
            raise NoDeskHere(url=self.store.address)
        return setting.read_facts(facts)

    def norm(self, reading: Reading, version: int) -> tuple[Norm, Levels]:
        """A published norm and its clocks. Raises DamagedDesk."""
        if version not in self._norms:
            try:
                norm = reading.norm(version)
            except (KeyError, ValueError):
                raise DamagedDesk(fact=Term(mark("the norm")), value=version) from None
            self._norms[version] = norm, Levels(norm)
        return self._norms[version]
