//! An authorization request, checked.

use serde::{Deserialize, Serialize};

use crate::{
    id::{ClientId, UserId},
    name::closed_set,
    pkce::CodeChallenge,
    prompt::Prompts,
    response_mode::ResponseMode,
    scope::Scope,
    time::Lifetime,
};

closed_set! {
    /// The page a person sees first.
    FirstScreen, "first screen" {
        /// Sign in.
        SignIn = "sign_in",
        /// Create an account.
        Register = "register",
    }
}

/// What a client asked for, after every check. Kept in the interaction as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// Who asks.
    pub client_id: ClientId,
    /// Where the answer goes, as requested and verified.
    pub redirect_uri: String,
    /// Whether the request named it; if so, the token request must repeat it (RFC 6749 §4.1.3).
    pub redirect_uri_given: bool,
    /// How the answer travels.
    pub response_mode: ResponseMode,
    /// The scopes asked for that we know.
    pub scope: Scope,
    /// The resources asked for (RFC 8707).
    pub resources: Vec<String>,
    /// Returned byte for byte.
    pub state: Option<String>,
    /// Returned in the ID token.
    pub nonce: Option<String>,
    /// PKCE (RFC 7636).
    pub code_challenge: Option<CodeChallenge>,
    /// What to show.
    pub prompt: Prompts,
    /// How old the sign-in may be.
    pub max_age: Option<Lifetime>,
    /// The address to fill in.
    pub login_hint: Option<String>,
    /// The languages wanted, best first.
    pub ui_locales: Option<String>,
    /// Which page comes first.
    pub first_screen: FirstScreen,
    /// The `sub` of a verified `id_token_hint`: nobody else may answer this request.
    pub hinted_user: Option<UserId>,
}
