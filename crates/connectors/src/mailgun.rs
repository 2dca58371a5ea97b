//! Mailgun's `POST /v3/<domain>/messages`, field for field as Logto's connector sends it.
//!
//! Departures from that connector: senders are written as RFC 5322 §3.4 has it, the mail says that
//! a program sent it, the endpoint's host is checked, values are escaped in HTML,
//! line breaks cannot enter a header, there is a time limit, redirects are not followed (the key
//! would travel along), and an answer is read only in part. Proxies named
//! in the environment are ignored: only the configuration says where the key goes.

use std::{fmt, time::Duration};

use futures_util::future::join_all;
use oidc_core::{message_id::MessageId, secret::Secret};
use reqwest::{Client, Response, header::CONTENT_TYPE};
use serde_json::Value;
use tokio::time::timeout;
use url::{Url, form_urlencoded};

use crate::{
    config::MailgunConfig,
    config_error::ConfigError,
    delivery::{Body, Deliveries, Resolved, Templates},
    endpoint::{Account, Place},
    error::DeliveryError,
    mailgun::{
        check::{Answer, Checked},
        report::SignedReport,
    },
    message::{AUTO_SUBMITTED, Content, Mail},
    outbound::{Outbound, Trust},
    scrub::Scrubber,
    sender::Sender,
    steps::{StepName, Steps},
    text::{given, required},
    verdict::{LARGEST_ANSWER, beginning, judge, unreachable},
};

pub mod check;
pub mod report;

const TABLE: &str = "email.mailgun";

/// A mail was taken when the status says so: what follows is waited for no longer than that.
const PATIENCE_FOR_ID: Duration = Duration::from_secs(2);

/// The most of what Mailgun tells about a domain that is read, in bytes.
const LARGEST_DOMAIN: usize = 256 * 1024;

/// A Mailgun account, ready to send.
#[derive(Clone)]
pub struct Mailgun {
    client: Client,
    account: Account,
    messages: Url,
    api_key: Secret<String>,
    signing_key: Option<Secret<String>>,
    from: Sender,
    deliveries: Deliveries,
    options: Vec<(String, String)>,
    time_limit: Duration,
}

impl Mailgun {
    pub(crate) fn build(
        config: &MailgunConfig,
        outbound: &Outbound,
        trust: Trust,
    ) -> Result<Self, ConfigError> {
        let account = Account::of(config, trust)?;
        let messages = account.messages()?;
        let api_key = required("email.mailgun.api_key", config.api_key.expose())?;
        let limits = config.timeouts.or_seconds(TABLE, 5, 10)?;
        let client = outbound
            .dedicated(&messages, trust, limits)
            .map_err(|error| ConfigError::no_client(account.key(), TABLE, error))?;
        Ok(Self {
            client,
            account,
            messages,
            api_key: api_key.into(),
            signing_key: given(config.webhook_signing_key.as_ref().map(Secret::expose))
                .map(Into::into),
            from: Sender::parse("email.mailgun.from", &config.from)?,
            deliveries: Deliveries::build(TABLE, &config.deliveries, Templates::Known)?,
            options: options(config)?,
            time_limit: limits.whole,
        })
    }

    pub(crate) fn from(&self) -> &Sender {
        &self.from
    }

    pub(crate) fn time_limit(&self) -> Duration {
        self.time_limit
    }

    pub(crate) fn preview(&self, mail: &Mail) -> Result<Content, DeliveryError> {
        Ok(self.deliveries.resolve(mail)?.into_content())
    }

    /// Whether this account has signed the report. None has where no signing key is configured.
    pub fn has_signed(&self, report: &SignedReport) -> bool {
        let key = self.signing_key.as_ref();
        key.is_some_and(|key| report.is_signed_by(key))
    }

    pub(crate) async fn send(
        &self,
        mail: &Mail,
        steps: &mut Steps,
    ) -> Result<Option<MessageId>, DeliveryError> {
        let resolved = self.deliveries.resolve(mail)?;
        let body = self.form(mail, &resolved);
        steps.took(StepName::Rendered, || resolved.kind());
        let basic = format!("api:{}", self.api_key.expose());
        let scrubber = Scrubber::new(mail, &[self.api_key.expose(), &basic]);
        let response = self
            .client
            .post(self.messages.clone())
            .basic_auth("api", Some(self.api_key.expose()))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await
            .map_err(|error| unreachable(error, "Mailgun", &scrubber))?;
        steps.took(StepName::Posted, || self.messages.to_string());
        let is_reported = self.signing_key.is_some() && !steps.are_watched();
        if is_reported && response.status().is_success() {
            return Ok(message_id(response).await);
        }
        judge(response, &scrubber, steps).await?;
        Ok(None)
    }

    /// Asks Mailgun what it knows of the domain: in both regions, or at `base_url` alone. Bounded by
    /// the time limit of a mail, and by the patience of whoever asks. What cannot be asked is a
    /// finding, not an error.
    pub async fn check(&self, patience: Duration) -> Checked {
        let places = self.account.domain_in_each_region();
        let asked = places.into_iter().map(|place| self.ask(place, patience));
        let answers = join_all(asked).await;
        Checked::of(self.account.domain(), &answers)
    }

    async fn ask(&self, place: Place, patience: Duration) -> Answer {
        let request = self
            .client
            .get(place.url.clone())
            .basic_auth("api", Some(self.api_key.expose()));
        let answer = timeout(patience, async {
            let response = request.send().await.ok()?;
            let status = response.status().as_u16();
            Some((status, beginning(response, LARGEST_DOMAIN).await))
        });
        let (status, body) = match answer.await {
            Ok(Some((status, body))) => (Some(status), body),
            Ok(None) | Err(_) => (None, Vec::new()),
        };
        Answer {
            region: place.region,
            is_ours: place.is_ours,
            status,
            body,
        }
    }

    /// The form, in the order of Logto's connector. Absent fields are left out.
    fn form(&self, mail: &Mail, resolved: &Resolved) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        let from = resolved.from.as_ref().unwrap_or(&self.from);
        form.append_pair("from", &from.written());
        form.append_pair("to", mail.to.as_str());
        if let Some(subject) = &resolved.subject {
            form.append_pair("subject", subject);
        }
        if let Some(reply_to) = &resolved.reply_to {
            form.append_pair("h:Reply-To", &reply_to.written());
        }
        let (name, value) = AUTO_SUBMITTED;
        form.append_pair(&format!("h:{name}"), value);
        match &resolved.body {
            Body::Raw { html, text } => {
                if let Some(html) = html {
                    form.append_pair("html", html);
                }
                if let Some(text) = text {
                    form.append_pair("text", text);
                }
            }
            Body::Template { name, variables } => {
                form.append_pair("template", name);
                form.append_pair("h:X-Mailgun-Variables", variables);
            }
        }
        form.extend_pairs(&self.options);
        form.finish()
    }
}

/// Under which id Mailgun took a mail; none where it does not say so in time.
async fn message_id(response: Response) -> Option<MessageId> {
    let answer = beginning(response, LARGEST_ANSWER);
    let answer = timeout(PATIENCE_FOR_ID, answer).await.ok()?;
    let answer: Value = serde_json::from_slice(&answer).ok()?;
    answer["id"].as_str()?.parse().ok()
}

/// Without the client and the keys.
impl fmt::Debug for Mailgun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailgun")
            .field("messages", &self.messages.as_str())
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}

/// `h:` is left out: a header set here could contradict one of ours.
fn options(config: &MailgunConfig) -> Result<Vec<(String, String)>, ConfigError> {
    let known = |name: &str| {
        ["o:", "t:", "v:"].iter().any(|prefix| {
            name.strip_prefix(prefix).is_some_and(|rest| {
                !rest.is_empty()
                    && rest
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
            })
        })
    };
    for name in config.options.keys() {
        if !known(name) {
            return Err(ConfigError::malformed(
                format!("{TABLE}.options.{name}"),
                "a field that begins with `o:`, `t:` or `v:`, such as `o:tracking`",
            ));
        }
    }
    let all = config.options.iter();
    Ok(all
        .map(|(name, value)| (name.clone(), value.expose().clone()))
        .collect())
}
