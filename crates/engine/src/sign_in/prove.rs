//! Takes evidence: what every way to prove something does alike, around the rule that judges what
//! was presented. A new way is one more kind of evidence, its rule and its page.

use std::convert::Infallible;

use oidc_core::{
    client::Client,
    event::{Event, EventKind},
    id::VerificationId,
    interaction::{Evidence, Interaction, Proven, next_step::Step},
};
use store::Tx;

use super::{
    advance::{Advance, Advanced},
    visitor::Visitor,
};
use crate::{engine::Engine, failure::Failure};

/// The rule of one way to prove something.
pub trait Judge: Sync {
    /// Why what was presented proves nothing.
    type Refused: Send;

    /// Judges it inside the transaction, counts the try whatever comes of it, and uses up what may
    /// be used once. None: it is proven.
    fn judge(
        &self,
        tx: &mut Tx,
    ) -> impl Future<Output = Result<Option<Self::Refused>, Failure<Infallible>>> + Send;
}

/// Lets `judge` decide whether `proven` is, and takes the step it leads to, in one transaction. The
/// rows that others may take too are taken first, in their order.
pub async fn prove<J: Judge>(
    engine: &Engine,
    visitor: &Visitor,
    (interaction, client): (&Interaction, &Client),
    proven: Proven,
    judge: &J,
) -> Result<Result<Advanced, J::Refused>, Failure<Infallible>> {
    let now = engine.clock.now();
    let evidence = Evidence {
        id: VerificationId::mint(now, &mut engine.entropy.rng()),
        interaction_id: interaction.id,
        at: now,
        proven,
    };
    let accepted = visitor.event(engine, accepted(&evidence.proven), Some(&client.id), now);
    let advance = Advance::prepare(engine, visitor, interaction, client, &evidence);
    engine
        .store
        .transact(|mut tx| {
            let (advance, evidence, accepted) = (&advance, &evidence, &accepted);
            async move {
                let rows = advance.hold_session(&mut tx).await?;
                if let Some(refused) = judge.judge(&mut tx).await? {
                    return Ok::<_, Failure<Infallible>>(Err(refused));
                }
                let advanced = advance.with_new(&mut tx, &rows, evidence).await?;
                // Where nothing is missing, the session tells it.
                if let Advanced::Pending { step, .. } = &advanced {
                    let told = accepted_for(accepted, step);
                    tx.events().append(&told).await?;
                }
                Ok(Ok(advanced))
            }
        })
        .await
}

/// How it is told that this was proven, while something is still to be done.
const fn accepted(proven: &Proven) -> EventKind {
    match proven {
        Proven::Identifier(_) => EventKind::CodeAccepted,
        Proven::Password { .. } => EventKind::PasswordAccepted,
    }
}

/// What was proven leads to this step.
fn accepted_for(accepted: &Event, step: &Step) -> Event {
    let next = match step {
        Step::Identify => "identify",
        Step::NoAccount => "no_account",
        Step::AccountExists => "account_exists",
        Step::CreatePassword => "create_password",
        Step::Suspended => "suspended",
        Step::SelectAccount => "select_account",
        Step::Consent(_) => "consent",
        Step::Done => "done",
        Step::Refuse(_) => "refuse",
    };
    let mut event = accepted.clone();
    event.data.insert("next".to_owned(), next.into());
    event
}
