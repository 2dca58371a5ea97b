//! One of each noun. Ids are told apart by a number; times are literal.

use oidc_core::{
    access_token::AccessToken,
    account::{identifier::Identifier, usage_type::UsageType, verification_code::VerificationCode},
    actor::Actor,
    authorize::request::AuthorizationRequest,
    claims_request::ClaimsRequest,
    client::{Client, ClientKind, SealedClientSecret},
    code::AuthorizationCode,
    event::{Event, EventContext, EventKind},
    first_screen::FirstScreen,
    grant::Grant,
    id::*,
    interaction::{
        Evidence, EvidenceKind, Goal, Interaction, InteractionEvent, Proof, Proofs, Proven,
    },
    key::{Algorithm, KeyStage, SealedKey, thumbprint::Thumbprint},
    prompt::Prompts,
    refresh::RefreshFamily,
    response_mode::ResponseMode,
    secret::Digest,
    session::Session,
    sign_in_choices::SignInChoices,
    source::Source,
    subject::Subject,
    time::{Lifetime, Timestamp},
    token::request::GrantType,
    user::User,
    user_agent::UserAgent,
};
use serde_json::{Map, Value, json};
use store::{Delivery, DeliveryKind};

/// The moment at which every test begins.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_764_000_000_123);

/// So many minutes later.
pub(crate) fn later(minutes: u32) -> Timestamp {
    NOW.plus(Lifetime::minutes(minutes))
}

/// Sixteen bytes that begin with `NOW`.
pub(crate) fn id(number: u32) -> [u8; 16] {
    let mut bytes = *GrantId::floor(NOW).as_bytes();
    bytes[12..].copy_from_slice(&number.to_be_bytes());
    bytes
}

pub(crate) fn digest(text: &str) -> Digest {
    Digest::of(text)
}

pub(crate) fn map(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

pub(crate) fn client(name: &str) -> Client {
    Client {
        name: format!("The “{name}” shop"),
        grant_types: Some([GrantType::AuthorizationCode].into()),
        response_modes: Some([ResponseMode::Query, ResponseMode::FormPost].into()),
        cors_allowed_origins: vec!["capacitor://localhost".parse().unwrap()],
        redirect_uris: vec![
            "https://shop.example/callback?a=1".parse().unwrap(),
            "http://localhost:3000/callback".parse().unwrap(),
        ],
        post_logout_redirect_uris: vec!["https://shop.example".parse().unwrap()],
        frontchannel_logout_session_required: true,
        initiate_login_uri: Some("https://shop.example/login".parse().unwrap()),
        id_token_alg: Some(Algorithm::Es256),
        access_token_lifetime: Some(Lifetime::minutes(5)),
        registration: Some("first".parse().unwrap()),
        ..Client::new(
            name.parse().unwrap(),
            ClientKind::Traditional,
            Source::File,
            NOW,
        )
    }
}

pub(crate) fn secret(client: &str, name: &str) -> SealedClientSecret {
    SealedClientSecret {
        client_id: client.parse().unwrap(),
        name: name.to_owned(),
        sealed: vec![0, 1, 255],
        expires_at: Some(later(60)),
        source: Source::File,
        created_at: NOW,
        last_used_at: None,
    }
}

pub(crate) fn user(name: &str) -> User {
    User {
        id: name.parse().unwrap(),
        email: Some(format!("{name}@example.com").parse().unwrap()),
        email_verified_at: Some(NOW),
        phone: None,
        phone_verified_at: Some(NOW),
        username: Some(name.to_owned()),
        name: Some("Ada Löwe 🦁".to_owned()),
        avatar: None,
        profile: map(&json!({ "locale": "fr", "address": { "country": "FR" } })),
        custom_data: map(&json!({ "plan": ["a", 1, null, true] })),
        sign_in_choices: SignInChoices {
            second_factor: Some(true),
            passkey_declined: true,
            ..SignInChoices::default()
        },
        suspended_at: None,
        last_sign_in_at: None,
        registered_by: Some("shop".parse().unwrap()),
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn session(number: u32, user: &str) -> Session {
    Session {
        id: SessionId::from_bytes(id(number)),
        digest: digest("session"),
        user_id: user.parse().unwrap(),
        auth_time: NOW,
        proofs: proofs(NOW),
        created_at: NOW,
        seen_at: NOW,
        expires_at: later(60),
        ended_at: None,
    }
}

/// A mailed code, typed then.
pub(crate) fn proofs(at: Timestamp) -> Proofs {
    vec![Proof {
        kind: EvidenceKind::EmailCode,
        at,
        about: None,
    }]
    .into()
}

fn claims() -> ClaimsRequest {
    ClaimsRequest {
        userinfo: ["name".to_owned(), "phone_number".to_owned()].into(),
        id_token: ["address".to_owned()].into(),
    }
}

pub(crate) fn request(client: &str) -> AuthorizationRequest {
    AuthorizationRequest {
        client_id: client.parse().unwrap(),
        redirect_uri: "https://shop.example/callback?a=1".to_owned(),
        redirect_uri_given: true,
        response_mode: ResponseMode::Query,
        scope: "openid email".parse().unwrap(),
        resources: vec!["urn:one".to_owned()],
        resource_scopes: [("urn:one".to_owned(), "read".parse().unwrap())].into(),
        state: Some("a+b/c=d \"é\" \\ €".to_owned()),
        nonce: Some("n-0S6".to_owned()),
        code_challenge: Some(
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
                .parse()
                .unwrap(),
        ),
        prompt: "login consent".parse::<Prompts>().unwrap(),
        max_age: Some(Lifetime::seconds(60)),
        login_hint: Some("ada@example.com".to_owned()),
        ui_locales: None,
        first_screen: FirstScreen::Register,
        hinted_user: Some("ada".parse().unwrap()),
        claims: Some(claims()),
    }
}

pub(crate) fn interaction(number: u32) -> Interaction {
    Interaction {
        id: InteractionId::from_bytes(id(number)),
        browser: digest("browser"),
        goal: Goal::Authorize(Box::new(request("shop"))),
        event: InteractionEvent::SignIn,
        identifier: None,
        holder: None,
        user_id: None,
        session_id: None,
        chosen_session: None,
        created_at: NOW,
        expires_at: later(60),
        finished_at: None,
    }
}

pub(crate) fn identifier(email: &str) -> Identifier {
    Identifier::Email(email.parse().unwrap())
}

pub(crate) fn evidence(number: u32, interaction: &Interaction) -> Evidence {
    Evidence {
        id: VerificationId::from_bytes(id(number)),
        interaction_id: interaction.id,
        at: later(1),
        proven: Proven::Identifier(identifier("ada@example.com")),
    }
}

pub(crate) fn verification_code(
    number: u32,
    interaction: Option<&Interaction>,
) -> VerificationCode {
    VerificationCode {
        id: VerificationCodeId::from_bytes(id(number)),
        interaction_id: interaction.map(|interaction| interaction.id),
        recipient: identifier("ada@example.com"),
        usage_type: UsageType::SignIn,
        digest: digest("482913"),
        tries: 0,
        mail_id: DeliveryId::from_bytes(id(number)),
        created_at: NOW,
        expires_at: later(10),
        consumed_at: None,
    }
}

pub(crate) fn grant(number: u32, user: &str, session: &Session) -> Grant {
    Grant {
        id: GrantId::from_bytes(id(number)),
        subject: Subject::User(user.parse().unwrap()),
        client_id: "shop".parse().unwrap(),
        registration: Some("first".parse().unwrap()),
        session_id: Some(session.id),
        auth_time: NOW,
        amr: vec!["otp".to_owned(), "mfa".to_owned()],
        scope: "openid offline_access email".parse().unwrap(),
        resources: vec!["urn:one".to_owned()],
        claims: Some(claims()),
        created_at: NOW,
        expires_at: later(600),
        revoked_at: None,
    }
}

fn thumbprint() -> Thumbprint {
    // RFC 7638 §3.1.
    "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        .parse()
        .unwrap()
}

pub(crate) fn sid(number: u32) -> Sid {
    Sid::from_bytes(id(number))
}

pub(crate) fn code(number: u32, grant: &Grant) -> AuthorizationCode {
    AuthorizationCode {
        id: CodeId::from_bytes(id(number)),
        digest: digest("code"),
        grant_id: grant.id,
        client_id: grant.client_id.clone(),
        redirect_uri: "https://shop.example/callback?a=1".to_owned(),
        redirect_uri_given: true,
        nonce: Some("n-0S6".to_owned()),
        code_challenge: None,
        audience: Some("https://api.example".to_owned()),
        jkt: Some(thumbprint()),
        expires_at: later(1),
        consumed_at: None,
    }
}

pub(crate) fn access_token(number: u32, grant: &Grant) -> AccessToken {
    AccessToken {
        id: AccessTokenId::from_bytes(id(number)),
        digest: digest("token"),
        grant_id: grant.id,
        scope: "openid email".parse().unwrap(),
        audience: Some("https://api.example".to_owned()),
        jkt: Some(thumbprint()),
        expires_at: later(60),
        revoked_at: None,
    }
}

pub(crate) fn family(number: u32, grant: &Grant) -> RefreshFamily {
    RefreshFamily {
        id: FamilyId::from_bytes(id(number)),
        salt: [9; 16],
        grant_id: grant.id,
        client_id: grant.client_id.clone(),
        scope: grant.scope.clone(),
        audience: Some("https://api.example".to_owned()),
        jkt: Some(thumbprint()),
        generation: 0,
        rotated_at: NOW,
        created_at: NOW,
        expires_at: later(300),
        revoked_at: None,
    }
}

pub(crate) fn key(kid: &str) -> SealedKey {
    SealedKey {
        kid: kid.to_owned(),
        algorithm: Algorithm::Rs256,
        stage: KeyStage::Current,
        sealed: vec![1, 2, 3],
        created_at: NOW,
        activates_at: None,
        retires_at: None,
    }
}

pub(crate) fn mail(number: u32) -> Delivery {
    Delivery {
        id: DeliveryId::from_bytes(id(number)),
        kind: DeliveryKind::Mail,
        target: Some("the desk".to_owned()),
        sealed: vec![7; 40],
        usage_type: Some(UsageType::Register),
        attempts: 0,
        created_at: NOW,
        expires_at: later(10),
        next_attempt_at: NOW,
        sent_at: None,
        flow: None,
        recipient: None,
    }
}

pub(crate) fn event(number: u32, kind: EventKind) -> Event {
    Event {
        id: EventId::from_bytes(id(number)),
        kind,
        at: NOW,
        actor: Some(Actor::User("ada".parse().unwrap())),
        user_id: Some("ada".parse().unwrap()),
        client_id: None,
        context: EventContext {
            ip: Some("2001:db8::/64".to_owned()),
            agent: UserAgent::of(b"Firefox"),
            request_id: Some("abcdefghij".to_owned()),
            flow: Some(InteractionId::from_bytes(id(number))),
        },
        data: map(&json!({ "reason": "because" })),
    }
}
