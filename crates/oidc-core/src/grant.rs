//! Consent put to use: who granted what to which client, from which all tokens hang.

use crate::{
    agreed::Agreed,
    catalog::Api,
    claims_request::ClaimsRequest,
    client::{Client, Registrant},
    consent::Consent,
    id::{ClientId, GrantId, RegistrationId, SessionId, Sid, UserId},
    record::{Damaged, Record},
    scope::Scope,
    subject::Subject,
    time::{Lifetime, Timestamp, Validity},
    user::User,
};

/// How long a grant lives; no token outlives it.
pub const LIFETIME: Lifetime = Lifetime::days(180);

/// A grant.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "grants")]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// Whom its tokens are about.
    #[record(
        column = "user_id",
        stored = Option<UserId>,
        get = self.subject.user(),
        make = Subject::new(user_id, &client_id)
    )]
    pub subject: Subject,
    /// To whom.
    pub client_id: ClientId,
    /// To which registration of that id; none of one that is older than such names. A node that does
    /// not know yet that the client is gone may write a grant after it.
    pub registration: Option<RegistrationId>,
    /// In which session; none where no browser had a part in it.
    pub session_id: Option<SessionId>,
    /// When the user was last asked for a proof before it was given: `auth_time` of every ID
    /// token it yields (Core §12.2).
    pub auth_time: Timestamp,
    /// How that proof was given (RFC 8176).
    #[record(json)]
    pub amr: Vec<String>,
    /// What.
    pub scope: Scope,
    /// For which APIs (RFC 8707), by their ids: another one that is called the same one day is not
    /// meant.
    #[record(json)]
    pub resources: Vec<String>,
    /// Which claims besides those of the scope (`OpenID` Connect Core §5.5).
    #[record(json)]
    pub claims: Option<ClaimsRequest>,
    /// When.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// A grant as it was written, with what decides whether and how much of it counts, read together.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundGrant {
    /// The grant the token hangs from.
    pub grant: Grant,
    /// The person its tokens are about; none when they are about the client.
    pub user: Option<User>,
    /// The session it was given in, if it was given in one.
    pub session: Option<GrantSession>,
    /// What the person has agreed to give the client, as it is remembered now, if that can be read.
    pub consent: Result<Option<Consent>, Damaged>,
}

/// What every use of a token looks at: of the grant, what counts.
#[derive(Debug, Clone, PartialEq)]
pub struct GrantContext {
    /// The grant the token hangs from, with no more in it than counts.
    pub grant: Grant,
    /// The person its tokens are about; none when they are about the client.
    pub user: Option<User>,
    /// The session it was given in, if it was given in one.
    pub session: Option<GrantSession>,
    /// Why no more counts.
    pub agreed: Agreed,
}

/// How the session of a grant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrantSession {
    /// Whether it was ended, or is gone.
    pub ended: bool,
    /// When it runs out by itself.
    pub expires_at: Timestamp,
    /// Whether the client signed it out.
    pub client_signed_out: bool,
    /// What names session and client together (`sid`, OpenID Connect Front-Channel Logout §3); none
    /// when the session is gone.
    pub sid: Option<Sid>,
}

impl Grant {
    /// Who got it.
    pub const fn registrant(&self) -> Registrant<'_> {
        Registrant {
            id: &self.client_id,
            registration: self.registration.as_ref(),
        }
    }

    /// The end to be written in place of one that lies further ahead than a grant can live,
    /// because the clock was set back since.
    pub fn drawn_in(&self, now: Timestamp) -> Option<Timestamp> {
        let validity = Validity::new(self.expires_at, LIFETIME);
        validity.is_unborn(now).then(|| validity.end(now))
    }
}

impl FoundGrant {
    /// What of it counts for the client that has its id now: nothing when it was given to a former
    /// one.
    ///
    /// # Errors
    /// [`Damaged`] where it counts by a consent, and that cannot be read.
    pub fn counting(self, client: &Client) -> Result<GrantContext, Damaged> {
        let Self {
            mut grant, user, ..
        } = self;
        let agreed = if grant.registrant() == client.registrant() {
            Agreed::of(client, &grant.subject, self.consent)?
        } else {
            Agreed::Nothing
        };
        grant.resources = agreed.resources(grant.resources);
        grant.scope = agreed.scope(grant.scope, &grant.resources);
        grant.claims = agreed.claims(grant.claims);
        Ok(GrantContext {
            grant,
            user,
            session: self.session,
            agreed,
        })
    }
}

impl GrantContext {
    /// Of the scopes of a token of this grant, those that count.
    pub fn counting(&self, scope: Scope) -> Scope {
        scope.only(|name| self.grant.scope.contains(name))
    }

    /// Of the scopes of a token of this grant, those that count at one API; none when the grant is
    /// not for that API.
    pub fn counting_at(&self, api: &Api, scope: Scope) -> Option<Scope> {
        let id = api.resource.id.as_str();
        let is_granted = self.grant.resources.iter().any(|granted| granted == id);
        is_granted.then(|| self.agreed.at(api, scope))
    }

    /// Whether tokens of this grant count now. Those of a session end with it unless they have
    /// `offline_access` (`OpenID` Connect Core §11).
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.agreed != Agreed::Nothing
            && self.grant.revoked_at.is_none()
            && !self.grant.expires_at.is_over(now)
            && self.is_subject_live()
            && self.session.is_none_or(|session| {
                let over = session.ended || session.expires_at.is_over(now);
                !session.client_signed_out && (!over || self.grant.scope.has_offline_access())
            })
    }

    fn is_subject_live(&self) -> bool {
        match (&self.grant.subject, &self.user) {
            (Subject::User(id), Some(user)) => user.id == *id && !user.is_suspended(),
            (Subject::User(_), None) => false,
            (Subject::Client(_), _) => true,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    pub(crate) use crate::session::tests::START;
    use crate::{
        client::{ClientKind, tests::client},
        user::tests::user,
    };

    pub(crate) fn grant_context(scope: &str) -> GrantContext {
        GrantContext {
            grant: Grant {
                id: GrantId::from_bytes([7; 16]),
                subject: Subject::User("ada".parse().unwrap()),
                client_id: "demo-app".parse().unwrap(),
                registration: None,
                session_id: Some(SessionId::from_bytes([4; 16])),
                auth_time: START,
                amr: vec!["otp".to_owned()],
                scope: scope.parse().unwrap(),
                resources: Vec::new(),
                claims: None,
                created_at: START,
                expires_at: START.plus(LIFETIME),
                revoked_at: None,
            },
            user: Some(user("ada")),
            session: Some(GrantSession {
                ended: false,
                expires_at: START.plus(Lifetime::days(14)),
                client_signed_out: false,
                sid: Some(Sid::from_bytes([5; 16])),
            }),
            agreed: Agreed::All,
        }
    }

    fn session(grant_context: &mut GrantContext) -> &mut GrantSession {
        grant_context.session.as_mut().unwrap()
    }

    #[test]
    fn a_grant_to_the_client_itself_needs_neither_person_nor_session() {
        let mut grant_context = grant_context("api");
        grant_context.grant.subject = Subject::Client("demo-app".parse().unwrap());
        grant_context.grant.session_id = None;
        (grant_context.user, grant_context.session) = (None, None);
        assert!(grant_context.is_live(START));
        grant_context.grant.revoked_at = Some(START);
        assert!(!grant_context.is_live(START));
    }

    #[test]
    fn a_grant_counts_for_the_registration_that_got_it_and_for_no_other() {
        let registration = |id: &str| Some(id.parse().unwrap());
        let counts = |given: Option<RegistrationId>, now: Option<RegistrationId>| {
            let GrantContext {
                mut grant,
                user,
                session,
                ..
            } = grant_context("openid");
            grant.registration = given;
            let found = FoundGrant {
                grant,
                user,
                session,
                consent: Ok(None),
            };
            let client = Client {
                registration: now,
                ..client(ClientKind::Traditional, &[])
            };
            let counting = found.counting(&client).unwrap();
            assert_eq!(counting.is_live(START), !counting.grant.scope.is_empty());
            counting.is_live(START)
        };
        let (first, second) = (registration("a"), registration("b"));
        assert!(counts(None, None) && counts(first.clone(), first.clone()));
        assert!(!counts(first.clone(), second) && !counts(first.clone(), None));
        assert!(!counts(None, first));
    }

    #[test]
    fn a_grant_stands_until_it_expires() {
        let grant_context = grant_context("openid offline_access");
        let end = grant_context.grant.expires_at;
        assert!(grant_context.is_live(end.minus(Lifetime::millis(1))));
        assert!(!grant_context.is_live(end));
    }

    #[test]
    fn t_43_a_grant_from_the_future_stands_and_its_end_is_drawn_in() {
        let grant_context = grant_context("openid offline_access");
        let back = START.minus(Lifetime::days(30));
        assert!(grant_context.is_live(back));
        assert_eq!(
            grant_context.grant.drawn_in(back),
            Some(back.plus(LIFETIME))
        );
        let skewed = START.minus(Lifetime::seconds(90));
        assert_eq!(grant_context.grant.drawn_in(skewed), None);
    }

    #[test]
    fn tokens_without_offline_access_end_with_the_session() {
        for (scope, lives_on) in [("openid", false), ("openid offline_access", true)] {
            let mut grant_context = grant_context(scope);
            let end = session(&mut grant_context).expires_at;
            assert!(grant_context.is_live(end.minus(Lifetime::millis(1))));
            assert_eq!(grant_context.is_live(end), lives_on, "{scope}");
            session(&mut grant_context).ended = true;
            assert_eq!(grant_context.is_live(START), lives_on, "{scope}");
        }
    }

    #[test]
    fn t_27_sign_out_by_the_client_suspension_and_revocation_end_everything() {
        let ends = |spoil: fn(&mut GrantContext)| {
            let mut grant_context = grant_context("openid offline_access");
            spoil(&mut grant_context);
            !grant_context.is_live(START)
        };
        assert!(ends(
            |grant_context| session(grant_context).client_signed_out = true
        ));
        assert!(ends(|grant_context| {
            grant_context.user.as_mut().unwrap().suspended_at = Some(START);
        }));
        assert!(ends(|grant_context| grant_context.user = None));
        assert!(ends(|grant_context| grant_context.agreed = Agreed::Nothing));
        assert!(ends(
            |grant_context| grant_context.grant.revoked_at = Some(START)
        ));
    }
}
