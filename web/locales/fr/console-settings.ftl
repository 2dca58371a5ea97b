# La console d’administration : paramètres
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
