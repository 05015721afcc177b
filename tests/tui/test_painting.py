"""What a key costs: how often the screen is drawn whole, which widgets are asked, how many are styled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual._compositor import Compositor, LayoutUpdate
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from tests.tui.conftest import MakeApp, drive, settle, until
from tests.tui.typing import Hand
from tui_desk.tui.app import DeskApp
from tui_desk.tui.screens.intake import IntakeScreen


class Painted:
    """What was drawn and styled since it was last forgotten."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.screens = self.styled = 0
        self.asked: list[Widget] = []
        display, style, render = App._display, Stylesheet.apply, Widget.render_lines

        def displayed(app: App[Any], screen: Any, update: Any) -> None:
            self.screens += isinstance(update, LayoutUpdate)
            display(app, screen, update)

        def applied(sheet: Stylesheet, node: Any, **given: Any) -> None:
            self.styled += 1
            style(sheet, node, **given)

        def rendered(widget: Widget, crop: Any) -> Any:
            self.asked.append(widget)
            return render(widget, crop)

        patch.setattr(App, "_display", displayed)
        patch.setattr(Stylesheet, "apply", applied)
        patch.setattr(Widget, "render_lines", rendered)

    def forget(self) -> None:
        """Begin to count anew."""
        self.screens = self.styled = 0
        self.asked = []


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> Painted:
    """Counts what is drawn; what a call needs is loaded before it, however slow the machine is."""
    monkeypatch.setattr("tui_desk.tui.app.PREPARE_SECONDS", 0.0)
    return Painted(monkeypatch)


def _play(app: DeskApp, script: Callable[[Hand], Any]) -> None:
    async def with_hand(pilot: Pilot[Any]) -> None:
        await script(Hand(pilot))

    drive(app, with_hand, (120, 40))


def test_going_to_a_call_draws_the_screen_once_and_styles_little(make_app: MakeApp, painted: Painted) -> None:
    """CALL-4: opening a call and going back to another one send the whole screen once; what stands is not styled."""

    async def script(hand: Hand) -> None:
        painted.forget()
        await hand.new_call()
        await settle(hand.pilot)
        assert painted.screens == 1
        await hand.type("x")
        await hand.press("alt+n")
        await settle(hand.pilot)
        await hand.type("x")
        app = hand.pilot.app
        assert isinstance(app, DeskApp)
        await until(hand.pilot, lambda: all(len(call._forms) == len(call.hand.steps) for call in app.lines.screens))
        for _ in range(2):
            painted.forget()
            await hand.press("alt+c")
            await settle(hand.pilot)
            assert isinstance(app.screen, IntakeScreen)
            assert painted.screens == 1
            assert painted.styled < 40

    _play(make_app(), script)


def test_a_typed_key_asks_only_the_widgets_whose_lines_changed(make_app: MakeApp, painted: Painted) -> None:
    """CALL-16: the field that is typed in is drawn again, none around it; all is as Textual would draw it."""

    async def script(hand: Hand) -> None:
        await hand.new_call()
        await hand.press("alt+3")
        await hand.type("打印机")
        await settle(hand.pilot)
        painted.forget()
        await hand.type("坏")
        await settle(hand.pilot)
        assert len(painted.asked) < 12
        assert painted.styled == 0
        assert "打印机坏" in hand.screen
        ours = hand.pilot.app.screen._compositor
        theirs = Compositor._render_chops(ours, ours.size.region, lambda _: True)
        assert ours.render_strips() == [Strip.join(line.values()) for line in theirs]

    _play(make_app(), script)
