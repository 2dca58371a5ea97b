# La console d’administration. Les libellés que citent les guides sont les leurs, mot pour mot.

# Le cadre
skip = Aller au contenu
navigation = Navigation
nav-connect = Connecter
nav-people = Personnes
nav-operate = Exploiter
home = Accueil
home-of = Signet { $host } : accueil
applications = Applications
connectors = Connecteurs
sign-in-experience = Expérience de connexion
users = Utilisateurs
activity = Activité
settings = Paramètres
breadcrumb = Vous êtes ici
loading = Chargement
speak-other = English
theme-is = Thème : { $theme }
theme-system = Comme le système
theme-light = Clair
theme-dark = Sombre
sign-out = Se déconnecter
search = Rechercher ou agir…
search-hint = Une page, un nom, une adresse, une référence d’erreur
search-results = Résultats
search-nothing = Rien ne porte ce nom.
events-of-request = Ce qui s’est passé dans la requête { $id }
application-of = Application { $id }
user-of = Utilisateur { $id }
explain-of = Pourquoi { $address } ne peut-elle pas se connecter ?
unreachable = Le serveur ne répond pas. Votre saisie est conservée ; rien n’a été enregistré.
updated = Signet a été mis à jour.
reload = Recharger
to-home = Vers l’accueil
page-broken = Cette page a rencontré une erreur
not-found-title = Il n’y a rien ici
not-found-text = L’adresse est peut-être mal saisie, ou ceci a été supprimé.

# Connexion à la console
wrong-host-title = Cette console est ailleurs
wrong-host-text = La connexion ne répond qu’à { $address }. Ouvrez-y la console.
handed-on-title = Vous êtes connecté
handed-on-text = Vous pouvez fermer cette fenêtre.
sign-in-failed-title = La connexion a échoué
sign-in-failed-text = La réponse du fournisseur est inutilisable. Réessayez ; voici ce qui a été dit :
needs-change = Seuls les administrateurs le peuvent. Vous voyez tout le reste.
not-allowed-title = Pas d’accès à la console
not-allowed-text = { $person } est connecté, mais n’administre pas cette instance.
another-account = Utiliser un autre compte
again-expired = Votre session a pris fin
again-expired-text = Reconnectez-vous dans une petite fenêtre. Cette page et votre saisie restent.
again-prove = Confirmez que c’est bien vous
again-prove-text = Ceci est sensible : votre connexion doit dater de moins de dix minutes. Une petite fenêtre suffit ; cette page reste.
again-opened = En attente de la petite fenêtre…
sign-in-again = Se reconnecter

# Raccourcis
keys = Raccourcis clavier
keys-search = Rechercher
keys-go = Accueil, applications, connecteurs, expérience de connexion, utilisateurs, activité
keys-primary = L’action principale de la page
keys-rows = Ligne suivante et précédente, et l’ouvrir
keys-save = Enregistrer
keys-close = Fermer ce qui est au premier plan
keys-help = Ces raccourcis
keys-letters = Les lettres seules sont des raccourcis

# Ce que disent plusieurs pages
save-changes = Enregistrer les modifications
save-and-done = Enregistrer et terminer
saved-at = Enregistré à { $time }
discard = Abandonner
cancel = Annuler
close = Fermer
back = Retour
done = Terminé
undo = Annuler
remove = Supprimer
remove-of = Supprimer { $of }
replace = Remplacer
copy = Copier
copy-of = Copier : { $of }
copied = Copié
copy-failed = Ce navigateur ne permet pas de copier. Copiez à la main.
reveal = Afficher
hide = Masquer
try-again = Réessayer
show-more = Afficher la suite
older = Plus anciens
previous = Précédent
next = Suivant
pages = Pages de la liste
page-size = Lignes par page
page-size-of = { $size } par page
rows-of = { $first } à { $last } sur { $total }
nothing-found = Aucun résultat pour « { $query } »
clear-search = Effacer la recherche
name = Nom
description = Description
type = Type
state = État
source = Origine
created = Créé
expires = Expire
last-used = Dernière utilisation
actions = Actions
never = Jamais
time = Heure
user = Utilisateur
application = Application
you = Vous
built-in = intégré
built-in-text = Ceci appartient à Signet et ne se modifie pas.
declared-in-file = Ceci est déclaré dans { $place } et se modifie là.
declared-members = Défini et modifié dans le fichier de configuration :
changed-elsewhere = Ceci vient d’être modifié ailleurs.
changed-by = Par { $who }, { $when }.
merged = L’enregistrement fait ailleurs est conservé, et votre saisie aussi.
draft-lost = Ceci a été supprimé entre-temps, et votre saisie avec.
conflict = Ceci a été enregistré ailleurs entre-temps.
conflict-text = Rien n’est perdu. Choisissez chaque valeur, puis enregistrez.
conflict-was = Avant
conflict-theirs = La leur
conflict-yours = La vôtre
take-theirs = Prendre la leur
keep-mine = Garder la mienne
type-name = Saisissez « { $name } » pour confirmer
field-missing = Ce champ est nécessaire.
code = Code
documentation = Documentation
problem-loading = Ceci n’a pas pu être chargé.
problem-unknown = Une erreur s’est produite sur le serveur.
problem-session-another_person = Une autre personne s’est connectée. Prenez le compte qui a ouvert la page, ou rechargez-la.
problem-session-pop_up_blocked = Le navigateur a bloqué la fenêtre de connexion. Autorisez-la et réessayez.
problem-unreachable = Le serveur ne répond pas.
problem-auth-forbidden = Votre compte n’y est pas autorisé.
request-id = Référence de la requête

# Autres noms sous lesquels on cherche les pages et les actions
also-home = tableau de bord
also-applications = clients, parties de confiance
also-create-application = frameworks, nouveau client
also-email-sms-connectors = fournisseur d'e-mail
also-branding = thème, logo, couleur
also-sign-up-and-sign-in = enregistrement, identification
also-content = conditions, confidentialité
also-users = personnes, comptes, membres
also-explain = diagnostic, dépannage, connexion impossible
also-events = journaux d'audit, historique
also-mail = boîte d'envoi, file, rebond
also-administrators = admins, opérateurs
also-about = licences, version
also-send-test-mail = essayer un e-mail
also-create-secret = renouveler le secret
also-keys = raccourcis
also-sign-out = fermer la session

# Actions
send-test-mail = Envoyer un e-mail de test
times-utc = Heures en UTC
times-local = Heures locales

# Nombres
changes =
    { $count ->
        [one] { $count } modification
       *[other] { $count } modifications
    }
rows =
    { $count ->
        [one] { $count } ligne
       *[other] { $count } lignes
    }
refused-count =
    { $count ->
        [one] une fois
       *[other] { $count } fois
    }
tries-left =
    { $count ->
        [one] encore { $count } essai
       *[other] encore { $count } essais
    }
in-days =
    { $count ->
        [one] dans { $count } jour
       *[other] dans { $count } jours
    }
impact-people =
    { $count ->
        [one] { $count } personne
       *[other] { $count } personnes
    }
impact-grants =
    { $count ->
        [one] { $count } accord
       *[other] { $count } accords
    }
impact-applications =
    { $count ->
        [one] { $count } application
       *[other] { $count } applications
    }
impact-secrets =
    { $count ->
        [one] { $count } secret
       *[other] { $count } secrets
    }
impact-sessions =
    { $count ->
        [one] { $count } session
       *[other] { $count } sessions
    }
review =
    { $count ->
        [one] Relire { $count } modification
       *[other] Relire { $count } modifications
    }
summary-sign-up =
    { $with ->
        [password] Les nouveaux s’inscrivent avec { $identifier } et un mot de passe.
        [both] Les nouveaux s’inscrivent avec { $identifier }, un code et un mot de passe.
       *[code] Les nouveaux s’inscrivent avec { $identifier } et un code.
    }
