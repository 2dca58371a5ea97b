# The admin console: home
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
