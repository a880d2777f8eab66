"""The demo's people. All of them are invented."""

from datetime import date

from networks.models import NetworkMembership, Person

from .shapes import Job, Seat, Someone, days

Role, EndReason, Choice = NetworkMembership.Role, NetworkMembership.EndReason, Person.ContactVisibility

INDUSTRY, TRADE, EXPERIENCES = "Industrilederforum", "Forum for handel", "Forum for opplevelser"
BUILDING, COMMUNICATION = "Forum for bygg, anlegg og eiendom", "Kommunikasjonsforum"
TOWN, GROWTH = "Byliv", "Styringsgruppa Vekst i Kongsberg"
RECRUITMENT, LANDLORDS = "Arbeidsgruppe for rekruttering", "Gårdeiernettverket"

FOUNDED = date(2017, 3, 10)
AT_THE_TABLE = date(2020, 2, 4)
FIRST_WORKING_MEETING = date(2021, 9, 21)
UNDER_ONE_ROOF = date(2022, 10, 1)

PEOPLE = (
    # Industry
    Someone(
        "Tor-Egil",
        "Rustand",
        (Job("Blåklokke Presisjon AS", "daglig leder"),),
        (
            Seat(INDUSTRY, FOUNDED, until=date(2023, 2, 28), end_reason=EndReason.OTHER),
            Seat(INDUSTRY, date(2023, 3, 1), Role.LEADER),
            Seat(GROWTH, date(2019, 1, 1)),
        ),
        mailbox="leder",
        shown_to=Choice.MEMBERS,
    ),
    Someone(
        "Synne",
        "Varpe",
        (Job("Gruveåsen Elektronikk AS", "driftsdirektør", since=date(2019, 8, 1)),),
        (Seat(INDUSTRY, date(2019, 8, 15)),),
        mailbox="deltaker",
    ),
    Someone("Ingvild", "Sætermo", (Job("Vinterbru Optikk AS", "utvikler"),), mailbox="medlem"),
    Someone(
        "Gunnhild",
        "Aasrud",
        (Job("Sandbekk Turbin AS", "daglig leder", until=date(2021, 6, 30)),),
        (
            Seat(INDUSTRY, FOUNDED, Role.LEADER, date(2019, 12, 31), EndReason.TERM_OVER),
            Seat(INDUSTRY, date(2020, 1, 1), until=date(2021, 6, 30), end_reason=EndReason.LEFT),
        ),
        shown_to=Choice.STAFF,
    ),
    # Changed employer, and came back for the new one.
    Someone(
        "Ragnar",
        "Dokkedal",
        (
            Job("Kobolt & Krone Legeringer AS", "daglig leder", since=days(-90)),
            Job("Trollerud Sensor AS", "teknisk direktør", until=days(-121)),
        ),
        (
            Seat(
                INDUSTRY,
                FOUNDED,
                until=date(2019, 12, 31),
                end_reason=EndReason.OTHER,
                company="Trollerud Sensor AS",
            ),
            Seat(
                INDUSTRY,
                date(2020, 1, 1),
                Role.LEADER,
                date(2023, 2, 28),
                EndReason.TERM_OVER,
                "Trollerud Sensor AS",
            ),
            Seat(
                INDUSTRY,
                date(2023, 3, 1),
                until=days(-121),
                end_reason=EndReason.NEW_JOB,
                company="Trollerud Sensor AS",
            ),
            Seat(INDUSTRY, days(-40)),
        ),
    ),
    Someone(
        "Marit Elise",
        "Hynne",
        (Job("Trollerud Sensor AS", "fabrikksjef"),),
        (Seat(INDUSTRY, days(-115)),),
    ),
    Someone(
        "Solveig",
        "Frøyseth",
        (Job("Trollerud Sensor AS", "personalsjef"),),
        (
            Seat(INDUSTRY, days(-115), Role.DEPUTY, deputy_for="Marit Elise Hynne"),
            Seat(RECRUITMENT, date(2023, 1, 15), Role.LEADER, days(-170), EndReason.TERM_OVER),
            Seat(RECRUITMENT, days(-169)),
        ),
        shown_to=Choice.MEMBERS,
    ),
    Someone(
        "Bjarte",
        "Sandnuten",
        (Job("Sandbekk Turbin AS", "daglig leder", since=date(2021, 7, 1)),),
        (Seat(INDUSTRY, date(2021, 8, 1)),),
    ),
    Someone(
        "Mathea",
        "von der Grube",
        (Job("Nordhagen Robotikk AS", "gründer"),),
        (
            Seat(INDUSTRY, FOUNDED, until=date(2023, 2, 28), end_reason=EndReason.OTHER),
            Seat(INDUSTRY, date(2023, 3, 1), Role.DEPUTY_LEADER),
        ),
        shown_to=Choice.MEMBERS,
    ),
    Someone("Einar", "Évensmo", (Job("Sølvreven Hydraulikk AS", "eier"),), (Seat(INDUSTRY, FOUNDED),)),
    Someone(
        "Karsten",
        "Müllner",
        (Job("Gruveåsen Elektronikk AS", "direktør", until=date(2019, 7, 31)),),
        (Seat(INDUSTRY, FOUNDED, until=date(2019, 8, 14), end_reason=EndReason.LEFT),),
        shown_to=Choice.STAFF,
    ),
    # Speaks for a company that has gone into another one at the table: the secretary has to decide.
    Someone(
        "Oddbjørn",
        "Lia-Teigen",
        (Job("Hvittingdal Dreieverk AS", "verksmester"),),
        (Seat(INDUSTRY, FOUNDED),),
    ),
    Someone(
        "Sigrun",
        "Halvorsrød",
        (Job("Kobolt & Krone Legeringer AS", "daglig leder", until=days(-91)),),
        (Seat(INDUSTRY, FOUNDED, until=days(-91), end_reason=EndReason.LEFT),),
        shown_to=Choice.STAFF,
    ),
    Someone(
        "Yngvar",
        "Wessman",
        (Job("Vinterbru Optikk AS", "daglig leder"),),
        (Seat(INDUSTRY, date(2018, 6, 1)),),
    ),
    Someone(
        "Torunn",
        "Esperås",
        (Job("Lysbuen Sveis & Montasje AS", "daglig leder"),),
        (Seat(INDUSTRY, days(-12)), Seat(RECRUITMENT, days(-6))),
    ),
    Someone(
        "Reidun",
        "Vågenes",
        (Job("Fagskolen", "avdelingsleder"),),
        (Seat(INDUSTRY, date(2020, 2, 1)), Seat(RECRUITMENT, date(2023, 1, 15))),
    ),
    Someone("Eivind", "Nattmoen", (Job("Snurrebassen Verksted AS", "daglig leder"),)),
    # Trade
    Someone(
        "Nora",
        "Yilmaz-Haug",
        (Job("Garnnøstet AS", "innehaver", since=date(2019, 2, 1)),),
        (Seat(TRADE, date(2019, 3, 1)), Seat(TOWN, UNDER_ONE_ROOF)),
        mailbox="nabo",
        shown_to=Choice.MEMBERS,
    ),
    Someone(
        "Bergljot",
        "Haase",
        (Job("Bok & Blekk AS", "innehaver"),),
        (Seat(TRADE, date(2022, 1, 1), Role.LEADER), Seat(TOWN, UNDER_ONE_ROOF)),
        sort_override="Haase",
    ),
    Someone(
        "Kjell Ivar",
        "Tofteberg",
        (Job("Sportsloftet Tyttebær AS", "butikksjef"),),
        (
            Seat(TRADE, date(2018, 1, 1), Role.LEADER, date(2021, 12, 31), EndReason.TERM_OVER),
            Seat(TRADE, date(2022, 1, 1)),
        ),
    ),
    Someone("Åge", "Ranvik", (Job("Urmaker Tidløs AS", "urmaker"),), (Seat(TRADE, date(2018, 1, 1)),)),
    Someone(
        "Priya",
        "Nilsen-Rao",
        (Job("Gulrota Kolonial AS", "kjøpmann"),),
        (
            Seat(TRADE, date(2021, 5, 1), until=days(-21), end_reason=EndReason.OTHER),
            Seat(TRADE, days(-20), Role.INCOMING_LEADER),
        ),
        shown_to=Choice.MEMBERS,
    ),
    Someone(
        "Tuva",
        "Skarphol",
        (Job("Maske Rett", "strikker"),),
        (Seat(TRADE, days(-18)),),
        shown_to=Choice.MEMBERS,
    ),
    # Experiences, food and beds
    Someone(
        "Pål Henrik",
        "Øyjordet",
        (Job("Skålen Overnatting AS", "vert"),),
        (
            Seat(EXPERIENCES, date(2020, 1, 1), Role.LEADER, days(-310), EndReason.TERM_OVER),
            Seat(EXPERIENCES, days(-309)),
            Seat(TOWN, UNDER_ONE_ROOF, until=days(-240), end_reason=EndReason.OTHER),
            Seat(TOWN, days(-239), Role.LEADER),
        ),
        shown_to=Choice.MEMBERS,
    ),
    # A member in person, who speaks for nobody else.
    Someone(
        "Åshild",
        "Bergmannsrud",
        seats=(Seat(EXPERIENCES, date(2018, 9, 1)),),
        personal_member_since=date(2018, 1, 1),
    ),
    Someone(
        "Hege",
        "Stigerplass",
        (Job("Stigortdypet Opplevelser AS", "daglig leder"),),
        (
            Seat(EXPERIENCES, date(2018, 1, 1), Role.LEADER, date(2019, 12, 31), EndReason.TERM_OVER),
            Seat(EXPERIENCES, date(2020, 1, 1)),
        ),
    ),
    Someone(
        "Jens Petter", "Kvæven", (Job("Elvepadlerne AS", "guide"),), (Seat(EXPERIENCES, date(2022, 6, 1)),)
    ),
    Someone(
        "Birgitte",
        "Ödegren",
        (Job("Kafé Svovelstikka AS", "eier"),),
        (
            Seat(EXPERIENCES, date(2018, 3, 1), until=days(-310), end_reason=EndReason.OTHER),
            Seat(EXPERIENCES, days(-309), Role.LEADER),
            Seat(TOWN, UNDER_ONE_ROOF),
        ),
    ),
    Someone(
        "Dag Otto",
        "Vesterhus",
        (Job("Blånote Jazzkjeller AS", "booker"),),
        (Seat(EXPERIENCES, date(2019, 2, 1)),),
        shown_to=Choice.STAFF,
    ),
    Someone(
        "Samira",
        "Ærø",
        (Job("Ærlig Talt Bakeri AS", "bakermester"),),
        (Seat(EXPERIENCES, days(-25)), Seat(TOWN, days(-9))),
    ),
    # Building and property
    Someone(
        "Kjersti",
        "Mogård",
        (Job("Mogård & Døtre AS", "daglig leder"),),
        (
            Seat(BUILDING, AT_THE_TABLE, Role.LEADER, days(-200), EndReason.TERM_OVER),
            Seat(BUILDING, days(-199)),
            Seat(GROWTH, date(2021, 1, 1), until=days(-290), end_reason=EndReason.OTHER),
            Seat(GROWTH, days(-289), Role.LEADER),
        ),
        shown_to=Choice.MEMBERS,
    ),
    Someone(
        "Arvid",
        "Sprauten",
        (Job("Tegnestua Vinkel AS", "arkitekt"),),
        (
            Seat(BUILDING, date(2018, 1, 1), Role.LEADER, date(2020, 2, 3), EndReason.TERM_OVER),
            Seat(BUILDING, AT_THE_TABLE),
        ),
    ),
    Someone(
        "Wenche",
        "Sagmoen",
        (Job("Kongsberg kommune", "rådgiver for plan og næring"),),
        (
            Seat(BUILDING, AT_THE_TABLE, Role.MUNICIPAL_CONTACT),
            Seat(GROWTH, date(2019, 1, 1), Role.OBSERVER),
        ),
    ),
    Someone(
        "Geir Aage", "Stollvik", (Job("Grusgropa Maskin AS", "eier"),), (Seat(BUILDING, date(2018, 1, 1)),)
    ),
    # The same man once more, for the list of possible doubles to find.
    Someone("Geir-Aage", "Stollvik"),
    Someone(
        "Lasse", "Vannvik", (Job("Rørlegger Dråpe AS", "rørlegger"),), (Seat(BUILDING, date(2019, 2, 1)),)
    ),
    Someone(
        "Áile Biret",
        "Silfar",
        (Job("Tretopp Massivtre AS", "daglig leder"),),
        (
            Seat(BUILDING, date(2021, 2, 1), until=days(-200), end_reason=EndReason.OTHER),
            Seat(BUILDING, days(-199), Role.LEADER),
        ),
    ),
    Someone(
        "Unn",
        "Torvund",
        (Job("Øvre Torg Eiendom AS", "forvalter"),),
        (
            Seat(BUILDING, date(2020, 2, 4)),
            Seat(LANDLORDS, date(2020, 3, 1), until=date(2022, 9, 30), end_reason=EndReason.OTHER),
        ),
    ),
    Someone(
        "Fredrikke",
        "Torgnes",
        (Job("Hjørnesteinen Gårdselskap AS", "styreleder"),),
        (
            Seat(LANDLORDS, date(2018, 2, 1), Role.LEADER, date(2022, 9, 30), EndReason.OTHER),
            Seat(TOWN, UNDER_ONE_ROOF, Role.LEADER, days(-240), EndReason.TERM_OVER),
            Seat(TOWN, days(-239)),
        ),
    ),
    # Communication, growth, recruitment
    Someone(
        "Ragnhild",
        "Tveitstøl",
        (Job("Sandbekk Turbin AS", "kommunikasjonsansvarlig"),),
        (
            Seat(COMMUNICATION, FIRST_WORKING_MEETING, Role.LEADER, days(-65), EndReason.TERM_OVER),
            Seat(COMMUNICATION, days(-64)),
        ),
    ),
    Someone(
        "Amund",
        "Fjellvik",
        (
            Job("Ordbruket AS", "tekstforfatter"),
            Job("Elvepadlerne AS", "nestleder i styret", is_primary=False),
        ),
        (
            Seat(COMMUNICATION, FIRST_WORKING_MEETING, until=days(-65), end_reason=EndReason.OTHER),
            Seat(COMMUNICATION, days(-64), Role.LEADER),
        ),
        shown_to=Choice.MEMBERS,
    ),
    Someone(
        "Per-Olav",
        "Grytenes",
        (Job("Universitetet i Sørøst-Norge", "instituttleder"),),
        (Seat(GROWTH, date(2019, 1, 1)),),
    ),
    Someone(
        "Linn Therese",
        "Moelv-Aas",
        (Job("Universitetet i Sørøst-Norge", "kommunikasjonsrådgiver"),),
        (
            Seat(COMMUNICATION, FIRST_WORKING_MEETING),
            Seat(GROWTH, date(2021, 10, 1), Role.DEPUTY, deputy_for="Per-Olav Grytenes"),
        ),
    ),
    Someone(
        "Wilhelm",
        "Åsnes",
        (Job("Kongsberg kommune", "kommunikasjonsrådgiver"),),
        (Seat(COMMUNICATION, FIRST_WORKING_MEETING, Role.MUNICIPAL_CONTACT),),
    ),
    Someone(
        "Iben",
        "Hallingrud",
        (Job("Nordhagen Robotikk AS", "markedskoordinator"),),
        (Seat(COMMUNICATION, days(-8)),),
    ),
    Someone(
        "Unni",
        "Silfverling",
        (Job("Sølvtråden industriklynge", "klyngeleder"),),
        (
            Seat(GROWTH, date(2019, 1, 1), Role.LEADER, days(-290), EndReason.TERM_OVER),
            Seat(GROWTH, days(-289)),
        ),
        shown_to=Choice.MEMBERS,
    ),
    Someone(
        "Jorunn",
        "Skavedal",
        (Job("Verkstedklubben på Smeltehytta", "klubbleder"),),
        (
            Seat(RECRUITMENT, date(2023, 1, 15), until=days(-170), end_reason=EndReason.OTHER),
            Seat(RECRUITMENT, days(-169), Role.LEADER),
        ),
    ),
    Someone(
        "Magne",
        "Tallaksrud",
        (Job("Regnestykket Regnskap AS", "partner"),),
        (Seat(RECRUITMENT, date(2023, 9, 1)),),
    ),
    # Members without a network
    Someone("Leila", "Skogheim-Dahl", (Job("Pikselgruva Spill AS", "gründer"),), shown_to=Choice.MEMBERS),
    Someone("Gro", "Aaserud", (Job("Aaserud Sagbruk AS", "sagmester"),)),
    Someone("Konrad", "Stillerud", (Job("Stille Helse AS", "bedriftslege"),), shown_to=Choice.STAFF),
    Someone("Viggo", "Fjordlund", (Job("Fjordlast Logistikk AS", "transportleder"),)),
    # The association's own: they read in the networks too, and mark it as read.
    Someone("Silje", "Kvernmo", mailbox="sekretaer", shown_to=Choice.MEMBERS),
    Someone("Henrik", "Solbraa", mailbox="administrator", shown_to=Choice.MEMBERS),
    Someone("Eivor", "Lønnestad", mailbox="strategi", shown_to=Choice.MEMBERS),
)
