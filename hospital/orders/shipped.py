"""The common tests that the system comes with, so that a laboratory can begin on the first day.

The ranges are ordinary values of adults (18 years and older) as general textbooks of laboratory medicine give
them, and the critical limits are of the order that laboratories commonly choose. They are a start:
each laboratory puts its own in their place, which depend on its methods and its population. Codes are LOINC,
units UCUM. The names are the hospital's own words and are therefore not translated.
"""

from dataclasses import dataclass

LOINC = "http://loinc.org"


@dataclass(frozen=True)
class Test:
    """A test: its code, name and unit; limits as (low, high, critically low, critically high) by sex."""

    code: str
    name: str
    unit: str = ""
    limits: tuple[tuple[str, str, str, str, str], ...] = ()

    @property
    def is_text(self) -> bool:
        return not self.unit


@dataclass(frozen=True)
class Panel:
    """What is ordered under one name; a panel without tests is answered by a report."""

    name: str
    code: str
    tests: tuple[str, ...] = ()
    tube: str = "serum"
    category: str = "laboratory"
    preparation: str = ""
    is_favourite: bool = False


def _all(
    low: str, high: str, critical_low: str = "", critical_high: str = ""
) -> tuple[tuple[str, str, str, str, str], ...]:
    return (("", low, high, critical_low, critical_high),)


def _sexes(
    female: tuple[str, str], male: tuple[str, str], critical: tuple[str, str] = ("", "")
) -> tuple[tuple[str, str, str, str, str], ...]:
    return (("female", *female, *critical), ("male", *male, *critical))


TESTS = {test.code: test for test in (
    Test("718-7", "Hemoglobina", "g/dL", _sexes(("12", "16"), ("13.5", "17.5"), ("7", "20"))),
    Test("4544-3", "Hematócrito", "%", _sexes(("36", "46"), ("41", "53"), ("20", "60"))),
    Test("789-8", "Hemácias", "10*6/uL", _sexes(("4", "5.2"), ("4.5", "5.9"))),
    Test("787-2", "VCM", "fL", _all("80", "100")),
    Test("785-6", "HCM", "pg", _all("27", "33")),
    Test("786-4", "CHCM", "g/dL", _all("32", "36")),
    Test("788-0", "RDW", "%", _all("11.5", "14.5")),
    Test("6690-2", "Leucócitos", "10*3/uL", _all("4", "11", "1", "50")),
    Test("751-8", "Neutrófilos", "10*3/uL", _all("1.8", "7.7", "0.5")),
    Test("731-0", "Linfócitos", "10*3/uL", _all("1", "4")),
    Test("742-7", "Monócitos", "10*3/uL", _all("0.2", "1")),
    Test("711-2", "Eosinófilos", "10*3/uL", _all("0", "0.5")),
    Test("777-3", "Plaquetas", "10*3/uL", _all("150", "450", "20", "1000")),
    Test("2345-7", "Glicose", "mg/dL", _all("70", "99", "45", "450")),
    Test("4548-4", "Hemoglobina glicada", "%", _all("4", "5.6")),
    Test("3091-6", "Ureia", "mg/dL", _all("15", "45", "", "200")),
    Test("2160-0", "Creatinina", "mg/dL", _sexes(("0.5", "1.1"), ("0.7", "1.3"), ("", "7.5"))),
    Test("2951-2", "Sódio", "mmol/L", _all("136", "145", "120", "160")),
    Test("2823-3", "Potássio", "mmol/L", _all("3.5", "5.1", "2.5", "6.5")),
    Test("2075-0", "Cloro", "mmol/L", _all("98", "107", "80", "120")),
    Test("17861-6", "Cálcio total", "mg/dL", _all("8.5", "10.5", "6.5", "13")),
    Test("19123-9", "Magnésio", "mg/dL", _all("1.6", "2.6", "1", "4.9")),
    Test("2777-1", "Fósforo", "mg/dL", _all("2.5", "4.5", "1", "")),
    Test("1988-5", "Proteína C reativa", "mg/L", _all("", "5")),
    Test("1920-8", "TGO (AST)", "U/L", _all("", "40")),
    Test("1742-6", "TGP (ALT)", "U/L", _all("", "41")),
    Test("6768-6", "Fosfatase alcalina", "U/L", _all("40", "130")),
    Test("2324-2", "Gama-GT", "U/L", _sexes(("", "38"), ("", "55"))),
    Test("1975-2", "Bilirrubina total", "mg/dL", _all("0.2", "1.2", "", "15")),
    Test("1968-7", "Bilirrubina direta", "mg/dL", _all("", "0.3")),
    Test("1751-7", "Albumina", "g/dL", _all("3.5", "5.2")),
    Test("2093-3", "Colesterol total", "mg/dL", _all("", "190")),
    Test("2085-9", "Colesterol HDL", "mg/dL", _all("40", "")),
    Test("13457-7", "Colesterol LDL", "mg/dL", _all("", "130")),
    Test("2571-8", "Triglicerídeos", "mg/dL", _all("", "150")),
    Test("3016-3", "TSH", "mU/L", _all("0.4", "4.5")),
    Test("3024-7", "T4 livre", "ng/dL", _all("0.9", "1.7")),
    Test("6301-6", "INR", "{INR}", _all("0.9", "1.2", "", "5")),
    Test("14979-9", "TTPa", "s", _all("25", "36", "", "100")),
    Test("89579-7", "Troponina I ultrassensível", "ng/L", _sexes(("", "16"), ("", "34"))),
    Test("2524-7", "Lactato", "mmol/L", _all("0.5", "2", "", "4")),
    Test("5803-2", "pH da urina", "[pH]", _all("5", "7.5")),
    Test("5811-5", "Densidade da urina", "{ratio}", _all("1.005", "1.03")),
    Test("5804-0", "Proteínas na urina"),
    Test("5792-7", "Glicose na urina"),
    Test("5802-4", "Nitrito na urina"),
    Test("5821-4", "Leucócitos na urina"),
    Test("600-7", "Hemocultura"),
    Test("630-4", "Urocultura"),
)}  # fmt: skip

BLOOD_COUNT = (
    "789-8", "718-7", "4544-3", "787-2", "785-6", "786-4", "788-0", "6690-2", "751-8", "731-0", "742-7",
    "711-2", "777-3",
)  # fmt: skip
FASTING = "Jejum de 8 horas"

PANELS = (
    Panel("Hemograma completo", "58410-2", BLOOD_COUNT, "edta", is_favourite=True),
    Panel("Eletrólitos", "24326-1", ("2951-2", "2823-3", "2075-0"), is_favourite=True),
    Panel("Ureia e creatinina", "24321-2", ("3091-6", "2160-0"), is_favourite=True),
    Panel("Glicemia de jejum", "2345-7", ("2345-7",), "fluoride", preparation=FASTING, is_favourite=True),
    Panel("Hemoglobina glicada", "4548-4", ("4548-4",), "edta", is_favourite=True),
    Panel("Perfil lipídico", "57698-3", ("2093-3", "2085-9", "13457-7", "2571-8"), preparation=FASTING,
          is_favourite=True),
    Panel("TSH e T4 livre", "55204-3", ("3016-3", "3024-7")),
    Panel("Função hepática", "24325-3", ("1920-8", "1742-6", "6768-6", "2324-2", "1975-2", "1968-7",
                                        "1751-7")),
    Panel("Cálcio, magnésio e fósforo", "24320-4", ("17861-6", "19123-9", "2777-1")),
    Panel("Proteína C reativa", "1988-5", ("1988-5",), is_favourite=True),
    Panel("Coagulograma", "38875-1", ("6301-6", "14979-9"), "citrate"),
    Panel("Troponina I ultrassensível", "89579-7", ("89579-7",), "heparin"),
    Panel("Lactato", "2524-7", ("2524-7",), "fluoride"),
    Panel("Urina tipo 1 (EAS)", "24356-8", ("5803-2", "5811-5", "5804-0", "5792-7", "5802-4", "5821-4"),
          "urine",          preparation="Primeira urina da manhã, jato médio", is_favourite=True),
    Panel("Urocultura", "630-4", ("630-4",), "urine", preparation="Higiene íntima, jato médio"),
    Panel("Hemocultura (2 amostras)", "600-7", ("600-7",), "other"),
    Panel("Radiografia de tórax PA e perfil", "36643-5", (), "", "imaging", is_favourite=True),
    Panel("Ultrassonografia de abdome total", "24558-9", (), "", "imaging",
          "Jejum de 6 horas e bexiga cheia"),
    Panel("Tomografia de crânio sem contraste", "30799-1", (), "", "imaging"),
    Panel("Mamografia bilateral", "36625-2", (), "", "imaging", "Sem desodorante ou talco no dia"),
    Panel("Eletrocardiograma de 12 derivações", "11524-6", (), "", "procedure", is_favourite=True),
    Panel("Ecocardiograma transtorácico", "42148-7", (), "", "procedure"),
)  # fmt: skip
