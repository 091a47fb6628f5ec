"""Texts of a limited length."""

from typing import Annotated

from pydantic import StringConstraints

Short = Annotated[str, StringConstraints(max_length=200)]
Why = Annotated[str, StringConstraints(max_length=400)]
Long = Annotated[str, StringConstraints(max_length=8000)]
