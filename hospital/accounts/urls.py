"""/users, /roles and /me."""

from django.urls import path

from .pages import me, roles, tokens, users

app_name = "accounts"
urlpatterns = [
    path("users/", users.users, name="users"),
    path("users/new", users.new_user, name="new_user"),
    path("users/<uuid:id>", users.user, name="user"),
    path("users/<uuid:id>/edit", users.edit_user, name="edit_user"),
    path("users/<uuid:id>/password", users.set_password, name="set_password"),
    path("users/<uuid:id>/deactivation", users.deactivate_user, name="deactivate_user"),
    path("users/<uuid:id>/activation", users.activate_user, name="activate_user"),
    path("users/<uuid:id>/lock", users.lock_user, name="lock_user"),
    path("users/<uuid:id>/second-factor/removal", users.remove_second_factors, name="remove_second_factors"),
    path("users/<uuid:id>/unlock", users.unlock_user, name="unlock_user"),
    path("users/<uuid:id>/roles", users.give_role, name="give_role"),
    path("users/<uuid:id>/roles/<uuid:role_id>/removal", users.take_role, name="take_role"),
    path("roles/", roles.roles, name="roles"),
    path("roles/new", roles.new_role, name="new_role"),
    path("roles/<uuid:id>", roles.role, name="role"),
    path("roles/<uuid:id>/edit", roles.edit_role, name="edit_role"),
    path("roles/<uuid:id>/state", roles.switch_role, name="switch_role"),
    path("me/", me.me, name="me"),
    path("me/sessions", me.my_sessions, name="my_sessions"),
    path("me/sessions/<uuid:id>/end", me.end_session, name="end_session"),
    path("me/tokens/new", tokens.new_token, name="new_token"),
    path("users/<uuid:id>/tokens/new", tokens.new_machine_token, name="new_machine_token"),
    path("me/tokens/<uuid:id>/revocation", tokens.revoke_token, name="revoke_token"),
    path("users/<uuid:id>/tokens/<uuid:token_id>/revocation", tokens.revoke_token_of, name="revoke_token_of"),
]
