//! Revocation (RFC 7009): an unknown token, or somebody else's, is not an error and not a hint.

use axum::{extract::State, http::StatusCode};
use oidc_core::{grant::Standing, revocation::Revocable};
use store::StoreError;

use crate::{
    app::App,
    extract::client::Authenticated,
    respond::{internal::Internal, oauth::OAuthRefusal},
};

/// `POST /oidc/token/revocation`. Either kind of token takes the whole grant with it (RFC 7009
/// §2.1), so that a signed-out client keeps nothing.
pub async fn post(
    State(app): State<App>,
    Authenticated { client, params }: Authenticated,
) -> Result<StatusCode, OAuthRefusal> {
    let token = params
        .required("token")
        .map_err(|error| OAuthRefusal::new(&error))?;
    let now = app.clock.now();
    let presented = Revocable::parse(token);
    app.store
        .transact(|mut tx| {
            let (presented, app, client) = (&presented, &app, &client);
            async move {
                let standing: Option<Standing> = match presented {
                    Revocable::Refresh(token) => {
                        let found = tx
                            .refresh_tokens()
                            .find_with_standing(&token.family)
                            .await?;
                        found
                            .filter(|(family, _)| token.verify(&app.secrets.refresh, family))
                            .map(|(_, standing)| standing)
                    }
                    Revocable::Access(token) => {
                        let found = tx.access_tokens().find_with_standing(token.id()).await?;
                        found
                            .filter(|(row, _)| row.digest == token.digest())
                            .map(|(_, s)| s)
                    }
                    Revocable::Unknown => None,
                };
                match standing.filter(|standing| standing.grant.client_id == client.client.id) {
                    Some(standing) => tx.grants().revoke(&standing.grant.id, now).await.map(drop),
                    None => Ok::<_, StoreError>(()),
                }
            }
        })
        .await
        .map_err(Internal::from)?;
    Ok(StatusCode::OK)
}
