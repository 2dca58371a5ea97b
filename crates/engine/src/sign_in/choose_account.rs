//! The choice of an account (`prompt=select_account`): going on as whoever is signed in. It is
//! noted for this session and this sign-in, and proves nothing.

use std::convert::Infallible;

use oidc_core::interaction::Interaction;

use super::issue_code::SignedIn;
use crate::{engine::Engine, failure::Failure};

/// Notes the choice, if session and sign-in still stand.
pub async fn choose_account(
    engine: &Engine,
    interaction: &Interaction,
    signed_in: &SignedIn,
) -> Result<(), Failure<Infallible>> {
    let now = engine.clock.now();
    let (id, session) = (&interaction.id, &signed_in.session.id);
    engine
        .store
        .transact(|mut tx| async move {
            if tx.sessions().hold(session, now).await? {
                tx.interactions().choose(id, session).await?;
            }
            Ok::<_, Failure<Infallible>>(())
        })
        .await
}
