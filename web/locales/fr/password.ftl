# Le mot de passe, sur sa page et à côté d’une adresse ou d’un nom d’utilisateur.
password-title = Saisissez votre mot de passe
password-label = Mot de passe
password-show = Afficher
password-hide = Masquer
password-code-instead = Recevoir un code par e‑mail

password-error-missing = Saisissez votre mot de passe.
password-error-wrong =
    { $asks ->
        [email] Adresse e-mail ou mot de passe incorrect.
       *[other] Nom d’utilisateur ou mot de passe incorrect.
    }
password-error-paused =
    { $minutes ->
        [one] Trop d’essais. Réessayez dans une minute.
       *[other] Trop d’essais. Réessayez dans { $minutes } minutes.
    }
password-paused-or-code =
    { $minutes ->
        [one] Trop d’essais. Réessayez dans une minute ou demandez un code.
       *[other] Trop d’essais. Réessayez dans { $minutes } minutes ou demandez un code.
    }
password-error-send-limited = { code-error-send-limited }
password-error-server-busy = { email-error-server-busy }
