//! The answer on the consent page: given fifty times, it is one consent and one code.

use std::collections::BTreeSet;

use super::field::{Field, in_every_setting};
use crate::kit::{Answer, Tokens};

in_every_setting!(fifty_answers_give_one_code_and_one_consent_across_a_kill_too);

async fn fifty_answers_give_one_code_and_one_consent_across_a_kill_too(mut field: Field) {
    let mut walk = field.journey();
    walk.sign_in("ada@example.com").await;
    let club = field.club();
    for (round, name) in [(1, "profile"), (2, "email")] {
        let scope = format!("openid offline_access {name}");
        let request = club.request_with(&[("scope", &scope), ("prompt", "consent")]);
        let page = walk.browser.visit(&request).await;
        assert_eq!(page.form(0).action, "/consent", "{}", page.body);
        let (browser, form) = (walk.browser.clone(), page.form(0));
        let answering = |address: String| {
            let (mut browser, form) = (browser.clone().at(&address), form.clone());
            async move { browser.try_submit(&form).await }
        };
        let mut answers = if round == 1 {
            field.fifty(answering).await
        } else {
            field.fifty_across_a_kill(answering).await
        };
        for address in field.addresses() {
            answers.extend(answering(address).await);
        }
        let codes = codes(&answers);
        // The answer with the code may be lost when a server is killed.
        assert!(
            codes.len() == 1 || (round == 2 && codes.is_empty()),
            "{codes:?}"
        );
        let database = &field.world.database;
        let count = |table: &str| format!("select count(*) from {table} where client_id = 'club'");
        assert_eq!(database.number(&count("consents")).await, 1);
        assert_eq!(database.number(&count("grants")).await, round);
        assert_eq!(database.events("consent.given").await, round);
        for code in codes {
            let answer = club.redeem(&code).await;
            assert_eq!(Tokens::of(&answer).claims()["aud"], "club");
        }
    }
    // What was agreed to is remembered, all of it, at every server.
    for address in field.addresses() {
        let all = [("scope", "openid offline_access profile email")];
        let mut browser = walk.browser.clone().at(&address);
        let answer = browser.visit(&club.request_with(&all)).await;
        assert!(answer.parameter("code").is_some(), "{}", answer.body);
    }
}

fn codes(answers: &[Answer]) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for answer in answers {
        assert!(answer.status.as_u16() < 500, "{}", answer.body);
        if answer.status == 303 {
            codes.extend(answer.parameter("code"));
        }
    }
    codes
}
