//! An authenticated client (RFC 6749 §2.3) and the form it sent.

use std::sync::Arc;

use axum::{
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use engine::snapshot::clients::Registered;
use oidc_core::{
    client_auth::{self, ClientAuthError, Presented},
    error::ErrorCode,
    event::EventContext,
    params::Params,
};

use super::{context, params::Form};
use crate::{app::App, layer::cors::Reader, respond::oauth::OAuthRefusal};

/// A client that proved who it is (or is public and named itself), with the rest of its form.
pub struct Authenticated {
    /// The client.
    pub client: Arc<Registered>,
    /// The name of the secret by which it proved itself; none of a public one.
    pub secret: Option<Arc<str>>,
    /// Everything it sent.
    pub params: Params,
    /// What events say of the request.
    pub context: EventContext,
}

impl FromRequest<App> for Authenticated {
    type Rejection = OAuthRefusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, OAuthRefusal> {
        let authorization = single(request.headers(), &header::AUTHORIZATION)?;
        let reader = request.extensions().get::<Reader>().cloned();
        let context = context::of(request.headers(), request.extensions());
        let Form(params) = Form::from_request(request, app).await?;
        app.look_after_sleep().await;
        let (client, secret) = authenticate(app, authorization.as_deref(), &params).await?;
        if let Some(reader) = reader {
            reader.must_be(|origin| {
                origin == app.urls.origin() || client.client.origins().any(|own| own == origin)
            });
        }
        Ok(Self {
            client,
            secret,
            params,
            context,
        })
    }
}

type Proven = (Arc<Registered>, Option<Arc<str>>);

async fn authenticate(
    app: &App,
    authorization: Option<&str>,
    params: &Params,
) -> Result<Proven, OAuthRefusal> {
    let refused = |error: ClientAuthError| OAuthRefusal::new(&error);
    let presented = Presented::read(authorization, params).map_err(refused)?;
    let mut proven = prove(app, &presented);
    if proven.as_ref().is_err_and(may_be_new) {
        app.look_again().await;
        proven = prove(app, &presented);
    }
    let (client, secret) = proven.map_err(refused)?;
    if let Some(name) = &secret {
        let id = &client.client.id;
        tracing::debug!(client.id = %id, client.secret = ?name, "a client has authenticated");
        app.secret_uses.note(id, name, app.clock.now());
    }
    Ok((client, secret))
}

/// Whether another node may know better: the client or its secret was added a moment ago there.
const fn may_be_new(error: &ClientAuthError) -> bool {
    matches!(
        error,
        ClientAuthError::UnknownClient
            | ClientAuthError::WrongSecret
            | ClientAuthError::ExpiredSecret
    )
}

fn prove(app: &App, presented: &Presented) -> Result<Proven, ClientAuthError> {
    let snapshot = app.snapshot();
    let registered = snapshot.clients.get(&presented.client_id);
    let registered = registered.ok_or(ClientAuthError::UnknownClient)?;
    let (client, secrets) = (&registered.client, registered.secrets());
    let secret = client_auth::verify(client, secrets, presented, app.clock.now())?;
    Ok((Arc::clone(registered), secret.cloned()))
}

/// A header that may be there once, in visible characters.
fn single(headers: &HeaderMap, name: &header::HeaderName) -> Result<Option<String>, OAuthRefusal> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(OAuthRefusal::of(ErrorCode::InvalidRequest));
    }
    first
        .map(|value| value.to_str().map(str::to_owned))
        .transpose()
        .map_err(|_| OAuthRefusal::of(ErrorCode::InvalidRequest))
}
