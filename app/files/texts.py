"""What the files say that is not data, in French and Arabic."""

from typing import Literal

from app.maps.atlas import Text

Language = Literal["fr", "ar"]
LANGUAGES: tuple[Language, ...] = ("fr", "ar")

LEVELS = {
    "region": Text("Régions", "الجهات"),
    "province": Text("Provinces", "العمالات والأقاليم"),
    "regional_constituency": Text("Circonscriptions régionales", "الدوائر الجهوية"),
    "constituency": Text("Circonscriptions", "الدوائر"),
    "city": Text("Villes à arrondissements", "المدن ذات المقاطعات"),
    "commune": Text("Communes", "الجماعات"),
}

ZONES = Text("Aires du parti", "مجالات الحزب")
CLUSTERS = Text("Voisinages", "الجوار")
TARGETS = Text("Cibles", "الأهداف")
SOURCES = Text("Sources", "المصادر")

OBJECTIVES = {"win": Text("Gagner", "كسب"), "hold": Text("Garder", "حفاظ")}

EMPTY = Text(
    "Cellule vide\u00a0: inconnu, ou pas de liste. Ce n'est jamais zéro.",
    "الخلية الفارغة: غير معروف أو لا لائحة. ولا تعني صفرا أبدا.",
)
EMPTY_SUM = Text(
    "Sommes des circonscriptions. Cellule vide\u00a0: inconnu dans au moins une d'elles, ou pas de liste. "
    "Ce n'est jamais zéro.",
    "مجاميع الدوائر. الخلية الفارغة: غير معروف في دائرة واحدة على الأقل أو لا لائحة. ولا تعني صفرا أبدا.",
)
PRICED = Text(
    "Prix en voix, celles des autres inchangées. "
    "Sans prix sûr d'un siège de plus\u00a0: {unpriced} des {stood} listes.",
    "الكلفة بعدد الأصوات مع ثبات أصوات الآخرين. بلا كلفة مؤكدة لمقعد إضافي: {unpriced} من {stood} لائحة.",
)
NOT_PRICED = Text(
    "Aucun prix\u00a0: la loi ou les voix de cette élection ne sont pas toutes connues.",
    "لا كلفة: قانون هذه الانتخابات أو أصواتها غير معروفة كلها.",
)

SAID = {
    "party": Text("Parti", "الحزب"),
    "election": Text("Élection", "الانتخابات"),
    "dataset_version": Text("Version des données", "نسخة المعطيات"),
    "method_version": Text("Méthode du score", "منهجية الدرجة"),
    "parameters": Text("Paramètres du score", "معايير الدرجة"),
    "law": Text("Loi des sièges", "قانون المقاعد"),
    "law_citation": Text("Articles", "المواد"),
}
FILES = Text("Fichiers dont viennent les chiffres", "الملفات التي أخذت منها الأرقام")
COLUMNS = Text("Ce que disent les colonnes", "معاني الأعمدة")


def said(text: Text, language: Language) -> str:
    """Take the words of one language."""
    return text.fr if language == "fr" else text.ar
