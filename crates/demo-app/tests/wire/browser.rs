//! What a shop in this process is to the visitors of every suite.

use axum::{
    Router,
    body::{Body, Bytes},
    http::Request,
};
use http_body_util::BodyExt;
use testkit::{answer::Answer, network::Network};
use tower::ServiceExt;
use url::Url;

pub(crate) type Browser = testkit::browser::Browser<Shop>;

#[derive(Clone)]
pub(crate) struct Shop {
    pub(crate) router: Router,
    pub(crate) public_url: Url,
}

impl Network for Shop {
    type Place = Self;

    async fn send(&self, request: Request<Bytes>) -> Option<Answer> {
        let request = request.map(Body::from);
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Some(Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        })
    }

    fn public_url(&self) -> &Url {
        &self.public_url
    }

    fn at(&self, place: &Self) -> Self {
        place.clone()
    }
}
