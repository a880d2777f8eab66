"""The demo's organisations. Public institutions are real, companies and their numbers are not."""

from datetime import date

from networks.models import MemberPeriod, Organization

from .shapes import Company, days

Category, Kind = MemberPeriod.Category, Organization.Kind

COMPANIES = (
    # Industry
    Company(
        "Blåklokke Presisjon AS",
        date(2016, 1, 1),
        org_number="100001012",
        website="https://blaklokke.example/",
    ),
    Company("Trollerud Sensor AS", date(2016, 1, 1), org_number="100001047"),
    Company(
        "Vinterbru Optikk AS",
        date(2018, 5, 1),
        org_number="100001071",
        former_names=(("Vinterbru Glassliperi AS", date(2018, 5, 1), date(2021, 8, 31)),),
    ),
    Company("Sandbekk Turbin AS", date(2015, 1, 1), org_number="100001101"),
    Company("Kobolt & Krone Legeringer AS", date(2016, 1, 1), org_number="100001136"),
    Company("Nordhagen Robotikk AS", date(2016, 9, 1), org_number="100001160"),
    Company("Gruveåsen Elektronikk AS", date(2016, 1, 1), org_number="100001195"),
    Company(
        "Hvittingdal Dreieverk AS",
        date(2016, 1, 1),
        org_number="100001225",
        merged_into="Blåklokke Presisjon AS",
        merged_on=date(2024, 1, 1),
    ),
    Company("Sølvreven Hydraulikk AS", date(2017, 3, 1), org_number="100001284"),
    Company("Lysbuen Sveis & Montasje AS", days(-46), org_number="100001314"),
    Company("Snurrebassen Verksted AS", days(-48), org_number="100001349"),
    Company("Fjordlast Logistikk AS", date(2020, 1, 1), Category.OUT_OF_TOWN, municipality="Drammen"),
    # Trade
    Company("Garnnøstet AS", date(2019, 2, 1), org_number="100001373", website="https://garnnostet.example/"),
    Company("Maske Rett", days(-45), Category.STARTUP_SOLE, org_number="100001403"),
    Company("Bok & Blekk AS", date(2015, 1, 1), org_number="100001438"),
    Company("Sportsloftet Tyttebær AS", date(2017, 1, 1), org_number="100001462"),
    Company("Urmaker Tidløs AS", date(2015, 1, 1), org_number="100001497", is_leaving=True),
    Company("Gulrota Kolonial AS", date(2021, 4, 1), org_number="100001527"),
    # Experiences, food and beds
    Company("Skålen Overnatting AS", date(2017, 9, 1), org_number="100001551"),
    Company("Stigortdypet Opplevelser AS", date(2016, 1, 1), org_number="100001586"),
    Company("Kafé Svovelstikka AS", date(2018, 1, 1), org_number="100001616"),
    Company("Elvepadlerne AS", date(2022, 5, 1), org_number="100001640"),
    Company("Blånote Jazzkjeller AS", date(2019, 1, 1), org_number="100001675"),
    Company("Ærlig Talt Bakeri AS", date(2020, 3, 1), org_number="100001705"),
    # Building and property
    Company("Mogård & Døtre AS", date(2015, 1, 1), org_number="100001764"),
    Company("Tegnestua Vinkel AS", date(2016, 1, 1), org_number="100001799"),
    Company("Grusgropa Maskin AS", date(2018, 1, 1), org_number="100001829"),
    Company("Rørlegger Dråpe AS", date(2019, 1, 1), org_number="100001853"),
    Company("Tretopp Massivtre AS", date(2021, 1, 1), org_number="100001888"),
    Company("Hjørnesteinen Gårdselskap AS", date(2015, 1, 1), Category.PROPERTY_OWNER, "100001918"),
    Company("Øvre Torg Eiendom AS", date(2020, 1, 1), Category.PROPERTY_OWNER, "100001942"),
    # The rest
    Company("Ordbruket AS", date(2019, 6, 1), org_number="100001977"),
    Company("Regnestykket Regnskap AS", date(2016, 1, 1), org_number="100002000"),
    # Two years are over: somebody has to look at what it is by now.
    Company("Pikselgruva Spill AS", days(-743), Category.STARTUP_SOLE, org_number="100002035"),
    Company("Aaserud Sagbruk AS", date(2015, 1, 1), org_number="100002094"),
    Company("Stille Helse AS", date(2022, 1, 1), org_number="100002124", listed=False),
    Company("Sølvtråden industriklynge", date(2018, 1, 1), kind=Kind.CLUSTER, org_number="100002159"),
    # At the tables without being members
    Company("Kongsberg kommune", kind=Kind.PUBLIC_BODY),
    Company(
        "Universitetet i Sørøst-Norge",
        kind=Kind.EDUCATION,
        former_names=(("Høgskolen i Sørøst-Norge", date(2016, 1, 1), date(2018, 5, 3)),),
    ),
    Company("Fagskolen", kind=Kind.EDUCATION),
    Company("Verkstedklubben på Smeltehytta", kind=Kind.ASSOCIATION),
)
