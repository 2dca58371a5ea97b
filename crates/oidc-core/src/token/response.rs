//! The answer of the token endpoint (RFC 6749 §5.1, `OpenID` Connect Core §3.1.3.3).

use serde::Serialize;

use crate::{
    scope::Scope,
    secret::Secret,
    time::{Lifetime, Timestamp},
};

/// `token_type`: always `Bearer` (RFC 6750).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum TokenType {
    /// RFC 6750.
    Bearer,
}

/// Tokens on their way out. `scope` and an integer `expires_in` are always there: the published SDKs
/// do not keep a token without them and ask for another one each time. So nothing is told as an empty
/// text, which RFC 6749 §3.3 has no word for.
#[derive(Debug, Clone, Serialize)]
pub struct TokenResponse {
    /// The access token.
    pub access_token: Secret<String>,
    /// `Bearer`.
    pub token_type: TokenType,
    /// In whole seconds.
    pub expires_in: i64,
    /// What was granted; may be the empty text, and is left out only where a machine gets none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Whenever `openid` is in scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<Secret<String>>,
    /// Whenever `offline_access` was granted, in every answer: some SDKs forget the old one when
    /// there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Secret<String>>,
}

impl TokenResponse {
    /// The same to a machine: without a scope when it is empty.
    #[must_use]
    pub fn to_machine(mut self) -> Self {
        self.scope = self.scope.filter(|scope| !scope.is_empty());
        self
    }

    /// An answer with an access token alone, to be completed.
    pub fn new(access_token: &str, expires_at: Timestamp, scope: Scope, now: Timestamp) -> Self {
        let lifetime: Lifetime = expires_at.since(now);
        Self {
            access_token: access_token.into(),
            token_type: TokenType::Bearer,
            expires_in: lifetime.as_seconds(),
            scope: Some(scope),
            id_token: None,
            refresh_token: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_has_what_every_sdk_needs() {
        let (now, end) = (Timestamp::EPOCH, Timestamp::from_millis(3_600_000));
        let mut response = TokenResponse::new("at", end, Scope::EMPTY, now);
        let json = serde_json::to_string(&response).unwrap();
        assert_eq!(
            json,
            r#"{"access_token":"at","token_type":"Bearer","expires_in":3600,"scope":""}"#
        );
        let to_machine = serde_json::to_value(response.clone().to_machine()).unwrap();
        assert_eq!(to_machine.get("scope"), None);
        response.refresh_token = Some("rt".into());
        response.id_token = Some("it".into());
        let json = serde_json::to_value(&response).unwrap();
        assert_eq!(
            (&json["refresh_token"], &json["id_token"]),
            (&"rt".into(), &"it".into())
        );
    }

    #[test]
    fn tokens_do_not_print() {
        let response =
            TokenResponse::new("hunter2", Timestamp::EPOCH, Scope::EMPTY, Timestamp::EPOCH);
        assert!(!format!("{response:?}").contains("hunter2"));
    }
}
