//! The answer to the consent page: *Allow* ends the sign-in with a code, *Cancel* without one.

use std::convert::Infallible;

use oidc_core::{
    client::Client,
    consent::Consent,
    event::{Event, EventKind},
    interaction::{Interaction, next_step::Step},
};
use store::Finished;

use super::{
    agreement::Said,
    issue_code::{Asked, SignedIn},
    resume::{self, Resumed},
    standing::standing,
    visitor::Visitor,
};
use crate::{breakdown::Breakdown, engine::Engine, failure::Failure};

/// The person agrees to what the page has `shown`. Where more is asked by now, or something else is
/// to be done first, nothing is granted (T-38, T-39).
pub async fn agree(
    engine: &Engine,
    visitor: &Visitor,
    (interaction, asked): (&Interaction, Asked<'_>),
    signed_in: Option<&SignedIn>,
    shown: Consent,
) -> Result<Resumed, Breakdown> {
    let step = standing(engine, interaction, asked.client, signed_in).await?;
    let (Step::Consent(_) | Step::Done, Some(signed_in)) = (&step, signed_in) else {
        return Ok(Resumed::Pending(step));
    };
    let event = told(
        engine,
        visitor,
        EventKind::ConsentGiven,
        (asked.client, signed_in),
    );
    let said = Said { shown, event };
    let asked = Asked {
        said: Some(&said),
        ..asked
    };
    resume::finish(engine, asked, signed_in, interaction).await
}

/// The person does not agree: the sign-in ends.
pub async fn decline(
    engine: &Engine,
    visitor: &Visitor,
    interaction: &Interaction,
    (client, signed_in): (&Client, &SignedIn),
) -> Result<Finished, Failure<Infallible>> {
    let event = told(
        engine,
        visitor,
        EventKind::ConsentDeclined,
        (client, signed_in),
    );
    let (id, session) = (&interaction.id, &signed_in.session.id);
    engine
        .store
        .transact(|mut tx| {
            let event = &event;
            async move {
                let finished = tx.interactions().finish(id, session, event.at).await?;
                if matches!(finished, Finished::Last | Finished::OneOfSeveral) {
                    tx.events().append(event).await?;
                }
                Ok(finished)
            }
        })
        .await
}

fn told(
    engine: &Engine,
    visitor: &Visitor,
    kind: EventKind,
    (client, signed_in): (&Client, &SignedIn),
) -> Event {
    let now = engine.clock.now();
    let event = visitor.event(engine, kind, Some(&client.id), now);
    event.by_user(&signed_in.user.id)
}
