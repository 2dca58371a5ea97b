# Sign in and create account: the page that asks for an e-mail address.
sign-in-title = Sign in
sign-in-lead = Enter your email address and we’ll send you a code. No password needed.
sign-in-no-account = New here?
register-title = Create your account
register-lead = Enter your email address and we’ll send you a code to confirm it.
register-have-account = Already have an account?
register-agree-both = By continuing, you accept the terms of use and the privacy notice linked below.
register-agree-terms = By continuing, you accept the terms of use linked below.
email-label = Email address
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
