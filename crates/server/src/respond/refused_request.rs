//! An authorization request without a verified address to answer to.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use oidc_core::{
    authorize::callback::CallbackError,
    client::Client,
    error::{ErrorCode, ProtocolError},
};
use sign_in_ui::page::ErrorKind;

use super::{
    oauth::OAuthRefusal,
    page::{PageError, Shell},
};
use crate::{app::App, extract::visit::Visit};

/// As much of an id as is repeated: none is longer.
const LONGEST: usize = 128;

/// A failure for the person: no verified address to send the browser back to (RFC 6749 §4.1.2.1).
#[derive(Debug)]
pub struct RefusedRequest {
    page: Box<PageError>,
    code: ErrorCode,
}

impl RefusedRequest {
    /// For what no client is at fault that could be told.
    pub fn of(kind: ErrorKind, code: ErrorCode) -> Self {
        Self {
            page: Box::new(PageError::new(kind, StatusCode::BAD_REQUEST)),
            code,
        }
    }

    /// For a client that is not there, or is switched off.
    pub fn unknown_client(id: &str) -> Self {
        let client_id = id.chars().take(LONGEST).collect();
        let error = CallbackError::UnknownClient { client_id };
        let mut refusal = Self::of(ErrorKind::UnknownClient, error.code());
        refusal.page.cause = Some(error.to_string());
        refusal
    }

    /// For a request that cannot be read.
    pub fn invalid(error: &dyn std::fmt::Display) -> Self {
        tracing::info!(cause = %error, "refused an authorization request");
        let mut refusal = Self::of(ErrorKind::InvalidRequest, ErrorCode::InvalidRequest);
        refusal.page.cause = Some(error.to_string());
        refusal
    }

    /// There is an application, but no address of its own to answer to.
    pub fn without_callback(client: &Client, error: CallbackError) -> Self {
        tracing::warn!(client.id = %client.id, cause = %error, "nobody to redirect to");
        let (code, cause) = (error.code(), error.to_string());
        let (kind, hint) = match error {
            CallbackError::Mismatch { requested } => {
                (ErrorKind::RedirectUriMismatch, Some(requested))
            }
            CallbackError::Missing => (ErrorKind::RedirectUriMismatch, None),
            CallbackError::Params(_) | CallbackError::State(_) => (ErrorKind::InvalidRequest, None),
            CallbackError::UnknownClient { .. } | CallbackError::DisabledClient => {
                (ErrorKind::UnknownClient, None)
            }
        };
        let mut refusal = Self::of(kind, code);
        refusal.page.hint = hint;
        refusal.page.client = Some(client.id.clone());
        refusal.page.cause = Some(cause);
        refusal
    }

    /// A page for people; JSON, as Logto answers, for everything else.
    pub fn respond(self, app: &App, visit: &Visit) -> Response {
        if visit.prefers_html() {
            return self.page.respond(app, visit, Shell::default());
        }
        OAuthRefusal::of(self.code)
            .with_status(StatusCode::BAD_REQUEST)
            .into_response()
    }
}
