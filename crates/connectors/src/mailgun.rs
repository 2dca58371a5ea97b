//! Mailgun's `POST /v3/<domain>/messages`, field for field as Logto's connector sends it.
//!
//! Departures from that connector: senders are written as RFC 5322 §3.4 has it, the mail says that
//! a program sent it, the endpoint's host is checked, values are escaped in HTML,
//! line breaks cannot enter a header, there is a time limit, redirects are not followed (the key
//! would travel along), and an answer is read only in part. Proxies named
//! in the environment are ignored: only the configuration says where the key goes.

use std::{fmt, time::Duration};

use oidc_core::secret::Secret;
use reqwest::{
    Client, Response,
    header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER},
    redirect::Policy,
};
use url::{Url, form_urlencoded};

use crate::{
    config::MailgunConfig,
    delivery::{Body, Deliveries, Resolved, Templates},
    endpoint,
    error::{ConfigError, DeliveryError, LONGEST_WAIT, chain, connection_failed},
    message::{AUTO_SUBMITTED, Content, Mail},
    scrub::Scrubber,
    sender::Sender,
    text::required,
};

const TABLE: &str = "email.mailgun";

/// The most of an answer that is read, in bytes.
const LARGEST_ANSWER: usize = 16 * 1024;

/// A Mailgun account, ready to send.
#[derive(Clone)]
pub struct Mailgun {
    client: Client,
    messages: Url,
    api_key: Secret<String>,
    from: Sender,
    deliveries: Deliveries,
    options: Vec<(String, String)>,
    time_limit: Duration,
}

impl Mailgun {
    pub(crate) fn build(config: &MailgunConfig) -> Result<Self, ConfigError> {
        let messages = endpoint::messages(config)?;
        let api_key = required("email.mailgun.api_key", config.api_key.expose())?;
        let limits = config.timeouts.or_seconds(TABLE, 5, 10)?;
        let client = Client::builder()
            .user_agent("signet")
            .https_only(messages.scheme() == "https")
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(limits.connect)
            .timeout(limits.whole)
            .build()
            .map_err(|error| ConfigError::NoRoots {
                table: TABLE,
                detail: chain(&error),
            })?;
        Ok(Self {
            client,
            messages,
            api_key: api_key.into(),
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

    pub(crate) async fn send(&self, mail: &Mail) -> Result<(), DeliveryError> {
        let body = self.form(mail, &self.deliveries.resolve(mail)?);
        let scrubber = Scrubber::new(mail, &[self.api_key.expose()]);
        let response = self
            .client
            .post(self.messages.clone())
            .basic_auth("api", Some(self.api_key.expose()))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await
            .map_err(|error| unreachable(error, &scrubber))?;
        if response.status().is_success() {
            // The mail is accepted; what else they say, or fail to say, changes nothing.
            return Ok(());
        }
        let status = response.status().as_u16();
        let wait = wait(response.headers());
        Err(refusal(
            status,
            wait,
            scrubber.clean(&beginning(response).await),
        ))
    }

    /// The form, in the order of Logto's connector. Absent fields are left out.
    fn form(&self, mail: &Mail, resolved: &Resolved) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("from", &self.from.written());
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
                form.append_pair("html", html);
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

/// Without the client and the key.
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
    Ok(config.options.clone().into_iter().collect())
}

fn unreachable(error: reqwest::Error, scrubber: &Scrubber<'_>) -> DeliveryError {
    if error.is_timeout() {
        return DeliveryError::Unreachable {
            detail: "Mailgun did not answer in time".into(),
        };
    }
    connection_failed(scrubber.clean(&chain(&error.without_url())))
}

/// What a status other than 2xx means. Logto treats all alike.
fn refusal(status: u16, retry_after: Option<Duration>, detail: String) -> DeliveryError {
    match status {
        // The key, the permission or the domain; a redirect means a wrong address.
        300..=399 | 401 | 403 | 404 => DeliveryError::Misconfigured {
            status: Some(status),
            detail,
        },
        408 | 429 | 500.. => DeliveryError::Deferred {
            status,
            retry_after,
            detail,
        },
        _ => DeliveryError::Refused {
            status: Some(status),
            detail,
        },
    }
}

/// `Retry-After` in seconds (RFC 9110 §10.2.3), bounded. A date is not read: the server has its
/// own idea of when to try again.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

/// The beginning of the answer. One that breaks off is used as far as it came.
async fn beginning(mut response: Response) -> String {
    let mut bytes = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        bytes.extend_from_slice(&chunk);
        if bytes.len() >= LARGEST_ANSWER {
            bytes.truncate(LARGEST_ANSWER);
            break;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
