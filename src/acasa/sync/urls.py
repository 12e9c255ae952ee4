"""Addresses: those of devices, and the pages of colleagues."""

from django.urls import path

from acasa.sync.views import devices, inbox, openrosa

app_name = "sync"
urlpatterns = [
    # OpenRosa: a device is given "/openrosa/<its id>" and adds the rest by itself.
    path("openrosa/<uuid:device_id>/formList", openrosa.form_list, name="form_list"),
    path("openrosa/<uuid:device_id>/submission", openrosa.submission, name="submission"),
    path("openrosa/<uuid:device_id>/form/<path:ref>", openrosa.form, name="form"),
    path("openrosa/<uuid:device_id>/xformsManifest/<path:ref>", openrosa.manifest, name="manifest"),
    path("openrosa/<uuid:device_id>/media/<int:number>/<path:ref>", openrosa.media, name="media"),
    path("account/devices/", devices.mine, name="devices"),
    path("account/devices/let-in/", devices.let_in, name="let_in"),
    path("account/devices/<uuid:device_id>/end/", devices.end, name="end_device"),
    path("devices/inbox/", inbox.listing, name="inbox"),
    path("devices/inbox/discarded/", inbox.discarded, name="discarded"),
    path("devices/inbox/<uuid:submission_id>/", inbox.one, name="one"),
    path("devices/inbox/<uuid:submission_id>/keep/", inbox.keep, name="keep"),
    path("devices/inbox/<uuid:submission_id>/discard/", inbox.discard, name="discard"),
    path("devices/inbox/<uuid:submission_id>/back/", inbox.take_back, name="take_back"),
    path("devices/inbox/<uuid:submission_id>/forget/", inbox.forget, name="forget"),
    path("devices/inbox/<uuid:submission_id>/<int:version>/<int:number>/", inbox.file, name="file"),
]
