use proptest::prelude::*;

use super::*;
use crate::{
    account::{
        experience::SignInExperience,
        identifier::{Identifier, IdentifierKind},
    },
    client::{Client, ClientKind, tests::client},
    consent::Consent,
    id::{InteractionId, SessionId, VerificationId},
    interaction::{ConsentRule, Demand, Evidence, InteractionEvent, Proven},
    session::{
        Session,
        tests::{START, session},
    },
    time::{Lifetime, Timestamp},
    user::{User, tests::user},
};

pub(super) const LATER: Timestamp = START.plus(Lifetime::minutes(5));
pub(super) const LOGIN_REQUIRED: Step = Step::Refuse(AuthorizeError::LoginRequired);

/// The settings under which people sign in by this kind of identifier and a password alone.
pub(super) fn by_password(kind: &str) -> serde_json::Value {
    serde_json::json!({"signIn": {"methods": [{
        "identifier": kind, "password": true, "verificationCode": false, "isPasswordPrimary": true,
    }]}})
}

/// The facts of one test: neither evidence nor a session until it says otherwise.
#[derive(Clone)]
pub(super) struct Facts {
    demand: Demand,
    experience: SignInExperience,
    event: InteractionEvent,
    evidence: Option<Evidence>,
    owner: Option<User>,
    has_new_password: bool,
    pub(super) session: Option<(Session, User)>,
    pub(super) completed: Option<SessionId>,
    pub(super) chosen: Option<SessionId>,
    remembered: Option<Consent>,
}

impl Facts {
    pub(super) fn of(query: &str) -> Self {
        Self::at(&client(ClientKind::Traditional, &[]), query)
    }

    /// Of a third party's client.
    pub(super) fn foreign(kind: ClientKind, query: &str) -> Self {
        let mut client = client(kind, &[]);
        client.third_party = true;
        Self::at(&client, query)
    }

    fn at(client: &Client, query: &str) -> Self {
        let request = crate::authorize::request::tests::request(query);
        Self {
            demand: Demand::of(&request, client),
            experience: SignInExperience::default(),
            event: InteractionEvent::SignIn,
            evidence: None,
            owner: None,
            has_new_password: false,
            session: None,
            completed: None,
            chosen: None,
            remembered: None,
        }
    }

    pub(super) fn signed_in(mut self) -> Self {
        self.session = Some((session("ada"), user("ada")));
        self
    }

    /// The session was made in this very interaction.
    pub(super) fn completed(mut self) -> Self {
        self = self.signed_in();
        self.completed = self.session.as_ref().map(|(session, _)| session.id);
        self
    }

    /// The person chose to go on with the account of the session.
    pub(super) fn chosen(mut self) -> Self {
        self.chosen = self.session.as_ref().map(|(session, _)| session.id);
        self
    }

    pub(super) fn agreed(mut self, scope: &str) -> Self {
        self.remembered = Some(Consent::to(scope.parse().unwrap()));
        self
    }

    pub(super) fn proven(mut self, owner: Option<User>) -> Self {
        self.evidence = Some(Evidence {
            id: VerificationId::from_bytes([1; 16]),
            interaction_id: InteractionId::from_bytes([2; 16]),
            at: LATER,
            proven: Proven::Identifier(Identifier::Email("ada@example.com".parse().unwrap())),
        });
        self.owner = owner;
        self
    }

    /// The password of this account was typed, named by this kind of identifier.
    pub(super) fn knows_password(mut self, owner: Option<User>, by: IdentifierKind) -> Self {
        self = self.proven(owner);
        if let Some(evidence) = &mut self.evidence {
            let user = "ada".parse().unwrap();
            evidence.proven = Proven::Password { user, by };
        }
        self
    }

    /// A password was chosen for the account to be.
    pub(super) fn with_new_password(mut self) -> Self {
        self.has_new_password = true;
        self
    }

    pub(super) fn to(mut self, event: InteractionEvent) -> Self {
        self.event = event;
        self
    }

    pub(super) fn expecting(mut self, user: &str) -> Self {
        self.demand.user = Some(user.parse().unwrap());
        self
    }

    pub(super) fn under(mut self, settings: &serde_json::Value) -> Self {
        self.experience = SignInExperience::overlaid([settings]).unwrap();
        self
    }

    fn situation(&self) -> Situation<'_> {
        Situation {
            demand: &self.demand,
            experience: &self.experience,
            event: self.event,
            held: self.evidence.as_ref().map(|evidence| Held {
                evidence,
                owner: self.owner.as_ref(),
            }),
            has_new_password: self.has_new_password,
            session: self.session.as_ref().map(|(session, user)| (session, user)),
            completed: self.completed,
            chosen: self.chosen,
            remembered: self.remembered.as_ref(),
            now: LATER,
        }
    }

    pub(super) fn step(&self) -> Step {
        next_step(&self.situation(), &mut ())
    }

    /// How many checks pass before the one that names the step.
    fn passes(&self) -> usize {
        let mut seen = Seen::default();
        next_step(&self.situation(), &mut seen);
        seen.0.iter().filter(|(_, passes)| *passes).count()
    }
}

pub(super) fn suspended() -> User {
    User {
        suspended_at: Some(START),
        ..user("ada")
    }
}

pub(super) const ASKED: &str = "scope=openid+email+offline_access";

pub(super) fn asks(scope: &str) -> Step {
    Step::Consent(Consent::to(scope.parse().unwrap()))
}

/// Each check that was made, and whether it passed.
#[derive(Default)]
struct Seen(Vec<(Check, bool)>);

impl Trace for Seen {
    fn saw(&mut self, check: Check, verdict: &Verdict) {
        self.0.push((check, matches!(verdict, Verdict::Pass(_))));
    }
}

#[test]
fn somebody_signed_in_is_not_asked_again() {
    for query in ["", "prompt=consent", "prompt=none"] {
        assert_eq!(Facts::of(query).signed_in().step(), Step::Done, "{query}");
    }
    assert_eq!(Facts::of("").step(), Step::Identify);
}

#[test]
fn t_18_prompt_none_never_asks() {
    assert_eq!(Facts::of("prompt=none").step(), LOGIN_REQUIRED);
    let too_old = Facts::of("prompt=none&max_age=0").signed_in();
    assert_eq!(too_old.step(), LOGIN_REQUIRED);
    let other = Facts::of("prompt=none").signed_in().expecting("eve");
    assert_eq!(other.step(), LOGIN_REQUIRED);
}

#[test]
fn the_operators_own_client_never_asks_for_consent() {
    for prompt in ["", "&prompt=consent", "&prompt=none"] {
        let facts = Facts::of(&format!("{ASKED}{prompt}")).signed_in();
        assert_eq!(facts.step(), Step::Done, "{prompt}");
    }
}

#[test]
fn prompt_consent_asks_again_for_everything() {
    let query = format!("{ASKED}&prompt=consent");
    let facts = Facts::foreign(ClientKind::Traditional, &query);
    let facts = facts.signed_in().agreed("openid email offline_access");
    assert_eq!(facts.step(), asks("openid email offline_access"));
}

/// RFC 8252 §8.6.
#[test]
fn somebody_elses_installed_application_asks_each_time() {
    let facts = Facts::foreign(ClientKind::Native, ASKED);
    let facts = facts.signed_in().agreed("openid email offline_access");
    assert_eq!(facts.step(), asks("openid email offline_access"));
}

#[test]
fn t_18_prompt_none_is_told_that_consent_is_required() {
    use ClientKind::{Native, Traditional};
    let refused = Step::Refuse(AuthorizeError::ConsentRequired);
    let query = format!("{ASKED}&prompt=none");
    let facts = |kind, scope| Facts::foreign(kind, &query).signed_in().agreed(scope);
    assert_eq!(facts(Traditional, "openid").step(), refused);
    let all = "openid email offline_access";
    assert_eq!(facts(Traditional, all).step(), Step::Done);
    assert_eq!(facts(Native, all).step(), refused);
    assert_eq!(Facts::foreign(Native, &query).step(), LOGIN_REQUIRED);
}

#[test]
fn consent_is_asked_last_and_of_whoever_has_a_session() {
    let foreign = |query: &str| Facts::foreign(ClientKind::Traditional, query);
    assert_eq!(foreign(ASKED).step(), Step::Identify);
    let proven = foreign(ASKED).proven(Some(user("ada")));
    assert_eq!(proven.step(), Step::Done, "the session is made first");
    let completed = foreign(ASKED).completed();
    assert_eq!(completed.step(), asks("openid email offline_access"));
    assert_eq!(foreign("prompt=login").signed_in().step(), Step::Identify);
    let mut barred = foreign(ASKED).completed();
    barred.session.as_mut().unwrap().1 = suspended();
    assert_eq!(barred.step(), Step::Refuse(AuthorizeError::AccessDenied));
}

#[test]
fn t_19_choosing_an_account_proves_nothing() {
    for query in [
        "prompt=select_account&max_age=0",
        "prompt=select_account&max_age=300",
        "prompt=login+select_account",
    ] {
        let facts = || Facts::of(query).signed_in();
        assert_eq!(facts().step(), Step::SelectAccount, "{query}");
        assert_eq!(facts().chosen().step(), Step::Identify, "{query}");
    }
}

#[test]
fn a_trace_sees_every_check_up_to_the_one_that_names_the_step() {
    let mut seen = Seen::default();
    let facts = Facts::of("max_age=0").signed_in();
    next_step(&facts.situation(), &mut seen);
    assert_eq!(
        seen.0,
        [
            (Check::Identified, true),
            (Check::NotSuspended, true),
            (Check::Expected, true),
            (Check::Chosen, true),
            (Check::Allowed, true),
            (Check::Fresh, false),
        ]
    );
}

prop_compose! {
    fn any_demand()(
        [again, choose, silent] in any::<[bool; 3]>(),
        max_age in prop::option::of(0_u32..600),
        expected in prop::option::of(prop::sample::select(vec!["ada", "eve"])),
        consent in prop::sample::select(vec![
            ConsentRule::FirstParty,
            ConsentRule::UnlessRemembered(Consent::to("openid email".parse().unwrap())),
            ConsentRule::EachTime(Consent::to("openid email".parse().unwrap())),
        ]),
    ) -> Demand {
        Demand {
            again,
            choose,
            max_age: max_age.map(Lifetime::seconds),
            user: expected.map(|user| user.parse().unwrap()),
            silent,
            consent,
        }
    }
}

proptest! {
    /// Evidence of the account that is signed in, given to enter it. That of another account may be
    /// refused sooner, as it answers another question.
    #[test]
    fn more_evidence_never_fails_an_earlier_check(
        demand in any_demand(),
        agreed in prop::sample::select(vec!["", "openid", "openid email"]),
    ) {
        let nothing = Facts { demand, ..Facts::of("") }.agreed(agreed);
        let signed_in = nothing.clone().signed_in();
        for less in [signed_in.clone().chosen(), signed_in, nothing] {
            for more in [less.clone().proven(Some(user("ada"))), less.clone().completed()] {
                prop_assert!(less.passes() <= more.passes());
            }
        }
    }
}
