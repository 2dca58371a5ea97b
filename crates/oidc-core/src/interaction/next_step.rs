//! One table of named checks that names the next step of a sign-in. Nothing else routes.
//!
//! Nothing is ever "passed": each call looks at what is wanted, what is proven and who is signed in
//! as they are now, and the first check that does not pass names the step. The authorization
//! endpoint, every use case of the pages and the way back to the client ask this one function.

use super::{Demand, Evidence, InteractionEvent};
use crate::{
    account::experience::SignInExperience, authorize::error::AuthorizeError, consent::Consent,
    id::SessionId, session::Session, time::Timestamp, user::User,
};

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Ask who the person is, and for a proof of it.
    Identify,
    /// The identifier that was proven has no account.
    NoAccount,
    /// The identifier that was proven has an account already.
    AccountExists,
    /// Tell the person that the account may not be used.
    Suspended,
    /// Ask somebody signed in with which account to go on.
    SelectAccount,
    /// Ask whether the client may have this.
    Consent(Consent),
    /// Everything that is wanted is there.
    Done,
    /// Send an error to the client.
    Refuse(AuthorizeError),
}

/// The evidence that counts: the newest of this interaction, held by this browser.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// What was proven.
    pub evidence: &'a Evidence,
    /// Whose account that identifier belongs to.
    pub owner: Option<&'a User>,
}

/// Everything the checks look at.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// What is wanted.
    pub demand: &'a Demand,
    /// The operator's settings.
    pub experience: &'a SignInExperience,
    /// What the person came to do.
    pub event: InteractionEvent,
    /// The evidence that counts and has not yet made a session.
    pub held: Option<Held<'a>>,
    /// The session of this browser, live or not, and whose it is.
    pub session: Option<(&'a Session, &'a User)>,
    /// The session that was made in this interaction when all checks held: the one that is fresh.
    pub completed: Option<SessionId>,
    /// The session whose account the person chose in this interaction to go on with.
    pub chosen: Option<SessionId>,
    /// What the person whose session it is has agreed to give the client before.
    pub remembered: Option<&'a Consent>,
    /// What time it is.
    pub now: Timestamp,
}

/// Whoever is identified so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Person<'a> {
    /// Nobody.
    Nobody,
    /// Somebody without an account, who proved an identifier.
    New,
    /// By evidence of this interaction.
    Proven(&'a User),
    /// By the session of this browser.
    SignedIn(&'a User),
}

/// The questions, in the order in which they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Check {
    /// Whether it is known who the person is.
    Identified,
    /// Whether the account may be used.
    NotSuspended,
    /// Whether it is the person the client expects.
    Expected,
    /// Whether it is the account the person wants to go on with.
    Chosen,
    /// Whether the operator lets people in this way.
    Allowed,
    /// Whether the proof is as fresh as the client wants it.
    Fresh,
    /// Whether the person agreed to what the client gets.
    Consent,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It holds, and why.
    Pass(&'static str),
    /// The person must do something; a client that allows no page is told so instead.
    Ask(Step),
    /// The client must be told.
    Refuse(AuthorizeError),
    /// The person must be told; there is no way on from here.
    Stop(Step),
}

/// Watches the checks; `()` watches nothing and costs nothing.
pub trait Trace {
    /// A check was made.
    fn saw(&mut self, check: Check, verdict: &Verdict);
}

impl Trace for () {
    fn saw(&mut self, _: Check, _: &Verdict) {}
}

type Rule = fn(&Situation<'_>) -> Verdict;

const CHECKS: [(Check, Rule); 7] = [
    (Check::Identified, identified),
    (Check::NotSuspended, not_suspended),
    (Check::Expected, expected),
    (Check::Chosen, chosen),
    (Check::Allowed, allowed),
    (Check::Fresh, fresh),
    (Check::Consent, consent),
];

/// The next step.
pub fn next_step(situation: &Situation<'_>, trace: &mut impl Trace) -> Step {
    for (check, rule) in CHECKS {
        let verdict = rule(situation);
        trace.saw(check, &verdict);
        match verdict {
            Verdict::Pass(_) => {}
            // `prompt=none` may show nothing (OpenID Connect Core §3.1.2.1).
            Verdict::Ask(step) if situation.demand.silent => return Step::Refuse(silent(&step)),
            Verdict::Ask(step) | Verdict::Stop(step) => return step,
            Verdict::Refuse(error) => return Step::Refuse(error),
        }
    }
    Step::Done
}

/// What a client is told that allows no page, in place of this step.
const fn silent(step: &Step) -> AuthorizeError {
    match step {
        Step::Consent(_) => AuthorizeError::ConsentRequired,
        Step::Identify
        | Step::NoAccount
        | Step::AccountExists
        | Step::Suspended
        | Step::SelectAccount
        | Step::Done
        | Step::Refuse(_) => AuthorizeError::LoginRequired,
    }
}

impl<'a> Situation<'a> {
    /// Whether somebody who was signed in before has yet to say with which account to go on.
    fn is_open(&self) -> bool {
        let of_session = self.session.map(|(session, _)| session.id);
        self.demand.choose && (self.chosen.is_none() || self.chosen != of_session)
    }

    /// Who the person is, as far as it is known.
    pub fn person(&self) -> Person<'a> {
        match (self.held, self.session) {
            (Some(Held { owner: None, .. }), _) => Person::New,
            (
                Some(Held {
                    owner: Some(user), ..
                }),
                _,
            ) => Person::Proven(user),
            (None, Some((session, user)))
                if session.is_live(self.now) && session.user_id == user.id =>
            {
                match self.completed {
                    Some(completed) if completed == session.id => Person::Proven(user),
                    // What was proven here counts for the browser that got the session it made:
                    // a cookie that was planted before the sign-in gains nothing (T-40).
                    Some(_) => Person::Nobody,
                    None => Person::SignedIn(user),
                }
            }
            (None, _) => Person::Nobody,
        }
    }
}

fn identified(situation: &Situation<'_>) -> Verdict {
    match (situation.person(), situation.event, situation.held) {
        (Person::Nobody, _, _) => Verdict::Ask(Step::Identify),
        // Somebody in particular is expected, who has an account: nothing is offered.
        (Person::New, _, _) if situation.demand.user.is_some() => {
            Verdict::Pass("somebody else is expected")
        }
        (Person::New, InteractionEvent::SignIn, _) => Verdict::Ask(Step::NoAccount),
        (Person::New, InteractionEvent::Register, _) => Verdict::Pass("a new account"),
        // Whoever may not use the account is told so at once, not offered it.
        (Person::Proven(user), InteractionEvent::Register, Some(_)) if !user.is_suspended() => {
            Verdict::Ask(Step::AccountExists)
        }
        (Person::Proven(_), _, _) => Verdict::Pass("proven in this sign-in"),
        (Person::SignedIn(_), _, _) => Verdict::Pass("signed in before"),
    }
}

fn not_suspended(situation: &Situation<'_>) -> Verdict {
    match situation.person() {
        // Who has just proven an address is told so on a page; a client that only finds an old
        // session learns that access is denied.
        Person::Proven(user) if user.is_suspended() && situation.held.is_some() => {
            Verdict::Stop(Step::Suspended)
        }
        // Whoever is to be asked again may be somebody else.
        Person::SignedIn(_) if situation.demand.again || situation.is_open() => {
            Verdict::Pass("to be asked again")
        }
        Person::Proven(user) | Person::SignedIn(user) if user.is_suspended() => {
            Verdict::Refuse(AuthorizeError::AccessDenied)
        }
        _ => Verdict::Pass("not suspended"),
    }
}

fn expected(situation: &Situation<'_>) -> Verdict {
    let Some(expected) = &situation.demand.user else {
        return Verdict::Pass("anybody");
    };
    match situation.person() {
        Person::Proven(user) | Person::SignedIn(user) if user.id == *expected => {
            Verdict::Pass("the expected user")
        }
        Person::SignedIn(_) | Person::Nobody => Verdict::Ask(Step::Identify),
        // Asking again would go round in circles (OpenID Connect Core §3.1.2.1, id_token_hint).
        Person::Proven(_) | Person::New => Verdict::Refuse(AuthorizeError::LoginRequired),
    }
}

/// Which account it is says whoever was signed in before; a proof in this sign-in has said it.
fn chosen(situation: &Situation<'_>) -> Verdict {
    match situation.person() {
        Person::SignedIn(_) if situation.is_open() => Verdict::Ask(Step::SelectAccount),
        _ => Verdict::Pass("the account that is wanted"),
    }
}

fn allowed(situation: &Situation<'_>) -> Verdict {
    let Some(held) = situation.held else {
        return Verdict::Pass("a session that stands");
    };
    let (experience, event) = (situation.experience, situation.event);
    if held.evidence.is_allowed(experience, event) {
        Verdict::Pass("the operator allows it")
    } else {
        Verdict::Ask(Step::Identify)
    }
}

fn fresh(situation: &Situation<'_>) -> Verdict {
    let (Person::SignedIn(_), Some((signed_in, _))) = (situation.person(), situation.session)
    else {
        return Verdict::Pass("proven in this sign-in");
    };
    let too_old = situation
        .demand
        .max_age
        .is_some_and(|max_age| signed_in.is_older_than(max_age, situation.now));
    if situation.demand.again || too_old {
        Verdict::Ask(Step::Identify)
    } else {
        Verdict::Pass("fresh enough")
    }
}

fn consent(situation: &Situation<'_>) -> Verdict {
    if situation.held.is_some() {
        return Verdict::Pass("asked once there is a session");
    }
    match situation.demand.consent.asks(situation.remembered) {
        Some(asked) => Verdict::Ask(Step::Consent(asked)),
        None => Verdict::Pass("nothing to agree to, or agreed to before"),
    }
}

#[cfg(test)]
mod tests;
