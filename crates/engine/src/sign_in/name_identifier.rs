//! Notes by which identifier a person wants to sign in, before anything is asked for it.

use std::convert::Infallible;

use oidc_core::{
    account::identifier::Identifier,
    interaction::{Interaction, InteractionEvent},
};

use crate::{engine::Engine, failure::Failure};

/// Notes it. Whether it has an account is not looked up.
///
/// # Errors
/// When the database does not answer.
pub async fn name_identifier(
    engine: &Engine,
    interaction: &Interaction,
    identifier: &Identifier,
) -> Result<(), Failure<Infallible>> {
    let event = InteractionEvent::SignIn;
    engine
        .store
        .transact(|mut tx| async move {
            let id = &interaction.id;
            tx.interactions()
                .set_identifier(id, identifier, event)
                .await?;
            Ok(())
        })
        .await
}
