# The first administrator, and the way back in for one. Markup is allowed where a template says rich().
setup-title = Set up this instance
setup-lead = You become the first administrator, with the code that was printed on the host. The command <code>signet admin code</code> prints another one.
setup-code-label = Code
setup-email-hint = You will sign in with it later.
setup-submit = Become administrator
setup-problem-missing = Enter the code.
setup-problem-wrong = This code doesn’t count. Codes work once and end by themselves: check it, or have another one printed.
setup-problem-taken = This address belongs to another account. Use a different one, or make that account an administrator on the host with <code>signet admin add</code>.
setup-problem-limited =
    { $minutes ->
        [one] Too many attempts. Try again in one minute.
       *[other] Too many attempts. Try again in { $minutes } minutes.
    }
setup-problem-busy = We’re a little busy right now. Try again in a moment.
setup-over-title = Already set up
setup-over-lead = This instance has an administrator. The page that made the first one is gone for good.
setup-done-title = You’re all set
setup-done-lead = You are the first administrator of this instance, and signed in.
setup-recovered-title = You are signed in
setup-recovered-lead = You are signed in as an administrator of this instance. The code is used up.
setup-unproven = Nobody has confirmed <strong><bdi>{ $email }</bdi></strong> yet, so it can’t be used to sign in.
setup-prove = Confirm the address
setup-address-title = Change the address
setup-address-lead = You will sign in with it later. We send a code to it, so that nobody else can.
setup-change-address = Change the address
recover-title = Administrator sign-in
recover-lead = Enter the code that was printed on the host by <code>signet admin code</code>. It signs you in once.
