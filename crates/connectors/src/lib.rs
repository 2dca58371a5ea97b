//! How mail leaves the house: Mailgun, SMTP, the development mailbox.
