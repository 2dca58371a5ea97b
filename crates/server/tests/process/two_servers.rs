//! Two servers on one PostgreSQL, started together and asked together.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::kit::{
    Journey, Kind, Mailgun, Post, Server, Setup, Tokens, World, free_port, registered,
    relying_party,
};

type Pair = (Server, Server);

/// Both begin at once, on an empty database. What they say to the outside is the same.
async fn together(world: &World, setup: Setup) -> Pair {
    let setup = setup.at(&format!("http://localhost:{}", free_port()));
    let mut one = world.server_that_is_down(setup.clone());
    let mut other = world.server_that_is_down(setup);
    one.spawn();
    other.spawn();
    one.ready().await;
    other.ready().await;
    (one, other)
}

async fn jwks(server: &Server) -> serde_json::Value {
    let mut browser = server.browser();
    let url = browser.net.url("/oidc/jwks");
    browser.get(&url).await.json()
}

/// A line of `signet app show`.
fn shown(server: &Server, id: &str, label: &str) -> String {
    let said = server.run(&["app", "show", id]);
    line(&said, label)
}

fn line(said: &str, label: &str) -> String {
    let found = said
        .lines()
        .find_map(|line| line.trim().strip_prefix(label));
    found
        .unwrap_or_else(|| panic!("no {label}"))
        .trim()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_started_together_agree_on_keys_and_demo_client() {
    for _ in 0..3 {
        World::run_on_postgres(async |world| {
            let setup = Setup {
                kind: Kind::DevWithDemo,
                ..Setup::dev()
            };
            // RSA keys take long to make, so this is where two could be made.
            let setup = setup.with("SIGNET__OIDC__ID_TOKEN_ALG", "RS256");
            let (one, other) = together(&world, setup).await;
            let keys = jwks(&one).await;
            assert_eq!(keys, jwks(&other).await);
            assert!(!keys["keys"].as_array().unwrap().is_empty());
            let secret = shown(&one, "demo-app", "Client secret");
            world.witness.saw(&secret);
            assert_eq!(secret, shown(&other, "demo-app", "Client secret"));
            assert_eq!(
                world
                    .database
                    .number("select count(*) from clients where id = 'demo-app'")
                    .await,
                1
            );
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn production_servers_started_together_agree_and_share_the_walk() {
    for round in 0..3 {
        World::run_on_postgres(async move |world| {
            let mailgun = Arc::new(Mailgun::open().await);
            let (one, other) = together(&world, Setup::serve(mailgun.port, "")).await;
            assert_eq!(jwks(&one).await, jwks(&other).await);
            if round > 0 {
                return;
            }
            // Each request at the other one.
            let mut walk = Journey::new(one.browser(), Post::Mailgun(mailgun));
            let page = walk.browser.visit(&walk.shop.request()).await;
            walk.browser = walk.browser.at(&other.address());
            let page = walk.ask_for_code(&page, "ada@example.com").await;
            walk.browser = walk.browser.at(&one.address());
            let answer = walk.type_code(&page, "ada@example.com", 0).await;
            walk.browser = walk.browser.at(&other.address());
            let code = walk.arrive(answer).await;
            let tokens = Tokens::of(&walk.shop.redeem(&code).await);
            let there = walk.shop.at(&other.address());
            assert_eq!(there.userinfo(&tokens.access).await.status, 200);
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t_26_rotation_and_reuse_hold_across_servers() {
    World::run_on_postgres(async |world| {
        let (one, other) = together(&world, Setup::dev()).await;
        let mut walk = Journey::new(one.browser(), Post::Mailbox);
        walk.shop = relying_party(&one.browser(), "library");
        let here = walk.shop.clone();
        let there = here.clone().at(&other.address());
        let code = walk.sign_in("ada@example.com").await;
        let first = Tokens::of(&there.redeem(&code).await);

        // Refreshed at both at once: one successor, one step.
        let (a, b) = tokio::join!(
            here.refresh(first.refresh()),
            there.refresh(first.refresh())
        );
        let (a, b) = (Tokens::of(&a), Tokens::of(&b));
        assert_eq!(a.refresh, b.refresh);
        let generation = "select max(generation) from refresh_families";
        assert_eq!(world.database.number(generation).await, 1);

        // Its first use makes the old one void: a refusal within the grace, the end after it.
        let third = Tokens::of(&there.refresh(a.refresh()).await);
        assert_eq!(here.refresh(first.refresh()).await.status, 400);
        let third = Tokens::of(&there.refresh(third.refresh()).await);
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        assert_eq!(here.refresh(first.refresh()).await.status, 400);
        assert_eq!(there.refresh(third.refresh()).await.status, 400);
        assert_eq!(there.userinfo(&third.access).await.status, 401);
        assert_eq!(world.database.events("refresh.reused").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_redeemed_at_both_servers_succeeds_once() {
    World::run_on_postgres(async |world| {
        let (one, other) = together(&world, Setup::dev()).await;
        let mut walk = Journey::new(one.browser(), Post::Mailbox);
        let (here, there) = (walk.shop.clone(), walk.shop.clone().at(&other.address()));
        walk.sign_in("ada@example.com").await;
        for round in 0..5 {
            let answer = walk.browser.visit(&walk.shop.request()).await;
            let code = answer.parameter("code").expect("single sign-on");
            let (a, b, c, d) = tokio::join!(
                here.redeem(&code),
                there.redeem(&code),
                here.redeem(&code),
                there.redeem(&code)
            );
            let answers = [a, b, c, d];
            let good = answers.iter().filter(|answer| answer.status == 200);
            assert_eq!(good.count(), 1, "round {round}: {answers:?}");
            // The replays took back what the one had got, at both.
            let good = answers.iter().find(|answer| answer.status == 200).unwrap();
            let tokens = Tokens::of(good);
            assert_eq!(here.userinfo(&tokens.access).await.status, 401);
            assert_eq!(there.refresh(tokens.refresh()).await.status, 400);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_added_application_is_known_to_both_within_a_second() {
    World::run_on_postgres(async |world| {
        let (one, other) = together(&world, Setup::dev()).await;
        let uri = "https://atlas.example/callback";
        let said = one.run(&["app", "add", "--name", "Atlas", "--redirect-uri", uri]);
        let added = Instant::now();
        let (id, secret) = (line(&said, "Client ID"), line(&said, "Client secret"));
        world.witness.saw(&secret);
        for server in [&one, &other] {
            let atlas = registered(&server.browser(), &id, &secret, uri);
            let mut browser = server.browser();
            while browser.get(&atlas.request()).await.status != 303 {
                // A second, and what a busy machine takes on top.
                assert!(added.elapsed() < Duration::from_secs(3), "still unknown");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            let refused = atlas.redeem("no-code").await;
            assert_eq!(refused.json()["error"], "invalid_grant", "{}", refused.body);
        }
        assert!(other.run(&["app", "list"]).contains("Atlas"));
    })
    .await;
}
