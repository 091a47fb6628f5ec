"""Certificates, authorities and verifications through the API and the pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hospital.signatures.models import Authority, Certificate

from . import make

pytestmark = pytest.mark.django_db

KEEPER = "signatures.manage_authority"


def test_a_signature_is_read_and_verified_by_its_address() -> None:
    version = make.version()
    api = make.client(make.fresh(version.signer))
    path = f"/signatures/{version.pk}"
    assert api.get(path).json()["digest"] == version.digest
    assert api.get(f"{path}/content").content == bytes(version.content)
    assert api.get(f"{path}/seal").content == bytes(version.seal)
    assert api.get(f"{path}/cades").content == bytes(version.signature)
    verdict = api.get(f"{path}/verification").json()
    assert (verdict["is_whole"], verdict["has_legal_value"]) == (True, False)


def test_the_signatures_of_a_chart_are_listed_and_verified_at_once() -> None:
    version = make.version()
    api = make.client(make.fresh(version.signer))
    rows = api.get(f"/patients/{version.patient_id}/signatures").json()["items"]
    assert [row["id"] for row in rows] == [str(version.pk)]
    report = api.get(f"/patients/{version.patient_id}/signatures/verification").json()
    assert (report["is_whole"], report["versions"], report["broken"]) == (True, 1, 0)


def test_a_confidential_patients_signature_is_not_there_for_who_may_not_see_her() -> None:
    by = make.signer("patients.set_confidential")
    version = make.version(by)
    from hospital.patients.actions import set_confidential

    set_confidential(version.patient, confidential=True, reason="asked", by=by)
    other = make.client(make.user("patients.view_chart", "patients.open_any_chart"))
    assert other.get(f"/signatures/{version.pk}").status_code == 404


def test_certificates_are_issued_registered_and_revoked() -> None:
    by, icp = make.signer(), make.Icp()
    api = make.client(by)
    issued = api.post("/certificates").json()
    assert issued["kind"] == "software"
    assert api.post("/certificates").json()["id"] == issued["id"]
    from hospital.signatures.x509 import pem_of

    pem = pem_of(icp.person(by.employee.cpf)[0])
    assert api.post("/certificates", pem=pem).json()["kind"] == "icp_brasil"
    assert api.post("/certificates", pem=pem).status_code == 409
    assert api.post("/certificates", pem=pem_of(icp.person(make.cpf())[0])).status_code == 422
    assert api.post("/certificates", pem="nonsense").status_code == 422
    path = f"/certificates/{issued['id']}/revocation"
    revoked = api.send("POST", path, {"reason": "lost"}, **{"If-Match": 'W/"1"'})
    assert revoked.json()["is_in_force"] is False
    assert len(api.get("/certificates").json()["items"]) == 2


def test_nobody_revokes_the_certificate_of_somebody_else() -> None:
    make.client(make.signer()).post("/certificates")
    kept = Certificate.objects.get()
    other = make.client(make.signer())
    answer = other.send(
        "POST", f"/certificates/{kept.pk}/revocation", {"reason": "x"}, **{"If-Match": 'W/"1"'}
    )
    assert answer.status_code == 404


def test_authorities_are_trusted_and_no_longer() -> None:
    api, pem = make.client(make.user(KEEPER)), make.Icp().pem
    made = api.post("/certificate-authorities", pem=pem).json()
    assert api.post("/certificate-authorities", pem=pem).status_code == 409
    path = f"/certificate-authorities/{made['id']}/withdrawal"
    gone = api.send("POST", path, {"reason": "compromised"}, **{"If-Match": 'W/"1"'})
    assert gone.json()["withdrawn_at"]
    assert len(api.get("/certificate-authorities").json()["items"]) == 1
    assert make.client(make.signer()).get("/certificate-authorities").status_code == 403


def test_a_certificate_that_is_no_authority_is_not_trusted() -> None:
    from hospital.signatures.x509 import pem_of

    pem = pem_of(make.Icp().person(make.cpf())[0])
    assert make.client(make.user(KEEPER)).post("/certificate-authorities", pem=pem).status_code == 422


def test_the_pages_of_certificates_work() -> None:
    by = make.signer()
    web = make.browser(by)
    web.post("/certificates/software")
    kept = Certificate.objects.get()
    assert kept.subject in web.get("/certificates").content.decode()
    assert web.get("/certificates/new").status_code == 200
    assert web.post("/certificates/new", {"pem": "nonsense"}).status_code == 422
    assert web.get(f"/certificates/{kept.pk}/revocation").status_code == 200
    web.post(f"/certificates/{kept.pk}/revocation", {"version": 1, "reason": "Perdi a senha"})
    assert Certificate.objects.get().revoked_because == "Perdi a senha"


def test_the_pages_of_authorities_work() -> None:
    web = make.browser(make.user(KEEPER))
    web.post("/certificates/authorities/new", {"pem": make.Icp().pem})
    kept = Authority.objects.get()
    assert "AC Raiz de teste" in web.get("/certificates/authorities").content.decode()
    web.post(f"/certificates/authorities/{kept.pk}/withdrawal", {"version": 1, "reason": "Vencida"})
    assert Authority.objects.get().withdrawn_at


def test_the_signatures_of_a_chart_have_a_page() -> None:
    version = make.version()
    page = make.browser(make.fresh(version.signer)).get(f"/chart/{version.patient_id}/signatures")
    assert version.licence in page.content.decode()


def test_a_chart_with_many_signatures_is_verified_in_as_many_queries_as_with_few() -> None:
    by = make.signer()
    version = make.version(by)
    api, counts = make.client(by), []
    path = f"/patients/{version.patient_id}/signatures/verification"
    api.get(path)
    for _round in range(2):
        for number in range(3):
            make.version(by, _alert(version, number), text=str(number))
        with CaptureQueriesContext(connection) as asked:
            assert api.get(path).json()["is_whole"]
        counts.append(len(asked))
    assert counts[0] == counts[1]


def _alert(version: object, number: int) -> object:
    from hospital.patients.actions import add_alert
    from hospital.signatures.models import Version

    assert isinstance(version, Version)
    return add_alert(version.patient, text=f"Aviso {number}", by=make.fresh(version.signer))
