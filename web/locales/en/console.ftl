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
keys-rows = Next and previous row
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
changed-elsewhere = Somebody else has just changed this
conflict = Somebody else saved meanwhile
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
problem-unreachable = The server does not answer.
problem-auth-forbidden = Your account may look at this and not change it.
request-id = Request reference

# Applications
applications-lead = What people sign in to, and the machines that call your APIs.
applications-empty = No applications yet
applications-empty-text = An application is whatever people sign in to: a web site, a mobile app, an API.
applications-search = Name or ID
all-types = All types
create-application = Create application
create-lead = Choose what it is made with. You get a guide with your own values filled in.
create-named = New application: { $framework }
framework-search = Search frameworks
quick-filter = Quick filter
framework-web = Without a framework
framework-spa = Without a framework
framework-native = Any native app
framework-machine = Any machine
type-Traditional = Traditional web
type-SPA = Single page app
type-Native = Native app
type-MachineToMachine = Machine-to-machine
type-Traditional-text = A server that renders pages and keeps a secret.
type-SPA-text = JavaScript in the browser, without a secret.
type-Native-text = An app on a phone or a computer.
type-MachineToMachine-text = A program that calls an API without a person.
application-name = Application name
application-name-hint = People see it when they sign in.
name-missing = Give it a name.
where-does-it-run = Where does it run?
where-does-it-run-hint = Optional. The redirect URIs follow from it; you can change them later.
application-pages = Pages of this application
guide = Guide
secrets = Secrets
general = General
addresses = Addresses
third-party = third party
application-id = App ID
application-secret = App secret
redirect-uri = Redirect URI
redirect-uris = Redirect URIs
redirect-uris-hint = Where people are sent back to after signing in, compared character for character. Several lines can be pasted at once.
post-sign-out-uri = Post sign-out redirect URI
post-sign-out-uris = Post sign-out redirect URIs
post-sign-out-uris-hint = Where people may be sent to after signing out.
add-another = Add another
uri-blank = A URI has no blanks.
uri-wildcard = Wildcards are refused: with them, whoever gets a page on any matching host gets the sign-ins. Register each URI.
uri-fragment = A part after # never reaches a server, so it is refused.
uri-not-absolute = Write the whole address, beginning with https://
uri-custom-scheme = Only native apps can be opened by a scheme of their own.
uri-user-name = An address must not hold a user name or password.
uri-plain-http = Plain http is allowed only on your own machine. Use https.
uri-duplicate = This one is in the list already.
uri-trailing-slash = It differs from another one by the slash at its end only. Both are different addresses.
uri-loopback-names = localhost and 127.0.0.1 are different addresses.
uri-address = A name is better than a number: certificates and cookies belong to names.
uri-no-path = This is an origin without a path. Is there no callback path?
refused-lately = Refused lately
refused-registered = Registered is
add-this-uri = Add this URI
dismiss = Dismiss
endpoints = Endpoints
endpoint-issuer = Issuer
endpoint-discovery = Discovery
endpoint-authorization = Authorization
endpoint-token = Token
endpoint-userinfo = Userinfo
endpoint-jwks = JWKS
endpoint-end-session = End session
advanced = Advanced
cors-origins = Allowed origins (CORS)
cors-origins-hint = Origins whose pages may call the token endpoint. Those of redirect URIs may already.
backchannel = Back-channel logout URI
backchannel-hint = Where this application is told that a session has ended.
id-token-ttl = ID token lifetime, seconds
id-token-ttl-hint = Default: 3600, one hour.
refresh-ttl = Refresh token lifetime, days
refresh-ttl-hint = Default: 14.
rotate-refresh = Rotate refresh tokens
rotate-refresh-hint = Each use gives a new one; a stolen one is noticed when it is used a second time.
always-refresh = Always issue a refresh token
always-refresh-hint = Even where nobody is asked for consent. Leave it off unless an old library needs it.
remove-application = Delete application
remove-application-text = Nobody can sign in to it any more, and its tokens die at once.
remove-application-ask = “{ $name }”, its secrets and what people granted it are deleted for good.
application-removed = { $name } was deleted
impact = With it go:
secret = Secret
secrets-lead = Make the next one, put it where the application runs, and remove the old one when it is no longer used.
secrets-empty = No secret: this application cannot prove who it is.
create-secret = Create secret
secret-name-hint = To tell it from the others. Optional.
secret-name-new = Secret of { $date }
secret-made = The new secret
secret-made-text = Put it where the application runs. You can reveal it again later.
secret-is-set = set
secret-ends = set, ends in { $end }
keep-saved = Keep the saved one
remove-secret = Delete secret
remove-secret-text = Whoever still uses it is refused at once.
secret-was-used = It was last used
secret-never-used = It was never used.
secret-removed = { $name } was deleted
guide-registered = { $name } is registered. Follow these steps; your values are already filled in.
guide-steps = Steps
package-manager = Package manager
reveal-in-snippet = Reveal in snippet
progress = What the server has seen
milestone-registeredAt = Registered
milestone-firstRequestAt = First sign-in request
milestone-firstTokenAt = First token
milestone-firstSignOutAt = First sign-out
is-done = done
is-open = not yet
checkpoint-waiting = Waiting for the first sign-in from { $name }…
checkpoint-asked = { $name } has asked for a sign-in. Waiting for it to end…
checkpoint-done = It works: somebody signed in to { $name }

# Connectors
email-sms-connectors = Email and SMS connectors
connectors-lead = By what codes reach people.
email = Email
email-none = No provider is set up. In development, mails land in the mailbox; elsewhere none leaves.
configure = Configure
configure-one = Configure one
choose-provider = Choose a provider
replace-connector = Set up another provider in its place
fallback = fallback
in-force = in use
not-in-force = not in use
email-ready = Email is ready.
email-ready-text = People use it as soon as the sign-in experience says so.
activate-in-experience = Activate in sign-in experience
parameter-configuration = Parameter configuration
region = Region
region-US = US
region-EU = EU
region-other = other
domain-scheme = Write the domain alone, without https://
domain-form = A domain looks like mg.example.com
login-user = User
login-pass = Password
json-broken = This is no JSON yet.
check-domain = Check
checking = Checking…
check-domain-hint = Asks Mailgun about the domain: its region, its state, its DNS.
check-fine = All is well: mails can leave.
region-knows = { $region }: { $state }
dns-valid = valid
dns-invalid = not valid
dns-unknown = unknown
dns-missing = { $record } must stand in the DNS:
deliveries = Deliveries
deliveries-hint = What is sent for each usage type. Without any, Signet’s own mails go out in English and French.
deliveries-view = View
deliveries-editor = Editor
deliveries-form = Form
json-editor = JSON editor
code-field-hint = Tab indents. Escape, then Tab, leaves the editor.
line-column = Line { $line }, column { $column }
format = Format
insert-sample = Insert a sample
what-is-sent = What is sent
sent-own = its own mail
sent-generic = the mail of Generic
sent-built-in = Signet’s own mail
sent-fails = nothing: there is neither this one nor Generic, so it fails
delivery-not-object = { $usage } must be an object with html or template.
delivery-not-map = { $member } must be an object.
delivery-not-text = { $usage }.{ $member } must be a text.
delivery-no-content = { $usage } has no content: give html or template.
delivery-no-code = { $usage } does not hold {"{{"}code{"}}"}, so nobody can read the code.
delivery-member = { $usage }.{ $member } is not known and is ignored.
delivery-placeholder = {"{{"}{ $name }{"}}"} is not known: did you mean {"{{"}{ $near }{"}}"}?
delivery-usage = { $usage } is no usage type.
delivery-usage-meant = { $usage }: did you mean { $meant }?
delivery-json-value = A value is missing here.
delivery-json-quote = Texts stand in double quotes.
delivery-json-key = A name in double quotes is expected here.
delivery-json-colon = A colon is missing between name and value.
delivery-json-comma = A comma is missing here.
delivery-json-last-comma = This comma is one too many.
delivery-json-end = The text ends too early: a bracket is not closed.
delivery-json-string = This text is not closed in its line.
delivery-json-escape = After a backslash, only " \ / b f n r t and u0000 may stand.
delivery-json-twice = This name stands here twice.
delivery-json-more = There is something after the end.
delivery-way = Content
delivery-way-html = Written here
delivery-way-template = Mailgun template
delivery-member-subject = Subject
delivery-member-replyTo = Reply to
delivery-member-html = HTML
delivery-member-text = Plain text
delivery-member-template = Name of the template
delivery-member-variables = Variables
variable-name = Name of a variable
variable-value = Value of { $name }
add-variable = Add a variable
usage = Usage type
usage-SignIn = Sign in
usage-Register = Create account
usage-ForgotPassword = Forgotten password
usage-Generic = Generic
usage-OrganizationInvitation = Invitation to an organization
usage-UserPermissionValidation = Confirm a change
usage-BindNewIdentifier = New address
usage-MfaVerification = Second factor
usage-BindMfa = Set up a second factor
sample-subject = {"{{"}code{"}}"} is your verification code
sample-html = <p>Your verification code is <b>{"{{"}code{"}}"}</b>. It is valid for 10 minutes.</p>
sample-text = Your verification code is {"{{"}code{"}}"}. It is valid for 10 minutes.
mail-preview = Preview of the mail
mail-preview-hint = Its words and structure, with the code 000000. Styles and pictures are seen in the test mail.
mail-format = Format
mail-format-html = HTML
mail-format-text = Plain text
mail-no-subject = No subject
mail-no-text = No plain text is given; it is made from the HTML.
mail-template = Mailgun fills its template “{ $name }”.
built-in-subject = 482913 is your code for Bookstore
test = Test
test-hint = Sends one mail of the type Generic with the code 000000, by what stands here, saved or not.
test-no-generic = There is no delivery for Generic, so this test would fail.
add-generic = Add Generic
email-address = Email address
send = Send
sending = Sending…
step-rendered = Rendered
step-connected = Connected
step-posted = Handed over
step-answered = Answered
test-accepted = The provider took the mail. Did it arrive? If not, look among the unwanted ones.
test-refused = The mail was not taken.
remove-connector = Delete connector
remove-connector-ask = Its configuration is deleted for good, and codes may no longer leave.

# Sign-in experience
branding = Branding
sign-up-and-sign-in = Sign-up and sign-in
content = Content
brand = Brand
brand-name = Name
brand-name-hint = It stands on pages that belong to no application. Empty: Signet.
colors = Colours
primaryColor = Primary colour
primaryColor-pick = Pick the primary colour
darkPrimaryColor = Primary colour on dark pages
darkPrimaryColor-pick = Pick the colour for dark pages
dark-mode = Pages may be dark
derive-dark = Derive it from the primary colour: { $color }
color-unknown = Write a colour as #1d5b4f.
color-light-text = { $ratio } : 1 against white: the text on buttons is white.
color-dark-text = { $ratio } : 1 against white: the text on buttons is dark.
logos = Logos
logo-url = Logo
dark-logo-url = Logo on dark pages
favicon-url = Icon of the browser tab
custom-css = Style sheet of your own
custom-css-label = CSS
custom-css-hint = It comes after Signet’s own on every sign-in page.
sign-up = Sign-up
sign-up-identifier = Sign-up identifier
identifier-email = Email address
identifier-email-or-phone = Email or phone number
identifier-phone = Phone number
identifier-username = Username
identifier-none = None
verify-at-sign-up = Verify at sign-up
verify-forced = Always on for an address or number: an account must not begin with one that nobody proved.
create-a-password = Create a password
registration-open = People may create an account themselves
registration-open-hint = Off: only people whom you add can sign in.
sign-in = Sign-in
sign-in-mode = Open to new people
sign-in-rows-hint = One row for each identifier that people may sign in with, in the order of the page.
verification-code = Verification code
password = Password
add-identifier = Add: { $identifier }
move-up = Move { $of } up
move-down = Move { $of } down
needs-sms = A phone number needs an SMS connector, and there is none: this cannot be saved.
needs-email = A code by email needs an email connector.
needs-method = Choose at least one way to sign in.
needs-factor = Choose a verification code, a password, or both.
way-email = an email address
way-email-or-phone = an email address or phone number
way-phone = a phone number
way-username = a username
way-none = nothing
summary-closed = New people cannot sign up.
summary-code = { $identifier } and a code
summary-password = { $identifier } and a password
summary-both = { $identifier } and a password or a code
summary-sign-in = Returning people sign in with { $ways }.
terms = Terms
terms-url = Terms of use
privacy-url = Privacy policy
terms-policy = People accept the terms
terms-Automatic = by going on
terms-ManualRegistrationOnly = by a check box when they sign up
terms-Manual = by a check box each time
help = Help
support-email = Email for help
support-url = Page for help
languages = Languages
language-en = English
language-fr = French
auto-detect = Speak the language of the browser
auto-detect-hint = People can switch on every page.
fallback-language = Otherwise
live-preview = Live preview
preview-page = Page
preview-state = State of the page
preview-state-of = state { $number } of { $total }
open-real = Open { $name } and sign in
preview-needs-right = The live preview is for those who may change something.
all-states = All states
preview-language = Language of the page
preview-size = Size
preview-title = Preview: { $page }
preview-unsaved = With what is not saved yet. Nothing on it can be sent.
preview-saved = As it is saved. Nothing on it can be sent.
size-phone = Phone
size-desktop = Desktop
sample-sign-in = Sign in
sample-register = Create account
sample-verification-code = Code
sample-no-account = No account
sample-account-exists = Account exists
sample-select-account = Choose an account
sample-consent = Consent
sample-suspended = Suspended
sample-signed-out = Signed out
sample-form-post = Going back
sample-confirm-sign-out = Confirm sign-out
sample-sign-out-refused = Sign-out refused
sample-start-again = Start again
sample-error = Error
sample-mail = E-mail

# Users
users-empty = No users yet
users-empty-text = The first person who signs in appears here.
users-search = Address, name, username or ID
users-all = Everybody
users-isSuspended = Suspended
users-neverSignedIn = Never signed in
username = Username
avatar = Picture (URL)
last-sign-in = Last sign-in
suspended = suspended
add-user = Add user
add-user-lead = People usually sign up themselves; this is for those who cannot or shall not.
user-pages = Pages of this user
sign-ins = Sign-ins
profile = Profile
sessions = Sessions
user-id = User ID
suspend = Suspend
resume = End suspension
user-suspended = { $name } is suspended
user-resumed = { $name } may sign in again
remove-user = Delete user
remove-user-text = The account, its sessions and all it granted are deleted for good.
attempts = Attempts
attempts-of = Attempts with { $address }
attempts-empty = No attempt is known.
outcome-signedIn = signed in
outcome-declined = declined
outcome-refused = refused
outcome-waiting = under way
outcome-expired = expired
flow-sign-in-begun = The application asked
flow-sign-in-returned = Back in the application
flow-sign-in-expired = The sign-in expired
flow-mail-queued = Mail written
flow-mail-sent = Mail taken by the provider
flow-mail-delayed = Mail delayed
flow-mail-refused = Mail refused
flow-mail-expired = Mail expired
explain = Why can’t somebody sign in?
explain-button = Why can’t … sign in?
explain-who = Why can’t { $who } sign in?
explain-lead = The provider makes its own checks, in its own order, and tells what it would find. Nothing is sent or counted.
explain-application = To which application
any-application = Any
explain-check = Check
check-application = Application
check-redirectUri = Redirect URI
check-identifier = Identifier
check-account = Account
check-suspension = Suspension
check-limits = Limits
check-mail = Mail
check-code = Code
check-expected = Expected person
check-chosen = Chosen account
check-fresh = Fresh proof
check-consent = Consent
verdict-pass = passed
verdict-fail = failed
verdict-ask = would ask
until = Until { $time }
signed-in = Signed in
last-seen = Last seen
end-session = End
session-ended = The session was ended
sign-out-everywhere = Sign out everywhere
signed-out-everywhere = Signed out everywhere
sessions-empty = Signed in nowhere.
grants = Granted to applications
grants-empty = Nothing is granted.
scopes = Scopes
revoke = Revoke
grant-revoked = The grant was revoked

# Activity
events = Events
mail = Mail
events-empty = Nothing happened.
follow = Follow
kind = Kind
all-kinds = Everything
about-sign-in = Sign-in
about-mail = Mail
about-administration = Administration
about-security = Security
result = Result
result-any = Any result
result-success = Done
result-error = Refused
refused = refused
error-reference = Error reference
look-up = Look up
narrow-result = Result
narrow-user = User
narrow-application = Application
narrow-requestId = Request
narrow-flow = Sign-in
narrow-kind = Kind
actor = By
actor-user = user
actor-application = application
actor-system = Signet
sign-in-flow = Sign-in
network = Network
browser = Browser
recipient = Recipient
attempts-count = Tries
all-mails = All mails
mail-waiting = waiting
mail-sent = sent
mail-dead = given up
mail-expired = expired
mail-next = Next try
mail-retry = Send again now
mail-cancel = Give up
mail-retry-done = It is sent again
mail-cancel-done = It was given up
mail-empty = No mails yet
mail-empty-text = Each mail appears here with what became of it.
event-user-registered = Account created
event-user-changed = User changed
event-user-removed = User deleted
event-user-passwords_read = Password digests read
event-application-created = Application created
event-application-changed = Application changed
event-application-removed = Application deleted
event-secret-created = Secret created
event-secret-changed = Secret renamed
event-secret-removed = Secret deleted
event-secret-revealed = Secret revealed
event-resource-created = API created
event-resource-changed = API changed
event-resource-removed = API deleted
event-role-created = Role created
event-role-changed = Role changed
event-role-removed = Role deleted
event-roles-given = Roles given
event-roles-taken = Roles taken
event-settings-changed = Settings changed
event-connector-created = Connector created
event-connector-changed = Connector changed
event-connector-removed = Connector deleted
event-connector-revealed = Connector revealed
event-connector-tested = Test mail sent
event-email_templates-changed = Mail templates changed
event-session-started = Signed in
event-session-ended = Session ended
event-grant-code_replayed = Code used twice
event-refresh-reused = Refresh token used twice
event-refresh-wrong_client = Refresh token of another application
event-tokens-issued = Tokens issued
event-tokens-refreshed = Tokens refreshed
event-machine-tokens_issued = Tokens issued to a machine
event-mail-misconfigured = Mail cannot leave
event-mail-dead = Mail given up
event-mail-retried = Mail sent again
event-mail-cancelled = Mail taken back
event-consent-given = Consent given
event-consent-declined = Consent declined
event-consent-revoked = Consent revoked
event-logout-dead = Sign-out not told to an application
event-setup_code-made = Set-up code made
event-recovery_code-made = Recovery code made
event-recovery_code-used = Recovery code used
event-limit-reached = Limit reached
event-code-requested = Code requested
event-code-wrong = Wrong code
event-code-refused = Code refused
event-code-accepted = Code accepted

# Home
welcome = Welcome, { $name }
get-started = Get started
get-started-lead = From nothing to the first sign-in.
view-all = View all
create-application-text = Choose a framework and follow its guide.
send-real-email = Send real email
send-real-email-text = Until then, codes land in the development mailbox.
look-at-sign-in = Look at your sign-in page
look-at-sign-in-text = In every state, language and theme, before anything is saved.
first-sign-in = Sign in once as a user
first-sign-in-text = The guide of your application shows when it works.
people-total = People
people-new = New in seven days
people-active = Active in thirty days
refused-recently = Refused lately
nothing-refused = Nothing was refused.
view-activity = All activity

# Settings
administrators = Administrators
administrators-lead = They see and change everything here.
administrators-empty = No administrator is known.
add-administrator = Add administrator
add-administrator-text = Somebody who has an account already.
administrator-added = { $name } is an administrator
remove-administrator = Remove administrator
remove-administrator-text = { $name } keeps the account and loses the console.
administrator-removed = { $name } is no administrator any more
about = About
version = Version
build = Build
public-url = Public URL
libraries = Libraries of the console
library = Library
licence = Licence

# Other names under which pages are searched
also-home = get started dashboard
also-applications = clients relying parties apps
also-create-application = view all frameworks new client express go
also-email-sms-connectors = connector mailgun smtp mail provider connectors Email and SMS connectors
also-branding = theme logo colour color css sign-in experience
also-sign-up-and-sign-in = login registration identifier live preview sign-in experience
also-content = terms privacy languages
also-users = people accounts members
also-explain = diagnose cannot log in trouble
also-events = audit logs tenant logs history
also-mail = outbox queue bounce
also-administrators = admins operators
also-about = licences version

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
       *[code] New people sign up with { $identifier } and a code.
    }
