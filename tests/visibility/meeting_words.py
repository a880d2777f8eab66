"""A network's meetings where whatever is not for everyone has a word of its own, and who may meet which.

The words mean nothing, so that no page says them by chance.
"""

from datetime import datetime, timedelta

from django.urls import reverse

from knf.formats import OSLO
from networks.models import Attendance, CalendarToken, Meeting, Minutes
from networks.visibility import Level
from tests.factories import (
    call,
    letter_file,
    make_action_point,
    make_article,
    make_body,
    make_item,
    make_meeting,
    make_minutes,
    make_person,
    make_stored_file,
)

DECEMBER = datetime(2024, 12, 20, 12, tzinfo=OSLO)
"""When the meetings are made, and most is read."""

EVERYONE = {
    *("anonymous", "outsider", "member", "neighbour", "participant"),
    *("leader", "secretary", "editor", "administrator"),
}
KEEPERS = {"secretary", "administrator"}
"""Who work with meetings and their minutes. The editor of news knows that there are meetings."""
INSIDE = {"participant", "leader"}
MEMBERS = {"member", "neighbour", "leader"}

MAY_KNOW = {
    Level.PUBLIC: EVERYONE,
    Level.MEMBERS: MEMBERS | INSIDE | KEEPERS | {"editor"},
    Level.NETWORK: INSIDE | KEEPERS | {"editor"},
    Level.STAFF: KEEPERS | {"editor"},
}
"""Who may know of a meeting, by its level."""

MAY_READ = {
    Level.PUBLIC: EVERYONE,
    Level.MEMBERS: MEMBERS | INSIDE | KEEPERS,
    Level.NETWORK: INSIDE | KEEPERS,
    Level.STAFF: KEEPERS,
}
"""Who reads an item, the text of minutes or a paper, by its level."""

CALLED = INSIDE | KEEPERS

ALLOWED = {
    **{f"zmote{level}z": readers for level, readers in MAY_KNOW.items()},
    **{f"zholdt{level}z": readers for level, readers in MAY_KNOW.items()},
    **{f"zpost{level}z": readers for level, readers in MAY_READ.items()},
    **{f"ztekst{level}z": readers for level, readers in MAY_READ.items()},
    **{f"zpapir{level}z": readers for level, readers in MAY_READ.items()},
    "zkladdmotez": KEEPERS | {"editor"},
    "zhandelspostz": {"neighbour"} | KEEPERS,
    "zgjennomsynz": CALLED,
    "zgodkjentz": CALLED,
    "zutkastz": KEEPERS,
    "ztrukketz": KEEPERS,
    "zinterngrunnz": KEEPERS,
    # That a meeting is on a screen, everybody is told; where, those who are called, and the staff.
    "zskjermz": CALLED | {"editor"},
    # Who came, the readers of published minutes are told, if they may know who sits in the network.
    "zgjestz": INSIDE | KEEPERS | {"editor", "neighbour", "member"},
    "zfristz": {"leader"} | KEEPERS,
}
"""Who may meet each word, wherever it is."""

ONLY_ON = {("member", "zgjestz"): "minutes-"}
"""What a reader meets in one sort of place alone: how the names of its routes begin."""

OF_A_MEETING = ("meeting-detail", "meeting-print", "meeting-pdf", "meeting-calendar")
OF_ITS_LIST = ("meeting-attendance", "meeting-attendance-print", "meeting-attendance-pdf")
OF_ITS_MINUTES = ("minutes-detail", "minutes-print", "minutes-pdf")
ALONE = (
    *("front", "network-list", "public-meeting-list", "public-meeting-print", "public-meeting-pdf"),
    "public-meeting-feed",
    *("my-page", "since-last", "my-calendar", "sitemap", "article-feed", "organization-list"),
)
OF_THE_NETWORK = ("network-detail", "network-print", "network-pdf", "meeting-list", "network-calendar")


class Site:
    """The meetings, and every address where something of them may be met."""

    def __init__(self, industry, trade):
        self.industry, self.trade = industry, trade
        self.surfaces = {name: reverse(name) for name in ALONE}
        self.surfaces |= {name: reverse(name, args=[industry.slug]) for name in OF_THE_NETWORK}
        self.doors = {}
        """Surfaces that are about one word: surface → word."""
        self.people = [seat.person for seat in industry.memberships.select_related("person")]
        for level in Level:
            self.coming(level)
            self.held(level)
        self.draft()
        for word, state in (
            ("zgjennomsynz", Minutes.State.FOR_COMMENT),
            ("zgodkjentz", Minutes.State.APPROVED),
            ("zutkastz", Minutes.State.DRAFT),
        ):
            meeting = self.past(f"Møtet med {word[1:-1]}", Level.MEMBERS)
            make_item(meeting, "Sak", record=f"Her står {word}.")
            self.minutes_of(meeting, word, state=state)
        self.withdrawn()

    def add(self, names, meeting, word):
        """Note the addresses of a meeting that stand behind its level."""
        for name in names:
            key = f"{name} {word}"
            self.surfaces[key] = reverse(name, args=[meeting.host_network.slug, meeting.year, meeting.number])
            self.doors[key] = word

    def call(self, meeting):
        """Call those who sit in the network, and a guest."""
        for person in self.people:
            call(meeting, person)
        guest = make_person("Gjest", "Zgjestz")
        call(meeting, guest, capacity=Attendance.Capacity.GUEST)

    def coming(self, level):
        """A meeting to come, and a story from it; the public one has an item on each level."""
        word = f"zmote{level}z"
        is_public = level == Level.PUBLIC
        meeting = make_meeting(
            self.industry,
            f"Møte {word}",
            starts_at=DECEMBER + timedelta(days=20),
            visibility=level,
            online_url="https://zskjermz.example/",
            kind=Meeting.Kind.MUNICIPAL if is_public else Meeting.Kind.ORDINARY,
            public_body=make_body() if is_public else None,
            co_networks=[self.trade] if is_public else [],
        )
        if level != Level.STAFF:
            # Whoever is called to a meeting, is told of it.
            self.call(meeting)
        if is_public:
            for own in Level:
                make_item(meeting, f"Sak zpost{own}z", visibility=own)
            make_item(meeting, "Sak zhandelspostz", network=self.trade, visibility=Level.NETWORK)
        story = make_article(f"En sak om {level}", meeting=meeting)
        self.surfaces[f"article-detail {level}"] = story.get_absolute_url()
        self.surfaces[f"article-print {level}"] = story.print_url
        self.add((*OF_A_MEETING, *OF_ITS_LIST, "meeting-answer"), meeting, word)
        self.surfaces[f"meeting-link {word}"] = reverse("meeting-link", args=[meeting.pk])
        self.doors[f"meeting-link {word}"] = word

    def past(self, title, level):
        """Return a meeting that was held; those inside were called."""
        meeting = make_meeting(
            self.industry,
            title,
            starts_at=DECEMBER - timedelta(days=10),
            visibility=level,
            status=Meeting.Status.HELD,
        )
        self.call(meeting)
        return meeting

    def held(self, level):
        """A meeting that was held, with minutes and a paper on its level; somebody is to do something."""
        word = f"zholdt{level}z"
        meeting = self.past(f"Møte {word}", level)
        item = make_item(meeting, "Sak", record=f"Her står ztekst{level}z.")
        if level == Level.STAFF:
            leader = next((person for person in self.people if person.family_name == "Tangen"), None)
            responsible = {"responsible_person": leader} if leader else {}
            make_action_point(item, "Gjør zfristz", **responsible)
        file = letter_file(f"%PDF-1.7 zpapir{level}z".encode(), name=f"zpapir{level}z.pdf")
        paper = make_stored_file(meeting, f"zpapir{level}z", visibility=level, file=file)
        self.surfaces[f"stored-file {level}"] = paper.get_absolute_url()
        self.doors[f"stored-file {level}"] = f"zpapir{level}z"
        self.add(OF_A_MEETING, meeting, word)
        self.minutes_of(meeting, f"ztekst{level}z", visibility=level)

    def minutes_of(self, meeting, word, **fields):
        """Write the minutes, and note where they are."""
        minutes = make_minutes(meeting, **fields)
        self.add(OF_ITS_MINUTES, meeting, word)
        return minutes

    def draft(self):
        """A plan."""
        make_meeting(
            self.industry,
            "Møte zkladdmotez",
            status=Meeting.Status.DRAFT,
            starts_at=DECEMBER + timedelta(days=5),
            visibility=Level.PUBLIC,
        )

    def withdrawn(self):
        """Minutes that everyone could read, once."""
        meeting = self.past("Møtet med det som ble trukket", Level.PUBLIC)
        make_item(meeting, "Sak", record="Her sto ztrukketz.")
        make_minutes(
            meeting,
            state=Minutes.State.WITHDRAWN,
            visibility=Level.PUBLIC,
            withdrawn_reason="Et navn for mye.",
            withdrawn_note="Det var zinterngrunnz.",
        )
        self.gone = reverse("minutes-detail", args=[self.industry.slug, meeting.year, meeting.number])
        self.surfaces["withdrawn"] = self.gone
        for name in ("minutes-print", "minutes-pdf", "meeting-detail", "meeting-print"):
            args = [self.industry.slug, meeting.year, meeting.number]
            self.surfaces[f"withdrawn {name}"] = reverse(name, args=args)

    def for_reader(self, user):
        """Return the surfaces, the reader's own calendar among them."""
        person = getattr(user, "person", None) if user.is_authenticated else None
        if person is None:
            return self.surfaces
        token, _ = CalendarToken.objects.get_or_create(person=person)
        return self.surfaces | {"person-calendar": reverse("person-calendar", args=[token.secret])}
