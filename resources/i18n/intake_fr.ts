<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr_MA" sourcelanguage="fr">
<context>
    <name>BoxesPart</name>
    <message numerus="yes">
        <source>%n produit(s)</source>
        <translation>
            <numerusform>%n produit</numerusform>
            <numerusform>%n produits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>il y a %n jour(s)</source>
        <translation>
            <numerusform>il y a %n jour</numerusform>
            <numerusform>il y a %n jours</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DayModel</name>
    <message numerus="yes">
        <source>%n remarque(s)</source>
        <translation>
            <numerusform>%n remarque</numerusform>
            <numerusform>%n remarques</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LinkBar</name>
    <message numerus="yes">
        <source>%n dossier(s) scellé(s)</source>
        <translation>
            <numerusform>%n dossier scellé</numerusform>
            <numerusform>%n dossiers scellés</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n en attente</source>
        <translation>
            <numerusform>%n en attente</numerusform>
            <numerusform>%n en attente</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LinkPage</name>
    <message numerus="yes">
        <source>Terminé : %n élément(s) écrit(s) et relu(s) sur la clé.</source>
        <translation>
            <numerusform>Terminé : %n élément écrit et relu sur la clé.</numerusform>
            <numerusform>Terminé : %n éléments écrits et relus sur la clé.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accusés repris : %n élément(s) reçu(s) par la réception.</source>
        <translation>
            <numerusform>Accusés repris : %n élément reçu par la réception.</numerusform>
            <numerusform>Accusés repris : %n éléments reçus par la réception.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Part</name>
    <message numerus="yes">
        <source>%n à corriger</source>
        <translation>
            <numerusform>%n à corriger</numerusform>
            <numerusform>%n à corriger</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n remarque(s)</source>
        <translation>
            <numerusform>%n remarque</numerusform>
            <numerusform>%n remarques</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReceiptsDue</name>
    <message numerus="yes">
        <source>%n récépissé(s) à imprimer</source>
        <translation>
            <numerusform>%n récépissé à imprimer</numerusform>
            <numerusform>%n récépissés à imprimer</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TodayPage</name>
    <message numerus="yes">
        <source>%n dossier(s)</source>
        <translation>
            <numerusform>%n dossier</numerusform>
            <numerusform>%n dossiers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VerdictCard</name>
    <message numerus="yes">
        <source>%n point(s) à corriger</source>
        <translation>
            <numerusform>%n point à corriger</numerusform>
            <numerusform>%n points à corriger</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n remarque(s), sans empêcher le dépôt</source>
        <translation>
            <numerusform>%n remarque, sans empêcher le dépôt</numerusform>
            <numerusform>%n remarques, sans empêcher le dépôt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n jour(s) de retard</source>
        <translation>
            <numerusform>%n jour de retard</numerusform>
            <numerusform>%n jours de retard</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n jour(s) restant(s)</source>
        <translation>
            <numerusform>%n jour restant</numerusform>
            <numerusform>%n jours restants</numerusform>
        </translation>
    </message>
</context>
</TS>
