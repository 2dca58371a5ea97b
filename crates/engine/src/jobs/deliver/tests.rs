//! What becomes of a mail when the other side answers, refuses, hangs or is not there.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
};

use connectors::{
    ConnectorConfig,
    outbound::{Outbound, OutboundConfig},
};
use oidc_core::{
    account::usage_type::UsageType,
    connector::{ConnectorKind, Rank},
    event::EventKind,
    id::DeliveryId,
    seal::SealingKey,
    source::Source,
    time::Timestamp,
};
use sign_in_ui::Pages;
use store::{DeliveryState, OF_FILE, Store, StoredConnector};

use super::*;
use crate::{
    author::Author,
    clock::Clock,
    config::{Config, Mode},
    entropy::Entropy,
    instance_secrets::InstanceSecrets,
    mail::{compose::compose, letter::Letter, outbox},
    place,
};

const BEGIN: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const MAIL: DeliveryKind = DeliveryKind::Mail;
const LIFETIME: Lifetime = Lifetime::minutes(10);

/// An instance that sends through this connector; into the mailbox without one.
async fn engine(connector: Option<ConnectorConfig>) -> Engine {
    let store = Store::open("sqlite::memory:").await.unwrap();
    let (clock, entropy) = (Clock::fixed(BEGIN), Entropy::seeded(1));
    let secrets = InstanceSecrets::derive(SealingKey::from_bytes([7; 32])).unwrap();
    if let Some(connector) = connector {
        let plain = serde_json::to_vec(&connector).unwrap();
        let sealed = secrets
            .sealing
            .seal(&place::connector(OF_FILE), &plain, &mut entropy.rng());
        let stored = &StoredConnector {
            id: OF_FILE.parse().unwrap(),
            kind: ConnectorKind::Email,
            provider: "mailgun".to_owned(),
            sealed_config: sealed.unwrap(),
            rank: Rank::First,
            source: Source::File,
            declared_at: None,
            created_at: BEGIN,
            updated_at: BEGIN,
        };
        store
            .transact(|mut tx| async move { tx.connectors().insert(stored).await })
            .await
            .unwrap();
    }
    let config = Config {
        mode: Mode::Development,
        issuer: "http://localhost:3001/oidc".to_owned(),
        console: std::collections::HashSet::new(),
        administrators: Vec::new(),
        experience_declared_at: std::collections::BTreeMap::new(),
        outbound: Outbound::new(OutboundConfig::default()),
        request_timeout: std::time::Duration::from_secs(30),
        status_api_key: None,
    };
    let mails = Arc::new(Pages::load().unwrap());
    Box::pin(Engine::start(config, store, clock, entropy, secrets, mails))
        .await
        .unwrap()
}

fn mailgun(address: SocketAddr) -> ConnectorConfig {
    let config = serde_json::json!({
        "domain": "mg.example",
        "apiKey": "key-1",
        "from": "a@ex.com",
        "baseUrl": format!("http://{address}"),
    });
    ConnectorConfig::Mailgun(serde_json::from_value(config).unwrap())
}

/// Answers every request with this status.
fn provider(status: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 16_384];
            let _ = stream.read(&mut request);
            let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 2\r\n");
            let _ = write!(stream, "{head}content-type: application/json\r\n\r\n{{}}");
        }
    });
    address
}

async fn push(engine: &Engine) -> DeliveryId {
    let letter = Letter {
        to: "ada@example.com".parse().unwrap(),
        usage_type: UsageType::SignIn,
        code: "482913".into(),
        locale: "en".to_owned(),
        ui_locales: None,
        application: ("shop".parse().unwrap(), "Bookstore".to_owned()).into(),
    };
    let now = engine.clock.now();
    let mut rng = engine.entropy.rng();
    let mail = letter
        .seal(&engine.secrets.sealing, now, now.plus(LIFETIME), &mut rng)
        .unwrap();
    let pushed = &mail;
    engine
        .store
        .transact(|mut tx| async move { tx.deliveries().push(pushed).await })
        .await
        .unwrap();
    mail.id
}

async fn round(engine: &Engine) {
    deliver(engine).await.unwrap();
}

async fn state(engine: &Engine, id: DeliveryId) -> DeliveryState {
    let found = engine
        .store
        .read(|mut tx| async move { tx.deliveries().state(&id).await })
        .await;
    found.unwrap().unwrap()
}

async fn due(engine: &Engine) -> Option<Timestamp> {
    let now = engine.clock.now();
    engine
        .store
        .read(|mut tx| async move { tx.deliveries().next_due(MAIL, now).await })
        .await
        .unwrap()
}

async fn events(engine: &Engine, kind: EventKind) -> i64 {
    engine
        .store
        .read(|mut tx| async move { tx.events().count(kind).await })
        .await
        .unwrap()
}

async fn kept(engine: &Engine) -> Vec<Delivery> {
    let since = Timestamp::EPOCH;
    engine
        .store
        .read(|mut tx| async move { tx.deliveries().recent_sent(MAIL, since, 9).await })
        .await
        .unwrap()
}

#[tokio::test]
async fn the_mailbox_keeps_what_it_shows() {
    let engine = engine(None).await;
    let id = push(&engine).await;
    round(&engine).await;
    assert_eq!(state(&engine, id).await, DeliveryState::Sent);
    let kept = kept(&engine).await;
    let content = compose(&engine, &kept[0]).unwrap().built_in;
    assert_eq!(content.subject, "482913 is your code for Bookstore");
    assert!(content.html.contains("482913") && content.text.contains("10 minutes"));
}

#[tokio::test]
async fn a_mail_that_left_is_wiped() {
    let engine = engine(Some(mailgun(provider("200 OK")))).await;
    let id = push(&engine).await;
    round(&engine).await;
    assert_eq!(state(&engine, id).await, DeliveryState::Sent);
    assert!(kept(&engine).await.is_empty());
}

#[tokio::test]
async fn wrong_credentials_end_a_mail_at_once_with_an_event() {
    for status in ["401 Unauthorized", "403 Forbidden", "404 Not Found"] {
        let engine = engine(Some(mailgun(provider(status)))).await;
        let id = push(&engine).await;
        round(&engine).await;
        assert_eq!(state(&engine, id).await, DeliveryState::Dead, "{status}");
        assert_eq!(
            events(&engine, EventKind::MailMisconfigured).await,
            1,
            "{status}"
        );
        assert_eq!(due(&engine).await, None, "{status}");
    }
}

#[tokio::test]
async fn what_may_pass_is_tried_again_until_the_code_expires() {
    for status in ["429 Too Many Requests", "500 Breakdown Server Error"] {
        let engine = engine(Some(mailgun(provider(status)))).await;
        let id = push(&engine).await;
        let (mut tries, mut last) = (0, Lifetime::ZERO);
        while state(&engine, id).await == DeliveryState::Waiting {
            round(&engine).await;
            tries += 1;
            if let Some(next) = due(&engine).await {
                let wait = next.since(engine.clock.now());
                assert!(
                    wait >= Lifetime::seconds(2) && wait <= Lifetime::seconds(75),
                    "{wait:?}"
                );
                last = wait;
                engine.clock.set(next);
            }
        }
        assert!(
            tries > 8 && last >= Lifetime::seconds(60),
            "{status}: {tries} tries, {last:?}"
        );
        assert!(engine.clock.now() < BEGIN.plus(LIFETIME));
        assert_eq!(state(&engine, id).await, DeliveryState::Dead);
        assert_eq!(events(&engine, EventKind::MailDead).await, 1);
    }
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_tried_again_and_found_when_it_comes_back() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let engine = engine(Some(mailgun(address))).await;
    let id = push(&engine).await;
    round(&engine).await;
    assert_eq!(state(&engine, id).await, DeliveryState::Waiting);
    let listener = TcpListener::bind(address).unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 16_384]);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    });
    engine.clock.set(due(&engine).await.unwrap());
    round(&engine).await;
    assert_eq!(state(&engine, id).await, DeliveryState::Sent);
}

#[tokio::test]
async fn a_mail_is_never_sent_after_its_code_has_expired() {
    let engine = engine(None).await;
    let id = push(&engine).await;
    engine.clock.advance(LIFETIME);
    round(&engine).await;
    crate::jobs::sweep::batch(&engine).await.unwrap();
    assert_eq!(state(&engine, id).await, DeliveryState::Expired);
    assert!(kept(&engine).await.is_empty());
}

#[tokio::test]
async fn a_mail_whose_server_died_goes_out_when_its_lease_has_run_out() {
    let engine = engine(None).await;
    let id = push(&engine).await;
    let (now, lease) = (engine.clock.now(), Way::now(&engine, MAIL).lease(&engine));
    let claimed = engine
        .store
        .transact(|mut tx| async move { tx.deliveries().claim(MAIL, now, lease, 9).await })
        .await;
    assert_eq!(claimed.unwrap().len(), 1);
    round(&engine).await;
    assert_eq!(
        state(&engine, id).await,
        DeliveryState::Waiting,
        "somebody else is at it"
    );
    engine.clock.advance(lease);
    round(&engine).await;
    assert_eq!(state(&engine, id).await, DeliveryState::Sent);
}

#[tokio::test]
async fn a_node_that_was_stopped_with_a_mail_in_hand_leaves_it_to_its_lease() {
    let engine = engine(None).await;
    let way = Way::now(&engine, MAIL);
    for (late, becomes) in [
        (Duration::from_secs(4), DeliveryState::Sent),
        (MARGIN, DeliveryState::Waiting),
    ] {
        let id = push(&engine).await;
        let (at, lease) = (engine.clock.now(), way.lease(&engine));
        let claimed = engine
            .store
            .transact(|mut tx| async move { tx.deliveries().claim(MAIL, at, lease, 1).await });
        let [delivery] = claimed.await.unwrap().try_into().unwrap();
        let claimed = Claimed {
            delivery,
            at,
            share: None,
        };
        engine.clock.advance(seconds(late));
        claimed.hand_over(&engine, &way).await;
        assert_eq!(state(&engine, id).await, becomes, "{late:?}");
    }
}

#[tokio::test]
async fn a_mail_that_is_taken_back_in_the_hands_of_a_slow_node_stays_taken_back() {
    for status in ["200 OK", "400 Bad Request", "401 Unauthorized", "503 X"] {
        let engine = engine(Some(mailgun(provider(status)))).await;
        let (id, way) = (push(&engine).await, Way::now(&engine, MAIL));
        let (at, lease) = (engine.clock.now(), way.lease(&engine));
        let claimed = engine
            .store
            .transact(|mut tx| async move { tx.deliveries().claim(MAIL, at, lease, 1).await });
        let [delivery] = claimed.await.unwrap().try_into().unwrap();
        engine.clock.advance(lease);
        let taken = outbox::cancel(&engine, &Author::system(), &id).await;
        let taken = taken.unwrap();
        way.hand_over(&engine, delivery, None).await.unwrap();
        let found = engine
            .store
            .read(|mut tx| async move { tx.mails().find(&id).await });
        let found: Result<_, StoreError> = found.await;
        assert_eq!(found.unwrap(), Some(taken), "{status}");
        for (kind, times) in [
            (EventKind::MailCancelled, 1),
            (EventKind::MailDead, 0),
            (EventKind::MailMisconfigured, 0),
        ] {
            assert_eq!(events(&engine, kind).await, times, "{status}: {kind:?}");
        }
    }
}

#[tokio::test]
async fn one_mail_that_hangs_delays_no_other() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut hanging = Vec::new();
        for (number, stream) in listener.incoming().flatten().enumerate() {
            let mut stream = stream;
            if number == 0 {
                hanging.push(stream);
            } else {
                let _ = stream.read(&mut [0; 16_384]);
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
            }
        }
    });
    let engine = engine(Some(mailgun(address))).await;
    let rounds = Round::new(engine.clone(), MAIL);
    let slow = push(&engine).await;
    rounds.begin(Search::All).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let quick = push(&engine).await;
    rounds.begin(Search::All).await.unwrap();
    for _ in 0..100 {
        if state(&engine, quick).await == DeliveryState::Sent {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(state(&engine, quick).await, DeliveryState::Sent);
    assert_eq!(state(&engine, slow).await, DeliveryState::Waiting);
}
