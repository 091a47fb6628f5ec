"""Orders, results and papers, and the people who make them, by the real actions. For the apps above too."""

import itertools
from datetime import date
from typing import Any  # Any: whatever the actions take

from hospital import config
from hospital.accounts.actions import system
from hospital.accounts.models import User
from hospital.config.actions import change_setting
from hospital.config.models import Setting
from hospital.orders import actions
from hospital.orders.interpretation import LineData
from hospital.orders.models import Order, Paper, Result, TestPanel
from hospital.organization import actions as organization
from hospital.organization.models import Department, Employee
from hospital.patients.models import Patient
from hospital.patients.tests.make import Api, browser, client, cpf, fresh, patient, user

__all__ = [
    "Api", "browser", "client", "collected", "cpf", "department", "doctor", "employee", "fresh", "house",
    "lab", "nurse", "order", "panel", "paper", "patient", "released", "resulted", "user",
]  # fmt: skip

CHART = ("patients.view_patient", "patients.view_confidential", "patients.view_chart", "orders.view_order")
DOCTOR = (
    *CHART, "orders.place_order", "orders.read_result", "orders.acknowledge_critical", "orders.view_paper",
    "orders.write_paper",
)  # fmt: skip
NURSE = (*CHART, "orders.collect_specimen", "orders.view_paper")
LAB = (
    *CHART, "orders.collect_specimen", "orders.enter_result", "orders.validate_result",
    "orders.manage_catalogue",
)  # fmt: skip
ANYWHERE = "patients.open_any_chart"  # the tests of care itself go without
_count = itertools.count(1)

POTASSIUM: LineData = {
    "system": "http://loinc.org",
    "code": "2823-3",
    "display": "Potássio",
    "unit": "mmol/L",
}
PILL: dict[str, Any] = {  # Any: see above
    "drug": "Amoxicilina 500 mg, cápsula",
    "dose": "1 cápsula",
    "frequency": "a cada 8 horas",
}


def employee(of: User, *, council: str = "CRM", **licence: Any) -> Employee:  # Any: see above
    """The user as an employee with a licence in force."""
    number = next(_count)
    hired = organization.hire(
        given_name="Helena", family_name=f"Prado {number}", cpf=cpf(), hired_on=date(2020, 1, 1), by=system()
    )
    organization.link_user(hired, user=of, by=system())
    organization.register_licence(
        hired, council=council, uf="SP", number=str(700_000 + number), valid_from=date(2020, 1, 1),
        by=system(), **licence,
    )  # fmt: skip
    return hired


def doctor(*more: str, anywhere: bool = True, **licence: Any) -> User:  # Any: see above
    """A physician who works here, with a licence, who may open every chart."""
    made = user(*DOCTOR, *more, *([ANYWHERE] if anywhere else []))
    employee(made, **licence)
    return fresh(made)


def nurse(anywhere: bool = True) -> User:
    return user(*NURSE, *([ANYWHERE] if anywhere else []))


def lab(*more: str, anywhere: bool = True) -> User:
    """Somebody of the laboratory."""
    return user(*LAB, *more, *([ANYWHERE] if anywhere else []))


def department(by: User | None = None) -> Department:
    """A unit."""
    code = f"U{next(_count)}"
    return organization.open_department(
        code=code, name=f"Unidade {code}", opened_on=date(2020, 1, 1), by=by or system()
    )


def panel(name: str = "Eletrólitos") -> TestPanel:
    """A panel of those that are shipped."""
    actions.ship_catalogue(by=system())
    return TestPanel.objects.get(name=name)


def order(of: Patient | None = None, *, by: User | None = None, **data: Any) -> Order:  # Any: see above
    """An order for electrolytes."""
    values = {"panel": panel()} | data if "display" not in data else data
    return actions.place_order(of or patient(), by=by or doctor(), **values)


def collected(of: Order | None = None, *, by: User | None = None, **data: Any) -> Order:  # Any: see above
    """An order whose blood is in the tube."""
    wanted = of or order(**data)
    actions.collect(wanted, by=by or nurse())
    return Order.objects.get(pk=wanted.pk)


def resulted(
    value: str = "4.1", *, by: User | None = None, of: Order | None = None, **data: Any
) -> Result:  # Any: see above
    """A potassium that somebody entered."""
    return actions.enter_result(
        of or collected(**data), lines=[{**POTASSIUM, "value": value}], by=by or lab()
    )


def released(value: str = "4.1", **data: Any) -> Result:  # Any: see above
    """A potassium that somebody entered and somebody else validated."""
    return actions.validate_result(resulted(value, **data), by=lab())


def house() -> None:
    """Say where the hospital is, so that papers may be issued."""
    for name, value in (
        ("hospital.address", "Rua das Acácias, 100, Centro, Santos, SP, 11010-000"),
        ("hospital.contact", "(13) 3333-4444 · contato@hospital.example"),
        ("hospital.cnes", "1234567"), ("hospital.city", "Santos"),
        ("hospital.public_address", "https://hospital.example"),
    ):  # fmt: skip
        kept = Setting.objects.filter(name=name).first()
        change_setting(name, value=value, version=kept.version if kept else 0, reason="test", by=system())
    config.forget()


def paper(
    of: Patient | None = None, *, by: User | None = None, kind: str = "prescription", **data: Any
) -> Paper:  # Any: see above
    """A prescription that is still a draft."""
    content = data or {"items": [PILL]}
    return actions.draft_paper(of or patient(), kind=kind, data=content, by=by or doctor())
