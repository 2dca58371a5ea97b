# The password, on its page and beside an address or a username.
password-title = Enter your password
password-label = Password
password-show = Show
password-hide = Hide
password-code-instead = Email me a code instead

password-error-missing = Enter your password.
password-error-wrong =
    { $asks ->
        [email] That email or password isn’t right.
       *[other] That username or password isn’t right.
    }
password-error-paused =
    { $minutes ->
        [one] Too many tries. Try again in one minute.
       *[other] Too many tries. Try again in { $minutes } minutes.
    }
password-paused-or-code =
    { $minutes ->
        [one] Too many tries. Try again in one minute, or ask for a code.
       *[other] Too many tries. Try again in { $minutes } minutes, or ask for a code.
    }
password-error-send-limited = { code-error-send-limited }
password-error-server-busy = { email-error-server-busy }
