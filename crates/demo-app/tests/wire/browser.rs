//! A browser as far as a relying party can tell: it keeps cookies and shows pages.

use std::collections::BTreeMap;

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use tower::ServiceExt;

pub(crate) struct Browser {
    pub(crate) shop: Router,
    /// By name: value and path.
    pub(crate) cookies: BTreeMap<String, (String, String)>,
    /// The longest `Set-Cookie` seen, in bytes.
    pub(crate) longest_cookie: usize,
}

pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: String,
}

impl Page {
    pub(crate) fn location(&self) -> String {
        let location = self.headers.get(header::LOCATION);
        location
            .unwrap_or_else(|| panic!("no redirect: {}", self.body))
            .to_str()
            .unwrap()
            .into()
    }

    /// The page's text without its markup, so that a test reads like a visitor.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let mut inside = false;
        for letter in self.body.chars() {
            match letter {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside => text.push(letter),
                _ => (),
            }
        }
        text
    }

    #[track_caller]
    pub(crate) fn shows(&self, words: &str) {
        assert!(
            self.text().contains(words),
            "{words:?} is missing in {}",
            self.text()
        );
    }

    #[track_caller]
    pub(crate) fn hides(&self, words: &str) {
        assert!(!self.body.contains(words), "{words:?} is in {}", self.body);
    }
}

impl Browser {
    pub(crate) fn new(shop: Router) -> Self {
        Self {
            shop,
            cookies: BTreeMap::new(),
            longest_cookie: 0,
        }
    }

    pub(crate) async fn get(&mut self, address: &str) -> Page {
        self.send(Method::GET, address, Body::empty()).await
    }

    pub(crate) async fn post(&mut self, address: &str) -> Page {
        self.send(Method::POST, address, Body::empty()).await
    }

    pub(crate) async fn send(&mut self, method: Method, address: &str, body: Body) -> Page {
        let path = address.split('?').next().unwrap_or_default();
        let sent: Vec<_> = self
            .cookies
            .iter()
            .filter(|(_, (_, reach))| reach == "/" || path.starts_with(reach.as_str()))
            .map(|(name, (value, _))| format!("{name}={value}"))
            .collect();
        let mut request = Request::builder().method(method).uri(address);
        if !sent.is_empty() {
            request = request.header(header::COOKIE, sent.join("; "));
        }
        let request = request
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body)
            .unwrap();
        let answer = self.shop.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(set.to_str().unwrap());
        }
        let body = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Page {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    fn keep(&mut self, set: &str) {
        self.longest_cookie = self.longest_cookie.max(set.len());
        let mut parts = set.split("; ");
        let (name, value) = parts.next().unwrap().split_once('=').unwrap();
        let attributes: Vec<_> = parts.collect();
        let path = attributes
            .iter()
            .find_map(|one| one.strip_prefix("Path="))
            .unwrap();
        if attributes.contains(&"Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies
                .insert(name.to_owned(), (value.to_owned(), path.to_owned()));
        }
    }
}
