# The admin console. Labels that guides quote are theirs, word for word.

# The frame
skip = Skip to the content
navigation = Navigation
nav-connect = Connect
nav-people = People
nav-operate = Operate
home = Home
home-of = Signet { $host }: home
applications = Applications
connectors = Connectors
sign-in-experience = Sign-in experience
users = Users
activity = Activity
settings = Settings
breadcrumb = You are here
loading = Loading
speak-other = Français
theme-is = Theme: { $theme }
theme-system = As the system
theme-light = Light
theme-dark = Dark
sign-out = Sign out
search = Search or do…
search-hint = A page, a name, an address, an error reference
search-results = Results
search-nothing = Nothing goes by this name.
events-of-request = What happened in the request { $id }
application-of = Application { $id }
user-of = User { $id }
explain-of = Why can’t { $address } sign in?
unreachable = The server does not answer. What you typed is kept; nothing was saved.
updated = Signet was updated.
reload = Reload
to-home = To the home page
page-broken = This page broke
not-found-title = There is nothing here
not-found-text = The address may be mistyped, or what stood here was removed.

# Signing in to the console
wrong-host-title = This console lives elsewhere
wrong-host-text = Sign-in answers to { $address } only. Open the console there.
handed-on-title = You are signed in
handed-on-text = You may close this window.
sign-in-failed-title = Signing in did not work
sign-in-failed-text = The answer of the provider could not be used. Try again; if it stays so, this is what was said:
needs-change = Only administrators may do this. You may look at everything else.
not-allowed-title = No access to the console
not-allowed-text = { $person } is signed in, but is no administrator of this instance.
another-account = Use another account
again-expired = Your session has ended
again-expired-text = Sign in again in a small window. This page and what you typed stay as they are.
again-prove = Please confirm that it is you
again-prove-text = This shows or changes something precious, so your sign-in must not be older than ten minutes. It takes a small window and leaves this page as it is.
again-opened = Waiting for the small window…
sign-in-again = Sign in again

# Keys
keys = Keys
keys-search = Search
keys-go = Home, applications, connectors, sign-in experience, users, activity
keys-primary = What the page is for
keys-rows = Next and previous row, and to open it
keys-save = Save
keys-close = Close what lies on top
keys-help = These keys
keys-letters = Single letters are keys

# What many pages say
save-changes = Save changes
save-and-done = Save and done
saved-at = Saved at { $time }
discard = Discard
cancel = Cancel
close = Close
back = Back
done = Done
undo = Undo
remove = Remove
remove-of = Remove { $of }
replace = Replace
copy = Copy
copy-of = Copy: { $of }
copied = Copied
copy-failed = This browser does not let us copy. Select the text and copy it by hand.
reveal = Reveal
hide = Hide
try-again = Try again
show-more = Show more
older = Older ones
previous = Previous
next = Next
pages = Pages of the list
page-size = Rows on a page
page-size-of = { $size } a page
rows-of = { $first } to { $last } of { $total }
nothing-found = Nothing found for “{ $query }”
clear-search = Clear search
name = Name
description = Description
type = Type
state = State
source = Source
created = Created
expires = Expires
last-used = Last used
actions = Actions
never = Never
time = Time
user = User
application = Application
you = You
built-in = built-in
built-in-text = This belongs to Signet itself and cannot be changed.
declared-in-file = This is declared in { $place } and is changed there.
declared-members = Set in the configuration file, and changed there:
changed-elsewhere = This was just changed elsewhere.
changed-by = By { $who }, { $when }.
merged = What was saved elsewhere meanwhile is kept, and so is yours.
draft-lost = This was removed meanwhile, and with it what you typed.
conflict = This was saved elsewhere meanwhile.
conflict-text = Nothing is lost. Choose for each field which value stays, then save.
conflict-was = Was
conflict-theirs = Theirs
conflict-yours = Yours
take-theirs = Take theirs
keep-mine = Keep mine
type-name = Type “{ $name }” to confirm
field-missing = This is needed.
code = Code
documentation = Documentation
problem-loading = This could not be loaded.
problem-unknown = Something broke on the server.
problem-session-another_person = Another person signed in. Sign in as whoever opened this page, or reload it.
problem-session-pop_up_blocked = The browser kept the sign-in window from opening. Allow pop-ups of this address and try again.
problem-unreachable = The server does not answer.
problem-auth-forbidden = Your account is not allowed to do this.
request-id = Request reference

# Other names under which pages and actions are searched
also-home = dashboard, overview
also-applications = clients, relying parties, apps, appId, appSecret
also-create-application = frameworks, new client, express, go
also-email-sms-connectors = Console, connector, mailgun, smtp, mail provider, README, endpoint, domain, apiKey, from, Register, SignIn, ForgotPassword, Generic
also-branding = theme, logo, colour
also-sign-up-and-sign-in = login, registration
also-content = terms, privacy
also-users = people, accounts, members
also-explain = diagnose, cannot log in, trouble
also-events = audit logs, tenant logs, history
also-mail = outbox, queue, bounce
also-administrators = admins, operators
also-about = licences, version
also-send-test-mail = try a mail
also-create-secret = rotate secret, client secret
also-keys = shortcuts, hotkeys
also-sign-out = log out

# Actions
send-test-mail = Send test mail
times-utc = Times in UTC
times-local = Times of this place

# Numbers
changes =
    { $count ->
        [one] { $count } change
       *[other] { $count } changes
    }
rows =
    { $count ->
        [one] { $count } row
       *[other] { $count } rows
    }
refused-count =
    { $count ->
        [one] once
       *[other] { $count } times
    }
tries-left =
    { $count ->
        [one] { $count } try left
       *[other] { $count } tries left
    }
in-days =
    { $count ->
        [one] in { $count } day
       *[other] in { $count } days
    }
impact-people =
    { $count ->
        [one] { $count } person
       *[other] { $count } people
    }
impact-grants =
    { $count ->
        [one] { $count } grant
       *[other] { $count } grants
    }
impact-applications =
    { $count ->
        [one] { $count } application
       *[other] { $count } applications
    }
impact-secrets =
    { $count ->
        [one] { $count } secret
       *[other] { $count } secrets
    }
impact-sessions =
    { $count ->
        [one] { $count } session
       *[other] { $count } sessions
    }
review =
    { $count ->
        [one] Review { $count } change
       *[other] Review { $count } changes
    }
summary-sign-up =
    { $with ->
        [password] New people sign up with { $identifier } and a password.
        [both] New people sign up with { $identifier }, a code and a password.
       *[code] New people sign up with { $identifier } and a code.
    }
