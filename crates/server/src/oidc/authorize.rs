//! The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2).
//!
//! Until a return address is verified a failure is answered to the person; from then on it is
//! answered to the client. Two functions, so that `?` does the right thing in each.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    http::HeaderMap,
    response::Response,
};
use engine::{
    breakdown::Breakdown,
    failure::Failure,
    sign_in::begin::{self, Authorized, Begun},
    snapshot::clients::Registered,
};
use oidc_core::{
    authorize::{
        answer::Answer,
        callback::{Callback, CallbackError},
        error::AuthorizeError,
        request::AuthorizationRequest,
    },
    error::{ErrorCode, ProtocolError},
    id::ClientId,
    interaction::{self, next_step::Step},
    milestone::Milestone,
    params::Params,
    refused_redirect::RefusedKind,
    ui_locales,
};
use sign_in_ui::page::ErrorKind;

use crate::{
    app::App,
    extract::{
        hint,
        posted::{Known, NotRepeatable, as_query},
        visit::Visit,
    },
    layer::limits::too_much,
    respond::{
        answer::answer,
        cookie::{self, CookieKind},
        page::{PageError, Shell},
        redirect::see_other,
        refused_request::RefusedRequest,
    },
    site::flow,
};

/// `GET /oidc/auth`.
pub async fn get(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let verified = Params::parse(&query)
        .map_err(|error| RefusedRequest::invalid(&error))
        .and_then(|params| Ok((resolve(&app, &params)?, params)));
    let ((client, callback), params) = match verified {
        Ok(verified) => verified,
        Err(refusal) => return refusal.respond(&app, &visit),
    };
    match authorize(&app, &visit, &client, &callback, &params).await {
        Ok(response) => response,
        Err(Failure::Refused(error)) => {
            tracing::info!(
                client.id = %client.client.id, error = error.code().as_str(), cause = %error,
                "refused an authorization request"
            );
            let refusal = callback.refuse(&error, &app.urls.issuer());
            reply(&app, &visit, &client, &params, refusal)
        }
        Err(Failure::Broken(breakdown)) => {
            PageError::internal(&breakdown.into()).respond(&app, &visit, Shell::default())
        }
    }
}

/// What a request by POST may hold that the rules read.
pub const POSTED: Known = Known {
    plain: &[
        "client_id",
        "redirect_uri",
        "response_type",
        "response_mode",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "prompt",
        "max_age",
        "login_hint",
        "ui_locales",
        "lang",
        "first_screen",
        "interaction_mode",
        "resource",
        "claims",
    ],
    named: &["request", "request_uri", "registration"],
};

/// `POST /oidc/auth` (Core §3.1.2.1): sent back to the same request by GET, so that cookies marked
/// `SameSite=Lax` travel with it.
pub async fn post(
    State(app): State<App>,
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match as_query(&app, POSTED, query.as_deref(), &headers, &body).await {
        Ok(query) => see_other(&format!("{}?{query}", app.urls.path("/oidc/auth"))),
        Err(NotRepeatable::TooLarge) => {
            PageError::too_large().respond(&app, &visit, Shell::default())
        }
        Err(NotRepeatable::Malformed) => {
            RefusedRequest::of(ErrorKind::InvalidRequest, ErrorCode::InvalidRequest)
                .respond(&app, &visit)
        }
    }
}

fn resolve(app: &App, params: &Params) -> Result<(Arc<Registered>, Callback), RefusedRequest> {
    let id = params
        .required("client_id")
        .map_err(|error| RefusedRequest::invalid(&error))?;
    let snapshot = app.snapshot();
    let client = id
        .parse::<ClientId>()
        .ok()
        .and_then(|id| snapshot.clients.get(&id).cloned());
    let Some(client) = client.filter(|client| !client.client.disabled) else {
        tracing::info!("refused an authorization request: unknown client");
        return Err(RefusedRequest::unknown_client(id));
    };
    let callback = Callback::resolve(params, &client.client).map_err(|error| {
        if let CallbackError::Mismatch { requested } = &error {
            let (kind, now) = (RefusedKind::SignIn, app.clock.now());
            app.refused_redirects
                .note(&client.client, kind, requested, now);
        }
        RefusedRequest::without_callback(&client.client, error)
    })?;
    Ok((client, callback))
}

async fn authorize(
    app: &App,
    visit: &Visit,
    client: &Registered,
    callback: &Callback,
    params: &Params,
) -> Result<Response, Failure<AuthorizeError>> {
    let told = match params.first(hint::NAME) {
        Some(hint) => hint::read(app, hint).await,
        None => None,
    };
    let snapshot = app.snapshot();
    // Of this client only: another client's token says nothing about whom this one means.
    let told = told.filter(|claims| claims.aud == client.client.id);
    let hinted = |_: &str| told.as_ref().map(|claims| claims.sub.clone());
    let catalog = &snapshot.access.catalog;
    let request = AuthorizationRequest::check(params, &client.client, callback, catalog, &hinted)
        .map_err(Failure::Refused)?;
    let (milestone, now) = (Milestone::FirstRequest, app.clock.now());
    app.milestones.note(&client.client, milestone, now);
    let session = visit.session(app);
    match begin::authorize(app, &client.client, callback, request, session).await? {
        Authorized::To(code) => Ok(reply(app, visit, client, params, code)),
        Authorized::Ask(request, step) => {
            let (browser, context) = (visit.browser(app), visit.context(None));
            let begun = begin::begin(app, request, browser, visit.ip, &context).await;
            Ok(first_page(app, begun.map_err(Breakdown::from)?, &step))
        }
    }
}

/// Answers the client; where a page does it, in the language the client wants.
fn reply(app: &App, visit: &Visit, client: &Registered, params: &Params, what: Answer) -> Response {
    let ui_locales = ui_locales::of(params);
    let shell = Shell {
        application: Some(&client.client.name),
        ui_locales: ui_locales.as_deref(),
        flow: None,
    };
    answer(app, visit, shell, what)
}

/// Sends a sign-in to the page that comes first.
fn first_page(app: &App, begun: Begun, step: &Step) -> Response {
    let (interaction, browser) = match begun {
        Begun::Flow(interaction, browser) => (interaction, browser),
        Begun::TooMuch(wait) => {
            let wait = u64::try_from(wait.as_seconds()).unwrap_or_default();
            return too_much(Duration::from_secs(wait));
        }
    };
    let mut response = see_other(&flow::page_of(app, &interaction, step));
    // It lives as long as the newest flow: a browser that is closed over the mail comes back.
    cookie::set(
        &mut response,
        &app.urls,
        CookieKind::Browser,
        browser.expose(),
        Some(interaction::LIFETIME),
    );
    response
}
