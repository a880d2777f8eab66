"""The status round in the admin: one table for a document, what came of it, both on paper, and thanks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from knf.admin import forget_copy, refuse
from knf.printing import PdfMixin, PrintMixin
from networks import tables
from networks.models import StrategyDocument
from networks.strategies.round_files import HEADINGS, lines_of, typed_in
from networks.strategies.rounds import RoundRefusedError, lock_round, round_of, round_summary, save_round
from networks.strategies.status_thanks import contributors, reports_to_thank_for, thank

from .labels import notices
from .status_round_forms import CHOICES, RoundPage, ThanksForm, WhenForm, touched_keys
from .tasks import NOTHING_TO_ASK, Task, TasksMixin, sent


def query_of(when: WhenForm) -> str:
    """Return the query that says for which meeting or day the round is."""
    if when.meeting:
        return f"?{urlencode({'mote': when.meeting.pk})}"
    return f"?{urlencode({'dato': f'{when.day:%d.%m.%Y}'})}"


class StatusRoundMixin(TasksMixin):
    """Adds the pages of the round to the admin of strategy documents."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages."""
        return [
            self.task_path("statusrunde/", self.status_round, "status_round"),
            self.task_path("statusrunde/fil.xlsx", self.round_file, "round_file"),
            self.task_path("statusrunde/fra-fil/", require_POST(self.round_from_file), "round_from_file"),
            self.task_path("statusrunde/oppsummering/", self.round_summary, "round_summary"),
            self.task_path("statusrunde/takk/", self.thank, "thank"),
            self.task_path("statusrunde/utskrift/", self.round_print, "round_print"),
            self.task_path("statusrunde/utskrift.pdf", self.round_pdf, "round_pdf"),
            *super().get_urls(),
        ]

    def status_round(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the table for a meeting or a day, and save what was told."""
        document = self.row_to_change(request, pk)
        when = WhenForm(request.GET, document=document)
        if request.method != "POST":
            page = RoundPage(document, when=when, user=request.user)
            return self.round_page(request, page)
        return self.save_round(request, document, when)

    def save_round(self, request: HttpRequest, document: StrategyDocument, when: WhenForm) -> HttpResponse:
        """Save all of it or nothing; what was typed comes back with what is wrong, or was told meanwhile."""
        data: QueryDict = request.POST
        refused: RoundRefusedError | None = None
        refusal: list[str] = []
        try:
            with transaction.atomic():
                lock_round(document, touched_keys(data))
                page = RoundPage(document, when=when, user=request.user, data=data)
                if when.holds and page.is_valid():
                    written = save_round(
                        document=document,
                        entries=page.entries,
                        day=when.day,
                        meeting=when.meeting,
                        by=request.user,
                    )
                    return self.after_round(request, page, len(written))
        except RoundRefusedError as error:
            refused = error
        except IntegrityError:
            refusal = ["Noen andre lagret samtidig. Se etter, og lagre en gang til."]
        page = RoundPage(document, when=when, user=request.user, data=data)
        page.is_valid()
        page.refusal = refusal
        if refused:
            for row in page.rows:
                if error := refused.errors.get(row.row.measure.pk):
                    refuse(row, error)
        return self.round_page(request, page)

    def after_round(self, request: HttpRequest, page: RoundPage, number: int) -> HttpResponse:
        """Say what was saved, and lead to what came of it."""
        for row in page.stopped:
            messages.warning(request, f"{row.row.measure}: {row.warning}")
        if number:
            said = "én melding" if number == 1 else f"{number} meldinger"
            messages.success(request, f"Statusrunden er lagret: {said}.")
            when = f"til {page.when.meeting}" if page.when.meeting else f"per {page.when.day:%d.%m.%Y}"
            self.log_change(request, page.document, f"Statusrunde {when}: {said}.")
        else:
            messages.info(request, "Ingenting var fylt ut, så ingenting er meldt.")
        address = self.task_url("round_summary", page.document.pk) + query_of(page.when)
        response = HttpResponseRedirect(address)
        forget_copy(response, request.POST.get("kept_copy", ""))
        return response

    def round_page(self, request: HttpRequest, page: RoundPage) -> HttpResponse:
        """Show the table."""
        document = page.document
        context = {
            **self.admin_site.each_context(request),
            "title": "Statusrunde",
            "opts": self.opts,
            "original": document,
            "document": document,
            "page": page,
            "when": page.when,
            "choices": CHOICES,
            "is_refused": request.method == "POST",
            "refused_copy": request.POST.get("kept_copy", ""),
            "save_url": self.task_url("status_round", document.pk) + query_of(page.when),
            "print_url": self.task_url("round_print", document.pk) + query_of(page.when),
            "file_url": self.task_url("round_file", document.pk) + query_of(page.when),
            "from_file_url": self.task_url("round_from_file", document.pk) + query_of(page.when),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/networks/strategydocument/status_round.html", context)

    # As a file

    def round_file(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the table as a workbook to fill in."""
        document, when = self.round_at(request, pk)
        found = round_of(document, day=when.day, reader=request.user, meeting=when.meeting)
        content = tables.write(HEADINGS, lines_of(found), "xlsx")
        response = HttpResponse(content, content_type=tables.EXCEL.mime)
        name = f"statusrunde-{document.slug}-{when.day}.xlsx"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def round_from_file(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Fill the table in from a file, for somebody to look over and save."""
        document, when = self.round_at(request, pk)
        file = request.FILES.get("fil")
        try:
            if file is None:
                raise ValidationError(tables.NO_TABLE)
            values, problems = typed_in(tables.read(file, file.name), document)
        except ValidationError as error:
            values, problems = {}, error.messages
        if problems or not values:
            page = RoundPage(document, when=when, user=request.user)
            page.refusal = problems or ["Ingenting var fylt ut i filen."]
            return self.round_page(request, page)
        data = QueryDict(mutable=True)
        data.update(values)
        page = RoundPage(document, when=when, user=request.user, data=data)
        data["edition"] = page.stamp
        page.is_valid()
        messages.info(request, "Det som sto i filen, er fylt inn nedenfor. Se over, og lagre runden.")
        return self.round_page(request, page)

    # What came of it

    def round_summary(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what was told, confirmed, and is still lacking."""
        document, when = self.round_at(request, pk)
        summary = round_summary(document, day=when.day, meeting=when.meeting, reader=request.user)
        query = query_of(when)
        context = {
            **self.admin_site.each_context(request),
            "title": "Oppsummering av statusrunden",
            "opts": self.opts,
            "original": document,
            "document": document,
            "summary": summary,
            "round_url": self.task_url("status_round", pk) + query,
            "print_url": self.task_url("round_print", pk) + query,
            "thanks_url": self.task_url("thank", pk) + query,
            "may_thank": reports_to_thank_for(document, day=when.day).exists(),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/networks/strategydocument/round_summary.html", context)

    def thank(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show who reported what for the round, and thank those who have not been."""
        document, when = self.round_at(request, pk)
        found = contributors(document, day=when.day)
        number = sum(1 for one in found if one.address)

        def do(form: ThanksForm) -> str:
            thanked = thank(
                document=document,
                day=when.day,
                meeting=when.meeting,
                message=form.cleaned_data["message"],
            )
            return f"Takken er sendt til {notices(thanked)}." if thanked else "Alle har fått takken sin."

        task = Task(
            "Takk dem som meldte",
            f"Send til {notices(number)}" if number else "Send",
            ThanksForm(sent(request)),
            do,
            () if number else NOTHING_TO_ASK,
            template="admin/networks/strategydocument/thank.html",
            context={"found": found, "number": number},
        )
        back = self.task_url("round_summary", pk) + query_of(when)
        return self.perform(request, document, task, back=back)

    def round_at(self, request: HttpRequest, pk: int) -> tuple[StrategyDocument, WhenForm]:
        """Return the document that is hers to keep, and for when the round is."""
        document = self.row_to_change(request, pk)
        return document, WhenForm(request.GET, document=document)

    def round_print(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the table as paper."""
        return self.round_paper(request, pk, RoundPrint)

    def round_pdf(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the same paper as PDF."""
        return self.round_paper(request, pk, RoundPdf)

    def round_paper(self, request: HttpRequest, pk: int, view: type[RoundPrint]) -> HttpResponse:
        """Return the paper, once she is known to keep the document."""
        document, when = self.round_at(request, pk)
        return view.as_view(
            document=document,
            when=when,
            address=self.task_url("status_round", pk),
            pdf_address=self.task_url("round_pdf", pk),
        )(request)


class RoundPrint(PrintMixin, TemplateView):
    """The round on paper: what everyone may know, for it goes round the table.

    With ``?notater=1`` all of it, the internal notes too; then the paper says that it is internal.
    """

    print_template_name = "admin/networks/strategydocument/round_print.html"
    document: Any = None
    when: Any = None
    address = ""
    pdf_address = ""

    @property
    def page_url(self) -> str:
        """The address of what is on the paper."""
        return self.address + query_of(self.when)

    @property
    def file_name(self) -> str:
        """What the PDF is called."""
        return f"statusrunde-{self.document.slug}-{self.when.day}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the round."""
        with_notes = self.request.GET.get("notater") == "1"
        reader = self.request.user if with_notes else AnonymousUser()
        query = query_of(self.when)
        return super().get_context_data(
            document=self.document,
            summary=round_summary(self.document, day=self.when.day, meeting=self.when.meeting, reader=reader),
            with_notes=with_notes,
            pdf_query=f"{query}&notater=1" if with_notes else query,
            pdf_address=self.pdf_address,
            **kwargs,
        )


class RoundPdf(PdfMixin, RoundPrint):
    """The same paper as PDF."""
