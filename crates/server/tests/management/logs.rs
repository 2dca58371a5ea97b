//! `/api/logs`: what happened, in the words of Logto.

use oidc_core::time::Lifetime;
use serde_json::{Value, json};
use store::Flavour;

use super::caller::{Api, done, machine_token, managed, person_token, refused};
use crate::kit::{Tokens, Witness, World, on_both};

on_both! {
    each_way_to_tokens_is_told_with_the_secret_that_was_used,
    a_sign_up_and_a_sign_in_are_told_by_the_names_that_programs_know,
    tokens_of_machines_of_a_moment_ago_are_counted_when_somebody_looks,
    what_was_refused_is_told_as_an_error,
    entries_are_found_by_user_application_key_and_time_and_paged,
    counting_ends_where_it_is_told_to,
    one_entry_is_shown_by_its_id_and_none_by_another,
    what_cannot_be_looked_for_is_refused,
}

const BOOKS: &str = "https://books.example";

/// What happens in one millisecond has no order.
fn tick(world: &World) {
    world.clock.advance(Lifetime::millis(1));
}

async fn list(api: &Api, query: &str) -> Vec<Value> {
    let listed = done(&api.get(&format!("/logs?{query}")).await, 200);
    listed.as_array().unwrap().clone()
}

async fn each_way_to_tokens_is_told_with_the_secret_that_was_used(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    let answer = web.refresh(tokens.refresh()).await;
    assert_eq!(answer.status, 200);
    let sub = tokens.claims()["sub"].clone();
    let spa = world.relying_party("spa");
    spa.sign_in("ada@example.com").await;
    for (key, client, who) in [
        ("ExchangeTokenBy.AuthorizationCode", "web", Some(&sub)),
        ("ExchangeTokenBy.RefreshToken", "web", Some(&sub)),
        ("ExchangeTokenBy.ClientCredentials", "robot", None),
    ] {
        let query = format!("logKey={key}&applicationId={client}");
        let [entry] = &*list(&api, &query).await else {
            panic!("{key}");
        };
        assert_eq!(
            (&entry["key"], &entry["tenantId"]),
            (&json!(key), &json!("default"))
        );
        let age = world.clock.now().as_millis() - entry["createdAt"].as_i64().unwrap();
        assert!((0..1_000).contains(&age), "{entry}");
        let payload = &entry["payload"];
        assert_eq!(
            (&payload["key"], &payload["result"]),
            (&json!(key), &json!("Success"))
        );
        assert_eq!(payload["applicationId"], client);
        let secret = &payload["applicationSecret"]["name"];
        assert!(
            secret.as_str().is_some_and(|name| !name.is_empty()),
            "{payload}"
        );
        assert_eq!(payload.get("userId"), who, "{payload}");
        assert_eq!(payload["ip"], "192.0.2.7");
        assert!(payload["requestId"].is_string());
    }
    let refreshed = list(&api, "logKey=ExchangeTokenBy.RefreshToken").await;
    assert_eq!(
        refreshed[0]["payload"]["requestId"],
        answer.header("x-request-id").unwrap()
    );
    // A client without a secret has used none.
    let public = list(&api, "logKey=tokens.issued&applicationId=spa").await;
    assert_eq!(public[0]["payload"].get("applicationSecret"), None);
}

async fn a_sign_up_and_a_sign_in_are_told_by_the_names_that_programs_know(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let tokens = world.relying_party("web").sign_in("ada@example.com").await;
    let sub = tokens.claims()["sub"].clone();
    for (key, ours) in [
        ("Interaction.Register.Submit", "user.registered"),
        ("Interaction.SignIn.Submit", "session.started"),
    ] {
        let [entry] = &*list(&api, &format!("logKey={key}")).await else {
            panic!("{key}");
        };
        assert_eq!(entry["payload"]["userId"], sub);
        assert!(entry["payload"]["interactionId"].is_string());
        let by_ours = list(&api, &format!("logKey={ours}")).await;
        assert_eq!(&by_ours[0], entry);
    }
}

async fn tokens_of_machines_of_a_moment_ago_are_counted_when_somebody_looks(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let ask = async |times: usize| {
        for _ in 0..times {
            machine_token(&world, "idle", BOOKS, "").await;
        }
    };
    let counts = async || {
        let query = "logKey=ExchangeTokenBy.ClientCredentials&applicationId=idle";
        let found = list(&api, query).await.into_iter();
        let counts = found.map(|entry| entry["payload"]["count"].as_u64().unwrap());
        counts.collect::<Vec<_>>()
    };
    ask(5).await;
    tick(&world);
    assert_eq!(counts().await, [4, 1]);
    assert_eq!(counts().await, [4, 1], "nothing is told twice");
    // The minute goes on: what follows is counted, not told one by one.
    ask(3).await;
    let written = "select count(*) from events where client_id = 'idle'";
    assert_eq!(world.number(written).await, 2);
    tick(&world);
    // Looking again and again is one write in ten seconds.
    assert_eq!(counts().await, [4, 1]);
    world.clock.advance(Lifetime::seconds(10));
    assert_eq!(counts().await, [3, 4, 1]);
    // Whoever looks for something else writes nothing.
    ask(2).await;
    world.clock.advance(Lifetime::seconds(10));
    let earlier = world.clock.now().as_millis() - 1;
    for other in [
        "logKey=session.started".to_owned(),
        "userId=ada".to_owned(),
        format!("end_time={earlier}"),
    ] {
        list(&api, &other).await;
        assert_eq!(world.number(written).await, 3, "{other}");
    }
    assert_eq!(counts().await, [2, 3, 4, 1]);
}

async fn what_was_refused_is_told_as_an_error(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    let (_, code) = web.code("ada@example.com", &[]).await;
    Tokens::of(&web.redeem(&code).await);
    tick(&world);
    web.redeem(&code).await.refused(400, "invalid_grant");
    let found = list(&api, "logKey=ExchangeTokenBy.AuthorizationCode").await;
    let results: Vec<_> = found
        .iter()
        .map(|entry| {
            (
                entry["payload"]["result"].clone(),
                entry["payload"]["error"].clone(),
            )
        })
        .collect();
    let replayed = (json!("Error"), json!("grant.code_replayed"));
    assert_eq!(results, [replayed, (json!("Success"), Value::Null)]);
}

async fn entries_are_found_by_user_application_key_and_time_and_paged(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    world.relying_party("spa").sign_in("bob@example.com").await;
    let mut refresh = tokens.refresh().to_owned();
    let mut times = Vec::new();
    for _ in 0..25 {
        tick(&world);
        times.push(world.clock.now().as_millis());
        let answer = web.refresh(&refresh).await;
        Tokens::of(&answer).refresh().clone_into(&mut refresh);
    }
    let sub = tokens.claims()["sub"].as_str().unwrap().to_owned();
    let mine = format!("/logs?userId={sub}&applicationId=web&logKey=tokens.refreshed");
    let first = api.get(&mine).await;
    assert_eq!(first.header("total-number"), Some("25"));
    assert_eq!(first.header("total-number-is-capped"), None);
    let link = first.header("link").unwrap();
    assert!(
        link.contains("rel=\"next\"") && link.contains("rel=\"last\""),
        "{link}"
    );
    let first = done(&first, 200);
    let second = done(&api.get(&format!("{mine}&page=2")).await, 200);
    let pages = [first, second].map(|page| page.as_array().unwrap().clone());
    let found = pages.iter().flatten();
    let found: Vec<_> = found
        .map(|entry| entry["createdAt"].as_i64().unwrap())
        .collect();
    times.reverse();
    assert_eq!(found, times, "the newest first");
    // From one time to another, both included.
    let span = format!(
        "logKey=tokens.refreshed&start_time={}&end_time={}",
        times[9], times[5]
    );
    assert_eq!(list(&api, &span).await.len(), 5);
    let users = list(&api, &format!("page_size=100&userId={sub}")).await;
    assert!(users.iter().all(|entry| entry["payload"]["userId"] == *sub));
    assert!(users.len() > 25);
    for nobody in [
        "userId=nobody",
        "userId=a%20b",
        "applicationId=%00",
        "logKey=x",
    ] {
        let none = api.get(&format!("/logs?{nobody}")).await;
        assert_eq!(none.header("total-number"), Some("0"), "{nobody}");
        assert_eq!(done(&none, 200), json!([]));
    }
}

async fn counting_ends_where_it_is_told_to(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let many = match world.app.store.flavour() {
        Flavour::Sqlite => {
            "insert into events (id, kind, at, data) \
             with recursive n (x) as (select 1 union all select x + 1 from n where x < 10001) \
             select unhex(printf('%032x', x)), 'mail.dead', 0, '{}' from n"
        }
        Flavour::Postgres => {
            "insert into events (id, kind, at, data) \
             select decode(lpad(to_hex(n), 32, '0'), 'hex'), 'mail.dead', 0, '{}' \
             from generate_series(1, 10001) as n"
        }
    };
    world.sql(many).await;
    let capped = api
        .get("/logs?logKey=mail.dead&enableCap=true&page=2")
        .await;
    assert_eq!(capped.header("total-number"), Some("10000"));
    assert_eq!(capped.header("total-number-is-capped"), Some("true"));
    let link = capped.header("link").unwrap();
    assert!(
        link.contains("rel=\"next\"") && !link.contains("rel=\"last\""),
        "{link}"
    );
    assert_eq!(done(&capped, 200).as_array().unwrap().len(), 20);
    // Pages end with what was counted, whether or not there is more.
    let last = "/logs?logKey=mail.dead&enableCap=true&page_size=30&page=334";
    let last = api.get(last).await;
    assert!(!last.header("link").unwrap().contains("rel=\"next\""));
    assert_eq!(done(&last, 200).as_array().unwrap().len(), 10);
    for page in ["335", "4294967295"] {
        let path = format!("/logs?logKey=mail.dead&enableCap=true&page_size=30&page={page}");
        let witness = Witness::new();
        let past = witness.watch(api.get(&path)).await;
        let ran = witness.take_statements().into_iter();
        let read = ran.filter(|sql| sql.contains("from events") && !sql.contains("count(*)"));
        assert_eq!(read.collect::<Vec<_>>(), Vec::<String>::new());
        assert!(
            past.header("link")
                .unwrap()
                .contains("page=334>; rel=\"prev\"")
        );
        assert_eq!(done(&past, 200), json!([]));
    }
    let whole = api.get("/logs?logKey=mail.dead").await;
    assert_eq!(whole.header("total-number"), Some("10001"));
    assert_eq!(whole.header("total-number-is-capped"), None);
    let last = api
        .get("/logs?logKey=mail.dead&page=101&page_size=100")
        .await;
    assert_eq!(done(&last, 200).as_array().unwrap().len(), 1);
}

async fn one_entry_is_shown_by_its_id_and_none_by_another(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    world.relying_party("web").sign_in("ada@example.com").await;
    let token = person_token(&world, "spa", "vera@example.com", &["viewer"]).await;
    let viewer = Api::with(&world, &token);
    for entry in list(&viewer, "page_size=100").await {
        let path = format!("/logs/{}", entry["id"].as_str().unwrap());
        assert_eq!(done(&viewer.get(&path).await, 200), entry);
    }
    for none in ["AAAAAAAAAAAAAAAAAAAAAA", "x", "%00"] {
        let answer = api.get(&format!("/logs/{none}")).await;
        refused(&answer, 404, "entity.not_exists_with_id");
    }
}

async fn what_cannot_be_looked_for_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for bad in [
        "start_time=yesterday",
        "end_time=-1",
        "userId=a&userId=b",
        "logKey=a&logKey=b",
    ] {
        let answer = api.get(&format!("/logs?{bad}")).await;
        refused(&answer, 400, "guard.invalid_input");
    }
    let answer = api.get("/logs?page=0").await;
    refused(&answer, 400, "guard.invalid_pagination");
}
