"""What a response says, whether it comes whole or in pieces."""

from typing import Any  # Any: the test client's responses have no public type


def content(response: Any) -> bytes:  # Any: see above
    """The whole body; a stream is read to its end, and what fails on the way fails here."""
    return b"".join(response.streaming_content) if response.streaming else response.content
