# Sign in and create account: the pages that ask for an e-mail address or a username.
sign-in-title = Sign in
sign-in-lead = Enter your email address and we’ll send you a code. No password needed.
sign-in-lead-identifier =
    { $asks ->
        [email] Enter your email address to continue.
        [username] Enter your username to continue.
       *[email-or-username] Enter your email address or username to continue.
    }
sign-in-no-account = New here?
register-title = Create your account
register-lead = Enter your email address and we’ll send you a code to confirm it.
register-have-account = Already have an account?
register-agree-both = By continuing, you accept the terms of use and the privacy notice linked below.
register-agree-terms = By continuing, you accept the terms of use linked below.
email-label = Email address
identifier-label =
    { $asks ->
        [email] { email-label }
        [username] Username
       *[email-or-username] Email or username
    }
email-placeholder = name@example.com

email-error-missing = Enter your email address.
email-error-invalid = That doesn’t look like an email address. It should read like name@example.com.
email-error-too-long = That address is too long. Check it and try again.
email-error-limited =
    { $minutes ->
        [one] Too many attempts. Try again in one minute.
       *[other] Too many attempts. Try again in { $minutes } minutes.
    }
email-error-server-busy = We’re a little busy right now. Try again in a moment.

# An address has the words above; those of a username differ.
identifier-error-missing =
    { $asks ->
        [email] { email-error-missing }
        [username] Enter your username.
       *[email-or-username] Enter your email address or username.
    }
identifier-error-invalid =
    { $asks ->
        [email] { email-error-invalid }
        [username] That doesn’t look like a username. Check it and try again.
       *[email-or-username] That is neither an email address nor a username. Check it and try again.
    }
identifier-error-too-long =
    { $asks ->
        [email] { email-error-too-long }
        [username] That username is too long. Check it and try again.
       *[email-or-username] That is too long to be either. Check it and try again.
    }
identifier-error-limited = { email-error-limited }
identifier-error-server-busy = { email-error-server-busy }
