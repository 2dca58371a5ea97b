# Ce qui suit un code confirmé, et la fin d’une session. Le balisage est permis là où un modèle dit rich().
no-account-title = Aucun compte
no-account-heading = Aucun compte n’existe pour <bdi>{ $email }</bdi>
no-account-lead = Votre adresse est confirmée. Il ne reste qu’un clic pour créer votre compte.
account-exists-title = Vous avez déjà un compte
account-exists-lead = L’adresse <strong><bdi>{ $email }</bdi></strong> est déjà enregistrée et votre code est correct. Vous pouvez vous connecter tout de suite.
suspended-title = Votre compte est suspendu
suspended-lead = Vous ne pouvez pas vous connecter avec ce compte pour le moment. Si vous pensez qu’il s’agit d’une erreur, contactez le responsable du service.
signed-out-title = Déconnexion réussie
signed-out-lead = Vous pouvez maintenant fermer cette page.
confirm-sign-out-title = Déconnexion
confirm-sign-out-heading = Voulez-vous vous déconnecter ?
confirm-sign-out-lead = Vous devrez vous reconnecter la prochaine fois.
stay-signed-in = Garder ma session ouverte
stay-by-closing = Pour ne pas vous déconnecter, fermez simplement cette page.
start-again-title = Cette connexion a expiré
start-again-lead = Par sécurité, une connexion ne peut rester en suspens trop longtemps. Recommencez, cela ne prend qu’un instant.
start-again-by-hand = Par sécurité, une connexion ne peut rester en suspens trop longtemps. Retournez dans l’application et connectez-vous à nouveau.
