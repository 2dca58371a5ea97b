//! An endpoint of the operator's, which writes and sends the mails itself: `POST` of
//! `{to, type, payload, ip?}`, as Logto's connector has it.
//!
//! Departures from that connector: requests can be signed, there is a time limit, redirects are not
//! followed, and an answer is read only in part and goes to the log only.

use std::fmt::{self, Write as _};

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use oidc_core::{secret::Secret, time::Timestamp};
use rand_core::CryptoRng;
use reqwest::{
    Client,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use serde_json::{Value, json};
use url::Url;

use crate::{
    config::HttpConfig,
    config_error::ConfigError,
    endpoint::address,
    error::DeliveryError,
    limits::Limits,
    message::{Content, Mail},
    outbound::{Outbound, Trust},
    scrub::Scrubber,
    steps::{StepName, Steps},
    verdict::{judge, unreachable},
};

const TABLE: &str = "email.http";

/// The header with the signature: `t=<seconds since 1970>,v1=<hexadecimal HMAC-SHA-256>`.
pub const SIGNATURE: &str = "signet-signature";

/// An endpoint, ready to be called.
#[derive(Clone)]
pub struct Http {
    client: Client,
    endpoint: Url,
    authorization: Option<HeaderValue>,
    /// What must not be read in a log.
    secrets: Vec<Secret<String>>,
    signing_key: Option<Secret<String>>,
    limits: Limits,
}

/// A key to sign requests with: 32 random bytes.
pub fn mint_signing_key(rng: &mut impl CryptoRng) -> Secret<String> {
    let mut bytes = zeroize::Zeroizing::new([0; 32]);
    rng.fill_bytes(&mut *bytes);
    Secret::new(format!("sgn_{}", URL_SAFE_NO_PAD.encode(*bytes)))
}

impl Http {
    pub(crate) fn build(
        config: &HttpConfig,
        outbound: &Outbound,
        trust: Trust,
    ) -> Result<Self, ConfigError> {
        let key = "email.http.endpoint";
        let endpoint = address(key, config.endpoint.expose(), trust)?;
        let limits = config.timeouts.or_seconds(TABLE, 5, 10)?;
        let client = outbound
            .dedicated(&endpoint, trust, limits)
            .map_err(|error| ConfigError::no_client(key, TABLE, error))?;
        let authorization = given(config.authorization.as_ref());
        let signing_key = given(config.signing_key.as_ref());
        Ok(Self {
            client,
            authorization: authorization.map(header).transpose()?,
            secrets: secrets(authorization, signing_key, &endpoint),
            endpoint,
            signing_key: signing_key.map(Into::into),
            limits,
        })
    }

    pub(crate) const fn time_limit(&self) -> std::time::Duration {
        self.limits.whole
    }

    /// Where it is: path and query may hold a secret.
    fn address(&self) -> String {
        self.endpoint.origin().ascii_serialization()
    }

    /// What the endpoint is told.
    pub(crate) fn preview(&self, mail: &Mail) -> Content {
        let body = body(mail);
        Content {
            subject: String::new(),
            html: String::new(),
            text: format!("POST {}\n{body:#}", self.address()),
        }
    }

    pub(crate) async fn send(
        &self,
        mail: &Mail,
        now: Timestamp,
        steps: &mut Steps,
    ) -> Result<(), DeliveryError> {
        let body = body(mail).to_string();
        steps.took(StepName::Rendered, || {
            format!("JSON, {} octets", body.len())
        });
        let secrets: Vec<&str> = self.secrets.iter().map(|s| s.expose().as_str()).collect();
        let scrubber = Scrubber::new(mail, &secrets);
        let mut request = self
            .client
            .post(self.endpoint.clone())
            .header(CONTENT_TYPE, "application/json");
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        if let Some(key) = &self.signing_key {
            request = request.header(SIGNATURE, signature(key.expose(), &body, now));
        }
        let response = request
            .body(body)
            .send()
            .await
            .map_err(|error| unreachable(error, "the endpoint", &scrubber))?;
        steps.took(StepName::Posted, || self.address());
        judge(response, &scrubber, steps).await
    }
}

/// Without the client and the secrets.
impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http")
            .field("endpoint", &self.address())
            .finish_non_exhaustive()
    }
}

fn body(mail: &Mail) -> Value {
    let mut body = json!({
        "to": mail.to.as_str(),
        "type": mail.usage_type.as_str(),
        "payload": mail.payload,
    });
    if let Some(ip) = mail.ip {
        body["ip"] = json!(ip);
    }
    body
}

/// Over the time too, so that an old request cannot be sent again as a new one.
fn signature(key: &str, body: &str, now: Timestamp) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    let seconds = now.as_seconds();
    let tag = hmac::sign(&key, format!("{seconds}.{body}").as_bytes());
    let mut text = format!("t={seconds},v1=");
    for byte in tag.as_ref() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn header(text: &str) -> Result<HeaderValue, ConfigError> {
    let mut value = HeaderValue::from_str(text).map_err(|_| {
        let expected = "the value of a header such as `Bearer …`, on one line";
        ConfigError::malformed("email.http.authorization", expected)
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// The header is also known without its scheme, and a query by its values too, as they were written and
/// as they are read.
fn secrets(
    authorization: Option<&str>,
    signing_key: Option<&str>,
    endpoint: &Url,
) -> Vec<Secret<String>> {
    let bare = authorization.and_then(|text| text.split_once(' ').map(|(_, bare)| bare));
    let query = endpoint.query();
    let written = query
        .into_iter()
        .flat_map(|query| query.split('&'))
        .filter_map(|pair| pair.split_once('=').map(|(_, value)| value));
    let all = [authorization, bare, signing_key, query].into_iter();
    let all = all.flatten().chain(written).map(str::trim).map(Into::into);
    let read = endpoint.query_pairs();
    all.chain(read.map(|(_, value)| Secret::new(value.into_owned())))
        .collect()
}

fn given(secret: Option<&Secret<String>>) -> Option<&str> {
    let text = secret.map(|secret| secret.expose().trim());
    text.filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_an_hmac_over_the_time_and_the_body() {
        let now = Timestamp::from_millis(1_700_000_000_999);
        assert_eq!(
            signature("sgn_test", "{}", now),
            // printf '1700000000.{}' | openssl dgst -sha256 -hmac sgn_test
            "t=1700000000,v1=858b01998165365ec90a86a8406515616c0b74b010060ff71ac0a71f5a41ca22"
        );
    }
}
