# E-mails. The subject starts with the code, so that the notification is enough.
mail-verification-subject = { $code } is your code for { $application }
mail-intro-sign-in = Here is your code to sign in to { $application }:
mail-intro-register = Here is your code to create your account for { $application }:
mail-intro-generic = Here is your verification code for { $application }:
mail-valid =
    { $minutes ->
        [one] It is valid for one minute and works once.
       *[other] It is valid for { $minutes } minutes and works once.
    }
mail-ignore = Never share this code with anyone. If this wasn’t you, ignore this email: without the code, nothing happens.
