"""Personal data kept out: columns about persons, detected by their names in French, Arabic and English."""

import re
from collections.abc import Iterable

from app.analysis.names import fold

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|_")

# CNI is a party, and counts of candidates are no persons: what is left out here is meant
_PERSON = frozenset(
    {
        *("prenom", "prenoms", "firstname", "lastname", "surname", "forename", "fullname", "patronyme"),
        *("candidat", "candidate", "elu", "elue", "councillor", "councilor"),
        *("tel", "telephone", "phone", "mobile", "portable", "gsm", "whatsapp", "fax"),
        *("email", "mail", "courriel", "mel"),
        *("cin", "cnie", "passeport", "passport", "matricule"),
        *("dob", "birthdate", "birthday", "birth", "born", "naissance", "birthplace"),
        *("adresse", "address", "domicile"),
        *("المرشح", "المرشحه", "المترشح", "المستشار", "وكيل"),
        *("الهاتف", "هاتف", "المحمول", "الجوال", "البريد", "ايميل", "العنوان", "عنوان"),
        *("الازدياد", "ازدياد", "الميلاد", "الولاده", "البطاقه", "بطاقه", "الجواز"),
    }
)
_PHRASES = (
    *("first name", "last name", "full name", "family name", "given name", "middle name", "name of the candidate"),
    *("national id", "identity card", "id card", "carte nationale", "carte d identite", "tete de liste"),
    *("head of list", "list leader", "date of birth", "nom complet", "nom de famille", "nom et prenom", "nom usuel"),
    *("ne le", "nee le", "اسم الاب", "الاسم الكامل", "الاسم العايلي", "الاسم الشخصي", "راس اللايحه", "رقم التعريف"),
)
_NAME = frozenset({"nom", "noms", "name", "names", "اسم", "الاسم", "اسماء", "الاسماء", "اللقب"})
_NOT_OF_PERSONS = frozenset(
    {
        *("area", "province", "prefecture", "region", "commune", "municipality", "arrondissement", "circonscription"),
        *("constituency", "district", "unit", "unite", "station", "bureau", "wilaya", "cercle", "douar", "ville"),
        *("city", "party", "parti", "liste", "list", "election", "file", "source", "fr", "ar", "en"),
        *("الجماعه", "الاقليم", "العماله", "الجهه", "الدايره", "الحزب", "المقاطعه", "المدينه", "المكتب", "اللايحه"),
    }
)


def person_columns(columns: Iterable[str]) -> list[str]:
    """
    Find the columns that hold personal data.

    Parameters
    ----------
    columns : iterable of str
        Names of columns, as in a file's header.

    Returns
    -------
    list of str
        Those that hold names, telephones, e-mail addresses, identity cards, dates of birth or addresses by their name.
        A name is taken for a person's unless the column says whose else it is: ``nom`` is, ``nom de la commune`` is
        not.
    """
    return [column for column in columns if _of_persons(column)]


def _of_persons(column: str) -> bool:
    words = fold(" ".join(_CAMEL.sub(" ", part) for part in column.split())).split()
    if _PERSON & set(words) or any(f" {phrase} " in f" {' '.join(words)} " for phrase in _PHRASES):
        return True
    return bool(_NAME & set(words)) and not _NOT_OF_PERSONS & set(words)
