//! Token revocation (RFC 7009): whose token it is.
//!
//! An unknown token is not an error (§2.2), nor is somebody else's; it is left alone. Revoking a refresh
//! token or an opaque access token of a person ends its whole grant, as Logto does it: the other
//! tokens of a client that signs out are of no use to it any more. A signed access token, and one of
//! a machine, are taken back alone. What a presented token is says [`crate::introspection`].

use crate::{client::Client, grant::Grant};

/// Whether a client may revoke tokens of this grant: its own only (RFC 7009 §2.1, T-29).
pub fn is_allowed(client: &Client, grant: &Grant) -> bool {
    grant.client_id == client.id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        client::{ClientKind, tests::client},
        grant::tests::grant_context,
    };

    #[test]
    fn t_29_only_the_clients_own_tokens_may_be_revoked() {
        let mut client = client(ClientKind::Spa, &[]);
        assert!(is_allowed(&client, &grant_context("openid").grant));
        client.id = "other".parse().unwrap();
        assert!(!is_allowed(&client, &grant_context("openid").grant));
    }
}
