"""Texts of a limited length, and reasons."""

from typing import Annotated

from ninja import Schema
from pydantic import StringConstraints

Short = Annotated[str, StringConstraints(max_length=200)]
Why = Annotated[str, StringConstraints(max_length=400)]
Long = Annotated[str, StringConstraints(max_length=8000)]


class Because(Schema):
    because: Why


class MaybeBecause(Schema):
    because: Why = ""
