# What comes after a proven code, and at the end of a session. Markup is allowed where a template says rich().
no-account-title = No account yet
no-account-heading = There is no account for <bdi>{ $email }</bdi>
no-account-lead = Your address is confirmed. One more click creates your account.
account-exists-title = You already have an account
account-exists-lead = <strong><bdi>{ $email }</bdi></strong> is already registered, and your code was right. You can sign in straight away.
suspended-title = Your account is suspended
suspended-lead = You can’t sign in with this account at the moment. If you think this is a mistake, contact the people who run it.
signed-out-title = You are signed out
signed-out-lead = You can close this page now.
confirm-sign-out-title = Sign out
confirm-sign-out-heading = Do you want to sign out?
confirm-sign-out-lead = You will have to sign in again the next time.
stay-signed-in = Stay signed in
stay-by-closing = To stay signed in, simply close this page.
start-again-title = This sign-in has expired
start-again-lead = For your safety, a sign-in can only be left open for so long. Start again, it only takes a moment.
start-again-by-hand = For your safety, a sign-in can only be left open for so long. Go back to the application and sign in from there.
