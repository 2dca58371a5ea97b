//! Userinfo (OpenID Connect Core §5.3): the claims of an opaque access token's owner.

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
    let id = *token.id();
    let found = engine
        .store
        .read(|mut tx| async move {
            let Some((row, grant_context)) = tx.access_tokens().find_with_grant(&id).await? else {
                return Ok::<_, StoreError>(None);
            };
            let roles = match &grant_context.user {
                Some(user) if tells_roles(&row, &grant_context) => {
                    tx.roles().of_user(&user.id).await?
                }
                _ => Vec::new(),
            };
            Ok(Some((row, grant_context, roles)))
        })
        .await?;
    let (row, grant_context, roles) = found.ok_or(Failure::Refused(BearerError::Unknown))?;
    row.check(token, &grant_context, now)
        .and_then(|()| row.check_userinfo())
        .map_err(Failure::Refused)?;
    // A client that was disabled or removed is treated as unknown (T-38).
    let snapshot = engine.snapshot();
    if !snapshot.clients.contains(&grant_context.grant.client_id) {
        return Err(Failure::Refused(BearerError::Revoked));
    }
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
