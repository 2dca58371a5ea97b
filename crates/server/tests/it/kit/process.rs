//! Server processes: a restart, a proxy in front; and requests made by hand.

use axum::{
    body::Body,
    extract::Request,
    http::{Uri, uri::PathAndQuery},
};
use oidc_core::event::EventKind;
use store::StoreError;

use super::{Answer, World};

impl World {
    /// The process ends, and another one starts on the same database (`on_disk`).
    pub(crate) async fn restart(&self) -> Self {
        assert!(!self.database.contains(":memory:"), "use on_disk()");
        self.app.store.close().await;
        self.another_node().await
    }

    /// The same provider behind a proxy that takes the path of `public_url` off.
    pub(crate) fn behind_a_stripping_proxy(mut self) -> Self {
        self.app.urls.base_path().clone_into(&mut self.stripped);
        self
    }

    pub(super) fn strip(&self, request: &mut Request) {
        let target = request.uri().path_and_query().unwrap().as_str();
        let Some(rest) = target.strip_prefix(&self.stripped) else {
            return;
        };
        if !self.stripped.is_empty() {
            *request.uri_mut() = Uri::from(rest.parse::<PathAndQuery>().unwrap());
        }
    }

    /// One request, made by hand; a body is a form unless the headers say otherwise.
    pub(crate) async fn call(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(target);
        if !body.is_empty() && !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = Body::from(body.to_owned());
        self.send(request.body(body).unwrap()).await
    }

    /// What happened so far, oldest first.
    pub(crate) async fn events(&self) -> Vec<EventKind> {
        let store = &self.app.store;
        let recent = store.read(|mut tx| async move { tx.events().recent(1_000).await });
        let recent: Result<_, StoreError> = recent.await;
        recent
            .unwrap()
            .iter()
            .rev()
            .map(|event| event.kind)
            .collect()
    }
}
