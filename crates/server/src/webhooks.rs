//! `/webhooks/{provider}`: what providers report of what was handed to them.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use engine::{
    failure::Failure,
    mail::report::{self, NotTaken},
};

use crate::{
    app::App,
    door::Door,
    respond::{internal::Internal, plain::Plain},
};

/// Where Mailgun reports to.
pub const MAILGUN: &str = "/webhooks/mailgun";

/// In seconds: what is not known yet is known by then.
const IN_A_MINUTE: HeaderValue = HeaderValue::from_static("60");

/// All of them.
pub fn router(app: &App) -> Router<App> {
    Door::<Plain>::new(app, None)
        .call(MAILGUN, post(mailgun))
        .open()
}

/// Whoever did not sign is told no more than that. Mailgun tries again after every answer but 200 and
/// 406, as long as it does not report a delivery.
async fn mailgun(State(app): State<App>, body: Bytes) -> Response {
    match report::take(&app, &body).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(Failure::Refused(NotTaken::NotOurs)) => StatusCode::NOT_ACCEPTABLE.into_response(),
        Err(Failure::Refused(NotTaken::TooEarly)) => {
            let wait = [(header::RETRY_AFTER, IN_A_MINUTE)];
            (StatusCode::SERVICE_UNAVAILABLE, wait).into_response()
        }
        Err(Failure::Broken(breakdown)) => Internal::from(breakdown).into_response(),
    }
}
