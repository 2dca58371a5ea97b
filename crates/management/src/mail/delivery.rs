//! What the provider of a mail reported of it after it took it.

use engine::mail::outbox::Mail;
use serde::Serialize;
use utoipa::ToSchema;

/// What became of a mail after it was handed over.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MailDelivery {
    /// `delayed`, `delivered` or `bounced`.
    #[schema(value_type = String)]
    state: &'static str,
    /// When, by the clock of the provider, in milliseconds since 1970.
    at: i64,
    /// In the words of the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    detail: Option<String>,
}

impl MailDelivery {
    /// None as long as nothing is reported.
    pub(crate) fn of(mail: &Mail) -> Option<Self> {
        Some(Self {
            state: mail.reported?.as_str(),
            at: mail.reported_at?.as_millis(),
            detail: mail.report.clone(),
        })
    }
}
