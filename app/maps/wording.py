"""The words of a page by what its areas are: constituencies of the House, or communes that elect their council."""

from collections.abc import Mapping
from functools import cache

from app.maps.atlas import CONSTITUENCY, Text
from app.maps.texts import TEXTS

# both nouns are feminine in both languages, so that one takes the other's place in every sentence; longer ones first
_COMMUNE = {
    "fr": (("circonscription", "commune"), ("Circonscription", "Commune")),
    "ar": (
        *(("الدوائر الانتخابية", "الجماعات"), ("دائرة انتخابية", "جماعة")),
        *(("دوائر", "جماعات"), ("دائرة", "جماعة")),
    ),
}

_OF_COMMUNES = {
    "subtitle": Text("Élections communales\u00a0: force par commune", "الانتخابات الجماعية: القوة حسب الجماعات"),
    "search": Text("Chercher une commune", "ابحث عن جماعة"),
    "area_kind": Text("{province}", "{province}"),
    "area_within": Text("{province}, {region}", "{province}، {region}"),
    "ballot_lists": Text("Scrutin de liste", "الاقتراع باللائحة"),
    "ballot_wards": Text(
        "Scrutin uninominal\u00a0: somme de ses circonscriptions", "الاقتراع الفردي: مجموع دوائرها الانتخابية"
    ),
    "two_ballots": Text(
        "Deux scrutins\u00a0: {lists} communes et arrondissements élisent des listes, {wards} communes un conseiller "
        "par circonscription. Leurs parts se comparent avec prudence.",
        "اقتراعان: {lists} جماعة ومقاطعة تنتخب لوائح، و{wards} جماعة تنتخب مستشارا واحدا عن كل دائرة. "
        "تقارن نسبها بحذر.",
    ),
    "reading_council": Text(
        "Majorité des sièges\u00a0: {majorities} conseils sur {areas}. Sièges obtenus\u00a0: {won}. "
        "Les plus hautes parts\u00a0: {leading}.",
        "أغلبية المقاعد: {majorities} من أصل {areas} مجلسا. المقاعد المحصل عليها: {won}. أعلى النسب: {leading}.",
    ),
}


@cache
def words(level: str) -> Mapping[str, Text]:
    """
    Choose the words of a page.

    Parameters
    ----------
    level : str
        Of the page's areas.

    Returns
    -------
    mapping of str to Text
        By the same keys at every level.
    """
    if level == CONSTITUENCY:
        return TEXTS
    return {key: _of_communes(text) for key, text in TEXTS.items()} | _OF_COMMUNES


def _of_communes(text: Text) -> Text:
    french, arabic = text.fr, text.ar
    for noun, commune in _COMMUNE["fr"]:
        french = french.replace(noun, commune)
    for noun, commune in _COMMUNE["ar"]:
        arabic = arabic.replace(noun, commune)
    return Text(french, arabic)
