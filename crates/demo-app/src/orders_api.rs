//! The shop's own API: what a reader ordered, for whoever brings an access token that was made for
//! it (RFC 6750). It verifies the token by itself, without asking the provider, and so
//! learns of a sign-out only when the token ends.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    access_token::{Verified, verify},
    app::App,
    clock,
    config::{Api, ORDERS_SCOPE},
    id_token::Unverified,
};

/// Why a call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It brought no token.
    NoToken,
    /// The token failed a check, which is named.
    Token(&'static str),
    /// The token does not allow it.
    Scope,
    /// The provider's keys cannot be had.
    NoKeys,
}

impl Refused {
    /// RFC 6750 §3.1.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::NoToken | Self::Token(_) => StatusCode::UNAUTHORIZED,
            Self::Scope => StatusCode::FORBIDDEN,
            Self::NoKeys => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// What the templates call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NoToken => "no_token",
            Self::Token(check) => check,
            Self::Scope => "scope",
            Self::NoKeys => "no_keys",
        }
    }

    /// RFC 6750 §3: a call without a token is told no error, only how to come back.
    fn challenge(self) -> Option<String> {
        match self {
            Self::NoToken => Some("Bearer".to_owned()),
            Self::Token(_) => Some(r#"Bearer error="invalid_token""#.to_owned()),
            Self::Scope => Some(format!(
                r#"Bearer error="insufficient_scope", scope="{ORDERS_SCOPE}""#
            )),
            Self::NoKeys => None,
        }
    }
}

/// What came of a call: the token, if it passed the checks, and whether it is enough.
pub(crate) struct Decision {
    pub(crate) verified: Option<Verified>,
    pub(crate) outcome: Result<(), Refused>,
}

impl From<Refused> for Decision {
    fn from(refused: Refused) -> Self {
        Self {
            verified: None,
            outcome: Err(refused),
        }
    }
}

/// `GET /api/orders`.
pub(crate) async fn orders(State(app): State<App>, headers: HeaderMap) -> Response {
    let Some(api) = &app.provider.api else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let authorization = headers.get(header::AUTHORIZATION);
    let authorization = authorization.and_then(|value| value.to_str().ok());
    let decision = decide(&app, api, authorization, clock::now()).await;
    match decision.outcome {
        Ok(()) => Json(ordered()).into_response(),
        Err(refused) => {
            let challenge = refused.challenge().into_iter();
            let headers = challenge.map(|value| (header::WWW_AUTHENTICATE, value));
            let headers: Vec<_> = headers.collect();
            (refused.status(), AppendHeaders(headers)).into_response()
        }
    }
}

/// What the shop itself hears too, when it calls: both stand in one program.
pub(crate) async fn decide(
    app: &App,
    api: &Api,
    authorization: Option<&str>,
    now: i64,
) -> Decision {
    let Some(token) = authorization.and_then(bearer) else {
        return Refused::NoToken.into();
    };
    let Ok(discovered) = app.provider.discover().await else {
        return Refused::NoKeys.into();
    };
    let mut outcome = verify(&discovered, &api.indicator, token, now);
    if matches!(outcome, Err(Unverified::UnknownKey)) {
        let Ok(discovered) = app.provider.rediscover_at_times().await else {
            return Refused::NoKeys.into();
        };
        outcome = verify(&discovered, &api.indicator, token, now);
    }
    match outcome {
        Ok(verified) => Decision {
            outcome: if verified.allows(ORDERS_SCOPE) {
                Ok(())
            } else {
                Err(Refused::Scope)
            },
            verified: Some(verified),
        },
        Err(Unverified::UnknownKey) => Refused::Token("signature").into(),
        Err(Unverified::Failed(check)) => Refused::Token(check).into(),
    }
}

/// The token of `Authorization: Bearer …` (RFC 6750 §2.1); the scheme in any case (RFC 9110 §11.1).
fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

fn ordered() -> Value {
    json!({ "orders": [
        { "title": "Moby-Dick", "copies": 1 },
        { "title": "Walden", "copies": 2 },
    ] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bearer_token_is_one() {
        assert_eq!(bearer("bearer abc"), Some("abc"));
        assert_eq!(bearer("Basic abc"), None);
        assert_eq!(bearer("abc"), None);
    }

    #[test]
    fn each_refusal_says_how_to_come_back() {
        let told = [
            (Refused::NoToken, 401, Some("Bearer")),
            (
                Refused::Token("exp"),
                401,
                Some("Bearer error=\"invalid_token\""),
            ),
            (
                Refused::Scope,
                403,
                Some("Bearer error=\"insufficient_scope\", scope=\"orders:read\""),
            ),
            (Refused::NoKeys, 503, None),
        ];
        for (refused, status, challenge) in told {
            assert_eq!(refused.status().as_u16(), status);
            assert_eq!(refused.challenge().as_deref(), challenge);
        }
    }
}
