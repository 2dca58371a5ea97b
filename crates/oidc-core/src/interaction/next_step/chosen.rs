//! Whether it is the account the person wants to go on with (`prompt=select_account`).

use super::{
    check::Verdict,
    situation::{Person, Situation},
    step::Step,
};

/// A person signed in before says which account it is; a proof in this sign-in has said it.
pub(super) fn chosen(situation: &Situation<'_>) -> Verdict {
    match situation.person() {
        Person::SignedIn(_) if situation.is_open() => Verdict::Ask(Step::SelectAccount),
        _ => Verdict::Pass("the account that is wanted"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{id::SessionId, interaction::next_step::tests::Facts};

    #[test]
    fn whoever_is_signed_in_chooses_an_account_once() {
        let facts = || Facts::of("prompt=select_account");
        assert_eq!(facts().step(), Step::Identify);
        assert_eq!(facts().signed_in().step(), Step::SelectAccount);
        assert_eq!(facts().signed_in().chosen().step(), Step::Done);
        assert_eq!(facts().completed().step(), Step::Done);
        let mut other = facts().signed_in();
        other.chosen = Some(SessionId::from_bytes([9; 16]));
        assert_eq!(other.step(), Step::SelectAccount, "another session");
        let elsewhere = facts().signed_in().expecting("eve");
        assert_eq!(elsewhere.step(), Step::Identify, "it can only be eve");
    }
}
