"""The demo hospital's patients, and the ones that show what a register has to cope with."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any  # Any: what an action takes

from hospital.accounts.models import User
from hospital.patients import actions
from hospital.patients.actions.facts import HistoryData
from hospital.patients.models import Alert, Contact, Guardian, Patient

from .people import Maker, Person

RACES = ("01", "01", "01", "03", "03", "03", "02", "04", "99")
RELATIONS = ("mother", "spouse", "child", "sibling", "friend")
ALERTS = (
    ("fall", "warning", "Risco de queda: já caiu neste ano"),
    ("infection", "danger", "Precaução de contato: KPC em cultura de vigilância"),
    ("communication", "info", "Surdez: comunica-se em Libras"),
    ("clinical", "danger", "Portador de marca-passo: não fazer ressonância"),
    ("clinical", "warning", "Acesso venoso difícil"),
    ("administrative", "info", "Aguarda documento de identidade"),
)
HISTORY: tuple[HistoryData, ...] = (
    {"condition": "Hipertensão arterial sistêmica", "medication": "Losartana 50 mg, 12/12 h"},
    {"condition": "Diabetes mellitus tipo 2", "medication": "Metformina 850 mg, 12/12 h"},
    {"condition": "Asma"},
    {"condition": "Apendicectomia em 2011"},
    {"condition": "Hipotireoidismo", "medication": "Levotiroxina 50 mcg pela manhã"},
)
SOCIAL_NAMES = ("Bruna Lua", "Ravi Sol", "Dandara Flor")


def register_everyone(maker: Maker, count: int, *, by: User, say: Callable[[str], None]) -> int:
    """`count` people at the desk, then the special ones; how many patients there are in the end."""
    made = []
    for number in range(count):
        made.append(_register(maker, maker.person(), by=by))
        if number and number % 50 == 0:
            say(f"{number} of {count} patients")
    for patient in made[::4]:
        _describe(maker, patient, by=by)
    return count + _special(maker, by=by)


def _register(maker: Maker, person: Person, *, by: User, **more: Any) -> Patient:  # Any: see above
    """Somebody at the desk; a namesake by chance is registered with the reason that the desk would give."""
    try:
        return actions.register_patient(**_data(maker, person), **more, by=by)
    except actions.LikelyDuplicate:
        reason = "Homônimo: documento conferido no balcão"
        return actions.register_patient(**_data(maker, person), **more, different_because=reason, by=by)


def _data(maker: Maker, person: Person) -> dict[str, Any]:  # Any: see above
    home = person.address
    address = {
        "street": home.street, "number": home.number, "district": home.district, "city": home.city,
        "city_code": home.city_code, "state": home.state, "postal_code": home.postal_code,
    }  # fmt: skip
    city, state, code = person.birth_city[:3]
    return {
        "given_name": person.given, "family_name": person.family, "birth_date": person.born,
        "sex": person.sex, "mother_name": person.mother, "race_colour": maker.random.choice(RACES),
        "cpf": person.cpf, "cns": person.cns, "phone": person.phone, "addresses": [address],
        "birth_city": city,
        "birth_state": state, "birth_city_code": code, "birth_country": "BR",
    }  # fmt: skip


def _describe(maker: Maker, patient: Patient, *, by: User) -> None:
    """What the ward must know of one patient in four: whom to call, an alert, a history."""
    kin = maker.person(youngest=20, oldest=80)
    relation = Guardian.Relation(maker.random.choice(RELATIONS))
    actions.add_guardian(
        patient, name=kin.name, relation=relation, phone=kin.phone, is_emergency_contact=True, by=by
    )
    actions.add_contact(
        patient, kind=Contact.Kind.EMAIL, value=f"paciente{patient.chart_number}@example.com", by=by
    )
    kind, severity, text = maker.random.choice(ALERTS)
    actions.add_alert(patient, kind=Alert.Kind(kind), severity=Alert.Severity(severity), text=text, by=by)
    actions.add_history(patient, **maker.random.choice(HISTORY), by=by)


def _special(maker: Maker, *, by: User) -> int:
    """A mother and twins, an unidentified man, somebody confidential, one who died, and likely duplicates."""
    mother = _register(maker, maker.person(sex="female", youngest=19, oldest=38), by=by)
    for order, sex in ((1, "female"), (2, "male")):
        actions.register_newborn(
            mother, sex=sex, order=order, birth_date=maker.today - timedelta(days=2), by=by
        )
    actions.register_unidentified(
        sex="male",
        years=45,
        description="Trazido pelo SAMU; camisa azul, cicatriz no antebraço esquerdo",
        by=by,
    )
    known = _register(maker, maker.person(youngest=30, oldest=60), by=by)
    actions.set_confidential(known, confidential=True, reason="Pessoa pública, a pedido da direção", by=by)
    gone = _register(maker, maker.person(youngest=70, oldest=92), by=by)
    actions.mark_deceased(gone, by=by)
    for name in SOCIAL_NAMES:
        _register(maker, maker.person(youngest=18, oldest=50), social_name=name, by=by)
    return 10 + sum(_twice(maker, by=by) for _ in range(3))


def _twice(maker: Maker, *, by: User) -> int:
    """The same person registered again by somebody in a hurry, without documents and half misheard."""
    person = maker.person(sex="female", youngest=20, oldest=70)
    _register(maker, person, by=by)
    actions.register_patient(
        given_name=person.given.replace("i", "y", 1), family_name=person.family, birth_date=person.born,
        mother_name=person.mother.split()[0], sex=person.sex, different_because="Sem documentos na chegada",
        by=by,
    )  # fmt: skip
    return 2
