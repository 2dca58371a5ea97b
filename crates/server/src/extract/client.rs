//! An authenticated client (RFC 6749 §2.3) and the form it sent.

use std::sync::Arc;

use axum::{
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use engine::snapshot::clients::Registered;
use oidc_core::{
    client_auth::{self, ClientAuthError, Presented},
    error::{ErrorCode, ProtocolError},
    event::EventContext,
    params::Params,
};

use super::{context, params::Form};
use crate::{app::App, layer::cors::Reader, respond::oauth::OAuthRefusal};

/// A client that proved who it is (or is public and named itself), with the rest of its form.
pub struct Authenticated {
    /// The client.
    pub client: Arc<Registered>,
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
        let client = authenticate(app, authorization.as_deref(), &params)?;
        if let Some(reader) = reader {
            reader.must_be(|origin| {
                origin == app.urls.origin() || client.client.origins().any(|own| own == origin)
            });
        }
        Ok(Self {
            client,
            params,
            context,
        })
    }
}

fn authenticate(
    app: &App,
    authorization: Option<&str>,
    params: &Params,
) -> Result<Arc<Registered>, OAuthRefusal> {
    let challenged = |error: ClientAuthError| {
        let refusal = OAuthRefusal::new(&error);
        // RFC 6749 §5.2: who tried the Authorization header is told which scheme it takes.
        if error.code() == ErrorCode::InvalidClient && authorization.is_some() {
            refusal.with_challenge("Basic realm=\"signet\", charset=\"UTF-8\"")
        } else {
            refusal
        }
    };
    let presented = Presented::read(authorization, params).map_err(challenged)?;
    let snapshot = app.snapshot();
    let registered = snapshot.clients.get(&presented.client_id);
    let Some(registered) = registered else {
        return Err(challenged(ClientAuthError::UnknownClient));
    };
    client_auth::verify(
        &registered.client,
        registered.secrets(),
        &presented,
        app.clock.now(),
    )
    .map_err(challenged)?;
    Ok(Arc::clone(registered))
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
