//! Where a sign-in stands for whoever is signed in to the browser.

use oidc_core::{
    client::Client,
    consent::Consent,
    interaction::{
        Demand, Goal, Interaction,
        next_step::{Situation, Step, next_step},
    },
};

use super::issue_code::SignedIn;
use crate::{breakdown::Breakdown, engine::Engine};

/// What the person has agreed to give the client before. For a first-party client nobody looks.
pub async fn remembered(
    engine: &Engine,
    client: &Client,
    signed_in: Option<&SignedIn>,
) -> Result<Option<Consent>, Breakdown> {
    let Some(signed_in) = signed_in.filter(|_| client.third_party) else {
        return Ok(None);
    };
    let (user, client) = (&signed_in.user.id, client.registrant());
    let found = engine
        .store
        .read(|mut tx| async move { tx.consents().find(user, client).await })
        .await;
    Ok(found?)
}

/// The next step of a sign-in under way.
pub async fn standing(
    engine: &Engine,
    interaction: &Interaction,
    client: &Client,
    signed_in: Option<&SignedIn>,
) -> Result<Step, Breakdown> {
    let Goal::Authorize(request) = &interaction.goal;
    let remembered = remembered(engine, client, signed_in).await?;
    let situation = Situation {
        demand: &Demand::of(request, client),
        experience: &engine.snapshot().policy.experience,
        event: interaction.event,
        held: None,
        has_new_password: false,
        session: signed_in.map(|s| (&s.session, &s.user)),
        completed: interaction.session_id,
        chosen: interaction.chosen_session,
        remembered: remembered.as_ref(),
        now: engine.clock.now(),
    };
    Ok(next_step(&situation, &mut ()))
}
