//! `/api/signet/previews`, and what is shown of them at `/preview/{id}/…`.

mod samples;

use axum::{body::Body, http::Request};
use oidc_core::{event::EventKind, time::Lifetime};
use serde_json::{Value, json};

use super::{
    caller::{Api, done, managed, managed_also, person_token, refused},
    written_down::events,
};
use crate::kit::{Answer, World, on_both};

on_both! {
    what_the_draft_says_is_shown_on_pages_in_styles_and_in_mails,
    what_is_shown_may_do_nothing_and_is_framed_by_the_console_alone,
    a_theme_is_shown_whatever_the_browser_prefers,
    a_draft_whose_pages_may_not_be_dark_is_light_in_every_theme,
    what_is_looked_at_takes_no_focus_and_asks_for_nothing,
    it_is_shown_in_a_frame_only,
    nothing_is_saved_and_nothing_is_written_down,
    what_could_not_be_saved_is_not_shown,
    each_has_one_and_everybody_their_own,
    a_viewer_looks_at_their_own_and_at_nothing_that_is_secret,
    it_is_shown_on_every_node_for_ten_minutes_and_swept_then,
    a_name_that_nobody_was_told_shows_nothing,
}

const PATH: &str = "/signet/previews";

/// The path that the samples stand below.
fn place(made: &Value) -> String {
    let url = made["url"].as_str().unwrap();
    url.strip_prefix("http://localhost:3001")
        .unwrap()
        .to_owned()
}

async fn make(api: &Api, body: Value) -> Value {
    done(&api.post(PATH, body).await, 201)
}

async fn show(world: &World, path: &str, kind: &str) -> Answer {
    let request = Request::get(path).header("sec-fetch-dest", kind);
    world.send(request.body(Body::empty()).unwrap()).await
}

fn draft() -> Value {
    json!({
        "color": {
            "primaryColor": "#c0f", "isDarkModeEnabled": true, "darkPrimaryColor": "#cc88ff",
        },
        "branding": {"logoUrl": "https://cdn.brand.example/logo.svg"},
        "signet": {"name": "Brandname"}, "termsOfUseUrl": "https://brand.example/terms",
    })
}

async fn what_the_draft_says_is_shown_on_pages_in_styles_and_in_mails(world: World) {
    let (world, _folder) = managed(world).await;
    let made = make(&Api::of(&world).await, draft()).await;
    let page = show(
        &world,
        &format!("{}sign-in/0?application=A%3Cb%3E", place(&made)),
        "iframe",
    )
    .await;
    for said in [
        "https://cdn.brand.example/logo.svg",
        "https://brand.example/terms",
        "A&lt;b&gt;",
    ] {
        assert!(page.body.contains(said), "{said} {}", page.body);
    }
    let style = show(&world, &format!("{}style.css", place(&made)), "style").await;
    assert_eq!(
        style.header("content-type"),
        Some("text/css; charset=utf-8")
    );
    assert!(style.body.contains("--brand:#cc00ff") && style.body.contains("--brand:#cc88ff"));
    let text = show(
        &world,
        &format!("{}mail/0?format=text", place(&made)),
        "iframe",
    )
    .await;
    assert_eq!(
        text.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert!(text.body.contains("482913"), "{}", text.body);
}

async fn what_is_shown_may_do_nothing_and_is_framed_by_the_console_alone(world: World) {
    let (world, _folder) = managed(world).await;
    let place = place(&make(&Api::of(&world).await, draft()).await);
    let own = "http://localhost:3001";
    let page = format!(
        "default-src 'none'; style-src {own}; script-src {own}; \
         img-src {own} data: https://cdn.brand.example; form-action 'none'; \
         frame-ancestors {own}; sandbox allow-scripts"
    );
    let mail = format!(
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; \
         frame-ancestors {own}; sandbox"
    );
    for (path, policy) in [
        ("sign-in/0", &page),
        ("error/3", &page),
        ("mail/0", &mail),
        ("mail/0?format=text", &mail),
    ] {
        let answer = show(&world, &format!("{place}{path}"), "iframe").await;
        for (name, value) in [
            ("content-security-policy", &**policy),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        let permissions = answer.header("permissions-policy").unwrap();
        assert!(
            permissions.contains("clipboard-write=(self)"),
            "{permissions}"
        );
        assert_eq!(answer.header("x-frame-options"), None, "{path}");
        assert_eq!(answer.header("set-cookie"), None, "{path}");
    }
    // What a page of an origin that nobody shares loads is for everybody.
    let page = show(&world, &format!("{place}sign-in/0"), "iframe").await;
    let at = page.body.find("/static/app.").unwrap();
    let script: String = page.body[at..].chars().take_while(|c| *c != '"').collect();
    for file in [
        script,
        format!("{place}pages.css"),
        format!("{place}style.css"),
    ] {
        let answer = show(&world, &file, "style").await;
        assert_eq!(answer.status, 200, "{file}");
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            Some("cross-origin"),
            "{file}"
        );
    }
}

async fn a_theme_is_shown_whatever_the_browser_prefers(world: World) {
    let (world, _folder) = managed(world).await;
    let place = place(&make(&Api::of(&world).await, draft()).await);
    for (theme, other) in [("light", "not all"), ("dark", "all")] {
        let path = format!("{place}sign-in/0?theme={theme}");
        let page = show(&world, &path, "iframe").await.body;
        let said = format!("<meta name=\"color-scheme\" content=\"{theme}\">");
        assert!(page.contains(&said), "{page}");
        for file in ["pages.css", "style.css"] {
            let asked = format!("{place}{file}?theme={theme}");
            assert!(page.contains(&asked), "{page}");
            let style = show(&world, &asked, "style").await.body;
            assert!(style.contains(&format!("@media {other}")), "{style}");
            assert!(!style.contains("prefers-color-scheme"), "{style}");
        }
        let asked = format!("{place}style.css?theme={theme}");
        let brand = show(&world, &asked, "style").await.body;
        let (always, dark) = brand.split_once("@media ").unwrap();
        assert!(always.contains("--brand:#cc00ff"), "{brand}");
        assert!(
            dark.starts_with(&format!("{other}{{:root{{--brand:#cc88ff;")),
            "{brand}"
        );
        let mail = show(&world, &format!("{place}mail/0?theme={theme}"), "iframe").await;
        assert!(!mail.body.contains("prefers-color-scheme"), "{}", mail.body);
    }
    let free = show(&world, &format!("{place}pages.css?theme=x"), "style").await;
    assert!(free.body.contains("prefers-color-scheme"), "{}", free.body);
}

async fn a_draft_whose_pages_may_not_be_dark_is_light_in_every_theme(world: World) {
    let (world, _folder) = managed(world).await;
    let mut body = draft();
    body["color"]["isDarkModeEnabled"] = json!(false);
    body["branding"]["darkLogoUrl"] = json!("https://dark.brand.example/logo.svg");
    let place = place(&make(&Api::of(&world).await, body).await);
    for query in ["", "?theme=light", "?theme=dark"] {
        let page = show(&world, &format!("{place}sign-in/0{query}"), "iframe").await;
        for said in [
            "<html lang=\"en\" dir=\"ltr\" data-theme=\"light\">",
            "<meta name=\"color-scheme\" content=\"light\">",
            "https://cdn.brand.example/logo.svg",
        ] {
            assert!(page.body.contains(said), "{query} {said} {}", page.body);
        }
        let policy = page.header("content-security-policy").unwrap();
        for said in [&*page.body, policy] {
            assert!(!said.contains("dark.brand.example"), "{query} {said}");
        }
        let brand = show(&world, &format!("{place}style.css{query}"), "style").await;
        assert!(brand.body.starts_with(":root{--brand:#cc00ff;"));
        for dark in ["@media", "#cc88ff"] {
            assert!(!brand.body.contains(dark), "{query} {}", brand.body);
        }
        // What all pages share is not dark below such a root, whatever theme it is asked for in.
        let all = show(&world, &format!("{place}pages.css{query}"), "style").await;
        let root = "\n:root[data-theme=\"light\"] { color-scheme: light; }\n";
        assert!(all.body.contains(root), "{query} {}", all.body);
        let (_, dark) = all.body.split_once("@media ").unwrap();
        let (_, rule) = dark.split_once('{').unwrap();
        let not_light = ":root:where(:not([data-theme=\"light\"])) {";
        assert!(rule.trim_start().starts_with(not_light), "{query} {rule}");
    }
}

async fn what_is_looked_at_takes_no_focus_and_asks_for_nothing(world: World) {
    let (world, _folder) = managed(world).await;
    let place = place(&make(&Api::of(&world).await, draft()).await);
    for page in ["sign-in/0", "verification-code/0"] {
        let answer = show(&world, &format!("{place}{page}"), "iframe").await;
        assert_eq!(answer.status, 200, "{page}");
        assert!(!answer.body.contains("autofocus"), "{}", answer.body);
        assert!(!answer.body.contains("data-status"), "{}", answer.body);
    }
}

async fn it_is_shown_in_a_frame_only(world: World) {
    let (world, _folder) = managed(world).await;
    let place = place(&make(&Api::of(&world).await, draft()).await);
    for sample in ["sign-in/0", "mail/0"] {
        let path = format!("{place}{sample}");
        assert_eq!(show(&world, &path, "iframe").await.status, 200);
        for other in ["document", "embed", "object", "empty", "image"] {
            assert_eq!(show(&world, &path, other).await.status, 404, "{other}");
        }
        let posted = Request::post(&path).body(Body::empty()).unwrap();
        assert_eq!(world.send(posted).await.status, 405);
    }
}

async fn nothing_is_saved_and_nothing_is_written_down(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let before = done(&api.get("/sign-in-exp").await, 200);
    make(&api, draft()).await;
    assert_eq!(done(&api.get("/sign-in-exp").await, 200), before);
    assert!(!world.app.refresh_snapshot().await.unwrap());
    assert!(
        events(&world, &[EventKind::SettingsChanged])
            .await
            .is_empty()
    );
}

async fn what_could_not_be_saved_is_not_shown(world: World) {
    let (world, _folder) = managed_also(world, "[sign_in]\nmode = \"SignIn\"\n").await;
    let api = Api::of(&world).await;
    let color = json!({"color": {"primaryColor": "red"}});
    refused(&api.post(PATH, color).await, 400, "guard.invalid_input");
    let terms = json!({"termsOfUseUrl": "javascript:alert(1)"});
    refused(&api.post(PATH, terms).await, 400, "guard.invalid_input");
    let methods = json!({"signIn": {"methods": []}});
    let code = "sign_in_experiences.at_least_one_authentication_factor";
    refused(&api.post(PATH, methods).await, 400, code);
    let mode = json!({"signInMode": "Register"});
    refused(
        &api.post(PATH, mode).await,
        422,
        "sign_in_experiences.declared_in_file",
    );
    let large = json!({"customUiAssets": {"id": "x".repeat(64 * 1_024), "createdAt": 1}});
    assert_eq!(api.post(PATH, large).await.status, 413);
    assert_eq!(world.number("select count(*) from previews").await, 0);
    // Nothing at all is what is in force.
    make(&api, json!({})).await;
}

async fn each_has_one_and_everybody_their_own(world: World) {
    let (world, _folder) = managed(world).await;
    let robot = Api::of(&world).await;
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let ada = Api::with(&world, &token);
    let of_robot = place(&make(&robot, draft()).await);
    let first = place(&make(&ada, draft()).await);
    let second = place(&make(&ada, json!({"signet": {"name": "Other"}})).await);
    assert_ne!(first, second);
    let status = async |place: &str| {
        show(&world, &format!("{place}sign-in/0"), "iframe")
            .await
            .status
    };
    assert_eq!(status(&first).await, 404);
    assert_eq!(status(&second).await, 200);
    assert_eq!(status(&of_robot).await, 200);
    // Many at once leave one.
    let all = (0..10).map(|number| {
        let ada = ada.clone();
        let body = json!({"signet": {"name": format!("Brand {number}")}});
        tokio::spawn(async move { make(&ada, body).await })
    });
    for one in all.collect::<Vec<_>>() {
        one.await.unwrap();
    }
    assert_eq!(world.number("select count(*) from previews").await, 2);
}

async fn a_viewer_looks_at_their_own_and_at_nothing_that_is_secret(world: World) {
    let (world, _folder) = managed(world).await;
    let robot = Api::of(&world).await;
    let token = person_token(&world, "spa", "vera@example.com", &["viewer"]).await;
    let vera = Api::with(&world, &token);
    let of_robot = place(&make(&robot, draft()).await);
    let before = done(&robot.get("/sign-in-exp").await, 200);
    let made = make(&vera, json!({"signet": {"name": "Of Vera"}})).await;
    let mut members: Vec<&String> = made.as_object().unwrap().keys().collect();
    members.sort();
    assert_eq!(members, ["expiresAt", "samples", "url"]);
    let (own, second) = (place(&made), place(&make(&vera, json!({})).await));
    for (place, status) in [(&own, 404), (&second, 200), (&of_robot, 200)] {
        let shown = show(&world, &format!("{place}sign-in/0"), "iframe").await;
        assert_eq!(shown.status, status, "{place}");
    }
    assert_eq!(world.number("select count(*) from previews").await, 2);
    // It changes nothing that is in force, and what could not be saved is refused as ever.
    assert_eq!(done(&robot.get("/sign-in-exp").await, 200), before);
    let color = json!({"color": {"primaryColor": "red"}});
    refused(
        &vera.post(PATH, color.clone()).await,
        400,
        "guard.invalid_input",
    );
    refused(
        &vera.patch("/sign-in-exp", color).await,
        403,
        "auth.forbidden",
    );
}

async fn it_is_shown_on_every_node_for_ten_minutes_and_swept_then(world: World) {
    let (world, _folder) = managed(world).await;
    let other = world.another_node().await;
    let made = make(&Api::of(&world).await, draft()).await;
    let path = format!("{}sign-in/0", place(&made));
    let until = world.clock.now().plus(Lifetime::minutes(10));
    assert_eq!(made["expiresAt"], until.as_millis());
    world.pass(Lifetime::seconds(599));
    for node in [&world, &other] {
        assert_eq!(show(node, &path, "iframe").await.status, 200);
    }
    world.pass(Lifetime::seconds(1));
    for node in [&world, &other] {
        assert_eq!(show(node, &path, "iframe").await.status, 404);
    }
    let sweep = async |world: &World| {
        let now = world.clock.now();
        let store = &world.app.store;
        let swept = store.transact(|mut tx| async move { tx.sweep().run(now, None, 500).await });
        let swept: Result<_, store::StoreError> = swept.await;
        swept.unwrap();
        world.number("select count(*) from previews").await
    };
    assert_eq!(sweep(&world).await, 1);
    world.pass(Lifetime::minutes(10));
    assert_eq!(sweep(&world).await, 0);
}

async fn a_name_that_nobody_was_told_shows_nothing(world: World) {
    let (world, _folder) = managed(world).await;
    let place = place(&make(&Api::of(&world).await, draft()).await);
    for path in [
        "/preview/AAAAAAAAAAAAAAAAAAAAAA/sign-in/0",
        "/preview/x/sign-in/0",
        "/preview/x/style.css",
        "/preview/",
        &*place,
        &format!("{place}shoe/0"),
        &format!("{place}mailbox/0"),
        &format!("{place}sign-in/99"),
        &format!("{place}sign-in/x"),
        &format!("{place}mail/99"),
    ] {
        let answer = show(&world, path, "iframe").await;
        assert_eq!(answer.status, 404, "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{path} {policy}");
    }
}
