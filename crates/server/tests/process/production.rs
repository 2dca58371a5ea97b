//! `signet serve` gives the same walk.

use std::sync::Arc;

use crate::kit::{Journey, Mailgun, Post, Setup, World, on_both};

on_both!(serve_gives_the_whole_walk, development_gives_the_whole_walk);

async fn serve_gives_the_whole_walk(world: World) {
    let mailgun = Arc::new(Mailgun::open().await);
    let mut server = world.server(Setup::serve(mailgun.port, "")).await;
    let mut journey = Journey::new(server.browser(), Post::Mailgun(mailgun));
    journey.whole("ada@example.com").await;
    server.tell_to_stop();
    assert_eq!(server.ended().await, Some(0));
}

async fn development_gives_the_whole_walk(world: World) {
    let server = world.server(Setup::dev()).await;
    Journey::new(server.browser(), Post::Mailbox)
        .whole("ada@example.com")
        .await;
}
