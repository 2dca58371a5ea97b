//! The client library's HTTP client: a thin coat over reqwest.

use std::{future::Future, pin::Pin, time::Duration};

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use thiserror::Error;
use url::Url;

/// Nothing a provider says is longer than this.
const LONGEST_ANSWER: usize = 512 * 1024;

/// Why there is no answer.
#[derive(Debug, Error)]
pub(crate) enum TransportError {
    /// The connection, or the exchange over it, failed.
    #[error("no answer")]
    NoAnswer(#[from] reqwest::Error),
    /// The answer does not end.
    #[error("the answer is too long")]
    TooLong,
    /// The library's request or our copy of the answer is not proper HTTP.
    #[error("not an HTTP message")]
    Malformed(#[from] openidconnect::http::Error),
}

/// Speaks with the provider: short patience, and no redirects (a token endpoint has no business
/// sending our secret elsewhere).
#[derive(Clone)]
pub(crate) struct Transport(reqwest::Client);

impl Transport {
    /// # Errors
    /// When TLS cannot be set up: a machine without certificates cannot trust an https provider.
    pub(crate) fn new(issuer: &Url) -> Result<Self, reqwest::Error> {
        match builder().build() {
            // A bare container has no certificates, and a plain http provider needs none.
            Err(_) if issuer.scheme() == "http" => builder().tls_certs_only([]).build().map(Self),
            outcome => outcome.map(Self),
        }
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut answer = self.0.execute(request.try_into()?).await?;
        let mut copy = openidconnect::http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            copy = copy.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > LONGEST_ANSWER {
                return Err(TransportError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(copy.body(body)?)
    }
}

fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(3))
        .timeout(Duration::from_secs(8))
        .user_agent(concat!("bookstore/", env!("CARGO_PKG_VERSION")))
}

impl<'c> AsyncHttpClient<'c> for Transport {
    type Error = TransportError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, TransportError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
