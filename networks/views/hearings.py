"""What is said to an edition on hearing: the form, and what came with it."""

from __future__ import annotations

import mimetypes
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from knf.downloads import hand_out
from networks.models import HearingComment
from networks.strategies import hearing
from networks.strategies.forms import HearingForm

from .editions import KEPT_TEXT, EditionDetail, EditionMixin

TOO_MANY = (
    "Det har kommet mange innspill herfra på kort tid, så dette er ikke sendt. Teksten din står her "
    "fortsatt. Vent en stund, og send den på nytt."
)


class HearingCommentView(EditionDetail):
    """«Send innspill»: what a member has to say, through the last day of the hearing."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write it down, or show the page with what was typed and why it was refused.

        Whoever was signed out while writing finds the text again after signing in.
        """
        if not request.user.is_authenticated:
            text = request.POST.get("text", "")[: HearingForm.LONGEST]
            request.session[KEPT_TEXT] = {"address": request.path, "text": text}
            return redirect_to_login(reverse("edition-detail", kwargs=kwargs))
        if denial := self.find():
            return denial
        if self.hearing is None or not hasattr(request.user, "person"):
            raise Http404
        person = request.user.person
        form = HearingForm(
            request.POST,
            request.FILES,
            organizations=hearing.organizations_of(person, timezone.localdate()),
        )
        if form.is_valid():
            if not ratelimit.consume(request, action="hearing", key=str(person.pk)):
                form.add_error(None, TOO_MANY)
                return self.refuse(form, status=429)
            try:
                hearing.add_comment(version=self.object, person=person, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "Innspillet er sendt. Du får en kvittering på e-post.")
                return redirect(f"{self.object.get_absolute_url()}#innspill")
        return self.refuse(form)

    def refuse(self, form: HearingForm, status: int = 200) -> HttpResponse:
        """Return the page with the form as it was filled in."""
        self.refused = form
        response = self.render_to_response(self.get_context_data(object=self.object))
        response.status_code = status
        return response


class HearingFile(EditionMixin, View):
    """What came with a comment, for the sender and for those who look after the hearing."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Hand out the file, or say that there is none."""
        if denial := self.find():
            return denial
        comments = HearingComment.objects.visible_to(request.user).filter(version=self.object)
        comment = get_object_or_404(comments.exclude(file=""), pk=kwargs["pk"])
        kind, _ = mimetypes.guess_type(comment.filename)
        return hand_out(
            request,
            comment.file,
            filename=comment.filename,
            content_type=kind or "application/octet-stream",
        )
