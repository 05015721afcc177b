"""Which priority 优先级 the answers ask for, and why (TKT-6). The officer's own word stands above it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui_desk.domain.branches import hold, prepared
from tui_desk.domain.checklist import given
from tui_desk.norms.models import Norm, Words


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposed priority, the code of the rule that proposes it (empty for the norm's default), and its reason."""

    priority: str
    rule: str
    because: Words


def propose(answers: Mapping[str, str], norm: Norm) -> Proposal:
    """What the first rule that holds proposes, or the norm's default priority when none does."""
    counted = given(answers, norm)
    for rule, conditions in prepared(norm).rules:
        if hold(conditions, counted):
            return Proposal(rule.then, rule.code, rule.because)
    return Proposal(norm.default_priority, "", Words())
