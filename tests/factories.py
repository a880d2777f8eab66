"""One boring factory per model: sensible values, all of which can be given."""

import io
from datetime import date, timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Max
from django.utils import timezone
from PIL import Image as Pillow

from articles import actions, page_actions
from articles.models import Article, Image, Page, Statement
from knf.text import slugify
from networks.models import (
    ActionPoint,
    AgendaItem,
    Attendance,
    DocumentVersion,
    FocusArea,
    Measure,
    MeasureEdition,
    MeasureResponsibility,
    Meeting,
    MemberPeriod,
    Minutes,
    MinutesItem,
    Network,
    NetworkMembership,
    Organization,
    Person,
    PoliticalTreatment,
    Position,
    PublicBody,
    ReportingDuty,
    Status,
    StoredFile,
    StrategyDocument,
    User,
)
from networks.models.files import OWNERS
from networks.strategies.edition_actions import adopt_version
from networks.strategies.measure_actions import report_status
from networks.visibility import Level, narrower

LONG_AGO = date(2015, 1, 1)
_numbers = count(1)


def make_user(email="", **fields):
    """Return a user."""
    return User.objects.create_user(email or f"bruker{next(_numbers)}@knf.example", **fields)


def make_organization(name="", *, is_member=True, **fields):
    """Return an organisation, a member since long ago unless told otherwise."""
    organization = Organization.objects.create(name=name or f"Verkstedet {next(_numbers)}", **fields)
    if is_member:
        MemberPeriod.objects.create(organization=organization, starts_on=LONG_AGO)
    return organization


def make_person(given_name="Kari", family_name="Nordvik", *, user=None, works_at=None, **fields):
    """Return a person, employed since long ago where told."""
    person = Person.objects.create(given_name=given_name, family_name=family_name, user=user, **fields)
    if works_at:
        Position.objects.create(person=person, organization=works_at, starts_on=LONG_AGO)
    return person


def make_network(name="Industrilederforum", slug="", **fields):
    """Return a network, facilitated by somebody in the office unless told otherwise."""
    if "facilitator" not in fields:
        fields["facilitator"] = User.objects.get_or_create(
            email="kontoret@knf.example", defaults={"name": "Kontoret", "is_staff": True}
        )[0]
    return Network.objects.create(name=name, slug=slug or slugify(name), **fields)


def make_membership(network, person, *, starts_on=LONG_AGO, **fields):
    """Return a person's seat in a network."""
    return NetworkMembership.objects.create(network=network, person=person, starts_on=starts_on, **fields)


def picture_file(width=1200, height=800, *, form="PNG", name="bilde.png", **options):
    """Return an uploaded picture of stripes, so that no two sizes of it are alike."""
    picture = Pillow.linear_gradient("L").resize((width, height)).convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return SimpleUploadedFile(name, buffer.getvalue())


def make_image(title="Bussen i sentrum", *, original=None, **fields):
    """Return a picture in the library."""
    fields = {"alt_text": "En gul buss foran rådhuset."} | fields
    return Image.objects.create(title=title, original=original or picture_file(), **fields)


def make_draft(title="", **fields):
    """Return a draft that is ready for readers."""
    number = next(_numbers)
    tags, networks = fields.pop("tags", []), fields.pop("networks", [])
    fields = {
        "title": title or f"Sak nummer {number}",
        "lead": f"Ingressen til sak nummer {number}.",
        "body": f"<p>Brødteksten til sak nummer {number}.</p>",
    } | fields
    article = actions.save_article(article=Article(**fields), by=None)
    article.tags.set(tags)
    article.networks.set(networks)
    return article


def make_article(title="", *, publish_at=None, **fields):
    """Return a story that came out an hour ago, or at ``publish_at``."""
    now = timezone.now()
    publish_at = publish_at or now - timedelta(hours=1)
    article = make_draft(title, publish_at=publish_at, **fields)
    return actions.publish(article=article, by=None, now=min(publish_at, now))


def make_page_draft(title="", **fields):
    """Return a page that is ready for readers, at an address of its own."""
    number = next(_numbers)
    fields = {
        "title": title or f"Side nummer {number}",
        "path": f"side-nummer-{number}",
        "body": f"<p>Brødteksten til side nummer {number}.</p>",
    } | fields
    return page_actions.save_page(page=Page(**fields), by=None)


def make_page(title="", **fields):
    """Return a page that is out."""
    return page_actions.publish_page(page=make_page_draft(title, **fields), by=None)


def letter_file(content=b"%PDF-1.7 Et brev.", *, name="brev.pdf"):
    """Return an uploaded letter."""
    return SimpleUploadedFile(name, content, "application/pdf")


def make_statement(title="", *, kind=Article.Kind.STATEMENT, recipient="Kommunen", file=None, **fields):
    """Return a story that is a statement and out; what it is called in the story's row goes there."""
    names = ("matter", "their_reference", "sent_on", "deadline")
    own = {name: fields.pop(name) for name in names if name in fields}
    article = make_article(title, kind=kind, **fields)
    Statement.objects.create(article=article, recipient=recipient, file=file or "", **own)
    return article


def make_withdrawn(title="", *, reason="Saken inneholdt en feil.", **fields):
    """Return a story that was out and is withdrawn."""
    article = make_article(title, **fields)
    return actions.withdraw(article=article, by=None, reason_public=reason)


def make_stored_file(owner, title="Referat", *, file=None, **fields):
    """Return a paper of a network, a meeting, an item or an edition: a PDF unless told otherwise."""
    file = file or SimpleUploadedFile("referat.pdf", b"%PDF-1.7\nEt referat.\n%%EOF\n")
    return StoredFile.objects.create(title=title, file=file, **{OWNERS[type(owner)]: owner}, **fields)


def make_body(name="Formannskapet", **fields):
    """Return an elected body."""
    return PublicBody.objects.get_or_create(name=name, **fields)[0]


def make_meeting(network=None, title="", *, starts_at=None, status=Meeting.Status.SCHEDULED, **fields):
    """Return a meeting of two hours, in two weeks unless told otherwise; announced, but not called to.

    One that is no draft has the next number of its network and year. ``co_networks`` is a list.
    """
    network = network or make_network(f"Forum {next(_numbers)}")
    default = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=14)
    starts_at = starts_at or default
    co_networks = fields.pop("co_networks", [])
    fields = {"ends_at": starts_at + timedelta(hours=2)} | fields
    if status != Meeting.Status.DRAFT and "number" not in fields:
        year = timezone.localdate(starts_at).year
        last = Meeting.objects.filter(host_network=network, year=year).aggregate(last=Max("number"))["last"]
        fields |= {"year": year, "number": (last or 0) + 1}
    title = title or f"Møte nummer {next(_numbers)}"
    meeting = Meeting.objects.create(
        host_network=network, title=title, starts_at=starts_at, status=status, **fields
    )
    meeting.co_networks.set(co_networks)
    return meeting


def make_item(meeting, title="", **fields):
    """Return the next item on the agenda of ``meeting``; without one, ``network`` is given."""
    position = meeting.agenda_items.count() + 1 if meeting else 0
    fields = {"position": position, "network": meeting and meeting.host_network} | fields
    return AgendaItem.objects.create(meeting=meeting, title=title or f"Sak nummer {next(_numbers)}", **fields)


def call(meeting, person, **fields):
    """Return the row that calls ``person`` to ``meeting``."""
    return Attendance.objects.create(meeting=meeting, person=person, **fields)


def make_action_point(item, text="", **fields):
    """Return what somebody is to do after ``item``: an invented person unless told otherwise."""
    if not {"responsible_person", "responsible_organization"} & fields.keys():
        fields["responsible_person"] = make_person("Odd", "Ansvarlig")
    return ActionPoint.objects.create(
        agenda_item=item, text=text or f"Gjør punkt nummer {next(_numbers)}", **fields
    )


def make_minutes(meeting, *, state=Minutes.State.PUBLISHED, version=1, **fields):
    """Return a version of the minutes of ``meeting`` in ``state``, its items frozen unless a draft."""
    now = timezone.now()
    fields = {"visibility": narrower(meeting.visibility, Level.NETWORK)} | fields
    if state == Minutes.State.FOR_COMMENT:
        fields.setdefault("comment_deadline", timezone.localdate() + timedelta(days=7))
    if state in (Minutes.State.PUBLISHED, Minutes.State.WITHDRAWN):
        fields.setdefault("published_at", now)
    if state == Minutes.State.WITHDRAWN:
        fields = {"withdrawn_at": now, "withdrawn_reason": "Navn som ikke skulle stå der."} | fields
    if state == Minutes.State.DRAFT:
        return Minutes.objects.create(meeting=meeting, version=version, **fields)
    # Its items first: none are added to a version that is approved.
    minutes = Minutes.objects.create(meeting=meeting, version=version, visibility=fields.pop("visibility"))
    MinutesItem.objects.bulk_create(
        MinutesItem(
            minutes=minutes,
            item=item,
            network=item.network,
            position=item.position,
            number_label=item.number_label,
            kind=item.kind,
            title=item.title,
            public_title=item.public_title,
            text=item.record,
            resolution=item.resolution,
            visibility=item.visibility,
        )
        for item in meeting.agenda_items.all()
    )
    Minutes.objects.filter(pk=minutes.pk).update(state=state, **fields)
    minutes.refresh_from_db()
    return minutes


def make_document(title="Industriplanen", *, network=None, **fields):
    """Return a strategy document without editions, adopted by the municipal council when it is."""
    fields = {"owner_body": make_body("Kommunestyret"), "slug": slugify(title)} | fields
    return StrategyDocument.objects.create(title=title, responsible_network=network, **fields)


def make_version(document=None, *, state=DocumentVersion.State.DRAFT, **fields):
    """Return the next edition of ``document``, in ``state``: one that is not adopted."""
    document = document or make_document(f"Plan {next(_numbers)}")
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    fields = {"number": last + 1} | fields
    if state == DocumentVersion.State.ON_HEARING:
        fields.setdefault("hearing_deadline", timezone.localdate() + timedelta(days=14))
        fields.setdefault("hearing_contact", make_user(is_staff=True, name="Hanne Kontakt"))
    return DocumentVersion.objects.create(document=document, state=state, **fields)


def make_area(version, title="Kompetanse", **fields):
    """Return a focus area of ``version``: the one with that title, or the next."""
    found = version.focus_areas.filter(title=title).first()
    fields = {"position": version.focus_areas.count() + 1} | fields
    return found or FocusArea.objects.create(version=version, title=title, **fields)


def make_measure(version, title="", *, area="Kompetanse", measure=None, lead="Kommunen", **fields):
    """Return a measure as ``version``, a draft, has it; a new one unless ``measure`` is given.

    ``lead`` is a label, or a network, an organisation or a body; None for nobody.
    """
    title = title or (measure.title if measure else f"Tiltak nummer {next(_numbers)}")
    code = fields.pop("code", None) or f"AUTO-{version.document.measures.count() + 1:03}"
    visibility = fields.pop("visibility", Level.PUBLIC)
    measure = measure or Measure.objects.create(
        document=version.document, code=code, title=title, visibility=visibility
    )
    count = version.measure_editions.count() + 1
    fields = {"number": str(count), "position": count, "official_text": f"Ordlyden til {title}."} | fields
    edition = MeasureEdition.objects.create(
        measure=measure, version=version, focus_area=make_area(version, area), title=title, **fields
    )
    if lead:
        make_responsible(edition, lead)
    return edition.measure


def make_responsible(edition, party, *, role=MeasureResponsibility.Role.LEAD):
    """Return that ``party`` (a label, network, organisation or body) is responsible for ``edition``."""
    names = {str: "label", Network: "network", Organization: "organization", PublicBody: "public_body"}
    return MeasureResponsibility.objects.create(edition=edition, role=role, **{names[type(party)]: party})


def adopt(version, on=date(2023, 6, 14), *, recorded_on=None, by=None, tell=False, **fields):
    """Adopt ``version`` on a day, known the same day and told nobody unless told otherwise; return it."""
    fields = {"case_number": "PS 57/23"} | fields
    decision = PoliticalTreatment(held_on=on, recorded_on=recorded_on or on, **fields)
    return adopt_version(version=version, decision=decision, by=by, tell=tell)


def make_adopted(document=None, *, measures=("Kompetanseløft",), on=date(2023, 6, 14), **fields):
    """Return an adopted edition with measures of these titles."""
    version = make_version(document)
    for title in measures:
        make_measure(version, title)
    return adopt(version, on, **fields)


def tell(measure, status=Status.IN_PROGRESS, on=None, *, recorded_on=None, by=None, **fields):
    """Return a message on how ``measure`` went on a day: today, known then, unless told otherwise."""
    on = on or timezone.localdate()
    return report_status(
        measure=measure, status=status, reported_on=on, recorded_on=recorded_on or on, by=by, **fields
    )


def make_duty(network, document, *, body=None, from_year=2019, **fields):
    """Return that ``network`` reports on ``document`` to a body every year: Formannskapet by default."""
    return ReportingDuty.objects.create(
        network=network, document=document, body=body or make_body(), from_year=from_year, **fields
    )
