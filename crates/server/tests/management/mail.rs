//! Mails over the API: listed, tried once more, taken back.

use oidc_core::{event::EventKind, time::Lifetime};
use serde_json::{Value, json};
use testkit::mailgun::{Mailgun, Reply};

use super::{
    caller::{Api, done, managed, managed_also, person_token, refused},
    sign_ins::{at_code_page, by_mailgun, deliver_all},
    written_down::events,
};
use crate::kit::{World, on_both};

on_both! {
    mails_are_listed_with_what_became_of_them_and_a_viewer_sees_no_recipient,
    what_cannot_be_done_with_a_mail_is_refused_by_name,
    of_many_who_have_a_mail_sent_again_one_does_and_it_leaves_once,
    a_mail_that_waits_is_taken_back_and_the_page_says_that_it_could_not_be_sent,
    a_mail_of_an_unknown_state_hides_none_that_is_older,
}

const PATH: &str = "/signet/mail";

async fn listed(api: &Api, query: &str) -> Vec<Value> {
    let answer = api.get(&format!("{PATH}?{query}")).await;
    done(&answer, 200).as_array().unwrap().clone()
}

fn of<'a>(mail: &'a Value, action: &str) -> String {
    let id: &'a str = mail["id"].as_str().unwrap();
    format!("{PATH}/{id}/{action}")
}

async fn mails_are_listed_with_what_became_of_them_and_a_viewer_sees_no_recipient(world: World) {
    let (world, _folder) = managed(world).await;
    let token = person_token(&world, "spa", "vera@example.com", &["viewer"]).await;
    let api = Api::of(&world).await;
    let (.., flow) = at_code_page(&world, "web", "ada@example.com").await;
    let waiting = listed(&api, "state=waiting").await;
    let made = world.clock.now().minus(Lifetime::seconds(1)).as_millis();
    let shown = json!([{
        "id": waiting[0]["id"], "state": "waiting", "usageType": "SignIn", "attempts": 0,
        "createdAt": made, "nextAttemptAt": made, "expiresAt": made + 600_000,
        "flow": flow, "recipient": "a••@example.com", "canBeRetried": false,
    }]);
    assert_eq!(Value::from(waiting), shown);
    deliver_all(&world).await;
    assert!(listed(&api, "state=waiting").await.is_empty());
    let sent = listed(&api, "state=sent&page_size=1").await;
    let own = &sent[0];
    assert_eq!(
        (&own["state"], &own["attempts"]),
        (&json!("sent"), &json!(1))
    );
    assert_eq!(own["sentAt"], world.clock.now().as_millis());
    assert_eq!(
        (&own["connector"], own.get("nextAttemptAt")),
        (&json!("mailbox"), None)
    );
    assert!(own["took"].is_number(), "{own}");
    let vera = Api::with(&world, &token);
    let seen = listed(&vera, "page_size=1").await;
    assert_eq!(
        (&seen[0]["id"], seen[0].get("recipient")),
        (&own["id"], None)
    );
    // In parts.
    let answer = api.get(&format!("{PATH}?page_size=1")).await;
    let next = format!("before={}", own["id"].as_str().unwrap());
    assert!(answer.header("link").unwrap().contains(&next));
    let all = listed(&api, "").await.len();
    assert_eq!(listed(&api, &next).await.len(), all - 1);
    // A day later the text is gone, and with it the address.
    world.pass(Lifetime::hours(25));
    let (store, now) = (&world.app.store, world.clock.now());
    let wiped = store.transact(|mut tx| async move { tx.mails().forget_texts(now).await });
    let wiped: Result<u64, store::StoreError> = wiped.await;
    assert_eq!(wiped.unwrap(), all as u64);
    let api = Api::of(&world).await;
    let later = listed(&api, "").await;
    assert_eq!(later.len(), all);
    assert!(later.iter().all(|mail| mail.get("recipient").is_none()));
    for query in ["state=lost", "before=x", "state=sent&state=dead"] {
        let answer = api.get(&format!("{PATH}?{query}")).await;
        refused(&answer, 400, "guard.invalid_input");
    }
}

async fn what_cannot_be_done_with_a_mail_is_refused_by_name(world: World) {
    let mailgun = Mailgun::open().await;
    let (world, _folder) = managed_also(world, &by_mailgun(mailgun.port)).await;
    let api = Api::of(&world).await;
    let both = |mail: Value, code: &'static str| {
        let api = &api;
        async move {
            for action in ["retry", "cancel"] {
                refused(&api.post(&of(&mail, action), json!({})).await, 422, code);
            }
        }
    };
    at_code_page(&world, "web", "ada@example.com").await;
    // It is the next to be sent.
    let mail = listed(&api, "").await.remove(0);
    let answer = api.post(&of(&mail, "retry"), json!({})).await;
    refused(&answer, 422, "mail.under_way");
    deliver_all(&world).await;
    both(mail, "mail.already_sent").await;
    mailgun.answer(Reply::of("400 X", "no"));
    at_code_page(&world, "web", "eve@example.com").await;
    deliver_all(&world).await;
    let mail = listed(&api, "state=dead").await.remove(0);
    assert_eq!(mail["failure"], "the mail was refused (400): no");
    assert_eq!(mail["canBeRetried"], true);
    let wiped = done(&api.post(&of(&mail, "cancel"), json!({})).await, 200);
    assert_eq!(wiped["failure"], "the mail was refused (400): no");
    both(mail, "mail.expired").await;
    at_code_page(&world, "web", "joe@example.com").await;
    deliver_all(&world).await;
    let mail = listed(&api, "state=dead").await.remove(0);
    world.pass(Lifetime::minutes(10));
    let answer = api.post(&of(&mail, "retry"), json!({})).await;
    refused(&answer, 422, "mail.expired");
    for id in ["x", "AaIVBkGZBoaMW4VNkbwHoQ"] {
        for action in ["retry", "cancel"] {
            let answer = api.post(&format!("{PATH}/{id}/{action}"), json!({})).await;
            refused(&answer, 404, "entity.not_exists_with_id");
        }
    }
}

async fn of_many_who_have_a_mail_sent_again_one_does_and_it_leaves_once(world: World) {
    let mailgun = Mailgun::answering(Reply::of("403 X", "no")).await;
    let (world, _folder) = managed_also(world, &by_mailgun(mailgun.port)).await;
    let api = Api::of(&world).await;
    let (.., flow) = at_code_page(&world, "web", "ada@example.com").await;
    deliver_all(&world).await;
    let mail = listed(&api, "state=dead").await.remove(0);
    mailgun.answer(Reply::of("200 X", "{}"));
    let calls = (0..20).map(|_| {
        let (api, path) = (api.clone(), of(&mail, "retry"));
        tokio::spawn(async move { api.post(&path, json!({})).await })
    });
    let mut done_by = 0;
    for call in calls.collect::<Vec<_>>() {
        let answer = call.await.unwrap();
        if answer.status == 200 {
            assert_eq!(done(&answer, 200)["state"], "waiting");
            done_by += 1;
        } else {
            refused(&answer, 422, "mail.under_way");
        }
    }
    assert_eq!(done_by, 1);
    deliver_all(&world).await;
    assert_eq!(mailgun.heard("ada@example.com").len(), 2);
    let told = events(&world, &[EventKind::MailRetried]).await;
    assert_eq!(told.len(), 1);
    let by = told[0].actor.as_ref().map(ToString::to_string);
    assert_eq!(by.as_deref(), Some("client:robot"));
    assert_eq!(told[0].context.flow, Some(flow.parse().unwrap()));
    assert_eq!(told[0].data["mail_id"], mail["id"]);
}

async fn a_mail_that_waits_is_taken_back_and_the_page_says_that_it_could_not_be_sent(world: World) {
    let mailgun = Mailgun::answering(Reply::of("503 X", "later")).await;
    let (world, _folder) = managed_also(world, &by_mailgun(mailgun.port)).await;
    let api = Api::of(&world).await;
    let (mut browser, page, flow) = at_code_page(&world, "web", "ada@example.com").await;
    deliver_all(&world).await;
    let mail = listed(&api, "state=waiting").await.remove(0);
    assert_eq!(mail["canBeRetried"], true);
    let taken = done(&api.post(&of(&mail, "cancel"), json!({})).await, 200);
    assert_eq!(taken["state"], "dead");
    assert_eq!(taken["failure"], "taken back by an operator");
    assert_eq!(
        (taken.get("recipient"), &taken["canBeRetried"]),
        (None, &json!(false))
    );
    let form = page.form(0);
    let status = format!("{}/status?flow={flow}", form.action);
    assert_eq!(browser.get(&status).await.json()["delivery"], "failed");
    let page = browser.get(&format!("{}?flow={flow}", form.action)).await;
    assert!(page.body.contains("The email could not be sent."));
    world.pass(Lifetime::minutes(1));
    deliver_all(&world).await;
    assert_eq!(mailgun.all().len(), 1, "it is tried no more");
    let told = done(&api.get(&format!("/signet/sign-ins/{flow}")).await, 200);
    assert_eq!(told["outcome"], "refused");
    let last = told["steps"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["kind"], &last["by"]),
        (&json!("mail.cancelled"), &json!("client:robot"))
    );
    assert_eq!(events(&world, &[EventKind::MailCancelled]).await.len(), 1);
}

async fn a_mail_of_an_unknown_state_hides_none_that_is_older(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for email in ["ada@example.com", "eve@example.com", "joe@example.com"] {
        at_code_page(&world, "web", email).await;
    }
    let all = listed(&api, "").await;
    let ids: Vec<&Value> = all.iter().map(|mail| &mail["id"]).collect();
    assert_eq!(ids.len(), 3);
    world
        .sql(
            "update deliveries set state = 'bounced' where id = (select id from deliveries \
             where kind = 'mail' order by id desc limit 1 offset 1)",
        )
        .await;
    let (mut seen, mut sizes, mut query) = (Vec::new(), Vec::new(), String::new());
    for _ in 0..4 {
        let answer = api.get(&format!("{PATH}?page_size=1{query}")).await;
        let page = done(&answer, 200).as_array().unwrap().clone();
        sizes.push(page.len());
        seen.extend(page.into_iter().map(|mail| mail["id"].clone()));
        let Some(link) = answer.header("link") else {
            break;
        };
        let before = link.split("before=").nth(1).unwrap();
        query = format!("&before={}", before.split('>').next().unwrap());
    }
    assert_eq!(sizes, [1, 0, 1]);
    assert_eq!([&seen[0], &seen[1]], [ids[0], ids[2]]);
}
