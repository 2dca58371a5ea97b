//! An authorization code: one minute, one use (RFC 6749 §4.1.2).

use crate::{
    id::{ClientId, CodeId, GrantId},
    pkce::CodeChallenge,
    secret::Digest,
    time::{Lifetime, Timestamp},
};

/// RFC 6749 §4.1.2 recommends ten minutes at most; sixty seconds, because our pages redirect at
/// once.
pub const LIFETIME: Lifetime = Lifetime::seconds(60);

/// A code that was issued.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthorizationCode {
    /// Its id; also inside the code.
    pub id: CodeId,
    /// Of the whole code.
    pub digest: Digest,
    /// What it stands for.
    pub grant_id: GrantId,
    /// Who may redeem it.
    pub client_id: ClientId,
    /// Where it was sent.
    pub redirect_uri: String,
    /// Whether the request named that place.
    pub redirect_uri_given: bool,
    /// For the ID token.
    pub nonce: Option<String>,
    /// PKCE.
    pub code_challenge: Option<CodeChallenge>,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was redeemed.
    pub consumed_at: Option<Timestamp>,
}
