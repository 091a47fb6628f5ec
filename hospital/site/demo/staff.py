"""The demo hospital's departments, the people who work there, and one of each role who may sign in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hospital.accounts import actions as accounts
from hospital.accounts.models import Role, User
from hospital.organization import actions
from hospital.organization.models import Department, Employee

from .people import Maker, Person

# Code, name, CNES service code, and what is below.
Tree = tuple[str, str, str, tuple["Tree", ...]]
HOSPITAL: Tree = ("HSC", "Hospital Santa Clara", "", (
    ("PS", "Pronto-Socorro", "140", (
        ("PSA", "Pronto-Socorro Adulto", "140", ()),
        ("PSI", "Pronto-Socorro Infantil", "140", ()),
    )),
    ("INT", "Internação", "", (
        ("CLM", "Clínica Médica", "", ()),
        ("CLC", "Clínica Cirúrgica", "", ()),
        ("MAT", "Maternidade", "112", ()),
        ("PED", "Pediatria", "", ()),
    )),
    ("UTI", "Terapia Intensiva", "", (
        ("UTA", "UTI Adulto", "", ()),
        ("UTN", "UTI Neonatal", "", ()),
    )),
    ("CCI", "Centro Cirúrgico", "", ()),
    ("OBS", "Unidade de Observação", "", ()),
    ("NIR", "Núcleo Interno de Regulação", "", ()),
    ("HIG", "Higiene e Hotelaria", "", ()),
    ("AMB", "Ambulatório", "", ()),
    ("FAR", "Farmácia", "125", ()),
    ("LAB", "Laboratório de Análises Clínicas", "145", ()),
    ("IMG", "Diagnóstico por Imagem", "121", ()),
    ("ADM", "Administração", "", (
        ("REC", "Recepção e Cadastro", "", ()),
        ("FAT", "Faturamento", "", ()),
        ("CPR", "Compras", "", ()),
        ("TES", "Tesouraria", "", ()),
        ("QUA", "Auditoria e Qualidade", "", ()),
        ("TEC", "Tecnologia da Informação", "", ()),
    )),
))  # fmt: skip


@dataclass(frozen=True)
class Job:
    """Something people are employed for: title, CBO code, council and category, and where."""

    title: str
    cbo: str
    places: tuple[str, ...]
    council: str = ""
    category: str = ""
    login: str = ""  # the role of the first one, who may sign in
    user: str = ""  # her user's name, when it is not that of the role


JOBS = (
    Job("Analista de suporte", "317210", ("TEC",), login="admin"),
    Job("Médico clínico", "225125", ("CLM", "PSA", "AMB", "UTA"), "CRM", login="physician"),
    Job("Enfermeiro", "223505", ("CLM", "PSA", "MAT", "UTA", "UTN", "CCI"), "COREN", "ENF", "nurse"),
    Job("Recepcionista", "422105", ("REC", "PS", "AMB"), login="reception"),
    Job("Farmacêutico", "223405", ("FAR", "FAR"), "CRF", login="pharmacist"),
    Job("Comprador", "354205", ("CPR",), login="buyer"),
    Job("Operador de caixa", "421125", ("TES",), login="cashier"),
    Job("Auditor", "252205", ("QUA",), login="auditor"),
    Job("Médico pediatra", "225124", ("PED", "PSI", "UTN"), "CRM"),
    Job("Médico cirurgião geral", "225225", ("CLC", "CCI"), "CRM", "", "physician", "surgeon"),
    Job("Médico ginecologista e obstetra", "225250", ("MAT",), "CRM"),
    Job("Técnico de enfermagem", "322205", ("CLM", "CLC", "MAT", "PED", "PSA", "UTA", "UTN"), "COREN", "TE"),
    Job("Fisioterapeuta", "223605", ("UTA",), "CREFITO"),
    Job("Nutricionista", "223710", ("INT",), "CRN"),
    Job("Assistente social", "251605", ("INT",), "CRESS"),
    Job("Técnico em radiologia", "324115", ("IMG",), "CRTR"),
    Job("Biomédico", "221205", ("LAB", "LAB"), "CRBM", login="laboratory"),
    Job("Técnico em patologia clínica", "324205", ("LAB",)),
    Job("Assistente administrativo", "411010", ("FAT", "ADM")),
    Job("Arquivista de documentos", "415105", ("ADM",), login="archive"),
    Job("Encarregado de proteção de dados", "142135", ("QUA",), login="privacy"),
    Job("Enfermeiro regulador de leitos", "223505", ("NIR",), "COREN", "ENF", "regulation"),
    Job("Trabalhador de serviços de limpeza", "514320", ("HIG", "HIG", "HIG"), login="housekeeping"),
    Job("Médico anestesiologista", "225151", ("CCI", "CCI", "CCI"), "CRM", "", "physician", "anaesthetist"),
    Job("Médico ortopedista e traumatologista", "225270", ("CLC",), "CRM"),
    Job("Enfermeiro de centro cirúrgico", "223505", ("CCI",), "COREN", "ENF", "nurse", "theatre-nurse"),
    Job("Instrumentador cirúrgico", "322225", ("CCI", "CCI")),
)  # fmt: skip


def open_departments(*, by: User, on: date) -> dict[str, Department]:
    """The tree above, open since a day; by code."""
    made: dict[str, Department] = {}
    waiting: list[tuple[Tree, Department | None]] = [(HOSPITAL, None)]
    while waiting:
        (code, name, service, below), parent = waiting.pop(0)
        made[code] = actions.open_department(
            code=code, name=name, service_code=service, cost_centre=f"{100 + len(made)}", parent=parent,
            opened_on=on, by=by,
        )  # fmt: skip
        waiting += [(tree, made[code]) for tree in below]
    return made


def hire_everyone(
    maker: Maker, departments: dict[str, Department], *, password: str, by: User
) -> dict[str, User]:  # fmt: skip
    """One employee for each place of each job; the first of a job with a login gets a user. By name."""
    users: dict[str, User] = {}
    for number, (job, place, first) in enumerate(_posts(), 1001):
        person = maker.person(youngest=24, oldest=62)
        employee = _hire(person, job, str(number), by=by)
        actions.assign(
            employee, department=departments[place], starts_on=employee.hired_on, is_primary=True, by=by
        )
        if job.council:
            _license(maker, employee, job, by=by)
        if job.login and first:
            user = _open_account(person, employee, job, password=password, by=by)
            users[user.username] = user
    return users


def _posts() -> Iterator[tuple[Job, str, bool]]:
    for job in JOBS:
        for number, place in enumerate(job.places):
            yield job, place, number == 0


def _hire(person: Person, job: Job, number: str, *, by: User) -> Employee:
    hired = max(person.born + timedelta(days=22 * 365), date(2019, 3, 1))
    home = person.address
    return actions.hire(
        given_name=person.given, family_name=person.family, birth_date=person.born, gender=person.sex,
        cpf=person.cpf, cns=person.cns, mobile=person.phone, street=home.street, number=home.number,
        district=home.district, city=home.city, state=home.state, postal_code=home.postal_code,
        job_title=job.title, cbo_code=job.cbo, registration_number=number, hired_on=hired, by=by,
    )  # fmt: skip


def _license(maker: Maker, employee: Employee, job: Job, *, by: User) -> None:
    """Some licences end soon, so that the warnings have something to say."""
    ends = maker.today + timedelta(days=maker.random.choice([21, 55, 200, 400, 700]))
    actions.register_licence(
        employee, council=job.council, uf="SP", number=str(maker.random.randint(90_000, 290_000)),
        category=job.category, valid_from=employee.hired_on or maker.today, valid_until=ends, by=by,
    )  # fmt: skip


def _open_account(person: Person, employee: Employee, job: Job, *, password: str, by: User) -> User:
    user = accounts.create_user(
        username=job.user or job.login, name=person.name, password=password, must_change_password=False,
        is_demo=True, by=by,
    )  # fmt: skip
    accounts.give_role(user, role=Role.objects.get(code=job.login), by=by)
    actions.link_user(employee, user=user, by=by)
    return user
