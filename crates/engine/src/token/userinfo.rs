//! Userinfo (OpenID Connect Core §5.3): the claims of an opaque access token's owner.

use oidc_core::{
    bearer::BearerError,
    claims::{self, Audience},
    id::AccessTokenId,
    opaque::Opaque,
};

use serde_json::{Map, Value};

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
        .read(|mut tx| async move { tx.access_tokens().find_with_grant(&id).await })
        .await?;
    let (row, grant_context) = found.ok_or(Failure::Refused(BearerError::Unknown))?;
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
    Ok(claims::told(user, &row.scope, named, Audience::Userinfo))
}
