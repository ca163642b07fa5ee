<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar_MA" sourcelanguage="fr">
<context>
    <name>ActAdder</name>
    <message>
        <source>Ajouter un acte : {}</source>
        <translation>إضافة عمل طبي: {}</translation>
    </message>
    <message>
        <source>Espace : ajouter · Entrée : continuer</source>
        <translation>مسافة: إضافة · إدخال: متابعة</translation>
    </message>
</context>
<context>
    <name>ActCard</name>
    <message>
        <source>Acte {number} · {care}</source>
        <translation>العمل {number} · {care}</translation>
    </message>
    <message>
        <source>INPE ou nom</source>
        <translation>‏INPE أو الاسم</translation>
    </message>
    <message>
        <source>Prestataire</source>
        <translation>منتج العلاج</translation>
    </message>
    <message>
        <source>Spécialité</source>
        <translation>التخصص</translation>
    </message>
    <message>
        <source>ICE (15 chiffres)</source>
        <translation>‏ICE (15 رقما)</translation>
    </message>
    <message>
        <source>Date de l&apos;acte</source>
        <translation>تاريخ العمل</translation>
    </message>
    <message>
        <source>Montant (DH)</source>
        <translation>المبلغ (درهم)</translation>
    </message>
    <message>
        <source>Cachet</source>
        <translation>الخاتم</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>التوقيع</translation>
    </message>
    <message>
        <source>Signé le</source>
        <translation>تاريخ التوقيع</translation>
    </message>
    <message>
        <source>Facture originale</source>
        <translation>أصل الفاتورة</translation>
    </message>
    <message>
        <source>Résultats ou compte rendu</source>
        <translation>النتائج أو التقرير</translation>
    </message>
    <message>
        <source>Schéma dentaire</source>
        <translation>رسم الأسنان</translation>
    </message>
    <message>
        <source>Retirer cet acte</source>
        <translation>حذف هذا العمل</translation>
    </message>
</context>
<context>
    <name>ActsPart</name>
    <message>
        <source>Actes</source>
        <translation>الأعمال الطبية</translation>
    </message>
    <message>
        <source>Ajouter un acte</source>
        <translation>إضافة عمل طبي</translation>
    </message>
</context>
<context>
    <name>Asking</name>
    <message>
        <source>Déjà connus ; flèche bas pour choisir</source>
        <translation>معروفون من قبل؛ السهم السفلي للاختيار</translation>
    </message>
    <message>
        <source>Déjà connu ; Entrée le prend</source>
        <translation>معروف من قبل؛ مفتاح الإدخال يأخذه</translation>
    </message>
</context>
<context>
    <name>BoxGroup</name>
    <message>
        <source>Acte {}</source>
        <translation>العمل {}</translation>
    </message>
</context>
<context>
    <name>BoxLine</name>
    <message>
        <source>Code-barres</source>
        <translation>الرمز الشريطي</translation>
    </message>
    <message>
        <source>PPV (DH)</source>
        <translation>الثمن العمومي (درهم)</translation>
    </message>
    <message>
        <source>Nombre</source>
        <translation>العدد</translation>
    </message>
    <message>
        <source>Boîte jointe</source>
        <translation>العلبة مرفقة</translation>
    </message>
    <message>
        <source>Nom lu sur la boîte (facultatif, reste au guichet)</source>
        <translation>الاسم المكتوب على العلبة (اختياري، يبقى في الشباك)</translation>
    </message>
    <message>
        <source>Retirer cette ligne (Ctrl+Suppr)</source>
        <translation>حذف هذا السطر (Ctrl+Suppr)</translation>
    </message>
    <message>
        <source>Une boîte de moins (-)</source>
        <translation>علبة أقل (-)</translation>
    </message>
    <message>
        <source>Une boîte de plus (+)</source>
        <translation>علبة أخرى (+)</translation>
    </message>
    <message>
        <source>Pas dans la liste de la caisse : la boîte est acceptée quand même.</source>
        <translation>غير مدرج في لائحة الصندوق: تقبل العلبة رغم ذلك.</translation>
    </message>
    <message>
        <source>remboursé à {}</source>
        <translation>يُعوَّض بنسبة {}</translation>
    </message>
</context>
<context>
    <name>BoxesPart</name>
    <message>
        <source>Boîtes de médicaments</source>
        <translation>علب الأدوية</translation>
    </message>
    <message>
        <source>Code-barres de la boîte (F4), puis Entrée</source>
        <translation>الرمز الشريطي للعلبة (F4) ثم إدخال</translation>
    </message>
    <message>
        <source>Pour la pharmacie</source>
        <translation>للصيدلية</translation>
    </message>
    <message>
        <source>Pas de liste des médicaments : boîtes acceptées sans prix ni taux.</source>
        <translation>لا توجد لائحة للأدوية: تقبل العلب دون ثمن ولا نسبة.</translation>
    </message>
    <message>
        <source>Liste des médicaments du {}</source>
        <translation>لائحة الأدوية بتاريخ {}</translation>
    </message>
    <message numerus="yes">
        <source>%n produit(s)</source>
        <translation>
            <numerusform>لا دواء</numerusform>
            <numerusform>دواء واحد</numerusform>
            <numerusform>دواءان</numerusform>
            <numerusform>%n أدوية</numerusform>
            <numerusform>%n دواء</numerusform>
            <numerusform>%n دواء</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>il y a %n jour(s)</source>
        <translation>
            <numerusform>اليوم</numerusform>
            <numerusform>منذ يوم واحد</numerusform>
            <numerusform>منذ يومين</numerusform>
            <numerusform>منذ %n أيام</numerusform>
            <numerusform>منذ %n يوما</numerusform>
            <numerusform>منذ %n يوم</numerusform>
        </translation>
    </message>
    <message>
        <source>importée aujourd&apos;hui</source>
        <translation>استوردت اليوم</translation>
    </message>
</context>
<context>
    <name>CameraChooser</name>
    <message>
        <source>Recherche des caméras…</source>
        <translation>جار البحث عن الكاميرات…</translation>
    </message>
    <message>
        <source>Aucune caméra branchée</source>
        <translation>لا توجد كاميرا موصولة</translation>
    </message>
    <message>
        <source>Autre : adresse, vidéo ou dossier…</source>
        <translation>أخرى: عنوان أو فيديو أو مجلد…</translation>
    </message>
    <message>
        <source>Le mot de passe d&apos;une adresse n&apos;est pas gardé à la fermeture.</source>
        <translation>لا تُحفظ كلمة المرور الواردة في العنوان بعد الإغلاق.</translation>
    </message>
    <message>
        <source>Autre caméra</source>
        <translation>كاميرا أخرى</translation>
    </message>
    <message>
        <source>Numéro, adresse (http://, rtsp://), vidéo ou dossier d&apos;images :</source>
        <translation>رقم أو عنوان (http:// أو rtsp://) أو فيديو أو مجلد صور:</translation>
    </message>
    <message>
        <source>Choisir la caméra et la taille de l&apos;image</source>
        <translation>اختيار الكاميرا وحجم الصورة</translation>
    </message>
</context>
<context>
    <name>CameraCorner</name>
    <message>
        <source>Caméra</source>
        <translation>الكاميرا</translation>
    </message>
    <message>
        <source>Allumer ou éteindre la caméra</source>
        <translation>تشغيل الكاميرا أو إيقافها</translation>
    </message>
    <message>
        <source>Image de la caméra</source>
        <translation>صورة الكاميرا</translation>
    </message>
    <message>
        <source>La caméra s&apos;ouvre…</source>
        <translation>جار فتح الكاميرا…</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>Le disque refuse ce qui est saisi : fermer le perdrait.</source>
        <translation>يرفض القرص ما أُدخل: إغلاق النافذة سيضيّعه.</translation>
    </message>
    <message>
        <source>Concerne : {}</source>
        <translation>يتعلق الأمر بـ: {}</translation>
    </message>
    <message>
        <source>Sans nom</source>
        <translation>بدون اسم</translation>
    </message>
    <message>
        <source>Libérez de la place : le programme réessaie toutes les 5 secondes.</source>
        <translation>المرجو إفراغ بعض المساحة: يعيد البرنامج المحاولة كل 5 ثوان.</translation>
    </message>
    <message>
        <source>La clé de secours n&apos;est pas encore sur papier.</source>
        <translation>مفتاح الإغاثة لم يُدوَّن على الورق بعد.</translation>
    </message>
    <message>
        <source>La fenêtre ne la montrera plus. Recopiez-la avant de fermer.</source>
        <translation>لن تعرضه النافذة مرة أخرى. المرجو نسخه قبل الإغلاق.</translation>
    </message>
    <message>
        <source>&amp;Rester</source>
        <translation>الب&amp;قاء</translation>
    </message>
    <message>
        <source>&amp;Fermer quand même</source>
        <translation>الإ&amp;غلاق رغم ذلك</translation>
    </message>
</context>
<context>
    <name>DayModel</name>
    <message>
        <source>Numéro</source>
        <translation>الرقم</translation>
    </message>
    <message>
        <source>Heure</source>
        <translation>الساعة</translation>
    </message>
    <message>
        <source>Déposé le</source>
        <translation>تاريخ الإيداع</translation>
    </message>
    <message>
        <source>Étudiant</source>
        <translation>الطالب</translation>
    </message>
    <message>
        <source>Demande</source>
        <translation>الطلب</translation>
    </message>
    <message>
        <source>Total (DH)</source>
        <translation>المجموع (درهم)</translation>
    </message>
    <message>
        <source>Boîtes</source>
        <translation>العلب</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>النتيجة</translation>
    </message>
    <message>
        <source>Données</source>
        <translation>البيانات</translation>
    </message>
    <message>
        <source>Papier</source>
        <translation>الورق</translation>
    </message>
    <message>
        <source>Agent</source>
        <translation>العون</translation>
    </message>
    <message>
        <source>Dérogation</source>
        <translation>استثناء</translation>
    </message>
    <message numerus="yes">
        <source>%n remarque(s)</source>
        <translation>
            <numerusform>لا ملاحظات</numerusform>
            <numerusform>ملاحظة واحدة</numerusform>
            <numerusform>ملاحظتان</numerusform>
            <numerusform>%n ملاحظات</numerusform>
            <numerusform>%n ملاحظة</numerusform>
            <numerusform>%n ملاحظة</numerusform>
        </translation>
    </message>
    <message>
        <source>Complet</source>
        <translation>كامل</translation>
    </message>
    <message>
        <source>Dernier jour : {}</source>
        <translation>آخر يوم: {}</translation>
    </message>
</context>
<context>
    <name>DeskPage</name>
    <message>
        <source>Réception</source>
        <translation>الاستقبال</translation>
    </message>
    <message>
        <source>Aujourd&apos;hui</source>
        <translation>ملفات اليوم</translation>
    </message>
    <message>
        <source>Recherche</source>
        <translation>البحث</translation>
    </message>
    <message>
        <source>Liaison</source>
        <translation>الاتصال</translation>
    </message>
</context>
<context>
    <name>DeskScans</name>
    <message>
        <source>Code lu, sans suite : répondez d&apos;abord à la question, puis scannez encore.</source>
        <translation>قُرئ الرمز دون أن يُستعمل: أجيبوا أولا عن السؤال، ثم امسحوا الرمز بالقارئ من جديد.</translation>
    </message>
</context>
<context>
    <name>DeskTop</name>
    <message>
        <source>Correction du dossier {number}, déposé le {day}. Le numéro et la date du premier dépôt restent ; F9 enregistre avec l&apos;accord du responsable.</source>
        <translation>تصحيح الملف {number} المودَع في {day}. يبقى الرقم وتاريخ الإيداع الأول كما هما؛ F9 يسجّل التصحيح بموافقة المسؤول.</translation>
    </message>
</context>
<context>
    <name>Facts</name>
    <message>
        <source>{count} depuis {moment}</source>
        <translation>{count} منذ {moment}</translation>
    </message>
    <message>
        <source>Scellés ici</source>
        <translation>مختومة هنا</translation>
    </message>
    <message>
        <source>Reçus là-bas</source>
        <translation>مستلمة هناك</translation>
    </message>
    <message>
        <source>Différence</source>
        <translation>الفرق</translation>
    </message>
    <message>
        <source>En attente</source>
        <translation>في الانتظار</translation>
    </message>
    <message>
        <source>Dernière comparaison</source>
        <translation>آخر مقارنة</translation>
    </message>
    <message>
        <source>Dernier contact</source>
        <translation>آخر اتصال</translation>
    </message>
    <message>
        <source>Poste</source>
        <translation>الجهاز</translation>
    </message>
    <message>
        <source>Seconde copie</source>
        <translation>النسخة الثانية</translation>
    </message>
    <message>
        <source>Non réglée</source>
        <translation>غير مضبوطة</translation>
    </message>
    <message>
        <source>Absente</source>
        <translation>غائبة</translation>
    </message>
    <message>
        <source>À jour</source>
        <translation>مُحيَّن</translation>
    </message>
    <message>
        <source>Jamais</source>
        <translation>أبدا</translation>
    </message>
</context>
<context>
    <name>FindingRows</name>
    <message>
        <source>Feuille de soins</source>
        <translation>ورقة العلاجات</translation>
    </message>
    <message>
        <source>Étudiant</source>
        <translation>الطالب</translation>
    </message>
    <message>
        <source>Personne qui dépose</source>
        <translation>الشخص المودِع</translation>
    </message>
    <message>
        <source>Actes</source>
        <translation>الأعمال الطبية</translation>
    </message>
    <message>
        <source>Boîtes de médicaments</source>
        <translation>علب الأدوية</translation>
    </message>
    <message>
        <source>Dossier</source>
        <translation>الملف</translation>
    </message>
    <message>
        <source>Ordonnance {}</source>
        <translation>الوصفة {}</translation>
    </message>
    <message>
        <source>Acte {act} · boîte {box}</source>
        <translation>العمل {act} · العلبة {box}</translation>
    </message>
    <message>
        <source>Acte {}</source>
        <translation>العمل {}</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Bureau {office} · guichet {counter}</source>
        <translation>المكتب {office} · الشباك {counter}</translation>
    </message>
    <message>
        <source>Essai</source>
        <translation>تجربة</translation>
    </message>
    <message>
        <source>Bureau d&apos;essai : rien ne part vers la caisse.</source>
        <translation>مكتب تجريبي: لا يُرسل أي شيء إلى الصندوق.</translation>
    </message>
    <message>
        <source>Aide</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>Les touches du guichet (F1)</source>
        <translation>مفاتيح الشباك (F1)</translation>
    </message>
    <message>
        <source>Verrouiller</source>
        <translation>قفل</translation>
    </message>
    <message>
        <source>Se déconnecter</source>
        <translation>تسجيل الخروج</translation>
    </message>
</context>
<context>
    <name>HeldBar</name>
    <message>
        <source>En attente (Maj+F7)</source>
        <translation>في الانتظار (Maj+F7)</translation>
    </message>
    <message>
        <source>Sans nom</source>
        <translation>بدون اسم</translation>
    </message>
    <message>
        <source>Commencé par {name} le {day} à {time}</source>
        <translation>بدأه {name} يوم {day} على الساعة {time}</translation>
    </message>
</context>
<context>
    <name>HelpDialog</name>
    <message>
        <source>Aide</source>
        <translation>مساعدة</translation>
    </message>
    <message>
        <source>Les touches du guichet</source>
        <translation>مفاتيح الشباك</translation>
    </message>
    <message>
        <source>Fermer</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>الدليل</translation>
    </message>
    <message>
        <source>Les touches</source>
        <translation>المفاتيح</translation>
    </message>
    <message>
        <source>Entrée</source>
        <translation>إدخال</translation>
    </message>
    <message>
        <source>Passer au champ suivant, dans l&apos;ordre des papiers</source>
        <translation>الانتقال إلى الخانة التالية حسب ترتيب الأوراق</translation>
    </message>
    <message>
        <source>Espace</source>
        <translation>مسافة</translation>
    </message>
    <message>
        <source>Cocher ce qu&apos;on a vu ; dans un champ vide, reprendre la valeur proposée</source>
        <translation>تأشير ما تمت معاينته؛ وفي خانة فارغة، أخذ القيمة المقترحة</translation>
    </message>
    <message>
        <source>Une date : jour, mois, année, sans séparateur</source>
        <translation>تاريخ: اليوم ثم الشهر ثم السنة دون فاصل</translation>
    </message>
    <message>
        <source>Un montant : virgule ou point, chiffres arabes acceptés</source>
        <translation>مبلغ: بفاصلة أو نقطة، والأرقام العربية مقبولة</translation>
    </message>
    <message>
        <source>Ajouter un acte</source>
        <translation>إضافة عمل طبي</translation>
    </message>
    <message>
        <source>Ajouter une ordonnance</source>
        <translation>إضافة وصفة</translation>
    </message>
    <message>
        <source>Aller au code-barres d&apos;une boîte</source>
        <translation>الانتقال إلى الرمز الشريطي لعلبة</translation>
    </message>
    <message>
        <source>Aller au champ du point suivant à corriger ; Maj+F6, au précédent</source>
        <translation>الانتقال إلى خانة النقطة التالية التي يجب تصحيحها؛ Maj+F6 إلى السابقة</translation>
    </message>
    <message>
        <source>Mettre le dossier en attente et en commencer un autre</source>
        <translation>وضع الملف في الانتظار وبدء ملف آخر</translation>
    </message>
    <message>
        <source>Aller aux dossiers en attente ; Entrée en reprend un</source>
        <translation>الانتقال إلى الملفات المنتظرة؛ والإدخال يفتح أحدها</translation>
    </message>
    <message>
        <source>Imprimer la fiche des pièces manquantes, ou où aller</source>
        <translation>طباعة ورقة الوثائق الناقصة، أو الجهة التي يجب التوجه إليها</translation>
    </message>
    <message>
        <source>Flèche bas</source>
        <translation>السهم السفلي</translation>
    </message>
    <message>
        <source>Choisir parmi ce qui est déjà connu sous le champ</source>
        <translation>الاختيار مما هو معروف تحت الخانة</translation>
    </message>
    <message>
        <source>Déposer et imprimer le récépissé</source>
        <translation>إيداع الملف وطباعة الوصل</translation>
    </message>
    <message>
        <source>Nouveau dossier</source>
        <translation>ملف جديد</translation>
    </message>
    <message>
        <source>Étudiant, feuille, actes, ordonnances, boîtes</source>
        <translation>الطالب، ورقة العلاجات، الأعمال، الوصفات، العلب</translation>
    </message>
    <message>
        <source>Sur une boîte : une de plus, une de moins ; Ctrl+Suppr la retire</source>
        <translation>على علبة: زيادة واحدة أو نقصان واحدة؛ Ctrl+Suppr يحذفها</translation>
    </message>
    <message>
        <source>Réception, dossiers du jour, recherche, liaison</source>
        <translation>الاستقبال، ملفات اليوم، البحث، الاتصال</translation>
    </message>
    <message>
        <source>Alt+A</source>
        <translation>⁦Alt+خ⁩ أو ⁦Alt+A⁩</translation>
    </message>
    <message>
        <source>Déposé par une autre personne</source>
        <translation>أودعه شخص آخر</translation>
    </message>
    <message>
        <source>Alt+T</source>
        <translation>⁦Alt+م⁩ أو ⁦Alt+T⁩</translation>
    </message>
    <message>
        <source>Traitement continu</source>
        <translation>علاج مستمر</translation>
    </message>
    <message>
        <source>Alt+R</source>
        <translation>⁦Alt+ث⁩ أو ⁦Alt+R⁩</translation>
    </message>
    <message>
        <source>Dérogation, quand le dossier est incomplet</source>
        <translation>استثناء، عندما يكون الملف ناقصا</translation>
    </message>
    <message>
        <source>Alt+B</source>
        <translation>⁦Alt+ج⁩ أو ⁦Alt+B⁩</translation>
    </message>
    <message>
        <source>Rétablir ce qui vient d&apos;être retiré</source>
        <translation>استرجاع ما حُذف للتو</translation>
    </message>
    <message>
        <source>Verrouiller la fenêtre ; la page est gardée</source>
        <translation>قفل النافذة مع الاحتفاظ بالصفحة</translation>
    </message>
</context>
<context>
    <name>HistoryCard</name>
    <message>
        <source>Réimprimer le récépissé</source>
        <translation>إعادة طباعة الوصل</translation>
    </message>
    <message>
        <source>Corriger…</source>
        <translation>تصحيح…</translation>
    </message>
    <message>
        <source>Ouvrir le dossier à la réception ; la correction demande un responsable</source>
        <translation>فتح الملف في صفحة الاستقبال؛ يتطلب التصحيح موافقة مسؤول</translation>
    </message>
    <message>
        <source>déposé le {}</source>
        <translation>أُودع في {}</translation>
    </message>
    <message>
        <source>Données</source>
        <translation>البيانات</translation>
    </message>
    <message>
        <source>Papier</source>
        <translation>الورق</translation>
    </message>
    <message>
        <source>Correction {number} : {reason}</source>
        <translation>التصحيح {number}: {reason}</translation>
    </message>
    <message>
        <source>le {day} à {time}</source>
        <translation>في {day} على الساعة {time}</translation>
    </message>
</context>
<context>
    <name>LanguageButton</name>
    <message>
        <source>Changer la langue de l&apos;écran</source>
        <translation>تغيير لغة الشاشة</translation>
    </message>
</context>
<context>
    <name>LinkBar</name>
    <message>
        <source>Synchroniser</source>
        <translation>مزامنة</translation>
    </message>
    <message>
        <source>Envoyer maintenant et comparer les comptes</source>
        <translation>الإرسال الآن ومقارنة الأعداد</translation>
    </message>
    <message numerus="yes">
        <source>%n dossier(s) scellé(s)</source>
        <translation>
            <numerusform>لا ملف مختوم</numerusform>
            <numerusform>ملف واحد مختوم</numerusform>
            <numerusform>ملفان مختومان</numerusform>
            <numerusform>%n ملفات مختومة</numerusform>
            <numerusform>%n ملفا مختوما</numerusform>
            <numerusform>%n ملف مختوم</numerusform>
        </translation>
    </message>
    <message>
        <source>Dernier contact : {}</source>
        <translation>آخر اتصال: {}</translation>
    </message>
    <message>
        <source>Synchronisation…</source>
        <translation>جارية المزامنة…</translation>
    </message>
    <message>
        <source>Sans serveur</source>
        <translation>بدون خادم</translation>
    </message>
    <message>
        <source>Poste révoqué</source>
        <translation>جهاز ملغى</translation>
    </message>
    <message>
        <source>Liaison interrompue</source>
        <translation>الاتصال منقطع</translation>
    </message>
    <message>
        <source>À vérifier</source>
        <translation>يجب التحقق</translation>
    </message>
    <message>
        <source>À jour</source>
        <translation>مُحيَّن</translation>
    </message>
    <message>
        <source>À envoyer</source>
        <translation>في انتظار الإرسال</translation>
    </message>
    <message numerus="yes">
        <source>%n en attente</source>
        <translation>
            <numerusform>لا شيء في الانتظار</numerusform>
            <numerusform>واحد في الانتظار</numerusform>
            <numerusform>اثنان في الانتظار</numerusform>
            <numerusform>%n في الانتظار</numerusform>
            <numerusform>%n في الانتظار</numerusform>
            <numerusform>%n في الانتظار</numerusform>
        </translation>
    </message>
    <message>
        <source>{waiting} depuis {moment}</source>
        <translation>{waiting} منذ {moment}</translation>
    </message>
</context>
<context>
    <name>LinkPage</name>
    <message>
        <source>Liaison avec la réception</source>
        <translation>الاتصال بمصلحة الاستقبال</translation>
    </message>
    <message>
        <source>Synchroniser et tout comparer</source>
        <translation>المزامنة ومقارنة الكل</translation>
    </message>
    <message>
        <source>Exporter sur une clé USB…</source>
        <translation>تصدير إلى مفتاح USB…</translation>
    </message>
    <message>
        <source>Reprendre les accusés d&apos;une clé…</source>
        <translation>استرجاع وصولات الاستلام من مفتاح…</translation>
    </message>
    <message>
        <source>Sans réseau : par clé USB</source>
        <translation>بدون شبكة: عبر مفتاح USB</translation>
    </message>
    <message>
        <source>Le fichier exporté est chiffré pour la réception. Rien n&apos;est considéré comme reçu avant que ses accusés signés soient repris ici.</source>
        <translation>الملف المصدَّر مشفر لمصلحة الاستقبال. لا يُعتبر أي شيء مستلما قبل استرجاع وصولاته الموقعة هنا.</translation>
    </message>
    <message>
        <source>À regarder</source>
        <translation>للمراجعة</translation>
    </message>
    <message>
        <source>Rien à corriger</source>
        <translation>لا شيء للتصحيح</translation>
    </message>
    <message>
        <source>La réception n&apos;a rien mis à part, et aucun dossier n&apos;a été mis de côté ici.</source>
        <translation>لم تعزل مصلحة الاستقبال أي شيء، ولم يوضع أي ملف جانبا هنا.</translation>
    </message>
    <message>
        <source>Exporter sur une clé USB</source>
        <translation>تصدير إلى مفتاح USB</translation>
    </message>
    <message>
        <source>Choisir le fichier d&apos;accusés</source>
        <translation>اختيار ملف وصولات الاستلام</translation>
    </message>
    <message numerus="yes">
        <source>Terminé : %n élément(s) écrit(s) et relu(s) sur la clé.</source>
        <translation>
            <numerusform>انتهى: لم يُكتب أي عنصر على المفتاح.</numerusform>
            <numerusform>انتهى: كُتب عنصر واحد على المفتاح وأُعيدت قراءته.</numerusform>
            <numerusform>انتهى: كُتب عنصران على المفتاح وأُعيدت قراءتهما.</numerusform>
            <numerusform>انتهى: كُتبت %n عناصر على المفتاح وأُعيدت قراءتها.</numerusform>
            <numerusform>انتهى: كُتب %n عنصرا على المفتاح وأُعيدت قراءتها.</numerusform>
            <numerusform>انتهى: كُتب %n عنصر على المفتاح وأُعيدت قراءتها.</numerusform>
        </translation>
    </message>
    <message>
        <source>Il en reste : exportez un second fichier.</source>
        <translation>بقي غيرها: المرجو تصدير ملف ثان.</translation>
    </message>
    <message>
        <source>Rien n&apos;attend : aucun fichier n&apos;a été écrit.</source>
        <translation>لا شيء في الانتظار: لم يُكتب أي ملف.</translation>
    </message>
    <message numerus="yes">
        <source>Accusés repris : %n élément(s) reçu(s) par la réception.</source>
        <translation>
            <numerusform>استُرجعت الوصولات: لم تستلم مصلحة الاستقبال أي عنصر.</numerusform>
            <numerusform>استُرجعت الوصولات: استلمت مصلحة الاستقبال عنصرا واحدا.</numerusform>
            <numerusform>استُرجعت الوصولات: استلمت مصلحة الاستقبال عنصرين.</numerusform>
            <numerusform>استُرجعت الوصولات: استلمت مصلحة الاستقبال %n عناصر.</numerusform>
            <numerusform>استُرجعت الوصولات: استلمت مصلحة الاستقبال %n عنصرا.</numerusform>
            <numerusform>استُرجعت الوصولات: استلمت مصلحة الاستقبال %n عنصر.</numerusform>
        </translation>
    </message>
    <message>
        <source>Écriture ou lecture de la clé…</source>
        <translation>جارية الكتابة على المفتاح أو القراءة منه…</translation>
    </message>
</context>
<context>
    <name>LoginPage</name>
    <message>
        <source>Fenêtre verrouillée</source>
        <translation>النافذة مقفلة</translation>
    </message>
    <message>
        <source>Connexion au guichet</source>
        <translation>الدخول إلى الشباك</translation>
    </message>
    <message>
        <source>La page est gardée telle quelle.</source>
        <translation>الصفحة محفوظة كما هي.</translation>
    </message>
    <message>
        <source>Nom d&apos;utilisateur</source>
        <translation>اسم المستخدم</translation>
    </message>
    <message>
        <source>Mot de passe</source>
        <translation>كلمة المرور</translation>
    </message>
    <message>
        <source>Déverrouiller</source>
        <translation>فتح القفل</translation>
    </message>
    <message>
        <source>Se connecter</source>
        <translation>دخول</translation>
    </message>
    <message>
        <source>{office} · guichet {counter}</source>
        <translation>{office} · الشباك {counter}</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Guichet de dépôt</source>
        <translation>شباك الإيداع</translation>
    </message>
</context>
<context>
    <name>OpeningPage</name>
    <message>
        <source>Réessayer</source>
        <translation>إعادة المحاولة</translation>
    </message>
    <message>
        <source>Fermer</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Le guichet s&apos;ouvre…</source>
        <translation>يجري فتح الشباك…</translation>
    </message>
    <message>
        <source>Le guichet ne s&apos;ouvre pas</source>
        <translation>تعذر فتح الشباك</translation>
    </message>
    <message>
        <source>Clé de secours, telle qu&apos;elle est sur le papier</source>
        <translation>مفتاح الإغاثة كما هو مكتوب على الورق</translation>
    </message>
    <message>
        <source>Ouvrir avec cette clé</source>
        <translation>الفتح بهذا المفتاح</translation>
    </message>
    <message>
        <source>Les dossiers déjà déposés restent où ils sont.</source>
        <translation>الملفات المودعة سابقا محفوظة في مكانها.</translation>
    </message>
</context>
<context>
    <name>OutcomeView</name>
    <message>
        <source>Dossier suivant (Entrée)</source>
        <translation>الملف التالي (إدخال)</translation>
    </message>
    <message>
        <source>Dossier suivant</source>
        <translation>الملف التالي</translation>
    </message>
    <message>
        <source>Revenir au dossier (Entrée)</source>
        <translation>العودة إلى الملف (إدخال)</translation>
    </message>
    <message>
        <source>Imprimer de nouveau (Entrée)</source>
        <translation>إعادة الطباعة (إدخال)</translation>
    </message>
    <message>
        <source>Fiche à remettre</source>
        <translation>ورقة تُسلَّم للطالب</translation>
    </message>
    <message>
        <source>Ce qui a changé à l&apos;écran pendant l&apos;enregistrement n&apos;est pas dans le dossier déposé. S&apos;il le faut, corrigez-le depuis la page Recherche.</source>
        <translation>ما تغيّر على الشاشة أثناء التسجيل ليس ضمن الملف المودَع. عند الحاجة، المرجو تصحيحه من صفحة البحث.</translation>
    </message>
    <message>
        <source>Le dossier n&apos;est pas déposé. Il reste à l&apos;écran ; le dossier suivant le met en attente.</source>
        <translation>لم يُودَع الملف. ما زال على الشاشة؛ والانتقال إلى الملف التالي يضعه في الانتظار.</translation>
    </message>
    <message>
        <source>Correction enregistrée</source>
        <translation>سُجّل التصحيح</translation>
    </message>
    <message>
        <source>Dossier déposé</source>
        <translation>تم إيداع الملف</translation>
    </message>
    <message>
        <source>Remettez le récépissé et rendez la pièce d&apos;identité.</source>
        <translation>سلِّموا الوصل وأرجعوا وثيقة الهوية.</translation>
    </message>
    <message>
        <source>Reçu hors délai : le dernier jour était le {}.</source>
        <translation>استُلم خارج الأجل: كان آخر يوم هو {}.</translation>
    </message>
    <message>
        <source>Dans les délais : le dernier jour est le {}.</source>
        <translation>داخل الأجل: آخر يوم هو {}.</translation>
    </message>
    <message>
        <source>Le dossier est déposé ; son récépissé s&apos;imprime.</source>
        <translation>الملف مودَع؛ ووصله قيد الطباعة.</translation>
    </message>
    <message>
        <source>Le dossier est déposé ; son récépissé reste à imprimer.</source>
        <translation>الملف مودَع؛ ووصله لم يُطبع بعد.</translation>
    </message>
    <message>
        <source>Récépissé</source>
        <translation>وصل الإيداع</translation>
    </message>
    <message>
        <source>Impression en cours…</source>
        <translation>جارية الطباعة…</translation>
    </message>
    <message>
        <source>Aperçu du papier imprimé</source>
        <translation>معاينة الورقة المطبوعة</translation>
    </message>
</context>
<context>
    <name>Part</name>
    <message numerus="yes">
        <source>%n à corriger</source>
        <translation>
            <numerusform>لا شيء للتصحيح</numerusform>
            <numerusform>نقطة للتصحيح</numerusform>
            <numerusform>نقطتان للتصحيح</numerusform>
            <numerusform>%n نقاط للتصحيح</numerusform>
            <numerusform>%n نقطة للتصحيح</numerusform>
            <numerusform>%n نقطة للتصحيح</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n remarque(s)</source>
        <translation>
            <numerusform>لا ملاحظات</numerusform>
            <numerusform>ملاحظة واحدة</numerusform>
            <numerusform>ملاحظتان</numerusform>
            <numerusform>%n ملاحظات</numerusform>
            <numerusform>%n ملاحظة</numerusform>
            <numerusform>%n ملاحظة</numerusform>
        </translation>
    </message>
    <message>
        <source>Complet</source>
        <translation>كامل</translation>
    </message>
    <message>
        <source>Espace : {}</source>
        <translation>مسافة: {}</translation>
    </message>
    <message>
        <source>Resté tel que saisi : {}. Comparez avec les papiers.</source>
        <translation>بقي كما كُتب: {}. المرجو المقارنة مع الأوراق.</translation>
    </message>
</context>
<context>
    <name>PrescriptionCard</name>
    <message>
        <source>Ordonnance {}</source>
        <translation>الوصفة {}</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>أصلية</translation>
    </message>
    <message>
        <source>Nom du patient écrit</source>
        <translation>اسم المريض المكتوب</translation>
    </message>
    <message>
        <source>Médecin</source>
        <translation>الطبيب</translation>
    </message>
    <message>
        <source>Spécialité</source>
        <translation>التخصص</translation>
    </message>
    <message>
        <source>Datée du</source>
        <translation>تاريخ الوصفة</translation>
    </message>
    <message>
        <source>Durée (jours)</source>
        <translation>المدة (أيام)</translation>
    </message>
    <message>
        <source>Cachet du pharmacien</source>
        <translation>خاتم الصيدلي</translation>
    </message>
    <message>
        <source>Couvre (rien de choisi : tout)</source>
        <translation>تغطي (بدون اختيار: الكل)</translation>
    </message>
    <message>
        <source>Couvre : {}</source>
        <translation>تغطي: {}</translation>
    </message>
    <message>
        <source>Retirer cette ordonnance</source>
        <translation>حذف هذه الوصفة</translation>
    </message>
</context>
<context>
    <name>PrescriptionsPart</name>
    <message>
        <source>Ordonnances</source>
        <translation>الوصفات الطبية</translation>
    </message>
    <message>
        <source>Ajouter une ordonnance (F3)</source>
        <translation>إضافة وصفة (F3)</translation>
    </message>
</context>
<context>
    <name>ReceiptsDue</name>
    <message>
        <source>Imprimer le récépissé {}</source>
        <translation>طباعة الوصل {}</translation>
    </message>
    <message>
        <source>Le récépissé {} s&apos;imprime</source>
        <translation>الوصل {} قيد الطباعة</translation>
    </message>
    <message numerus="yes">
        <source>%n récépissé(s) à imprimer</source>
        <translation>
            <numerusform>لا وصل ينتظر الطباعة</numerusform>
            <numerusform>وصل ينتظر الطباعة</numerusform>
            <numerusform>وصلان ينتظران الطباعة</numerusform>
            <numerusform>%n وصولات تنتظر الطباعة</numerusform>
            <numerusform>%n وصلا ينتظر الطباعة</numerusform>
            <numerusform>%n وصل ينتظر الطباعة</numerusform>
        </translation>
    </message>
    <message>
        <source>Plus tard</source>
        <translation>لاحقا</translation>
    </message>
    <message>
        <source>La page Aujourd&apos;hui les imprime aussi.</source>
        <translation>يمكن طباعتها أيضا من صفحة «ملفات اليوم».</translation>
    </message>
</context>
<context>
    <name>RecoveryPanel</name>
    <message>
        <source>Clé de secours de ce guichet</source>
        <translation>مفتاح الإغاثة لهذا الشباك</translation>
    </message>
    <message>
        <source>Les dossiers sont chiffrés sur ce poste. Si sa clé se perd, seule celle-ci les rouvre. Elle n&apos;est montrée que cette fois.</source>
        <translation>الملفات مشفرة على هذا الجهاز. إذا ضاع مفتاحه فلا يعيد فتحها إلا هذا المفتاح. ولن يُعرض إلا هذه المرة.</translation>
    </message>
    <message>
        <source>Recopiez-la sur papier, relisez-la, et gardez le papier sous clé, loin de ce poste : qui l&apos;a peut tout lire.</source>
        <translation>المرجو نسخه على ورقة، ومراجعته، وحفظ الورقة في مكان مقفل بعيدا عن هذا الجهاز: من حصل عليه يمكنه قراءة كل شيء.</translation>
    </message>
    <message>
        <source>La clé est sur papier</source>
        <translation>المفتاح مكتوب على الورق</translation>
    </message>
    <message>
        <source>Ouvrir le guichet</source>
        <translation>فتح الشباك</translation>
    </message>
</context>
<context>
    <name>RefusedCard</name>
    <message>
        <source>{name} · révision {revision}</source>
        <translation>{name} · المراجعة {revision}</translation>
    </message>
    <message>
        <source>Montrer le dossier</source>
        <translation>عرض الملف</translation>
    </message>
    <message>
        <source>Conflit</source>
        <translation>تعارض</translation>
    </message>
    <message>
        <source>Mis de côté</source>
        <translation>وُضع جانبا</translation>
    </message>
</context>
<context>
    <name>ScanNotice</name>
    <message>
        <source>Boîte lue, pas comptée : {}</source>
        <translation>قُرئت العلبة ولم تُحتسب: {}</translation>
    </message>
    <message>
        <source>INPE lu, pas noté : {}</source>
        <translation>قُرئ الرمز INPE ولم يُسجَّل: {}</translation>
    </message>
    <message>
        <source>Compter à la réception</source>
        <translation>الاحتساب في الاستقبال</translation>
    </message>
    <message>
        <source>Noter à la réception</source>
        <translation>التسجيل في الاستقبال</translation>
    </message>
</context>
<context>
    <name>ScanTaker</name>
    <message>
        <source>Boîte comptée : {}</source>
        <translation>احتُسبت العلبة: {}</translation>
    </message>
    <message>
        <source>Code lu, mais inconnu ici : {}</source>
        <translation>قُرئ الرمز لكنه غير معروف هنا: {}</translation>
    </message>
    <message>
        <source>Code d&apos;un bordereau ou d&apos;une étiquette : il ne sert pas ici.</source>
        <translation>رمز جدول إرسال أو ملصق: لا يُستعمل هنا.</translation>
    </message>
    <message>
        <source>Récépissé authentique : {}</source>
        <translation>وصل أصيل: {}</translation>
    </message>
    <message>
        <source>Boîte non comptée : {}. Vérifiez le nombre de boîtes de sa ligne.</source>
        <translation>لم تُحتسب العلبة: {}. المرجو التحقق من عدد العلب في سطرها.</translation>
    </message>
    <message>
        <source>Boîte comptée : {code} ({pharmacy})</source>
        <translation>احتُسبت العلبة: {code} ({pharmacy})</translation>
    </message>
    <message>
        <source>INPE lu : {}. Ajoutez d&apos;abord l&apos;acte.</source>
        <translation>قُرئ الرمز INPE: {}. أضيفوا العمل الطبي أولا.</translation>
    </message>
    <message>
        <source>INPE lu : {}</source>
        <translation>قُرئ الرمز INPE: {}</translation>
    </message>
</context>
<context>
    <name>SearchPage</name>
    <message>
        <source>Où est le dossier ?</source>
        <translation>أين الملف؟</translation>
    </message>
    <message>
        <source>Par nom, pièce d&apos;identité ou numéro, en entier ou en partie ; ou scannez le récépissé.</source>
        <translation>بالاسم أو رقم الهوية أو رقم الملف، كاملا أو جزءا منه؛ أو امسحوا الوصل بالقارئ.</translation>
    </message>
    <message>
        <source>Nom, CIN ou numéro</source>
        <translation>الاسم أو رقم البطاقة أو رقم الملف</translation>
    </message>
    <message>
        <source>Chercher un dossier</source>
        <translation>البحث عن ملف</translation>
    </message>
    <message>
        <source>Dossiers trouvés</source>
        <translation>الملفات التي عُثر عليها</translation>
    </message>
    <message>
        <source>Tous les dossiers de ce guichet</source>
        <translation>كل ملفات هذا الشباك</translation>
    </message>
    <message>
        <source>Tapez au moins deux lettres ou chiffres ; flèche bas pour choisir.</source>
        <translation>اكتبوا حرفين أو رقمين على الأقل، ثم اختاروا بالسهم السفلي.</translation>
    </message>
    <message>
        <source>Aucun dossier trouvé</source>
        <translation>لم يُعثر على أي ملف</translation>
    </message>
    <message>
        <source>Essayez une partie du nom ou la pièce d&apos;identité. Un dossier déposé à un autre guichet se cherche là-bas.</source>
        <translation>جربوا جزءا من الاسم أو رقم الهوية. الملف المودَع في شباك آخر يُبحث عنه هناك.</translation>
    </message>
</context>
<context>
    <name>SetupPage</name>
    <message>
        <source>Guichet de dépôt des dossiers de maladie</source>
        <translation>شباك إيداع ملفات المرض</translation>
    </message>
    <message>
        <source>Assurance maladie obligatoire des étudiants. Ce poste n&apos;est pas encore réglé.</source>
        <translation>التأمين الإجباري عن المرض الخاص بالطلبة. لم يُضبط هذا الجهاز بعد.</translation>
    </message>
    <message>
        <source>Bureau d&apos;essai</source>
        <translation>مكتب تجريبي</translation>
    </message>
    <message>
        <source>Prêt en un clic : bureau fictif, médicaments inventés, serveur de réception sur cette machine. Rien ne part ailleurs.</source>
        <translation>جاهز بنقرة واحدة: مكتب وهمي وأدوية مختلقة وخادم استقبال على هذا الجهاز. لا يُرسل أي شيء إلى الخارج.</translation>
    </message>
    <message>
        <source>Mon bureau</source>
        <translation>مكتبي</translation>
    </message>
    <message>
        <source>Pour travailler : choisissez le bureau et le numéro du guichet.</source>
        <translation>للعمل الفعلي: اختاروا المكتب ورقم الشباك.</translation>
    </message>
    <message>
        <source>Premier compte : l&apos;administrateur</source>
        <translation>الحساب الأول: مدير النظام</translation>
    </message>
    <message>
        <source>Bureau</source>
        <translation>المكتب</translation>
    </message>
    <message>
        <source>Choisissez votre bureau</source>
        <translation>اختاروا مكتبكم</translation>
    </message>
    <message>
        <source>Guichet (1 à 99)</source>
        <translation>الشباك (من 1 إلى 99)</translation>
    </message>
    <message>
        <source>Nom complet (figure sur les récépissés)</source>
        <translation>الاسم الكامل (يظهر في الوصولات)</translation>
    </message>
    <message>
        <source>Nom d&apos;utilisateur</source>
        <translation>اسم المستخدم</translation>
    </message>
    <message>
        <source>Mot de passe (8 caractères au moins)</source>
        <translation>كلمة المرور (8 أحرف على الأقل)</translation>
    </message>
    <message>
        <source>Le même mot de passe</source>
        <translation>كلمة المرور نفسها</translation>
    </message>
    <message>
        <source>Régler ce poste</source>
        <translation>ضبط هذا الجهاز</translation>
    </message>
    <message>
        <source>Créer le bureau d&apos;essai</source>
        <translation>إنشاء المكتب التجريبي</translation>
    </message>
    <message>
        <source>Un instant : le poste se prépare. Cela peut prendre dix secondes.</source>
        <translation>لحظة من فضلكم: يجري إعداد الجهاز. قد يستغرق ذلك عشر ثوان.</translation>
    </message>
</context>
<context>
    <name>SheetPart</name>
    <message>
        <source>Somme des actes : {}</source>
        <translation>مجموع الأعمال: {}</translation>
    </message>
    <message>
        <source>Feuille de soins</source>
        <translation>ورقة العلاجات</translation>
    </message>
    <message>
        <source>Modèle de la feuille</source>
        <translation>نموذج الورقة</translation>
    </message>
    <message>
        <source>Nature de la demande</source>
        <translation>نوع الطلب</translation>
    </message>
    <message>
        <source>Code de la maladie</source>
        <translation>رمز المرض</translation>
    </message>
    <message>
        <source>N° d&apos;accord ALD/ALC</source>
        <translation>رقم الموافقة ALD/ALC</translation>
    </message>
    <message>
        <source>Nom écrit</source>
        <translation>الاسم مكتوب</translation>
    </message>
    <message>
        <source>Identité écrite</source>
        <translation>رقم الهوية مكتوب</translation>
    </message>
    <message>
        <source>Adresse écrite</source>
        <translation>العنوان مكتوب</translation>
    </message>
    <message>
        <source>Signée par l&apos;étudiant</source>
        <translation>وقّعها الطالب</translation>
    </message>
    <message>
        <source>Signée le</source>
        <translation>تاريخ توقيعها</translation>
    </message>
    <message>
        <source>Total écrit (DH)</source>
        <translation>المجموع المكتوب (درهم)</translation>
    </message>
    <message>
        <source>&amp;Traitement continu</source>
        <translation>علاج مست&amp;مر</translation>
    </message>
    <message>
        <source>Fin du traitement</source>
        <translation>نهاية العلاج</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Tout se fait au clavier</source>
        <translation>كل شيء بلوحة المفاتيح</translation>
    </message>
    <message>
        <source>Entrée passe au champ suivant. F1 montre toutes les touches.</source>
        <translation>مفتاح الإدخال ينقل إلى الخانة التالية. F1 يعرض كل المفاتيح.</translation>
    </message>
    <message>
        <source>Tout y est</source>
        <translation>كل شيء متوفر</translation>
    </message>
    <message>
        <source>F9 dépose le dossier et imprime le récépissé.</source>
        <translation>‏F9 يودع الملف ويطبع الوصل.</translation>
    </message>
    <message>
        <source>F9 enregistre la correction et imprime le récépissé.</source>
        <translation>‏F9 يسجّل التصحيح ويطبع الوصل.</translation>
    </message>
    <message>
        <source>Ce qui manque</source>
        <translation>ما ينقص</translation>
    </message>
    <message>
        <source>Déposer et imprimer</source>
        <translation>إيداع وطباعة</translation>
    </message>
    <message>
        <source>Enregistrer la correction</source>
        <translation>تسجيل التصحيح</translation>
    </message>
    <message>
        <source>Pièces manquantes</source>
        <translation>الوثائق الناقصة</translation>
    </message>
    <message>
        <source>Où aller</source>
        <translation>مكان الإيداع</translation>
    </message>
    <message>
        <source>Réta&amp;blir</source>
        <translation>استر&amp;جاع</translation>
    </message>
    <message>
        <source>Dé&amp;rogation…</source>
        <translation>است&amp;ثناء…</translation>
    </message>
    <message>
        <source>En attente</source>
        <translation>في الانتظار</translation>
    </message>
    <message>
        <source>Nouveau</source>
        <translation>جديد</translation>
    </message>
    <message>
        <source>Abandonner ce dossier</source>
        <translation>التخلي عن هذا الملف</translation>
    </message>
    <message>
        <source>Recevoir le dossier incomplet, avec le mot de passe et la raison</source>
        <translation>استلام الملف الناقص بكلمة مرور المسؤول مع ذكر السبب</translation>
    </message>
</context>
<context>
    <name>StudentPart</name>
    <message>
        <source>Étudiant</source>
        <translation>الطالب</translation>
    </message>
    <message>
        <source>Coordonnées et RIB</source>
        <translation>معلومات الاتصال والحساب البنكي</translation>
    </message>
    <message>
        <source>Déjà connu : comparez avec la pièce.</source>
        <translation>معروف من قبل: المرجو المقارنة مع الوثيقة.</translation>
    </message>
    <message>
        <source>Déposé par une &amp;autre personne</source>
        <translation>أودعه شخص آ&amp;خر</translation>
    </message>
    <message>
        <source>Nom de cette personne</source>
        <translation>اسم هذا الشخص</translation>
    </message>
    <message>
        <source>Son numéro d&apos;identité</source>
        <translation>رقم هويته</translation>
    </message>
    <message>
        <source>Pièce d&apos;identité</source>
        <translation>وثيقة الهوية</translation>
    </message>
    <message>
        <source>Numéro</source>
        <translation>الرقم</translation>
    </message>
    <message>
        <source>Nom</source>
        <translation>الاسم العائلي</translation>
    </message>
    <message>
        <source>Prénom</source>
        <translation>الاسم الشخصي</translation>
    </message>
    <message>
        <source>Date de naissance</source>
        <translation>تاريخ الازدياد</translation>
    </message>
    <message>
        <source>Type d&apos;établissement</source>
        <translation>صنف المؤسسة</translation>
    </message>
    <message>
        <source>Autre couverture maladie</source>
        <translation>تغطية صحية أخرى</translation>
    </message>
    <message>
        <source>Cycle final</source>
        <translation>السلك النهائي</translation>
    </message>
    <message>
        <source>Téléphone</source>
        <translation>الهاتف</translation>
    </message>
    <message>
        <source>Courriel</source>
        <translation>البريد الإلكتروني</translation>
    </message>
    <message>
        <source>Code Massar</source>
        <translation>رقم مسار</translation>
    </message>
    <message>
        <source>RIB (24 chiffres)</source>
        <translation>‏RIB (24 رقما)</translation>
    </message>
    <message>
        <source>Adresse</source>
        <translation>العنوان</translation>
    </message>
    <message>
        <source>Droits ouverts le</source>
        <translation>تاريخ فتح الحقوق</translation>
    </message>
    <message>
        <source>Choisissez le type d&apos;établissement</source>
        <translation>اختاروا صنف المؤسسة</translation>
    </message>
</context>
<context>
    <name>SupervisorDialog</name>
    <message>
        <source>Corriger un dossier déposé</source>
        <translation>تصحيح ملف مودَع</translation>
    </message>
    <message>
        <source>La raison reste avec le dossier et part vers la caisse.</source>
        <translation>يبقى السبب مع الملف ويُرسل إلى الصندوق.</translation>
    </message>
    <message>
        <source>Recevoir un dossier incomplet</source>
        <translation>استلام ملف ناقص</translation>
    </message>
    <message>
        <source>La raison figure sur le récépissé et part vers la caisse.</source>
        <translation>يظهر السبب في الوصل ويُرسل إلى الصندوق.</translation>
    </message>
    <message>
        <source>Accord du responsable</source>
        <translation>موافقة المسؤول</translation>
    </message>
    <message>
        <source>Cette opération demande le mot de passe d&apos;un responsable.</source>
        <translation>تتطلب هذه العملية كلمة مرور مسؤول.</translation>
    </message>
    <message>
        <source>Raison</source>
        <translation>السبب</translation>
    </message>
    <message>
        <source>Nom d&apos;utilisateur du responsable</source>
        <translation>اسم مستخدم المسؤول</translation>
    </message>
    <message>
        <source>Mot de passe</source>
        <translation>كلمة المرور</translation>
    </message>
    <message>
        <source>Autoriser</source>
        <translation>الموافقة</translation>
    </message>
    <message>
        <source>Annuler</source>
        <translation>إلغاء</translation>
    </message>
</context>
<context>
    <name>Telling</name>
    <message>
        <source>Pas encore déposé :</source>
        <translation>لم يُودَع بعد:</translation>
    </message>
    <message>
        <source>Correction pas encore enregistrée :</source>
        <translation>لم يُسجَّل التصحيح بعد:</translation>
    </message>
    <message>
        <source>corrigez ce qui est signalé.</source>
        <translation>صححوا ما تمت الإشارة إليه.</translation>
    </message>
    <message>
        <source>corrigez ou imprimez la fiche (F8).</source>
        <translation>صححوا، أو اطبعوا ورقة الوثائق الناقصة (F8).</translation>
    </message>
    <message>
        <source>corrigez, imprimez la fiche (F8) ou demandez une dérogation.</source>
        <translation>صححوا، أو اطبعوا ورقة الوثائق الناقصة (F8)، أو اطلبوا استثناء من المسؤول.</translation>
    </message>
    <message>
        <source>Retiré.</source>
        <translation>تم الحذف.</translation>
    </message>
    <message>
        <source>Ce que le disque avait refusé est enregistré maintenant.</source>
        <translation>حُفظ الآن ما كان القرص قد رفضه.</translation>
    </message>
    <message>
        <source>Page reprise telle qu&apos;elle était : commencée par {name} le {day} à {time}.</source>
        <translation>استُرجعت الصفحة كما كانت: بدأها {name} يوم {day} على الساعة {time}.</translation>
    </message>
    <message>
        <source>Récépissé {number} : {what}</source>
        <translation>الوصل {number}: {what}</translation>
    </message>
    <message>
        <source>La fiche d&apos;un dossier précédent est prête. {printed}</source>
        <translation>ورقة ملف سابق جاهزة. {printed}</translation>
    </message>
    <message>
        <source>La fiche est prête, telle qu&apos;était la page à F8. {printed}</source>
        <translation>الورقة جاهزة، كما كانت الصفحة عند الضغط على F8. {printed}</translation>
    </message>
</context>
<context>
    <name>TodayPage</name>
    <message>
        <source>Dossiers du jour</source>
        <translation>ملفات اليوم</translation>
    </message>
    <message>
        <source>Chercher : nom, numéro, CIN, état…</source>
        <translation>بحث: الاسم، الرقم، البطاقة، الحالة…</translation>
    </message>
    <message>
        <source>Chercher dans les dossiers du jour</source>
        <translation>البحث في ملفات اليوم</translation>
    </message>
    <message>
        <source>Réimprimer le récépissé</source>
        <translation>إعادة طباعة الوصل</translation>
    </message>
    <message>
        <source>Un récépissé déjà imprimé sort en duplicata, avec l&apos;accord du responsable</source>
        <translation>الوصل الذي سبقت طباعته يُطبع كنظير بموافقة المسؤول</translation>
    </message>
    <message>
        <source>Aucun dossier déposé aujourd&apos;hui</source>
        <translation>لم يُودَع أي ملف اليوم</translation>
    </message>
    <message>
        <source>Les dossiers apparaissent ici dès leur dépôt à la réception.</source>
        <translation>تظهر الملفات هنا فور إيداعها في الاستقبال.</translation>
    </message>
    <message>
        <source>Rien ne correspond</source>
        <translation>لا نتيجة مطابقة</translation>
    </message>
    <message>
        <source>Essayez un autre mot, ou effacez la recherche.</source>
        <translation>جربوا كلمة أخرى أو امسحوا البحث.</translation>
    </message>
    <message numerus="yes">
        <source>%n dossier(s)</source>
        <translation>
            <numerusform>لا ملفات</numerusform>
            <numerusform>ملف واحد</numerusform>
            <numerusform>ملفان</numerusform>
            <numerusform>%n ملفات</numerusform>
            <numerusform>%n ملفا</numerusform>
            <numerusform>%n ملف</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VerdictCard</name>
    <message>
        <source>Nouveau dossier</source>
        <translation>ملف جديد</translation>
    </message>
    <message>
        <source>Ce guichet ne peut pas le recevoir. F8 imprime où aller.</source>
        <translation>لا يمكن لهذا الشباك استلامه. F8 يطبع الجهة التي يجب التوجه إليها.</translation>
    </message>
    <message>
        <source>Pas à ce guichet</source>
        <translation>ليس في هذا الشباك</translation>
    </message>
    <message numerus="yes">
        <source>%n point(s) à corriger</source>
        <translation>
            <numerusform>لا شيء للتصحيح</numerusform>
            <numerusform>نقطة واحدة يجب تصحيحها</numerusform>
            <numerusform>نقطتان يجب تصحيحهما</numerusform>
            <numerusform>%n نقاط يجب تصحيحها</numerusform>
            <numerusform>%n نقطة يجب تصحيحها</numerusform>
            <numerusform>%n نقطة يجب تصحيحها</numerusform>
        </translation>
    </message>
    <message>
        <source>Incomplet</source>
        <translation>ناقص</translation>
    </message>
    <message numerus="yes">
        <source>%n remarque(s), sans empêcher le dépôt</source>
        <translation>
            <numerusform>لا ملاحظات</numerusform>
            <numerusform>ملاحظة واحدة لا تمنع الإيداع</numerusform>
            <numerusform>ملاحظتان لا تمنعان الإيداع</numerusform>
            <numerusform>%n ملاحظات لا تمنع الإيداع</numerusform>
            <numerusform>%n ملاحظة لا تمنع الإيداع</numerusform>
            <numerusform>%n ملاحظة لا تمنع الإيداع</numerusform>
        </translation>
    </message>
    <message>
        <source>Complet</source>
        <translation>كامل</translation>
    </message>
    <message>
        <source>Rien ne manque.</source>
        <translation>لا ينقصه شيء.</translation>
    </message>
    <message>
        <source>Commencez par la pièce d&apos;identité de l&apos;étudiant.</source>
        <translation>ابدؤوا بوثيقة هوية الطالب.</translation>
    </message>
    <message>
        <source>À déposer jusqu&apos;au {}</source>
        <translation>آخر أجل للإيداع: {}</translation>
    </message>
    <message numerus="yes">
        <source>%n jour(s) de retard</source>
        <translation>
            <numerusform>دون تأخير</numerusform>
            <numerusform>تأخير بيوم واحد</numerusform>
            <numerusform>تأخير بيومين</numerusform>
            <numerusform>تأخير بـ %n أيام</numerusform>
            <numerusform>تأخير بـ %n يوما</numerusform>
            <numerusform>تأخير بـ %n يوم</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n jour(s) restant(s)</source>
        <translation>
            <numerusform>آخر يوم</numerusform>
            <numerusform>بقي يوم واحد</numerusform>
            <numerusform>بقي يومان</numerusform>
            <numerusform>بقيت %n أيام</numerusform>
            <numerusform>بقي %n يوما</numerusform>
            <numerusform>بقي %n يوم</numerusform>
        </translation>
    </message>
</context>
</TS>
