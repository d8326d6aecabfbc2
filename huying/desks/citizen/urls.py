"""Addresses of the citizen's desk, at the root of the site."""

from django.urls import path

from huying.desks.citizen.views import acting, asking, doors, entering, following, home

app_name = "citizen"
urlpatterns = [
    path("", home.home, name="home"),
    path("new/", asking.new, name="new"),
    path("new/check/", asking.check, name="check"),
    path("new/verification/", asking.verification, name="verification"),
    path("new/same/", asking.same, name="same"),
    path("new/separate/", asking.separate, name="separate"),
    path("new/done/<slug:number>/", asking.done, name="done"),
    path("progress/", following.progress, name="progress"),
    path("t/<slug:number>/", following.ticket, name="ticket"),
    path("t/<slug:number>/completions/", acting.completions, name="completions"),
    path("t/<slug:number>/urges/", acting.urges, name="urges"),
    path("t/<slug:number>/withdrawals/", acting.withdrawals, name="withdrawals"),
    path("t/<slug:number>/ratings/", acting.ratings, name="ratings"),
    path("t/<slug:number>/corrections/", acting.corrections, name="corrections"),
    path("t/<slug:number>/protections/", acting.protections, name="protections"),
    path("mine/", home.mine, name="mine"),
    path("mine/doors/phone/", doors.phone, name="add_phone"),
    path("mine/doors/mail/", doors.mail, name="add_mail"),
    path("mine/doors/code/", doors.code, name="add_code"),
    path("mine/doors/wechat/", doors.wechat, name="add_wechat"),
    path("mine/doors/order/", doors.order, name="door_order"),
    path("mine/doors/<slug:ref>/quiet/", doors.quiet, name="door_quiet"),
    path("mine/doors/<slug:ref>/removal/", doors.removal, name="door_removal"),
    path("login/", entering.login, name="login"),
    path("login/code/", entering.code, name="code"),
    path("logout/", entering.logout, name="logout"),
    path("about/", home.about, name="about"),
    path("privacy/", home.privacy, name="privacy"),
    path("accessibility/", home.accessibility, name="accessibility"),
]
