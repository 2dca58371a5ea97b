//! Whether a new account gets everything that the operator wants of one.

use super::{
    check::Verdict,
    situation::{Person, Situation},
    step::Step,
};

pub(super) fn profile(situation: &Situation<'_>) -> Verdict {
    let is_new = situation.person() == Person::New;
    if is_new && situation.experience.sign_up.password && !situation.has_new_password {
        return Verdict::Ask(Step::CreatePassword);
    }
    Verdict::Pass("nothing is missing in the account")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        interaction::{InteractionEvent, next_step::tests::Facts},
        user::tests::user,
    };

    #[test]
    fn a_new_account_gets_the_password_that_the_operator_wants_and_others_are_not_asked() {
        use InteractionEvent::{Register, SignIn};
        let wanted = json!({"signUp": {"password": true}});
        let new = || Facts::of("").proven(None);
        assert_eq!(
            new().to(Register).under(&wanted).step(),
            Step::CreatePassword
        );
        assert_eq!(new().to(Register).step(), Step::Done, "it is not wanted");
        let given = new().to(Register).under(&wanted).with_new_password();
        assert_eq!(given.step(), Step::Done);
        assert_eq!(new().to(SignIn).under(&wanted).step(), Step::NoAccount);
        let known = Facts::of("").proven(Some(user("ada"))).under(&wanted);
        assert_eq!(known.step(), Step::Done, "an account that is there");
    }
}
