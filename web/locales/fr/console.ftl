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
unreachable = Le serveur ne répond pas. Ce que vous avez saisi est conservé ; rien n’a été enregistré.
updated = Signet a été mis à jour.
reload = Recharger
to-home = Vers l’accueil
page-broken = Cette page a rencontré une erreur
not-found-title = Il n’y a rien ici
not-found-text = L’adresse est peut-être mal saisie, ou ce qui se trouvait ici a été supprimé.

# Connexion à la console
wrong-host-title = Cette console se trouve ailleurs
wrong-host-text = La connexion ne répond qu’à { $address }. Ouvrez la console à cette adresse.
handed-on-title = Vous êtes connecté
handed-on-text = Vous pouvez fermer cette fenêtre.
sign-in-failed-title = La connexion a échoué
sign-in-failed-text = La réponse du fournisseur n’a pas pu être utilisée. Réessayez ; si cela persiste, voici ce qui a été dit :
not-allowed-title = Pas d’accès à la console
not-allowed-text = { $person } est connecté, mais n’est pas administrateur de cette instance.
another-account = Utiliser un autre compte
again-expired = Votre session a pris fin
again-expired-text = Reconnectez-vous dans une petite fenêtre. Cette page et ce que vous avez saisi restent tels quels.
again-prove = Confirmez que c’est bien vous
again-prove-text = Cette action montre ou modifie quelque chose de sensible : votre connexion ne doit pas dater de plus de dix minutes. Une petite fenêtre suffit, et cette page reste telle quelle.
again-opened = En attente de la petite fenêtre…
sign-in-again = Se reconnecter

# Raccourcis
keys = Raccourcis clavier
keys-search = Rechercher
keys-go = Accueil, applications, connecteurs, expérience de connexion, utilisateurs, activité
keys-primary = L’action principale de la page
keys-rows = Ligne suivante et précédente
keys-save = Enregistrer
keys-close = Fermer ce qui est au premier plan
keys-help = Ces raccourcis
keys-letters = Les lettres seules sont des raccourcis

# Ce que disent plusieurs pages
save-changes = Enregistrer les modifications
save-and-done = Enregistrer et terminer
saved-at = Enregistré à { $time }
discard = Annuler
cancel = Annuler
close = Fermer
back = Retour
done = Terminé
undo = Rétablir
remove = Supprimer
remove-of = Supprimer { $of }
replace = Remplacer
copy = Copier
copy-of = Copier : { $of }
copied = Copié
copy-failed = Ce navigateur ne permet pas de copier. Sélectionnez le texte et copiez-le à la main.
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
built-in-text = Ceci appartient à Signet et ne peut pas être modifié.
declared-in-file = Ceci est déclaré dans { $place } et se modifie là.
declared-members = Défini dans le fichier de configuration, et modifié là :
changed-elsewhere = Quelqu’un d’autre vient de modifier ceci
conflict = Quelqu’un d’autre a enregistré entre-temps
conflict-text = Rien n’est perdu. Choisissez pour chaque champ la valeur à garder, puis enregistrez.
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
problem-unreachable = Le serveur ne répond pas.
problem-auth-forbidden = Votre compte peut consulter ceci, mais pas le modifier.
request-id = Référence de la requête

# Applications
applications-lead = Ce à quoi les gens se connectent, et les machines qui appellent vos API.
applications-empty = Aucune application pour l’instant
applications-empty-text = Une application est ce à quoi les gens se connectent : un site web, une application mobile, une API.
applications-search = Nom ou identifiant
all-types = Tous les types
create-application = Créer une application
create-lead = Choisissez avec quoi elle est faite. Vous recevrez un guide où vos valeurs sont déjà remplies.
create-named = Nouvelle application : { $framework }
framework-search = Rechercher un framework
quick-filter = Filtre rapide
framework-web = Sans framework
framework-spa = Sans framework
framework-native = Toute application native
framework-machine = Toute machine
type-Traditional = Traditional web
type-SPA = Single page app
type-Native = Application native
type-MachineToMachine = Machine à machine
type-Traditional-text = Un serveur qui affiche des pages et garde un secret.
type-SPA-text = Du JavaScript dans le navigateur, sans secret.
type-Native-text = Une application sur un téléphone ou un ordinateur.
type-MachineToMachine-text = Un programme qui appelle une API sans personne.
application-name = Nom de l’application
application-name-hint = Les gens le voient quand ils se connectent.
name-missing = Donnez-lui un nom.
where-does-it-run = Où s’exécute-t-elle ?
where-does-it-run-hint = Facultatif. Les URI de redirection en découlent ; vous pourrez les modifier.
application-pages = Pages de cette application
guide = Guide
secrets = Secrets
general = Général
addresses = Adresses
third-party = tierce
application-id = ID de l’application
application-secret = Secret de l'application
redirect-uri = URI de redirection
redirect-uris = URI de redirection
redirect-uris-hint = Où les gens sont renvoyés après la connexion, comparé caractère par caractère. Plusieurs lignes peuvent être collées d’un coup.
post-sign-out-uri = URI de redirection après déconnexion
post-sign-out-uris = URI de redirection après déconnexion
post-sign-out-uris-hint = Où les gens peuvent être renvoyés après la déconnexion.
add-another = En ajouter une
uri-blank = Une URI ne contient pas d’espaces.
uri-wildcard = Les jokers sont refusés : avec eux, quiconque possède une page sur un hôte correspondant obtient les connexions. Enregistrez chaque URI.
uri-fragment = La partie après # n’atteint jamais un serveur : elle est refusée.
uri-not-absolute = Écrivez l’adresse entière, en commençant par https://
uri-custom-scheme = Seules les applications natives peuvent être ouvertes par un schéma qui leur est propre.
uri-user-name = Une adresse ne doit contenir ni nom d’utilisateur ni mot de passe.
uri-plain-http = http sans chiffrement n’est permis que sur votre propre machine. Utilisez https.
uri-duplicate = Celle-ci est déjà dans la liste.
uri-trailing-slash = Elle ne diffère d’une autre que par la barre finale. Ce sont deux adresses différentes.
uri-loopback-names = localhost et 127.0.0.1 sont des adresses différentes.
uri-address = Mieux vaut un nom qu’un numéro : certificats et cookies appartiennent à des noms.
uri-no-path = C’est une origine sans chemin. N’y a-t-il pas de chemin de rappel ?
refused-lately = Refusées récemment
refused-registered = Est enregistrée :
add-this-uri = Ajouter cette URI
dismiss = Ignorer
endpoints = Points d’accès
endpoint-issuer = Émetteur (issuer)
endpoint-discovery = Découverte (discovery)
endpoint-authorization = Autorisation
endpoint-token = Jetons
endpoint-userinfo = Userinfo
endpoint-jwks = JWKS
endpoint-end-session = Fin de session
advanced = Réglages avancés
cors-origins = Origines autorisées (CORS)
cors-origins-hint = Origines dont les pages peuvent appeler le point d’accès des jetons. Celles des URI de redirection le peuvent déjà.
backchannel = URI de déconnexion par canal arrière
backchannel-hint = Où cette application apprend qu’une session a pris fin.
id-token-ttl = Durée du jeton d’identité, en secondes
id-token-ttl-hint = Par défaut : 3600, soit une heure.
refresh-ttl = Durée du jeton d’actualisation, en jours
refresh-ttl-hint = Par défaut : 14.
rotate-refresh = Renouveler les jetons d’actualisation
rotate-refresh-hint = Chaque usage en donne un nouveau ; un jeton volé est remarqué à son second usage.
always-refresh = Toujours émettre un jeton d’actualisation
always-refresh-hint = Même si aucun consentement n’est demandé. À n’activer que si une ancienne bibliothèque l’exige.
remove-application = Supprimer l’application
remove-application-text = Plus personne ne pourra s’y connecter, et ses jetons meurent aussitôt.
remove-application-ask = « { $name } », ses secrets et ce qui lui a été accordé sont supprimés définitivement.
application-removed = { $name } a été supprimée
impact = Avec disparaissent :
secret = Secret
secrets-lead = Créez le suivant, placez-le là où l’application s’exécute, et supprimez l’ancien quand il n’est plus utilisé.
secrets-empty = Aucun secret : cette application ne peut pas prouver qui elle est.
create-secret = Créer un secret
secret-name-hint = Pour le distinguer des autres. Facultatif.
secret-name-new = Secret du { $date }
secret-made = Le nouveau secret
secret-made-text = Placez-le là où l’application s’exécute. Vous pourrez l’afficher à nouveau.
secret-is-set = défini
secret-ends = défini, se termine par { $end }
keep-saved = Garder celui enregistré
remove-secret = Supprimer le secret
remove-secret-text = Quiconque l’utilise encore est refusé aussitôt.
secret-was-used = Dernière utilisation :
secret-never-used = Il n’a jamais servi.
secret-removed = { $name } a été supprimé
guide-registered = { $name } est enregistrée. Suivez ces étapes ; vos valeurs sont déjà remplies.
guide-steps = Étapes
package-manager = Gestionnaire de paquets
reveal-in-snippet = Afficher dans l’extrait
progress = Ce que le serveur a vu
milestone-registeredAt = Enregistrée
milestone-firstRequestAt = Première demande de connexion
milestone-firstTokenAt = Premier jeton
milestone-firstSignOutAt = Première déconnexion
is-done = fait
is-open = pas encore
checkpoint-waiting = En attente de la première connexion depuis { $name }…
checkpoint-asked = { $name } a demandé une connexion. En attente de son aboutissement…
checkpoint-done = Cela fonctionne : quelqu’un s’est connecté à { $name }

# Connecteurs
email-sms-connectors = Connecteurs e-mail et SMS
connectors-lead = Par quoi les codes parviennent aux gens.
email = E-mail
email-none = Aucun fournisseur n’est configuré. En développement, les e-mails arrivent dans la boîte de réception ; ailleurs, aucun ne part.
configure = Configurer
configure-one = En configurer un
choose-provider = Choisissez un fournisseur
replace-connector = Configurer un autre fournisseur à sa place
fallback = secours
in-force = utilisé
not-in-force = non utilisé
email-ready = L’e-mail est prêt.
email-ready-text = Les gens l’utilisent dès que l’expérience de connexion le prévoit.
activate-in-experience = Activer dans l’expérience de connexion
parameter-configuration = Configuration des paramètres
region = Région
region-US = États-Unis
region-EU = UE
region-other = autre
domain-scheme = Écrivez le domaine seul, sans https://
domain-form = Un domaine ressemble à mg.example.com
login-user = Utilisateur
login-pass = Mot de passe
json-broken = Ce n’est pas encore du JSON.
check-domain = Vérifier
checking = Vérification…
check-domain-hint = Interroge Mailgun sur le domaine : sa région, son état, son DNS.
check-fine = Tout va bien : les e-mails peuvent partir.
region-knows = { $region } : { $state }
dns-valid = valide
dns-invalid = non valide
dns-unknown = inconnu
dns-missing = { $record } doit figurer dans le DNS :
deliveries = Livraisons
deliveries-hint = Ce qui est envoyé pour chaque type d’utilisation. Sans aucune livraison, les e-mails de Signet partent en anglais et en français.
deliveries-view = Vue
deliveries-editor = Éditeur
deliveries-form = Formulaire
json-editor = Éditeur JSON
code-field-hint = Tab indente. Échap, puis Tab, quitte l’éditeur.
line-column = Ligne { $line }, colonne { $column }
format = Mettre en forme
insert-sample = Insérer un exemple
what-is-sent = Ce qui est envoyé
sent-own = son propre e-mail
sent-generic = l’e-mail de Generic
sent-built-in = l’e-mail de Signet
sent-fails = rien : ni celui-ci ni Generic n’existe, l’envoi échoue
delivery-not-object = { $usage } doit être un objet avec html ou template.
delivery-not-map = { $member } doit être un objet.
delivery-not-text = { $usage }.{ $member } doit être un texte.
delivery-no-content = { $usage } n’a pas de contenu : donnez html ou template.
delivery-no-code = { $usage } ne contient pas {"{{"}code{"}}"} : personne ne pourra lire le code.
delivery-member = { $usage }.{ $member } n’est pas connu et sera ignoré.
delivery-placeholder = {"{{"}{ $name }{"}}"} n’est pas connu : vouliez-vous dire {"{{"}{ $near }{"}}"} ?
delivery-usage = { $usage } n’est pas un type d’utilisation.
delivery-usage-meant = { $usage } : vouliez-vous dire { $meant } ?
delivery-json-value = Il manque une valeur ici.
delivery-json-quote = Les textes s’écrivent entre guillemets doubles.
delivery-json-key = Un nom entre guillemets doubles est attendu ici.
delivery-json-colon = Il manque deux-points entre le nom et la valeur.
delivery-json-comma = Il manque une virgule ici.
delivery-json-last-comma = Cette virgule est de trop.
delivery-json-end = Le texte s’arrête trop tôt : une accolade n’est pas fermée.
delivery-json-string = Ce texte n’est pas fermé sur sa ligne.
delivery-json-escape = Après une barre oblique inverse, seuls " \ / b f n r t et u0000 sont permis.
delivery-json-twice = Ce nom figure deux fois.
delivery-json-more = Il y a quelque chose après la fin.
delivery-way = Contenu
delivery-way-html = Rédigé ici
delivery-way-template = Modèle Mailgun
delivery-member-subject = Objet
delivery-member-replyTo = Répondre à
delivery-member-html = HTML
delivery-member-text = Texte brut
delivery-member-template = Nom du modèle
delivery-member-variables = Variables
variable-name = Nom d’une variable
variable-value = Valeur de { $name }
add-variable = Ajouter une variable
usage = Type d’utilisation
usage-SignIn = Connexion
usage-Register = Inscription
usage-ForgotPassword = Mot de passe oublié
usage-Generic = Générique
usage-OrganizationInvitation = Invitation dans une organisation
usage-UserPermissionValidation = Confirmer une modification
usage-BindNewIdentifier = Nouvelle adresse
usage-MfaVerification = Second facteur
usage-BindMfa = Ajouter un second facteur
sample-subject = {"{{"}code{"}}"} est votre code de vérification
sample-html = <p>Votre code de vérification est <b>{"{{"}code{"}}"}</b>. Il est valable 10 minutes.</p>
sample-text = Votre code de vérification est {"{{"}code{"}}"}. Il est valable 10 minutes.
mail-preview = Aperçu de l’e-mail
mail-preview-hint = Ses mots et sa structure, avec le code 000000. Les styles et les images se voient dans l’e-mail de test.
mail-format = Format
mail-format-html = HTML
mail-format-text = Texte brut
mail-no-subject = Sans objet
mail-no-text = Aucun texte brut n’est donné ; il est tiré du HTML.
mail-template = Mailgun remplit son modèle « { $name } ».
built-in-subject = 482913 est votre code pour Bookstore
test = Test
test-hint = Envoie un e-mail de type Generic avec le code 000000, selon ce qui est affiché ici, enregistré ou non.
test-no-generic = Il n’y a pas de livraison pour Generic : ce test échouerait.
add-generic = Ajouter Generic
email-address = Adresse e-mail
send = Envoyer
sending = Envoi…
step-rendered = Rédigé
step-connected = Connecté
step-posted = Remis
step-answered = Réponse
test-accepted = Le fournisseur a pris l’e-mail. Est-il arrivé ? Sinon, regardez dans les indésirables.
test-refused = L’e-mail n’a pas été accepté.
remove-connector = Supprimer le connecteur
remove-connector-ask = Sa configuration est supprimée définitivement, et les codes pourraient ne plus partir.

# Expérience de connexion
branding = Image de marque
sign-up-and-sign-in = Inscription et connexion
content = Contenu
brand = Marque
brand-name = Nom
brand-name-hint = Il figure sur les pages qui n’appartiennent à aucune application. Vide : Signet.
colors = Couleurs
primaryColor = Couleur principale
primaryColor-pick = Choisir la couleur principale
darkPrimaryColor = Couleur principale sur fond sombre
darkPrimaryColor-pick = Choisir la couleur pour fond sombre
dark-mode = Les pages peuvent être sombres
derive-dark = La déduire de la couleur principale : { $color }
color-unknown = Écrivez une couleur comme #1d5b4f.
color-light-text = { $ratio } : 1 sur blanc : le texte des boutons est blanc.
color-dark-text = { $ratio } : 1 sur blanc : le texte des boutons est sombre.
logos = Logos
logo-url = Logo
dark-logo-url = Logo sur fond sombre
favicon-url = Icône de l’onglet
custom-css = Feuille de style personnalisée
custom-css-label = CSS
custom-css-hint = Elle vient après celle de Signet sur chaque page de connexion.
sign-up = Inscription
sign-up-identifier = Identifiant d’inscription
identifier-email = Adresse e-mail
identifier-email-or-phone = Email ou numéro de téléphone
identifier-phone = Numéro de téléphone
identifier-username = Nom d’utilisateur
identifier-none = Aucun
verify-at-sign-up = Vérifier à l'inscription
verify-forced = Toujours activé pour une adresse ou un numéro : un compte ne doit pas commencer par ce que personne n’a prouvé.
create-a-password = Créer un mot de passe
registration-open = Les gens peuvent créer eux-mêmes un compte
registration-open-hint = Désactivé : seules les personnes que vous ajoutez peuvent se connecter.
sign-in = Connexion
sign-in-mode = Ouvert aux nouveaux
sign-in-rows-hint = Une ligne pour chaque identifiant avec lequel on peut se connecter, dans l’ordre de la page.
verification-code = Code de vérification
password = Mot de passe
add-identifier = Ajouter : { $identifier }
move-up = Monter { $of }
move-down = Descendre { $of }
needs-sms = Un numéro de téléphone exige un connecteur SMS, et il n’y en a pas : ceci ne peut pas être enregistré.
needs-email = Un code par e-mail exige un connecteur e-mail.
needs-method = Choisissez au moins une façon de se connecter.
needs-factor = Choisissez un code de vérification, un mot de passe, ou les deux.
way-email = une adresse e-mail
way-email-or-phone = une adresse e-mail ou un numéro de téléphone
way-phone = un numéro de téléphone
way-username = un nom d’utilisateur
way-none = rien
summary-closed = Les nouvelles personnes ne peuvent pas s’inscrire.
summary-code = { $identifier } et un code
summary-password = { $identifier } et un mot de passe
summary-both = { $identifier } et un mot de passe ou un code
summary-sign-in = Les habitués se connectent avec { $ways }.
terms = Conditions
terms-url = Conditions d’utilisation
privacy-url = Politique de confidentialité
terms-policy = Les gens acceptent les conditions
terms-Automatic = en continuant
terms-ManualRegistrationOnly = par une case à cocher à l’inscription
terms-Manual = par une case à cocher à chaque fois
help = Aide
support-email = E-mail d’assistance
support-url = Page d’assistance
languages = Langues
language-en = Anglais
language-fr = Français
auto-detect = Parler la langue du navigateur
auto-detect-hint = On peut en changer sur chaque page.
fallback-language = Sinon
live-preview = Aperçu en direct
preview-page = Page
preview-state = État de la page
preview-state-of = état { $number } sur { $total }
open-real = Ouvrir { $name } et se connecter
preview-needs-right = L’aperçu en direct est réservé à ceux qui peuvent modifier quelque chose.
all-states = Tous les états
preview-language = Langue de la page
preview-size = Taille
preview-title = Aperçu : { $page }
preview-unsaved = Avec ce qui n’est pas encore enregistré. Rien ne peut y être envoyé.
preview-saved = Tel qu’enregistré. Rien ne peut y être envoyé.
size-phone = Téléphone
size-desktop = Ordinateur
sample-sign-in = Connexion
sample-register = Inscription
sample-verification-code = Code
sample-no-account = Aucun compte
sample-account-exists = Compte existant
sample-select-account = Choix du compte
sample-consent = Consentement
sample-suspended = Suspendu
sample-signed-out = Déconnecté
sample-form-post = Retour
sample-confirm-sign-out = Confirmer la déconnexion
sample-sign-out-refused = Déconnexion refusée
sample-start-again = Recommencer
sample-error = Erreur
sample-mail = E-mail

# Utilisateurs
users-empty = Aucun utilisateur pour l’instant
users-empty-text = La première personne qui se connecte apparaîtra ici.
users-search = Adresse, nom, nom d’utilisateur ou identifiant
users-all = Tout le monde
users-isSuspended = Suspendus
users-neverSignedIn = Jamais connectés
username = Nom d’utilisateur
avatar = Image (URL)
last-sign-in = Dernière connexion
suspended = suspendu
add-user = Ajouter un utilisateur
add-user-lead = Les gens s’inscrivent d’habitude eux-mêmes ; ceci sert à ceux qui ne le peuvent ou ne le doivent pas.
user-pages = Pages de cet utilisateur
sign-ins = Connexions
profile = Profil
sessions = Sessions
user-id = ID de l’utilisateur
suspend = Suspendre
resume = Lever la suspension
user-suspended = { $name } est suspendu
user-resumed = { $name } peut à nouveau se connecter
remove-user = Supprimer l’utilisateur
remove-user-text = Le compte, ses sessions et tout ce qu’il a accordé sont supprimés définitivement.
attempts = Tentatives
attempts-of = Tentatives avec { $address }
attempts-empty = Aucune tentative n’est connue.
outcome-signedIn = connecté
outcome-declined = refusé par la personne
outcome-refused = refusé
outcome-waiting = en cours
outcome-expired = expiré
flow-sign-in-begun = L’application a demandé
flow-sign-in-returned = De retour dans l’application
flow-sign-in-expired = La connexion a expiré
flow-mail-queued = E-mail rédigé
flow-mail-sent = E-mail pris par le fournisseur
flow-mail-delayed = E-mail retardé
flow-mail-refused = E-mail refusé
flow-mail-expired = E-mail expiré
explain = Pourquoi quelqu’un ne peut-il pas se connecter ?
explain-button = Pourquoi … ne peut pas se connecter ?
explain-who = Pourquoi { $who } ne peut-il pas se connecter ?
explain-lead = Le fournisseur fait ses propres vérifications, dans son ordre, et dit ce qu’il trouverait. Rien n’est envoyé ni compté.
explain-application = À quelle application
any-application = N’importe laquelle
explain-check = Vérifier
check-application = Application
check-redirectUri = URI de redirection
check-identifier = Identifiant
check-account = Compte
check-suspension = Suspension
check-limits = Limites
check-mail = E-mail
check-code = Code
check-expected = Personne attendue
check-chosen = Compte choisi
check-fresh = Preuve récente
check-consent = Consentement
verdict-pass = réussi
verdict-fail = échoué
verdict-ask = demanderait
until = Jusqu’à { $time }
signed-in = Connecté
last-seen = Vu
end-session = Fermer
session-ended = La session a été fermée
sign-out-everywhere = Déconnecter partout
signed-out-everywhere = Déconnecté partout
sessions-empty = Connecté nulle part.
grants = Accordé aux applications
grants-empty = Rien n’est accordé.
scopes = Portées (scopes)
revoke = Révoquer
grant-revoked = L’accord a été révoqué

# Activité
events = Événements
mail = E-mails
events-empty = Il ne s’est rien passé.
follow = Suivre
kind = Genre
all-kinds = Tout
about-sign-in = Connexion
about-mail = E-mail
about-administration = Administration
about-security = Sécurité
result = Résultat
result-any = Tout résultat
result-success = Réussi
result-error = Refusé
refused = refusé
error-reference = Référence d’erreur
look-up = Chercher
narrow-result = Résultat
narrow-user = Utilisateur
narrow-application = Application
narrow-requestId = Requête
narrow-flow = Connexion
narrow-kind = Genre
actor = Par
actor-user = utilisateur
actor-application = application
actor-system = Signet
sign-in-flow = Connexion
network = Réseau
browser = Navigateur
recipient = Destinataire
attempts-count = Essais
all-mails = Tous les e-mails
mail-waiting = en attente
mail-sent = envoyé
mail-dead = abandonné
mail-expired = expiré
mail-next = Prochain essai
mail-retry = Renvoyer maintenant
mail-cancel = Abandonner
mail-retry-done = Il est renvoyé
mail-cancel-done = Il a été abandonné
mail-empty = Aucun e-mail pour l’instant
mail-empty-text = Chaque e-mail apparaît ici avec ce qu’il est devenu.
event-user-registered = Compte créé
event-user-changed = Utilisateur modifié
event-user-removed = Utilisateur supprimé
event-user-passwords_read = Empreintes de mots de passe lues
event-application-created = Application créée
event-application-changed = Application modifiée
event-application-removed = Application supprimée
event-secret-created = Secret créé
event-secret-changed = Secret renommé
event-secret-removed = Secret supprimé
event-secret-revealed = Secret affiché
event-resource-created = API créée
event-resource-changed = API modifiée
event-resource-removed = API supprimée
event-role-created = Rôle créé
event-role-changed = Rôle modifié
event-role-removed = Rôle supprimé
event-roles-given = Rôles accordés
event-roles-taken = Rôles retirés
event-settings-changed = Paramètres modifiés
event-connector-created = Connecteur créé
event-connector-changed = Connecteur modifié
event-connector-removed = Connecteur supprimé
event-connector-revealed = Connecteur affiché
event-connector-tested = E-mail de test envoyé
event-email_templates-changed = Modèles d’e-mail modifiés
event-session-started = Connexion
event-session-ended = Session terminée
event-grant-code_replayed = Code utilisé deux fois
event-refresh-reused = Jeton d’actualisation utilisé deux fois
event-refresh-wrong_client = Jeton d’actualisation d’une autre application
event-tokens-issued = Jetons émis
event-tokens-refreshed = Jetons actualisés
event-machine-tokens_issued = Jetons émis à une machine
event-mail-misconfigured = L’e-mail ne peut pas partir
event-mail-dead = E-mail abandonné
event-mail-retried = E-mail renvoyé
event-mail-cancelled = E-mail retiré
event-consent-given = Consentement donné
event-consent-declined = Consentement refusé
event-consent-revoked = Consentement révoqué
event-logout-dead = Déconnexion non transmise à une application
event-setup_code-made = Code d’installation créé
event-recovery_code-made = Code de secours créé
event-recovery_code-used = Code de secours utilisé
event-limit-reached = Limite atteinte
event-code-requested = Code demandé
event-code-wrong = Code erroné
event-code-refused = Code refusé
event-code-accepted = Code accepté

# Accueil
welcome = Bienvenue, { $name }
get-started = Pour commencer
get-started-lead = De rien jusqu’à la première connexion.
view-all = Tout voir
create-application-text = Choisissez un framework et suivez son guide.
send-real-email = Envoyer de vrais e-mails
send-real-email-text = D’ici là, les codes arrivent dans la boîte de développement.
look-at-sign-in = Regarder votre page de connexion
look-at-sign-in-text = Dans chaque état, langue et thème, avant d’enregistrer.
first-sign-in = Se connecter une fois comme utilisateur
first-sign-in-text = Le guide de votre application montre quand cela fonctionne.
people-total = Personnes
people-new = Nouvelles en sept jours
people-active = Actives en trente jours
refused-recently = Refus récents
nothing-refused = Rien n’a été refusé.
view-activity = Toute l’activité

# Paramètres
administrators = Administrateurs
administrators-lead = Ils voient et modifient tout ici.
administrators-empty = Aucun administrateur n’est connu.
add-administrator = Ajouter un administrateur
add-administrator-text = Quelqu’un qui a déjà un compte.
administrator-added = { $name } est administrateur
remove-administrator = Retirer l’administrateur
remove-administrator-text = { $name } garde son compte et perd la console.
administrator-removed = { $name } n’est plus administrateur
about = À propos
version = Version
build = Build
public-url = URL publique
libraries = Bibliothèques de la console
library = Bibliothèque
licence = Licence

# Autres noms sous lesquels on cherche les pages
also-home = pour commencer tableau de bord get started
also-applications = clients parties de confiance
also-create-application = tout voir frameworks view all nouveau client express go
also-email-sms-connectors = connector mailgun smtp fournisseur Email and SMS connectors Configurer
also-branding = thème logo couleur css expérience de connexion
also-sign-up-and-sign-in = login enregistrement identifiant aperçu en direct expérience de connexion
also-content = conditions confidentialité langues
also-users = personnes comptes membres
also-explain = diagnostic dépannage connexion impossible
also-events = journaux d'audit historique logs
also-mail = boîte d'envoi file rebond
also-administrators = admins opérateurs
also-about = licences version

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
        [password] Les nouvelles personnes s’inscrivent avec { $identifier } et un mot de passe.
       *[code] Les nouvelles personnes s’inscrivent avec { $identifier } et un code.
    }
