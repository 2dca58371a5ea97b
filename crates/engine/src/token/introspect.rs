//! Introspection (RFC 7662): everything is asked of the database and of memory as they are now, so
//! that an API hears of a revocation, a sign-out, a suspension and a lost role at once.

use std::sync::Arc;

use oidc_core::{
    client::Client,
    grant::GrantContext,
    id::ClientId,
    introspection::{Active, Introspection, Presented, is_allowed},
    jwt_access_token::JwtAccessToken,
    machine_token::MachineToken,
    refresh::RefreshToken,
    scope::Scope,
    time::Timestamp,
    token::response::TokenType,
};
use store::{StoreError, Tx};

use super::live::Live;
use crate::{breakdown::Breakdown, engine::Engine, snapshot::Snapshot};

/// What this client may know of a token.
///
/// # Errors
/// When the database does not answer.
pub async fn introspect(
    engine: &Engine,
    asker: &Client,
    token: &str,
) -> Result<Introspection, Breakdown> {
    let presented = Presented::parse(token);
    if let Presented::Signed(token) = presented {
        engine.know_key_of(token).await;
    }
    let snapshot = Arc::clone(&engine.snapshot());
    let now = engine.clock.now();
    let looking = Looking {
        engine,
        snapshot: &snapshot,
        live: Live {
            snapshot: &snapshot,
            addresses: &engine.secrets.addresses,
            now,
        },
        asker,
        now,
    };
    let found = match &presented {
        Presented::Signed(token) => match looking.signed(token) {
            Some(claims) => looking.find_signed(&claims).await?,
            None => None,
        },
        stored => {
            let looking = &looking;
            let read = |tx| async move { looking.find_stored(tx, stored).await };
            engine.store.read(read).await?
        }
    };
    Ok(found.map_or(Introspection::Inactive, |known| {
        Introspection::Active(Box::new(known))
    }))
}

struct Looking<'a> {
    engine: &'a Engine,
    snapshot: &'a Snapshot,
    live: Live<'a>,
    asker: &'a Client,
    now: Timestamp,
}

impl Looking<'_> {
    /// A token that says itself that it is one of ours, alive and the asker's business.
    fn signed(&self, token: &str) -> Option<Arc<JwtAccessToken>> {
        let claims = self.live.signed(token, &self.engine.config.issuer)?;
        self.is_told(&claims.client_id, Some(&claims.aud))
            .then_some(claims)
    }

    async fn find_signed(&self, claims: &JwtAccessToken) -> Result<Option<Active>, StoreError> {
        let live = &self.live;
        let read = |mut tx: Tx| async move { live.of_signed(&mut tx, claims).await };
        let counted = self.engine.store.read(read).await?;
        Ok(counted.map(|counted| Active {
            aud: Some(claims.aud.clone()),
            client_id: claims.client_id.clone(),
            exp: claims.exp,
            iat: claims.iat,
            iss: claims.iss.clone(),
            jti: Some(claims.jti),
            scope: counted.scope,
            sub: claims.sub.clone(),
            token_type: Some(TokenType::Bearer),
        }))
    }

    async fn find_stored(
        &self,
        mut tx: Tx,
        presented: &Presented<'_>,
    ) -> Result<Option<Active>, StoreError> {
        match presented {
            Presented::Access(token) => {
                let found = tx.access_tokens().find_with_grant(token.id()).await?;
                let (row, grant) = found.unzip();
                let Some((row, grant_context)) = row.zip(self.live.counting(grant)?) else {
                    return Ok(None);
                };
                let (client, audience) = (&grant_context.grant.client_id, row.audience.as_deref());
                let is_answered = row.check(token, &grant_context, self.now).is_ok()
                    && self.is_told(client, audience);
                if !is_answered {
                    return Ok(None);
                }
                let scope = self
                    .live
                    .of_person(&mut tx, &grant_context, audience, row.scope);
                let scope = scope.await?;
                let times = (row.id.minted_at(), row.expires_at);
                Ok(scope.map(|scope| Active {
                    aud: row.audience.clone(),
                    token_type: Some(TokenType::Bearer),
                    ..self.active(&grant_context, times, scope)
                }))
            }
            Presented::Refresh(token) => self.find_refresh(tx, token).await,
            Presented::Machine(token) => {
                let found = tx.machine_tokens().find(token.id()).await?;
                let live = found.filter(|row| row.is_live(token, self.now));
                Ok(live.and_then(|row| self.machine(row)))
            }
            Presented::Signed(_) => Ok(None),
        }
    }

    /// A refresh token is its own client's business alone.
    async fn find_refresh(
        &self,
        mut tx: Tx,
        token: &RefreshToken,
    ) -> Result<Option<Active>, StoreError> {
        let found = tx.refresh_tokens().find_with_grant(&token.family).await?;
        let key = &self.engine.secrets.refresh;
        let (family, grant) = found.unzip();
        let found = family.zip(self.live.counting(grant)?);
        let live = found.filter(|(family, grant_context)| {
            let decision = family.decide(token.generation, self.asker, grant_context, self.now);
            token.verify(key, family) && decision.refusal().is_none()
        });
        Ok(live.map(|(family, grant_context)| {
            let times = (family.rotated_at, family.expires_at);
            let scope = grant_context.counting(family.scope);
            self.active(&grant_context, times, scope)
        }))
    }

    fn machine(&self, row: MachineToken) -> Option<Active> {
        let MachineToken {
            client_id,
            audience,
            ..
        } = row;
        if !self.is_told(&client_id, Some(&audience)) {
            return None;
        }
        let parties = (&client_id, audience.as_str());
        let named = (row.registrations.as_ref(), row.id.minted_at());
        let scope = self.live.of_machine(parties, named, row.scope)?;
        Some(Active {
            aud: Some(audience),
            sub: client_id.to_string(),
            client_id,
            exp: row.expires_at.as_seconds(),
            iat: row.id.minted_at().as_seconds(),
            iss: self.engine.config.issuer.clone(),
            jti: None,
            scope,
            token_type: Some(TokenType::Bearer),
        })
    }

    fn active(
        &self,
        grant_context: &GrantContext,
        (made, end): (Timestamp, Timestamp),
        scope: Scope,
    ) -> Active {
        let grant = &grant_context.grant;
        let user = grant.subject.user();
        let subject = user.map_or(grant.client_id.as_str(), |user| user.as_str());
        Active {
            aud: None,
            client_id: grant.client_id.clone(),
            exp: end.as_seconds(),
            iat: made.as_seconds(),
            iss: self.engine.config.issuer.clone(),
            jti: None,
            scope,
            sub: subject.to_owned(),
            token_type: None,
        }
    }

    fn is_told(&self, owner: &ClientId, audience: Option<&str>) -> bool {
        is_allowed(self.asker, owner, audience, &self.snapshot.access.catalog)
    }
}
