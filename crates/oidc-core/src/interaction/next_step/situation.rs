//! What the checks look at.

use crate::{
    account::experience::SignInExperience,
    consent::Consent,
    id::SessionId,
    interaction::{Demand, Evidence, InteractionEvent},
    session::Session,
    time::Timestamp,
    user::User,
};

/// The evidence that counts: the newest of this interaction, held by this browser.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// What was proven.
    pub evidence: &'a Evidence,
    /// Whose account it is: of the identifier that was proven, or the one that it names.
    pub owner: Option<&'a User>,
}

/// Everything the checks look at.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// What is wanted.
    pub demand: &'a Demand,
    /// The operator's settings.
    pub experience: &'a SignInExperience,
    /// What the person came to do.
    pub event: InteractionEvent,
    /// The evidence that counts and has not yet made a session.
    pub held: Option<Held<'a>>,
    /// Whether the account that would be made of it gets a password with it.
    pub has_new_password: bool,
    /// The session of this browser, live or not, and whose it is.
    pub session: Option<(&'a Session, &'a User)>,
    /// The session that was made in this interaction when all checks held: the one that is fresh.
    pub completed: Option<SessionId>,
    /// The session whose account the person chose in this interaction to go on with.
    pub chosen: Option<SessionId>,
    /// What the person whose session it is has agreed to give the client before.
    pub remembered: Option<&'a Consent>,
    /// What time it is.
    pub now: Timestamp,
}

/// Who is identified so far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Person<'a> {
    /// Not known.
    Nobody,
    /// A person without an account, who proved an identifier.
    New,
    /// By evidence of this interaction.
    Proven(&'a User),
    /// By the session of this browser.
    SignedIn(&'a User),
}

impl<'a> Situation<'a> {
    /// Whether the person signed in before has yet to say with which account to go on.
    pub(super) fn is_open(&self) -> bool {
        let of_session = self.session.map(|(session, _)| session.id);
        self.demand.choose && (self.chosen.is_none() || self.chosen != of_session)
    }

    /// Who the person is, as far as it is known.
    pub fn person(&self) -> Person<'a> {
        match (self.held, self.session) {
            (Some(held), _) => match held.owner {
                Some(user) => Person::Proven(user),
                // An account that is gone since makes nobody of whoever knew its password.
                None if held.evidence.user().is_some() => Person::Nobody,
                None => Person::New,
            },
            (None, Some((session, user)))
                if session.is_live(self.now) && session.user_id == user.id =>
            {
                match self.completed {
                    Some(completed) if completed == session.id => Person::Proven(user),
                    // What was proven here counts for the browser that got the session it made:
                    // a cookie that was planted before the sign-in gains nothing (T-40).
                    Some(_) => Person::Nobody,
                    None => Person::SignedIn(user),
                }
            }
            (None, _) => Person::Nobody,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        interaction::next_step::{
            Step,
            tests::{Facts, LATER},
        },
        session::tests::START,
    };

    #[test]
    fn t_40_only_the_session_that_this_interaction_made_counts_once_it_has_made_one() {
        let mut planted = Facts::of("").signed_in();
        planted.completed = Some(SessionId::from_bytes([9; 16]));
        assert_eq!(planted.step(), Step::Identify);
    }

    #[test]
    fn t_43_an_ended_or_expired_session_is_nobody() {
        let mut ended = Facts::of("").signed_in();
        ended.session.as_mut().unwrap().0.ended_at = Some(START);
        assert_eq!(ended.step(), Step::Identify);
        let mut expired = Facts::of("").signed_in();
        expired.session.as_mut().unwrap().0.expires_at = LATER;
        assert_eq!(expired.step(), Step::Identify);
    }
}
