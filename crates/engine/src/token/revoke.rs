//! Revocation (RFC 7009): an unknown token, or somebody else's, is not an error and not a hint.

use oidc_core::{client::Client, grant::GrantContext, revocation::Revocable};
use store::StoreError;

use crate::{breakdown::Breakdown, engine::Engine};

/// Revokes a token of this client. Either kind of token takes the whole grant with it (RFC 7009
/// §2.1), so that a signed-out client keeps nothing.
pub async fn revoke(engine: &Engine, client: &Client, token: &str) -> Result<(), Breakdown> {
    let now = engine.clock.now();
    let presented = Revocable::parse(token);
    engine
        .store
        .transact(|mut tx| {
            let presented = &presented;
            async move {
                let grant_context: Option<GrantContext> = match presented {
                    Revocable::Refresh(token) => {
                        let found = tx.refresh_tokens().find_with_grant(&token.family).await?;
                        found
                            .filter(|(family, _)| token.verify(&engine.secrets.refresh, family))
                            .map(|(_, grant_context)| grant_context)
                    }
                    Revocable::Access(token) => {
                        let found = tx.access_tokens().find_with_grant(token.id()).await?;
                        found
                            .filter(|(row, _)| row.digest == token.digest())
                            .map(|(_, s)| s)
                    }
                    Revocable::Unknown => None,
                };
                match grant_context
                    .filter(|grant_context| grant_context.grant.client_id == client.id)
                {
                    Some(grant_context) => tx
                        .grants()
                        .revoke(&grant_context.grant.id, now)
                        .await
                        .map(drop),
                    None => Ok::<_, StoreError>(()),
                }
            }
        })
        .await?;
    Ok(())
}
