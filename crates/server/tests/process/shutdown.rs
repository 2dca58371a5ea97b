//! SIGTERM: what is under way is finished, what waits is kept.

use std::{
    convert::Infallible,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body_util::StreamBody;
use hyper::body::Frame;
use reqwest::{Body, Method, header};

use crate::kit::{Journey, Mailgun, Post, Reply, Setup, World, on_both};

on_both!(
    sigterm_finishes_the_form_in_flight_and_keeps_its_mail,
    sigterm_does_not_wait_for_a_silent_mail_provider,
);

const ADA: &str = "ada@example.com";
const IN_TIME: Duration = Duration::from_secs(75);

/// A body of which the second half comes late.
fn halves(body: &str, pause: Duration) -> Body {
    let (first, second) = body.split_at(body.len() / 2);
    let parts = [first, second].map(|part| Bytes::from(part.to_owned()));
    let parts =
        stream::iter(parts.into_iter().enumerate()).then(move |(number, part)| async move {
            if number > 0 {
                tokio::time::sleep(pause).await;
            }
            Ok::<_, Infallible>(Frame::data(part))
        });
    Body::wrap(StreamBody::new(parts))
}

async fn sigterm_finishes_the_form_in_flight_and_keeps_its_mail(world: World) {
    let mut mailgun = Mailgun::closed();
    let mut server = world.server(Setup::serve(mailgun.port, "")).await;
    let mut journey = Journey::new(server.browser(), Post::Mailbox);
    world.witness.saw(ADA);
    let page = journey.browser.visit(&journey.shop.request()).await;
    let form = page.form(0).with("email", ADA);

    let body = halves(&form.body(), Duration::from_millis(1_200));
    let network = journey.browser.net.clone();
    let cookies = journey.browser.cookies_for(&form.action).unwrap();
    let request = network
        .request(Method::POST, &form.action)
        .header(header::ACCEPT, "text/html")
        .header(header::COOKIE, cookies)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::CONTENT_LENGTH, form.body().len())
        .body(body);
    let told = async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        server.tell_to_stop();
        tokio::time::sleep(Duration::from_millis(400)).await;
        let newcomer = tokio::net::TcpStream::connect(("127.0.0.1", server.port)).await;
        assert!(newcomer.is_err(), "still accepting");
        assert!(server.is_running(), "gone with a request in flight");
    };
    let (answer, ()) = tokio::join!(request.send(), told);
    let answer = answer.expect("the request in flight is answered");
    let answer = network.read(answer).await.expect("to its end");
    journey.browser.keep_cookies(&answer);
    assert_eq!(answer.status, 303, "{}", answer.body);
    let begun = Instant::now();
    assert_eq!(server.ended().await, Some(0));
    assert!(
        begun.elapsed() < Duration::from_secs(15),
        "{:?}",
        begun.elapsed()
    );

    mailgun.listen().await;
    server.start().await;
    let page = journey.browser.follow(answer).await;
    mailgun.wait_for(ADA, 1, IN_TIME).await;
    journey.post = Post::Mailgun(Arc::new(mailgun));
    let answer = journey.type_code(&page, ADA, 0).await;
    journey.arrive(answer).await;
}

async fn sigterm_does_not_wait_for_a_silent_mail_provider(world: World) {
    let mailgun = Arc::new(Mailgun::open().await);
    let mut server = world.server(Setup::serve(mailgun.port, "")).await;
    let mut journey = Journey::new(server.browser(), Post::Mailgun(Arc::clone(&mailgun)));
    mailgun.plan(ADA, &[Reply::Silence]);
    let page = journey.browser.visit(&journey.shop.request()).await;
    let page = journey.ask_for_code(&page, ADA).await;
    mailgun.wait_for(ADA, 1, IN_TIME).await;
    let begun = Instant::now();
    server.tell_to_stop();
    assert_eq!(server.ended().await, Some(0));
    assert!(
        begun.elapsed() < Duration::from_secs(15),
        "{:?}",
        begun.elapsed()
    );
    server.start().await;
    mailgun.wait_for(ADA, 2, IN_TIME).await;
    let answer = journey.type_code(&page, ADA, 1).await;
    journey.arrive(answer).await;
}
