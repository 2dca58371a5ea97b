//! What is measured: one operation of each kind that matters.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use anyhow::ensure;

use crate::{
    fake_mailgun::FakeMailgun,
    measure::{Figures, measure},
    provider::Provider,
    visitor::{Tokens, Visitor},
};

/// Connections that are busy at once.
const CONNECTIONS: usize = 16;

static PEOPLE: AtomicU64 = AtomicU64::new(0);

fn somebody() -> String {
    format!(
        "person{}@bench.example",
        PEOPLE.fetch_add(1, Ordering::Relaxed)
    )
}

async fn visitors(provider: &Provider, client: &'static str) -> anyhow::Result<Vec<Visitor>> {
    let mut visitors = Vec::new();
    for _ in 0..CONNECTIONS {
        visitors.push(Visitor::new(provider.port, client).await?);
    }
    Ok(visitors)
}

async fn signed_in(
    provider: &Provider,
    post: &FakeMailgun,
    client: &'static str,
) -> anyhow::Result<Vec<(Visitor, Tokens)>> {
    let mut all = Vec::new();
    for mut visitor in visitors(provider, client).await? {
        let callback = visitor.sign_up(post, &somebody()).await?;
        let tokens = visitor.redeem(&callback).await?;
        all.push((visitor, tokens));
    }
    Ok(all)
}

/// `GET` of the metadata.
pub async fn discovery(provider: &Provider, seconds: u64) -> anyhow::Result<Figures> {
    let visitors = visitors(provider, "bench-rs256").await?;
    measure(provider, visitors, seconds, |mut visitor| async move {
        let target = "/oidc/.well-known/openid-configuration";
        let answer = visitor.connection.get(target, "").await?;
        ensure!(
            answer.status == http::StatusCode::OK,
            "discovery said {}",
            answer.status
        );
        Ok(visitor)
    })
    .await
}

/// A refresh with rotation, an access token and an ID token.
pub async fn refresh(
    provider: &Provider,
    post: &FakeMailgun,
    client: &'static str,
    seconds: u64,
) -> anyhow::Result<Figures> {
    let workers = signed_in(provider, post, client).await?;
    measure(
        provider,
        workers,
        seconds,
        |(mut visitor, tokens)| async move {
            let tokens = visitor.refresh(&tokens).await?;
            Ok((visitor, tokens))
        },
    )
    .await
}

/// An authorization request of a browser that is signed in: grant and code, no page.
pub async fn single_sign_on(
    provider: &Provider,
    post: &FakeMailgun,
    seconds: u64,
) -> anyhow::Result<Figures> {
    let workers = signed_in(provider, post, "bench-rs256").await?;
    measure(
        provider,
        workers,
        seconds,
        |(mut visitor, tokens)| async move {
            let callback = visitor.authorize().await?;
            ensure!(callback.contains("code="), "no code in the callback");
            Ok((visitor, tokens))
        },
    )
    .await
}

/// Everything: authorize, page, e-mail, code, resume, tokens, userinfo, for a new person each time.
pub async fn whole_sign_in(
    provider: &Provider,
    post: &FakeMailgun,
    client: &'static str,
    seconds: u64,
) -> anyhow::Result<Figures> {
    let post = Arc::new(post.clone());
    let visitors = visitors(provider, client).await?;
    measure(provider, visitors, seconds, move |mut visitor| {
        let post = Arc::clone(&post);
        async move {
            visitor.forget();
            let callback = visitor.sign_up(&post, &somebody()).await?;
            let tokens = visitor.redeem(&callback).await?;
            let answer = visitor
                .connection
                .get_as("/oidc/me", &tokens.access)
                .await?;
            ensure!(
                answer.status == http::StatusCode::OK,
                "userinfo said {}",
                answer.status
            );
            Ok(visitor)
        }
    })
    .await
}
