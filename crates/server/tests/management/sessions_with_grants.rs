//! `GET /api/users/:id/sessions?include=grants`: what a person has granted beside the sessions.

use serde_json::json;

use super::{
    caller::{Api, done, managed, person_token, refused},
    users::{create, id},
    users_elsewhere::found,
    users_on_one_state::tag,
};
use crate::kit::{World, on_both};

on_both! {
    one_answer_has_what_the_two_addresses_answer_alone,
    whatever_else_is_to_be_included_is_refused_by_its_name,
    a_viewer_reads_both_at_once,
    all_sessions_are_ended_on_the_same_state_whether_or_not_grants_were_read_with_them,
}

/// That both are there, as they are at their own addresses; how many of each.
async fn compare(api: &Api, user: &str) -> [usize; 2] {
    let sessions = done(&api.get(&format!("{user}/sessions")).await, 200);
    let grants = done(&api.get(&format!("{user}/grants")).await, 200);
    let members: Vec<_> = sessions.as_object().unwrap().keys().collect();
    assert_eq!(members, ["sessions"]);
    let both = api.get(&format!("{user}/sessions?include=grants")).await;
    let (sessions, grants) = (&sessions["sessions"], &grants["grants"]);
    let expected = json!({"sessions": sessions, "grants": grants});
    assert_eq!(done(&both, 200), expected);
    [sessions, grants].map(|all| all.as_array().unwrap().len())
}

async fn one_answer_has_what_the_two_addresses_answer_alone(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    web.sign_in("eve@example.com").await;
    web.sign_in("ada@example.com").await;
    web.sign_in("ada@example.com").await;
    let ada = found(&api, "ada@example.com").await;
    assert_eq!(compare(&api, &ada).await, [2, 2]);
    let nobody_yet = create(&api, json!({})).await;
    let nobody_yet = format!("/users/{}", id(&nobody_yet));
    assert_eq!(compare(&api, &nobody_yet).await, [0, 0]);
    let alone = api.get(&format!("{ada}/sessions")).await;
    let empty = api.get(&format!("{ada}/sessions?include=")).await;
    assert_eq!(empty.body, alone.body);
    let unknown = api.get("/users/x/sessions?include=grants").await;
    refused(&unknown, 404, "entity.not_found");
}

async fn whatever_else_is_to_be_included_is_refused_by_its_name(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let all = format!("/users/{}/sessions", id(&user));
    for (query, why) in [
        ("include=other", "must be grants"),
        ("include=Grants", "must be grants"),
        ("include=grants,other", "must be grants"),
        ("include=grants&include=grants", "must be given once"),
    ] {
        let answer = api.get(&format!("{all}?{query}")).await;
        refused(&answer, 400, "guard.invalid_input");
        let told = answer.json();
        assert_eq!(told["message"], format!("include: {why}"), "{query}");
        assert_eq!(told["data"]["issues"][0]["path"], json!(["include"]));
    }
}

async fn a_viewer_reads_both_at_once(world: World) {
    let (world, _folder) = managed(world).await;
    let token = person_token(&world, "spa", "vera@example.com", &["viewer"]).await;
    let viewer = Api::with(&world, &token);
    let vera = found(&viewer, "vera@example.com").await;
    let [sessions, grants] = compare(&viewer, &vera).await;
    assert!(sessions > 0 && grants > 0, "{sessions} {grants}");
}

async fn all_sessions_are_ended_on_the_same_state_whether_or_not_grants_were_read_with_them(
    world: World,
) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    web.sign_in("ada@example.com").await;
    let ada = found(&api, "ada@example.com").await;
    let all = format!("{ada}/sessions");
    let with_grants = format!("{all}?include=grants");
    let (alone, before) = (tag(&api, &all).await, tag(&api, &with_grants).await);
    assert_eq!(state_in(&before), alone);
    let granted = done(&api.get(&with_grants).await, 200);
    let grant = format!("{ada}/grants/{}", id(&granted["grants"][0]));
    done(&api.delete(&grant).await, 204);
    // Whoever has kept what was told is told anew; the sessions are the same.
    let after = tag(&api, &with_grants).await;
    assert_ne!(after, before);
    assert_eq!(state_in(&after), alone);
    assert_eq!(tag(&api, &all).await, alone);
    let reader = api.if_match(&before);
    done(&reader.delete(&all).await, 204);
    web.sign_in("ada@example.com").await;
    let late = reader.delete(&all).await;
    refused(&late, 412, "request.precondition_failed");
    assert_eq!(compare(&api, &ada).await, [1, 1]);
    let fresh = api.if_match(&tag(&api, &with_grants).await);
    done(&fresh.delete(&all).await, 204);
    assert_eq!(compare(&api, &ada).await, [0, 0]);
}

/// The tag of what a change is made on, which stands before the dot.
fn state_in(tag: &str) -> String {
    let (state, _) = tag.split_once('.').unwrap();
    format!("{state}\"")
}
