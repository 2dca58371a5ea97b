//! Who a mail is from, and where answers go: `Name <address>` or an address (RFC 5322 §3.4). Read
//! leniently, as people write it; written strictly, by the library that writes our messages.

use lettre::message::{
    Mailbox, Mailboxes,
    header::{From, Headers},
};
use oidc_core::{
    account::email::{EmailAddress, trim},
    label::is_disruptive,
};

use crate::{config_error::ConfigError, template::one_line, text::required};

const FORM: &str = "an address such as `no-reply@example.com` or `Name <no-reply@example.com>`";

/// A checked mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sender(Mailbox);

impl Sender {
    /// From the value of `key`.
    pub(crate) fn parse(key: &str, text: &str) -> Result<Self, ConfigError> {
        let malformed = || ConfigError::malformed(key, FORM);
        let written = one_line(trim(required(key, text)?));
        let (name, address) = match written.strip_suffix('>').and_then(|t| t.rsplit_once('<')) {
            Some((name, address)) => (trim(name), address),
            None => ("", written.as_str()),
        };
        let address: EmailAddress = address.parse().map_err(|_| malformed())?;
        let address = address.as_str().parse().map_err(|_| malformed())?;
        // What turns the writing round would turn the address behind it, too.
        let name = unquoted(name).ok_or_else(malformed)?;
        let name = name.replace(is_disruptive, "");
        let name = (!name.is_empty()).then_some(name);
        Ok(Self(Mailbox::new(name, address)))
    }

    /// As an address in a header of RFC 5322, on one line.
    ///
    /// A name outside ASCII goes to Mailgun as it is and is encoded there, unless it needs quotes
    /// too: the quotes would then be shown as part of the name, so that it is encoded here.
    pub(crate) fn written(&self) -> String {
        let plain = self.0.to_string();
        if plain.is_ascii() || !plain.starts_with('"') {
            return plain;
        }
        let mut headers = Headers::new();
        headers.set(From::from(Mailboxes::from(self.0.clone())));
        let folded = headers.to_string().replace("\r\n", "");
        folded
            .strip_prefix("From: ")
            .map_or(plain, |encoded| encoded.trim_end().to_owned())
    }

    /// For a message that the library writes.
    pub(crate) fn mailbox(&self) -> Mailbox {
        self.0.clone()
    }

    /// The bare address.
    pub(crate) fn address(&self) -> &str {
        self.0.email.as_ref()
    }

    /// The part of the address behind the `@`.
    pub(crate) fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

/// A display name without its quotes; nothing if only one of the two is there.
fn unquoted(name: &str) -> Option<String> {
    let Some(inner) = name.strip_prefix('"') else {
        return (!name.ends_with('"')).then(|| name.to_owned());
    };
    let inner = inner.strip_suffix('"')?;
    Some(inner.replace("\\\"", "\"").replace("\\\\", "\\"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(text: &str) -> Sender {
        Sender::parse("email.smtp.from", text).unwrap()
    }

    #[test]
    fn a_name_is_optional_and_may_be_quoted() {
        for (text, name) in [
            ("a@example.com", None),
            ("<a@example.com>", None),
            ("Acme <a@example.com>", Some("Acme")),
            ("Acme, Inc. <a@example.com>", Some("Acme, Inc.")),
            ("\"Acme \\\"X\\\"\" <a@example.com>", Some("Acme \"X\"")),
            ("Zoë <A@Example.com>", Some("Zoë")),
            ("\u{202a}Acme\u{a0}<a@example.com>\u{feff}", Some("Acme")),
            (
                "Ac\u{202e}\u{200e}me\u{2066} <a@example.com>",
                Some("Ac\u{200e}me"),
            ),
        ] {
            let sender = sender(text);
            assert_eq!(sender.0.name.as_deref(), name, "{text}");
            assert_eq!(sender.address(), "a@example.com", "{text}");
            assert_eq!(sender.domain(), "example.com", "{text}");
        }
    }

    #[test]
    fn a_name_with_a_comma_is_quoted() {
        for (text, written) in [
            ("a@example.com", "a@example.com"),
            ("Acme <a@example.com>", "Acme <a@example.com>"),
            ("\"Acme\" <a@example.com>", "Acme <a@example.com>"),
            (
                "Nord, Ltd. <a@example.com>",
                "\"Nord, Ltd.\" <a@example.com>",
            ),
            (
                "\"Nord, Ltd.\" <a@example.com>",
                "\"Nord, Ltd.\" <a@example.com>",
            ),
            (
                "Acme (Shop) <a@example.com>",
                "\"Acme (Shop)\" <a@example.com>",
            ),
            (
                "a@b.example <a@example.com>",
                "\"a@b.example\" <a@example.com>",
            ),
            (
                "A \"B\" C <a@example.com>",
                "\"A \\\"B\\\" C\" <a@example.com>",
            ),
            ("Zoë Ünï <a@example.com>", "Zoë Ünï <a@example.com>"),
            (
                "Zoë, Inc. <a@example.com>",
                "=?utf-8?b?Wm/DqywgSW5jLg==?= <a@example.com>",
            ),
        ] {
            assert_eq!(sender(text).written(), written, "{text}");
        }
    }

    #[test]
    fn the_longest_address_is_one() {
        let label = "b".repeat(63);
        let text = format!("{}@{label}.{label}.{}.com", "a".repeat(64), "c".repeat(57));
        assert_eq!(text.len(), 254);
        assert_eq!(sender(&text).address(), text);
    }

    #[test]
    fn a_long_name_is_encoded_on_one_line() {
        let written = sender(&format!("{}, Inc. <a@example.com>", "Zoë ".repeat(40))).written();
        assert!(
            written.is_ascii() && !written.contains(char::is_control),
            "{written}"
        );
        assert!(written.starts_with("=?utf-8?b?") && written.ends_with("?= <a@example.com>"));
    }

    #[test]
    fn what_is_no_mailbox_is_refused_by_name() {
        for text in [
            "",
            " ",
            "Acme",
            "Acme <>",
            "a@example.com, b@example.com",
            "Acme <a@example.com",
            "\"Acme <a@example.com>",
            "Acme\" <a@example.com>",
            "\" <a@example.com>",
        ] {
            let error = Sender::parse("email.smtp.from", text)
                .unwrap_err()
                .to_string();
            assert!(error.starts_with("`email.smtp.from`"), "{error}");
        }
    }

    #[test]
    fn t_56_a_line_break_cannot_begin_a_header() {
        let sender = sender("Acme\r\nBcc: x@ex.com <a@example.com>");
        assert_eq!(sender.written(), "\"Acme Bcc: x@ex.com\" <a@example.com>");
    }
}
