//! Tries a verification code. Every try is counted, whatever comes of it (T-44 to T-46).

use oidc_core::{
    account::{email::EmailAddress, verification_code::Verdict},
    id::VerificationId,
    interaction::{Verification, VerificationKind},
    time::Timestamp,
};
use store::{Attempt, Tx};

use super::{
    failures::Failures,
    limit_reached::Report,
    proof, register,
    sign_in::{Arrival, Prepared},
};
use crate::{
    app::App,
    extract::visit::Visit,
    respond::failure::{Failure, Never},
    sign_in::flow::Flow,
};

/// What came of a try.
#[derive(Debug)]
pub enum Outcome {
    /// Right, and the person is in.
    SignedIn(Arrival),
    /// Right, but there is no such account; the page offers to create one.
    NoAccount {
        /// For the cookie of the browser that gave the proof.
        proof: String,
    },
    /// Right, but there is an account already; the page offers to sign in.
    AccountExists {
        /// For the cookie of the browser that gave the proof.
        proof: String,
    },
    /// Right, but the account is suspended.
    Suspended,
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

/// Tries what was typed against the newest code of this flow.
pub async fn verify_code(
    app: &App,
    visit: &Visit,
    flow: &Flow,
    email: &EmailAddress,
    typed: &str,
) -> Result<Outcome, Failure<Never>> {
    let now = app.clock.now();
    let check = Check {
        app,
        flow,
        email,
        typed,
        failures: Failures::new(
            app,
            email,
            visit.device(app),
            visit.ip,
            Report::new(app, Some(&flow.client.client.id), now),
        ),
        now,
    };
    let verification = Verification {
        id: VerificationId::mint(now, &mut app.entropy.rng()),
        interaction_id: flow.interaction.id,
        kind: VerificationKind::EmailCode,
        target: email.clone(),
        verified_at: now,
    };
    let prepared = Prepared::new(app, visit, flow, email);
    let newcomer = register::Newcomer::new(app, flow, email);
    app.store
        .transact(|mut tx| {
            let (check, verification) = (&check, &verification);
            let (prepared, newcomer) = (&prepared, &newcomer);
            async move {
                prepared.hold(&mut tx).await?;
                if let Some(outcome) = check.judge(&mut tx).await? {
                    return Ok::<_, Failure<Never>>(outcome);
                }
                tx.interactions().add_verification(verification).await?;
                check
                    .go_on(&mut tx, &verification.id, prepared, newcomer)
                    .await
            }
        })
        .await
}

struct Check<'a> {
    app: &'a App,
    flow: &'a Flow,
    email: &'a EmailAddress,
    typed: &'a str,
    failures: Failures<'a>,
    now: Timestamp,
}

impl Check<'_> {
    /// Nothing: the code is right and used up. Else why it is not.
    async fn judge(&self, tx: &mut Tx) -> Result<Option<Outcome>, Failure<Never>> {
        let (now, tries) = (self.now, self.app.config.limits.code_tries);
        let interaction = &self.flow.interaction.id;
        let attempt = tx
            .verification_codes()
            .try_once(interaction, now, tries)
            .await?;
        // Only tries of a code that lives count as failures: otherwise a hundred forms sent to a
        // dead code would be enough to pause somebody else's address.
        let Attempt::Counted(code) = attempt else {
            return Ok(Some(Outcome::Over));
        };
        let counted = match self.failures.count(tx).await? {
            Ok(counted) => counted,
            Err(until) => return Ok(Some(Outcome::Paused { until })),
        };
        let verdict = code.judge(self.typed, &self.app.secrets.codes, now);
        if verdict != Verdict::Correct || code.recipient != *self.email {
            self.failures.keep(tx, &counted).await?;
            return Ok(Some(Outcome::Wrong));
        }
        if !tx.verification_codes().consume(&code.id, now).await? {
            return Ok(Some(Outcome::Over));
        }
        self.failures.forgive(tx, &counted).await?;
        Ok(None)
    }

    async fn go_on(
        &self,
        tx: &mut Tx,
        proven: &VerificationId,
        prepared: &Prepared,
        newcomer: &register::Newcomer,
    ) -> Result<Outcome, Failure<Never>> {
        let proof = || proof::token(self.app, proven);
        let user = tx.users().find_by_email(self.email).await?;
        match (user, self.flow.is_registering()) {
            (Some(user), _) if user.is_suspended() => Ok(Outcome::Suspended),
            (Some(_), true) => Ok(Outcome::AccountExists { proof: proof() }),
            (Some(user), false) => Ok(Outcome::SignedIn(prepared.save(tx, &user).await?)),
            (None, false) => Ok(Outcome::NoAccount { proof: proof() }),
            (None, true) => match newcomer.save(tx).await? {
                Some(user) => Ok(Outcome::SignedIn(prepared.save(tx, user).await?)),
                None => Ok(Outcome::AccountExists { proof: proof() }),
            },
        }
    }
}
