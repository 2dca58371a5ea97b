//! A mail to be sent, before any connector has looked at it.

use std::{fmt, net::IpAddr};

use oidc_core::account::{
    email::EmailAddress, email_template::TemplateDetails, usage_type::UsageType,
};

/// The header that keeps out-of-office notices from answering (RFC 3834 §5).
pub(crate) const AUTO_SUBMITTED: (&str, &str) = ("Auto-Submitted", "auto-generated");

/// One mail to one recipient.
#[derive(Clone)]
pub struct Mail {
    /// The recipient. [`EmailAddress`] admits nothing that could add a second one (T-56).
    pub to: EmailAddress,
    /// Selects the delivery.
    pub usage_type: UsageType,
    /// The roots that placeholders and template variables may use: `code`, `locale`,
    /// `application`, … An object.
    pub payload: serde_json::Value,
    /// What is sent in place of the connector's deliveries, all of them. An HTTP endpoint writes its
    /// mails itself and gets none of it.
    pub template: Option<TemplateDetails>,
    /// Who asked for the mail; an HTTP endpoint is told.
    pub ip: Option<IpAddr>,
    /// What is sent when the connector has no deliveries at all. Finished text: placeholders in
    /// it are not filled.
    pub built_in: Content,
}

/// The visible part of a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Content {
    /// The subject line.
    pub subject: String,
    /// The HTML body.
    pub html: String,
    /// The plain-text body; empty when there is none.
    pub text: String,
}

/// Without the address and the payload: both end up in logs otherwise (T-70).
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("usage_type", &self.usage_type)
            .finish_non_exhaustive()
    }
}

/// Without any text: it holds the code (T-70).
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content").finish_non_exhaustive()
    }
}
