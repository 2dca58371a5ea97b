//! What an answer over HTTP means for a mail, or that there was none.

use std::time::Duration;

use reqwest::{
    Response,
    header::{HeaderMap, RETRY_AFTER},
};

use crate::{
    error::{DeliveryError, LONGEST_WAIT, chain, connection_failed},
    outbound::OutboundError,
    scrub::Scrubber,
    steps::{StepName, Steps},
};

/// The most of an answer that is read, in bytes.
pub(crate) const LARGEST_ANSWER: usize = 16 * 1024;

/// Judges an answer. Of a mail that was accepted nothing else matters, so that what they say about
/// it is read only for somebody who watches.
pub(crate) async fn judge(
    response: Response,
    scrubber: &Scrubber<'_>,
    steps: &mut Steps,
) -> Result<(), DeliveryError> {
    let status = response.status();
    let wait = wait(response.headers());
    if status.is_success() && !steps.are_watched() {
        return Ok(());
    }
    let said = scrubber.clean(&String::from_utf8_lossy(
        &beginning(response, LARGEST_ANSWER).await,
    ));
    steps.took(StepName::Answered, || {
        format!("{}: {said}", status.as_u16())
    });
    if status.is_success() {
        return Ok(());
    }
    Err(refusal(status.as_u16(), wait, said))
}

/// Nobody answered, or the address may not be called.
pub(crate) fn unreachable(
    error: reqwest::Error,
    who: &str,
    scrubber: &Scrubber<'_>,
) -> DeliveryError {
    if error.is_timeout() {
        return DeliveryError::Unreachable {
            detail: format!("{who} did not answer in time"),
        };
    }
    let error = error.without_url();
    let text = chain(&error);
    match OutboundError::of(error) {
        inside @ OutboundError::LeadsInside => out_of_bounds(&inside),
        _ => connection_failed(scrubber.clean(&text)),
    }
}

/// The address may not be called; it will not be another time.
pub(crate) fn out_of_bounds(error: &OutboundError) -> DeliveryError {
    DeliveryError::Misconfigured {
        status: None,
        detail: error.to_string(),
    }
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
pub(crate) async fn beginning(mut response: Response, most: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        bytes.extend_from_slice(&chunk);
        if bytes.len() >= most {
            bytes.truncate(most);
            break;
        }
    }
    bytes
}
