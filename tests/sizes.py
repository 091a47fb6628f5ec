"""How much a proof does: a smoke run in bin/check, the full figure in bin/prove."""

import os


def size(name: str, smoke: int) -> int:
    """PROVE_<NAME> from the environment, or the size of the smoke run."""
    return int(os.environ.get(f"PROVE_{name}", smoke))
