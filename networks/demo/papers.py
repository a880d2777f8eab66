"""The demo's papers: what the participants of a network share, as PDF."""

from networks.visibility import Level

from .shapes import Paper, days

PAPERS = (
    Paper(
        "Slik arbeider Industrilederforum",
        "Industrilederforum",
        Level.MEMBERS,
        days(-210),
        (
            "Dette er til deg som vurderer en plass i forumet, eller som nettopp har fått en.",
            "Vi møtes fire til fem ganger i året, hos en av bedriftene. Verten viser fram noe som ikke er "
            "ferdig. Deretter tar vi sakene, og er ferdige på to timer.",
            "Det som sies rundt bordet om egen bedrift, blir der. Det vi er enige om, skriver vi ned, og det "
            "kan du bruke.",
        ),
    ),
    Paper(
        "Hvem ansetter vi neste år? Tall fra ti bedrifter",
        "Industrilederforum",
        Level.NETWORK,
        days(-5),
        (
            "Ti bedrifter har svart. Til sammen regner de med å ansette 84 neste år, mot 61 i år. Flest "
            "mangler automatikere, deretter sveisere med sertifikat og ingeniører i innebygd programvare.",
            "Sju lærlingplasser sto tomme i høst. Fire av dem fordi søkeren ikke fant et sted å bo.",
            "Forslag til møtet: Vi ber formannskapet om én ting, hybler.",
        ),
    ),
    Paper(
        "Tomme lokaler på gateplan, med navn på den som svarer",
        "Byliv",
        Level.NETWORK,
        days(-16),
        (
            "Åtte lokaler står tomme i dag, to færre enn ved forrige telling. Listen har navn på den som kan "
            "svare en mulig leietaker samme dag.",
            "Tre av dem kan leies for en måned om gangen. Si fra til fasilitatoren når et lokale er leid ut.",
        ),
    ),
    Paper(
        "Planer i arbeid: oversikt fra kommunen",
        "Forum for bygg, anlegg og eiendom",
        Level.NETWORK,
        days(-34),
        (
            "Kommunen legger fram oversikten på hvert møte. Fem områdeplaner er i arbeid; to kommer på "
            "høring i år.",
            "Til diskusjon: Hva koster kravet om parkering i kjeller per leilighet? Ta med tall fra ett "
            "ferdig prosjekt hver.",
        ),
    ),
)
