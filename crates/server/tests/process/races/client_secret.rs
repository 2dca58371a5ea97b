//! Client secrets that come and go while their application works: whoever has one that is valid is
//! never refused, and an application never has more than it may.

use std::process::Output;

use super::field::{Field, MANY, in_every_setting};
use crate::kit::{Answer, RelyingParty, registered};

in_every_setting!(t_34_fifty_requests_are_accepted_while_secrets_come_and_go_across_a_kill_too);

/// As many as one application may have beside the one that the file has given it.
const ADDED: usize = 9;
const SECRETS: &str = "select count(*) from client_secrets where client_id = 'shop'";

async fn t_34_fifty_requests_are_accepted_while_secrets_come_and_go_across_a_kill_too(
    mut field: Field,
) {
    let shop = field.journey().shop;
    let new = secret_of(&field.servers[0].run(&["app", "secret", "add", "shop", "--name", "new"]));
    let new = with_secret(&field, &new.expect("a secret"));

    let commands = field.commands(MANY, &["app", "secret", "add", "shop"]);
    accepted(&field.fifty(asking(&shop)).await);
    accepted(&field.fifty(asking(&new)).await);
    let added = secrets(&field, commands).await;
    assert_eq!(added.len(), ADDED - 1);
    assert_eq!(field.world.database.number(SECRETS).await, 10);
    for secret in &added {
        for address in field.addresses() {
            let party = with_secret(&field, secret).at(&address);
            accepted(&[party.redeem("no-code").await]);
        }
    }

    // Some leave, and others come in their place, while a server is killed.
    let leaving = field.commands(1, &["app", "secret", "remove", "shop", "secret-3"]);
    let coming = field.commands(4, &["app", "secret", "add", "shop"]);
    accepted(&field.fifty_across_a_kill(asking(&new)).await);
    for left in leaving {
        let left = left.await.unwrap();
        assert!(
            left.status.success(),
            "{}",
            String::from_utf8_lossy(&left.stderr)
        );
    }
    let came = secrets(&field, coming).await;
    assert!(came.len() <= 1);
    let there = 9 + i64::try_from(came.len()).unwrap();
    assert_eq!(field.world.database.number(SECRETS).await, there);
    for address in field.addresses() {
        for party in [&shop, &new] {
            accepted(&[party.clone().at(&address).redeem("no-code").await]);
        }
        for secret in &came {
            let party = with_secret(&field, secret).at(&address);
            accepted(&[party.redeem("no-code").await]);
        }
    }
}

fn with_secret(field: &Field, secret: &str) -> RelyingParty {
    let uri = "https://shop.example/callback";
    registered(&field.browser(), "shop", secret, uri)
}

fn asking(
    party: &RelyingParty,
) -> impl Fn(String) -> std::pin::Pin<Box<dyn Future<Output = Option<Answer>> + Send>> {
    let party = party.clone();
    move |address| {
        let party = party.clone().at(&address);
        Box::pin(async move { party.try_redeem("no-code").await })
    }
}

/// The client is who it says; there is no such code.
fn accepted(answers: &[Answer]) {
    assert!(!answers.is_empty());
    for answer in answers {
        assert_eq!(answer.json()["error"], "invalid_grant", "{}", answer.body);
    }
}

fn secret_of(said: &str) -> Option<String> {
    let mut lines = said.lines();
    let found = lines.find_map(|line| line.trim().strip_prefix("Client secret"));
    found.map(|secret| secret.trim().to_owned())
}

/// What the commands made that succeeded; all others were refused because there are too many.
async fn secrets(field: &Field, commands: Vec<tokio::task::JoinHandle<Output>>) -> Vec<String> {
    let mut made = Vec::new();
    for command in commands {
        let output = command.await.unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        if output.status.success() {
            let said = String::from_utf8(output.stdout).unwrap();
            let secret = secret_of(&said).expect("a secret");
            field.world.witness.saw(&secret);
            made.push(secret);
        } else {
            assert!(complaint.contains("has 10 secrets"), "{complaint}");
        }
    }
    made
}
