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

# A password that is chosen for a new account.
new-password-title = Create a password
new-password-lead = Your address is confirmed. Choose a password for your account.
new-password-submit = Create account
new-password-hint-least =
    { $min ->
        [one] At least one character.
       *[other] At least { $min } characters.
    }
new-password-hint-between = { $min } to { $max } characters.
new-password-hint-kinds = At least { $kinds } of these: lowercase letters, capitals, digits, symbols.
new-password-hint-sentence = A sentence is easy to keep in mind.

new-password-error-missing = Enter a password.
new-password-error-unusable = Use at most { $max } characters, and no control characters such as a tab.
new-password-error-server-busy = { email-error-server-busy }

password-issue-too-short = Use at least { $min } characters.
password-issue-too-long = Use at most { $max } characters.
password-issue-character-types = Mix at least { $min } kinds: lowercase letters, capitals, digits, symbols.
password-issue-pwned = This password is among the first that attackers try. Choose another one.
password-issue-repetition = Avoid repeated characters such as “aaa”.
password-issue-sequence = Avoid sequences such as “123” or “abc”.
password-issue-words = Avoid words that are easy to guess here, such as the name of this service.
password-issue-user-info = Avoid your name and your email address.
