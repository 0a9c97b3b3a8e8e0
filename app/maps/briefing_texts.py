"""Every word of the briefings that is not data, in French and Arabic."""

from app.maps.atlas import Text

TEXTS = {
    "title": Text("Note régionale", "ورقة جهوية"),
    "region": Text("Région {name}", "جهة {name}"),
    "atlas": Text("L'atlas du parti", "أطلس الحزب"),
    "all_maps": Text("Toutes les cartes", "كل الخرائط"),
    "print": Text("Imprimer", "طباعة"),
    "brief": Text("En bref", "باختصار"),
    "key_share": Text("Part des voix", "نسبة الأصوات"),
    "key_votes": Text("Voix", "الأصوات"),
    "key_seats": Text("Sièges, sur {seats}", "المقاعد من {seats}"),
    "key_rank": Text("Rang, sur {parties} partis", "الرتبة من بين {parties} حزبا"),
    "key_lists": Text("Listes, sur {areas}", "اللوائح من {areas}"),
    "key_turnout": Text("Participation selon la circonscription", "المشاركة حسب الدوائر"),
    "range": Text("{low} à {high}", "{low} إلى {high}"),
    "since": Text("{points} pt depuis {year}", "{points} نقطة منذ {year}"),
    "versus": Text("{count} en {year}", "{count} سنة {year}"),
    "none": Text("–", "–"),
    "map": Text(
        "Force par circonscription, part des voix et évolution depuis {year}",
        "القوة حسب الدوائر، نسبة الأصوات وتطورها منذ {year}",
    ),
    "map_alone": Text("Force par circonscription et part des voix", "القوة حسب الدوائر ونسبة الأصوات"),
    "no_list": Text("pas de liste", "لا لائحة"),
    "unknown": Text("inconnu", "غير معروف"),
    "strongest": Text("Points forts", "نقط القوة"),
    "losses": Text("Pertes depuis {year}", "الخسائر منذ {year}"),
    "losses_alone": Text("Pertes", "الخسائر"),
    "cheapest": Text("Les sièges les moins chers", "المقاعد الأقل كلفة"),
    "endangered": Text("Les sièges les plus menacés", "المقاعد الأكثر تهديدا"),
    "parties": Text("Qui tient la région", "من يتصدر الجهة"),
    "area": Text("Circonscription", "الدائرة"),
    "score": Text("Score", "الدرجة"),
    "class": Text("Classe", "الفئة"),
    "share": Text("Voix", "الأصوات"),
    "change": Text("Évolution", "التطور"),
    "seats": Text("Sièges", "المقاعد"),
    "seats_then_now": Text("{before} → {now}", "{before} ← {now}"),
    "score_legend": Text("Score de force", "درجة القوة"),
    "before": Text("{share} avant", "{share} من قبل"),
    "votes_more": Text("Voix de plus", "أصوات إضافية"),
    "votes_less": Text("Voix de moins", "أصوات ناقصة"),
    "won_from": Text("Pris à", "على حساب"),
    "lost_to": Text("Perdu pour", "لفائدة"),
    "party": Text("Parti", "الحزب"),
    "entry": Text("nouvelle liste", "لائحة جديدة"),
    "no_scores": Text("Aucune liste n'a de score.", "لا لائحة لها درجة."),
    "no_losses": Text("Aucun recul mesuré.", "لا تراجع مسجل."),
    "no_comparison": Text("Aucune élection précédente à comparer.", "لا توجد انتخابات سابقة للمقارنة."),
    "no_targets": Text("Aucun siège de plus n'est à portée.", "لا مقعد إضافي في المتناول."),
    "no_seats": Text("Le parti n'a aucun siège local dans la région.", "ليس للحزب أي مقعد محلي في الجهة."),
    "no_law": Text(
        "La loi de cette élection n'est pas déclarée\u00a0: aucun prix.", "قانون هذه الانتخابات غير مصرح به: لا كلفة."
    ),
    "uncounted": Text("Sans prix, faute de chiffres publiés\u00a0: {areas}.", "بلا كلفة لعدم نشر الأرقام: {areas}."),
    "price_means": Text(
        "Prix d'un siège\u00a0: le moins de voix d'électeurs restés chez eux qui l'assurent, les voix des autres "
        "listes inchangées\u00a0; siège menacé\u00a0: le moins de voix dont la perte le fait perdre. Loi {law}.",
        "كلفة المقعد: أقل عدد من أصوات الناخبين الذين لم يصوتوا يضمنه، مع بقاء أصوات اللوائح الأخرى كما هي؛ المقعد "
        "المهدد: أقل عدد من الأصوات يؤدي فقدانه إلى ضياعه. القانون {law}.",
    ),
    "unregistered": Text(
        "Le nombre d'inscrits, qui fixe le quotient, n'est pas publié dans {areas}\u00a0: les prix y valent pour tout "
        "nombre possible.",
        "عدد المسجلين الذي يحدد القاسم الانتخابي غير منشور في {areas}: الكلفة صالحة هناك لكل عدد ممكن.",
    ),
    "missing": Text(
        "«\u00a0Pas de liste\u00a0»\u00a0: le parti ne s'est pas présenté, ou la source ne donne pas ses voix. Une "
        "valeur inconnue n'est jamais comptée comme zéro.",
        "«لا لائحة»: لم يترشح الحزب أو لا يورد المصدر أصواته. القيمة غير المعروفة لا تحتسب صفرا أبدا.",
    ),
    "past_means": Text(
        "Le passé est celui de la filiation du parti\u00a0: changements de nom et coalitions compris.",
        "الماضي هو ماضي سلالة الحزب، بما في ذلك تغيير الاسم والتحالفات.",
    ),
    "sources": Text("Sources", "المصادر"),
    "versions": Text(
        "Données\u00a0: version {dataset}. Scores\u00a0: méthode {method}.",
        "المعطيات: النسخة {dataset}. الدرجات: المنهجية {method}.",
    ),
    "say_obtains": Text(
        "Le parti obtient {share} des voix de la région ({votes}){rank}{change}.",
        "حصل الحزب على {share} من أصوات الجهة ({votes}){rank}{change}.",
    ),
    "say_rank": Text(", au {rank} sur {parties}", "، في {rank} من أصل {parties}"),
    "say_votes_unknown": Text(
        "Les voix du parti dans la région ne sont pas toutes publiées.", "أصوات الحزب في الجهة غير منشورة كلها."
    ),
    "say_up": Text(", en progrès de {points} depuis {year}", "، بتقدم قدره {points} منذ {year}"),
    "say_down": Text(", en recul de {points} depuis {year}", "، بتراجع قدره {points} منذ {year}"),
    "say_level": Text(", comme en {year}", "، كما في سنة {year}"),
    "say_new": Text(", sans liste comparable en {year}", "، دون لائحة قابلة للمقارنة سنة {year}"),
    "say_no_list": Text(
        "Le parti n'avait aucune liste dans la région en {year}.", "لم تكن للحزب أي لائحة في الجهة سنة {year}."
    ),
    "say_had": Text(
        "Il y avait obtenu {share} des voix en {year}.", "وكان قد حصل فيها على {share} من الأصوات سنة {year}."
    ),
    "say_leader": Text(
        "En tête de la région\u00a0: {party} ({share} des voix, sièges\u00a0: {seats}).",
        "يتصدر الجهة: {party} ({share} من الأصوات، المقاعد: {seats}).",
    ),
    "say_won": Text("Il gagne {won} sur {seats}{before}.", "حصل على {won} من أصل {seats}{before}."),
    "say_won_none": Text(
        "Il ne gagne aucun des {seats} sièges{before}.", "لم يحصل على أي مقعد من أصل {seats}{before}."
    ),
    "say_won_unknown": Text("Ses sièges ne sont pas publiés.", "مقاعده غير منشورة."),
    "say_seats_before": Text(", contre {before} en {year}", "، مقابل {before} سنة {year}"),
    "say_no_seat_before": Text(", contre aucun en {year}", "، مقابل لا شيء سنة {year}"),
    "say_seats_level": Text(", comme en {year}", "، كما في سنة {year}"),
    "say_strongholds": Text("Il y compte {strongholds}\u00a0: {areas}.", "يتوفر فيها على {strongholds}: {areas}."),
    "say_no_stronghold": Text(
        "Il n'y a aucun bastion\u00a0; son point le plus fort\u00a0: {area} (score\u00a0: {score} sur 100).",
        "لا يتوفر فيها على أي معقل؛ أقوى دائرة له: {area} (الدرجة {score} من 100).",
    ),
    "say_unscored": Text("Ses listes n'ont pas de score.", "لوائحه بلا درجات."),
    "say_losses": Text(
        "Il recule dans {falls} (comparables\u00a0: {compared}), le plus à {area} ({points}).",
        "تراجع في {falls} (القابلة للمقارنة: {compared})، وأكبر تراجع في {area} ({points}).",
    ),
    "say_no_loss": Text(
        "Il ne recule nulle part (circonscriptions comparables\u00a0: {compared}).",
        "لم يتراجع في أي دائرة (القابلة للمقارنة: {compared}).",
    ),
    "say_gone": Text("Il n'a plus de liste dans {areas}.", "لم تعد له لائحة في {areas}."),
    "say_cheapest": Text(
        "Le siège le moins cher est à {area}\u00a0: {votes} de plus (aux dépens de\u00a0: {parties}).",
        "أقل المقاعد كلفة في {area}: بزيادة {votes} (على حساب: {parties}).",
    ),
    "say_entry": Text(
        "Une nouvelle liste gagnerait son premier siège au moindre prix à {area}\u00a0: {votes}.",
        "أقل كلفة لأول مقعد للائحة جديدة في {area}، على بعد {votes}.",
    ),
    "say_endangered": Text(
        "Le siège le plus menacé est à {area}\u00a0: perdu avec {votes} de moins (au profit de\u00a0: {parties}).",
        "أكثر المقاعد تهديدا في {area}: يضيع بفقدان {votes} (لفائدة: {parties}).",
    ),
}
