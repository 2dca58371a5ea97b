//! Who a mail is from, and where answers go: `Name <address>` or an address (RFC 5322 §3.4).

use oidc_core::account::email::EmailAddress;

use crate::{config::required, error::ConfigError, template::one_line};

const FORM: &str = "an address such as `no-reply@example.com` or `Name <no-reply@example.com>`";

/// A checked mailbox, with the text it was made of.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    written: String,
    name: Option<String>,
    address: EmailAddress,
}

impl Sender {
    /// From the value of `key`.
    pub(crate) fn parse(key: &str, text: &str) -> Result<Self, ConfigError> {
        let written = one_line(required(key, text)?);
        let (name, address) = match written.strip_suffix('>').and_then(|t| t.rsplit_once('<')) {
            Some((name, address)) => (name.trim(), address),
            None => ("", written.as_str()),
        };
        let address = address
            .parse()
            .map_err(|_| ConfigError::malformed(key, FORM))?;
        let name = match name
            .strip_prefix('"')
            .and_then(|name| name.strip_suffix('"'))
        {
            Some(quoted) => quoted.replace("\\\"", "\"").replace("\\\\", "\\"),
            None => name.to_owned(),
        };
        let name = (!name.is_empty()).then_some(name);
        Ok(Self {
            written,
            name,
            address,
        })
    }

    /// As configured, on one line.
    pub(crate) fn written(&self) -> &str {
        &self.written
    }

    /// The display name, without quotes.
    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The bare address.
    pub(crate) fn address(&self) -> &str {
        self.address.as_str()
    }

    /// The part of the address behind the `@`.
    pub(crate) fn domain(&self) -> &str {
        self.address()
            .rsplit_once('@')
            .map_or("", |(_, domain)| domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(Option<String>, String)> {
        let sender = Sender::parse("email.smtp.from", text).ok()?;
        Some((sender.name.clone(), sender.address().to_owned()))
    }

    #[test]
    fn a_name_is_optional_and_may_be_quoted() {
        let address = || "a@example.com".to_owned();
        for (text, name) in [
            ("a@example.com", None),
            ("<a@example.com>", None),
            ("Acme <a@example.com>", Some("Acme")),
            ("Acme, Inc. <a@example.com>", Some("Acme, Inc.")),
            ("\"Acme \\\"X\\\"\" <a@example.com>", Some("Acme \"X\"")),
            ("Zoë <A@Example.com>", Some("Zoë")),
        ] {
            assert_eq!(
                parts(text),
                Some((name.map(str::to_owned), address())),
                "{text}"
            );
        }
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
        ] {
            let error = Sender::parse("email.smtp.from", text)
                .unwrap_err()
                .to_string();
            assert!(error.starts_with("`email.smtp.from`"), "{error}");
        }
    }

    #[test]
    fn t_56_a_line_break_cannot_begin_a_header() {
        let sender = Sender::parse("f", "Acme\r\nBcc: x@ex.com <a@example.com>").unwrap();
        assert_eq!(sender.written(), "Acme Bcc: x@ex.com <a@example.com>");
    }
}
