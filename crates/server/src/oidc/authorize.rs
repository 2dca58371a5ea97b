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
use oidc_core::{
    authorize::{callback::Callback, error::AuthorizeError, request::AuthorizationRequest},
    error::{ErrorCode, ProtocolError},
    id::{ClientId, InteractionId},
    interaction::{
        self, Demand, Goal, Interaction,
        next_step::{Situation, Step, next_step},
    },
    params::Params,
    time::Timestamp,
};
use sign_in_ui::page::ErrorKind;
use store::{Claim, Tx};

use super::grant_code::{self, Asked, Issued, SignedIn};
use crate::{
    account::limit_reached::{LimitReached, Report},
    app::{App, Registered},
    extract::{
        params::{NotRepeatable, as_query},
        visit::{BrowserKey, Visit},
    },
    layer::{
        limits::too_much,
        stored_bytes::{Room, StoredBytes, cost, pieces},
    },
    respond::{
        cookie::{self, CookieKind},
        failure::{Failure, Never},
        internal::Internal,
        page::{PageError, Shell},
        redirect::see_other,
        refused_request::RefusedRequest,
    },
    sign_in::flow,
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
        Err(Failure::Refused(error)) => see_other(&callback.refuse(&error, &app.urls.issuer())),
        Err(Failure::Broken(internal)) => {
            PageError::internal(&internal).respond(&app, &visit, Shell::default())
        }
    }
}

/// `POST /oidc/auth` (Core §3.1.2.1): sent back to the same request by GET, so that cookies marked
/// `SameSite=Lax` travel with it.
pub async fn post(
    State(app): State<App>,
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match as_query(query.as_deref(), &headers, &body) {
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
        return Err(RefusedRequest::of(
            ErrorKind::UnknownClient,
            ErrorCode::InvalidClient,
        ));
    };
    let callback = Callback::resolve(params, &client.client)
        .map_err(|error| RefusedRequest::without_callback(&client.client, error))?;
    Ok((client, callback))
}

async fn authorize(
    app: &App,
    visit: &Visit,
    client: &Registered,
    callback: &Callback,
    params: &Params,
) -> Result<Response, Failure<AuthorizeError>> {
    let snapshot = app.snapshot();
    let issuer = app.urls.issuer();
    // Of this client only: another client's token says nothing about whom this one means.
    let hinted = |token: &str| {
        let claims = snapshot.keys.verify_hint(token, &issuer)?;
        (claims.aud == client.client.id).then_some(claims.sub)
    };
    let request = AuthorizationRequest::check(params, &client.client, callback, &hinted)
        .map_err(|error| refused(client, error))?;
    let now = app.clock.now();
    let signed_in = grant_code::signed_in(app, visit, &request.client_id, now).await?;
    let demand = Demand::of(&request, &client.client);
    let step_of = |signed_in: Option<&SignedIn>| {
        let situation = Situation {
            demand: &demand,
            experience: &snapshot.experience,
            event: request.first_screen.into(),
            held: None,
            session: signed_in.map(|s| (&s.session, &s.user)),
            completed: None,
            now,
        };
        next_step(&situation, &mut ())
    };
    let mut step = step_of(signed_in.as_ref());
    if let (Step::Done, Some(signed_in)) = (&step, &signed_in) {
        let asked = Asked {
            client: &client.client,
            request: &request,
            callback,
        };
        let outcome = grant_code::issue(app, asked, signed_in, None).await;
        if let Issued::To(location) = outcome.map_err(Internal::from)? {
            return Ok(see_other(&location));
        }
        step = step_of(None);
    }
    match step {
        Step::Refuse(error) => Err(refused(client, error)),
        Step::Identify | Step::NoAccount | Step::AccountExists | Step::Suspended | Step::Done => {
            Ok(begin(app, visit, request).await.map_err(Internal::from)?)
        }
    }
}

fn refused(client: &Registered, error: AuthorizeError) -> Failure<AuthorizeError> {
    tracing::info!(
        client.id = %client.client.id, error = error.code().as_str(), cause = %error,
        "refused an authorization request"
    );
    Failure::Refused(error)
}

/// Remembers the request for this browser and sends it to the page that comes first.
async fn begin(
    app: &App,
    visit: &Visit,
    request: AuthorizationRequest,
) -> Result<Response, Failure<Never>> {
    let now = app.clock.now();
    let browser = visit.browser(app).unwrap_or_else(|| BrowserKey::mint(app));
    let interaction = Interaction {
        id: InteractionId::mint(now, &mut app.entropy.rng()),
        browser: browser.digest(),
        event: request.first_screen.into(),
        goal: Goal::Authorize(Box::new(request)),
        identifier: None,
        holder: None,
        user_id: None,
        session_id: None,
        created_at: now,
        expires_at: now.plus(interaction::LIFETIME),
        finished_at: None,
    };
    if let Err(until) = keep(app, visit, &interaction).await? {
        let wait = until.since(now).as_seconds();
        let wait = Duration::from_secs(u64::try_from(wait).unwrap_or_default());
        return Ok(too_much(wait));
    }
    let mut response = see_other(&flow::first_page(app, &interaction));
    // It lives as long as the newest flow: a browser that is closed over the mail comes back.
    cookie::set(
        &mut response,
        &app.urls,
        CookieKind::Browser,
        browser.expose(),
        Some(interaction::LIFETIME),
    );
    Ok(response)
}

/// Writes the interaction, if the visitor's network may still write that much; else until when it
/// may not.
async fn keep(
    app: &App,
    visit: &Visit,
    interaction: &Interaction,
) -> Result<Result<(), Timestamp>, Failure<Never>> {
    let (now, bytes) = (interaction.created_at, cost(interaction));
    let room = app.stored.take(visit.ip, bytes, now);
    if let Room::None(until) = room {
        return Ok(Err(until));
    }
    let report = Report::new(app, Some(interaction.goal.client_id()), now);
    let drawn = app
        .store
        .transact(|mut tx| {
            let report = &report;
            async move {
                let drawn = match room {
                    Room::Draw => Some(draw(app, visit, report, &mut tx).await?),
                    _ => None,
                };
                if !matches!(drawn, Some(Claim::Full { .. })) {
                    tx.interactions().insert(interaction).await?;
                }
                Ok::<_, Failure<Never>>(drawn)
            }
        })
        .await?;
    if let Some(claim) = &drawn {
        app.stored.drawn(visit.ip, claim, bytes, now);
    }
    Ok(match drawn {
        Some(Claim::Full { until, .. }) => Err(until),
        _ => Ok(()),
    })
}

async fn draw(
    app: &App,
    visit: &Visit,
    report: &Report,
    tx: &mut Tx,
) -> Result<Claim, Failure<Never>> {
    let budget = app.config.limits.stored_mb_per_network;
    let pieces = pieces(visit.ip, &app.secrets.addresses, budget);
    let claim = StoredBytes::draw(tx, pieces, report.now()).await?;
    if let Claim::Full { until, .. } = claim {
        let reached = LimitReached {
            limit: pieces.kind,
            subject: pieces.subject,
            until,
        };
        report.write(app, tx, &reached).await?;
    }
    Ok(claim)
}
