//! What both grants end with: an access token in the database, an ID token signed after the
//! commit, because signing is the slowest thing here and the database has one writer.

use std::sync::Arc;

use oidc_core::{
    access_token::AccessToken,
    grant::GrantContext,
    id::AccessTokenId,
    id_token::IdToken,
    key::sign::{KeyError, SigningKey},
    opaque::Opaque,
    scope::Scope,
    secret::Secret,
    time::Timestamp,
    token::response::TokenResponse,
    user::User,
};

use crate::{breakdown::Breakdown, engine::Engine, snapshot::clients::Registered};

/// An access token that was minted before the transaction, to be bound to a grant inside it.
pub struct FreshToken {
    token: Opaque<AccessTokenId>,
    now: Timestamp,
}

impl FreshToken {
    /// Mints one.
    pub fn mint(engine: &Engine, now: Timestamp) -> Self {
        Self {
            token: Opaque::mint(now, &mut engine.entropy.rng()),
            now,
        }
    }

    /// The row: alive for an hour, and never longer than its grant.
    pub fn row(&self, grant_context: &GrantContext, scope: &Scope) -> AccessToken {
        AccessToken::new(&self.token, &grant_context.grant, scope.clone(), self.now)
    }
}

/// What would sign the ID tokens of a client. It is looked for before the transaction and kept until
/// after it: what is used up must not be lost to a key that is not there.
pub struct Signer(Result<Arc<SigningKey>, KeyError>);

impl Signer {
    /// As things are now.
    pub fn of(engine: &Engine, client: &Registered) -> Self {
        Self(engine.snapshot().signer(&client.client).cloned())
    }

    /// The key, if there is an ID token to sign. Ask before anything is used up.
    ///
    /// # Errors
    /// When it is needed and missing.
    pub fn needed_for(
        &self,
        grant_context: &GrantContext,
        scope: &Scope,
    ) -> Result<Option<Arc<SigningKey>>, Breakdown> {
        let is_needed = grant_context.user.is_some() && scope.has_openid();
        let key = is_needed.then(|| self.0.clone());
        Ok(key.transpose()?)
    }
}

/// Tokens that were issued and committed.
pub struct Issued {
    /// The access token.
    pub access: FreshToken,
    /// Its row.
    pub row: AccessToken,
    /// Whose and for whom.
    pub grant_context: GrantContext,
    /// Signs the ID token; none when none belongs to the answer.
    pub signing_key: Option<Arc<SigningKey>>,
    /// From the authorization request; only the first ID token repeats it.
    pub nonce: Option<String>,
    /// The refresh token, if `offline_access` was granted.
    pub refresh_token: Option<Secret<String>>,
}

impl Issued {
    /// The answer (RFC 6749 §5.1, Core §3.1.3.3).
    pub fn into_response(
        self,
        engine: &Engine,
        client: &Registered,
    ) -> Result<TokenResponse, Breakdown> {
        let signed = self.signing_key.as_deref();
        let signed = signed.zip(self.grant_context.user.as_ref());
        let id_token = signed
            .map(|(key, user)| self.id_token(engine, client, key, user))
            .transpose()?;
        let access = self.access.token.expose();
        let answer =
            TokenResponse::new(access, self.row.expires_at, self.row.scope, self.access.now);
        Ok(TokenResponse {
            id_token,
            refresh_token: self.refresh_token,
            ..answer
        })
    }

    fn id_token(
        &self,
        engine: &Engine,
        client: &Registered,
        key: &SigningKey,
        user: &User,
    ) -> Result<Secret<String>, Breakdown> {
        let token = IdToken {
            issuer: &engine.config.issuer,
            client: &client.client,
            grant: &self.grant_context.grant,
            user,
            scope: &self.row.scope,
            sid: self.grant_context.session.and_then(|session| session.sid),
            nonce: self.nonce.as_deref(),
            access_token: self.access.token.expose(),
        };
        Ok(Secret::new(token.encode(key, self.access.now)?))
    }
}
