"""The invented words and situations the synthetic caseload is made of.

Nobody in it exists. First and second names are code names: birds and plants of the
hedgerow, in English, respelt with diacritics, and respelt in Cyrillic script. Places
are kinds of places, organisations are kinds with a letter. The situations are of the
kinds that public reports tell of, none of them a case.
"""
# ruff: noqa: RUF001 - Cyrillic script is meant

from dataclasses import dataclass

BIRDS = """
Kestrel/Këstrell/Кестрел Lapwing/Lapvîng/Лапвинг Dipper/Dipër/Дипер
Plover/Plovër/Пловер Siskin/Šiskin/Шискин Whinchat/Vinčat/Винчат
Stonechat/Stončat/Стончат Chiffchaff/Čifčaf/Чифчаф Shrike/Šrajk/Шрајк
Redstart/Rëdstart/Редстарт Wheatear/Vitîr/Витир Curlew/Këlju/Керљу
Dunlin/Dënlin/Данлин Goldcrest/Goldkrëst/Голдкрест Nuthatch/Natheč/Натхеч
Wagtail/Vegtejl/Вегтејл Bittern/Bitërn/Битерн Avocet/Ävoset/Авосет
Turnstone/Tërnston/Тернстон Fieldfare/Fildfër/Филдфер Redwing/Rëdving/Редвинг
Nightjar/Najtdžar/Најтџар Hoopoe/Hupû/Хупу Bullfinch/Bulfinč/Булфинч
Crossbill/Krosbîl/Кросбил Goosander/Gusändr/Гусандр Pochard/Počard/Почард
Shoveler/Šovler/Шовлер Gadwall/Gädvol/Гадвол Sanderling/Sändrling/Сандрлинг
Whimbrel/Vimbrël/Вимбрел Firecrest/Fajrkrëst/Фајркрест
"""

PLANTS = """
Alder/Oldër/Олдер Hornbeam/Hornbîm/Хорнбим Larch/Larč/Ларч
Spindle/Spindël/Спиндл Sycamore/Sikamôr/Сикамор Medlar/Mëdlar/Медлар
Tamarisk/Tämarisk/Тамариск Buckthorn/Bäkthorn/Бакторн Whitebeam/Vajtbîm/Вајтбим
Osier/Ožer/Ожер Bulrush/Bulraš/Булраш Meadowsweet/Medosvît/Медосвит
Cattail/Kätejl/Кетејл Sedge/Sëdž/Сеџ Bracken/Bräken/Бракен Gorse/Gôrs/Горс
Teasel/Tîzel/Тизел Thistle/Thisël/Тисл Burdock/Bërdok/Бердок
Mugwort/Mägvort/Магворт Comfrey/Kämfri/Камфри Loosestrife/Luzštrajf/Лузштрајф
Hemlock/Hëmlok/Хемлок Sorrel/Sorël/Сорел
"""

LANGUAGES = {
    "AL": "sqi", "XK": "sqi sqi sqi srp", "MK": "mkd mkd sqi", "ME": "cnr srp sqi",
    "RS": "srp srp srp hun", "BA": "bos srp hrv", "AF": "prs pus", "SY": "ara",
    "NG": "eng", "PH": "tgl", "IN": "hin pan", "BD": "ben", "NP": "nep", "CN": "zho",
    "TR": "tur", "PK": "urd pnb", "CM": "fra", "MA": "ary", "SO": "som", "MD": "ron",
}  # fmt: skip

REGION = "AL AL BA BA XK XK ME ME MK MK RS RS RS"
ROUTE = "AF AF SY SY PK MA SO"
WORKERS = "IN IN BD BD NP CN CN TR RS BA MK AL"


@dataclass(frozen=True)
class Situation:
    """What a group of lines has in common."""

    count: int
    ages: tuple[int, int]
    genders: str
    citizens: str
    forms: str
    controls: str
    recruitment: str
    stories: tuple[str, ...]
    """Some begin with the citizenships they are told of: `AL XK|...`."""
    sexual: str = ""
    industries: str = ""
    romani: bool = False
    """Half of them prefer to speak Romani (`rom`)."""


SITUATIONS = (
    Situation(
        34, (5, 15), "Feminine Masculine", REGION, "ForcedBegging",
        "TakesEarnings PhysicalAbuse WithholdsNecessities",
        "ThroughFamilyOrFamilyEvents",
        (
            "Begs at traffic lights for most of the day; hands the money to an adult.",
            "Met three times by the mobile team at night, without shoes in winter.",
            "Is carried across the border in summer to beg in tourist places.",
            "RS ME BA|Не иде у школу. Проси испред цркве и плаши се повратка.",
            "AL XK|Lyp rrugës gjatë gjithë ditës; nuk e di ku do të flejë sonte.",
        ),
        romani=True,
    ),
    Situation(
        30, (13, 17), "Feminine Feminine Feminine Feminine Masculine", REGION,
        "SexualExploitation",
        "FalsePromises PsychologicalAbuse SexualAbuse PhysicalThreats",
        "ThroughOnlineSocialNetworks ThroughFriendsOrSocialEvents",
        (
            "Met an older boyfriend online; was taken to flats in two towns.",
            "Is made to obey with pictures. Does not want the family to know.",
            "Told a teacher. Is afraid of a car that waits near the school.",
            "RS ME BA|Traži razgovor sa ženom i ne želi da ide u policiju.",
            "AL XK|U rekrutua përmes internetit; kërkon strehim larg qytetit.",
        ),
        sexual="Prostitution Pornography RemoteInteractiveServices",
    ),
    Situation(
        20, (13, 17), "Feminine", REGION, "ForcedMarriage",
        "PsychologicalAbuse ThreatensChildrenFamily WithholdsDocuments",
        "ThroughFamilyOrFamilyEvents",
        (
            "Money was paid to the family; does all the work in the house.",
            "Six months pregnant; has not seen a doctor yet.",
            "Ran away twice and was brought back. Wants to go on with school.",
            "MK|Ја врате дома двапати. Бара заштита за себе и за бебето.",
        ),
        romani=True,
    ),
    Situation(
        8, (12, 17), "Masculine Masculine Feminine", REGION,
        "ForcedCriminalActivities;Other", "DebtBondage PhysicalThreats TakesEarnings",
        "ThroughFriendsOrSocialEvents",
        (
            "Caught stealing for a group that keeps a list of debts.",
            "Carried packages across town; the family is threatened.",
        ),
    ),
    Situation(
        14, (13, 17), "Masculine Masculine Masculine Feminine", ROUTE,
        "ForcedLabour SexualExploitation ForcedCriminalActivities;Other",
        "DebtBondage WithholdsDocuments RestrictsMovement;Other", "Other",
        (
            "Travels alone. Works off the price of the journey in a warehouse.",
            "Held in a house near the border until relatives paid again.",
            "No papers; age not proven. Asked for an interpreter and a doctor.",
        ),
        industries="A_AgricultureForestryAndFishing H_TransportationAndStorage",
    ),
    Situation(
        40, (19, 56), "Masculine", WORKERS, "ForcedLabour",
        "WithholdsDocuments ExcessiveWorkingHours TakesEarnings DebtBondage",
        "ThroughAnOnlineAdvertisement AtAPlaceOfBusiness ThroughANewspaperAdvert",
        (
            "Works on a building site seven days a week; passport is with the agency.",
            "Picks fruit; paid once in five months; sleeps in a container with eleven.",
            "Was fined for every day of illness; owes more now than on arrival.",
            "Injured hand, not treated. Wants his wages and to go home.",
            "RS BA|Obećana plata nije isplaćena; pasoš je kod poslodavca.",
        ),
        industries="F_Construction F_Construction A_AgricultureForestryAndFishing "
        "C_Manufacturing",
    ),
    Situation(
        24, (18, 41), "Feminine", REGION + " NG NG NG CM MD PH",
        "SexualExploitation",
        "DebtBondage PhysicalAbuse SexualAbuse PsychologicalAbuse TakesEarnings",
        "ThroughFriendsOrSocialEvents ThroughOnlineSocialNetworks",
        (
            "Was promised work in a bar; the door of the flat was locked.",
            "Owes a debt that grows. Two months pregnant; wants a safe place first.",
            "Has a daughter at home with her mother; threats arrive by telephone.",
            "RS ME BA|Не жели идентификацију; жели само лекара и адвоката.",
        ),
        sexual="Prostitution PrivateSexualServices Pornography",
    ),
    Situation(
        6, (21, 45), "Feminine", "PH PH NP AL RS", "Servitude ForcedLabour",
        "WithholdsDocuments RestrictsFinancialAccess ExcessiveWorkingHours",
        "ThroughAnOnlineAdvertisement",
        ("Cleans a private house day and night; may not leave it alone.",),
        industries="T_ActivitiesOfHouseholdsAsEmployers",
    ),
    Situation(
        4, (17, 32), "TransgenderFeminine TransgenderFeminine TransgenderMasculine "
        "NonConforming", REGION, "SexualExploitation",
        "PhysicalThreats ThreatsLawEnforcement PsychologicalAbuse",
        "ThroughOnlineSocialNetworks",
        (
            "Asks to be called by the chosen name, and for a safe place.",
            "Was refused by one house already; needs hormone treatment continued.",
        ),
        sexual="Prostitution RemoteInteractiveServices",
    ),
)  # fmt: skip

FAMILIES = (3, 2, 2, 3, 2)
"""Sizes of families, mother and children, who share a second code name."""

MOTHERS = (
    "Begs with her children; the money is taken from her every evening.",
    "Sleeps with her children in an empty house; asks not to be parted from them.",
)

FINDERS = (
    "Police Station A", "Police Station B", "Border Police Post C",
    "Labour Inspectorate D", "Centre for Social Work E", "Centre for Social Work F",
    "Mobile Team G", "Drop-in Centre H", "School I", "Health Centre J",
)  # fmt: skip

PLACES = (
    "capital", "coastal town", "border town", "market town", "village in the hills",
    "motorway service area", "holiday resort", "industrial zone",
)  # fmt: skip

CLOSURES = (
    "Went home to the family after a risk assessment.",
    "Moved on; contact lost since the spring.",
    "Works and lives independently; follow-up finished.",
    "Assessed as not trafficked; handed to general social services.",
)
