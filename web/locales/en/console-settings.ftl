# The admin console: settings
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
