"""What the apps above let one do from a visit: asking for tests, writing a prescription.

An app says `register_tool(Tool(...))` in its AppConfig.ready; the page of a draft shows them in that order.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from hospital.accounts.models import User

from .models import Consultation


@dataclass(frozen=True)
class Tool:
    """A way on from a visit: its words, its icon, who may take it and where it leads."""

    label: str | Promise
    icon: str
    permission: str
    leads_to: Callable[[Consultation], str]


@dataclass(frozen=True)
class Offered:
    """A tool with its address for one visit."""

    label: str | Promise
    icon: str
    href: str


_tools: list[Tool] = []


def register_tool(tool: Tool) -> None:
    """Offer it in every visit."""
    _tools.append(tool)


def tools_for(visit: Consultation, user: User) -> list[Offered]:
    """Those the user may take."""
    return [
        Offered(tool.label, tool.icon, tool.leads_to(visit))
        for tool in _tools
        if user.has_perm(tool.permission)
    ]
