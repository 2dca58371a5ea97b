//! Back from the pages: asks the same question as at the beginning, with what was proven in
//! between.

use oidc_core::{
    authorize::{answer::Answer, callback::Callback},
    client::Client,
    interaction::{
        Demand, Goal, Interaction,
        next_step::{Situation, Step, next_step},
    },
};

use super::issue_code::{self, Asked, Issued, SignedIn};
use crate::{breakdown::Breakdown, engine::Engine};

/// Where a sign-in goes on.
#[derive(Debug)]
pub enum Resumed {
    /// Back to the client, with a code.
    To {
        /// What the browser is told.
        answer: Answer,
        /// Whether this browser has no other sign-in under way.
        is_last: bool,
    },
    /// It has ended before, with a code of its own.
    Before,
    /// Something is still to be done.
    Pending(Step),
}

/// Goes on. `callback` was verified for the client as it is now.
pub async fn resume(
    engine: &Engine,
    interaction: &Interaction,
    client: &Client,
    callback: &Callback,
    signed_in: Option<&SignedIn>,
) -> Result<Resumed, Breakdown> {
    let Goal::Authorize(request) = &interaction.goal;
    let situation = Situation {
        demand: &Demand::of(request, client),
        experience: &engine.snapshot().policy.experience,
        event: interaction.event,
        held: None,
        session: signed_in.map(|s| (&s.session, &s.user)),
        completed: interaction.session_id,
        now: engine.clock.now(),
    };
    let step = next_step(&situation, &mut ());
    let (Step::Done, Some(signed_in)) = (&step, signed_in) else {
        return Ok(Resumed::Pending(step));
    };
    let asked = Asked {
        client,
        request,
        callback,
    };
    let issued = issue_code::issue(engine, asked, signed_in, Some(interaction.id)).await?;
    Ok(match issued {
        Issued::To(answer) => Resumed::To {
            answer,
            is_last: false,
        },
        Issued::Last(answer) => Resumed::To {
            answer,
            is_last: true,
        },
        Issued::Before => Resumed::Before,
        Issued::SignedOut => Resumed::Pending(Step::Identify),
    })
}
