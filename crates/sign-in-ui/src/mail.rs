//! The e-mail that carries a verification code.

use fluent_bundle::FluentArgs;
use serde::Serialize;
use tera::{Context, Tera};

use crate::error::RenderError;
use crate::i18n::Catalog;
use crate::locale::Locale;
use crate::purpose::Purpose;
use crate::templates;

const HTML: &str = "mail/verification.html";
const TEXT: &str = "mail/verification.txt";
const SUBJECT: &str = "mail-verification-subject";

/// The e-mail that carries a verification code. It cannot be printed: the code is a secret.
#[derive(Clone, Serialize)]
pub struct VerificationMail {
    /// The six digits.
    pub code: String,
    /// The name of the application that asks.
    pub application: String,
    /// How long the code is valid.
    pub minutes: u32,
    /// What the code is for.
    pub purpose: Purpose,
    /// The name of whoever runs the sign-in.
    pub brand: String,
}

/// A mail ready to be sent. It cannot be printed: it carries a code.
#[derive(Clone)]
pub struct RenderedMail {
    /// One line, without control characters.
    pub subject: String,
    /// The HTML body.
    pub html: String,
    /// The plain body.
    pub text: String,
}

impl VerificationMail {
    /// One mail of each purpose, for tests and galleries.
    pub fn samples() -> Vec<Self> {
        [Purpose::SignIn, Purpose::Register, Purpose::Generic]
            .into_iter()
            .map(|purpose| Self {
                code: "482913".to_owned(),
                application: "Bookstore".to_owned(),
                minutes: 10,
                purpose,
                brand: "Signet".to_owned(),
            })
            .collect()
    }

    pub(crate) fn render(
        &self,
        tera: &Tera,
        catalog: &Catalog,
        locale: Locale,
    ) -> Result<RenderedMail, RenderError> {
        let mail = Self {
            code: one_line(&self.code),
            application: one_line(&self.application),
            brand: one_line(&self.brand),
            ..*self
        };
        let mut args = FluentArgs::new();
        args.set("code", mail.code.as_str());
        args.set("application", mail.application.as_str());
        let subject = catalog
            .message(locale.tag(), SUBJECT, &args)
            .map_err(|reason| RenderError::Template {
                template: SUBJECT.to_owned(),
                reason,
            })?;
        let mut context =
            Context::from_serialize(&mail).map_err(|error| templates::fault(HTML, &error))?;
        context.insert(templates::LOCALE, locale.tag());
        context.insert("dir", locale.direction().attribute());
        context.insert("subject", &subject);
        let body = |name| {
            tera.render(name, &context)
                .map_err(|error| templates::fault(name, &error))
        };
        Ok(RenderedMail {
            html: body(HTML)?,
            text: body(TEXT)?,
            subject,
        })
    }
}

/// A name becomes part of a header and of plain text, where a line break would start something
/// new (RFC 5322 §2.2).
fn one_line(text: &str) -> String {
    let is_break = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.split(is_break)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_breaks_a_line() {
        assert_eq!(
            one_line("Book\r\nBcc: eve@example.com\u{0}\u{2028}"),
            "Book Bcc: eve@example.com"
        );
        assert_eq!(one_line("Bookstore & Söhne"), "Bookstore & Söhne");
    }
}
