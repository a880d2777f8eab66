"""Addresses of the news."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import sitemap
from django.urls import path

from articles import views
from articles.feeds import ArticleFeed
from articles.sitemaps import SITEMAPS

urlpatterns = [
    path("", views.Front.as_view(), name="front"),
    path("aktuelt/", views.ArticleList.as_view(), name="article-list"),
    path("aktuelt/feed/", login_not_required(ArticleFeed()), name="article-feed"),
    path("aktuelt/emne/<slug:slug>/", views.TagDetail.as_view(), name="tag-detail"),
    path("aktuelt/<slug:slug>/", views.ArticleDetail.as_view(), name="article-detail"),
    path("aktuelt/<slug:slug>/utskrift/", views.ArticlePrint.as_view(), name="article-print"),
    path("aktuelt/<slug:slug>/utskrift.pdf", views.ArticlePdf.as_view(), name="article-pdf"),
    path("lenke/artikkel/<int:pk>/", views.ArticleLink.as_view(), name="article-link"),
    path("sitemap.xml", login_not_required(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
]
