"""A stay through the API, across the apps: in, to another bed, to the theatre, and out of the door."""

from typing import Any  # Any: JSON

from django.utils.timezone import now

from .world import World

STAGES = ("room", "nursing", "administrative", "physical")


class Desk:
    """Somebody with every permission, at the API."""

    def __init__(self, world: World) -> None:
        self.client = world.client("everything")
        self.family = world.families[0]

    def post(self, path: str, **body: Any) -> Any:  # Any: JSON values
        response = self.client.post(f"/api/v1{path}", body, content_type="application/json")
        assert response.status_code in (200, 201), (path, response.content)
        return response.json()

    def refused(self, path: str, **body: Any) -> str:  # Any: see above
        response = self.client.post(f"/api/v1{path}", body, content_type="application/json")
        assert response.status_code == 409, (path, response.content)
        return str(response.json()["type"])

    def get(self, path: str) -> Any:  # Any: see above
        response = self.client.get(f"/api/v1{path}")
        assert response.status_code == 200, (path, response.content)
        return response.json()

    def blockers(self, stay: str) -> set[str]:
        return {one["key"] for one in self.get(f"{stay}/discharge-readiness")["blockers"]}

    def state_of(self, bed: Any) -> str:  # Any: a bed
        return str(self.get(f"/beds/{bed.pk}")["state"])

    def order(self) -> str:
        """The address of a planned stay of somebody who is not here yet."""
        made = self.post(
            "/admissions", patient_id=str(self.family["twin patient"].pk), reason="Colecistite",
            department_id=str(self.family["department"].pk),
        )  # fmt: skip
        return f"/admissions/{made['id']}"


def operate(desk: Desk, surgery: str) -> None:
    """From the booked theatre to the ward, in an emergency without the checklist."""
    desk.post(f"{surgery}/authorisation")
    begin = now().replace(second=0, microsecond=0).isoformat()
    theatre = desk.post(
        "/resources", kind="theatre", name="Sala da jornada", department_id=str(desk.family["department"].pk)
    )
    desk.post(f"{surgery}/schedule", theatre_id=theatre["id"], starts_at=begin)
    desk.post(f"{surgery}/call")
    desk.post(f"{surgery}/entry")
    assert desk.refused(f"{surgery}/incision")
    for phase in ("sign_in", "time_out"):
        desk.post(f"{surgery}/checklist/{phase}/waiver", because="parada cardíaca")
    desk.post(f"{surgery}/incision")
    desk.post(f"{surgery}/closure")
    desk.post(f"{surgery}/checklist/sign_out/waiver", because="parada cardíaca")
    desk.post(f"{surgery}/exit", destination="ward")


def test_in_to_another_bed_to_the_theatre_and_out(undone: World) -> None:
    desk = Desk(undone)
    first, second = desk.family["bed for stays"], desk.family["bed"]
    stay = desk.order()
    desk.post(f"{stay}/admittance", bed_id=str(first.pk))
    desk.post(f"{stay}/transfer", bed_id=str(second.pk), because="mais perto do posto")
    assert (desk.state_of(first), desk.state_of(second)) == ("dirty", "occupied")
    surgery = desk.post(
        "/surgeries", patient_id=str(desk.family["twin patient"].pk),
        surgeon_id=str(desk.family["second surgeon"].pk), procedures=[{"display": "Colecistectomia"}],
        department_id=str(desk.family["department"].pk),
        admission_id=stay.rsplit("/", 1)[1],
    )  # fmt: skip
    assert "surgery" in desk.blockers(stay)
    operate(desk, f"/surgeries/{surgery['id']}")
    assert "surgery" not in desk.blockers(stay)
    desk.post(f"{stay}/discharge-stages", stage="clinical", outcome="home")
    for stage in STAGES:
        assert desk.state_of(second) == "occupied"
        desk.post(f"{stay}/discharge-stages", stage=stage)
    assert desk.get(stay)["state"] == "discharged"
    assert desk.state_of(second) == "dirty"


def test_an_expected_stay_that_is_called_off_leaves_nothing_behind(undone: World) -> None:
    desk = Desk(undone)
    stay = desk.order()
    desk.post(f"{stay}/cancellation", reason="desistiu")
    assert desk.get(stay)["state"] == "cancelled"
    assert desk.refused(f"{stay}/admittance", bed_id=str(desk.family["bed for stays"].pk))
    assert desk.state_of(desk.family["bed for stays"]) == "free"
