"""Worklists and inboxes, the orders and papers of a chart, and the public page that verifies a paper."""

from django.urls import path

from .pages import orders, papers, results, verifying, work

app_name = "orders"
CHART = "chart/<uuid:patient>"
ORDER = f"{CHART}/orders/<uuid:id>"
RESULT = f"{ORDER}/results/<uuid:result>"
PAPER = f"{CHART}/papers/<uuid:id>"

urlpatterns = [
    path("orders/worklist", work.worklist, name="worklist"),
    path("orders/inbox", work.inbox, name="inbox"),
    path("orders/critical", work.critical, name="critical"),
    path("orders/critical/<uuid:id>/acknowledgement", work.acknowledge, name="acknowledge"),
    path("orders/ranges", work.ranges, name="ranges"),
    path("orders/ranges/<uuid:id>", work.edit_range, name="edit_range"),
    path(f"{CHART}/orders", orders.orders, name="orders"),
    path(f"{CHART}/orders/new", orders.new_orders, name="new_orders"),
    path(ORDER, orders.order, name="order"),
    path(f"{ORDER}/collection", orders.collect, name="collect"),
    path(f"{ORDER}/labels", orders.labels, name="labels"),
    path(f"{ORDER}/specimens/<uuid:specimen>/rejection", orders.reject_specimen, name="reject_specimen"),
    path(f"{ORDER}/cancellation", orders.cancel, name="cancel"),
    path(f"{ORDER}/result", results.enter, name="enter"),
    path(f"{RESULT}/correction", results.correct, name="correct"),
    path(f"{RESULT}/validation", results.validate, name="validate"),
    path(f"{RESULT}/reading", results.read, name="read"),
    path(f"{CHART}/results", results.results, name="results"),
    path(f"{CHART}/results/trend", results.trend, name="trend"),
    path(f"{CHART}/papers", papers.papers, name="papers"),
    path(f"{CHART}/papers/new/<slug:kind>", papers.new_paper, name="new_paper"),
    path(PAPER, papers.paper, name="paper"),
    path(f"{PAPER}/edit", papers.edit_paper, name="edit_paper"),
    path(f"{PAPER}/issue", papers.issue_paper, name="issue_paper"),
    path(f"{PAPER}/signature", papers.sign_paper, name="sign_paper"),
    path(f"{PAPER}/pdf", papers.pdf, name="pdf"),
    path(f"{PAPER}/picture", papers.picture, name="picture"),
    path(f"{PAPER}/cancellation", papers.cancel_paper, name="cancel_paper"),
    path("papers", verifying.verify, name="verify"),
    path("papers/<slug:code>", verifying.verified, name="verified"),
]
