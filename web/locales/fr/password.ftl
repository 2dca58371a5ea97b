# Le mot de passe, sur sa page et à côté d’une adresse ou d’un nom d’utilisateur.
password-title = Saisissez votre mot de passe
password-label = Mot de passe
password-show = Afficher
password-hide = Masquer
password-code-instead = Recevoir un code par e-mail

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

# Un mot de passe choisi pour un nouveau compte.
new-password-title = Créez un mot de passe
new-password-lead = Votre adresse est confirmée. Choisissez un mot de passe pour votre compte.
new-password-submit = Créer le compte
new-password-hint-least =
    { $min ->
        [one] Au moins un caractère.
       *[other] Au moins { $min } caractères.
    }
new-password-hint-between = De { $min } à { $max } caractères.
new-password-hint-kinds = Au moins { $kinds } types de caractères parmi : minuscules, majuscules, chiffres, symboles.
new-password-hint-sentence = Une phrase est facile à retenir.

new-password-error-missing = Saisissez un mot de passe.
new-password-error-unusable = Utilisez au plus { $max } caractères, sans caractère de contrôle comme une tabulation.
new-password-error-server-busy = { email-error-server-busy }

password-issue-too-short = Utilisez au moins { $min } caractères.
password-issue-too-long = Utilisez au plus { $max } caractères.
password-issue-character-types = Mélangez au moins { $min } types de caractères : minuscules, majuscules, chiffres, symboles.
password-issue-pwned = Ce mot de passe est parmi les premiers que les pirates essaient. Choisissez-en un autre.
password-issue-repetition = Évitez les caractères répétés comme « aaa ».
password-issue-sequence = Évitez les suites comme « 123 » ou « abc ».
password-issue-words = Évitez les mots faciles à deviner ici, comme le nom du service.
password-issue-user-info = Évitez votre nom et votre adresse e-mail.
