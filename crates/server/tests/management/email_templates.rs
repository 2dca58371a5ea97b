//! `/api/email-templates`.

use engine::jobs::deliver::deliver;
use oidc_core::{event::EventKind, time::Lifetime};
use serde_json::{Value, json};

use super::{
    caller::{Api, done, managed, refused},
    written_down::events,
};
use crate::kit::{World, on_both};

on_both! {
    words_are_written_listed_changed_and_removed,
    what_cannot_be_words_is_refused_and_nothing_is_written,
    words_of_a_language_lie_over_those_of_the_connector,
    of_two_changes_of_words_made_on_the_same_state_one_is_written,
    of_two_changes_of_several_words_made_on_the_same_list_one_is_written,
}

const ALL: &str = "/email-templates";

fn words(language: &str, kind: &str, subject: &str) -> Value {
    json!({"languageTag": language, "templateType": kind,
        "details": {"subject": subject, "content": "<p>{{code}}</p>", "contentType": "text/html"}})
}

fn put(all: &[Value]) -> Value {
    json!({"templates": all})
}

#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn words_are_written_listed_changed_and_removed(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    assert_eq!(done(&api.get(ALL).await, 200), json!([]));
    let both = put(&[
        words("fr", "SignIn", "Code"),
        words("en", "Generic", "Code"),
    ]);
    let written = done(&api.put(ALL, both).await, 200);
    let french = &written[0];
    let now = world.clock.now().as_millis();
    let expected = json!({
        "tenantId": "default", "id": french["id"], "languageTag": "fr", "templateType": "SignIn",
        "details": {"subject": "Code", "content": "<p>{{code}}</p>", "contentType": "text/html"},
        "createdAt": now,
    });
    assert_eq!(french, &expected);
    assert_eq!(french["id"].as_str().unwrap().len(), 21);
    world.clock.advance(Lifetime::millis(1));
    let again = done(
        &api.put(ALL, put(&[words("fr", "SignIn", "Votre code")]))
            .await,
        200,
    );
    assert_eq!(again[0]["id"], french["id"], "it is written over");
    for (query, number) in [
        ("", 2),
        ("?languageTag=fr", 1),
        ("?templateType=Generic", 1),
        ("?languageTag=fr&templateType=Generic", 0),
        ("?languageTag=de", 0),
    ] {
        let listed = done(&api.get(&format!("{ALL}{query}")).await, 200);
        assert_eq!(listed.as_array().unwrap().len(), number, "{query}");
    }
    let one = format!("{ALL}/{}", french["id"].as_str().unwrap());
    assert_eq!(done(&api.get(&one).await, 200), again[0]);
    let change = json!({"subject": "Voici", "replyTo": "{{application.name}} <help@example.com>"});
    let changed = done(&api.patch(&format!("{one}/details"), change).await, 200);
    let details = json!({"subject": "Voici", "content": "<p>{{code}}</p>", "contentType": "text/html",
        "replyTo": "{{application.name}} <help@example.com>"});
    assert_eq!(changed["details"], details, "what is not said stays");
    done(&api.delete(&one).await, 204);
    refused(&api.get(&one).await, 404, "entity.not_exists_with_id");
    refused(&api.delete(&one).await, 404, "entity.not_found");
    let gone = api
        .patch(&format!("{one}/details"), json!({"subject": "x"}))
        .await;
    refused(&gone, 404, "entity.not_exists_with_id");
    let told = events(&world, &[EventKind::EmailTemplatesChanged]).await;
    assert_eq!(told.len(), 4);
    assert_eq!(
        told[0].data["templates"],
        json!(["fr SignIn", "en Generic"])
    );

    let many = put(&[
        words("fr", "SignIn", "a"),
        words("fr", "Register", "b"),
        words("de", "SignIn", "c"),
    ]);
    done(&api.put(ALL, many).await, 200);
    refused(&api.delete(ALL).await, 422, "entity.invalid_input");
    for (path, number) in [
        ("/email-templates?languageTag=fr&templateType=Register", 1),
        ("/email-templates/language-tag/de", 1),
        ("/email-templates/template-type/SignIn", 1),
        ("/email-templates?templateType=SignIn", 0),
    ] {
        assert_eq!(
            done(&api.delete(path).await, 200),
            json!({"rowCount": number}),
            "{path}"
        );
    }
}

#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn what_cannot_be_words_is_refused_and_nothing_is_written(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let good = words("en", "SignIn", "Code");
    let with = |member: &str, value: Value| {
        let mut words = words("fr", "SignIn", "Code");
        match member.strip_prefix("details.") {
            Some(member) => words["details"][member] = value,
            None => words[member] = value,
        }
        words
    };
    for (bad, member) in [
        (with("languageTag", json!("f")), "languageTag"),
        (with("languageTag", json!("fr_FR")), "languageTag"),
        (with("templateType", json!("Signin")), "templateType"),
        (with("details.subject", json!("")), "subject"),
        (with("details.subject", json!("\0")), "subject"),
        (with("details.content", json!("{{code}}\0")), "content"),
        (with("details.subject", json!("x".repeat(513))), "subject"),
        (
            with("details.content", json!("x".repeat(65_537))),
            "content",
        ),
        (
            with("details.contentType", json!("text/markdown")),
            "contentType",
        ),
        (with("details.replyTo", json!("nobody")), "replyTo"),
        (
            with("details.sendFrom", json!("a@b.example, c@d.example")),
            "sendFrom",
        ),
    ] {
        let answer = api.put(ALL, put(&[good.clone(), bad])).await;
        refused(&answer, 400, "guard.invalid_input");
        let path = answer.json()["data"]["issues"][0]["path"].to_string();
        assert!(path.contains(member), "{member}: {path}");
    }
    for body in [put(&[]), json!({}), json!({"templates": {}})] {
        refused(&api.put(ALL, body).await, 400, "guard.invalid_input");
    }
    refused(
        &api.get("/email-templates?templateType=Signin").await,
        400,
        "guard.invalid_input",
    );
    assert_eq!(done(&api.get(ALL).await, 200), json!([]));
    let tags = (0..63).map(|number| format!("en-{number:02}"));
    let kinds = [
        "SignIn",
        "Register",
        "ForgotPassword",
        "Generic",
        "BindMfa",
        "MfaVerification",
        "BindNewIdentifier",
        "UserPermissionValidation",
    ];
    let each = tags.flat_map(|tag| kinds.map(|kind| words(&tag, kind, "x")));
    let all: Vec<Value> = each.take(500).collect();
    let (one, rest) = all.split_first().unwrap();
    done(&api.put(ALL, put(rest)).await, 200);
    let more = put(&[one.clone(), words("fr", "SignIn", "one too many")]);
    refused(&api.put(ALL, more).await, 422, "email_templates.too_many");
    done(&api.put(ALL, put(std::slice::from_ref(one))).await, 200);
}

async fn words_of_a_language_lie_over_those_of_the_connector(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let template = words("en", "SignIn", "{{code}} opens {{application.name}}");
    done(&api.put(ALL, put(&[template])).await, 200);
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    browser.ask_for_code(&page, "ada@example.com").await;
    while deliver(&world.app).await.unwrap() {}
    let mails = world.mails("ada@example.com").await;
    let subject = mails[0]["subject"].as_str().unwrap();
    assert!(subject.contains(" opens "), "{subject}");
}

async fn of_two_changes_of_words_made_on_the_same_state_one_is_written(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let written = done(
        &api.put(ALL, put(&[words("en", "SignIn", "Code")])).await,
        200,
    );
    let one = format!("{ALL}/{}", written[0]["id"].as_str().unwrap());
    let tag = api.get(&one).await.header("etag").unwrap().to_owned();
    let guarded = api.if_match(&tag);
    let details = format!("{one}/details");
    let (a, b) = tokio::join!(
        guarded.patch(&details, json!({"subject": "a"})),
        guarded.patch(&details, json!({"subject": "b"})),
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    refused(
        &guarded.delete(&one).await,
        412,
        "request.precondition_failed",
    );
}

async fn of_two_changes_of_several_words_made_on_the_same_list_one_is_written(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let words = |language: &str, subject: &str| words(language, "SignIn", subject);
    let tags = ["en", "fr", "de", "it"];
    let all = tags.map(|tag| words(tag, "Code"));
    done(&api.put(ALL, put(&all)).await, 200);
    let french = format!("{ALL}?languageTag=fr");
    let tag = async |path: &str| api.get(path).await.header("etag").unwrap().to_owned();
    let writer = api.if_match(&tag(ALL).await);
    let (a, b) = tokio::join!(
        writer.put(ALL, put(&[words("en", "a")])),
        writer.put(ALL, put(&[words("en", "b")])),
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    for late in [
        writer.delete(&french).await,
        writer.delete(&format!("{ALL}/language-tag/fr")).await,
        writer.delete(&format!("{ALL}/template-type/SignIn")).await,
    ] {
        refused(&late, 412, "request.precondition_failed");
    }
    // Of whichever part of the list that was read.
    for (page, removed) in [
        (ALL, format!("{ALL}/language-tag/de")),
        (&*french, french.clone()),
        (&*french, format!("{ALL}/template-type/SignIn")),
    ] {
        let fresh = api.if_match(&tag(page).await);
        done(&fresh.delete(&removed).await, 200);
        let late = fresh.delete(&removed).await;
        refused(&late, 412, "request.precondition_failed");
    }
    assert_eq!(done(&api.get(ALL).await, 200), json!([]));
}
