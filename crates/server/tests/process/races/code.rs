//! Authorization codes: one is redeemed once, and who redeems it again takes back what the first got.

use super::field::{Field, in_every_setting};
use crate::kit::{Answer, RelyingParty, Tokens};

in_every_setting!(t_14_of_fifty_exchanges_of_a_code_one_succeeds_across_a_kill_too);

const FAMILIES: &str = "select count(*) from refresh_families";
const LIVE: &str = "select count(*) from grants where revoked_at is null";

async fn t_14_of_fifty_exchanges_of_a_code_one_succeeds_across_a_kill_too(mut field: Field) {
    let mut walk = field.journey();
    let code = walk.sign_in("ada@example.com").await;
    let answers = field.fifty(redeeming(&walk.shop, &code)).await;
    let won = judged(&answers);
    assert_eq!(won.len(), 1);
    assert_eq!(field.world.database.number(FAMILIES).await, 1);
    taken_back(&field, &walk.shop, &won).await;

    let again = walk.browser.visit(&walk.shop.request()).await;
    let code = again.parameter("code").expect("single sign-on");
    let answers = field
        .fifty_across_a_kill(redeeming(&walk.shop, &code))
        .await;
    let mut won = judged(&answers);
    // The answer of the one that won may be lost, but nobody wins after it.
    for address in field.addresses() {
        let answer = walk.shop.clone().at(&address).redeem(&code).await;
        won.extend(judged(&[answer]));
    }
    assert!(won.len() <= 1, "{}", won.len());
    assert_eq!(field.world.database.number(FAMILIES).await, 2);
    taken_back(&field, &walk.shop, &won).await;
    assert_eq!(field.world.database.events("grant.code_replayed").await, 2);
}

fn redeeming(
    shop: &RelyingParty,
    code: &str,
) -> impl Fn(String) -> std::pin::Pin<Box<dyn Future<Output = Option<Answer>> + Send>> {
    let (shop, code) = (shop.clone(), code.to_owned());
    move |address| {
        let (shop, code) = (shop.clone().at(&address), code.clone());
        Box::pin(async move { shop.try_redeem(&code).await })
    }
}

/// What those got that succeeded; all others were refused as they must be.
fn judged(answers: &[Answer]) -> Vec<Tokens> {
    let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    for answer in lost {
        assert_eq!(answer.status, 400, "{}", answer.body);
        assert_eq!(answer.json()["error"], "invalid_grant");
    }
    won.into_iter().map(Tokens::of).collect()
}

async fn taken_back(field: &Field, shop: &RelyingParty, won: &[Tokens]) {
    assert_eq!(field.world.database.number(LIVE).await, 0);
    for (address, tokens) in field.addresses().iter().zip(won.iter().cycle()) {
        let shop = shop.clone().at(address);
        assert_eq!(shop.userinfo(&tokens.access).await.status, 401);
        assert_eq!(shop.refresh(tokens.refresh()).await.status, 400);
    }
}
