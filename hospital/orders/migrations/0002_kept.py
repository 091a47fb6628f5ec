"""Every table of orders keeps what became of its rows; what was said once is not said otherwise later."""

from django.db import migrations

from hospital.audit.history import keep_history
from hospital.orders.keeping import FUNCTIONS, GONE, keep_as_written, keep_issued_paper

CANCELLED = ("cancelled_at", "cancelled_by_id", "cancelled_because")
VALIDATED = ("validated_at", "validated_by_id")
REJECTED = ("rejected_at", "rejected_by_id", "rejected_because")
ACKNOWLEDGED = ("overdue_at", "acknowledged_at", "acknowledged_by_id", "told", "measure")


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        keep_history("orders_order", patient="patient_id"),
        keep_history("orders_progress"),
        keep_history("orders_specimen"),
        keep_history("orders_result", patient="patient_id"),
        keep_history("orders_line"),
        keep_history("orders_criticalnotice", patient="patient_id"),
        keep_history("orders_reading"),
        keep_history("orders_paper", patient="patient_id"),
        keep_history("orders_issue"),
        keep_history("orders_testpanel"),
        keep_history("orders_panelline"),
        keep_history("orders_referencerange"),
        migrations.RunSQL(FUNCTIONS, GONE),
        keep_as_written("orders_order"),
        keep_as_written("orders_result", besides=VALIDATED),
        keep_as_written("orders_line"),
        keep_as_written("orders_reading"),
        keep_as_written("orders_specimen", besides=REJECTED),
        keep_as_written("orders_criticalnotice", besides=ACKNOWLEDGED),
        keep_as_written("orders_issue", besides=CANCELLED),
        keep_issued_paper(),
    ]
