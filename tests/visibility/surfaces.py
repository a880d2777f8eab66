"""The readers, the levels and the addresses of the matrix of who sees what."""

from networks.visibility import Level

ROLES = ("anonymous", "outsider", "member", "neighbour", "participant", "leader", "secretary", "editor")

READERS = {
    Level.PUBLIC: set(ROLES),
    Level.MEMBERS: {"member", "neighbour", "leader", "editor"},
    # Participants need not be members; the facilitator reads what is her network's.
    Level.NETWORK: {"participant", "leader", "secretary", "editor"},
    Level.STAFF: {"editor"},
}

STATES = ("out", "draft", "embargoed", "expired", "withdrawn")

MARKER = "Hemmelig-ord-7391"

# Where the text of a story may be met.
STORY_SURFACES = ("article-detail", "article-print", "article-pdf", "article-link", "statement-file")
PAGE_SURFACES = ("page-detail", "page-print", "page-pdf", "page-link")
DRAFT_SURFACES = ("draft-link", "draft-print", "draft-pdf", "draft-file")
FILE_SURFACES = ("stored-file",)
LIST_SURFACES = (
    *("front", "article-list", "tag-detail", "series-detail", "article-year"),
    *("statement-list", "statement-year"),
)
PUBLIC_SURFACES = ("article-feed", "tag-feed", "series-feed", "sitemap", "sitemap-section")
# A network's page shows the stories about it to those who may read them; the others show everyone the same.
NETWORK_SURFACES = ("network-detail",)
OPEN_NETWORK_SURFACES = ("network-list", "network-print", "network-pdf", "network-link", "network-contact")
ROSTER_SURFACES = ("network-roster", "network-roster-print", "network-roster-pdf")
MEETING_LIST_SURFACES = (
    *("public-meeting-list", "public-meeting-print", "public-meeting-pdf"),
    "public-meeting-feed",
)
# See tests/networks/test_agenda.py, test_meeting_list.py and test_meeting_pages.py.
MEETING_SURFACES = ("meeting-detail", "meeting-print", "meeting-pdf", "meeting-link", "meeting-list")
ATTENDANCE_SURFACES = ("meeting-attendance", "meeting-attendance-print", "meeting-attendance-pdf")
MINUTES_SURFACES = ("minutes-detail", "minutes-print", "minutes-pdf")
ANSWER_SURFACES = ("meeting-answer",)
# See tests/networks/strategies/test_edition_pages.py, test_measure_pages.py and test_hearings.py.
EDITION_SURFACES = (
    *("edition-detail", "edition-print", "edition-pdf", "edition-file", "edition-short-file"),
    "hearing-file",
)
MEASURE_SURFACES = ("measure-detail", "measure-print", "measure-pdf", "measure-link")
STRATEGY_SURFACES = (
    *("strategy-link", "strategy-list", "strategy-detail", "strategy-print"),
    *("strategy-pdf", "strategy-csv", "strategy-xlsx"),
    *("strategy-changes", "strategy-changes-print", "strategy-changes-pdf", "published-report"),
)
PACK_SURFACES = ("meeting-pack", "meeting-pack-print", "meeting-pack-pdf")

ORGANIZATION_SURFACES = ("organization-list", "organization-detail")
OWN_SURFACES = ("my-page", "since-last", "my-contact")
# See tests/networks/test_calendars.py and test_mail_choices.py.
CALENDAR_SURFACES = ("meeting-calendar", "network-calendar", "person-calendar")
# See tests/networks/strategies/test_my_measures.py.
REPORT_SURFACES = ("my-measures", "my-measures-print", "my-measures-pdf")
CHOICE_SURFACES = ("my-calendar", "my-mail")


def expected_status(role, level, state):
    """Return what a story's address answers (domain.md §4.15 and §5)."""
    if role == "editor":
        return 200
    if state in ("draft", "embargoed"):
        return 404
    if role in READERS[level]:
        return 200 if state == "out" else 410
    return 302 if role == "anonymous" else 404
