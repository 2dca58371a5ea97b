//! Mail that cannot leave: the page says so, alike for everybody; what is kept of it, and how long.

use engine::jobs::deliver::deliver;
use oidc_core::{event::EventKind, time::Lifetime};
use testkit::mailgun::{Mailgun, Reply};
use tokio::net::TcpListener;

use super::steps::{at_code_page, at_code_page_of, register, resend, words};
use crate::kit::{Answer, Setup, World, occurs, on_both};

on_both! {
    a_mail_the_provider_refuses_us_is_dead_and_the_page_says_so_to_everybody,
    a_mail_that_fails_for_a_while_is_tried_again_and_arrives,
    a_mail_that_fails_until_its_code_expires_is_given_up_and_wiped,
    nobody_listening_is_a_failure_that_passes,
    a_mail_that_nobody_tried_in_time_is_never_sent_and_is_wiped,
    the_deliveries_hold_nothing_in_clear_and_forget_what_was_sent,
}

/// The world with mail going to a port of this machine.
async fn with_mailgun(world: &World, port: u16) -> World {
    let more = format!(
        "[email]\nconnector = \"mailgun\"\n[email.mailgun]\ndomain = \"mg.example.com\"\n\
         api_key = \"key-of-the-operator\"\nfrom = \"Shop <shop@mg.example.com>\"\n\
         base_url = \"http://127.0.0.1:{port}\""
    );
    let more = Box::leak(more.into_boxed_str());
    world
        .set_up(Setup {
            more,
            ..Setup::default()
        })
        .await
}

/// Wipes what nobody may have sent any more.
async fn forget_texts(world: &World) {
    let (store, now) = (&world.app.store, world.clock.now());
    let wiped = store.transact(|mut tx| async move { tx.mails().forget_texts(now).await });
    let wiped: Result<u64, store::StoreError> = wiped.await;
    wiped.unwrap();
}

/// What a provider answers that says no more than its status.
fn status_line(status: u16) -> Reply {
    Reply::of(&format!("{status} X"), "{}")
}

async fn deliver_all(world: &World) {
    while deliver(&world.app).await.unwrap() {}
}

/// The code page as it stands now, and what its script is told.
async fn now(browser: &mut crate::kit::Browser, page: &Answer) -> (Answer, String) {
    let path = page.form(0).action;
    let query = format!("flow={}", page.form(0).value("flow"));
    let status = browser.get(&format!("{path}/status?{query}")).await;
    let delivery = status.json()["delivery"].as_str().unwrap().to_owned();
    (browser.get(&format!("{path}?{query}")).await, delivery)
}

const FAILED: &str = "The email could not be sent.";

/// The notice is on every page, hidden until the script learns of the failure.
fn says_failed(page: &Answer) -> bool {
    page.body.contains(FAILED) && !page.body.contains("data-failed hidden")
}

async fn count(world: &World, kind: EventKind) -> i64 {
    let counted = world
        .app
        .store
        .read(|mut tx| async move { tx.events().count(kind).await });
    counted.await.unwrap()
}

async fn a_mail_the_provider_refuses_us_is_dead_and_the_page_says_so_to_everybody(world: World) {
    let (world, _folder) = world.on_disk().await;
    register(&world, "ada@example.com").await;
    for (status, kind) in [
        (401, EventKind::MailMisconfigured),
        (403, EventKind::MailMisconfigured),
        (404, EventKind::MailMisconfigured),
        (400, EventKind::MailDead),
    ] {
        let mailgun = Mailgun::answering(status_line(status)).await;
        let world = with_mailgun(&world, mailgun.port).await;
        let before = count(&world, kind).await;
        let mut seen = Vec::new();
        for email in ["ada@example.com", "bob@example.com"] {
            let (mut browser, page) = at_code_page(&world, email).await;
            let (page, delivery) = now(&mut browser, &page).await;
            assert_eq!((says_failed(&page), delivery.as_str()), (false, "waiting"));
            deliver_all(&world).await;
            let (page, delivery) = now(&mut browser, &page).await;
            assert_eq!(delivery, "failed", "{status}");
            assert!(says_failed(&page), "{status}: {}", page.body);
            assert!(!page.body.contains("key-of-the-operator"), "{}", page.body);
            seen.push(words(&page).replace(email, "EMAIL"));
            // Another code is another chance.
            mailgun.answer(status_line(200));
            let page = resend(&world, &mut browser, &page).await;
            deliver_all(&world).await;
            let (page, delivery) = now(&mut browser, &page).await;
            assert_eq!(
                (says_failed(&page), delivery.as_str()),
                (false, "sent"),
                "{status}"
            );
            mailgun.answer(status_line(status));
        }
        assert_eq!(seen[0], seen[1], "{status}");
        assert_eq!(
            mailgun.all().len(),
            4,
            "{status}: dead at once, no second attempt"
        );
        assert_eq!(count(&world, kind).await - before, 2, "{status}");
        world.pass(Lifetime::hours(1));
    }
    assert_eq!(
        world
            .number("select count(*) from deliveries where state = 'dead'")
            .await,
        8
    );
    let texts = "select count(*) from deliveries where sealed is not null and state <> 'sent'";
    // An operator may have them sent as long as their codes live; the next code takes their place.
    assert_eq!(world.number(texts).await, 0);
}

async fn a_mail_that_fails_for_a_while_is_tried_again_and_arrives(world: World) {
    let (world, _folder) = world.on_disk().await;
    let mailgun = Mailgun::answering(status_line(500)).await;
    let world = with_mailgun(&world, mailgun.port).await;
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    for (status, attempts) in [(500, 1), (429, 2), (503, 3), (408, 4)] {
        mailgun.answer(status_line(status));
        deliver_all(&world).await;
        assert_eq!(mailgun.all().len(), attempts, "{status}");
        deliver_all(&world).await;
        assert_eq!(mailgun.all().len(), attempts, "not again at once");
        let (page, delivery) = now(&mut browser, &page).await;
        assert_eq!(
            (says_failed(&page), delivery.as_str()),
            (false, "waiting"),
            "{status}"
        );
        world.pass(Lifetime::seconds(80));
    }
    mailgun.answer(status_line(200));
    deliver_all(&world).await;
    assert_eq!(now(&mut browser, &page).await.1, "sent");
    assert_eq!(
        world
            .number("select count(*) from deliveries where sealed is not null")
            .await,
        0
    );
    deliver_all(&world).await;
    assert_eq!(mailgun.all().len(), 5, "sent once");
}

async fn a_mail_that_fails_until_its_code_expires_is_given_up_and_wiped(world: World) {
    let (world, _folder) = world.on_disk().await;
    let mailgun = Mailgun::answering(status_line(500)).await;
    let world = with_mailgun(&world, mailgun.port).await;
    let (mut browser, page) = at_code_page(&world, "ada@example.com").await;
    for _ in 0..600 {
        deliver_all(&world).await;
        world.pass(Lifetime::seconds(1));
    }
    let tried = mailgun.all().len();
    assert!((8..=16).contains(&tried), "with growing pauses: {tried}");
    let (page, _) = now(&mut browser, &page).await;
    assert!(
        words(&page).contains("This code has expired"),
        "{}",
        words(&page)
    );
    forget_texts(&world).await;
    assert_eq!(
        world
            .number("select count(*) from deliveries where sealed is not null")
            .await,
        0
    );
    assert_eq!(
        world
            .number("select count(*) from deliveries where state = 'dead'")
            .await,
        1
    );
    assert_eq!(count(&world, EventKind::MailDead).await, 1);
}

async fn nobody_listening_is_a_failure_that_passes(world: World) {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().port()
    };
    let world = with_mailgun(&world, port).await;
    let (mut browser, page) = at_code_page_of(&world, "register", "ada@example.com").await;
    deliver_all(&world).await;
    let (page, delivery) = now(&mut browser, &page).await;
    assert_eq!((page.status.as_u16(), delivery.as_str()), (200, "waiting"));
    assert!(!says_failed(&page));
}

async fn a_mail_that_nobody_tried_in_time_is_never_sent_and_is_wiped(world: World) {
    let (world, _folder) = world.on_disk().await;
    let mailgun = Mailgun::answering(status_line(200)).await;
    let world = with_mailgun(&world, mailgun.port).await;
    at_code_page(&world, "ada@example.com").await;
    world.pass(Lifetime::minutes(10));
    deliver_all(&world).await;
    assert_eq!(mailgun.all().len(), 0);
    // The next mail, or the sweep, wipes it.
    at_code_page(&world, "bob@example.com").await;
    deliver_all(&world).await;
    assert_eq!(mailgun.all().len(), 1);
    assert_eq!(
        world
            .number("select count(*) from deliveries where state = 'expired'")
            .await,
        1
    );
    assert_eq!(
        world
            .number("select count(*) from deliveries where sealed is not null")
            .await,
        0
    );
}

async fn the_deliveries_hold_nothing_in_clear_and_forget_what_was_sent(world: World) {
    let (world, _folder) = world.on_disk().await;
    let mailgun = Mailgun::answering(status_line(500)).await;
    let failing = with_mailgun(&world, mailgun.port).await;
    at_code_page(&failing, "private@address.example").await;
    deliver_all(&failing).await;
    assert_eq!(
        world
            .number("select count(*) from deliveries where sealed is not null")
            .await,
        1
    );
    // Nobody is registered and no code typed, so the address stands nowhere but in the flow.
    world.sql("update interactions set identifier = null").await;
    world
        .sql("update verification_codes set recipient = 'x@y.z'")
        .await;
    if !world.is_postgres() {
        world.sql("vacuum").await;
        world.sql("pragma wal_checkpoint(truncate)").await;
    }
    let dump = world.dump().await;
    for clear in [
        "private@address",
        "address.example",
        "key-of-the-operator",
        "is your code for",
    ] {
        assert!(!occurs(&dump, clear), "{clear}");
    }
    assert!(occurs(&dump, "waiting"), "the dump does show the row");
}
