# La console d’administration : accueil
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
