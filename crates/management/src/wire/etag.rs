//! Entity tags (RFC 9110 §8.8.3): every GET has one, and a change may name the one it was made on.
//!
//! A tag is a digest of what is answered, under a key of this instance: answers hold secrets, and tags
//! stand in logs and proxies, where a short secret could be guessed from a bare digest. Every node has
//! the key, so the same answer has the same tag everywhere and after a restart. Where an answer shows a
//! part of what a change is made on, or more than that, as a page of a list does, its tag begins with
//! the digest of what the change is made on, and behind a dot follows its own.

use std::{convert::Infallible, fmt};

use axum::{
    body::{Body, Bytes},
    extract::{self, FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts, response},
    middleware::Next,
    response::{IntoResponse, Response},
};
use engine::{precondition::Precondition, snapshot::document::keyed_etag};
use http_body_util::BodyExt;
use oidc_core::secret::MacKey;
use serde::Serialize;

use super::page::TOTAL_NUMBER;
use crate::state::Management;

/// Tags what is read, and answers 304 to whoever has it already. What a change answers is what a GET
/// would, so it is tagged too: the next change needs no GET before it.
pub async fn tag(
    extract::State(api): extract::State<Management>,
    request: Request,
    next: Next,
) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_change = *request.method() == Method::PATCH;
    let known = request.headers().get_all(header::IF_NONE_MATCH);
    let known: Vec<HeaderValue> = known.iter().filter(|_| is_read).cloned().collect();
    let response = next.run(request).await;
    if !(is_read || is_change) || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(collected) = body.collect().await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let bytes = collected.to_bytes();
    let tag = tag_of(&api.secrets.tags, &parts, &bytes);
    let Ok(value) = HeaderValue::from_str(&tag) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    parts.headers.insert(header::ETAG, value);
    if known.iter().any(|known| names(known, &tag)) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        parts.headers.remove(header::CONTENT_LENGTH);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// What a change is made on, when that is not what is answered. Goes no further than to the tag.
#[derive(Clone)]
struct State(Bytes);

/// An answer that shows a part of what a change is made on, or more than that.
pub struct PartOf<R> {
    answer: R,
    state: State,
}

impl<R> PartOf<R> {
    /// An answer that shows something of this.
    pub fn of(whole: &impl Serialize, answer: R) -> Self {
        let state = State(serde_json::to_vec(whole).unwrap_or_default().into());
        Self { answer, state }
    }
}

/// Without what it shows.
impl<R> fmt::Debug for PartOf<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PartOf")
    }
}

impl<R: IntoResponse> IntoResponse for PartOf<R> {
    fn into_response(self) -> Response {
        let mut response = self.answer.into_response();
        response.extensions_mut().insert(self.state);
        response
    }
}

/// Of a page its place among all of them is told in headers, and is part of what is answered.
fn tag_of(key: &MacKey, parts: &response::Parts, body: &[u8]) -> String {
    let own = match parts.headers.get(&TOTAL_NUMBER) {
        Some(total) => keyed_etag(key, &[total.as_bytes(), b" ", body].concat()),
        None => keyed_etag(key, body),
    };
    let state = parts.extensions.get::<State>();
    match state.map(|State(whole)| keyed_etag(key, whole)) {
        Some(state) if state != own => {
            format!(
                "{}.{}",
                state.trim_end_matches('"'),
                own.trim_start_matches('"')
            )
        }
        Some(_) | None => own,
    }
}

/// Whether a list of tags, or `*`, has one of what this is the tag of: be it of an answer that
/// showed a part of it.
fn names_state(list: &HeaderValue, state: &str) -> bool {
    let list = list.to_str().unwrap_or_default();
    let is_of = |known: &str| {
        let known = known.strip_prefix("W/").unwrap_or(known);
        let begins = known.split_once('.').map(|(state, _)| state);
        known == state || begins.is_some_and(|begins| begins == state.trim_end_matches('"'))
    };
    list.split(',')
        .map(str::trim)
        .any(|known| known == "*" || is_of(known))
}

/// Whether a list of tags, or `*`, has this one. A weak tag is compared like a strong one, because
/// a proxy that compresses makes every tag weak (RFC 9110 §8.8.3.2).
fn names(list: &HeaderValue, tag: &str) -> bool {
    let list = list.to_str().unwrap_or_default();
    let mut known = list.split(',').map(str::trim);
    known.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// What a change was made on: `If-Match` (RFC 9110 §13.1.1). Without it a change is made on whatever
/// is there.
#[derive(Debug, Clone)]
pub struct IfMatch {
    list: Option<HeaderValue>,
    key: MacKey,
}

impl FromRequestParts<Management> for IfMatch {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, api: &Management) -> Result<Self, Infallible> {
        Ok(Self::read(&parts.headers, api.secrets.tags.clone()))
    }
}

impl IfMatch {
    fn read(headers: &HeaderMap, key: MacKey) -> Self {
        let mut all = headers.get_all(header::IF_MATCH).iter();
        let first = all.next().cloned();
        let list = match all.next() {
            // Two lines say as little as one that names nothing.
            Some(_) => Some(HeaderValue::from_static("")),
            None => first,
        };
        Self { list, key }
    }

    /// What must hold of what is there: for whoever says nothing of it nothing, so that nothing is
    /// looked up.
    pub fn precondition<'a, T: ?Sized>(
        &self,
        holds: &'a (dyn Fn(&T) -> bool + Sync),
    ) -> Precondition<'a, T> {
        if self.list.is_some() {
            Precondition::that(holds)
        } else {
            Precondition::NONE
        }
    }

    /// Whether the change may be made on what is there now, as a GET shows it.
    pub fn holds(&self, shown: &impl Serialize) -> bool {
        let Some(list) = &self.list else {
            return true;
        };
        let bytes = serde_json::to_vec(shown);
        bytes.is_ok_and(|bytes| names_state(list, &keyed_etag(&self.key, &bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> MacKey {
        MacKey::new(&[7; 32])
    }

    fn if_match(lines: &[&'static str]) -> IfMatch {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::IF_MATCH, HeaderValue::from_static(line));
        }
        IfMatch::read(&headers, key())
    }

    #[test]
    fn a_change_is_made_on_what_it_names_or_on_whatever_is_there() {
        let shown = serde_json::json!({"a": 1});
        let tag: &'static str = keyed_etag(&key(), br#"{"a":1}"#).leak();
        assert!(if_match(&[]).holds(&shown));
        assert!(if_match(&["*"]).holds(&shown));
        assert!(if_match(&[tag]).holds(&shown));
        let listed: &'static str = format!("\"x\", W/{tag}").leak();
        assert!(if_match(&[listed]).holds(&shown));
        assert!(!if_match(&["\"x\""]).holds(&shown));
        assert!(!if_match(&[""]).holds(&shown));
        assert!(!if_match(&[tag, tag]).holds(&shown));
        assert!(!if_match(&[tag]).holds(&serde_json::json!({"a": 2})));
    }
}
