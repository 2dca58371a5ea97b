//! Refresh tokens: before its successor is used a token gets that one successor, however often it
//! comes; after that it gets nothing, and ends the family when the grace is over.

use std::{collections::BTreeSet, future::Future, pin::Pin};

use super::field::{Field, in_every_setting};
use crate::kit::{Answer, RelyingParty, Tokens};

in_every_setting!(
    t_24_fifty_uses_of_a_token_get_one_successor_across_a_kill_too,
    t_24_fifty_uses_after_that_of_the_successor_end_the_family_across_a_kill_too,
);

const GENERATION: &str = "select max(generation) from refresh_families";
const LIVE: &str = "select count(*) from grants where revoked_at is null";

fn refreshing(
    shop: &RelyingParty,
    token: &str,
) -> impl Fn(String) -> Pin<Box<dyn Future<Output = Option<Answer>> + Send>> {
    let (shop, token) = (shop.clone(), token.to_owned());
    move |address| {
        let (shop, token) = (shop.clone().at(&address), token.clone());
        Box::pin(async move { shop.try_refresh(&token).await })
    }
}

fn successors(answers: &[Answer]) -> BTreeSet<String> {
    let tokens = answers.iter().map(Tokens::of);
    tokens.map(|tokens| tokens.refresh().to_owned()).collect()
}

fn all_refused(answers: &[Answer]) {
    assert!(!answers.is_empty());
    for answer in answers {
        assert_eq!(answer.status, 400, "{}", answer.body);
        assert_eq!(answer.json()["error"], "invalid_grant");
    }
}

async fn t_24_fifty_uses_of_a_token_get_one_successor_across_a_kill_too(mut field: Field) {
    let mut walk = field.journey();
    let code = walk.sign_in("ada@example.com").await;
    let mut token = Tokens::of(&walk.shop.redeem(&code).await)
        .refresh()
        .to_owned();
    for generation in 1..=4 {
        let asking = refreshing(&walk.shop, &token);
        let mut answers = if generation % 2 == 1 {
            let answers = field.fifty(asking).await;
            assert_eq!(answers.len(), 50);
            answers
        } else {
            field.fifty_across_a_kill(asking).await
        };
        for address in field.addresses() {
            answers.push(walk.shop.clone().at(&address).refresh(&token).await);
        }
        let successors = successors(&answers);
        assert_eq!(successors.len(), 1, "generation {generation}");
        assert_eq!(field.world.database.number(GENERATION).await, generation);
        token = successors.first().unwrap().clone();
    }
    assert_eq!(field.world.database.number(LIVE).await, 1);
    assert_eq!(field.world.database.events("refresh.reused").await, 0);
}

async fn t_24_fifty_uses_after_that_of_the_successor_end_the_family_across_a_kill_too(
    mut field: Field,
) {
    let mut walk = field.journey();
    walk.sign_in("ada@example.com").await;
    for round in 1..=2 {
        let answer = walk.browser.visit(&walk.shop.request()).await;
        let code = answer.parameter("code").expect("single sign-on");
        let first = Tokens::of(&walk.shop.redeem(&code).await);
        let second = Tokens::of(&walk.shop.refresh(first.refresh()).await);
        let third = Tokens::of(&walk.shop.refresh(second.refresh()).await);
        // Within the grace nothing is revoked: these are slow, and no thieves.
        let asking = refreshing(&walk.shop, first.refresh());
        let answers = field.fifty(&asking).await;
        all_refused(&answers);
        let fourth = Tokens::of(&walk.shop.refresh(third.refresh()).await);
        assert_eq!(
            field.world.database.events("refresh.reused").await,
            round - 1
        );

        let past = "update refresh_families set rotated_at = rotated_at - 60000";
        field.world.database.change(past).await;
        let answers = if round == 1 {
            field.fifty(&asking).await
        } else {
            field.fifty_across_a_kill(&asking).await
        };
        all_refused(&answers);
        assert_eq!(field.world.database.events("refresh.reused").await, round);
        for address in field.addresses() {
            let shop = walk.shop.clone().at(&address);
            for tokens in [&first, &second, &third, &fourth] {
                all_refused(&[shop.refresh(tokens.refresh()).await]);
                assert_eq!(shop.userinfo(&tokens.access).await.status, 401);
            }
        }
        assert_eq!(field.world.database.events("refresh.reused").await, round);
    }
}
