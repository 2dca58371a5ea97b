//! One table of named checks that names the next step of a sign-in. Nothing else routes.
//!
//! Nothing is ever "passed": each call looks at what is wanted, what is proven and who is signed in
//! as they are now, and the first check that does not pass names the step. The authorization
//! endpoint, every use case of the pages and the way back to the client ask this one function.

mod allowed;
mod check;
mod chosen;
mod consent;
mod expected;
mod fresh;
mod identified;
mod not_suspended;
mod profile;
mod situation;
mod step;

use self::{
    allowed::allowed, chosen::chosen, consent::consent, expected::expected, fresh::fresh,
    identified::identified, not_suspended::not_suspended, profile::profile,
};
pub use self::{
    check::{Check, Verdict},
    situation::{Held, Person, Situation},
    step::Step,
};
use crate::authorize::error::AuthorizeError;

/// Watches the checks; `()` watches nothing and costs nothing.
pub trait Trace {
    /// A check was made.
    fn saw(&mut self, check: Check, verdict: &Verdict);
}

impl Trace for () {
    fn saw(&mut self, _: Check, _: &Verdict) {}
}

type Rule = fn(&Situation<'_>) -> Verdict;

const CHECKS: [(Check, Rule); 8] = [
    (Check::Identified, identified),
    (Check::NotSuspended, not_suspended),
    (Check::Expected, expected),
    (Check::Chosen, chosen),
    (Check::Allowed, allowed),
    (Check::Fresh, fresh),
    (Check::Profile, profile),
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
        | Step::CreatePassword
        | Step::Suspended
        | Step::SelectAccount
        | Step::Done
        | Step::Refuse(_) => AuthorizeError::LoginRequired,
    }
}

#[cfg(test)]
mod tests;
