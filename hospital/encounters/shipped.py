"""The table of risks that comes with the system (shipped.json): our own, short, made to be edited.

It is written by us from general emergency practice and is not the chart of any published triage system. A
hospital that holds a licence for such a system writes its own protocol. The texts are data, in Portuguese.
"""

import json
from pathlib import Path
from typing import Any  # Any: a protocol as data

CODE = "risco"
NAME = "Classificação de risco do hospital"
DESCRIPTION = (
    "Tabela própria, curta e editável, com cinco cores. Revise-a com a equipe da emergência antes de usar: "
    "ela não substitui um protocolo licenciado nem o julgamento de quem classifica."
)
NOTE = "Versão que acompanha o sistema"


def content() -> dict[str, Any]:  # Any: see above
    """The whole table, in the shape that change_draft takes."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("shipped.json").read_text("utf-8"))
    return found
