//! A presented access token (RFC 6750 §2): in the header, or in the form of a POST.

use axum::{
    extract::{FromRequest, Request},
    http::{Method, header},
};
use oidc_core::{
    bearer::{self, BearerError},
    id::AccessTokenId,
    opaque::Opaque,
};

use super::params::{Form, is_form};
use crate::{app::App, respond::oauth::OAuthRefusal};

/// An opaque access token as it was presented; nothing is known yet about its being alive.
pub struct Bearer(pub Opaque<AccessTokenId>);

impl FromRequest<App> for Bearer {
    type Rejection = OAuthRefusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, OAuthRefusal> {
        let mut headers = request.headers().get_all(header::AUTHORIZATION).iter();
        let first = headers
            .next()
            .map(|value| value.to_str().unwrap_or_default().to_owned());
        if headers.next().is_some() {
            return Err(refuse(&BearerError::TwoPlaces));
        }
        let posted = request.method() == Method::POST && is_form(request.headers());
        let form = if posted {
            Some(Form::from_request(request, app).await?.0)
        } else {
            None
        };
        bearer::read(first.as_deref(), form.as_ref())
            .map(Self)
            .map_err(|error| refuse(&error))
    }
}

/// Every refusal of a bearer token names itself in `WWW-Authenticate` (RFC 6750 §3).
pub fn refuse(error: &BearerError) -> OAuthRefusal {
    let refusal = OAuthRefusal::new(error).with_challenge(&error.challenge("signet"));
    match error {
        BearerError::Missing => refusal.with_status(axum::http::StatusCode::UNAUTHORIZED),
        _ => refusal,
    }
}
