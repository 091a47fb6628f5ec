"""/consultations, and where visits hang on encounters and charts."""

from django.urls import path

from .pages import diagnoses, reading, signing, templates, writing

app_name = "consultations"
urlpatterns = [
    path("encounters/<uuid:id>/consultations/new", writing.begin, name="begin"),
    path("chart/<uuid:patient>/consultations", reading.of_chart, name="of_chart"),
    path("consultations", writing.mine, name="mine"),
    path("consultations/templates", templates.templates, name="templates"),
    path("consultations/templates/new", templates.new, name="new_template"),
    path("consultations/templates/<uuid:id>", templates.template, name="template"),
    path("consultations/templates/<uuid:id>/retirement", templates.retire, name="retire_template"),
    path("consultations/<uuid:id>", reading.consultation, name="consultation"),
    path("consultations/<uuid:id>/edit", writing.edit, name="edit"),
    path("consultations/<uuid:id>/draft", writing.save, name="save"),
    path("consultations/<uuid:id>/template", writing.use_template, name="use_template"),
    path("consultations/<uuid:id>/copy", writing.copy, name="copy"),
    path("consultations/<uuid:id>/discarding", writing.discard, name="discard"),
    path("consultations/<uuid:id>/diagnoses/new", diagnoses.add, name="add_diagnosis"),
    path(
        "consultations/<uuid:id>/diagnoses/<uuid:diagnosis_id>", diagnoses.change, name="change_diagnosis"
    ),
    path(
        "consultations/<uuid:id>/diagnoses/<uuid:diagnosis_id>/removal", diagnoses.remove,
        name="remove_diagnosis",
    ),
    path("consultations/<uuid:id>/signature", signing.sign, name="sign"),
    path("consultations/<uuid:id>/cosignature", signing.cosign, name="cosign"),
    path("consultations/<uuid:id>/addenda/new", signing.add_addendum, name="add_addendum"),
    path("consultations/<uuid:id>/withdrawal", signing.withdraw, name="withdraw"),
    path("consultations/<uuid:id>/versions", reading.versions, name="versions"),
]  # fmt: skip
