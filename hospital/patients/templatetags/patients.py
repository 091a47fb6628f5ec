"""Numbers as their documents write them."""

from django import template

from hospital.core.identifiers import show_cpf

register = template.Library()
register.filter("cpf", show_cpf)
