"""Addresses of the phone's pages, under /staff/phone/."""

from django.urls import path

from huying.desks.phone import backs, bar, calls, floor, heard, pop, reminding

app_name = "phone"
urlpatterns = [
    path("bar/", bar.bar, name="bar"),
    path("states/", bar.states, name="states"),
    path("orders/", bar.asks, name="orders"),
    path("units/", bar.units, name="units"),
    path("numbers/", bar.numbers, name="numbers"),
    path("drills/", bar.drills, name="drills"),
    path("line/", bar.line, name="line"),
    path("pop/", pop.pop, name="pop"),
    path("heard/", heard.heard, name="heard"),
    path("backs/", backs.backs, name="backs"),
    path("backs/<int:pk>/takes/", backs.takes, name="takes"),
    path("backs/<int:pk>/outcomes/", backs.outcomes, name="outcomes"),
    path("tickets/<str:number>/reminders/", reminding.reminds, name="reminds"),
    path("calls/", calls.calls, name="calls"),
    path("calls/<int:pk>/", calls.call, name="call"),
    path("calls/<int:pk>/orders/", floor.asks, name="call_orders"),
    path("recordings/<int:pk>/listens/", calls.listens, name="listens"),
    path("recordings/<int:pk>/sound/", calls.sound, name="sound"),
    path("floor/", floor.floor, name="floor"),
    path("wall/", floor.wall, name="wall"),
    path("seats/", floor.seats_page, name="seats"),
    path("seats/<int:pk>/", floor.seat_changes, name="seat"),
    path("seats/<int:pk>/states/", floor.seat_states, name="seat_states"),
]
