# Le premier administrateur, et son accès de secours. Le balisage est permis là où un modèle dit rich().
setup-title = Configurer cette instance
setup-lead = Vous devenez le premier administrateur, avec le code affiché sur la machine hôte. La commande <code>signet admin code</code> en affiche un autre.
setup-code-label = Code
setup-email-hint = Elle vous servira ensuite à vous connecter.
setup-submit = Devenir administrateur
setup-problem-missing = Saisissez le code.
setup-problem-wrong = Ce code n’est pas valable. Un code ne sert qu’une fois et expire de lui-même : vérifiez-le ou faites-en afficher un autre.
setup-problem-taken = Cette adresse appartient à un autre compte. Utilisez-en une autre, ou faites de ce compte un administrateur sur la machine hôte avec <code>signet admin add</code>.
setup-problem-limited =
    { $minutes ->
        [one] Trop de tentatives. Réessayez dans une minute.
       *[other] Trop de tentatives. Réessayez dans { $minutes } minutes.
    }
setup-problem-busy = Le service est très sollicité. Réessayez dans un instant.
setup-over-title = Configuration déjà faite
setup-over-lead = Cette instance a un administrateur. La page qui créait le premier n’existe plus.
setup-done-title = Tout est prêt
setup-done-lead = Vous êtes le premier administrateur de cette instance, et vous êtes connecté.
setup-recovered-title = Vous êtes connecté
setup-recovered-lead = Vous êtes connecté en tant qu’administrateur de cette instance. Le code ne peut plus servir.
setup-unproven = L’adresse <strong><bdi>{ $email }</bdi></strong> n’est pas encore confirmée et ne permet donc pas de se connecter.
setup-prove = Confirmer l’adresse
setup-address-title = Changer l’adresse
setup-address-lead = Elle vous servira ensuite à vous connecter. Nous y envoyons un code, pour que personne d’autre ne puisse le faire.
setup-change-address = Changer l’adresse
recover-title = Connexion d’un administrateur
recover-lead = Saisissez le code affiché sur la machine hôte par <code>signet admin code</code>. Il vous connecte une seule fois.
