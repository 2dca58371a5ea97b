//! Back from the pages: asks the same question as at the beginning, with what was proven in
//! between.

use oidc_core::{
    authorize::{answer::Answer, callback::Callback},
    client::Client,
    interaction::{Goal, Interaction, next_step::Step},
};

use super::{
    issue_code::{self, Asked, Issued, SignedIn},
    standing::standing,
};
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
    let step = standing(engine, interaction, client, signed_in).await?;
    let (Step::Done, Some(signed_in)) = (&step, signed_in) else {
        return Ok(Resumed::Pending(step));
    };
    let asked = Asked {
        client,
        request,
        callback,
        said: None,
    };
    finish(engine, asked, signed_in, interaction).await
}

/// Ends the sign-in with a code, if nothing has changed in between.
pub(super) async fn finish(
    engine: &Engine,
    asked: Asked<'_>,
    signed_in: &SignedIn,
    interaction: &Interaction,
) -> Result<Resumed, Breakdown> {
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
        Issued::NotAgreed => {
            let step = standing(engine, interaction, asked.client, Some(signed_in));
            Resumed::Pending(step.await?)
        }
    })
}
