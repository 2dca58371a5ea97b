//! Tries a verification code. Every try is counted, whatever comes of it (T-44 to T-46).

use std::convert::Infallible;

use oidc_core::{
    account::{
        email::EmailAddress,
        identifier::Identifier,
        verification_code::{self, Verdict, normalise},
    },
    client::Client,
    event::{Event, EventKind},
    interaction::{self, Interaction, Proven},
    secret::Digest,
    time::Timestamp,
};
use serde_json::Value;
use store::{Attempt, Claim, Counter, Tx};

use super::{
    advance::Advanced,
    failures::Failures,
    limit_reached::Report,
    prove::{Judge, prove},
    visitor::Visitor,
};
use crate::{engine::Engine, failure::Failure};

/// What came of a try.
#[derive(Debug)]
pub enum Outcome {
    /// Right, and this is where it leads.
    Right(Advanced),
    /// Not the code.
    Wrong,
    /// The code is over: too old, too many tries, replaced or used.
    Over,
    /// Too many failures for this address, or from this network; come back then.
    Paused {
        /// When trying makes sense again.
        until: Timestamp,
    },
}

/// Tries what was typed against the newest code of this sign-in, which was mailed to this address.
pub async fn verify_code(
    engine: &Engine,
    visitor: &Visitor,
    interaction: &Interaction,
    client: &Client,
    email: &EmailAddress,
    typed: &str,
) -> Result<Outcome, Failure<Infallible>> {
    let now = engine.clock.now();
    let identifier = &Identifier::Email(email.clone());
    let check = Check {
        engine,
        interaction,
        identifier,
        typed,
        failures: Failures::new(
            engine,
            identifier,
            visitor.device.clone(),
            visitor.ip,
            Report::new(engine, Some(&client.id), &visitor.context, now),
        ),
        told: visitor.event(engine, EventKind::CodeWrong, Some(&client.id), now),
        now,
    };
    let proven = Proven::Identifier(identifier.clone());
    let outcome = prove(engine, visitor, (interaction, client), proven, &check).await?;
    Ok(outcome.map_or_else(|refused| refused, Outcome::Right))
}

struct Check<'a> {
    engine: &'a Engine,
    interaction: &'a Interaction,
    identifier: &'a Identifier,
    typed: &'a str,
    failures: Failures<'a>,
    /// Of a code that is wrong, so far.
    told: Event,
    now: Timestamp,
}

impl Judge for Check<'_> {
    type Refused = Outcome;

    async fn judge(&self, tx: &mut Tx) -> Result<Option<Outcome>, Failure<Infallible>> {
        let (now, tries) = (self.now, self.engine.snapshot().policy.limits.code_tries);
        let interaction = &self.interaction.id;
        let attempt = tx
            .verification_codes()
            .try_once(interaction, self.digest().as_ref(), now, tries)
            .await?;
        // Only tries of a code that lives count as failures: otherwise a hundred forms sent to a
        // dead code would be enough to pause somebody else's address.
        let (code, is_taken) = match attempt {
            Attempt::Taken(code) => (code, true),
            Attempt::Counted(code) => (code, false),
            Attempt::Missing => return Ok(Some(Outcome::Over)),
            Attempt::Expired => return self.over(tx, "expired").await,
            Attempt::Exhausted => return self.over(tx, "exhausted").await,
            Attempt::Consumed => return self.over(tx, "used").await,
        };
        // Another identifier was named since: its owner was sent nothing, and is no one to be counted.
        if code.recipient != *self.identifier {
            if is_taken {
                tx.verification_codes().put_back(&code.id).await?;
            }
            return Ok(Some(Outcome::Over));
        }
        let refused = match self.failures.count(tx).await? {
            Err(until) => Outcome::Paused { until },
            Ok(counted) => {
                let verdict = code.judge(self.typed, &self.engine.secrets.codes, now);
                if is_taken && verdict == Verdict::Correct {
                    self.failures.forgive(tx, &counted).await?;
                    return Ok(None);
                }
                self.failures.keep(tx, &counted).await?;
                let left = tries.saturating_sub(code.tries);
                let told = with(&self.told, EventKind::CodeWrong, ("left", left.into()));
                tx.events().append(&told).await?;
                Outcome::Wrong
            }
        };
        if is_taken {
            tx.verification_codes().put_back(&code.id).await?;
        }
        Ok(Some(refused))
    }
}

impl Check<'_> {
    /// The code is over. That is told once for the sign-in and the reason: such a try costs nothing,
    /// and events are kept.
    async fn over(
        &self,
        tx: &mut Tx,
        because: &'static str,
    ) -> Result<Option<Outcome>, Failure<Infallible>> {
        let (key, flow) = (&self.engine.secrets.addresses, self.interaction.id);
        let parts: &[&[u8]] = &[b"code.refused", flow.as_bytes(), because.as_bytes()];
        let told = Counter {
            kind: "told",
            subject: Digest::keyed(key, parts),
            limit: 1,
            window: interaction::LIFETIME,
        };
        if let Claim::Counted(_) = tx.attempts().claim(&[told], self.now).await? {
            let why = ("because", because.into());
            let told = with(&self.told, EventKind::CodeRefused, why);
            tx.events().append(&told).await?;
        }
        Ok(Some(Outcome::Over))
    }

    /// What the database holds if what was typed is the code.
    fn digest(&self) -> Option<Digest> {
        let typed = normalise(self.typed)?;
        let usage_type = self.interaction.event.usage_type();
        let (key, flow) = (&self.engine.secrets.codes, Some(&self.interaction.id));
        Some(verification_code::digest(
            key,
            flow,
            self.identifier,
            usage_type,
            &typed,
        ))
    }
}

/// An event of this kind with one fact.
fn with(event: &Event, kind: EventKind, (name, fact): (&str, Value)) -> Event {
    let mut event = Event {
        kind,
        ..event.clone()
    };
    event.data.insert(name.to_owned(), fact);
    event
}
