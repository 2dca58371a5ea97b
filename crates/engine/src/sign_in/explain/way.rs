//! The way of a person who proves now who they are, as [`next_step`] goes it: by a code where one is sent to
//! them, else by the password of their account.

use std::collections::HashMap;

use oidc_core::{
    account::{
        experience::SignInExperience,
        identifier::{Identifier, IdentifierKind},
    },
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
    entry::Entry,
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
    entry: Entry,
}

impl Way {
    /// Goes it. What is minted for it is kept nowhere.
    pub(super) fn of(
        engine: &Engine,
        (identifier, client): (&Identifier, Option<&Client>),
        (facts, entry): (&Facts, Entry),
        experience: &SignInExperience,
        now: Timestamp,
    ) -> Self {
        let mut way = Self {
            seen: Seen::default(),
            has_account: facts.owner.is_some(),
            entry,
        };
        let Some(proven) = proven(identifier, facts, entry) else {
            return way;
        };
        // The application is taken to ask for what it was allowed before.
        let demand = Demand::usual(client, facts.remembered.clone().unwrap_or_default());
        let mut rng = engine.entropy.rng();
        let evidence = Evidence {
            id: VerificationId::mint(now, &mut rng),
            interaction_id: InteractionId::mint(now, &mut rng),
            at: now,
            proven,
        };
        let owner = facts.owner.as_ref();
        let mut situation = Situation {
            demand: &demand,
            experience,
            event: entry.event(),
            held: Some(Held {
                evidence: &evidence,
                owner,
            }),
            // They are asked for one, and go on with it.
            has_new_password: true,
            session: None,
            completed: None,
            chosen: None,
            remembered: None,
            now,
        };
        let mut step = next_step(&situation, &mut way.seen);
        if step == Step::NoAccount && entry.signs_up {
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
        match (self.entry.kind, self.has_account) {
            (IdentifierKind::Username, true) => {
                Finding::pass(id, "There is an account with this username.")
            }
            (IdentifierKind::Username, false) => {
                Finding::fail(id, "There is no account with this username.")
                    .cured_by("Have them check how they write it, or give it to their account.")
            }
            (IdentifierKind::Email | IdentifierKind::Phone, true) => {
                Finding::pass(id, "There is an account with this address.")
            }
            (IdentifierKind::Email | IdentifierKind::Phone, false) if self.entry.signs_up => {
                let why =
                    "There is no account with this address; they are asked whether to make one.";
                Finding::ask(id, why)
            }
            (IdentifierKind::Email | IdentifierKind::Phone, false) => {
                let why = "There is no account with this address, and people make none themselves.";
                Finding::fail(id, why)
                    .cured_by("Make the account, or let people sign up.")
                    .with_action(Action::OpenSignInExperience)
            }
        }
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

/// What such a person proves; nothing where no code is sent to them and the account has no password.
fn proven(identifier: &Identifier, facts: &Facts, entry: Entry) -> Option<Proven> {
    if entry.code {
        return Some(Proven::Identifier(identifier.clone()));
    }
    let owner = facts.owner.as_ref().filter(|_| entry.password)?;
    Some(Proven::Password {
        user: owner.id.clone(),
        by: entry.kind,
    })
}

/// A reason of a few words as a sentence.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}
