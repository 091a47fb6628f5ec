"""What became of every account, role, grant, token and second factor; secrets stay hidden, use is no fact."""

from django.db import migrations

from hospital.audit.history import keep_history


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("audit", "0002_append_only"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [
        keep_history("accounts_user", hide=["password", "previous_password"], ignore=["last_login", "previous_login"]),
        keep_history("accounts_role"),
        keep_history("accounts_grant"),
        keep_history("accounts_token", hide=["digest"], ignore=["last_used_at"]),
        keep_history("mfa_authenticator", hide=["data"], ignore=["last_used_at"]),
    ]
