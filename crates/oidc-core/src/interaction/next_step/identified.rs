//! Whether it is known who the person is, and whether there is the account they came for.

use super::{
    check::Verdict,
    situation::{Person, Situation},
    step::Step,
};
use crate::interaction::InteractionEvent;

pub(super) fn identified(situation: &Situation<'_>) -> Verdict {
    match (situation.person(), situation.event, situation.held) {
        (Person::Nobody, _, _) => Verdict::Ask(Step::Identify),
        // A certain user is expected, who has an account: none is offered.
        (Person::New, _, _) if situation.demand.user.is_some() => {
            Verdict::Pass("somebody else is expected")
        }
        (Person::New, InteractionEvent::SignIn, _) => Verdict::Ask(Step::NoAccount),
        (Person::New, InteractionEvent::Register, _) => Verdict::Pass("a new account"),
        // A person whose account is suspended is told so at once, and not offered it.
        (Person::Proven(user), InteractionEvent::Register, Some(_)) if !user.is_suspended() => {
            Verdict::Ask(Step::AccountExists)
        }
        (Person::Proven(_), _, _) => Verdict::Pass("proven in this sign-in"),
        (Person::SignedIn(_), _, _) => Verdict::Pass("signed in before"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        account::identifier::IdentifierKind,
        interaction::next_step::tests::{Facts, by_password},
        user::tests::user,
    };

    #[test]
    fn a_proven_address_enters_its_account_or_creates_one_and_else_offers_the_other() {
        use InteractionEvent::{Register, SignIn};
        for (owner, event, step) in [
            (Some(user("ada")), SignIn, Step::Done),
            (None, SignIn, Step::NoAccount),
            (None, Register, Step::Done),
            (Some(user("ada")), Register, Step::AccountExists),
        ] {
            let facts = Facts::of("").proven(owner).to(event);
            assert_eq!(facts.step(), step, "{event}");
        }
    }

    #[test]
    fn a_password_enters_its_account_and_makes_none() {
        use {IdentifierKind::Email, InteractionEvent::Register};
        let known = |owner| {
            Facts::of("")
                .knows_password(owner, Email)
                .under(&by_password("email"))
        };
        assert_eq!(known(Some(user("ada"))).step(), Step::Done);
        assert_eq!(known(None).step(), Step::Identify, "removed meanwhile");
        assert_eq!(known(None).to(Register).step(), Step::Identify);
    }
}
