"""What became of every row of the organization is kept."""

from django.db import migrations

from hospital.audit.history import keep_history

TABLES = [
    "department", "naming", "placement", "departmentidentifier", "employee", "employeeidentifier", "membership",
    "licence", "shift", "leave",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0002_the_tree_has_no_loops"),
        ("audit", "0002_append_only"),
    ]
    operations = [keep_history(f"organization_{table}") for table in TABLES]
