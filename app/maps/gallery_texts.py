"""Every word of the gallery that is not data, in French and Arabic."""

from app.maps.atlas import Text

TEXTS = {
    "title": Text("Kharita\u00a0: cartes des partis", "خريطة: خرائط الأحزاب"),
    "lead": Text(
        "Un atlas par parti et une note par région, utilisables sans connexion.",
        "أطلس لكل حزب وورقة لكل جهة، تفتح دون اتصال بالإنترنت.",
    ),
    "dataset": Text("Données\u00a0: version {version}.", "المعطيات: النسخة {version}."),
    "made": Text("Pages faites le {day} à {hour}.", "أنجزت الصفحات يوم {day} على الساعة {hour}."),
    "made_on_demand": Text("Chaque page est faite quand on la demande.", "تنجز كل صفحة عند طلبها."),
    "briefings": Text("Notes régionales ({count})", "الأوراق الجهوية ({count})"),
    "map": Text(
        "Petites cartes\u00a0: force par circonscription, de clair (faible) à foncé (forte)\u00a0; "
        "gris\u00a0: pas de liste\u00a0; hachures\u00a0: données insuffisantes.",
        "الخرائط الصغيرة: القوة حسب الدوائر، من الفاتح (ضعيفة) إلى الداكن (قوية)؛ الرمادي: لا لائحة؛ "
        "التظليل: معطيات غير كافية.",
    ),
}
