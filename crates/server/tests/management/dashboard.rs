//! `/api/dashboard`: how many people there are, came and were active.

use oidc_core::time::Lifetime;
use serde_json::{Value, json};

use super::{
    caller::{Api, done, managed, refused},
    users::create,
};
use crate::kit::{Tokens, World, on_both};

on_both! {
    everybody_is_counted,
    those_who_came_are_counted_by_days_of_utc,
    whoever_gets_tokens_is_active_on_that_day_once,
    with_the_account_it_is_forgotten_when_somebody_was_active,
    a_date_that_is_none_is_refused,
}

const DAY: i64 = 86_400_000;

async fn everybody_is_counted(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let total = async || done(&api.get("/dashboard/users/total").await, 200);
    assert_eq!(total().await, json!({"totalUserCount": 0}));
    for _ in 0..3 {
        create(&api, json!({})).await;
    }
    assert_eq!(total().await, json!({"totalUserCount": 3}));
}

async fn those_who_came_are_counted_by_days_of_utc(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let midnight = world.clock.now().as_millis() / DAY * DAY;
    // Two today, one a millisecond before midnight, and so on until a fortnight ago and before.
    for (number, at) in [
        midnight,
        midnight + 1,
        midnight - 1,
        midnight - 6 * DAY,
        midnight - 6 * DAY - 1,
        midnight - 13 * DAY,
        midnight - 13 * DAY - 1,
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("user{number}");
        create(&api, json!({"username": name})).await;
        let sql = format!("update users set created_at = {at} where username = '{name}'");
        world.sql(&sql).await;
    }
    let new = done(&api.get("/dashboard/users/new").await, 200);
    let expected = json!({
        "today": {"count": 2, "delta": 1},
        "last7Days": {"count": 4, "delta": 2},
    });
    assert_eq!(new, expected);
}

async fn active(world: &World, query: &str) -> Value {
    let api = Api::of(world).await;
    done(
        &api.get(&format!("/dashboard/users/active{query}")).await,
        200,
    )
}

/// The last of the curve, oldest first.
fn tail(active: &Value, days: usize) -> Vec<i64> {
    let curve = active["dauCurve"].as_array().unwrap();
    assert_eq!(curve.len(), 30);
    let counts = curve[30 - days..].iter();
    counts.map(|day| day["count"].as_i64().unwrap()).collect()
}

async fn whoever_gets_tokens_is_active_on_that_day_once(world: World) {
    let (world, _folder) = managed(world).await;
    let web = world.relying_party("web");
    let ada = web.sign_in("ada@example.com").await;
    world.relying_party("spa").sign_in("ada@example.com").await;
    let (_, code) = web.code("bob@example.com", &[]).await;
    let begun = active(&world, "").await;
    assert_eq!(
        begun["dau"],
        json!({"count": 1, "delta": 1}),
        "a session alone is no activity"
    );
    Tokens::of(&web.redeem(&code).await);
    let first = active(&world, "").await;
    assert_eq!(tail(&first, 2), [0, 2]);
    for span in ["dau", "wau", "mau"] {
        assert_eq!(first[span], json!({"count": 2, "delta": 2}), "{span}");
    }
    let date = first["dauCurve"][29]["date"].as_str().unwrap().to_owned();
    // A week later one of them refreshes.
    world.pass(Lifetime::days(7));
    let answer = web.refresh(ada.refresh()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let later = active(&world, "").await;
    assert_eq!(tail(&later, 8), [2, 0, 0, 0, 0, 0, 0, 1]);
    assert_eq!(later["dau"], json!({"count": 1, "delta": 1}));
    assert_eq!(later["wau"], json!({"count": 1, "delta": -1}));
    assert_eq!(later["mau"], json!({"count": 2, "delta": 2}));
    assert_eq!(active(&world, &format!("?date={date}")).await, first);
    let rows = "select count(*) from daily_active_users";
    assert_eq!(world.number(rows).await, 3);
}

async fn with_the_account_it_is_forgotten_when_somebody_was_active(world: World) {
    let (world, _folder) = managed(world).await;
    let ada = world.relying_party("web").sign_in("ada@example.com").await;
    assert_eq!(active(&world, "").await["dau"]["count"], 1);
    let api = Api::of(&world).await;
    let path = format!("/users/{}", ada.claims()["sub"].as_str().unwrap());
    done(&api.delete(&path).await, 204);
    let rows = "select count(*) from daily_active_users";
    assert_eq!(world.number(rows).await, 0);
    assert_eq!(
        active(&world, "").await["mau"],
        json!({"count": 0, "delta": 0})
    );
}

async fn a_date_that_is_none_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for bad in ["today", "2026-02-29", "26-11-2026", "2026-11-26T00:00:00Z"] {
        let answer = api
            .get(&format!("/dashboard/users/active?date={bad}"))
            .await;
        refused(&answer, 400, "guard.invalid_input");
    }
    let long_ago = done(
        &api.get("/dashboard/users/active?date=1999-12-31").await,
        200,
    );
    assert_eq!(
        long_ago["dauCurve"][29],
        json!({"date": "1999-12-31", "count": 0})
    );
    assert_eq!(long_ago["dauCurve"][0]["date"], "1999-12-02");
}
