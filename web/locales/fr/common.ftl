# Ce que disent plusieurs pages.
language-name = Français
language-switch = Langue
title-error = Erreur :
continue = Continuer
sign-in = Se connecter
sign-out = Se déconnecter
create-account = Créer un compte
start-again = Recommencer
another-address = Utiliser une autre adresse
terms = Conditions d’utilisation
privacy = Confidentialité
support = Besoin d’aide ? Écrivez à
help = Aide
development-note = Serveur de développement : aucun e-mail ne quitte cette machine.
development-mailbox = Ouvrir la boîte de réception
