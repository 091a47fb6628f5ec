"""Values within limits."""

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Field

Name = Annotated[str, Field(max_length=120)]
Why = Annotated[str, Field(max_length=300)]
Day = Annotated[date, Field(ge=date(1850, 1, 1), le=date(2200, 1, 1))]
Places = Annotated[int, Field(ge=1, le=500)]
Minutes = Annotated[int, Field(ge=1, le=1440)]
Buffer = Annotated[int, Field(ge=0, le=480)]
Payer = Annotated[str, Field(max_length=30)]
Keys = Annotated[list[UUID], Field(max_length=20)]
