//! What becomes of a mail when the other side answers, refuses, hangs or is not there.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
};

use oidc_core::{account::usage_type::UsageType, event::EventKind, id::MailId};
use store::{MailState, Store};

use super::*;
use crate::{
    clock::Clock,
    config::{File, Mode, Settings},
    entropy::Entropy,
    jobs::letter::Letter,
};

const BEGIN: Timestamp = Timestamp::from_millis(1_800_000_000_000);
const LIFETIME: Lifetime = Lifetime::minutes(10);

async fn app(email: &str) -> App {
    let text = format!("{email}\n[oidc]\nid_token_alg = \"ES256\"\n[demo]\nenabled = false\n");
    let file: File = toml::from_str(&text).unwrap();
    let mut settings = Settings::check(&file, Mode::Development).unwrap();
    let key = oidc_core::seal::SealingKey::from_bytes([7; 32]);
    settings.master_key = crate::config::secrets::MasterKey::Given(key);
    let store = Store::open("sqlite::memory:").await.unwrap();
    App::assemble(settings, store, Clock::fixed(BEGIN), Entropy::seeded(1))
        .await
        .unwrap()
}

fn mailgun(address: SocketAddr) -> String {
    format!(
        "[email]\nconnector = \"mailgun\"\n[email.mailgun]\ndomain = \"mg.example\"\n\
         api_key = \"key-1\"\nfrom = \"a@ex.com\"\nbase_url = \"http://{address}\"\n"
    )
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

async fn push(app: &App) -> MailId {
    let letter = Letter {
        to: "ada@example.com".parse().unwrap(),
        usage_type: UsageType::SignIn,
        code: "482913".into(),
        locale: "en".to_owned(),
        ui_locales: None,
        application: ("shop".parse().unwrap(), "Bookstore".to_owned()).into(),
    };
    let now = app.clock.now();
    let mut rng = app.entropy.rng();
    let mail = letter
        .seal(&app.secrets.sealing, now, now.plus(LIFETIME), &mut rng)
        .unwrap();
    let pushed = &mail;
    app.store
        .transact(|mut tx| async move { tx.outbox().push(pushed).await })
        .await
        .unwrap();
    mail.id
}

async fn round(app: &App) {
    deliver(app).await.unwrap();
}

async fn state(app: &App, id: MailId) -> MailState {
    let found = app
        .store
        .read(|mut tx| async move { tx.outbox().state(&id).await })
        .await;
    found.unwrap().unwrap()
}

async fn due(app: &App) -> Option<Timestamp> {
    let now = app.clock.now();
    app.store
        .read(|mut tx| async move { tx.outbox().next_due(now).await })
        .await
        .unwrap()
}

async fn events(app: &App, kind: EventKind) -> i64 {
    app.store
        .read(|mut tx| async move { tx.events().count(kind).await })
        .await
        .unwrap()
}

async fn kept(app: &App) -> Vec<Mail> {
    let since = Timestamp::EPOCH;
    app.store
        .read(|mut tx| async move { tx.outbox().recent_sent(since, 9).await })
        .await
        .unwrap()
}

#[tokio::test]
async fn the_mailbox_keeps_what_it_shows() {
    let app = app("").await;
    let id = push(&app).await;
    round(&app).await;
    assert_eq!(state(&app, id).await, MailState::Sent);
    let kept = kept(&app).await;
    let content = compose(&app, &kept[0]).unwrap().built_in;
    assert_eq!(content.subject, "482913 is your code for Bookstore");
    assert!(content.html.contains("482913") && content.text.contains("10 minutes"));
}

#[tokio::test]
async fn a_mail_that_left_is_wiped() {
    let app = app(&mailgun(provider("200 OK"))).await;
    let id = push(&app).await;
    round(&app).await;
    assert_eq!(state(&app, id).await, MailState::Sent);
    assert!(kept(&app).await.is_empty());
}

#[tokio::test]
async fn wrong_credentials_end_a_mail_at_once_with_an_event() {
    for status in ["401 Unauthorized", "403 Forbidden", "404 Not Found"] {
        let app = app(&mailgun(provider(status))).await;
        let id = push(&app).await;
        round(&app).await;
        assert_eq!(state(&app, id).await, MailState::Dead, "{status}");
        assert_eq!(
            events(&app, EventKind::MailMisconfigured).await,
            1,
            "{status}"
        );
        assert_eq!(due(&app).await, None, "{status}");
    }
}

#[tokio::test]
async fn what_may_pass_is_tried_again_until_the_code_expires() {
    for status in ["429 Too Many Requests", "500 Internal Server Error"] {
        let app = app(&mailgun(provider(status))).await;
        let id = push(&app).await;
        let (mut tries, mut last) = (0, Lifetime::ZERO);
        while state(&app, id).await == MailState::Waiting {
            round(&app).await;
            tries += 1;
            if let Some(next) = due(&app).await {
                let wait = next.since(app.clock.now());
                assert!(
                    wait >= Lifetime::seconds(2) && wait <= Lifetime::seconds(75),
                    "{wait:?}"
                );
                last = wait;
                app.clock.set(next);
            }
        }
        assert!(
            tries > 8 && last >= Lifetime::seconds(60),
            "{status}: {tries} tries, {last:?}"
        );
        assert!(app.clock.now() < BEGIN.plus(LIFETIME));
        assert_eq!(state(&app, id).await, MailState::Dead);
        assert_eq!(events(&app, EventKind::MailDead).await, 1);
    }
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_tried_again_and_found_when_it_comes_back() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let app = app(&mailgun(address)).await;
    let id = push(&app).await;
    round(&app).await;
    assert_eq!(state(&app, id).await, MailState::Waiting);
    let listener = TcpListener::bind(address).unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 16_384]);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    });
    app.clock.set(due(&app).await.unwrap());
    round(&app).await;
    assert_eq!(state(&app, id).await, MailState::Sent);
}

#[tokio::test]
async fn a_mail_is_never_sent_after_its_code_has_expired() {
    let app = app("").await;
    let id = push(&app).await;
    app.clock.advance(LIFETIME);
    round(&app).await;
    crate::jobs::sweep::batch(&app).await.unwrap();
    assert_eq!(state(&app, id).await, MailState::Expired);
    assert!(kept(&app).await.is_empty());
}

#[tokio::test]
async fn a_mail_whose_server_died_goes_out_when_its_lease_has_run_out() {
    let app = app("").await;
    let id = push(&app).await;
    let (now, lease) = (app.clock.now(), lease(app.snapshot().connector.as_deref()));
    let claimed = app
        .store
        .transact(|mut tx| async move { tx.outbox().claim(now, lease, 9).await })
        .await;
    assert_eq!(claimed.unwrap().len(), 1);
    round(&app).await;
    assert_eq!(
        state(&app, id).await,
        MailState::Waiting,
        "somebody else is at it"
    );
    app.clock.advance(lease);
    round(&app).await;
    assert_eq!(state(&app, id).await, MailState::Sent);
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
    let app = app(&mailgun(address)).await;
    let rounds = Round::new(app.clone());
    let slow = push(&app).await;
    rounds.begin().await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let quick = push(&app).await;
    rounds.begin().await.unwrap();
    for _ in 0..100 {
        if state(&app, quick).await == MailState::Sent {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(state(&app, quick).await, MailState::Sent);
    assert_eq!(state(&app, slow).await, MailState::Waiting);
}
