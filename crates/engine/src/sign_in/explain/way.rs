//! The way of somebody who proves this address now, as [`next_step`] goes it.

use std::collections::HashMap;

use oidc_core::{
    account::{experience::SignInExperience, identifier::Identifier},
    client::Client,
    id::{InteractionId, SessionId, UserId, VerificationId},
    interaction::{
        Demand, Evidence, InteractionEvent, Proven,
        next_step::{Check, Held, Situation, Step, Trace, Verdict, next_step},
    },
    opaque::Opaque,
    session::Session,
    time::Timestamp,
    user::User,
};

use super::{
    action::Action,
    facts::Facts,
    finding::{CheckId, Finding, NOT_REACHED},
};
use crate::engine::Engine;

/// What each check has found last.
#[derive(Debug, Default)]
struct Seen(HashMap<Check, Verdict>);

impl Trace for Seen {
    fn saw(&mut self, check: Check, verdict: &Verdict) {
        self.0.insert(check, verdict.clone());
    }
}

/// What was seen on the way.
#[derive(Debug)]
pub(super) struct Way {
    seen: Seen,
    has_account: bool,
    /// Whether a new account may be made.
    is_open: bool,
}

impl Way {
    /// Goes it. What is minted for it is kept nowhere.
    pub(super) fn of(
        engine: &Engine,
        (identifier, client): (&Identifier, Option<&Client>),
        facts: &Facts,
        experience: &SignInExperience,
        now: Timestamp,
    ) -> Self {
        let allows = |event| experience.allows_code(event, identifier.kind());
        let is_open = allows(InteractionEvent::Register);
        let mut way = Self {
            seen: Seen::default(),
            has_account: facts.owner.is_some(),
            is_open,
        };
        // The application is taken to ask for what it was allowed before.
        let demand = Demand::usual(client, facts.remembered.clone().unwrap_or_default());
        let mut rng = engine.entropy.rng();
        let evidence = Evidence {
            id: VerificationId::mint(now, &mut rng),
            interaction_id: InteractionId::mint(now, &mut rng),
            at: now,
            proven: Proven::Identifier(identifier.clone()),
        };
        let owner = facts.owner.as_ref();
        let mut situation = Situation {
            demand: &demand,
            experience,
            // The page that a sign-in begins with, and the other one where that is closed.
            event: if is_open && !allows(InteractionEvent::SignIn) {
                InteractionEvent::Register
            } else {
                InteractionEvent::SignIn
            },
            held: Some(Held {
                evidence: &evidence,
                owner,
            }),
            session: None,
            completed: None,
            chosen: None,
            remembered: None,
            now,
        };
        let mut step = next_step(&situation, &mut way.seen);
        if step == Step::NoAccount && is_open {
            situation.event = InteractionEvent::Register;
            step = next_step(&situation, &mut way.seen);
        }
        if step != Step::Done {
            return way;
        }
        // There is a session now.
        let new = User::identified_by(identifier, UserId::mint(&mut rng), now);
        let user = owner.unwrap_or(&new);
        let token = Opaque::<SessionId>::mint(now, &mut rng);
        let proofs = vec![evidence.proof(&engine.secrets.addresses)].into();
        let session = Session::begun(&token, user.id.clone(), proofs, now);
        let signed_in = Situation {
            held: None,
            session: Some((&session, user)),
            completed: Some(session.id),
            remembered: facts.remembered.as_ref(),
            ..situation
        };
        next_step(&signed_in, &mut way.seen);
        way
    }

    /// Whether there is an account, or one may be made.
    pub(super) fn account(&self) -> Finding {
        let id = CheckId::Account;
        if self.has_account {
            return Finding::pass(id, "There is an account with this address.");
        }
        if self.is_open {
            let why = "There is no account with this address; they are asked whether to make one.";
            return Finding::ask(id, why);
        }
        let why = "There is no account with this address, and people make none themselves.";
        Finding::fail(id, why)
            .cured_by("Make the account, or let people sign up.")
            .with_action(Action::OpenSignInExperience)
    }

    /// Whether the account of this person may be used.
    pub(super) fn suspension(&self, owner: Option<&User>) -> Finding {
        let id = CheckId::Suspension;
        let Some(owner) = owner else {
            return Finding::skipped(id, "There is no account yet.");
        };
        match self.seen.0.get(&Check::NotSuspended) {
            Some(Verdict::Pass(_)) => Finding::pass(id, "The account is not suspended."),
            Some(Verdict::Ask(_) | Verdict::Refuse(_) | Verdict::Stop(_)) => {
                Finding::fail(id, "The account is suspended.")
                    .cured_by("Lift the suspension.")
                    .with_action(Action::ResumeUser(owner.id.clone()))
            }
            None => Finding::skipped(id, NOT_REACHED),
        }
    }

    /// What else is looked at, once the person is known.
    pub(super) fn rest(&self) -> [Finding; 4] {
        [
            (CheckId::Expected, Check::Expected),
            (CheckId::Chosen, Check::Chosen),
            (CheckId::Fresh, Check::Fresh),
            (CheckId::Consent, Check::Consent),
        ]
        .map(|(id, check)| match self.seen.0.get(&check) {
            Some(Verdict::Pass(why)) => Finding::pass(id, sentence(why)),
            Some(Verdict::Ask(Step::Consent(_))) => {
                Finding::ask(id, "They are asked what the application may have.")
            }
            Some(Verdict::Ask(_)) => Finding::ask(id, "They are asked once more."),
            Some(Verdict::Refuse(error)) => Finding::fail(id, sentence(&error.to_string())),
            Some(Verdict::Stop(_)) => Finding::fail(id, "There is no way on from here."),
            None => Finding::skipped(id, NOT_REACHED),
        })
    }
}

/// A reason of a few words as a sentence.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}
