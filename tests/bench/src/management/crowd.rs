//! Those who are there: people with what they have done, applications, and the grants of one of them.

use aws_lc_rs::digest::{SHA256, digest};
use engine::{application, entropy::Entropy, instance_secrets::InstanceSecrets};
use oidc_core::{
    client::{Client, ClientKind, details::ClientDetails},
    day::Day,
    event::{Event, EventContext, EventKind},
    grant::{self, Grant},
    id::{ClientId, EventId, GrantId, InteractionId, UserId},
    secret::Secret,
    source::Source,
    subject::Subject,
    time::{Lifetime, Timestamp},
    user::User,
};
use store::{Store, StoreError, Tx};

use super::instance_key;

/// The application that is removed.
pub const CROWDED: &str = "bench-crowded";

/// Days over which people came.
const CAME: u32 = 400;
/// Days over which they signed in.
const SIGNED_IN: u32 = 30;
/// Days over which they were active, and on how many of them each was.
const ACTIVE: (u32, u32) = (60, 4);

/// One kind of rows.
#[derive(Clone)]
pub enum Crowd {
    /// People, spread over some months.
    People(u32),
    /// On which days they were active.
    Activity,
    /// A sign-in of each, with the mail that was asked for and the session that began.
    SignIns(u32),
    /// Applications with their secrets.
    Applications(Box<(InstanceSecrets, Entropy)>),
    /// Grants of as many people to the application that is removed.
    Grants(u32),
}

impl Crowd {
    /// Applications, whose secrets are sealed as the instance seals its own.
    pub async fn applications(store: &Store) -> anyhow::Result<Self> {
        let secrets = instance_key::secrets(store).await?;
        Ok(Self::Applications(Box::new((secrets, Entropy::system()?))))
    }

    /// Whether several transactions can write them at once: whoever writes a client waits for whoever
    /// does already.
    pub const fn may_go_beside(&self) -> bool {
        !matches!(self, Self::Applications(..))
    }

    /// Writes the row with this number.
    pub async fn write(&self, tx: &mut Tx, number: u32, now: Timestamp) -> Result<(), StoreError> {
        match self {
            Self::People(all) => {
                let at = now.minus(spread(CAME, number, *all));
                tx.users().insert(&person(number, at)?).await.map(drop)
            }
            Self::Activity => {
                for turn in 0..ACTIVE.1 {
                    let back = number.wrapping_mul(7) + turn * (ACTIVE.0 / ACTIVE.1);
                    let day = Day::of(now).minus(i64::from(back % ACTIVE.0));
                    tx.activity().note(&user_id(number)?, day).await?;
                }
                Ok(())
            }
            Self::SignIns(all) => {
                sign_in(tx, number, now.minus(spread(SIGNED_IN, number, *all))).await
            }
            Self::Applications(sealing) => {
                let at = now.minus(Lifetime::minutes(number));
                application(tx, number, at, sealing).await
            }
            Self::Grants(people) => {
                let grant = grant(number, user_id(number % people)?, now)?;
                tx.grants().insert(&grant).await
            }
        }
    }
}

/// The id of an application.
pub fn application_id(number: u32) -> String {
    format!("app-{number}")
}

/// The id of a person: without an order, like those of real people.
pub fn user_id(number: u32) -> Result<UserId, StoreError> {
    let [high, low, ..] = *scattered("person", number).as_chunks::<3>().0 else {
        return Err(wrong("id of a person"));
    };
    let number = |[a, b, c]: [u8; 3]| u32::from_be_bytes([0, a, b, c]);
    let id = format!("{:06x}{:06x}", number(high), number(low));
    id.parse().map_err(|_| wrong("id of a person"))
}

fn person(number: u32, at: Timestamp) -> Result<User, StoreError> {
    let email = format!("ada{number}@people.example");
    let email = email.parse().map_err(|_| wrong("address"))?;
    Ok(User {
        username: Some(format!("ada{number}")),
        name: Some(format!("Ada the {number}th")),
        ..User::new(user_id(number)?, Some(email), at)
    })
}

async fn sign_in(tx: &mut Tx, number: u32, at: Timestamp) -> Result<(), StoreError> {
    let flow = InteractionId::from_bytes(ordered("flow", number, at));
    let client = application_id(number % 1_000);
    for kind in [EventKind::CodeRequested, EventKind::SessionStarted] {
        let id = EventId::from_bytes(ordered(kind.as_str(), number, at));
        let context = EventContext {
            ip: Some("192.0.2.7".to_owned()),
            flow: Some(flow),
            ..EventContext::default()
        };
        let event = Event {
            user_id: Some(user_id(number)?),
            client_id: Some(client.parse().map_err(|_| wrong("id of a client"))?),
            ..Event::new(id, kind, at, context)
        };
        tx.events().append(&event).await?;
    }
    Ok(())
}

async fn application(
    tx: &mut Tx,
    number: u32,
    at: Timestamp,
    (secrets, entropy): &(InstanceSecrets, Entropy),
) -> Result<(), StoreError> {
    let id: ClientId = application_id(number)
        .parse()
        .map_err(|_| wrong("id of a client"))?;
    let callback = format!("https://app{number}.example/callback");
    let client = Client {
        name: format!("Application {number}"),
        redirect_uris: vec![callback.parse().map_err(|_| wrong("redirect URI"))?],
        ..Client::new(id.clone(), ClientKind::Traditional, Source::Console, at)
    };
    let secret = Secret::new(format!("secret-of-application-{number}"));
    let sealed = application::seal(secrets, &id, "default", &secret, at, &mut entropy.rng())
        .map_err(|_| wrong("secret"))?;
    let details = ClientDetails {
        description: Some(format!("What application {number} is for")),
        ..ClientDetails::new(id)
    };
    tx.clients().insert(&client).await?;
    tx.clients().add_secret(&sealed).await?;
    tx.applications().put_details(&details).await
}

/// The application that is removed.
pub async fn crowded(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    let id = CROWDED.parse().map_err(|_| wrong("id of a client"))?;
    let client = Client::new(id, ClientKind::Traditional, Source::Console, now);
    tx.clients().insert(&client).await.map(drop)
}

fn grant(number: u32, user: UserId, now: Timestamp) -> Result<Grant, StoreError> {
    Ok(Grant {
        id: GrantId::from_bytes(ordered("grant", number, now)),
        subject: Subject::User(user),
        client_id: CROWDED.parse().map_err(|_| wrong("id of a client"))?,
        registration: None,
        session_id: None,
        auth_time: now,
        amr: vec!["otp".to_owned()],
        scope: "openid profile email offline_access"
            .parse()
            .map_err(|_| wrong("scope"))?,
        resources: Vec::new(),
        claims: None,
        created_at: now,
        expires_at: now.plus(grant::LIFETIME),
        revoked_at: None,
    })
}

/// How long ago it was for one of all, when they are spread over so many days.
fn spread(days: u32, number: u32, all: u32) -> Lifetime {
    Lifetime::millis(i64::from(days) * 86_400_000 * i64::from(number) / i64::from(all.max(1)))
}

fn ordered(kind: &str, number: u32, at: Timestamp) -> [u8; 16] {
    let mut id = *EventId::floor(at).as_bytes();
    id[6..].copy_from_slice(&scattered(kind, number)[..10]);
    id
}

fn scattered(kind: &str, number: u32) -> [u8; 32] {
    let text = format!("{kind} {number}");
    let digest = digest(&SHA256, text.as_bytes());
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest.as_ref());
    bytes
}

fn wrong(what: &'static str) -> StoreError {
    StoreError::Corrupt { what: what.into() }
}
