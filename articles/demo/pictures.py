"""The demo's pictures: ten scenes from a technology town that grew out of a silver mine."""

import io
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from articles.demo.scenes import (
    auditorium,
    factory_hall,
    main_street,
    meeting_table,
    power_line,
    railway,
    river_bridge,
    silver_mine,
    workbench,
    yellow_bus,
)

ARTIST = "Tegning: Eira Bakkestuen"


@dataclass(frozen=True)
class Picture:
    """A scene, and the words an editor would give it."""

    draw: Callable[[], Pillow.Image]
    title: str
    alt_text: str
    caption: str
    artist: str = ARTIST

    def file(self, name: str) -> SimpleUploadedFile:
        """Return the drawing as a file such as a browser uploads."""
        buffer = io.BytesIO()
        self.draw().save(buffer, "JPEG", quality=95, subsampling=0)
        return SimpleUploadedFile(f"{name}.jpg", buffer.getvalue(), "image/jpeg")


PICTURES = {
    "den-gule-bussen": Picture(
        yellow_bus.draw,
        "Den gule bussen",
        "En liten, gul buss uten fører på en landevei. Bak den står grantrær og blågrønne åser i "
        "lag på lag, og sola er på vei opp.",
        "Den selvkjørende bussen ble symbolet på testarenaen.",
    ),
    "gruvetarnet": Picture(
        silver_mine.draw,
        "Gruvetårnet",
        "Et gruvetårn av tømmer i måneskinn og snø. I det røde spillhuset ved siden av lyser det "
        "i vinduene, og en malmvogn kommer ut på skinnene.",
        "Teknologibyen begynte under jorda.",
    ),
    "storgata": Picture(
        main_street.draw,
        "Storgata",
        "Fem trehus på rekke i en handlegate, med markiser og lys i butikkvinduene. I det røde "
        "huset er rutene dekket av gråpapir, og en lapp henger på glasset.",
        "Ett tomt lokale merkes i hele kvartalet.",
    ),
    "toget": Picture(
        railway.draw,
        "Toget over dalen",
        "Et hvitt og grønt tog på en høy steinbro over ei elv. Skogen er blitt gul og oransje.",
        "Bedre frekvens på Sørlandsbanen er et krav som går igjen fra år til år.",
    ),
    "motebordet": Picture(
        meeting_table.draw,
        "Møtebordet",
        "Et møtebord sett ovenfra, med sakspapirer og kaffekopper rundt et kart der to tomter er "
        "merket med gult. Stolene er tomme.",
        "Kartet ble liggende på bordet lenge etter at kaffen var drukket opp.",
    ),
    "robotcella": Picture(
        factory_hall.draw,
        "Robotcella",
        "En gul robotarm sveiser et metallstykke på et samlebånd så gnistene fyker. To robotarmer "
        "til står foran vinduene innerst i fabrikkhallen.",
        "Robotene trenger folk som kan programmere dem.",
    ),
    "auditoriet": Picture(
        auditorium.draw,
        "Auditoriet",
        "En foreleser peker på et søylediagram på et stort lerret. Salen er full, og vi ser "
        "tilhørerne bakfra.",
        "Krona er bygd for forelesninger, men tåler også arbeidsmøter.",
    ),
    "brua": Picture(
        river_bridge.draw,
        "Brua over Lågen",
        "En steinbro med tre buer over ei stille elv. Kirken, trehusene og høstfargede trær "
        "speiler seg i vannet.",
        "Byen ligger på begge sider av Lågen.",
    ),
    "kraftverket": Picture(
        power_line.draw,
        "Kraftverket",
        "En demning med vann i tre luker og et rødt kraftverk ved foten. En høyspentmast står foran, "
        "og ledningene går innover mot blå åser.",
        "Kraften lages i dalen. Spørsmålet er hvem som får koble seg på.",
    ),
    "verktoybenken": Picture(
        workbench.draw,
        "Verktøybenken",
        "En arbeidsbenk sett ovenfra: en arbeidstegning av et tannhjul, to ferdige tannhjul i stål, "
        "fastnøkkel, skyvelære, skrutrekker og en kopp kaffe.",
        "Tannhjulet skal passe på hundredelen.",
    ),
}
