"""Addresses of the private pages: writing, assessing, coordinating."""

from django.urls import path

from polkka.kit.languages import route

from .views import assessment, coordination, desk, moves, writing

app_name = "practices"
urlpatterns = [
    path(route("@desk/"), desk.desk, name="desk"),
    path(route("@desk/@new/"), desk.create, name="create"),
    path(route("@desk/@saved/<str:key>/"), desk.parked, name="parked"),
    path(route("@desk/<str:public_id>/"), desk.status, name="status"),
    path(route("@desk/<str:public_id>/@edit/<slug:page>/"), writing.edit, name="edit"),
    path(route("@desk/<str:public_id>/@check/"), writing.check, name="check"),
    path(route("@desk/<str:public_id>/@preview/"), writing.preview, name="preview"),
    path(route("@desk/<str:public_id>/@new/"), moves.new_version, name="new_version"),
    path(route("@desk/<str:public_id>/@move/<slug:name>/"), moves.move, name="move"),
    path(route("@assessments/"), assessment.queue, name="queue"),
    path(route("@assessments/<int:pk>/"), assessment.assess, name="assess"),
    path(route("@coordination/"), coordination.queue, name="coordination"),
    path(route("@coordination/<str:public_id>/"), coordination.decide, name="decide"),
    path(route("@coordination/<str:public_id>/@take-up/"), coordination.take_up, name="take_up"),
    path(route("@coordination/<str:public_id>/@assign/"), coordination.assign, name="assign"),
]
