# Connexion et création de compte : la page qui demande une adresse e-mail.
sign-in-title = Connexion
sign-in-lead = Saisissez votre adresse e-mail, nous vous enverrons un code. Aucun mot de passe à retenir.
sign-in-no-account = Première visite ?
register-title = Créez votre compte
register-lead = Saisissez votre adresse e-mail, nous vous enverrons un code pour la confirmer.
register-have-account = Vous avez déjà un compte ?
register-agree-both = En continuant, vous acceptez les conditions d’utilisation et la politique de confidentialité indiquées ci-dessous.
register-agree-terms = En continuant, vous acceptez les conditions d’utilisation indiquées ci-dessous.
email-label = Adresse e-mail
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
