//! Words of mails as they are shown and read, and why some were not kept.

use engine::connector::templates::{MOST, NotKept, Words};
use oidc_core::account::{
    email_template::{ContentType, EmailTemplate, TemplateDetails},
    usage_type::UsageType,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::{
    body::given,
    code::Code,
    error::ApiError,
    tenant::{TENANT, Tenant},
};

/// The longest subject, sender and recipient of answers, in characters.
const LINE: usize = 512;
/// The longest content, in octets.
const CONTENT: usize = 64 * 1024;

/// What neither database keeps.
const NUL: &str = "must not hold the character U+0000";

/// The words of one kind of mail in one language.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EmailTemplate)]
pub(super) struct TemplateBody {
    #[schema(value_type = String)]
    tenant_id: Tenant,
    /// Its id.
    id: String,
    /// The language, as a tag such as `fr`.
    language_tag: String,
    /// What the mail is for, as `SignIn`.
    template_type: String,
    /// The words.
    details: DetailsBody,
    /// When it was written first, in milliseconds since 1970.
    created_at: i64,
}

impl From<&EmailTemplate> for TemplateBody {
    fn from(template: &EmailTemplate) -> Self {
        Self {
            tenant_id: TENANT,
            id: template.id.to_string(),
            language_tag: template.language_tag.clone(),
            template_type: template.template_type.to_string(),
            details: DetailsBody::from(&template.details),
            created_at: template.created_at.as_millis(),
        }
    }
}

/// Words, with placeholders such as `{{code}}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EmailTemplateDetails)]
pub(super) struct DetailsBody {
    /// The subject line.
    subject: String,
    /// The body.
    content: String,
    /// How the body is written: `text/html`, which it is when nothing is said, or `text/plain`.
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(nullable = false, value_type = String)]
    content_type: Option<ContentType>,
    /// Where answers go.
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(nullable = false)]
    reply_to: Option<String>,
    /// Whom the mail is from.
    #[serde(
        default,
        deserialize_with = "given",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(nullable = false)]
    send_from: Option<String>,
}

impl From<&TemplateDetails> for DetailsBody {
    fn from(details: &TemplateDetails) -> Self {
        Self {
            subject: details.subject.clone(),
            content: details.content.clone(),
            content_type: details.content_type,
            reply_to: details.reply_to.clone(),
            send_from: details.send_from.clone(),
        }
    }
}

impl From<DetailsBody> for TemplateDetails {
    fn from(body: DetailsBody) -> Self {
        Self {
            subject: body.subject,
            content: body.content,
            content_type: body.content_type,
            reply_to: body.reply_to,
            send_from: body.send_from,
        }
    }
}

/// What is to be different about words; what is missing stays as it is.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EmailTemplateDetailsPatch)]
pub(super) struct DetailsPatch {
    /// The subject line.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    subject: Option<String>,
    /// The body.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    content: Option<String>,
    /// How the body is written: `text/html` or `text/plain`.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false, value_type = String)]
    content_type: Option<ContentType>,
    /// Where answers go.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    reply_to: Option<String>,
    /// Whom the mail is from.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    send_from: Option<String>,
}

impl DetailsPatch {
    /// Whether it fits what may be kept.
    ///
    /// # Errors
    /// `guard.invalid_input`.
    pub(super) fn check(&self) -> Result<(), ApiError> {
        let lines = [
            ("subject", &self.subject),
            ("replyTo", &self.reply_to),
            ("sendFrom", &self.send_from),
        ];
        check_lengths("", &lines, self.content.as_deref())
    }

    /// Lays it over words.
    pub(super) fn apply(&self, details: &mut TemplateDetails) {
        if let Some(subject) = &self.subject {
            details.subject.clone_from(subject);
        }
        if let Some(content) = &self.content {
            details.content.clone_from(content);
        }
        details.content_type = self.content_type.or(details.content_type);
        if self.reply_to.is_some() {
            details.reply_to.clone_from(&self.reply_to);
        }
        if self.send_from.is_some() {
            details.send_from.clone_from(&self.send_from);
        }
    }
}

fn check_lengths(
    below: &str,
    lines: &[(&str, &Option<String>)],
    content: Option<&str>,
) -> Result<(), ApiError> {
    for (name, line) in lines {
        if line.as_ref().is_some_and(|line| line.contains('\0')) {
            return Err(ApiError::invalid(&format!("{below}{name}"), NUL));
        }
        if line
            .as_ref()
            .is_some_and(|line| line.chars().count() > LINE)
        {
            let why = format!("must have {LINE} characters at most");
            return Err(ApiError::invalid(&format!("{below}{name}"), why));
        }
    }
    if content.is_some_and(|content| content.contains('\0')) {
        return Err(ApiError::invalid(&format!("{below}content"), NUL));
    }
    if content.is_some_and(|content| content.len() > CONTENT) {
        let why = format!("must have {CONTENT} octets at most");
        return Err(ApiError::invalid(&format!("{below}content"), why));
    }
    Ok(())
}

/// Words to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewEmailTemplates)]
pub(super) struct NewTemplates {
    /// Those of each language and kind of mail.
    pub(super) templates: Vec<NewTemplate>,
}

/// The words of one kind of mail in one language, to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewEmailTemplate)]
pub(super) struct NewTemplate {
    /// The language, as a tag such as `fr`.
    language_tag: String,
    /// What the mail is for, as `SignIn`.
    template_type: String,
    /// The words.
    details: DetailsBody,
}

impl NewTemplates {
    /// The words, if each has a form that can be kept.
    ///
    /// # Errors
    /// `guard.invalid_input`.
    pub(super) fn checked(self) -> Result<Vec<Words>, ApiError> {
        if self.templates.is_empty() || self.templates.len() > MOST {
            let why = format!("must have 1 to {MOST} members");
            return Err(ApiError::invalid("templates", why));
        }
        let each = self.templates.into_iter().enumerate();
        each.map(|(index, new)| new.checked(index)).collect()
    }
}

impl NewTemplate {
    fn checked(self, index: usize) -> Result<Words, ApiError> {
        let at = |member: &str| format!("templates.{index}.{member}");
        let language_tag = language(&at("languageTag"), &self.language_tag)?;
        let template_type = kind(&at("templateType"), &self.template_type)?;
        let details = TemplateDetails::from(self.details);
        let subject = Some(details.subject.clone());
        let lines = [
            ("subject", &subject),
            ("replyTo", &details.reply_to),
            ("sendFrom", &details.send_from),
        ];
        check_lengths(&at("details."), &lines, Some(&details.content))?;
        Ok(Words {
            language_tag,
            template_type,
            details,
        })
    }
}

/// A tag of a language (BCP 47).
///
/// # Errors
/// `guard.invalid_input`.
pub(super) fn language(member: &str, text: &str) -> Result<String, ApiError> {
    let is_part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    if text.len() <= 16 && text.len() >= 2 && text.split('-').all(is_part) {
        Ok(canonical(text))
    } else {
        Err(ApiError::invalid(
            member,
            "must be the tag of a language, such as fr or pt-BR",
        ))
    }
}

/// A tag as it is written (RFC 5646 §2.1.1): `pt-BR`, `zh-Hant`.
fn canonical(tag: &str) -> String {
    let parts = tag.split('-').enumerate().map(|(index, part)| {
        let lower = part.to_ascii_lowercase();
        match (index, part.len()) {
            (1.., 2) => part.to_ascii_uppercase(),
            (1.., 4) => {
                let (first, rest) = lower.split_at(1);
                format!("{}{rest}", first.to_ascii_uppercase())
            }
            _ => lower,
        }
    });
    parts.collect::<Vec<_>>().join("-")
}

/// What a mail is for.
///
/// # Errors
/// `guard.invalid_input`.
pub(super) fn kind(member: &str, text: &str) -> Result<UsageType, ApiError> {
    text.parse().map_err(|why| ApiError::invalid(member, why))
}

/// How many were removed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RemovedEmailTemplates)]
pub(super) struct Removed {
    /// So many.
    pub(super) row_count: u64,
}

impl From<NotKept> for ApiError {
    fn from(why: NotKept) -> Self {
        match why {
            NotKept::Unknown => Code::NotExistsWithId.into(),
            NotKept::Changed => Code::PreconditionFailed.into(),
            NotKept::Misfit(index, why) => {
                let member = format!("templates.{index}.details.{}", why.key());
                Self::invalid(&member, why.problem())
            }
            NotKept::TooMany => {
                let why =
                    format!("There are {MOST} templates, as many as there may be. Remove one.");
                Self::saying(Code::TooManyTemplates, why)
            }
        }
    }
}
