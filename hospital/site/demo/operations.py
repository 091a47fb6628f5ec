"""What is operated in the demo hospital, on whom, and what is written down while it is done."""

from collections.abc import Mapping
from typing import Any  # Any: whatever the actions take

# The diagnosis of an admitted patient (empty: somebody from home), what is done, on which side, minutes,
# anaesthesia, ASA, and what else is said when it is asked for.
Case = tuple[str, str, str, int, str, int, Mapping[str, Any]]  # Any: see above
COLON: Case = ("C18.9", "Colectomia direita", "none", 150, "general", 3, {
    "needs": ["blood"], "wound": "clean_contaminated", "risks": ["high_risk_surgery"]})  # fmt: skip
APPENDIX: Case = ("K35.9", "Apendicectomia videolaparoscópica", "none", 90, "general", 2, {
    "priority": "urgent", "wound": "contaminated"})  # fmt: skip
HERNIA: Case = ("K40.9", "Hernioplastia inguinal com tela", "left", 120, "spinal", 2, {"wound": "clean"})
HIP: Case = ("S72.0", "Artroplastia parcial do quadril", "right", 120, "spinal", 3, {
    "priority": "urgent", "needs": ["opme", "blood", "icu"]})  # fmt: skip
BLEEDING: Case = ("", "Laparotomia exploradora", "none", 90, "general", 4, {
    "priority": "emergency", "needs": ["blood", "icu"], "asa_emergency": True})  # fmt: skip
PILES: Case = ("", "Hemorroidectomia", "none", 60, "spinal", 1, {})
GALL: Case = ("", "Colecistectomia videolaparoscópica", "none", 90, "general", 2, {})
THYROID: Case = ("", "Tireoidectomia parcial", "right", 120, "general", 2, {"needs": ["frozen"]})
TIBIA: Case = ("S82.2", "Osteossíntese da tíbia", "right", 120, "spinal", 2, {"needs": ["opme", "imaging"]})
FOOT: Case = ("E11.5", "Desbridamento do pé", "left", 60, "regional", 3, {"needs": ["isolation"]})
CATARACT: Case = ("", "Facectomia com implante de lente", "left", 45, "local", 2, {"needs": ["opme"]})

WAITING: tuple[Case, ...] = (
    ("", "Hernioplastia umbilical", "none", 75, "spinal", 1, {}),
    ("", "Colecistectomia videolaparoscópica", "none", 90, "general", 2, {}),
    ("", "Ressecção de nódulo da mama", "left", 60, "general", 2, {"max_wait_days": 30}),
    ("", "Artroplastia total do joelho", "right", 150, "spinal", 3, {"needs": ["opme"]}),
    ("N17.9", "Fístula arteriovenosa para hemodiálise", "left", 90, "regional", 3, {"priority": "urgent"}),
)

COUNTS = {"sponge": 20, "needle": 12, "instrument": 48}
# Minutes after the patient entered, and a line of the record of anaesthesia.
ANAESTHESIA: tuple[tuple[int, dict[str, Any]], ...] = (  # Any: see above
    (6, {"kind": "signs", "heart_rate": 78, "systolic": 132, "diastolic": 80, "spo2": 98}),
    (11, {"kind": "drug", "what": "Cefazolina", "amount": 2, "unit": "g"}),
    (12, {"kind": "fluid", "what": "Ringer lactato", "amount": 500, "unit": "mL"}),
    (24, {"kind": "signs", "heart_rate": 66, "systolic": 108, "diastolic": 64, "spo2": 99}),
)
MESH: Mapping[str, Any] = {  # Any: see above
    "what": "Tela de polipropileno 15 × 15 cm", "maker": "Malhas Cirúrgicas Ltda.", "lot": "TP-4471",
    "registration": "80000000123", "site": "Região inguinal", "laterality": "left",
}  # fmt: skip
COLON_PIECE: Mapping[str, Any] = {  # Any: see above
    "what": "Cólon direito com íleo terminal", "site": "Cólon direito", "label": "Frasco 1",
    "fixative": "Formol a 10 %", "sent_to": "Patologia",
}  # fmt: skip
SLEEPY = {"activity": 1, "respiration": 2, "circulation": 2, "consciousness": 1, "saturation": 1}
AWAKE = {"activity": 2, "respiration": 2, "circulation": 2, "consciousness": 2, "saturation": 1}
