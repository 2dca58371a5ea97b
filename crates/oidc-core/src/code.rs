//! An authorization code: one minute, one use (RFC 6749 §4.1.2).

use crate::{
    client::Client,
    grant::GrantContext,
    id::{ClientId, CodeId, GrantId},
    key::thumbprint::Thumbprint,
    pkce::{self, CodeChallenge},
    record::Record,
    secret::Digest,
    time::{Lifetime, Timestamp, Validity},
    token::{invalid_grant::InvalidGrant, request::CodeExchange},
};

/// RFC 6749 §4.1.2 recommends ten minutes at most; sixty seconds, because our pages redirect at
/// once.
pub const LIFETIME: Lifetime = Lifetime::seconds(60);

/// A code that was issued.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "codes")]
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
    /// For which resource its tokens are (RFC 8707); this provider's own when none.
    pub audience: Option<String>,
    /// The key that whoever redeems it must hold (RFC 9449 §6); anybody may when none.
    pub jkt: Option<Thumbprint>,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was redeemed.
    pub consumed_at: Option<Timestamp>,
}

impl AuthorizationCode {
    /// Whether this client may redeem the code now. Everything is checked before anything is
    /// claimed, so that a wrong guess does not burn the code (T-10).
    ///
    /// The client is checked before the replay: otherwise whoever got hold of a used code could
    /// revoke another client's grant. On [`InvalidGrant::Replayed`] the caller revokes the grant.
    ///
    /// # Errors
    /// [`InvalidGrant`].
    pub fn redeem(
        &self,
        exchange: &CodeExchange,
        client: &Client,
        grant_context: &GrantContext,
        now: Timestamp,
    ) -> Result<(), InvalidGrant> {
        if self.digest != exchange.code.digest() || self.grant_id != grant_context.grant.id {
            return Err(InvalidGrant::Unknown);
        }
        if self.client_id != client.id {
            return Err(InvalidGrant::WrongClient);
        }
        if self.consumed_at.is_some() {
            return Err(InvalidGrant::Replayed);
        }
        if !Validity::new(self.expires_at, LIFETIME).is_live(now) {
            return Err(InvalidGrant::Expired);
        }
        // RFC 6749 §4.1.3: required if it was in the authorization request, and then identical.
        match &exchange.redirect_uri {
            Some(uri) if *uri == self.redirect_uri => {}
            None if !self.redirect_uri_given => {}
            _ => return Err(InvalidGrant::WrongRedirectUri),
        }
        pkce::verify(
            self.code_challenge.as_ref(),
            exchange.code_verifier.as_ref(),
        )?;
        if grant_context.is_live(now) {
            Ok(())
        } else {
            Err(InvalidGrant::Revoked)
        }
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;
    use crate::{
        client::{ClientKind, tests::client},
        grant::tests::{START, grant_context},
        opaque::Opaque,
        pkce::{
            PkceFailed,
            tests::{CHALLENGE, VERIFIER},
        },
    };

    const CALLBACK: &str = "https://rp.example/cb";
    const NOW: Timestamp = START.plus(Lifetime::seconds(30));

    fn opaque() -> Opaque<CodeId> {
        Opaque::mint(START, &mut ChaCha20Rng::seed_from_u64(8))
    }

    fn code() -> AuthorizationCode {
        AuthorizationCode {
            id: *opaque().id(),
            digest: opaque().digest(),
            grant_id: grant_context("openid").grant.id,
            client_id: "demo-app".parse().unwrap(),
            redirect_uri: CALLBACK.to_owned(),
            redirect_uri_given: true,
            nonce: None,
            code_challenge: Some(CHALLENGE.parse().unwrap()),
            audience: None,
            jkt: None,
            expires_at: START.plus(LIFETIME),
            consumed_at: None,
        }
    }

    fn exchange() -> CodeExchange {
        CodeExchange {
            code: opaque(),
            redirect_uri: Some(CALLBACK.to_owned()),
            code_verifier: Some(VERIFIER.parse().unwrap()),
            resource: None,
        }
    }

    fn redeem(
        code: &AuthorizationCode,
        exchange: &CodeExchange,
        now: Timestamp,
    ) -> Result<(), InvalidGrant> {
        let client = client(ClientKind::Spa, &[CALLBACK]);
        code.redeem(exchange, &client, &grant_context("openid"), now)
    }

    #[test]
    fn the_right_code_with_the_right_verifier_is_redeemed() {
        assert_eq!(redeem(&code(), &exchange(), NOW), Ok(()));
    }

    #[test]
    fn t_10_a_missing_or_wrong_verifier_is_refused() {
        let mut exchange = exchange();
        exchange.code_verifier = None;
        assert_eq!(
            redeem(&code(), &exchange, NOW),
            Err(PkceFailed::Missing.into())
        );
        exchange.code_verifier = Some(CHALLENGE.parse().unwrap());
        assert_eq!(
            redeem(&code(), &exchange, NOW),
            Err(PkceFailed::Mismatch.into())
        );
    }

    #[test]
    fn t_11_a_verifier_for_a_code_without_challenge_is_refused() {
        let mut code = code();
        code.code_challenge = None;
        assert_eq!(
            redeem(&code, &exchange(), NOW),
            Err(PkceFailed::Downgraded.into())
        );
    }

    #[test]
    fn t_13_another_client_redirect_uri_or_code_is_refused() {
        let mut foreign = code();
        foreign.client_id = "other".parse().unwrap();
        assert_eq!(
            redeem(&foreign, &exchange(), NOW),
            Err(InvalidGrant::WrongClient)
        );
        for uri in [
            None,
            Some("https://rp.example/other"),
            Some("https://rp.example/cb/"),
        ] {
            let mut exchange = exchange();
            exchange.redirect_uri = uri.map(str::to_owned);
            assert_eq!(
                redeem(&code(), &exchange, NOW),
                Err(InvalidGrant::WrongRedirectUri)
            );
        }
        let mut altered = code();
        altered.digest = Digest::of("another code with the same id");
        assert_eq!(
            redeem(&altered, &exchange(), NOW),
            Err(InvalidGrant::Unknown)
        );
    }

    #[test]
    fn a_redirect_uri_that_was_left_out_may_be_left_out_again() {
        let (mut code, mut exchange) = (code(), exchange());
        code.redirect_uri_given = false;
        assert_eq!(redeem(&code, &exchange, NOW), Ok(()));
        exchange.redirect_uri = None;
        assert_eq!(redeem(&code, &exchange, NOW), Ok(()));
    }

    #[test]
    fn t_14_a_second_use_is_a_replay_even_when_late_but_not_by_a_stranger() {
        let mut used = code();
        used.consumed_at = Some(START);
        let late = START.plus(Lifetime::hours(1));
        assert_eq!(
            redeem(&used, &exchange(), late),
            Err(InvalidGrant::Replayed)
        );
        used.client_id = "other".parse().unwrap();
        assert_eq!(
            redeem(&used, &exchange(), NOW),
            Err(InvalidGrant::WrongClient)
        );
    }

    #[test]
    fn t_15_a_code_ends_after_sixty_seconds() {
        let end = START.plus(Lifetime::seconds(60));
        assert_eq!(
            redeem(&code(), &exchange(), end.minus(Lifetime::millis(1))),
            Ok(())
        );
        assert_eq!(
            redeem(&code(), &exchange(), end),
            Err(InvalidGrant::Expired)
        );
    }

    #[test]
    fn t_38_a_suspended_user_gets_nothing_for_a_good_code() {
        let mut grant_context = grant_context("openid");
        grant_context.user.as_mut().unwrap().suspended_at = Some(START);
        let client = client(ClientKind::Spa, &[CALLBACK]);
        let outcome = code().redeem(&exchange(), &client, &grant_context, NOW);
        assert_eq!(outcome, Err(InvalidGrant::Revoked));
    }
}
