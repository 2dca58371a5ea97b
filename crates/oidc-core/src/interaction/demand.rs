//! What is wanted of a sign-in, whoever wants it.

use crate::{
    authorize::request::AuthorizationRequest, client::Client, id::UserId, prompt::Prompt,
    time::Lifetime,
};

/// What is wanted of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// A session that exists is not enough (`prompt=login`).
    pub again: bool,
    /// How old the proof may be (`max_age`).
    pub max_age: Option<Lifetime>,
    /// Nobody else may answer (`id_token_hint`).
    pub user: Option<UserId>,
    /// Nothing may be shown (`prompt=none`).
    pub silent: bool,
    /// Whether the user must agree to what the client gets.
    pub consent: Consent,
}

/// Whether the user must agree to what the client gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// The client is the operator's own: what it gets is the operator's to decide.
    FirstParty,
    /// The client is somebody else's.
    Required,
}

impl Demand {
    /// What a client's request wants (OpenID Connect Core §3.1.2.1).
    pub fn of(request: &AuthorizationRequest, client: &Client) -> Self {
        Self {
            again: request.prompt.ask_again(),
            max_age: request.max_age,
            user: request.hinted_user.clone(),
            silent: request.prompt.contains(Prompt::None),
            consent: if client.third_party {
                Consent::Required
            } else {
                Consent::FirstParty
            },
        }
    }
}
