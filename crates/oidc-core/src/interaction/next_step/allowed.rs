//! Whether the operator lets people in by what was proven.

use super::{check::Verdict, situation::Situation, step::Step};

pub(super) fn allowed(situation: &Situation<'_>) -> Verdict {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        account::identifier::IdentifierKind,
        interaction::{
            InteractionEvent,
            next_step::tests::{Facts, by_password},
        },
        user::tests::user,
    };

    #[test]
    fn a_closed_door_stays_closed_for_whoever_proves_an_address() {
        use InteractionEvent::{Register, SignIn};
        let no_new_accounts = json!({"signInMode": "SignIn"});
        let new = Facts::of("").proven(None).to(Register);
        assert_eq!(new.under(&no_new_accounts).step(), Step::Identify);
        let known = Facts::of("").proven(Some(user("ada"))).to(SignIn);
        assert_eq!(known.under(&no_new_accounts).step(), Step::Done);
        let new_only = json!({"signInMode": "Register"});
        let known = Facts::of("").proven(Some(user("ada"))).to(SignIn);
        assert_eq!(known.under(&new_only).step(), Step::Identify);
        assert_eq!(
            Facts::of("").signed_in().under(&new_only).step(),
            Step::Done,
            "a session that stands is not asked by which door it came in"
        );
    }

    #[test]
    fn a_password_lets_in_by_the_kinds_of_identifier_that_the_operator_named() {
        use IdentifierKind::{Email, Username};
        let knows = |by| Facts::of("").knows_password(Some(user("ada")), by);
        let names = by_password("username");
        assert_eq!(knows(Username).under(&names).step(), Step::Done);
        assert_eq!(knows(Email).under(&names).step(), Step::Identify);
        assert_eq!(knows(Email).step(), Step::Identify, "codes alone");
        let proven = Facts::of("").proven(Some(user("ada")));
        assert_eq!(proven.under(&names).step(), Step::Identify, "no codes");
    }
}
