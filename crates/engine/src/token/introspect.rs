//! Introspection (RFC 7662): everything is asked of the database and of memory as they are now, so
//! that an API hears of a revocation, a sign-out, a suspension and a lost role at once.

use std::sync::Arc;

use oidc_core::{
    client::Client,
    grant::{FoundGrant, GrantContext},
    id::{ClientId, RoleId},
    introspection::{Active, Introspection, Presented, is_allowed},
    jwt_access_token::JwtAccessToken,
    machine_token::MachineToken,
    refresh::RefreshToken,
    registrations::Registrations,
    role::RoleKind,
    scope::Scope,
    time::Timestamp,
    token::response::TokenType,
};
use store::{StoreError, Tx};

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
    let looking = Looking {
        engine,
        snapshot: &snapshot,
        asker,
        now: engine.clock.now(),
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
    asker: &'a Client,
    now: Timestamp,
}

impl Looking<'_> {
    /// A token that says itself that it is one of ours, alive and the asker's business.
    fn signed(&self, token: &str) -> Option<Arc<JwtAccessToken>> {
        let issuer = &self.engine.config.issuer;
        let claims = self.snapshot.keys.access_token(token, issuer)?;
        let is_answered = claims.is_timely(self.now)
            && self.is_told(&claims.client_id, Some(&claims.aud))
            && self.is_usable(&claims.client_id);
        is_answered.then_some(claims)
    }

    async fn find_signed(&self, claims: &JwtAccessToken) -> Result<Option<Active>, StoreError> {
        let read = |mut tx: Tx| async move {
            let asked = claims.scope.clone().unwrap_or_default();
            let Some(gid) = &claims.gid else {
                let is_revoked = tx.revoked_tokens().contains(&claims.jti).await?;
                let parties = (&claims.client_id, claims.aud.as_str());
                // In whole seconds, of which the first that may be meant counts.
                let made = Timestamp::from_millis(claims.iat.saturating_mul(1000));
                let named = (claims.rid.as_ref(), made);
                let now = || self.of_machine(parties, named, asked);
                return Ok::<_, StoreError>((!is_revoked).then(now).flatten());
            };
            let found = tx.grants().find_of_signed(gid, &claims.jti).await?;
            let Some(grant_context) = self.counting(found)? else {
                return Ok(None);
            };
            if !grant_context.is_live(self.now) {
                return Ok(None);
            }
            self.of_person(&mut tx, &grant_context, Some(&claims.aud), asked)
                .await
        };
        let scope = self.engine.store.read(read).await?;
        Ok(scope.map(|scope| Active {
            aud: Some(claims.aud.clone()),
            client_id: claims.client_id.clone(),
            exp: claims.exp,
            iat: claims.iat,
            iss: claims.iss.clone(),
            jti: Some(claims.jti),
            scope,
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
                let Some((row, grant_context)) = row.zip(self.counting(grant)?) else {
                    return Ok(None);
                };
                let (client, audience) = (&grant_context.grant.client_id, row.audience.as_deref());
                let is_answered = row.check(token, &grant_context, self.now).is_ok()
                    && self.is_told(client, audience);
                if !is_answered {
                    return Ok(None);
                }
                let scope = self.of_person(&mut tx, &grant_context, audience, row.scope);
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
        let found = family.zip(self.counting(grant)?);
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
        let scope = self.of_machine(parties, named, row.scope)?;
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

    /// Of what a person's token allows, what it allows now; none when it does not count any more.
    async fn of_person(
        &self,
        tx: &mut Tx,
        grant_context: &GrantContext,
        audience: Option<&str>,
        scope: Scope,
    ) -> Result<Option<Scope>, StoreError> {
        let Some(audience) = audience else {
            return Ok(Some(grant_context.counting(scope)));
        };
        let catalog = &self.snapshot.access.catalog;
        let Ok(api) = catalog.find(audience) else {
            return Ok(None);
        };
        let Some(scope) = grant_context.counting_at(api, scope) else {
            return Ok(None);
        };
        let roles: Vec<RoleId> = match &grant_context.user {
            Some(user) => tx.roles().of_user(&user.id).await?,
            None => Vec::new(),
        };
        Ok(Some(catalog.granted(scope, api, &roles, RoleKind::User)))
    }

    /// Nothing of a client that may not be used counts (T-38).
    fn counting(&self, found: Option<FoundGrant>) -> Result<Option<GrantContext>, StoreError> {
        let owner = |found: FoundGrant| {
            let owner = self.snapshot.clients.get(&found.grant.client_id)?;
            Some((found, owner))
        };
        let Some((found, owner)) = found.and_then(owner) else {
            return Ok(None);
        };
        Ok(Some(found.counting(&owner.client)?))
    }

    /// Of what a machine's token allows, what it allows now; none when client or API is not the one
    /// it was made for any more.
    fn of_machine(
        &self,
        (client, audience): (&ClientId, &str),
        named: (Option<&Registrations>, Timestamp),
        scope: Scope,
    ) -> Option<Scope> {
        let client = self.snapshot.clients.get(client)?;
        let catalog = &self.snapshot.access.catalog;
        let api = catalog.find(audience).ok()?;
        let is_of_them = Registrations::are_of(named, &client.client, api);
        is_of_them.then(|| catalog.granted(scope, api, &client.roles, RoleKind::Machine))
    }

    fn is_told(&self, owner: &ClientId, audience: Option<&str>) -> bool {
        is_allowed(self.asker, owner, audience, &self.snapshot.access.catalog)
    }

    fn is_usable(&self, client: &ClientId) -> bool {
        self.snapshot.clients.contains(client)
    }
}
