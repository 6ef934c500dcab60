"""How the letters of the region sound: what a spelling may stand for.

A sound is one capital letter. `J` is every dž, đ, gj and xh; `C` every c, č, ć and q;
`S` every s, z, š and ž: clerks of several languages mix those up. Vowels and what is
heard as one (j, y, a silent h) leave nothing. Where a spelling is ambiguous all its
readings stand here, separated by a space; `-` is the reading that leaves nothing.

Sources: the orthographies of Albanian, Bosnian, Croatian, Macedonian, Montenegrin,
Serbian and Ukrainian; ICAO Doc 9303 part 3 section 6; and how English, German, French,
Italian and Turkish spell the same sounds.
"""

import re
from collections.abc import Mapping

VOWELS = frozenset("aeiouyëâäåæéèêîïöüôúûąęőűăыэюяєіїѐѝаеиоуёœø'’ʼьъ")
"""Letters that leave nothing, and marks that stand between letters."""

_CYRILLIC = """
б B|в V|г G|ґ G|д D|ђ J D|ѓ J G|ж S|з S|ѕ J|ј -|й -|к K|л L|љ L|м M|н N|њ N|п P
р R|с S|т T|ћ C|ќ C K|ф F|х -|^х H|^хр HR KR|ц C|ч C|џ J|ш S|щ SC ST
ов$ V|ев$ V
вск VSK SK
"""

_LATIN = """
b B|c C K J|č C|ć C|ç C|d D|đ J D|f F|g G|ǵ J G|k K|ḱ C K|l L|ł L|m M|n N|ñ N|p P
q C K|r R|s S|š S|ş S|ș S|ś S|t T|ţ C|ț C|v V|w V|x KS|z S|ž S|ź S|ż S|ğ -
h -|^h H|^hr HR KR|^kh H K|kh -|^ch C S H|^chr HR KR|ch C S -
ph F|th T|dh D|sh S|zh S|sch S|rh R|gh G
cj C|kj C K|tj C|ck K CK|cc C K|ch C S -|tch C|tsch C|ts C|tz C|cz C|chk CK SK
dž J|dz J|dj J D|dzh J|dsch J|dsh J|xh J|gj J G|gy J G|ge G J|gi G J|gë G J
^gn GN N|gn GN N|gli GL L
zw CV SV|sc S SK SC|sci S SK SC|sce S SK SC|schtsch SC|shch SC|šč SC
ff$ V|f$ V F|fsk VSK SK|vsk VSK SK|wsk VSK SK
"""


def _rows(table: str) -> dict[str, tuple[str, ...]]:
    """Spellings with their readings."""
    found = {}
    for row in table.replace("\n", "|").split("|"):
        spelling, *readings = row.split() or ("",)
        found[spelling] = tuple(word.strip("-") for word in readings)
    del found[""]
    return found


READINGS: Mapping[str, tuple[str, ...]] = _rows(_CYRILLIC) | _rows(_LATIN)
"""By spelling; `^` and `$` are the two ends of a name."""

LONGEST = max(map(len, READINGS))

UKRAINIAN, GHE = frozenset("іїєґ"), "г"
"""Where one of the first stands, the second is heard as h."""

BREAK = re.compile(r"[\s\-–.,;/()\"]+")
"""What stands between the words of a name."""

ROMAN = str.maketrans(
    {
        **dict(zip("абвгґдезијклмнопрстуфхц", "abvggdezijklmnoprstufhc", strict=True)),
        "ђ": "dj",
        "ѓ": "gj",
        "ж": "ž",
        "ѕ": "dz",
        "љ": "lj",
        "њ": "nj",
        "ћ": "ć",
        "ќ": "kj",
        "ч": "č",
        "џ": "dž",
        "ш": "š",
        "щ": "šč",
        "й": "j",
        "ь": "",
        "ы": "y",
        "э": "e",
        "ю": "ju",
        "я": "ja",
        "є": "je",
        "і": "i",
        "ї": "ji",
        "ё": "jo",
        "ъ": "",
        "đ": "dj",
        "ł": "l",
        "ı": "i",
        "’": "",
        "ʼ": "",
    }
)
"""Plain Latin letters for comparing what was found with what was asked."""

SHORT = (
    *(("tsch", "c"), ("dsch", "j"), ("sch", "s"), ("tch", "c"), ("dzh", "j")),
    *(("ch", "c"), ("sh", "s"), ("zh", "z"), ("xh", "j"), ("dz", "j"), ("dj", "j")),
    *(("gj", "j"), ("ts", "c"), ("w", "v"), ("q", "c"), ("ph", "f"), ("y", "i")),
)
"""Spellings of one sound by several letters, as one letter, for the same purpose."""
