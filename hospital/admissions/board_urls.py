"""The bed board and what it asks for by itself."""

from django.urls import path

from .pages import board

app_name = "board"
urlpatterns = [
    path("beds/board", board.board, name="board"),
    path("beds/board/ticket", board.ticket, name="ticket"),
    path("beds/board/beds/<uuid:id>", board.bed, name="bed"),
    path("beds/board/stays/<uuid:id>/move", board.move, name="move"),
]
