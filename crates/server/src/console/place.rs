//! Where the console answers: everywhere, or at its own addresses alone.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{StatusCode, request::Parts},
    middleware::Next,
    response::Response,
};
use management::authorize::MachinesOnly;

use crate::{app::App, extract::host};

/// A request to one of those addresses. At any other there is nothing.
pub(super) struct AtHome;

impl FromRequestParts<App> for AtHome {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, StatusCode> {
        let host = host::of(&parts.headers);
        let answers = app.config.console.answers_at(host);
        answers.then_some(Self).ok_or(StatusCode::NOT_FOUND)
    }
}

/// Tells the management API which of its callers are at the wrong address: people, who come by the
/// console.
pub async fn turn_people_away(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    if !app.config.console.answers_at(host::of(request.headers())) {
        request.extensions_mut().insert(MachinesOnly);
    }
    next.run(request).await
}
