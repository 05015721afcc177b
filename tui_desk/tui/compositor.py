"""Textual's compositor, which draws no more than it sends.

Textual asks every widget near a change for all of its lines, those behind others too, and drops what did not change
(textual/_compositor.py): of a typed key, that was half of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias, cast

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

Span: TypeAlias = tuple[int, int, int]
"""Part of a line of the screen: the line, the first cell, the cell behind the last."""


class SparingCompositor(Compositor):
    """Asks widgets, from the front to the back, for those lines of which cells are still to be filled."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has changed since it was last asked; None when nothing has."""
        spans = list(self._regions_to_spans(self._dirty_regions))
        self._dirty_regions.clear()
        return ChopsUpdate(self._drawn(spans), spans, [cuts[1:] for cuts in self.cuts]) if spans else None

    def _render_chops(self, crop: Region, is_rendered_line: Callable[[int], bool]) -> Sequence[Mapping[int, Strip]]:
        return self._drawn((y, crop.x, crop.right) for y in crop.line_range if is_rendered_line(y))

    def _drawn(self, spans: Iterable[Span]) -> Sequence[Mapping[int, Strip]]:
        """The pieces of each line of the screen by their first cell; those that no span touches are None."""
        cuts = self.cuts
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(line[:-1]) for line in cuts]
        empty: dict[int, set[int]] = {}
        for y, x1, x2 in spans:
            line = cuts[y]
            touched = (x for x, end in pairwise(line) if x < x2 and end > x1)
            empty.setdefault(y, set()).update(touched)
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            left, right = seen.column_span
            lines = seen.line_range
            wanted = sorted(y for y, cells in empty.items() if y in lines and any(left <= x < right for x in cells))
            if not wanted:
                continue
            top = wanted[0]
            strips = widget.render_lines(Region(left - region.x, top - region.y, seen.width, wanted[-1] + 1 - top))
            for y in wanted:
                inside = [x for x in cuts[y] if left <= x <= right]
                parts = strips[y - top].divide([x - left for x in inside[1:]])
                for x, part in zip(inside, parts, strict=False):
                    if x in empty[y]:
                        chops[y][x] = part
                        empty[y].remove(x)
                if not empty[y]:
                    del empty[y]
            if not empty:
                break
        return cast("Sequence[Mapping[int, Strip]]", chops)
