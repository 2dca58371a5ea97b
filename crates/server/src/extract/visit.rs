//! A person's browser asking for a page: its cookies, its language, where it stands, and whether
//! a form really came from one of our pages.

use std::{convert::Infallible, ops::Deref, sync::Arc};

use axum::{
    extract::{FromRequestParts, OriginalUri, Request},
    http::{Extensions, HeaderMap, HeaderValue, Uri, request::Parts},
};
use axum_extra::extract::CookieJar;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oidc_core::{
    id::{InteractionId, SessionId},
    opaque::Opaque,
    params::Params,
    secret::Digest,
};
use rand_core::Rng;
use sign_in_ui::{LanguageChoice, Locale};

use crate::{
    app::App,
    layer::{client_ip::ClientIp, request_id::RequestId},
    respond::cookie::CookieKind,
};

/// What every page needs to know about who asks; cheap to clone.
#[derive(Debug, Clone)]
pub struct Visit(Arc<Seen>);

/// What a [`Visit`] consists of.
#[derive(Debug)]
pub struct Seen {
    cookies: CookieJar,
    accept: Option<HeaderValue>,
    accept_language: Option<HeaderValue>,
    fetch_site: Option<HeaderValue>,
    origin: Option<HeaderValue>,
    /// The path below the base path.
    path: String,
    query: String,
    /// The reference id of this request, for error pages and the log.
    pub reference: String,
    /// Where the request comes from, for flood control. None: it cannot be told.
    pub ip: Option<ClientIp>,
}

impl Deref for Visit {
    type Target = Seen;

    fn deref(&self) -> &Seen {
        &self.0
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        let noted = parts.extensions.get::<Self>().cloned();
        Ok(noted.unwrap_or_else(|| Self::of(&parts.headers, &parts.uri, &parts.extensions)))
    }
}

impl Visit {
    /// Sees who asks and notes it on the request, so that the handler need not look again.
    pub fn note(request: &mut Request) -> Self {
        let visit = Self::of(request.headers(), request.uri(), request.extensions());
        request.extensions_mut().insert(visit.clone());
        visit
    }

    fn of(headers: &HeaderMap, uri: &Uri, extensions: &Extensions) -> Self {
        let header = |name: &str| headers.get(name).cloned();
        // Routers take what leads to them off the path.
        let whole = extensions.get::<OriginalUri>();
        let path = whole.map_or(uri.path(), |whole| whole.0.path());
        let reference = extensions.get::<RequestId>();
        Self(Arc::new(Seen {
            cookies: CookieJar::from_headers(headers),
            accept: header("accept"),
            accept_language: header("accept-language"),
            fetch_site: header("sec-fetch-site"),
            origin: header("origin"),
            path: path.to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
            reference: reference
                .map(|id| id.as_str().to_owned())
                .unwrap_or_default(),
            ip: extensions.get::<ClientIp>().copied(),
        }))
    }

    /// The query as parameters; an unreadable one counts as empty, since pages ask it for little.
    pub fn params(&self) -> Params {
        Params::parse(&self.query).unwrap_or_default()
    }

    /// The value of one of our cookies.
    pub fn cookie(&self, app: &App, kind: CookieKind) -> Option<&str> {
        let name = app.urls.cookie_name(kind.base());
        self.cookies
            .get(&name)
            .map(axum_extra::extract::cookie::Cookie::value)
    }

    /// The session token in the cookie, if it has the form of one.
    pub fn session(&self, app: &App) -> Option<Opaque<SessionId>> {
        self.cookie(app, CookieKind::Session)
            .and_then(|text| Opaque::parse(text).ok())
    }

    /// The value that tells this browser's flows from another's.
    pub fn browser(&self, app: &App) -> Option<BrowserKey> {
        self.cookie(app, CookieKind::Browser)
            .and_then(BrowserKey::parse)
    }

    /// The value that says this browser has signed in before.
    pub fn device(&self, app: &App) -> Option<BrowserKey> {
        self.cookie(app, CookieKind::Device)
            .and_then(BrowserKey::parse)
    }

    /// A language clicked on this very page.
    pub fn clicked_language(&self) -> Option<String> {
        self.params()
            .first("lang")
            .filter(|tag| tag.len() <= 35)
            .map(str::to_owned)
    }

    /// The language of the answer. A click made in this flow outranks the client's `ui_locales`;
    /// one made earlier does not.
    pub fn locale(
        &self,
        app: &App,
        ui_locales: Option<&str>,
        flow: Option<InteractionId>,
    ) -> Locale {
        let clicked = self.clicked_language();
        let stored = self.cookie(app, CookieKind::Language).unwrap_or_default();
        let (tag, clicked_in) = stored.split_once('~').unwrap_or((stored, ""));
        let same_flow = flow.is_some_and(|flow| flow.to_string() == clicked_in);
        let accept = text(self.accept_language.as_ref());
        app.pages.negotiate(&LanguageChoice {
            clicked: clicked.as_deref().or(same_flow.then_some(tag)),
            ui_locales,
            cookie: Some(tag).filter(|tag| !tag.is_empty()),
            accept_language: accept,
            fallback: &app.config.fallback_language,
        })
    }

    /// This page's own address, without `lang`: what the language links start from. The answer to
    /// a form names its flow, which stood in the form.
    pub fn here(&self, app: &App, flow: Option<InteractionId>) -> String {
        let named = flow.filter(|_| self.params().first("flow").is_none());
        let named = named.map(|flow| format!("flow={flow}"));
        let kept: Vec<&str> = self
            .query
            .split('&')
            .filter(|p| !p.is_empty() && !p.starts_with("lang="))
            .chain(named.as_deref())
            .collect();
        // One slash: two would name another host.
        let path = format!("/{}", self.path.trim_start_matches('/'));
        let path = app.urls.path(&path);
        if kept.is_empty() {
            path
        } else {
            format!("{path}?{}", kept.join("&"))
        }
    }

    /// Whether `Accept` prefers a page to JSON.
    pub fn prefers_html(&self) -> bool {
        text(self.accept.as_ref()).is_some_and(|accept| accept.contains("text/html"))
    }

    /// Whether a form was sent from one of our own pages, as far as the browser tells (T-41).
    /// Browsers that say nothing are held by the form's token alone.
    pub fn is_same_origin(&self, app: &App) -> bool {
        let site = text(self.fetch_site.as_ref());
        if site.is_some_and(|site| site != "same-origin" && site != "none") {
            return false;
        }
        match text(self.origin.as_ref()) {
            None => true,
            // A page with `no-referrer` sends `null`; then only the other header can vouch for it.
            Some("null") => site == Some("same-origin"),
            Some(origin) => origin == app.urls.origin(),
        }
    }
}

fn text(value: Option<&HeaderValue>) -> Option<&str> {
    value.and_then(|value| value.to_str().ok())
}

/// A random value that lives in a cookie; the database knows its digest only.
#[derive(Clone)]
pub struct BrowserKey(String);

impl BrowserKey {
    /// A new value of 256 bits.
    pub fn mint(app: &App) -> Self {
        let mut bytes = [0; 32];
        app.entropy.rng().fill_bytes(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 43
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        fits.then(|| Self(text.to_owned()))
    }

    /// What the database holds.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }

    /// The value, for the cookie.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for BrowserKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[browser key]")
    }
}
