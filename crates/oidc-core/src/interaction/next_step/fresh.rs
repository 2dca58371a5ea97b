//! Whether the proof is as fresh as the client wants it (`prompt=login`, `max_age`).

use super::{
    check::Verdict,
    situation::{Person, Situation},
    step::Step,
};

pub(super) fn fresh(situation: &Situation<'_>) -> Verdict {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{interaction::next_step::tests::Facts, user::tests::user};

    #[test]
    fn t_19_prompt_login_and_max_age_are_satisfied_by_a_fresh_proof_only() {
        for query in ["prompt=login", "max_age=0", "max_age=299", "max_age=300"] {
            assert_eq!(
                Facts::of(query).signed_in().step(),
                Step::Identify,
                "{query}"
            );
            assert_eq!(Facts::of(query).completed().step(), Step::Done, "{query}");
            let proven = Facts::of(query).signed_in().proven(Some(user("ada")));
            assert_eq!(proven.step(), Step::Done, "{query}");
        }
        assert_eq!(Facts::of("max_age=301").signed_in().step(), Step::Done);
    }
}
