//! Told by the provider that a session has ended (OpenID Connect Back-Channel Logout 1.0).

use axum::{
    Form,
    extract::{State, rejection::FormRejection},
    http::StatusCode,
};
use openidconnect::{
    AdditionalClaims, ClaimsVerificationError, IdToken, JsonWebTokenType, Nonce,
    SignatureVerificationError,
    core::{CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{app::App, clock};

/// The member of `events` that makes a logout token (§2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What a logout token has beside the claims of an ID token.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct LogoutClaims {
    #[serde(default)]
    events: Map<String, Value>,
    sid: Option<String>,
}

impl AdditionalClaims for LogoutClaims {}

type LogoutToken = IdToken<
    LogoutClaims,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

/// The form of a call (§2.5).
#[derive(Deserialize)]
pub(crate) struct Call {
    logout_token: String,
}

/// Why a call ends nothing.
enum NotEnded {
    /// The token is not believed, and never will be.
    Refused,
    /// It cannot be checked now: the provider may call again.
    Later,
}

/// §2.8: 200 when the session is over, 400 when the token is not believed.
pub(crate) async fn called(
    State(app): State<App>,
    call: Result<Form<Call>, FormRejection>,
) -> StatusCode {
    let Ok(Form(call)) = call else {
        return StatusCode::BAD_REQUEST;
    };
    match believed(&app, &call.logout_token).await {
        Ok(sid) => {
            app.ended.insert(sid, clock::now());
            tracing::info!("the provider has ended a session");
            StatusCode::OK
        }
        Err(NotEnded::Refused) => StatusCode::BAD_REQUEST,
        Err(NotEnded::Later) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// The session that a token ends (§2.6): the checks of an ID token, an event of the right kind, and
/// no nonce, because otherwise an ID token that somebody has got hold of could end a session.
///
/// Anybody may post here, so an unknown key makes nobody fetch the keys anew: they are fetched when
/// they are no longer fresh, and the provider calls again.
async fn believed(app: &App, token: &str) -> Result<String, NotEnded> {
    let token: LogoutToken = token.parse().map_err(|_| NotEnded::Refused)?;
    let discovered = app.provider.discover().await;
    let discovered = discovered.map_err(|_| NotEnded::Later)?;
    let kind = JsonWebTokenType::new("logout+jwt".to_owned()).normalize();
    let verifier = discovered
        .verifier()
        .set_allowed_jose_types([kind.map_err(|_| NotEnded::Refused)?]);
    let without_nonce = |nonce: Option<&Nonce>| match nonce {
        None => Ok(()),
        Some(_) => Err("a logout token has no nonce".to_owned()),
    };
    let claims = token.claims(&verifier, without_nonce);
    let claims = claims.map_err(|why| match why {
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoMatchingKey,
        ) => NotEnded::Later,
        _ => NotEnded::Refused,
    })?;
    let claims = claims.additional_claims();
    let is_logout = claims.events.get(EVENT).is_some_and(Value::is_object);
    let sid = claims.sid.clone().filter(|_| is_logout);
    sid.ok_or(NotEnded::Refused)
}
