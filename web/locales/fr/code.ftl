# La page qui demande le code de vérification.
code-title = Consultez vos e-mails
code-lead-sign-in = Pour vous connecter, saisissez le code envoyé à l’adresse
code-lead-register = Pour créer votre compte, saisissez le code envoyé à l’adresse
code-lead-generic = Saisissez le code envoyé à l’adresse
code-change = Modifier
code-label = Code de vérification
code-valid =
    { $minutes ->
        [one] Le code est encore valable une minute.
       *[other] Le code est valable { $minutes } minutes.
    }
code-nothing = Vous n’avez rien reçu ?
code-resend = Envoyer un nouveau code
code-resent = Nous vous avons envoyé un nouveau code. Les codes précédents ne fonctionnent plus.
code-spam = Toujours rien ? Regardez dans vos courriers indésirables.
code-use-password = Utiliser votre mot de passe

delivery-failed-title = L’e-mail n’a pas pu être envoyé.
delivery-failed-text = Vérifiez l’adresse ci-dessus ou demandez un nouveau code.

code-error-missing = Saisissez le code reçu par e-mail.
code-error-malformed = Le code compte six chiffres. Saisissez-le à nouveau : aucun essai n’a été décompté.
code-error-wrong =
    { $left ->
        [one] Ce code n’est pas le bon. Il vous reste { $left } essai.
       *[other] Ce code n’est pas le bon. Il vous reste { $left } essais.
    }
code-error-expired = Ce code a expiré. Demandez-en un nouveau ci-dessous.
code-error-exhausted = Trop d’essais infructueux : ce code ne fonctionne plus. Demandez-en un nouveau ci-dessous.
code-error-paused =
    { $minutes ->
        [one] Trop de codes erronés. Réessayez dans une minute.
       *[other] Trop de codes erronés. Réessayez dans { $minutes } minutes.
    }
code-error-send-limited =
    { $minutes ->
        [one] Nous avons déjà envoyé plusieurs codes. Vous pourrez en demander un autre dans une minute.
       *[other] Nous avons déjà envoyé plusieurs codes. Vous pourrez en demander un autre dans { $minutes } minutes.
    }
