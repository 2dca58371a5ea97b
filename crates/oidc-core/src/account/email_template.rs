//! The words of mails in a language, as an operator writes them: they lie over those of whatever
//! connector sends the mail.

use serde::{Deserialize, Serialize};

use super::usage_type::UsageType;
use crate::{id::EmailTemplateId, name::closed_set, record::Record, time::Timestamp};

closed_set! {
    /// How the content of a mail is written.
    ContentType, "content type" {
        /// As a page.
        Html = "text/html",
        /// As it is read.
        Plain = "text/plain",
    }
}

/// The words of one kind of mail in one language.
#[derive(Debug, Clone, PartialEq, Eq, Record)]
#[record(table = "email_templates")]
pub struct EmailTemplate {
    /// Its id.
    pub id: EmailTemplateId,
    /// The language, as a tag of BCP 47.
    #[record(fixed)]
    pub language_tag: String,
    /// What the mail is for.
    #[record(fixed)]
    pub template_type: UsageType,
    /// The words.
    #[record(json)]
    pub details: TemplateDetails,
    /// When it was written first.
    #[record(fixed)]
    pub created_at: Timestamp,
}

/// The words, with placeholders such as `{{code}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TemplateDetails {
    /// The subject line.
    pub subject: String,
    /// The body.
    pub content: String,
    /// How the body is written; as a page when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<ContentType>,
    /// Where answers go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// Whom the mail is from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send_from: Option<String>,
}
