//! Whether it is the person the client expects (`id_token_hint`).

use super::{
    check::Verdict,
    situation::{Person, Situation},
    step::Step,
};
use crate::authorize::error::AuthorizeError;

pub(super) fn expected(situation: &Situation<'_>) -> Verdict {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        interaction::{
            InteractionEvent,
            next_step::tests::{Facts, LOGIN_REQUIRED},
        },
        user::tests::user,
    };

    #[test]
    fn a_hint_at_somebody_else_asks_once_and_then_gives_up() {
        assert_eq!(
            Facts::of("").signed_in().expecting("eve").step(),
            Step::Identify
        );
        assert_eq!(
            Facts::of("").completed().expecting("eve").step(),
            LOGIN_REQUIRED
        );
        let proven = Facts::of("").proven(Some(user("ada")));
        assert_eq!(proven.expecting("eve").step(), LOGIN_REQUIRED);
        for event in [InteractionEvent::SignIn, InteractionEvent::Register] {
            let new = Facts::of("").proven(None).to(event);
            assert_eq!(new.expecting("eve").step(), LOGIN_REQUIRED, "{event}");
        }
        assert_eq!(
            Facts::of("").signed_in().expecting("ada").step(),
            Step::Done
        );
    }
}
