//! A token for a client that acts for itself (RFC 6749 §4.4).
//!
//! A signed one costs no statement: clients, roles, APIs and keys are in memory, and what was
//! issued is counted there ([`crate::token::tally`]).

use std::sync::Arc;

use oidc_core::{
    catalog::Api,
    event::EventContext,
    id::{AccessTokenId, MachineTokenId},
    jwt_access_token::{self, JwtAccessToken},
    machine_token::MachineToken,
    opaque::Opaque,
    registrations::Registrations,
    resource_server::InvalidTarget,
    role::RoleKind,
    scope::Scope,
    time::Timestamp,
    token::{error::TokenError, request::ClientCredentials, response::TokenResponse},
};
use store::StoreError;

use crate::{
    breakdown::Breakdown, engine::Engine, failure::Failure, snapshot::clients::Registered,
};

/// Issues one: scopes are those asked for that the client's roles allow.
///
/// # Errors
/// [`TokenError::Resource`].
pub async fn client_credentials(
    engine: &Engine,
    client: &Registered,
    asked: &ClientCredentials,
    secret: Option<&str>,
    context: &EventContext,
) -> Result<TokenResponse, Failure<TokenError>> {
    let now = engine.clock.now();
    let snapshot = Arc::clone(&engine.snapshot());
    let catalog = &snapshot.access.catalog;
    let api = match &asked.resource {
        Some(name) => catalog.find(name),
        None => catalog.default_resource().ok_or(InvalidTarget::Missing),
    };
    let api: &Api = api.map_err(|error| Failure::Refused(error.into()))?;
    let scope = catalog.granted(asked.scope.clone(), api, &client.roles, RoleKind::Machine);
    let key = snapshot.access_token_signer(&api.resource);
    let answer = if let Some(key) = key.map_err(Breakdown::from)? {
        let jti = AccessTokenId::mint(now, &mut engine.entropy.rng());
        let (issuer, target) = (&engine.config.issuer, (api, &client.client));
        let claims = JwtAccessToken::for_machine(jti, issuer, target, scope.clone(), now);
        let token = claims.encode(&key).map_err(Breakdown::from)?;
        let made = Timestamp::from_millis(claims.iat.saturating_mul(1000));
        TokenResponse::new(&token, claims.expires_at(), scope, made)
    } else {
        opaque(engine, client, api, scope, now).await?
    };
    let record = engine.record(now);
    let counted = engine
        .tally
        .count(record, &client.client.id, secret, context);
    counted.await?;
    Ok(answer.to_machine())
}

async fn opaque(
    engine: &Engine,
    client: &Registered,
    api: &Api,
    scope: Scope,
    now: Timestamp,
) -> Result<TokenResponse, Breakdown> {
    let token = Opaque::<MachineTokenId>::mint(now, &mut engine.entropy.rng());
    let row = MachineToken {
        id: *token.id(),
        digest: token.digest(),
        client_id: client.client.id.clone(),
        registrations: Some(Registrations::of(&client.client, api)),
        audience: api.resource.indicator.to_string(),
        scope,
        expires_at: now.plus(jwt_access_token::lifetime(api, &client.client)),
        revoked_at: None,
    };
    let written = &row;
    engine
        .store
        .transact(|mut tx| async move {
            tx.machine_tokens().insert(written).await?;
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(TokenResponse::new(
        token.expose(),
        row.expires_at,
        row.scope,
        now,
    ))
}
