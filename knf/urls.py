"""The root table of contents."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from knf import views

urlpatterns = [
    path("", include("articles.urls")),
    path("", include("networks.urls")),
    path("admin/", admin.site.urls),
    path("robots.txt", views.robots, name="robots"),
    path("helse/", views.health, name="health"),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:path>", views.media, name="media"),
    # Last: a page may have any address that is nothing else's.
    path("", include("articles.page_urls")),
]
