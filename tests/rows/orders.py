"""What the harness must know of `orders`."""

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any  # Any: JSON bodies

from hospital.accounts.models import User
from hospital.config.actions import change_setting
from hospital.config.models import Setting
from hospital.orders import actions
from hospital.orders.models import CriticalNotice, Order, Paper, ReferenceRange, TestPanel
from hospital.organization import actions as organization
from hospital.organization.models import Employee

from .consultations import writer

if TYPE_CHECKING:
    from tests.families import Family
    from tests.world import World

ORDER, CHART = "/chart/{patient}/orders/{id}", "/chart/{patient}/papers/{id}"

ROWS = {
    "/patients/{id}/orders/{order_id}": "order",
    "/patients/{id}/papers/{paper_id}": "paper",
    "/orders/{id}": "order",
    "/orders/{id}/specimens/{specimen_id}": "specimen",
    "/orders/critical/{id}": "critical notice",
    "/orders/ranges/{id}": "reference range",
    "/critical-notices/{id}": "critical notice",
    "/reference-ranges/{id}": "reference range",
    "/papers/{id}": "paper",
    "/papers/{code}": "issue",
    "/papers/verification/{code}": "issue",
    "/chart/{patient}": "patient",
    ORDER: "order",
    f"{ORDER}/specimens/{{specimen}}": "specimen",
    f"{ORDER}/results/{{result}}": "released result",
    CHART: "paper",
    "/chart/{patient}/papers/new/{kind}": "=report",
}

FOUND_BY = {"/papers/{code}": "code", "/papers/verification/{code}": "code"}

# Steps that make sense only from other stages than "requested", and papers that were issued.
_COLLECTED, _RESULTED = {"order": "collected order"}, {"order": "resulted order", "released result": "result"}
_RELEASED, _ISSUED = {"order": "released order"}, {"paper": "issued paper"}
INSTEAD = {
    "/orders/{id}/labels": _COLLECTED,
    "/orders/{id}/results": _COLLECTED,
    "/orders/{id}/specimens/{specimen_id}/rejection": _COLLECTED,
    "/orders/{id}/validation": _RESULTED,
    "/orders/{id}/correction": _RELEASED,
    "/orders/{id}/reading": _RELEASED,
    "/papers/{id}/cancellation": _ISSUED,
    f"{ORDER}/labels": _COLLECTED,
    f"{ORDER}/result": _COLLECTED,
    f"{ORDER}/specimens/{{specimen}}/rejection": _COLLECTED,
    f"{ORDER}/results/{{result}}/validation": _RESULTED,
    f"{ORDER}/results/{{result}}/correction": _RELEASED,
    f"{ORDER}/results/{{result}}/reading": _RELEASED,
}

NO_PAGES = {f"{ORDER}/labels", f"{CHART}/pdf", f"{CHART}/picture"}

# Papers are issued by who wrote them, and orders placed under a licence; a machine has none.
REFUSED = {
    **{
        (f"{method} /api/v1/papers/{{id}}{step}", role): "only who wrote the paper"
        for method, step in (("PATCH", ""), ("POST", "/issue"))
        for role in ("physician", "integration")
    },
    **{
        (f"POST /chart/{{patient}}/papers/{{id}}{step}", role): "only who wrote the paper"
        for step in ("/edit", "/issue", "/signature")
        for role in ("physician", "integration")
    },
    **{
        (f"POST {address}", "integration"): "a machine has no licence"
        for address in (
            "/api/v1/patients/{id}/orders", "/api/v1/patients/{id}/papers", "/chart/{patient}/orders/new",
            "/chart/{patient}/papers/new/{kind}",
        )
    },
}  # fmt: skip

POTASSIUM = {"system": "http://loinc.org", "code": "2823-3", "display": "Potássio", "unit": "mmol/L"}
PILL = {"items": [{"drug": "Dipirona 1 g"}]}


def _value(value: str) -> list[Any]:  # Any: a LineData
    return [{**POTASSIUM, "value": value}]


def _result(name: str) -> Any:  # Any: a function of the world
    return lambda world: {"result_id": world.families[0][name].pk}


def _panel(world: "World") -> dict[str, Any]:  # Any: see above
    return {"panel_id": world.families[0]["order"].panel_id}


BODIES = {
    "POST /api/v1/patients/{id}/orders": _panel,
    "POST /api/v1/patients/{id}/papers": lambda world: {"kind": "prescription", "data": PILL},
    "POST /api/v1/orders/{id}/cancellation": lambda world: {"reason": "duplicado"},
    "POST /api/v1/orders/{id}/collection": lambda world: {"tubes": ["serum"]},
    "POST /api/v1/orders/{id}/specimens/{specimen_id}/rejection": lambda world: {"reason": "hemolisada"},
    "POST /api/v1/orders/{id}/results": lambda world: {"lines": [{**POTASSIUM, "value": 4.2}]},
    "POST /api/v1/orders/{id}/correction": lambda world: {
        "result_id": world.families[0]["released result"].pk, "because": "trocada",
        "lines": [{**POTASSIUM, "value": 4.4}],
    },
    "POST /api/v1/orders/{id}/validation": _result("result"),
    "POST /api/v1/orders/{id}/reading": _result("released result"),
    "POST /api/v1/critical-notices/{id}/acknowledgement": lambda world: {"told": "Eu mesma"},
    "POST /api/v1/papers/{id}/discarding": lambda world: {"reason": "erro"},
    "POST /api/v1/papers/{id}/cancellation": lambda world: {"reason": "erro"},
    "PATCH /api/v1/papers/{id}": lambda world: {"data": PILL},
    "POST /api/v1/test-panels": lambda world: {"name": "Meu painel"},
    "POST /api/v1/reference-ranges": lambda world: {"code": "x-1", "display": "X", "low": 1, "high": 2},
    "PATCH /api/v1/reference-ranges/{id}": lambda world: {"high": 5.2},
}  # fmt: skip

QUERIES = {"GET /api/v1/patients/{id}/results/trend": lambda world: {"code": POTASSIUM["code"]}}


def make(family: "Family") -> None:
    """An order in each stage, a critical result, and a paper as a draft and as it was issued."""
    by, rows, patient = writer(family), family.rows, family["patient"]
    _house(family.by)
    _licence("physician", family.by)
    actions.ship_catalogue(by=family.by)
    rows["reference range"] = ReferenceRange.objects.get(code=POTASSIUM["code"])
    rows["order"] = _order(family)
    rows["collected order"] = collected = _order(family)
    rows["specimen"] = actions.collect(collected, by=by)[0]
    rows["result"] = _entered(family)
    rows["resulted order"] = rows["result"].order
    rows["released result"] = actions.validate_result(_entered(family, "7.1"), by=by)
    rows["released order"] = Order.objects.get(pk=rows["released result"].order_id)
    rows["critical notice"] = CriticalNotice.objects.get(result=rows["released result"])
    rows["paper"] = actions.draft_paper(patient, kind="prescription", data=PILL, by=by)
    issued = actions.draft_paper(patient, kind="prescription", data=PILL, by=by)
    rows["issue"] = SimpleNamespace(code=actions.issue_paper(issued, by=by).code)  # for everybody to see
    rows["issued paper"] = Paper.objects.get(pk=issued.pk)


def grow(family: "Family", by: int) -> None:
    """As many more orders, results and papers."""
    me = writer(family)
    for _number in range(by):
        actions.collect(_order(family), by=me)
        result = actions.validate_result(_entered(family, "7.2"), by=me)
        actions.correct_result(result, lines=_value("4.4"), because="trocada", by=family.by)
        actions.read_result(actions.validate_result(_entered(family), by=me), by=family.by)
        paper = actions.draft_paper(family["patient"], kind="report", data={"text": "x"}, by=me)
        actions.issue_paper(paper, by=me)
        actions.define_panel(name=f"Painel {family.letter} {_number}", tests=[{"display": "X"}], by=me)


def _order(family: "Family") -> Order:
    panel = TestPanel.objects.get(name="Eletrólitos")
    return actions.place_order(
        family["patient"], panel=panel, department=family["department"], by=writer(family)
    )


def _entered(family: "Family", value: str = "4.1") -> Any:  # Any: a Result
    order = _order(family)
    actions.collect(order, by=family.by)
    return actions.enter_result(order, lines=_value(value), by=family.by)


def _house(by: User) -> None:
    """Where the hospital is: without it no paper is issued."""
    for name in ("hospital.address", "hospital.contact"):
        if not Setting.objects.filter(name=name).exclude(value="").exists():
            kept = Setting.objects.filter(name=name).first()
            version = kept.version if kept else 0
            change_setting(name, value="Rua das Flores, 1", version=version, reason="test", by=by)


def _licence(username: str, by: User) -> None:
    """A licence for the person with a role, so that she may order."""
    user = User.objects.filter(username=username).first()
    if user is None:
        return
    employee = Employee.objects.filter(user=user).first()
    if employee is None:
        employee = organization.hire(given_name="Davi", family_name="Trata", hired_on=date(2020, 1, 1), by=by)
        organization.link_user(employee, user=user, by=by)
    if not employee.licences.exists():
        organization.register_licence(
            employee, council="CRM", uf="SP", number=f"88{employee.pk.int % 10_000:04d}", by=by
        )
