//! Token revocation (RFC 7009): what a presented token is.
//!
//! The hint (`token_type_hint`) is ignored, as §2.1 allows: tokens say themselves what they are. An
//! unknown token is not an error (§2.2), nor is somebody else's; it is left alone. Revoking one
//! token ends its whole grant, as Logto does it: the other tokens of a client that signs out are of
//! no use to it any more.

use crate::{
    client::Client, grant::GrantContext, id::AccessTokenId, opaque::Opaque, refresh::RefreshToken,
};

/// A token to be revoked.
#[derive(Debug)]
pub enum Revocable {
    /// A refresh token; still to be verified against its family.
    Refresh(RefreshToken),
    /// An access token; still to be compared with its row.
    Access(Opaque<AccessTokenId>),
    /// Nothing of ours.
    Unknown,
}

impl Revocable {
    /// Reads the `token` parameter.
    pub fn parse(token: &str) -> Self {
        if let Ok(refresh) = RefreshToken::parse(token) {
            return Self::Refresh(refresh);
        }
        Opaque::parse(token).map_or(Self::Unknown, Self::Access)
    }
}

/// Whether a client may revoke tokens of this grant: its own only (RFC 7009 §2.1, T-29).
pub fn is_allowed(client: &Client, grant_context: &GrantContext) -> bool {
    grant_context.grant.client_id == client.id
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;
    use crate::{
        client::{ClientKind, tests::client},
        grant::tests::grant_context,
        id::CodeId,
        refresh::tests::{family, key},
        time::Timestamp,
    };

    #[test]
    fn a_token_says_itself_what_it_is() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let access = Opaque::<AccessTokenId>::mint(Timestamp::EPOCH, &mut rng);
        let refresh = RefreshToken::issue(&key(), &family(), 0);
        assert!(matches!(
            Revocable::parse(access.expose()),
            Revocable::Access(_)
        ));
        assert!(matches!(
            Revocable::parse(refresh.expose()),
            Revocable::Refresh(_)
        ));
        let code = Opaque::<CodeId>::mint(Timestamp::EPOCH, &mut rng);
        for text in ["", "x", "eyJhbGciOiJFUzI1NiJ9.e30.x", code.expose()] {
            assert!(matches!(Revocable::parse(text), Revocable::Unknown));
        }
    }

    #[test]
    fn t_29_only_the_clients_own_tokens_may_be_revoked() {
        let mut client = client(ClientKind::Spa, &[]);
        assert!(is_allowed(&client, &grant_context("openid")));
        client.id = "other".parse().unwrap();
        assert!(!is_allowed(&client, &grant_context("openid")));
    }
}
