//! The first administrator gives another address in the place of one that was mistyped. Like the one
//! before it is nobody's until it is proven.

use oidc_core::{
    account::{email::EmailAddress, identifier::Identifier},
    id::UserId,
};
use store::StoreError;

use super::prove_address::USAGE;
use crate::{breakdown::Breakdown, engine::Engine};

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// This is the address to be proven now.
    Done,
    /// It is another account's.
    Taken,
    /// There is none to be proven any more.
    Over,
}

/// Puts an address in the place of the one that this person gave and has not proven.
///
/// # Errors
/// When the database does not do it.
pub async fn give_another(
    engine: &Engine,
    user: &UserId,
    email: &EmailAddress,
) -> Result<Given, Breakdown> {
    let (identifier, now) = (&Identifier::Email(email.canonical()), engine.clock.now());
    let given = engine.store.transact(|mut tx| async move {
        tx.users().hold(user).await?;
        let Some(before) = tx.setup_codes().unproven(user).await? else {
            return Ok(Given::Over);
        };
        if tx.users().find_by_identifier(identifier).await?.is_some() {
            return Ok(Given::Taken);
        }
        tx.setup_codes().note(user, email).await?;
        let before = Identifier::Email(before.canonical());
        if before != *identifier {
            // Whoever has the mistyped address has not asked for a mail.
            let mut codes = tx.verification_codes();
            for mail in codes.forget_of_recipient(&before, USAGE).await? {
                tx.deliveries().withdraw_mail(&mail, now).await?;
            }
        }
        Ok::<_, StoreError>(Given::Done)
    });
    Ok(given.await?)
}
