# What several pages say.
language-name = English
language-switch = Language
title-error = Error:
continue = Continue
sign-in = Sign in
sign-out = Sign out
create-account = Create account
start-again = Start again
another-address = Use a different address
terms = Terms of use
privacy = Privacy
support = Need help? Write to
help = Help
development-note = Development server: no email leaves this machine.
development-mailbox = Open the mailbox
