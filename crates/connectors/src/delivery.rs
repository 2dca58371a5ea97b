//! Which text belongs to which usage type: `deliveries[type]`, else `Generic`, else none.

use std::collections::BTreeMap;

use oidc_core::account::{
    email_template::{ContentType, TemplateDetails},
    usage_type::UsageType,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    config_error::{ConfigError, Problem},
    error::DeliveryError,
    localized::{reply_to, send_from, subject},
    message::{Content, Mail},
    sender::Sender,
    template::{Medium, fill, one_line},
    text::given,
};

/// What is sent for one usage type: `html` (and `text`) written here, or the name of a `template`
/// that Mailgun holds. With both, the template is sent. A mail server takes `text` alone, too.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Delivery {
    /// The subject line; placeholders are filled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Where answers go: `Name <address>` or an address. Placeholders are not filled.
    #[serde(alias = "replyTo", skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// The HTML body; placeholders are filled and their values escaped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// The plain-text body beside `html`, or instead of it; placeholders are filled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The name of a template in the Mailgun account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Its variables, beside the mail's own payload, which wins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variables: Option<Map<String, Value>>,
}

/// Whether a connector can send deliveries whose text Mailgun holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Templates {
    Known,
    Unknown,
}

/// The checked deliveries of a connector.
#[derive(Debug, Clone)]
pub(crate) struct Deliveries {
    by_type: BTreeMap<UsageType, Checked>,
    templates: Templates,
}

#[derive(Debug, Clone)]
struct Checked {
    delivery: Delivery,
    reply_to: Option<Sender>,
}

/// One mail, ready to be written in a connector's own format.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Resolved {
    /// In place of the connector's sender.
    pub(crate) from: Option<Sender>,
    pub(crate) subject: Option<String>,
    pub(crate) reply_to: Option<Sender>,
    pub(crate) body: Body,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Body {
    /// One of the two at least.
    Raw {
        html: Option<String>,
        text: Option<String>,
    },
    Template {
        name: String,
        variables: String,
    },
}

impl Deliveries {
    /// Checks what stands under `<table>.deliveries`.
    pub(crate) fn build(
        table: &str,
        deliveries: &BTreeMap<UsageType, Delivery>,
        templates: Templates,
    ) -> Result<Self, ConfigError> {
        let mut all = BTreeMap::new();
        for (usage_type, delivery) in deliveries {
            let key = || format!("{table}.deliveries.{usage_type}");
            let is_template = given(delivery.template.as_ref()).is_some();
            if is_template && templates == Templates::Unknown {
                return Err(ConfigError::new(key(), Problem::TemplateOverSmtp));
            }
            let is_html = given(delivery.html.as_ref()).is_some();
            match templates {
                Templates::Known if !is_template && !is_html => {
                    let other = "template";
                    return Err(ConfigError::new(key(), Problem::NoBody { other }));
                }
                Templates::Unknown if !is_html && given(delivery.text.as_ref()).is_none() => {
                    let other = "text";
                    return Err(ConfigError::new(key(), Problem::NoBody { other }));
                }
                Templates::Known | Templates::Unknown => {}
            }
            let reply_to = given(delivery.reply_to.as_ref())
                .map(|text| Sender::parse(&format!("{}.reply_to", key()), text))
                .transpose()?;
            let delivery = delivery.clone();
            all.insert(*usage_type, Checked { delivery, reply_to });
        }
        Ok(Self {
            by_type: all,
            templates,
        })
    }

    /// Those of a connector that is told of none.
    pub(crate) const fn none() -> Self {
        Self {
            by_type: BTreeMap::new(),
            templates: Templates::Unknown,
        }
    }

    /// What is sent for `mail`.
    pub(crate) fn resolve(&self, mail: &Mail) -> Result<Resolved, DeliveryError> {
        if let Some(template) = &mail.template {
            return Ok(localized(template, &mail.payload, self.templates));
        }
        if self.by_type.is_empty() {
            return Ok(built_in(&mail.built_in));
        }
        let usage_type = mail.usage_type;
        let delivery = self
            .by_type
            .get(&usage_type)
            .or_else(|| self.by_type.get(&UsageType::Generic));
        let Checked { delivery, reply_to } =
            delivery.ok_or(DeliveryError::NoTemplate { usage_type })?;
        let (subject, body) = delivery.resolve(&mail.payload);
        Ok(Resolved {
            from: None,
            subject,
            reply_to: reply_to.clone(),
            body,
        })
    }
}

impl Delivery {
    fn resolve(&self, payload: &Value) -> (Option<String>, Body) {
        let subject = given(self.subject.as_ref())
            .map(|subject| one_line(&fill(subject, payload, Medium::Text)));
        let body = match given(self.template.as_ref()) {
            Some(name) => Body::Template {
                name: name.to_owned(),
                variables: self.variables(payload),
            },
            None => Body::Raw {
                html: self
                    .html
                    .as_deref()
                    .filter(|html| !html.is_empty())
                    .map(|html| fill(html, payload, Medium::Html)),
                text: self
                    .text
                    .as_deref()
                    .filter(|text| !text.is_empty())
                    .map(|text| fill(text, payload, Medium::Text)),
            },
        };
        (subject, body)
    }

    /// The configured variables, overlaid by the whole payload, as JSON. A key of both keeps its
    /// place and takes the payload's value, as in `{...variables, ...payload}`.
    fn variables(&self, payload: &Value) -> String {
        let mut variables = self.variables.clone().unwrap_or_default();
        if let Some(payload) = payload.as_object() {
            for (root, value) in payload {
                variables.insert(root.clone(), value.clone());
            }
        }
        Value::Object(variables).to_string()
    }
}

impl Resolved {
    /// What it is, without a word of it.
    pub(crate) fn kind(&self) -> String {
        let what = match &self.body {
            Body::Raw {
                html: Some(_),
                text: Some(_),
            } => "HTML and plain text",
            Body::Raw { html: Some(_), .. } => "HTML",
            Body::Raw { html: None, .. } => "plain text",
            Body::Template { name, .. } => return format!("Mailgun template {name}"),
        };
        what.to_owned()
    }

    /// As a person would see it. Mailgun's templates are not ours to show.
    pub(crate) fn into_content(self) -> Content {
        let subject = self.subject.unwrap_or_default();
        match self.body {
            Body::Raw { html, text } => Content {
                subject,
                html: html.unwrap_or_default(),
                text: text.unwrap_or_default(),
            },
            Body::Template { name, variables } => Content {
                subject,
                html: String::new(),
                text: format!("Mailgun template: {name}\nVariables: {variables}"),
            },
        }
    }
}

/// Mailgun makes the plain text's HTML of the same words, as Logto has it; a mail server gets one of
/// the two.
fn localized(template: &TemplateDetails, payload: &Value, templates: Templates) -> Resolved {
    let html = || Some(fill(&template.content, payload, Medium::Html));
    let text = || Some(fill(&template.content, payload, Medium::Text));
    let content_type = template.content_type.unwrap_or(ContentType::Html);
    let (html, text) = match (content_type, templates) {
        (ContentType::Html, _) => (html(), None),
        (ContentType::Plain, Templates::Known) => (html(), text()),
        (ContentType::Plain, Templates::Unknown) => (None, text()),
    };
    Resolved {
        from: send_from(template, payload),
        subject: Some(subject(template, payload)),
        reply_to: reply_to(template, payload),
        body: Body::Raw { html, text },
    }
}

fn built_in(content: &Content) -> Resolved {
    Resolved {
        from: None,
        subject: Some(one_line(&content.subject)),
        reply_to: None,
        body: Body::Raw {
            html: Some(content.html.clone()),
            text: (!content.text.is_empty()).then(|| content.text.clone()),
        },
    }
}
