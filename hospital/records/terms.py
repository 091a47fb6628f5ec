"""What was typed and what was chosen, as it is written on a coded row."""

from collections.abc import Mapping
from typing import Any  # Any: values of a form

from hospital import terminology


def settled(values: Mapping[str, Any]) -> dict[str, str]:  # Any: see above
    """System, code and words of a coded row, a known code as its edition writes it."""
    said = {name: str(values.get(name) or "") for name in ("system", "code", "display")}
    if "\x00" in "".join(said.values()):
        return said  # the columns refuse it in words
    kept = terminology.settle(system=said["system"], code=said["code"], display=said["display"])
    return kept._asdict()
