//! One walk over the whole API: every operation once, as a script would call it. What it sees is
//! `docs/api.md`; what each call costs the database, and that no secret is logged on the way, is
//! looked at beside it.
//!
//! `SIGNET_WRITE_PAPERS=1 cargo test --workspace --test management walk` writes the papers anew.

mod access;
mod applications;
mod connectors;
mod happened;
mod likeness;
mod page;
mod papers;
mod people;
mod scribe;
mod settings;

use testkit::mailgun::{API_KEY, Mailgun};

use self::scribe::Scribe;
use super::caller::{document, managed_also};
use crate::kit::{World, occurs, on_both};

on_both! {
    every_operation_is_called_once_and_the_papers_show_what_was_seen,
}

/// What the walker types that must never be logged, beside what the API makes up.
const TYPED: [&str; 3] = [API_KEY, PASSWORD, "robot-secret-0123456789-01234567"];

/// The password of the walk's people.
const PASSWORD: &str = "correct horse battery staple";

async fn every_operation_is_called_once_and_the_papers_show_what_was_seen(world: World) {
    let provider = Mailgun::open().await;
    let more = format!("[outbound]\nallow = [\"127.0.0.1:{}\"]\n", provider.port);
    let (world, _folder) = managed_also(world, &more).await;
    let mut scribe = Scribe::of(&world).await;
    people::walk(&mut scribe).await;
    applications::walk(&mut scribe).await;
    access::walk(&mut scribe).await;
    settings::walk(&mut scribe).await;
    connectors::walk(&mut scribe, &provider).await;
    happened::walk(&mut scribe, &provider).await;
    let secrets = scribe.secrets.iter().map(String::as_str).chain(TYPED);
    for secret in secrets {
        for line in &scribe.lines {
            assert!(
                !occurs(line.text.as_bytes(), secret),
                "{}: {}",
                line.target,
                line.text
            );
        }
    }
    let document = document(&world);
    papers::compare(
        "docs/api.md",
        &page::of(document, &scribe.seen, provider.port),
    );
    papers::compare("docs/openapi.json", &papers::pretty(document));
    papers::within(&scribe.statements);
}
