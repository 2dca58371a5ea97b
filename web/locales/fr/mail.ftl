# E-mails. L’objet commence par le code, pour que la notification suffise.
mail-verification-subject = { $code } est votre code pour { $application }
mail-intro-sign-in = Voici votre code pour vous connecter à { $application } :
mail-intro-register = Voici votre code pour créer votre compte { $application } :
mail-intro-generic = Voici votre code de vérification pour { $application } :
mail-valid =
    { $minutes ->
        [one] Il est valable une minute et ne sert qu’une fois.
       *[other] Il est valable { $minutes } minutes et ne sert qu’une fois.
    }
mail-ignore = Ne communiquez ce code à personne. Si vous n’êtes pas à l’origine de cette demande, ignorez cet e-mail : sans le code, rien ne se passera.
