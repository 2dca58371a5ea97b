//! An opaque access token: for this provider's own userinfo endpoint, or for an API that asks about it.

use crate::{
    bearer::BearerError,
    client::Client,
    grant::{Grant, GrantContext},
    id::{AccessTokenId, GrantId},
    key::thumbprint::Thumbprint,
    opaque::Opaque,
    record::Record,
    scope::Scope,
    secret::Digest,
    time::{Lifetime, Timestamp, Validity},
};

/// How long an access token lives.
pub const LIFETIME: Lifetime = Lifetime::hours(1);

/// An access token that was issued.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "access_tokens")]
pub struct AccessToken {
    /// Its id; also inside the token.
    pub id: AccessTokenId,
    /// Of the whole token.
    pub digest: Digest,
    /// What it hangs from.
    pub grant_id: GrantId,
    /// What it allows.
    pub scope: Scope,
    /// For which resource it is (RFC 8707); this provider's own when none.
    pub audience: Option<String>,
    /// The key that whoever uses it must hold (RFC 9449 §6); anybody may when none.
    pub jkt: Option<Thumbprint>,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// When an access token made now ends: after its lifetime, and never later than its grant.
pub fn expiry(lifetime: Lifetime, grant: &Grant, now: Timestamp) -> Timestamp {
    now.plus(lifetime).min(grant.expires_at)
}

/// How long the tokens of this provider's own endpoints live when this client gets them.
pub fn lifetime(client: &Client) -> Lifetime {
    let shorter = client.access_token_lifetime.map(|most| most.min(LIFETIME));
    shorter.unwrap_or(LIFETIME)
}

impl AccessToken {
    /// The row of a token for this provider's own endpoints that is being handed out.
    pub fn new(
        token: &Opaque<AccessTokenId>,
        grant: &Grant,
        scope: Scope,
        lifetime: Lifetime,
        now: Timestamp,
    ) -> Self {
        Self {
            id: *token.id(),
            digest: token.digest(),
            grant_id: grant.id,
            scope,
            audience: None,
            jkt: None,
            expires_at: expiry(lifetime, grant, now),
            revoked_at: None,
        }
    }

    /// Whether a presented token is this one and counts now.
    ///
    /// # Errors
    /// [`BearerError`].
    pub fn check(
        &self,
        presented: &Opaque<AccessTokenId>,
        grant_context: &GrantContext,
        now: Timestamp,
    ) -> Result<(), BearerError> {
        if self.digest != presented.digest() || self.grant_id != grant_context.grant.id {
            return Err(BearerError::Unknown);
        }
        let made = self.id.minted_at();
        if !Validity::new(self.expires_at, self.expires_at.since(made)).is_live(now) {
            return Err(BearerError::Expired);
        }
        if self.revoked_at.is_some() || !grant_context.is_live(now) {
            return Err(BearerError::Revoked);
        }
        Ok(())
    }

    /// Whether the token opens the userinfo endpoint (`OpenID` Connect Core §5.3): not when it was
    /// made for an API.
    ///
    /// # Errors
    /// [`BearerError`].
    pub fn check_userinfo(&self) -> Result<(), BearerError> {
        if self.audience.is_some() {
            return Err(BearerError::Unknown);
        }
        if self.scope.has_openid() {
            Ok(())
        } else {
            Err(BearerError::InsufficientScope { needed: "openid" })
        }
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;
    use crate::grant::tests::{START, grant_context};

    fn token(seed: u64) -> Opaque<AccessTokenId> {
        Opaque::mint(START, &mut ChaCha20Rng::seed_from_u64(seed))
    }

    fn row(scope: &str) -> AccessToken {
        AccessToken::new(
            &token(1),
            &grant_context(scope).grant,
            scope.parse().unwrap(),
            LIFETIME,
            START,
        )
    }

    #[test]
    fn a_token_counts_for_an_hour() {
        let (row, grant_context) = (row("openid"), grant_context("openid"));
        let end = START.plus(Lifetime::hours(1));
        assert_eq!(
            row.check(&token(1), &grant_context, end.minus(Lifetime::millis(1))),
            Ok(())
        );
        assert_eq!(
            row.check(&token(1), &grant_context, end),
            Err(BearerError::Expired)
        );
        assert_eq!(
            row.check(&token(2), &grant_context, START),
            Err(BearerError::Unknown)
        );
    }

    #[test]
    fn t_43_a_token_from_the_future_has_expired() {
        let (row, grant_context) = (row("openid"), grant_context("openid"));
        let skewed = START.minus(Lifetime::seconds(90));
        assert_eq!(row.check(&token(1), &grant_context, skewed), Ok(()));
        let back = START.minus(Lifetime::seconds(91));
        assert_eq!(
            row.check(&token(1), &grant_context, back),
            Err(BearerError::Expired)
        );
    }

    #[test]
    fn t_27_a_token_dies_with_its_grant_and_never_outlives_it() {
        let mut grant_context = grant_context("openid");
        grant_context.grant.expires_at = START.plus(Lifetime::minutes(1));
        assert_eq!(
            expiry(LIFETIME, &grant_context.grant, START),
            grant_context.grant.expires_at
        );
        grant_context.grant.revoked_at = Some(START);
        assert_eq!(
            row("openid").check(&token(1), &grant_context, START),
            Err(BearerError::Revoked)
        );
        let mut revoked = row("openid");
        revoked.revoked_at = Some(START);
        let grant_context = crate::grant::tests::grant_context("openid");
        assert_eq!(
            revoked.check(&token(1), &grant_context, START),
            Err(BearerError::Revoked)
        );
    }

    #[test]
    fn userinfo_needs_openid() {
        assert!(row("openid").check_userinfo().is_ok());
        assert!(row("profile").check_userinfo().is_err());
        let mut for_api = row("openid");
        for_api.audience = Some("https://books.example".to_owned());
        assert_eq!(for_api.check_userinfo(), Err(BearerError::Unknown));
    }
}
