//! Of a token that was made once, what counts now: everything is asked of the database and of
//! memory as they are, so that a revocation, a sign-out, a suspension and a lost role count at once.

use std::sync::Arc;

use oidc_core::{
    grant::{FoundGrant, GrantContext},
    id::{ClientId, RoleId},
    jwt_access_token::JwtAccessToken,
    registrations::Registrations,
    role::RoleKind,
    scope::Scope,
    secret::MacKey,
    time::Timestamp,
};
use store::{StoreError, Tx};

use super::managing;
use crate::snapshot::Snapshot;

/// What is asked.
#[derive(Clone, Copy)]
pub(crate) struct Live<'a> {
    /// Clients, keys, APIs and roles.
    pub(crate) snapshot: &'a Snapshot,
    /// The key under which addresses are written down.
    pub(crate) addresses: &'a MacKey,
    /// When.
    pub(crate) now: Timestamp,
}

/// What of a signed access token counts.
pub(crate) struct Counted {
    /// What it allows.
    pub(crate) scope: Scope,
    /// The grant of a person's; none of a machine's.
    pub(crate) grant: Option<GrantContext>,
}

impl Live<'_> {
    /// A token that says itself that it is one of ours, is alive by its own times, and of a client
    /// that may be used.
    pub(crate) fn signed(&self, token: &str, issuer: &str) -> Option<Arc<JwtAccessToken>> {
        let claims = self.snapshot.keys.access_token(token, issuer)?;
        let counts =
            claims.is_timely(self.now) && self.snapshot.clients.contains(&claims.client_id);
        counts.then_some(claims)
    }

    /// What counts of one that [`Live::signed`] has read; none when nothing does.
    pub(crate) async fn of_signed(
        &self,
        tx: &mut Tx,
        claims: &JwtAccessToken,
    ) -> Result<Option<Counted>, StoreError> {
        let asked = claims.scope.clone().unwrap_or_default();
        let Some(gid) = &claims.gid else {
            if tx.revoked_tokens().contains(&claims.jti).await? {
                return Ok(None);
            }
            let parties = (&claims.client_id, claims.aud.as_str());
            // In whole seconds, of which the first that may be meant counts.
            let made = Timestamp::from_millis(claims.iat.saturating_mul(1000));
            let scope = self.of_machine(parties, (claims.rid.as_ref(), made), asked);
            return Ok(scope.map(|scope| Counted { scope, grant: None }));
        };
        let found = tx.grants().find_of_signed(gid, &claims.jti).await?;
        let counting = self.counting(found)?;
        let Some(grant) = counting.filter(|grant| grant.is_live(self.now)) else {
            return Ok(None);
        };
        let scope = self.of_person(tx, &grant, Some(&claims.aud), asked).await?;
        Ok(scope.map(|scope| Counted {
            scope,
            grant: Some(grant),
        }))
    }

    /// Of what a person's token allows, what it allows now; none when it does not count any more.
    pub(crate) async fn of_person(
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
        let held: Vec<RoleId> = match &grant_context.user {
            Some(user) => tx.roles().of_user(&user.id).await?,
            None => Vec::new(),
        };
        let roles = managing::counting(tx, grant_context, (api, self.addresses), &held).await?;
        Ok(Some(catalog.granted(scope, api, &roles, RoleKind::User)))
    }

    /// Nothing of a client that may not be used counts (T-38).
    pub(crate) fn counting(
        &self,
        found: Option<FoundGrant>,
    ) -> Result<Option<GrantContext>, StoreError> {
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
    pub(crate) fn of_machine(
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
}
