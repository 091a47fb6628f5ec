"""Encounters and what they wait in: queues and calls, triage and its protocol, clocks."""

from .clocks import Alarm
from .encounters import OPEN, Encounter, EncounterQuerySet, Step
from .panels import Panel, PanelQueue
from .protocols import Colour, Discriminator, Flowchart, Protocol, ProtocolVersion
from .queues import Call, Queue, QueueEntry, Room
from .triages import Triage

__all__ = [
    "OPEN",
    "Alarm",
    "Call",
    "Colour",
    "Discriminator",
    "Encounter",
    "EncounterQuerySet",
    "Flowchart",
    "Panel",
    "PanelQueue",
    "Protocol",
    "ProtocolVersion",
    "Queue",
    "QueueEntry",
    "Room",
    "Step",
    "Triage",
]
