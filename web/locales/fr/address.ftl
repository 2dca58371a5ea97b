# Connexion et création de compte : les pages qui demandent une adresse e-mail ou un nom d’utilisateur.
sign-in-title = Connexion
sign-in-lead = Saisissez votre adresse e-mail, nous vous enverrons un code. Aucun mot de passe à retenir.
sign-in-lead-identifier =
    { $asks ->
        [email] Saisissez votre adresse e-mail pour continuer.
        [username] Saisissez votre nom d’utilisateur pour continuer.
       *[email-or-username] Saisissez votre adresse e-mail ou votre nom d’utilisateur pour continuer.
    }
sign-in-no-account = Première visite ?
register-title = Créez votre compte
register-lead = Saisissez votre adresse e-mail, nous vous enverrons un code pour la confirmer.
register-have-account = Vous avez déjà un compte ?
register-agree-both = En continuant, vous acceptez les conditions d’utilisation et la politique de confidentialité indiquées ci-dessous.
register-agree-terms = En continuant, vous acceptez les conditions d’utilisation indiquées ci-dessous.
email-label = Adresse e-mail
identifier-label =
    { $asks ->
        [email] { email-label }
        [username] Nom d’utilisateur
       *[email-or-username] Adresse e-mail ou nom d’utilisateur
    }
email-placeholder = nom@exemple.fr

email-error-missing = Saisissez votre adresse e-mail.
email-error-invalid = Cette adresse e-mail ne semble pas valide. Elle doit ressembler à nom@exemple.fr.
email-error-too-long = Cette adresse est trop longue. Vérifiez-la, puis réessayez.
email-error-limited =
    { $minutes ->
        [one] Trop de tentatives. Réessayez dans une minute.
       *[other] Trop de tentatives. Réessayez dans { $minutes } minutes.
    }
email-error-server-busy = Le service est très sollicité. Réessayez dans un instant.

# Pour une adresse, les phrases sont celles du dessus ; pour un nom d’utilisateur, elles diffèrent.
identifier-error-missing =
    { $asks ->
        [email] { email-error-missing }
        [username] Saisissez votre nom d’utilisateur.
       *[email-or-username] Saisissez votre adresse e-mail ou votre nom d’utilisateur.
    }
identifier-error-invalid =
    { $asks ->
        [email] { email-error-invalid }
        [username] Ce nom d’utilisateur ne semble pas valide. Vérifiez-le, puis réessayez.
       *[email-or-username] Ce n’est ni une adresse e-mail ni un nom d’utilisateur. Vérifiez votre saisie, puis réessayez.
    }
identifier-error-too-long =
    { $asks ->
        [email] { email-error-too-long }
        [username] Ce nom d’utilisateur est trop long. Vérifiez-le, puis réessayez.
       *[email-or-username] C’est trop long pour être l’un ou l’autre. Vérifiez votre saisie, puis réessayez.
    }
identifier-error-limited = { email-error-limited }
identifier-error-server-busy = { email-error-server-busy }
