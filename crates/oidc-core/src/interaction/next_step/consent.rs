//! Whether the person agreed to what the client gets.

use super::{check::Verdict, situation::Situation, step::Step};

pub(super) fn consent(situation: &Situation<'_>) -> Verdict {
    if situation.held.is_some() {
        return Verdict::Pass("asked once there is a session");
    }
    match situation.demand.consent.asks(situation.remembered) {
        Some(asked) => Verdict::Ask(Step::Consent(asked)),
        None => Verdict::Pass("nothing to agree to, or agreed to before"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        client::ClientKind,
        interaction::next_step::tests::{ASKED, Facts, asks},
    };

    #[test]
    fn somebody_elses_client_asks_for_what_was_not_agreed_to_before() {
        use ClientKind::{Spa, Traditional};
        for kind in [Traditional, Spa] {
            let facts = |scope| Facts::foreign(kind, ASKED).signed_in().agreed(scope);
            let first = Facts::foreign(kind, ASKED).signed_in();
            assert_eq!(first.step(), asks("openid email offline_access"));
            assert_eq!(facts("openid email").step(), asks("offline_access"));
            assert_eq!(facts("offline_access openid email").step(), Step::Done);
        }
        let nothing = Facts::foreign(Traditional, "").signed_in();
        assert_eq!(nothing.step(), asks(""), "a first sign-in is agreed to");
        assert_eq!(nothing.agreed("").step(), Step::Done);
    }
}
