"""Addresses of the news."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path, register_converter

from articles import views
from articles.converters import YearConverter
from articles.feeds import ArticleFeed, SeriesFeed, TagFeed
from articles.sitemaps import sitemap, sitemap_section

register_converter(YearConverter, "year")

urlpatterns = [
    path("", views.Front.as_view(), name="front"),
    path("aktuelt/", views.ArticleList.as_view(), name="article-list"),
    path("aktuelt/feed/", login_not_required(ArticleFeed()), name="article-feed"),
    path("aktuelt/emne/<slug:slug>/", views.TagDetail.as_view(), name="tag-detail"),
    path("aktuelt/emne/<slug:slug>/feed/", login_not_required(TagFeed()), name="tag-feed"),
    path("aktuelt/serie/<slug:slug>/", views.SeriesDetail.as_view(), name="series-detail"),
    path("aktuelt/serie/<slug:slug>/feed/", login_not_required(SeriesFeed()), name="series-feed"),
    path("aktuelt/<year:year>/", views.ArticleYear.as_view(), name="article-year"),
    path("aktuelt/<slug:slug>/", views.ArticleDetail.as_view(), name="article-detail"),
    path("aktuelt/<slug:slug>/utskrift/", views.ArticlePrint.as_view(), name="article-print"),
    path("aktuelt/<slug:slug>/utskrift.pdf", views.ArticlePdf.as_view(), name="article-pdf"),
    path("aktuelt/<slug:slug>/uttalelse.pdf", views.StatementFile.as_view(), name="statement-file"),
    path("uttalelser/", views.StatementList.as_view(), name="statement-list"),
    path("uttalelser/<year:year>/", views.StatementYear.as_view(), name="statement-year"),
    path("kladd/<slug:token>/", views.DraftDetail.as_view(), name="draft-link"),
    path("kladd/<slug:token>/utskrift/", views.DraftPrint.as_view(), name="draft-print"),
    path("kladd/<slug:token>/utskrift.pdf", views.DraftPdf.as_view(), name="draft-pdf"),
    path("kladd/<slug:token>/uttalelse.pdf", views.DraftFile.as_view(), name="draft-file"),
    path("lenke/artikkel/<int:pk>/", views.ArticleLink.as_view(), name="article-link"),
    path("lenke/side/<int:pk>/", views.PageLink.as_view(), name="page-link"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_section, name="sitemap-section"),
]
