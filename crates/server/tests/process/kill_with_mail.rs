//! A mail that waits while the server is killed: it goes out after the restart, unless its code is over.

use std::{sync::Arc, time::Duration};

use crate::kit::{Answer, Journey, Mailgun, Post, Reply, Setup, World, on_both};

on_both!(
    a_waiting_mail_goes_out_after_a_kill,
    a_mail_on_its_way_goes_out_after_a_kill,
    a_mail_whose_code_is_over_does_not_go_out,
);

const ADA: &str = "ada@example.com";
/// A mail that was in hand waits until its lease is over.
const IN_TIME: Duration = Duration::from_secs(75);

async fn asked(journey: &mut Journey) -> Answer {
    let page = journey.browser.visit(&journey.shop.request()).await;
    let page = journey.ask_for_code(&page, ADA).await;
    assert!(page.asks_for("code"), "{} {}", page.status, page.body);
    page
}

async fn a_waiting_mail_goes_out_after_a_kill(world: World) {
    let mut mailgun = Mailgun::closed();
    let mut server = world.server(Setup::serve(mailgun.port, "")).await;
    let mut journey = Journey::new(server.browser(), Post::Mailbox);
    let page = asked(&mut journey).await;
    // Refused at least once.
    let tried = "select count(*) from deliveries where failure is not null";
    while world.database.number(tried).await == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    server.kill();
    mailgun.listen().await;
    server.start().await;
    mailgun.wait_for(ADA, 1, IN_TIME).await;
    journey.post = Post::Mailgun(Arc::new(mailgun));
    let answer = journey.type_code(&page, ADA, 0).await;
    let code = journey.arrive(answer).await;
    assert_eq!(journey.shop.redeem(&code).await.status, 200);
}

async fn a_mail_on_its_way_goes_out_after_a_kill(world: World) {
    let mailgun = Arc::new(Mailgun::open().await);
    let mut server = world.server(Setup::serve(mailgun.port, "")).await;
    let mut journey = Journey::new(server.browser(), Post::Mailgun(Arc::clone(&mailgun)));
    mailgun.plan(ADA, &[Reply::Silence]);
    let page = asked(&mut journey).await;
    let first = mailgun.wait_for(ADA, 1, IN_TIME).await;
    server.kill_and_restart().await;
    let second = mailgun.wait_for(ADA, 2, IN_TIME).await;
    assert_eq!(first.body, second.body, "it is the same mail");
    let answer = journey.type_code(&page, ADA, 1).await;
    let code = journey.arrive(answer).await;
    assert_eq!(journey.shop.redeem(&code).await.status, 200);
}

async fn a_mail_whose_code_is_over_does_not_go_out(world: World) {
    let mut mailgun = Mailgun::closed();
    let mut server = world.server(Setup::serve(mailgun.port, "")).await;
    let mut journey = Journey::new(server.browser(), Post::Mailbox);
    let page = asked(&mut journey).await;
    server.kill();
    // The server is down for eleven minutes.
    for table in ["deliveries", "verification_codes"] {
        let aged = format!(
            "update {table} set created_at = created_at - 660000, \
             expires_at = expires_at - 660000"
        );
        world.database.change(&aged).await;
    }
    world
        .database
        .change("update deliveries set leased_until = null")
        .await;
    mailgun.listen().await;
    server.start().await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert!(mailgun.heard(ADA).is_empty(), "sent a code that is over");
    let (action, flow) = (page.form(0).action, page.form(0).fields);
    let flow = &flow.iter().find(|(name, _)| name == "flow").unwrap().1;
    let page = journey.browser.get(&format!("{action}?flow={flow}")).await;
    assert!(page.body.contains("expired"), "{}", page.body);

    // The person asks for another.
    let page = asked(&mut journey).await;
    mailgun.wait_for(ADA, 1, IN_TIME).await;
    journey.post = Post::Mailgun(Arc::new(mailgun));
    let answer = journey.type_code(&page, ADA, 0).await;
    journey.arrive(answer).await;
}
