//! A person's browser asking for a page: its cookies, its language, where it stands, and whether
//! a form really came from one of our pages.

use std::{borrow::Cow, collections::BTreeSet, convert::Infallible, ops::Deref, sync::Arc};

use axum::{
    extract::{FromRequestParts, OriginalUri, Request},
    http::{Extensions, HeaderMap, HeaderValue, Uri, request::Parts},
};
use engine::{browser_key::BrowserKey, network::ClientIp, sign_in::visitor::Visitor};
use oidc_core::{
    event::EventContext,
    id::{InteractionId, SessionId},
    opaque::Opaque,
    params::Params,
};
use sign_in_ui::{LanguageChoice, Locale};

use crate::{
    app::App,
    extract::{
        context,
        cookies::Cookies,
        origin::{Foreign, RequestOrigin},
    },
    layer::request_id::RequestId,
    respond::cookie::CookieKind,
};

/// What every page needs to know about who asks; cheap to clone.
#[derive(Debug, Clone)]
pub struct Visit(Arc<Seen>);

/// What a [`Visit`] consists of.
#[derive(Debug)]
pub struct Seen {
    cookies: Cookies,
    accept: Option<HeaderValue>,
    accept_language: Option<HeaderValue>,
    origin: RequestOrigin,
    /// The path below the base path.
    path: String,
    query: String,
    /// The reference id of this request, for error pages and the log.
    pub reference: String,
    /// Where the request comes from, for flood control. None: it cannot be told.
    pub ip: Option<ClientIp>,
    context: EventContext,
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
            cookies: Cookies::read(headers),
            accept: header("accept"),
            accept_language: header("accept-language"),
            origin: RequestOrigin::by(headers),
            path: path.to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
            reference: reference
                .map(|id| id.as_str().to_owned())
                .unwrap_or_default(),
            ip: extensions.get::<ClientIp>().copied(),
            context: context::of(headers, extensions),
        }))
    }

    /// The query as parameters; an unreadable one counts as empty, since pages ask it for little.
    pub fn params(&self) -> Params {
        Params::parse(&self.query).unwrap_or_default()
    }

    /// The value of one of our cookies; none when it came with several that differ (T-44a).
    pub fn cookie(&self, app: &App, kind: CookieKind) -> Option<&str> {
        self.cookies.agreed(&kind.name(&app.urls))
    }

    /// Whether the browser sent this cookie, whatever it is worth.
    pub fn has(&self, app: &App, kind: CookieKind) -> bool {
        self.cookies.has(&kind.name(&app.urls))
    }

    /// The flows this browser holds a proof of, oldest first.
    pub fn proven_flows(&self, app: &App) -> BTreeSet<InteractionId> {
        let flows = CookieKind::proofs(&app.urls);
        let flows = self.cookies.behind(&flows);
        flows.filter_map(|flow| flow.parse().ok()).collect()
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

    /// What the use cases need to know of this browser in a sign-in under way.
    pub fn visitor(&self, app: &App, flow: InteractionId) -> Visitor {
        Visitor {
            session: self.session(app),
            device: self.device(app),
            holder: self
                .cookie(app, CookieKind::Proof(flow))
                .and_then(BrowserKey::parse),
            ip: self.ip,
            context: self.context(Some(flow)),
        }
    }

    /// What events say of this request, which belongs to this sign-in.
    pub fn context(&self, flow: Option<InteractionId>) -> EventContext {
        EventContext {
            flow,
            ..self.context.clone()
        }
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
        let stored = CookieKind::Language.name(&app.urls);
        let stored = self.cookies.last(&stored).unwrap_or_default();
        let (tag, clicked_in) = stored.split_once('~').unwrap_or((stored, ""));
        let same_flow = flow.is_some_and(|flow| flow.to_string() == clicked_in);
        let snapshot = app.snapshot();
        let languages = &snapshot.policy.experience.language_info;
        let accept = text(self.accept_language.as_ref()).filter(|_| languages.auto_detect);
        app.pages.negotiate(&LanguageChoice {
            clicked: clicked.as_deref().or(same_flow.then_some(tag)),
            ui_locales,
            cookie: Some(tag).filter(|tag| !tag.is_empty()),
            accept_language: accept.as_deref(),
            fallback: &languages.fallback_language,
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

    /// Whether a form was sent from one of our own pages (T-41).
    ///
    /// # Errors
    /// [`Foreign`], when the browser says that it came from elsewhere.
    pub fn check_origin(&self, app: &App) -> Result<(), Foreign> {
        self.origin.check(app.urls.origin())
    }
}

/// A header as text; what is not text in it does not hide the rest.
fn text(value: Option<&HeaderValue>) -> Option<Cow<'_, str>> {
    value.map(|value| String::from_utf8_lossy(value.as_bytes()))
}
