use serde_json::json;

use super::*;
use crate::{
    account::identifier::Identifier,
    client::{Client, ClientKind, tests::client},
    id::{InteractionId, VerificationId},
    interaction::Proven,
    session::tests::{START, session},
    time::Lifetime,
    user::tests::user,
};

const LATER: Timestamp = START.plus(Lifetime::minutes(5));
const LOGIN_REQUIRED: Step = Step::Refuse(AuthorizeError::LoginRequired);

/// The facts of one test, with nobody there until it says otherwise.
struct Facts {
    demand: Demand,
    experience: SignInExperience,
    event: InteractionEvent,
    evidence: Option<Evidence>,
    owner: Option<User>,
    session: Option<(Session, User)>,
    completed: Option<SessionId>,
    chosen: Option<SessionId>,
    remembered: Option<Consent>,
}

impl Facts {
    fn of(query: &str) -> Self {
        Self::at(&client(ClientKind::Traditional, &[]), query)
    }

    /// Of somebody else's client.
    fn foreign(kind: ClientKind, query: &str) -> Self {
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
            session: None,
            completed: None,
            chosen: None,
            remembered: None,
        }
    }

    fn signed_in(mut self) -> Self {
        self.session = Some((session("ada"), user("ada")));
        self
    }

    /// The session was made in this very interaction.
    fn completed(mut self) -> Self {
        self = self.signed_in();
        self.completed = self.session.as_ref().map(|(session, _)| session.id);
        self
    }

    /// The person chose to go on as whoever is signed in.
    fn chosen(mut self) -> Self {
        self.chosen = self.session.as_ref().map(|(session, _)| session.id);
        self
    }

    fn agreed(mut self, scope: &str) -> Self {
        self.remembered = Some(Consent::to(scope.parse().unwrap()));
        self
    }

    fn proven(mut self, owner: Option<User>) -> Self {
        self.evidence = Some(Evidence {
            id: VerificationId::from_bytes([1; 16]),
            interaction_id: InteractionId::from_bytes([2; 16]),
            at: LATER,
            proven: Proven::Identifier(Identifier::Email("ada@example.com".parse().unwrap())),
        });
        self.owner = owner;
        self
    }

    fn to(mut self, event: InteractionEvent) -> Self {
        self.event = event;
        self
    }

    fn expecting(mut self, user: &str) -> Self {
        self.demand.user = Some(user.parse().unwrap());
        self
    }

    fn under(mut self, settings: &serde_json::Value) -> Self {
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
            session: self.session.as_ref().map(|(session, user)| (session, user)),
            completed: self.completed,
            chosen: self.chosen,
            remembered: self.remembered.as_ref(),
            now: LATER,
        }
    }

    fn step(&self) -> Step {
        next_step(&self.situation(), &mut ())
    }
}

fn suspended() -> User {
    User {
        suspended_at: Some(START),
        ..user("ada")
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

#[test]
fn t_40_only_the_session_that_this_interaction_made_counts_once_it_has_made_one() {
    let mut planted = Facts::of("").signed_in();
    planted.completed = Some(SessionId::from_bytes([9; 16]));
    assert_eq!(planted.step(), Step::Identify);
}

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

#[test]
fn t_43_an_ended_or_expired_session_is_nobody() {
    let mut ended = Facts::of("").signed_in();
    ended.session.as_mut().unwrap().0.ended_at = Some(START);
    assert_eq!(ended.step(), Step::Identify);
    let mut expired = Facts::of("").signed_in();
    expired.session.as_mut().unwrap().0.expires_at = LATER;
    assert_eq!(expired.step(), Step::Identify);
}

#[test]
fn a_suspended_person_is_told_after_a_proof_and_the_client_otherwise() {
    let mut signed_in = Facts::of("").signed_in();
    signed_in.session.as_mut().unwrap().1 = suspended();
    assert_eq!(signed_in.step(), Step::Refuse(AuthorizeError::AccessDenied));
    let mut again = Facts::of("prompt=login").signed_in();
    again.session.as_mut().unwrap().1 = suspended();
    assert_eq!(again.step(), Step::Identify, "it may be somebody else now");
    for event in [InteractionEvent::SignIn, InteractionEvent::Register] {
        let proven = Facts::of("").proven(Some(suspended())).to(event);
        assert_eq!(proven.step(), Step::Suspended, "{event}");
    }
}

#[test]
fn a_proven_address_enters_its_account_or_creates_one_and_else_offers_the_other() {
    use InteractionEvent::{Register, SignIn};
    for (owner, event, step) in [
        (Some(user("ada")), SignIn, Step::Done),
        (None, SignIn, Step::NoAccount),
        (None, Register, Step::Done),
        (Some(user("ada")), Register, Step::AccountExists),
    ] {
        let facts = Facts::of("").proven(owner).to(event);
        assert_eq!(facts.step(), step, "{event}");
    }
}

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

const ASKED: &str = "scope=openid+email+offline_access";

fn asks(scope: &str) -> Step {
    Step::Consent(Consent::to(scope.parse().unwrap()))
}

#[test]
fn the_operators_own_client_never_asks_for_consent() {
    for prompt in ["", "&prompt=consent", "&prompt=none"] {
        let facts = Facts::of(&format!("{ASKED}{prompt}")).signed_in();
        assert_eq!(facts.step(), Step::Done, "{prompt}");
    }
}

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
    let mut suspended_one = foreign(ASKED).completed();
    suspended_one.session.as_mut().unwrap().1 = suspended();
    assert_eq!(
        suspended_one.step(),
        Step::Refuse(AuthorizeError::AccessDenied)
    );
}

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
fn a_suspended_person_may_still_choose_another_account() {
    let mut facts = Facts::of("prompt=select_account").signed_in();
    facts.session.as_mut().unwrap().1 = suspended();
    assert_eq!(facts.step(), Step::SelectAccount);
    let denied = Step::Refuse(AuthorizeError::AccessDenied);
    assert_eq!(facts.chosen().step(), denied);
}

#[test]
fn a_trace_sees_every_check_up_to_the_one_that_names_the_step() {
    struct Seen(Vec<(Check, bool)>);
    impl Trace for Seen {
        fn saw(&mut self, check: Check, verdict: &Verdict) {
            self.0.push((check, matches!(verdict, Verdict::Pass(_))));
        }
    }
    let mut seen = Seen(Vec::new());
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
