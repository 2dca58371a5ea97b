# The development mailbox.
mailbox-title = Mailbox
mailbox-lead = Every email that this development server would have sent, newest first. The list refreshes itself.
mailbox-json = The same as JSON
mailbox-empty = No email yet. Sign in with any address and its code appears here.
mailbox-to = To
mailbox-from = From
mailbox-html = Message
mailbox-text = Plain text
mailbox-copy = Copy code
mailbox-copied = Copied
