//! Makes an account with the password that a new person chose for it, who has proven their identifier in
//! this sign-in.

use std::convert::Infallible;

use oidc_core::{
    account::{
        password::Password,
        password_policy::{Issue, PasswordPolicy, Person},
    },
    client::Client,
    interaction::{Interaction, InteractionEvent},
};

use super::{
    advance::{Advance, Advanced},
    continue_held::{TO_IDENTIFY, held_evidence},
    visitor::Visitor,
};
use crate::{breakdown::Breakdown, browser_key::BrowserKey, engine::Engine, failure::Failure};

/// What came of it.
#[derive(Debug)]
pub enum Created {
    /// It leads there: nothing is missing, or something else has happened meanwhile.
    Advanced(Advanced),
    /// The operator does not take such a password, for these reasons.
    Refused(Vec<Issue>),
}

/// What the operator asks of passwords.
///
/// # Errors
/// When what is kept has no such form.
pub fn new_password_policy(engine: &Engine) -> Result<PasswordPolicy, Breakdown> {
    let snapshot = engine.snapshot();
    PasswordPolicy::of(&snapshot.policy.experience).map_err(Breakdown::new)
}

/// Makes the account. Without evidence nothing is done (T-39); nor is anything computed for a password
/// that the operator does not take.
///
/// # Errors
/// When the database does not answer, or too many passwords are being computed.
pub async fn create_account(
    engine: &Engine,
    visitor: &Visitor,
    interaction: &Interaction,
    client: &Client,
    password: &Password,
) -> Result<Created, Failure<Infallible>> {
    let holder = visitor.holder.as_ref().map(BrowserKey::digest);
    let evidence = held_evidence(engine, visitor, interaction).await?;
    let (Some(evidence), Some(holder)) = (evidence, holder) else {
        return Ok(Created::Advanced(TO_IDENTIFY));
    };
    let mut advance = Advance::prepare(engine, visitor, interaction, client, &evidence);
    let Some(new_user) = advance.new_user() else {
        return Ok(Created::Advanced(TO_IDENTIFY));
    };
    let person = Person::of(new_user.user());
    let issues = new_password_policy(engine)?.judge(password.prepared().expose(), &person);
    if !issues.is_empty() {
        return Ok(Created::Refused(issues));
    }
    let digest = engine.hashing.make(password, &engine.entropy).await?;
    let rng = &mut engine.entropy.rng();
    let sealed = digest.seal(&engine.secrets.sealing, &new_user.user().id, rng)?;
    new_user.set_password(sealed);
    let advanced = engine.store.transact(|mut tx| {
        let (advance, evidence, holder) = (&advance, &evidence, &holder);
        async move {
            let Some(rows) = advance.hold(&mut tx, holder).await? else {
                return Ok::<_, Failure<Infallible>>(TO_IDENTIFY);
            };
            let event = InteractionEvent::Register;
            Ok(advance.with_held(&mut tx, &rows, evidence, event).await?)
        }
    });
    Ok(Created::Advanced(advanced.await?))
}
