"""Languages a person may want to speak: in their own words, and in the reader's.

The person points at the one, whoever looks for an interpreter reads the other.
"""

from collections.abc import Mapping

from api.pages.language import N_, gettext

SPOKEN: Mapping[str, tuple[str, str]] = {
    "sqi": ("Shqip", N_("Albanian")),
    "srp": ("Srpski / Српски", N_("Serbian")),
    "bos": ("Bosanski", N_("Bosnian")),
    "hrv": ("Hrvatski", N_("Croatian")),
    "cnr": ("Crnogorski", N_("Montenegrin")),
    "mkd": ("Македонски", N_("Macedonian")),
    "rom": ("Romani ćhib", N_("Romani")),
    "eng": ("English", N_("English")),
    "ara": ("العربية", N_("Arabic")),
    "fas": ("فارسی", N_("Farsi or Dari")),
    "pus": ("پښتو", N_("Pashto")),
    "urd": ("اردو", N_("Urdu")),
    "kur": ("Kurdî", N_("Kurdish")),
    "tur": ("Türkçe", N_("Turkish")),
    "rus": ("Русский", N_("Russian")),
    "ukr": ("Українська", N_("Ukrainian")),
    "fra": ("Français", N_("French")),
    "spa": ("Español", N_("Spanish")),
    "ben": ("বাংলা", N_("Bengali")),
    "nep": ("नेपाली", N_("Nepali")),
    "hin": ("हिन्दी", N_("Hindi")),
    "vie": ("Tiếng Việt", N_("Vietnamese")),
    "som": ("Soomaali", N_("Somali")),
    "tir": ("ትግርኛ", N_("Tigrinya")),
}
"""By ISO 639-3: its own name, and its name in the interface's language."""


def spoken(code: str) -> str:
    """A language for the person and for the reader; the code of one not listed."""
    if code not in SPOKEN:
        return code
    own, name = SPOKEN[code]
    told = gettext(name)
    return own if told == own else f"{own} ({told})"
