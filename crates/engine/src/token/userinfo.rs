//! Userinfo (OpenID Connect Core §5.3): the claims of an opaque access token's owner.

use std::sync::Arc;

use oidc_core::{
    access_token::AccessToken,
    bearer::BearerError,
    claims::{self, Audience},
    grant::GrantContext,
    id::AccessTokenId,
    opaque::Opaque,
};

use serde_json::{Map, Value};
use store::StoreError;

use crate::{engine::Engine, failure::Failure};

/// The claims a token opens.
///
/// # Errors
/// Why the token opens none (RFC 6750 §3.1).
pub async fn userinfo(
    engine: &Engine,
    token: &Opaque<AccessTokenId>,
) -> Result<Map<String, Value>, Failure<BearerError>> {
    let now = engine.clock.now();
    let snapshot = Arc::clone(&engine.snapshot());
    let (id, clients) = (*token.id(), &snapshot.clients);
    let found = engine
        .store
        .read(|mut tx| async move {
            let Some((mut row, grant)) = tx.access_tokens().find_with_grant(&id).await? else {
                return Ok::<_, StoreError>(Err(BearerError::Unknown));
            };
            // A client that was disabled or removed is treated as unknown (T-38).
            let Some(client) = clients.get(&grant.grant.client_id) else {
                return Ok(Err(BearerError::Revoked));
            };
            let grant_context = grant.counting(&client.client)?;
            row.scope = grant_context.counting(row.scope);
            let roles = match &grant_context.user {
                Some(user) if tells_roles(&row, &grant_context) => {
                    tx.roles().of_user(&user.id).await?
                }
                _ => Vec::new(),
            };
            Ok(Ok((row, grant_context, roles)))
        })
        .await?;
    let (row, grant_context, roles) = found.map_err(Failure::Refused)?;
    row.check(token, &grant_context, now)
        .and_then(|()| row.check_userinfo())
        .map_err(Failure::Refused)?;
    // A token about the client itself has no person to tell of.
    let user = grant_context.user.as_ref();
    let user = user.ok_or(Failure::Refused(BearerError::Unknown))?;
    let named = grant_context.grant.claims.as_ref();
    let named = named.map(|claims| &claims.userinfo);
    let roles = snapshot.access.catalog.role_names(&roles);
    let scope = &row.scope;
    Ok(claims::told(user, &roles, scope, named, Audience::Userinfo))
}

/// Whether the answer holds the person's roles.
fn tells_roles(row: &AccessToken, grant_context: &GrantContext) -> bool {
    let named = grant_context.grant.claims.as_ref();
    row.scope.contains("roles") || named.is_some_and(|claims| claims.userinfo.contains("roles"))
}
