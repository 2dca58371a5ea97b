//! What a router in this process is to the visitors of every suite.

use axum::{body::Body, response::Response};
use bytes::Bytes;
use http::Request;
use http_body_util::BodyExt;
use oidc_core::time::Lifetime;
use testkit::network::{Mailbox, Network};
use url::Url;

use super::{Answer, World};

impl Network for World {
    type Place = Self;

    async fn send(&self, request: Request<Bytes>) -> Option<Answer> {
        Some(self.send(request.map(Body::from)).await)
    }

    fn public_url(&self) -> &Url {
        &self.public_url
    }

    fn at(&self, place: &Self) -> Self {
        place.clone()
    }
}

impl Mailbox for World {
    async fn code(&self, to: &str) -> String {
        self.code(to).await
    }

    fn a_moment_passes(&self) {
        self.pass(Lifetime::millis(1));
    }
}

/// An answer of the router, read to its end.
pub(crate) async fn read(response: Response) -> Answer {
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: head.status,
        headers: head.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}
