//! Refresh tokens used by many at once, on two nodes where the database allows it.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::join_all;
use oidc_core::{event::EventKind, time::Lifetime};

use crate::kit::{Answer, Tokens, World, on_both};

on_both! {
    t_24_fifty_at_once_get_the_same_successor,
    t_24_fifty_at_once_with_an_old_token_get_nothing,
    t_24_old_and_new_at_once_never_branch,
}

async fn fifty(world: &World, tokens: &[&str]) -> Vec<Answer> {
    let nodes = world.two_nodes().await;
    let attempts = (0..50).map(|number| {
        let rp = world.relying_party("web").at(&nodes[number % 2]);
        let token = tokens[number % tokens.len()].to_owned();
        tokio::spawn(async move { rp.refresh(&token).await })
    });
    let answers = join_all(attempts).await;
    answers.into_iter().map(Result::unwrap).collect()
}

/// Which generation a token is of.
fn generation(token: &str) -> u32 {
    let bytes = URL_SAFE_NO_PAD.decode(token).unwrap();
    u32::from_be_bytes(bytes[17..21].try_into().unwrap())
}

fn successors(answers: &[Answer]) -> BTreeSet<String> {
    let won = answers.iter().filter(|answer| answer.status == 200);
    won.map(|answer| Tokens::of(answer).refresh().to_owned())
        .collect()
}

async fn t_24_fifty_at_once_get_the_same_successor(world: World) {
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    let first = tokens.refresh();
    let answers = fifty(&world, &[first]).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    let successors = successors(&answers);
    assert_eq!(successors.len(), 1);
    let second = successors.first().unwrap();
    assert_eq!(generation(second), generation(first) + 1);
    let access: BTreeSet<_> = answers
        .iter()
        .map(|answer| Tokens::of(answer).access)
        .collect();
    assert_eq!(access.len(), 50);
    let third = Tokens::of(&web.refresh(second).await);
    assert_eq!(generation(third.refresh()), generation(first) + 2);
}

async fn t_24_fifty_at_once_with_an_old_token_get_nothing(world: World) {
    let web = world.relying_party("web");
    let first = web.sign_in("ada@example.com").await;
    let second = Tokens::of(&web.refresh(first.refresh()).await);
    let third = Tokens::of(&web.refresh(second.refresh()).await);
    world.pass(Lifetime::seconds(30));
    for answer in fifty(&world, &[first.refresh()]).await {
        answer.refused(400, "invalid_grant");
    }
    web.refresh(third.refresh())
        .await
        .refused(400, "invalid_grant");
    for tokens in [&first, &second, &third] {
        web.userinfo(&tokens.access)
            .await
            .refused(401, "invalid_token");
    }
    let events = world.events().await;
    assert!(events.contains(&EventKind::RefreshReused));
}

async fn t_24_old_and_new_at_once_never_branch(world: World) {
    let web = world.relying_party("web");
    let first = web.sign_in("ada@example.com").await;
    let second = Tokens::of(&web.refresh(first.refresh()).await);
    let answers = fifty(&world, &[first.refresh(), second.refresh()]).await;
    // The old one gets its successor or nothing; the new one gets one successor only.
    for token in successors(&answers) {
        let expected = generation(second.refresh());
        assert!([expected, expected + 1].contains(&generation(&token)));
        if generation(&token) == expected {
            assert_eq!(token, second.refresh());
        }
    }
    let newest: BTreeSet<_> = answers
        .iter()
        .skip(1)
        .step_by(2)
        .collect::<Vec<_>>()
        .into_iter()
        .map(|answer| Tokens::of(answer).refresh().to_owned())
        .collect();
    assert_eq!(newest.len(), 1);
    let events = world.events().await;
    assert!(
        !events.contains(&EventKind::RefreshReused),
        "within the grace"
    );
    assert_eq!(web.refresh(newest.first().unwrap()).await.status, 200);
}
