"""Texts and facts of a limited length."""

from typing import Annotated

from ninja import Field
from pydantic import StringConstraints

from ..models import QueueEntry

Short = Annotated[str, StringConstraints(max_length=120)]
Why = Annotated[str, StringConstraints(max_length=400)]
Long = Annotated[str, StringConstraints(max_length=4000)]
Facts = Annotated[list[QueueEntry.Fact], Field(max_length=8)]
