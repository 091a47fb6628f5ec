"""Who is not signed in is led to the sign-in page and back."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from hospital.core.access import SIGNED_IN, page


@page(SIGNED_IN)
def ward(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ward")


def visit(**headers: str) -> HttpResponse:
    request = RequestFactory().get("/ward/?bed=3", headers=headers)
    request.user = AnonymousUser()
    return ward(request)


def test_a_page_sends_to_sign_in_and_remembers_where_from() -> None:
    response = visit()
    assert response.status_code == 302
    assert response["Location"].endswith("?next=/ward/%3Fbed%3D3")


def test_a_fragment_makes_the_whole_page_go_there() -> None:
    response = visit(**{"HX-Request": "true", "HX-Current-URL": "/ward/"})
    assert response.status_code == 204
    assert response["HX-Redirect"].endswith("?next=%2Fward%2F")
