//! Goes on with evidence that waits for a choice: a person who wanted to sign in has no account
//! yet, or one who wanted an account has one. Neither needs a second code.

use std::convert::Infallible;

use oidc_core::{
    client::Client,
    interaction::{
        Demand, Evidence, Goal, Interaction, InteractionEvent,
        next_step::{Held, Situation, Step, next_step},
    },
};

use super::{
    advance::{Advance, Advanced, owner},
    visitor::Visitor,
};
use crate::{breakdown::Breakdown, browser_key::BrowserKey, engine::Engine, failure::Failure};

/// There is nothing to go on with.
pub(super) const TO_IDENTIFY: Advanced = Advanced::Pending {
    step: Step::Identify,
    holder: None,
};

/// The evidence that this browser has given in this sign-in, if it is about the identifier that
/// the person still means: what waits for a choice is a proof of an identifier.
pub async fn held_evidence(
    engine: &Engine,
    visitor: &Visitor,
    interaction: &Interaction,
) -> Result<Option<Evidence>, Breakdown> {
    let Some(holder) = &visitor.holder else {
        return Ok(None);
    };
    let (id, holder) = (interaction.id, holder.digest());
    let held = engine
        .store
        .read(|mut tx| async move { tx.interactions().evidence(&id, &holder).await })
        .await?;
    let meant = interaction.identifier.as_ref();
    Ok(held
        .into_iter()
        .rfind(|evidence| meant.is_some() && evidence.identifier() == meant))
}

/// Does what the person chose. Without evidence nothing is done (T-39), and the step is to prove. So
/// it is when the evidence has made a session already: it makes one and no more.
pub async fn continue_held(
    engine: &Engine,
    visitor: &Visitor,
    interaction: &Interaction,
    client: &Client,
    event: InteractionEvent,
) -> Result<Advanced, Failure<Infallible>> {
    let holder = visitor.holder.as_ref().map(BrowserKey::digest);
    let evidence = held_evidence(engine, visitor, interaction).await?;
    let (Some(evidence), Some(holder)) = (evidence, holder) else {
        return Ok(TO_IDENTIFY);
    };
    let advance = Advance::prepare(engine, visitor, interaction, client, &evidence);
    engine
        .store
        .transact(|mut tx| {
            let (advance, evidence, holder) = (&advance, &evidence, &holder);
            async move {
                let Some(rows) = advance.hold(&mut tx, holder).await? else {
                    return Ok(TO_IDENTIFY);
                };
                let advanced = advance.with_held(&mut tx, &rows, evidence, event).await?;
                Ok(match advanced {
                    // Somebody has made the account in the meantime: the person has proven that it
                    // is theirs.
                    Advanced::Pending {
                        step: Step::AccountExists,
                        ..
                    } => {
                        let sign_in = InteractionEvent::SignIn;
                        advance.with_held(&mut tx, &rows, evidence, sign_in).await?
                    }
                    _ => advanced,
                })
            }
        })
        .await
}

/// Where a sign-in stands whose evidence waits for a choice, for the browser that gave it; to prove
/// something, for any other. `event` is what the person wants to do with it.
pub async fn pending_step(
    engine: &Engine,
    visitor: &Visitor,
    interaction: &Interaction,
    client: &Client,
    event: InteractionEvent,
) -> Result<Step, Breakdown> {
    let Some(evidence) = held_evidence(engine, visitor, interaction).await? else {
        return Ok(Step::Identify);
    };
    let held = &evidence;
    let owner = engine
        .store
        .read(|mut tx| async move { owner(&mut tx, held).await })
        .await?;
    let Goal::Authorize(request) = &interaction.goal;
    let situation = Situation {
        demand: &Demand::of(request, client),
        experience: &engine.snapshot().policy.experience,
        event,
        held: Some(Held {
            evidence: &evidence,
            owner: owner.as_ref(),
        }),
        has_new_password: false,
        session: None,
        completed: None,
        chosen: None,
        remembered: None,
        now: engine.clock.now(),
    };
    Ok(next_step(&situation, &mut ()))
}
