//! What came back: a status, and a body that is read as far as somebody wants it.

use std::time::Duration;

use reqwest::{Response, header::RETRY_AFTER};

use super::error::OutboundError;

/// What came back.
#[derive(Debug)]
pub struct Answer(Response);

impl Answer {
    pub(super) fn new(response: Response) -> Self {
        Self(response)
    }

    /// The status (RFC 9110 §15).
    pub fn status(&self) -> u16 {
        self.0.status().as_u16()
    }

    /// `Retry-After` in seconds (RFC 9110 §10.2.3). A date is not read: whoever retries has an own
    /// idea of when.
    pub fn retry_after(&self) -> Option<Duration> {
        let value = self.0.headers().get(RETRY_AFTER)?.to_str().ok()?;
        value.trim().parse().ok().map(Duration::from_secs)
    }

    /// The body as it was sent, never unpacked. The time limit of the call holds for it too.
    ///
    /// # Errors
    /// [`OutboundError::TooLarge`] when it is longer than `most` octets, which are then all that
    /// was kept of it; the others when it breaks off or takes too long.
    pub async fn body(mut self, most: usize) -> Result<Vec<u8>, OutboundError> {
        let mut body = Vec::new();
        while let Some(chunk) = self.0.chunk().await.map_err(OutboundError::of)? {
            if chunk.len() > most - body.len() {
                return Err(OutboundError::TooLarge { most });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}
