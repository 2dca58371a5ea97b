//! A provider that refuses, defers, falls silent or is not there.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::kit::{Answer, Journey, Mailgun, Post, Reply, Server, Setup, World, on_both};

on_both!(
    every_fault_ends_as_it_should,
    a_provider_that_is_not_there_holds_up_nothing,
);

/// How long a page may take on a busy machine, whatever becomes of the mail.
const AT_ONCE: Duration = Duration::from_secs(2);
const SOON: Duration = Duration::from_secs(20);
/// The notice that is not hidden.
const FAILED: &str = "<p class=\"notice is-bad\">";

/// Somebody who has asked for a code and sees the page that asks for it.
struct Waiting {
    journey: Journey,
    page: Answer,
    email: &'static str,
}

async fn waiting(server: &Server, mailgun: &Arc<Mailgun>, email: &'static str) -> Waiting {
    let mut journey = Journey::new(server.browser(), Post::Mailgun(Arc::clone(mailgun)));
    let page = journey.browser.visit(&journey.shop.request()).await;
    let begun = Instant::now();
    let page = journey.ask_for_code(&page, email).await;
    assert!(begun.elapsed() < AT_ONCE, "{:?}", begun.elapsed());
    assert!(page.asks_for("code"), "{} {}", page.status, page.body);
    Waiting {
        journey,
        page,
        email,
    }
}

impl Waiting {
    async fn reload(&mut self) -> Answer {
        let action = self.page.form(0).action;
        let flow = self.page.form(0).fields;
        let flow = flow.iter().find(|(name, _)| name == "flow");
        let target = format!("{action}?flow={}", flow.expect("a flow").1);
        let begun = Instant::now();
        let page = self.journey.browser.get(&target).await;
        assert!(begun.elapsed() < AT_ONCE, "{:?}", begun.elapsed());
        page
    }

    /// Until the page says that the mail could not be sent.
    async fn told_that_it_failed(&mut self) -> Answer {
        let deadline = Instant::now() + SOON;
        loop {
            let page = self.reload().await;
            if page.body.contains(FAILED) {
                assert!(page.body.contains("The email could not be sent."));
                return page;
            }
            assert!(
                Instant::now() < deadline,
                "the page says nothing: {}",
                page.body
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The mail came in the end, and its code works.
    async fn arrives(mut self, former: usize) {
        let page = self.reload().await;
        assert!(!page.body.contains(FAILED), "given up: {}", page.body);
        let answer = self.journey.type_code(&page, self.email, former).await;
        self.journey.arrive(answer).await;
    }
}

async fn every_fault_ends_as_it_should(world: World) {
    let mailgun = Arc::new(Mailgun::open().await);
    let server = world.server(Setup::serve(mailgun.port, "")).await;
    let known = "known@example.com";
    let mut journey = Journey::new(server.browser(), Post::Mailgun(Arc::clone(&mailgun)));
    journey.sign_in(known).await;
    tokio::join!(
        a_wrong_key_is_noticed_at_once(&world, &server, &mailgun),
        comes_again(&server, &mailgun, "limited@example.com", 3, LIMITED),
        comes_again(&server, &mailgun, "broken@example.com", 2, BROKEN),
        comes_again(&server, &mailgun, "silent@example.com", 10, Reply::Silence),
        nobody_waits_for_anothers_mail(&server, &mailgun),
    );
}

const DENIED: Reply = Reply::Status("401 Unauthorized", "");
const LIMITED: Reply = Reply::Status("429 Too Many Requests", "Retry-After: 3\r\n");
const BROKEN: Reply = Reply::Status("500 Internal Server Error", "");

/// Dead at once, said to known and unknown alike, and an event for the operator.
async fn a_wrong_key_is_noticed_at_once(world: &World, server: &Server, mailgun: &Arc<Mailgun>) {
    for email in ["known@example.com", "unknown@example.com"] {
        mailgun.plan(email, &[DENIED, DENIED, DENIED]);
        let former = mailgun.heard(email).len();
        let mut person = waiting(server, mailgun, email).await;
        person.told_that_it_failed().await;
        tokio::time::sleep(Duration::from_secs(4)).await;
        assert_eq!(
            mailgun.heard(email).len(),
            former + 1,
            "tried again in vain"
        );

        // The operator puts it right; the person asks once more.
        mailgun.plan(email, &[]);
        let person = waiting(server, mailgun, email).await;
        person.arrives(former + 1).await;
    }
    assert_eq!(world.database.events("mail.misconfigured").await, 2);
    assert_eq!(world.database.events("mail.dead").await, 0);
}

/// Tried again, not before so many seconds, and then it arrives.
async fn comes_again(
    server: &Server,
    mailgun: &Arc<Mailgun>,
    email: &'static str,
    seconds: u64,
    fault: Reply,
) {
    mailgun.plan(email, &[fault]);
    let mut person = waiting(server, mailgun, email).await;
    let first = mailgun.wait_for(email, 1, SOON).await;
    person.reload().await;
    let second = mailgun.wait_for(email, 2, 2 * SOON).await;
    let pause = second.at - first.at;
    assert!(
        pause >= Duration::from_secs(seconds),
        "{email}: after {pause:?}"
    );
    assert_eq!(first.body, second.body, "it is the same mail");
    person.arrives(1).await;
}

/// While a mail hangs at the provider, others go their way.
async fn nobody_waits_for_anothers_mail(server: &Server, mailgun: &Arc<Mailgun>) {
    mailgun.plan("stuck@example.com", &[Reply::Silence]);
    let stuck = waiting(server, mailgun, "stuck@example.com").await;
    mailgun.wait_for("stuck@example.com", 1, SOON).await;
    let begun = Instant::now();
    let person = waiting(server, mailgun, "quick@example.com").await;
    mailgun.wait_for("quick@example.com", 1, SOON).await;
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
    person.arrives(0).await;
    stuck.arrives(1).await;
}

async fn a_provider_that_is_not_there_holds_up_nothing(world: World) {
    let mut mailgun = Mailgun::closed();
    let server = world.server(Setup::serve(mailgun.port, "")).await;
    let unread = Arc::new(Mailgun::closed());
    let mut person = waiting(&server, &unread, "ada@example.com").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let page = person.reload().await;
    assert!(!page.body.contains(FAILED), "given up: {}", page.body);
    mailgun.listen().await;
    mailgun.wait_for("ada@example.com", 1, SOON).await;
    person.journey.post = Post::Mailgun(Arc::new(mailgun));
    person.arrives(0).await;
}
