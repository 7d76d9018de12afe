"""Addresses of news to members and of the page that a group shows to everybody."""

from django.urls import path

from membership.views import news, public, typed

urlpatterns = [
    path("news/", news.every, name="news"),
    path("news/list.<slug:ending>", news.as_sheet, name="news-sheet"),
    path("news/write/", news.write, name="write-news"),
    path("news/typing/", typed.new, name="typing-news"),
    path("news/<int:pk>/typing/", typed.draft, name="typing-draft-news"),
    path("news/<int:pk>/", news.one, name="news-one"),
    path("news/<int:pk>/change/", news.change, name="change-news"),
    path("news/<int:pk>/discard/", news.discard, name="discard-news"),
    path("news/<int:pk>/publish/", news.publish, name="publish-news"),
    path("news/<int:pk>/correct/", news.correct, name="correct-news"),
    path("news/<int:pk>/take-down/", news.take_down, name="take-down-news"),
    path("public/", public.page, name="public"),
    path("public/feed/", public.feed, name="public-feed"),
    path("public/<int:pk>/", public.one, name="public-one"),
]
