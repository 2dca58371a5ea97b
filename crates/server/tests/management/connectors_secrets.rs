//! Who sees and changes what opens something in the configuration of a connector.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use oidc_core::{event::EventKind, secret::Digest, time::Lifetime};
use serde_json::{Value, json};
use testkit::mailgun::{API_KEY, Mailgun};

use super::{
    caller::{Api, done, managed_also, person_token, refused},
    connectors::{beside, ids, mailgun, make, new, path},
    written_down::events,
};
use crate::kit::{World, on_both};

on_both! {
    people_see_masks_that_leave_the_secret_when_they_are_sent_back,
    whoever_configures_a_connector_has_signed_in_a_moment_ago,
    the_connector_of_the_file_is_shown_and_changed_there_alone,
    each_time_a_program_is_shown_a_secret_is_written_down,
    a_person_sees_by_the_tag_that_a_secret_has_changed,
    a_mask_brings_no_saved_secret_to_another_place,
    people_see_no_query_of_an_endpoint_and_no_value_of_a_header,
    a_tag_is_the_same_on_every_node_and_lets_nobody_guess_a_secret,
}

/// A person who manages this instance, one who only looks, and a program.
async fn callers(world: &World) -> [Api; 3] {
    let person = person_token(world, "spa", "ada@example.com", &["administrator"]).await;
    let viewer = person_token(world, "spa", "grace@example.com", &["viewer"]).await;
    [
        Api::with(world, &person),
        Api::with(world, &viewer),
        Api::of(world).await,
    ]
}

async fn people_see_masks_that_leave_the_secret_when_they_are_sent_back(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    // While mails go to the mailbox.
    let [person, viewer, robot] = callers(&world).await;
    let made = make(&robot, new(&mailgun(provider.port))).await;
    let seen = done(&person.get(&path(&made)).await, 200);
    let mask = seen["config"]["apiKey"].as_str().unwrap();
    assert!(
        mask.starts_with("********") && mask.ends_with("eol0") && mask.len() == 12,
        "{mask}"
    );
    assert_eq!(done(&person.get("/connectors").await, 200), json!([seen]));
    let mut config = seen["config"].clone();
    config["from"] = json!("Shop <shop@mg.example.com>");
    let changed = person.patch(&path(&made), json!({"config": config})).await;
    assert_eq!(done(&changed, 200)["config"]["apiKey"], mask);
    let kept = done(&robot.get(&path(&made)).await, 200);
    assert_eq!(kept["config"]["apiKey"], API_KEY);
    assert_eq!(kept["config"]["from"], "Shop <shop@mg.example.com>");
    config["apiKey"] = json!("********oops");
    let foreign = person.patch(&path(&made), json!({"config": config})).await;
    refused(&foreign, 400, "connector.invalid_config");

    let before = events(&world, &[EventKind::ConnectorRevealed]).await.len();
    let reveal = format!("/signet{}/reveal", path(&made));
    let shown = done(&person.post(&reveal, json!({})).await, 200);
    assert_eq!(shown["config"]["apiKey"], API_KEY);
    let told = events(&world, &[EventKind::ConnectorRevealed]).await;
    assert_eq!(told.len(), before + 1);
    assert_eq!(told.last().unwrap().data["connector_id"], made["id"]);
    assert_eq!(
        done(&viewer.get(&path(&made)).await, 200)["config"]["apiKey"],
        mask
    );
    refused(
        &viewer.post(&reveal, json!({})).await,
        403,
        "auth.forbidden",
    );
}

async fn whoever_configures_a_connector_has_signed_in_a_moment_ago(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let robot = Api::of(&world).await;
    let made = make(&robot, new(&mailgun(provider.port))).await;
    world.clock.advance(Lifetime::minutes(11));
    let person = Api::with(&world, &token);
    let stale = "auth.insufficient_user_authentication";
    let config = json!({"config": mailgun(provider.port)});
    refused(
        &person
            .post("/connectors", new(&mailgun(provider.port)))
            .await,
        401,
        stale,
    );
    refused(
        &person.patch(&path(&made), config.clone()).await,
        401,
        stale,
    );
    refused(&person.delete(&path(&made)).await, 401, stale);
    let reveal = format!("/signet{}/reveal", path(&made));
    refused(&person.post(&reveal, json!({})).await, 401, stale);
    let template = json!({"templates": [{"languageTag": "en", "templateType": "SignIn", "details": {"subject": "x", "content": "y"}}]});
    refused(&person.put("/email-templates", template).await, 401, stale);
    // A mask is no way to have the secret sent to a place of one's own.
    let mut elsewhere = done(&person.get(&path(&made)).await, 200)["config"].clone();
    let test = "/connectors/mailgun-email/test";
    let body = |config: &Value| json!({"email": "ada@example.com", "config": config});
    done(&person.post(test, body(&elsewhere)).await, 204);
    elsewhere["baseUrl"] = json!("https://evil.example");
    refused(&person.post(test, body(&elsewhere)).await, 401, stale);
    let check = "/signet/connectors/mailgun-email/check";
    refused(
        &person.post(check, json!({"config": elsewhere})).await,
        401,
        stale,
    );
}

async fn the_connector_of_the_file_is_shown_and_changed_there_alone(world: World) {
    let provider = Mailgun::open().await;
    let more = format!(
        "[email]\nconnector = \"mailgun\"\n[email.mailgun]\ndomain = \"mg.example.com\"\n\
         api_key = \"{API_KEY}\"\nfrom = \"Shop <shop@mg.example.com>\"\n\
         base_url = \"http://127.0.0.1:{port}\"\n[email.mailgun.deliveries.Generic]\n\
         html = \"{{{{code}}}}\"\nreply_to = \"help@example.com\"\n[outbound]\n\
         allow = [\"127.0.0.1:{port}\"]\n",
        port = provider.port
    );
    let (world, _folder) = managed_also(world, &more).await;
    let api = Api::of(&world).await;
    let listed = done(&api.get("/connectors").await, 200);
    let of_file = &listed[0];
    assert_eq!(
        (&of_file["id"], &of_file["source"]),
        (&json!("email.file"), &json!("file"))
    );
    assert_eq!(of_file["connectorId"], "mailgun-email");
    let place = of_file["declaredAt"].as_str().unwrap();
    assert!(place.starts_with("signet.toml:"), "{place}");
    let config = json!({
        "domain": "mg.example.com", "apiKey": API_KEY, "from": "Shop <shop@mg.example.com>",
        "baseUrl": format!("http://127.0.0.1:{}", provider.port),
        "deliveries": {"Generic": {"html": "{{code}}", "replyTo": "help@example.com"}},
    });
    assert_eq!(of_file["config"], config);
    let declared = "connector.declared_in_file";
    refused(
        &api.patch("/connectors/email.file", json!({"config": config}))
            .await,
        422,
        declared,
    );
    refused(&api.delete("/connectors/email.file").await, 422, declared);
    refused(
        &api.post("/connectors", new(&mailgun(provider.port))).await,
        422,
        declared,
    );
    let fallback = json!({"connectorId": "mailgun-email", "config": mailgun(provider.port), "signet": {"fallback": true}});
    make(&api, fallback).await;
    assert_eq!(ids(&api).await.len(), 2);
}

async fn each_time_a_program_is_shown_a_secret_is_written_down(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    let made = make(&api, new(&mailgun(provider.port))).await;
    let tag = api.get(&path(&made)).await;
    let tag = tag.header("etag").unwrap().to_owned();
    let shown = async || events(&world, &[EventKind::ConnectorRevealed]).await.len();
    let before = shown().await;
    done(&api.get("/connectors?target=github").await, 200);
    assert_eq!(shown().await, before, "nothing was shown");
    done(&api.patch(&path(&made), json!({})).await, 200);
    assert_eq!(shown().await, before + 1);
    world.clock.advance(Lifetime::millis(1));
    let config = json!({"config": mailgun(provider.port)});
    done(&api.patch(&path(&made), config).await, 200);
    let stale = api.if_match(&tag);
    let nothing = stale.patch(&path(&made), json!({})).await;
    refused(&nothing, 412, "request.precondition_failed");
}

async fn a_person_sees_by_the_tag_that_a_secret_has_changed(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let person = Api::with(&world, &token);
    let robot = Api::of(&world).await;
    let made = make(&robot, new(&mailgun(provider.port))).await;
    let seen = person.get(&path(&made)).await;
    let tag = seen.header("etag").unwrap().to_owned();
    world.clock.advance(Lifetime::millis(1));
    // The mask stays the same: the end of the key does.
    let mut other = mailgun(provider.port);
    other["apiKey"] = json!(API_KEY.replacen("key-", "KEY-", 1));
    done(
        &robot.patch(&path(&made), json!({"config": other})).await,
        200,
    );
    let mut config = seen.json()["config"].clone();
    config["from"] = json!("Shop <shop@mg.example.com>");
    let late = person
        .if_match(&tag)
        .patch(&path(&made), json!({"config": config}))
        .await;
    refused(&late, 412, "request.precondition_failed");
}

async fn a_mask_brings_no_saved_secret_to_another_place(world: World) {
    let [first, second] = [Mailgun::open().await, Mailgun::open().await];
    let more = format!(
        "[outbound]\nallow = [\"127.0.0.1:{}\", \"127.0.0.1:{}\"]\n",
        first.port, second.port
    );
    let (world, _folder) = managed_also(world, &more).await;
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let person = Api::with(&world, &token);
    let robot = Api::of(&world).await;
    // Both keys are too short for anything of them to be shown: their masks are alike.
    let with_key = |port, key: &str| {
        let mut config = mailgun(port);
        config["apiKey"] = json!(key);
        config
    };
    make(&robot, new(&with_key(first.port, "first"))).await;
    let fallback = json!({"connectorId": "mailgun-email", "signet": {"fallback": true},
        "config": with_key(second.port, "second")});
    make(&robot, fallback).await;
    let masked = with_key(second.port, "********");
    let body = json!({"email": "ada@example.com", "config": masked});
    done(
        &person.post("/connectors/mailgun-email/test", body).await,
        204,
    );
    let heard = second.all();
    let basic = STANDARD.encode("api:second");
    assert_eq!(
        heard[0].header("authorization"),
        Some(&*format!("Basic {basic}"))
    );
    assert!(first.all().is_empty());
    let told = events(&world, &[EventKind::ConnectorTested]).await;
    assert_eq!(told[0].data["saved_secret"], true);
}

async fn a_tag_is_the_same_on_every_node_and_lets_nobody_guess_a_secret(world: World) {
    let provider = Mailgun::open().await;
    let (world, _folder) = beside(world, provider.port).await;
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let person = Api::with(&world, &token);
    let robot = Api::of(&world).await;
    let made = make(&robot, new(&mailgun(provider.port))).await;
    let other = Api::with(&world.another_node().await, &token);
    for read in [&*path(&made), "/applications/web/secrets", "/applications"] {
        let [seen, shown] = [person.get(read).await, robot.get(read).await];
        let tag = |answer: &crate::kit::Answer| answer.header("etag").unwrap().to_owned();
        let bare = URL_SAFE_NO_PAD.encode(Digest::of(shown.body.as_bytes()).as_bytes());
        assert!(!tag(&shown).contains(&bare), "{read}");
        assert_eq!(tag(&other.get(read).await), tag(&seen), "{read}");
        assert_eq!(seen.body == shown.body, tag(&seen) == tag(&shown), "{read}");
    }
}

async fn people_see_no_query_of_an_endpoint_and_no_value_of_a_header(world: World) {
    let receiver = Mailgun::open().await;
    let (world, _folder) = beside(world, receiver.port).await;
    let [person, viewer, robot] = callers(&world).await;
    let endpoint = format!("http://127.0.0.1:{}/send?token=hunter2", receiver.port);
    let http = json!({"connectorId": "http-email", "config": {"endpoint": endpoint}});
    let made = make(&robot, http).await;
    assert_eq!(made["config"]["endpoint"], endpoint);
    let masked = endpoint.replace("token=hunter2", "********");
    for people in [&person, &viewer] {
        let seen = done(&people.get(&path(&made)).await, 200);
        assert_eq!(seen["config"]["endpoint"], masked);
    }
    // What is sent back as it was seen changes nothing, and is what a trial uses.
    let seen = done(&person.get(&path(&made)).await, 200)["config"].clone();
    let body = json!({"config": seen});
    let kept = done(&person.patch(&path(&made), body).await, 200);
    assert_eq!(kept["config"], seen);
    assert_eq!(
        done(&robot.get(&path(&made)).await, 200)["config"]["endpoint"],
        endpoint
    );
    let trial = json!({"email": "ada@example.com", "config": seen});
    let told = person.preferring_steps();
    let told = told.post("/connectors/http-email/test", trial).await;
    assert_eq!(done(&told, 200)["accepted"], true);
    assert!(!told.body.contains("hunter2"), "{}", told.body);
    let reveal = format!("/signet{}/reveal", path(&made));
    let shown = done(&person.post(&reveal, json!({})).await, 200);
    assert_eq!(shown["config"]["endpoint"], endpoint);
    let smtp = json!({"connectorId": "simple-mail-transfer-protocol", "config": {
        "host": "mail.example.com", "port": 587, "fromEmail": "a@example.com",
        "auth": {"user": "hunter2", "pass": "hunter2"}, "customHeaders": {"X-Key": "hunter2"}}});
    let made = make(&robot, smtp).await;
    let seen = viewer.get("/connectors").await;
    assert!(!seen.body.contains("hunter2"), "{}", seen.body);
    let config = done(&person.get(&path(&made)).await, 200)["config"].clone();
    done(
        &person.patch(&path(&made), json!({"config": config})).await,
        200,
    );
    assert_eq!(
        done(&robot.get(&path(&made)).await, 200)["config"],
        made["config"]
    );
}
