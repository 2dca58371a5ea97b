//! Revocation (RFC 7009): an unknown token, or somebody else's, is not an error and not a hint.

use std::sync::Arc;

use oidc_core::{
    client::Client, grant::Grant, introspection::Presented, jwt_access_token::JwtAccessToken,
    revocation::is_allowed, time::Timestamp,
};
use store::{StoreError, Tx};

use crate::{breakdown::Breakdown, engine::Engine};

/// Revokes a token of this client. A refresh token, or an opaque access token of a person, takes the
/// whole grant with it (RFC 7009 §2.1), so that a signed-out client keeps nothing; a signed one and a
/// machine's are taken back alone.
///
/// # Errors
/// When the database does not do it.
pub async fn revoke(engine: &Engine, client: &Client, token: &str) -> Result<(), Breakdown> {
    let now = engine.clock.now();
    let presented = Presented::parse(token);
    if let Presented::Signed(token) = presented {
        return revoke_signed(engine, client, token, now).await;
    }
    let presented = &presented;
    engine
        .store
        .transact(|mut tx| async move {
            let found = match presented {
                Presented::Machine(token) => {
                    let row = tx.machine_tokens().find(token.id()).await?;
                    let own = row
                        .filter(|row| row.digest == token.digest() && row.client_id == client.id);
                    if let Some(row) = own {
                        tx.machine_tokens().revoke(&row.id, now).await?;
                    }
                    None
                }
                other => find_grant(engine, &mut tx, other).await?,
            };
            let own = found.filter(|grant| is_allowed(client, grant));
            match own {
                Some(own) => tx.grants().revoke(&own.id, now).await.map(drop),
                None => Ok::<_, StoreError>(()),
            }
        })
        .await?;
    Ok(())
}

async fn find_grant(
    engine: &Engine,
    tx: &mut Tx,
    presented: &Presented<'_>,
) -> Result<Option<Grant>, StoreError> {
    Ok(match presented {
        Presented::Refresh(token) => {
            let found = tx.refresh_tokens().find_with_grant(&token.family).await?;
            let ours = found.filter(|(family, _)| token.verify(&engine.secrets.refresh, family));
            ours.map(|(_, found)| found.grant)
        }
        Presented::Access(token) => {
            let found = tx.access_tokens().find_with_grant(token.id()).await?;
            let ours = found.filter(|(row, _)| row.digest == token.digest());
            ours.map(|(_, found)| found.grant)
        }
        Presented::Machine(_) | Presented::Signed(_) => None,
    })
}

/// One that has ended needs no row, and one that nobody could have signed gets none.
async fn revoke_signed(
    engine: &Engine,
    client: &Client,
    token: &str,
    now: Timestamp,
) -> Result<(), Breakdown> {
    engine.know_key_of(token).await;
    let snapshot = Arc::clone(&engine.snapshot());
    let claims = JwtAccessToken::verify(token, &snapshot.keys.set, &engine.config.issuer);
    let own = claims.filter(|claims| claims.client_id == client.id && claims.is_timely(now));
    let Some(claims) = own else { return Ok(()) };
    let (id, end) = (claims.jti, claims.expires_at());
    engine
        .store
        .transact(|mut tx| async move { tx.revoked_tokens().add(&id, end).await.map(drop) })
        .await?;
    Ok(())
}
