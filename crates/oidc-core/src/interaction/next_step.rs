//! One function that names the next step of a sign-in. Nothing else routes.

use crate::{
    authorize::{error::AuthorizeError, request::AuthorizationRequest},
    id::SessionId,
    prompt::Prompt,
    session::Session,
    time::Timestamp,
    user::User,
};

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Show the sign-in pages.
    SignIn,
    /// Send a code to the client.
    Done,
    /// Send an error to the client.
    Refuse(AuthorizeError),
}

/// The next step for `request`, given who is signed in. `fresh` is the session that was made by a
/// proof inside this very interaction: only such a one satisfies `prompt=login`, `max_age` and a
/// new person, and without it resuming would ask again for ever.
pub fn next_step(
    request: &AuthorizationRequest,
    session: Option<(&Session, &User)>,
    fresh: Option<SessionId>,
    now: Timestamp,
) -> Step {
    let live = session.filter(|(session, user)| session.is_live(now) && session.user_id == user.id);
    let Some((session, user)) = live else {
        return ask(request);
    };
    if user.is_suspended() {
        return Step::Refuse(AuthorizeError::AccessDenied);
    }
    let is_fresh = fresh == Some(session.id);
    let expected = request
        .hinted_user
        .as_ref()
        .is_none_or(|hinted| *hinted == user.id);
    if !expected && is_fresh {
        // Asking again would go round in circles (OpenID Connect Core §3.1.2.1, id_token_hint).
        return Step::Refuse(AuthorizeError::LoginRequired);
    }
    let too_old = request
        .max_age
        .is_some_and(|max_age| session.is_older_than(max_age, now));
    let again = request.prompt.ask_again() || too_old;
    if expected && (is_fresh || !again) {
        Step::Done
    } else {
        ask(request)
    }
}

/// `prompt=none` may show nothing (`OpenID` Connect Core §3.1.2.1).
fn ask(request: &AuthorizationRequest) -> Step {
    if request.prompt.contains(Prompt::None) {
        Step::Refuse(AuthorizeError::LoginRequired)
    } else {
        Step::SignIn
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        authorize::request::tests::request,
        session::tests::{START, session},
        time::Lifetime,
        user::tests::user,
    };

    const LATER: Timestamp = START.plus(Lifetime::minutes(5));
    const LOGIN_REQUIRED: Step = Step::Refuse(AuthorizeError::LoginRequired);

    fn single_sign_on(query: &str) -> Step {
        next_step(
            &request(query),
            Some((&session("ada"), &user("ada"))),
            None,
            LATER,
        )
    }

    fn after_proof(query: &str) -> Step {
        let session = session("ada");
        next_step(
            &request(query),
            Some((&session, &user("ada"))),
            Some(session.id),
            LATER,
        )
    }

    #[test]
    fn somebody_signed_in_is_not_asked_again() {
        assert_eq!(single_sign_on(""), Step::Done);
        assert_eq!(single_sign_on("prompt=consent"), Step::Done);
        assert_eq!(single_sign_on("prompt=none"), Step::Done);
        assert_eq!(next_step(&request(""), None, None, LATER), Step::SignIn);
    }

    #[test]
    fn t_18_prompt_none_never_asks() {
        assert_eq!(
            next_step(&request("prompt=none"), None, None, LATER),
            LOGIN_REQUIRED
        );
        assert_eq!(single_sign_on("prompt=none&max_age=0"), LOGIN_REQUIRED);
        let mut other = request("prompt=none");
        other.hinted_user = Some("eve".parse().unwrap());
        let step = next_step(&other, Some((&session("ada"), &user("ada"))), None, LATER);
        assert_eq!(step, LOGIN_REQUIRED);
    }

    #[test]
    fn t_19_prompt_login_and_max_age_are_satisfied_by_a_fresh_proof_only() {
        for query in ["prompt=login", "max_age=0", "max_age=299", "max_age=300"] {
            assert_eq!(single_sign_on(query), Step::SignIn, "{query}");
            assert_eq!(after_proof(query), Step::Done, "{query}");
        }
        assert_eq!(single_sign_on("max_age=301"), Step::Done);
    }

    #[test]
    fn t_19_a_session_of_another_interaction_is_not_fresh() {
        let another = Some(SessionId::from_bytes([9; 16]));
        let (session, user) = (session("ada"), user("ada"));
        let step = next_step(
            &request("prompt=login"),
            Some((&session, &user)),
            another,
            LATER,
        );
        assert_eq!(step, Step::SignIn);
    }

    #[test]
    fn a_hint_at_somebody_else_asks_once_and_then_gives_up() {
        let mut other = request("");
        other.hinted_user = Some("eve".parse().unwrap());
        let (session, user) = (session("ada"), user("ada"));
        let signed_in = Some((&session, &user));
        assert_eq!(next_step(&other, signed_in, None, LATER), Step::SignIn);
        assert_eq!(
            next_step(&other, signed_in, Some(session.id), LATER),
            LOGIN_REQUIRED
        );
        other.hinted_user = Some("ada".parse().unwrap());
        assert_eq!(next_step(&other, signed_in, None, LATER), Step::Done);
    }

    #[test]
    fn t_43_an_ended_or_expired_session_is_nobody() {
        let (mut session, user) = (session("ada"), user("ada"));
        let end = session.expires_at;
        assert_eq!(
            next_step(&request(""), Some((&session, &user)), None, end),
            Step::SignIn
        );
        session.ended_at = Some(START);
        assert_eq!(
            next_step(&request(""), Some((&session, &user)), None, LATER),
            Step::SignIn
        );
    }

    #[test]
    fn a_suspended_account_is_refused() {
        let (session, mut user) = (session("ada"), user("ada"));
        user.suspended_at = Some(START);
        let step = next_step(&request(""), Some((&session, &user)), None, LATER);
        assert_eq!(step, Step::Refuse(AuthorizeError::AccessDenied));
    }
}
