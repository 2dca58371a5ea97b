//! The shop's parts, put together once, and the addresses they answer at.

use std::sync::Arc;

use anyhow::Context;
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use axum_extra::extract::cookie::Key;
use url::Url;

use crate::{
    Config, assets, callback, clock,
    jar::{self, Jar, Mark},
    journal::Journal,
    page::{Pages, Stopped, Story},
    provider::Provider,
    refresh,
    registration::Registration,
    shop, sign_in, sign_out,
    transport::Transport,
    trouble::Trouble,
};

/// Shared by all requests.
#[derive(Clone)]
pub(crate) struct App(Arc<Parts>);

struct Parts {
    provider: Provider,
    pages: Pages,
    key: Key,
    mark: Mark,
    policy: HeaderValue,
}

impl App {
    pub(crate) fn new(config: Config) -> anyhow::Result<Self> {
        let Config {
            issuer,
            client_id,
            client_secret,
            base_url,
            cookie_secret,
        } = config;
        let transport = Transport::new(&issuer).context("the HTTP client cannot be made")?;
        let registration = Registration::new(client_id, client_secret, &base_url)?;
        Ok(Self(Arc::new(Parts {
            policy: policy(&issuer)?,
            provider: Provider::new(issuer, registration, transport),
            pages: Pages::new().context("the pages of the Bookstore")?,
            key: jar::key(&cookie_secret)?,
            mark: Mark::of(&base_url),
        })))
    }

    pub(crate) fn router(self) -> Router {
        Router::new()
            .route("/", get(shop::shop))
            .route("/sign-in", get(sign_in::sign_in))
            .route("/sign-up", get(sign_in::sign_up))
            // OIDC Core §4 asks for both methods.
            .route(
                "/auth/initiate",
                get(sign_in::initiate).post(sign_in::initiate),
            )
            .route("/callback", get(callback::callback))
            .route("/refresh", post(refresh::refresh))
            .route("/sign-out", post(sign_out::sign_out))
            .route("/healthz", get(|| async { "ok" }))
            .route("/assets/{fingerprint}/{name}", get(assets::asset))
            .fallback(no_such_page)
            .layer(from_fn_with_state(self.clone(), headers))
            .with_state(self)
    }

    pub(crate) fn provider(&self) -> &Provider {
        &self.0.provider
    }

    pub(crate) fn pages(&self) -> &Pages {
        &self.0.pages
    }

    pub(crate) fn cookie_key(&self) -> &Key {
        &self.0.key
    }

    pub(crate) fn cookie_mark(&self) -> &Mark {
        &self.0.mark
    }

    /// The page that says what went wrong and how to go on.
    pub(crate) fn stopped(&self, jar: Jar, journal: &Journal, trouble: &Trouble) -> Response {
        tracing::info!(trouble = trouble.name(), "a visitor was stopped");
        let story = Story::new(journal, clock::now());
        let page = Stopped::new(trouble, story, self.provider().issuer());
        (jar, self.pages().stopped(trouble.status(), &page)).into_response()
    }
}

async fn no_such_page(State(app): State<App>, jar: Jar) -> Response {
    app.stopped(jar, &Journal::default(), &Trouble::NoSuchPage)
}

/// Headers of every answer; assets have set their own `Cache-Control`.
async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, app.0.policy.clone());
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The callback's address holds a code until the redirect.
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let no_store = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(no_store);
    answer
}

/// Nothing but our own style sheet and icon. `form-action` also governs where a form's answer
/// redirects to: *Sign out* goes on to the provider, and from there perhaps to another.
fn policy(issuer: &Url) -> anyhow::Result<HeaderValue> {
    let provider = issuer.origin().ascii_serialization();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' https: \
         {provider}; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).context("the provider's address")
}
