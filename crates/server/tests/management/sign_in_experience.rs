//! `/api/sign-in-exp`.

use engine::limits::LimitsLayer;
use oidc_core::{actor::Actor, event::EventKind, time::Lifetime};
use serde_json::{Value, json};

use super::{
    caller::{Api, also, done, managed, managed_also, refused},
    written_down::events,
};
use crate::kit::{Setup, World, on_both};

on_both! {
    the_whole_record_is_read,
    whoever_sends_back_what_was_read_changes_nothing,
    a_member_is_replaced_whole_and_the_others_stay,
    what_is_changed_is_in_force_here_at_once_and_on_another_node_with_its_next_look,
    limits_for_wrong_codes_and_the_life_of_a_code_are_those_that_were_set,
    limits_that_the_file_sets_are_changed_there,
    the_code_screen_tells_what_settings_and_file_come_to,
    what_the_file_sets_is_named_and_changed_there,
    what_the_file_sets_no_more_is_what_was_stored_before,
    of_two_changes_made_on_the_same_state_one_is_refused,
    a_change_is_written_down_with_what_it_was_before,
}

const PATH: &str = "/sign-in-exp";

async fn read(api: &Api) -> Value {
    done(&api.get(PATH).await, 200)
}

async fn change(api: &Api, body: Value) -> Value {
    done(&api.patch(PATH, body).await, 200)
}

async fn the_whole_record_is_read(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let method = json!({
        "identifier": "email", "password": false, "verificationCode": true,
        "isPasswordPrimary": false,
    });
    let all = json!({
        "tenantId": "default", "id": "default",
        "color": {
            "primaryColor": "#1d5b4f", "isDarkModeEnabled": true, "darkPrimaryColor": "#62bda6",
        },
        "branding": {}, "hideLogtoBranding": false,
        "languageInfo": {"autoDetect": true, "fallbackLanguage": "en"},
        "termsOfUseUrl": null, "privacyPolicyUrl": null, "supportEmail": null,
        "supportWebsiteUrl": null, "unknownSessionRedirectUrl": null,
        "agreeToTermsPolicy": "Automatic", "signInMode": "SignInAndRegister",
        "signUp": {"identifiers": ["email"], "password": false, "verify": true},
        "signIn": {"methods": [method]},
        "socialSignIn": {}, "socialSignInConnectorTargets": [], "singleSignOnEnabled": false,
        "customCss": null, "customContent": {}, "customUiAssets": null, "customUiCsp": {},
        "passwordPolicy": {}, "passwordExpiration": {},
        "usernamePolicy": {
            "caseSensitive": false, "minLength": 1, "maxLength": 128,
            "allowedChars": {
                "lowercase": true, "uppercase": true, "numbers": true, "underscore": true,
            },
        },
        "mfa": {"factors": [], "policy": "UserControlled"}, "adaptiveMfa": {},
        "trustedDevice": {}, "passkeySignIn": {}, "forgotPasswordMethods": [],
        "captchaPolicy": {}, "sentinelPolicy": {}, "verificationCodePolicy": {},
        "emailBlocklistPolicy": {}, "signUpProfileFields": null, "signet": {"name": null},
        "declaredInFile": [], "declaredAt": {},
    });
    assert_eq!(read(&api).await, all);
}

async fn whoever_sends_back_what_was_read_changes_nothing(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let before = api.get(PATH).await;
    let answer = api.patch(PATH, done(&before, 200)).await;
    assert_eq!(done(&answer, 200), done(&before, 200));
    assert_eq!(answer.header("etag"), before.header("etag"));
    // Nothing at all, and what is not known.
    for body in [json!({}), json!({"shoe": 1, "tenantId": "x"})] {
        assert_eq!(change(&api, body).await, done(&before, 200));
    }
    let all = json!({
        "color": {
            "primaryColor": "#abc", "isDarkModeEnabled": false, "darkPrimaryColor": "#A1b2c3",
            "shoe": 1,
        },
        "branding": {"logoUrl": "mock://logo", "darkFavicon": "https://brand.example"},
        "hideLogtoBranding": true,
        "termsOfUseUrl": "https://Brand.example", "privacyPolicyUrl": "mock://privacy",
        "supportEmail": "help@brand.example", "supportWebsiteUrl": "https://brand.example/help",
        "unknownSessionRedirectUrl": "https://brand.example/again",
        "signInMode": "SignIn", "customUiAssets": {"id": "x", "createdAt": 1},
        "passwordPolicy": {"length": {"min": 10}}, "socialSignIn": {"skipRequiredIdentifiers": true},
        "socialSignInConnectorTargets": ["github"], "signet": {"name": "Brand"},
        "customUiCsp": {"scriptSrc": [], "connectSrc": []},
        "languageInfo": {"autoDetect": false, "fallbackLanguage": "fr"},
    });
    let answered = change(&api, all.clone()).await;
    let mut expected = all;
    expected["color"].as_object_mut().unwrap().remove("shoe");
    expected["passwordPolicy"] = json!({"length": {"min": 10, "max": 256}});
    expected["socialSignInConnectorTargets"] = json!([]);
    expected["customUiCsp"] = json!({});
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&answered[name], value, "{name}");
    }
    assert_eq!(change(&api, answered.clone()).await, answered);
    assert_eq!(read(&api).await, answered);
}

async fn a_member_is_replaced_whole_and_the_others_stay(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let policy = json!({"maxAttempts": 7, "lockoutDuration": 5});
    change(
        &api,
        json!({"sentinelPolicy": policy, "signInMode": "SignIn"}),
    )
    .await;
    let now = change(&api, json!({"sentinelPolicy": {"maxAttempts": 100}})).await;
    assert_eq!(now["sentinelPolicy"], json!({"maxAttempts": 100}));
    assert_eq!(now["signInMode"], "SignIn");
    change(
        &api,
        json!({"branding": {"logoUrl": "https://a.example/l", "favicon": "https://a.example/f"}}),
    )
    .await;
    let now = change(
        &api,
        json!({"branding": {"favicon": "https://a.example/f"}}),
    )
    .await;
    assert_eq!(now["branding"], json!({"favicon": "https://a.example/f"}));
    // An empty text is none.
    change(
        &api,
        json!({"supportEmail": "a@b.example", "termsOfUseUrl": "https://a.example"}),
    )
    .await;
    let now = change(&api, json!({"supportEmail": "", "termsOfUseUrl": ""})).await;
    assert_eq!(
        (&now["supportEmail"], &now["termsOfUseUrl"]),
        (&Value::Null, &Value::Null)
    );
}

async fn what_is_changed_is_in_force_here_at_once_and_on_another_node_with_its_next_look(
    world: World,
) {
    let (world, _folder) = managed(world).await;
    let other = world.another_node().await;
    let api = Api::of(&world).await;
    let looks = json!({
        "color": {
            "primaryColor": "#c0f", "isDarkModeEnabled": true, "darkPrimaryColor": "#cc88ff",
        },
        "branding": {"logoUrl": "https://cdn.brand.example/logo.svg", "favicon": "mock://icon"},
        "signet": {"name": "Brandname"}, "signInMode": "SignIn",
        "unknownSessionRedirectUrl": "https://brand.example/again",
        "languageInfo": {"autoDetect": false, "fallbackLanguage": "fr"},
    });
    change(&api, looks).await;
    assert!(other.app.refresh_snapshot().await.unwrap());
    for node in [&world, &other] {
        let page = node.get("/unknown-session").await;
        for said in [
            "--brand:#cc00ff",
            "--brand:#cc88ff",
            "Brandname",
            "https://cdn.brand.example/logo.svg",
            "https://brand.example/again",
            "lang=\"fr\"",
        ] {
            assert!(page.body.contains(said), "{said} {}", page.body);
        }
        let policy = page.header("content-security-policy").unwrap();
        assert!(
            policy.contains("img-src 'self' data: https://cdn.brand.example;"),
            "{policy}"
        );
        let rp = node.relying_party("web");
        let page = node.browser().visit(&rp.request()).await;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("/register"), "{}", page.body);
    }
}

async fn limits_for_wrong_codes_and_the_life_of_a_code_are_those_that_were_set(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    // What every file of Logto's own tests begins with.
    let first = json!({"signInMode": "SignInAndRegister", "sentinelPolicy": {"maxAttempts": 7}});
    change(&api, first).await;
    let rate = |world: &World| {
        world
            .app
            .snapshot()
            .policy
            .limits
            .failures_per_address
            .to_string()
    };
    assert_eq!(rate(&world), "7/1h");
    change(&api, json!({"sentinelPolicy": {"lockoutDuration": 5}})).await;
    assert_eq!(rate(&world), "100/5m");
    change(&api, json!({"sentinelPolicy": {}})).await;
    assert_eq!(rate(&world), "100/1h");
    let policy = json!({"expirationDuration": 90, "maxRetryAttempts": 2});
    change(&api, json!({"verificationCodePolicy": policy})).await;
    assert_eq!(world.app.snapshot().policy.limits.code_tries, 2);
    // A code is good for as long as that, and not longer.
    let rp = world.relying_party("web");
    for (after, lives) in [(80, true), (100, false)] {
        let mut browser = world.browser();
        let page = browser.visit(&rp.request()).await;
        let page = browser.ask_for_code(&page, "ada@example.com").await;
        let code = world.code("ada@example.com").await;
        world.pass(Lifetime::seconds(after));
        let answer = browser.submit(&page.form(0).with("code", &code)).await;
        let next = browser.follow(answer).await;
        assert_eq!(
            next.body.contains("no-account"),
            lives,
            "{after} {}",
            next.body
        );
    }
    for (body, code) in [
        (json!({"maxRetryAttempts": 6}), "request.invalid_input"),
        (json!({"expirationDuration": 601}), "request.invalid_input"),
        (json!({"maxRetryAttempts": 0}), "guard.invalid_input"),
        (json!({"maxRetryAttempts": 101}), "guard.invalid_input"),
        (json!({"expirationDuration": 59}), "guard.invalid_input"),
        (json!({"expirationDuration": 60.5}), "guard.invalid_input"),
    ] {
        let answer = api
            .patch(PATH, json!({"verificationCodePolicy": body}))
            .await;
        refused(&answer, 400, code);
    }
    let answer = api
        .patch(PATH, json!({"sentinelPolicy": {"maxAttempts": 0}}))
        .await;
    refused(&answer, 400, "guard.invalid_input");
}

async fn limits_that_the_file_sets_are_changed_there(world: World) {
    let limits = "[limits]\nfailures_per_address = \"9/1h\"\n";
    let (world, _folder) = managed_also(world, limits).await;
    let api = Api::of(&world).await;
    let answer = api
        .patch(PATH, json!({"sentinelPolicy": {"maxAttempts": 7}}))
        .await;
    refused(&answer, 422, "sign_in_experiences.declared_in_file");
    assert_eq!(
        answer.json()["data"]["member"],
        "limits.failures_per_address"
    );
    change(&api, json!({"sentinelPolicy": {"maxAttempts": 9}})).await;
    change(&api, json!({"sentinelPolicy": {}})).await;
}

async fn the_code_screen_tells_what_settings_and_file_come_to(world: World) {
    let limits = "[limits]\nsends_per_recipient = \"3/1h\"\n";
    let (world, _folder) = managed_also(world, limits).await;
    let api = Api::of(&world).await;
    let policy = json!({"expirationDuration": 120, "maxRetryAttempts": 2});
    let sentinel = json!({"maxAttempts": 7, "lockoutDuration": 5});
    let body = json!({"verificationCodePolicy": policy, "sentinelPolicy": sentinel});
    change(&api, body).await;
    let told = done(&api.get("/signet/code-screen").await, 200);
    for (name, value) in [
        ("length", 6),
        ("expirationDuration", 120),
        ("maxRetryAttempts", 2),
        ("resendAfter", 59),
    ] {
        assert_eq!(told[name], json!(value), "{name}");
    }
    let all = told["limits"].as_array().unwrap();
    for set in [
        json!({"name": "sends_per_recipient", "count": 3, "window": 3_600}),
        json!({"name": "failures_per_address", "count": 7, "window": 300}),
    ] {
        assert!(all.contains(&set), "{told}");
    }
    // Each is called as in the file.
    for limit in all {
        let name = limit["name"].as_str().unwrap();
        let layer = json!({name: "1/1h"});
        assert!(
            serde_json::from_value::<LimitsLayer>(layer).is_ok(),
            "{name}"
        );
    }
}

const OF_FILE: &str = r##"
[branding]
color = "#112233"
terms_url = "https://brand.example/terms"

[sign_in]
mode = "SignIn"
"##;

async fn what_the_file_sets_is_named_and_changed_there(world: World) {
    let (world, _folder) = managed_also(world, OF_FILE).await;
    let api = Api::of(&world).await;
    let shown = read(&api).await;
    let named = json!(["color.primaryColor", "signInMode", "termsOfUseUrl"]);
    assert_eq!(shown["declaredInFile"], named);
    assert_eq!(shown["declaredAt"].as_object().unwrap().len(), 3);
    let line = |member: &str| -> usize {
        let place = shown["declaredAt"][member].as_str().unwrap();
        place.strip_prefix("signet.toml:").unwrap().parse().unwrap()
    };
    let color = line("color.primaryColor");
    let others = (line("termsOfUseUrl"), line("signInMode"));
    assert_eq!(others, (color + 1, color + 4));
    assert_eq!(shown["color"]["primaryColor"], "#112233");
    let color = |primary: &str| {
        json!({"color": {
            "primaryColor": primary, "isDarkModeEnabled": true, "darkPrimaryColor": "#445566",
        }})
    };
    for (body, member) in [
        (json!({"signInMode": "SignInAndRegister"}), "signInMode"),
        (json!({"termsOfUseUrl": null}), "termsOfUseUrl"),
        (color("#445566"), "color.primaryColor"),
    ] {
        let answer = api.patch(PATH, body).await;
        refused(&answer, 422, "sign_in_experiences.declared_in_file");
        let answer = answer.json();
        assert_eq!(answer["data"]["member"], member);
        assert!(answer["message"].as_str().unwrap().contains(member));
    }
    assert_eq!(read(&api).await, shown);
    // What the file does not set is changed, and what it sets may be said again.
    let now = change(&api, color("#112233")).await;
    assert_eq!(now["color"]["darkPrimaryColor"], "#445566");
    assert_eq!(change(&api, now.clone()).await, now);
}

async fn what_the_file_sets_no_more_is_what_was_stored_before(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    change(
        &api,
        json!({"signInMode": "Register", "supportEmail": "a@b.example"}),
    )
    .await;
    let of_file = Setup {
        more: also(OF_FILE),
        ..Setup::default()
    };
    let told = world.set_up(of_file).await;
    let api = Api::of(&told).await;
    let now = read(&api).await;
    assert_eq!(
        (&now["signInMode"], &now["supportEmail"]),
        (&json!("SignIn"), &json!("a@b.example"))
    );
    // Said again while it is the file's, it does not become the operator's.
    change(&api, now).await;
    let untold = Setup {
        more: also(""),
        ..Setup::default()
    };
    let untold = world.set_up(untold).await;
    let now = read(&Api::of(&untold).await).await;
    assert_eq!(
        (&now["signInMode"], &now["termsOfUseUrl"]),
        (&json!("Register"), &Value::Null)
    );
}

async fn of_two_changes_made_on_the_same_state_one_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let tag = api.get(PATH).await.header("etag").unwrap().to_owned();
    let writer = api.if_match(&tag);
    let changes = (0..20).map(|number| {
        let writer = writer.clone();
        tokio::spawn(async move {
            let body = json!({"signet": {"name": format!("Brand {number}")}});
            writer.patch(PATH, body).await
        })
    });
    let mut won = Vec::new();
    for answer in changes.collect::<Vec<_>>() {
        let answer = answer.await.unwrap();
        if answer.status == 200 {
            won.push(answer);
        } else {
            refused(&answer, 412, "request.precondition_failed");
        }
    }
    assert_eq!(won.len(), 1);
    assert_eq!(read(&api).await, won[0].json());
    let next = api.if_match(won[0].header("etag").unwrap());
    done(
        &next.patch(PATH, json!({"signInMode": "SignIn"})).await,
        200,
    );
}

async fn a_change_is_written_down_with_what_it_was_before(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    change(&api, json!({"signInMode": "SignIn"})).await;
    world.clock.advance(Lifetime::millis(1));
    let body = json!({"signInMode": "Register", "customUiAssets": {"id": "x", "createdAt": 1}});
    change(&api, body.clone()).await;
    // What changes nothing and what is refused is not.
    change(&api, body).await;
    api.patch(PATH, json!({"signIn": {"methods": []}})).await;
    let told = events(&world, &[EventKind::SettingsChanged]).await;
    assert_eq!(told.len(), 2);
    assert_eq!(told[1].actor, Some(Actor::Client("robot".parse().unwrap())));
    assert!(told[1].context.request_id.is_some());
    let expected = json!({
        "signInMode": ["SignIn", "Register"],
        "customUiAssets": [null, {"id": "x", "createdAt": 1}],
    });
    assert_eq!(Value::from(told[1].data.clone()), expected);
}
