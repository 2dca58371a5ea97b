//! Whether the account may be used, and who is told that it may not: the person or the client.

use super::{
    check::Verdict,
    situation::{Person, Situation},
    step::Step,
};
use crate::authorize::error::AuthorizeError;

pub(super) fn not_suspended(situation: &Situation<'_>) -> Verdict {
    match situation.person() {
        // Who has just proven an address is told so on a page; a client that only finds an old
        // session learns that access is denied.
        Person::Proven(user) if user.is_suspended() && situation.held.is_some() => {
            Verdict::Stop(Step::Suspended)
        }
        // The person who is asked again may be another one.
        Person::SignedIn(_) if situation.demand.again || situation.is_open() => {
            Verdict::Pass("to be asked again")
        }
        Person::Proven(user) | Person::SignedIn(user) if user.is_suspended() => {
            Verdict::Refuse(AuthorizeError::AccessDenied)
        }
        _ => Verdict::Pass("not suspended"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interaction::{
        InteractionEvent,
        next_step::tests::{Facts, suspended},
    };

    #[test]
    fn a_suspended_person_is_told_after_a_proof_and_the_client_otherwise() {
        let mut signed_in = Facts::of("").signed_in();
        signed_in.session.as_mut().unwrap().1 = suspended();
        assert_eq!(signed_in.step(), Step::Refuse(AuthorizeError::AccessDenied));
        let mut again = Facts::of("prompt=login").signed_in();
        again.session.as_mut().unwrap().1 = suspended();
        assert_eq!(again.step(), Step::Identify, "it may be somebody else now");
        for event in [InteractionEvent::SignIn, InteractionEvent::Register] {
            let proven = Facts::of("").proven(Some(suspended())).to(event);
            assert_eq!(proven.step(), Step::Suspended, "{event}");
        }
    }

    #[test]
    fn a_suspended_person_may_still_choose_another_account() {
        let mut facts = Facts::of("prompt=select_account").signed_in();
        facts.session.as_mut().unwrap().1 = suspended();
        assert_eq!(facts.step(), Step::SelectAccount);
        let denied = Step::Refuse(AuthorizeError::AccessDenied);
        assert_eq!(facts.chosen().step(), denied);
    }
}
