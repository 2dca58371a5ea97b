//! Goes on with an address that was proven on the other page: a person who wanted to sign in has
//! no account yet, or one who wanted an account has one. Neither needs a second code.

use oidc_core::account::email::EmailAddress;

use super::{
    proof,
    register::Newcomer,
    sign_in::{Arrival, Prepared},
};
use crate::{app::App, extract::visit::Visit, respond::failure::Failure, sign_in::flow::Flow};

/// Why it cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The address was not proven in this flow (T-39).
    Unproven,
    /// The account is suspended.
    Suspended,
}

/// The address this browser has proven in this flow, if it is still the one the person means.
pub async fn proven_address(
    app: &App,
    visit: &Visit,
    flow: &Flow,
) -> Result<Option<EmailAddress>, Failure<Stop>> {
    let id = flow.interaction.id;
    let proofs = app
        .store
        .read(|mut tx| async move { tx.interactions().verifications(&id).await })
        .await?;
    let meant = flow.interaction.email.as_ref();
    Ok(proofs
        .into_iter()
        .filter(|found| proof::is_held(app, visit, id, &found.id))
        .map(|found| found.target)
        .find(|target| Some(target) == meant))
}

/// Signs in to the account of the proven address, which is created if there is none.
pub async fn continue_proven(
    app: &App,
    visit: &Visit,
    flow: &Flow,
) -> Result<Arrival, Failure<Stop>> {
    let email = proven_address(app, visit, flow)
        .await?
        .ok_or(Failure::Refused(Stop::Unproven))?;
    let prepared = Prepared::new(app, visit, flow, &email);
    let newcomer = Newcomer::new(app, flow, &email);
    app.store
        .transact(|mut tx| {
            let (prepared, newcomer, email) = (&prepared, &newcomer, &email);
            async move {
                prepared.hold(&mut tx).await?;
                let created = newcomer.save(&mut tx).await?.cloned();
                let user = match created {
                    Some(user) => Some(user),
                    None => tx.users().find_by_email(email).await?,
                };
                let user = user.ok_or(Failure::Refused(Stop::Unproven))?;
                if user.is_suspended() {
                    return Err(Failure::Refused(Stop::Suspended));
                }
                Ok(prepared.save(&mut tx, &user).await?)
            }
        })
        .await
}
