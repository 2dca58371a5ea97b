//! Which text belongs to which usage type: `deliveries[type]`, else `Generic`, else none.

use std::collections::BTreeMap;

use oidc_core::account::usage_type::UsageType;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    error::{ConfigError, DeliveryError},
    message::{Content, Mail},
    sender::Sender,
    template::{Medium, fill, one_line},
    text::given,
};

/// What is sent for one usage type: `html` (and `text`) written here, or the name of a `template`
/// that Mailgun holds. With both, the template is sent.
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
    /// The plain-text body beside `html`; placeholders are filled.
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
pub(crate) struct Deliveries(BTreeMap<UsageType, Checked>);

#[derive(Debug, Clone)]
struct Checked {
    delivery: Delivery,
    reply_to: Option<Sender>,
}

/// One mail, ready to be written in a connector's own format.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Resolved {
    pub(crate) subject: Option<String>,
    pub(crate) reply_to: Option<Sender>,
    pub(crate) body: Body,
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Body {
    Raw { html: String, text: Option<String> },
    Template { name: String, variables: String },
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
                return Err(ConfigError::TemplateOverSmtp { key: key() });
            }
            if !is_template && given(delivery.html.as_ref()).is_none() {
                return Err(ConfigError::NoBody { key: key() });
            }
            let reply_to = given(delivery.reply_to.as_ref())
                .map(|text| Sender::parse(&format!("{}.reply_to", key()), text))
                .transpose()?;
            let delivery = delivery.clone();
            all.insert(*usage_type, Checked { delivery, reply_to });
        }
        Ok(Self(all))
    }

    /// What is sent for `mail`.
    pub(crate) fn resolve(&self, mail: &Mail) -> Result<Resolved, DeliveryError> {
        if self.0.is_empty() {
            return Ok(built_in(&mail.built_in));
        }
        let usage_type = mail.usage_type;
        let delivery = self
            .0
            .get(&usage_type)
            .or_else(|| self.0.get(&UsageType::Generic));
        let Checked { delivery, reply_to } =
            delivery.ok_or(DeliveryError::NoTemplate { usage_type })?;
        let (subject, body) = delivery.resolve(&mail.payload);
        Ok(Resolved {
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
                html: fill(
                    self.html.as_deref().unwrap_or_default(),
                    payload,
                    Medium::Html,
                ),
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
    /// As a person would see it. Mailgun's templates are not ours to show.
    pub(crate) fn into_content(self) -> Content {
        let subject = self.subject.unwrap_or_default();
        match self.body {
            Body::Raw { html, text } => Content {
                subject,
                html,
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

fn built_in(content: &Content) -> Resolved {
    Resolved {
        subject: Some(one_line(&content.subject)),
        reply_to: None,
        body: Body::Raw {
            html: content.html.clone(),
            text: (!content.text.is_empty()).then(|| content.text.clone()),
        },
    }
}
