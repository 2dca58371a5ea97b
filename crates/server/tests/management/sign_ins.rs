//! Sign-ins over the API: what happened in each, and what became of its mails.

use engine::jobs::deliver::deliver;
use oidc_core::{time::Lifetime, user_field::UserField};
use serde_json::{Value, json};
use store::StoreError;
use testkit::mailgun::{Mailgun, Reply};

use super::caller::{Api, done, managed, managed_also, refused};
use crate::kit::{Answer, Browser, World, on_both};

on_both! {
    a_sign_in_is_told_from_its_beginning_to_its_end,
    a_mail_that_is_refused_shows_with_the_reason_of_its_provider,
    sign_ins_are_found_by_person_by_application_and_by_address,
    a_sign_in_that_nobody_finishes_waits_and_then_expires,
    a_code_that_leads_nowhere_is_told_and_one_that_is_over_once,
    a_password_that_is_wrong_or_leads_nowhere_is_told,
    whoever_does_not_agree_is_told_to_have_declined,
    what_cannot_be_asked_for_is_refused,
}

const PATH: &str = "/signet/sign-ins";

/// Every step of a sign-in has a moment of its own.
pub(super) fn tick(world: &World) {
    world.pass(Lifetime::seconds(1));
}

/// A browser at the code page, that page, and its sign-in.
pub(super) async fn at_code_page(
    world: &World,
    client: &'static str,
    email: &str,
) -> (Browser, Answer, String) {
    tick(world);
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party(client).request()).await;
    tick(world);
    let page = browser.ask_for_code(&page, email).await;
    let flow = page.form(0).value("flow").to_owned();
    tick(world);
    (browser, page, flow)
}

/// Hands over what is due.
pub(super) async fn deliver_all(world: &World) {
    while deliver(&world.app).await.unwrap() {}
}

/// What a file says of a provider that listens on this port.
pub(super) fn by_mailgun(port: u16) -> String {
    format!(
        "[email]\nconnector = \"mailgun\"\n[email.mailgun]\ndomain = \"mg.example.com\"\n\
         api_key = \"key-of-the-operator\"\nfrom = \"Shop <shop@mg.example.com>\"\n\
         base_url = \"http://127.0.0.1:{port}\"\n"
    )
}

fn wrong(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

/// The kinds of the steps of a sign-in, with why.
fn steps(sign_in: &Value) -> Vec<(&str, Option<&str>)> {
    let steps = sign_in["steps"].as_array().unwrap().iter();
    let told = steps.map(|step| (step["kind"].as_str().unwrap(), step["because"].as_str()));
    told.collect()
}

fn kinds(sign_in: &Value) -> Vec<&str> {
    steps(sign_in).into_iter().map(|(kind, _)| kind).collect()
}

fn flows(listed: &Value) -> Vec<&str> {
    let listed = listed.as_array().unwrap().iter();
    listed.map(|one| one["flow"].as_str().unwrap()).collect()
}

async fn account(world: &World, email: &str) -> String {
    let fields = [(UserField::Email, email.to_owned())];
    world.users().add(&fields).await.unwrap().id.to_string()
}

#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn a_sign_in_is_told_from_its_beginning_to_its_end(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    let began = world.clock.now().plus(Lifetime::seconds(1));
    tick(&world);
    let mut browser = world.browser().with_header("user-agent", "Netscape");
    let request = web.request_with(&[("first_screen", "register")]);
    let page = browser.visit(&request).await;
    tick(&world);
    let page = browser.ask_for_code(&page, "ada@example.com").await;
    let flow = page.form(0).value("flow").to_owned();
    tick(&world);
    let code = world.code("ada@example.com").await;
    tick(&world);
    browser
        .submit(&page.form(0).with("code", wrong(&code)))
        .await;
    tick(&world);
    let answer = browser.submit(&page.form(0).with("code", &code)).await;
    tick(&world);
    assert!(browser.follow(answer).await.parameter("code").is_some());
    let listed = done(&api.get(PATH).await, 200);
    let told = done(&api.get(&format!("{PATH}/{flow}")).await, 200);
    assert_eq!(flows(&listed), [&*flow]);
    let ada = world
        .users()
        .find("ada@example.com")
        .await
        .unwrap()
        .unwrap()
        .id;
    let mail = &told["mails"][0]["id"];
    let head = json!({
        "flow": flow, "applicationId": "web", "outcome": "signedIn",
        "startedAt": began.as_millis(), "endedAt": world.clock.now().as_millis(),
        "userId": ada, "ip": "192.0.2.7", "userAgent": "Netscape",
        "mails": [{"id": mail, "state": "sent"}], "steps": 8,
    });
    assert_eq!(listed[0], head);
    let expected = [
        "sign_in.begun",
        "code.requested",
        "mail.queued",
        "mail.sent",
        "code.wrong",
        "user.registered",
        "session.started",
        "sign_in.returned",
    ];
    assert_eq!(kinds(&told), expected);
    assert_eq!(told["steps"][4]["triesLeft"], 4);
    let sent = &told["steps"][3];
    assert_eq!(
        (&sent["connector"], &sent["mailId"]),
        (&json!("mailbox"), mail)
    );
    assert!(sent["took"].is_number() && sent["attempts"] == 1, "{sent}");
    assert_eq!(
        told["identifier"], "ada@example.com",
        "the person is proven"
    );
    // Neither the code nor, where nobody knows it, the address.
    assert!(!listed.to_string().contains("ada@"), "{listed}");
    assert!(!told.to_string().contains(&code), "{told}");
    // The interaction is swept, and what happened is told still.
    world.pass(Lifetime::hours(2));
    sweep(&world).await;
    let later = done(
        &Api::of(&world).await.get(&format!("{PATH}/{flow}")).await,
        200,
    );
    assert_eq!(kinds(&later), expected[..7]);
    assert_eq!(later["outcome"], "signedIn");
}

async fn sweep(world: &World) {
    let (store, now) = (&world.app.store, world.clock.now());
    let swept = store.transact(|mut tx| async move { tx.sweep().run(now, None, 500).await });
    let swept: Result<u64, StoreError> = swept.await;
    swept.unwrap();
}

#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn a_mail_that_is_refused_shows_with_the_reason_of_its_provider(world: World) {
    let mailgun = Mailgun::answering(Reply::of("503 X", "queue is full")).await;
    let (world, _folder) = managed_also(world, &by_mailgun(mailgun.port)).await;
    let api = Api::of(&world).await;
    let (mut browser, page, flow) = at_code_page(&world, "web", "ada@example.com").await;
    let path = format!("{PATH}/{flow}");
    deliver_all(&world).await;
    let told = done(&api.get(&path).await, 200);
    assert_eq!(told["outcome"], "waiting");
    let delayed = &told["steps"][3];
    assert_eq!(delayed["kind"], "mail.delayed");
    assert_eq!(
        delayed["because"],
        "the mail was deferred (503): queue is full"
    );
    assert!(
        delayed["nextAttemptAt"].as_i64() > delayed["at"].as_i64(),
        "{delayed}"
    );
    mailgun.answer(Reply::of("401 X", "Invalid private key"));
    world.pass(Lifetime::seconds(10));
    deliver_all(&world).await;
    let reason = "the connector is misconfigured (401): Invalid private key";
    let listed = done(
        &api.get(&format!("{PATH}?identifier=Ada@example.com")).await,
        200,
    );
    assert_eq!(listed[0]["outcome"], "refused");
    assert_eq!(listed[0]["mails"][0]["state"], "dead");
    assert_eq!(listed[0]["identifier"], "ada@example.com");
    let told = done(&api.get(&path).await, 200);
    assert_eq!(steps(&told)[3], ("mail.refused", Some(reason)));
    assert_eq!(told["endedAt"], told["steps"][3]["at"]);
    assert_eq!(told.get("identifier"), None, "nobody is proven");
    // The connector is mended, and the same mail leaves.
    mailgun.answer(Reply::of("200 X", "{}"));
    let mail = told["mails"][0]["id"].as_str().unwrap();
    tick(&world);
    done(
        &api.post(&format!("/signet/mail/{mail}/retry"), json!({}))
            .await,
        200,
    );
    tick(&world);
    deliver_all(&world).await;
    let code = mailgun.heard("ada@example.com").last().unwrap().code();
    tick(&world);
    browser.submit(&page.form(0).with("code", &code)).await;
    let told = done(&api.get(&path).await, 200);
    let expected = [
        ("sign_in.begun", None),
        ("code.requested", None),
        ("mail.queued", None),
        ("mail.refused", Some(reason)),
        ("mail.retried", None),
        ("mail.sent", None),
        ("code.accepted", Some("no_account")),
    ];
    assert_eq!(steps(&told), expected);
    assert_eq!(told["steps"][4]["by"], "client:robot");
    assert_eq!(
        told["ip"], "192.0.2.7",
        "of the person, not of the operator"
    );
    assert!(!told.to_string().contains("key-of-the-operator"));
}

#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn sign_ins_are_found_by_person_by_application_and_by_address(world: World) {
    let (world, _folder) = managed(world).await;
    let ada = account(&world, "ada@example.com").await;
    let eve = account(&world, "eve@example.com").await;
    let (mut browser, page, first) = at_code_page(&world, "web", "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    browser.type_code(&page, &code).await;
    let (.., second) = at_code_page(&world, "other", "eve@example.com").await;
    let (.., third) = at_code_page(&world, "other", "ada@example.com").await;
    tick(&world);
    // Somebody who has looked at the first page.
    let page = world
        .browser()
        .visit(&world.relying_party("web").request())
        .await;
    let fourth = page.form(0).value("flow").to_owned();
    let api = Api::of(&world).await;
    let (first, second, third, fourth) = (&*first, &*second, &*third, &*fourth);
    let cases: [(String, Vec<&str>); 11] = [
        (String::new(), vec![fourth, third, second, first]),
        (format!("user={ada}"), vec![third, first]),
        (format!("user={eve}"), vec![second]),
        ("user=nobody".to_owned(), vec![]),
        ("application=web".to_owned(), vec![fourth, first]),
        ("application=other".to_owned(), vec![third, second]),
        (format!("application=other&user={ada}"), vec![third]),
        ("identifier=ADA@example.com".to_owned(), vec![third, first]),
        (format!("identifier=eve@example.com&user={ada}"), vec![]),
        ("identifier=joe@example.com".to_owned(), vec![]),
        ("identifier=joe".to_owned(), vec![]),
    ];
    for (query, expected) in cases {
        let listed = done(&api.get(&format!("{PATH}?{query}")).await, 200);
        assert_eq!(flows(&listed), expected, "{query}");
        let knows = query.contains("user=") || query.contains("identifier=");
        for one in listed.as_array().unwrap() {
            assert_eq!(one.get("identifier").is_some(), knows, "{query} {one}");
        }
    }
    // In parts: what comes in the meantime moves none.
    let mut path = format!("{PATH}?page_size=3");
    let answer = api.get(&path).await;
    assert_eq!(flows(&done(&answer, 200)), [fourth, third, second]);
    at_code_page(&world, "web", "joe@example.com").await;
    let link = answer.header("link").unwrap();
    let link = link.strip_prefix("<http://localhost:3001/api").unwrap();
    link.strip_suffix(">; rel=\"next\"")
        .unwrap()
        .clone_into(&mut path);
    let answer = api.get(&path).await;
    assert_eq!(flows(&done(&answer, 200)), [first]);
    assert_eq!(answer.header("link"), None);
    // One by one, past those that are not wanted.
    let answer = api
        .get(&format!(
            "{PATH}?application=web&page_size=1&before={fourth}"
        ))
        .await;
    assert_eq!(flows(&done(&answer, 200)), [first]);
    // What is remembered of nothing but a look goes with its hour.
    world.pass(Lifetime::hours(2));
    sweep(&world).await;
    let api = Api::of(&world).await;
    let answer = api.get(&format!("{PATH}/{fourth}")).await;
    refused(&answer, 404, "entity.not_exists_with_id");
    let listed = done(&api.get(&format!("{PATH}?page_size=2")).await, 200);
    assert!(!flows(&listed).contains(&fourth));
}

async fn a_sign_in_that_nobody_finishes_waits_and_then_expires(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let (.., flow) = at_code_page(&world, "web", "ada@example.com").await;
    deliver_all(&world).await;
    let path = format!("{PATH}/{flow}");
    let told = done(&api.get(&path).await, 200);
    assert_eq!(
        (&told["outcome"], told.get("endedAt")),
        (&json!("waiting"), None)
    );
    let began = told["startedAt"].as_i64().unwrap();
    world.pass(Lifetime::hours(1));
    let told = done(&Api::of(&world).await.get(&path).await, 200);
    assert_eq!(told["outcome"], "expired");
    assert_eq!(told["endedAt"], began + 3_600_000);
    assert_eq!(kinds(&told).last(), Some(&"sign_in.expired"));
    assert_eq!(told["mails"][0]["state"], "sent");
}

async fn a_code_that_leads_nowhere_is_told_and_one_that_is_over_once(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    account(&world, "ada@example.com").await;
    let barred = [(UserField::Suspended, "true".to_owned())];
    world.users().set("ada@example.com", &barred).await.unwrap();
    let (mut browser, page, flow) = at_code_page(&world, "web", "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    tick(&world);
    browser.type_code(&page, &code).await;
    let told = done(&api.get(&format!("{PATH}/{flow}")).await, 200);
    let last = steps(&told).pop();
    assert_eq!(last, Some(("code.accepted", Some("suspended"))));
    assert_eq!(told["outcome"], "refused");
    // Of a code that is over, however often it is typed.
    let (mut browser, page, flow) = at_code_page(&world, "web", "eve@example.com").await;
    let code = world.code("eve@example.com").await;
    world.pass(Lifetime::minutes(11));
    for _ in 0..3 {
        browser.submit(&page.form(0).with("code", &code)).await;
    }
    let told = done(&api.get(&format!("{PATH}/{flow}")).await, 200);
    let refusals = steps(&told);
    let refusals: Vec<_> = refusals
        .iter()
        .filter(|(kind, _)| *kind == "code.refused")
        .collect();
    assert_eq!(refusals, [&("code.refused", Some("expired"))]);
}

async fn whoever_does_not_agree_is_told_to_have_declined(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    account(&world, "ada@example.com").await;
    let (mut browser, page, flow) = at_code_page(&world, "club", "ada@example.com").await;
    let code = world.code("ada@example.com").await;
    tick(&world);
    let consent = browser.type_code(&page, &code).await;
    let consent = browser.follow(consent).await;
    tick(&world);
    let answer = browser.submit(&consent.form(1)).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("access_denied"));
    let told = done(&api.get(&format!("{PATH}/{flow}")).await, 200);
    assert_eq!(told["outcome"], "declined");
    let expected = ["session.started", "consent.declined", "sign_in.returned"];
    assert_eq!(kinds(&told)[4..], expected);
}

async fn a_password_that_is_wrong_or_leads_nowhere_is_told(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let methods = json!([{
        "identifier": "email", "password": true, "verificationCode": true,
        "isPasswordPrimary": true,
    }]);
    let change = json!({"signIn": {"methods": methods}});
    done(&api.patch("/sign-in-exp", change).await, 200);
    let new = json!({"primaryEmail": "ada@example.com", "password": "violet harbour 42"});
    let user = done(&api.post("/users", new).await, 200);
    let path = format!("/users/{}/is-suspended", user["id"].as_str().unwrap());
    done(&api.patch(&path, json!({"isSuspended": true})).await, 200);
    let mut browser = world.browser();
    let page = browser.visit(&world.relying_party("web").request()).await;
    let form = page.form(0).with("email", "ada@example.com");
    for password in ["violet harbour 43", "violet harbour 42"] {
        tick(&world);
        browser
            .submit(&form.clone().with("password", password))
            .await;
    }
    let flow = form.value("flow");
    let told = done(&api.get(&format!("{PATH}/{flow}")).await, 200);
    let expected = [
        ("sign_in.begun", None),
        ("password.wrong", None),
        ("password.accepted", Some("suspended")),
    ];
    assert_eq!(steps(&told), expected);
    assert_eq!(told["outcome"], "refused");
    assert_eq!(told["endedAt"], told["steps"][2]["at"]);
    assert!(!told.to_string().contains("violet"), "{told}");
}

async fn what_cannot_be_asked_for_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for query in [
        "user=a%20b",
        "application=a%20b",
        "identifier=ada%40",
        "before=x",
        "user=a&user=b",
    ] {
        let answer = api.get(&format!("{PATH}?{query}")).await;
        refused(&answer, 400, "guard.invalid_input");
    }
    for query in ["page_size=0", "page_size=101", "page_size=x"] {
        let answer = api.get(&format!("{PATH}?{query}")).await;
        refused(&answer, 400, "guard.invalid_pagination");
    }
    for flow in ["x", "AaIVBkGZBoaMW4VNkbwHoQ"] {
        let answer = api.get(&format!("{PATH}/{flow}")).await;
        refused(&answer, 404, "entity.not_exists_with_id");
    }
}
