//! What `/api/sign-in-exp` does not keep.

use engine::settings::Setting;
use oidc_core::source::Source;
use serde_json::{Value, json};

use super::caller::{Api, also, done, managed, managed_also, refused};
use crate::kit::{Setup, World, on_both};

on_both! {
    a_sign_up_that_contradicts_itself_is_refused_with_the_code_that_programs_know,
    codes_are_refused_while_no_connector_is_stored_and_taken_by_each_node_once_one_is,
    a_sign_in_that_contradicts_itself_is_refused_with_the_code_that_programs_know,
    factors_that_contradict_each_other_are_refused_with_the_code_that_programs_know,
    what_is_not_offered_yet_is_refused_with_a_sentence,
    what_has_another_form_is_refused_and_names_the_member,
    t_69_an_address_that_a_browser_would_run_is_refused,
    what_decides_nothing_is_kept,
    a_change_answers_for_what_it_touches_alone,
    the_brand_is_called_as_an_application_may_be,
}

const PATH: &str = "/sign-in-exp";

fn method(kind: &str, password: bool, code: bool) -> Value {
    json!({"identifier": kind, "password": password, "verificationCode": code,
           "isPasswordPrimary": false})
}

/// Each is refused with this status and code of its own, and nothing is different then.
async fn all_refused(api: &Api, status: u16, cases: Vec<(Value, &str)>) {
    let before = done(&api.get(PATH).await, 200);
    for (body, code) in cases {
        let answer = api.patch(PATH, body.clone()).await;
        assert_eq!(answer.status, status, "{body} {}", answer.body);
        let code = match code.split_once('.') {
            Some(_) => code.to_owned(),
            None => format!("sign_in_experiences.{code}"),
        };
        refused(&answer, status, &code);
        let message = answer.json()["message"].as_str().unwrap().to_owned();
        assert!(message.ends_with('.'), "{message}");
    }
    assert_eq!(done(&api.get(PATH).await, 200), before);
}

fn sign_up(identifiers: &Value, verify: bool, secondary: &Value) -> Value {
    json!({"signUp": {
        "identifiers": identifiers, "password": false, "verify": verify,
        "secondaryIdentifiers": secondary,
    }})
}

async fn a_sign_up_that_contradicts_itself_is_refused_with_the_code_that_programs_know(
    world: World,
) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let none = json!([]);
    let klingon = json!({"autoDetect": true, "fallbackLanguage": "tlh"});
    let either = json!([{"identifier": "emailOrPhone", "verify": true}]);
    let phone = json!([{"identifier": "phone"}]);
    let (email, twice) = (json!(["email"]), json!(["email", "email"]));
    let cases = vec![
        (
            json!({"languageInfo": klingon}),
            "unsupported_default_language",
        ),
        (sign_up(&none, true, &none), "missing_sign_up_identifiers"),
        (
            sign_up(&twice, true, &none),
            "duplicated_sign_up_identifiers",
        ),
        (
            sign_up(&email, true, &either),
            "duplicated_sign_up_identifiers",
        ),
        (
            sign_up(&email, false, &none),
            "passwordless_requires_verify",
        ),
        (
            sign_up(&email, true, &phone),
            "passwordless_requires_verify",
        ),
        (
            sign_up(&json!(["phone"]), true, &none),
            "enabled_connector_not_found",
        ),
        // The first of several.
        (
            json!({"languageInfo": klingon, "signIn": {"methods": []}}),
            "unsupported_default_language",
        ),
    ];
    all_refused(&api, 400, cases).await;
    let closed = json!({
        "signInMode": "SignIn", "signUp": {"identifiers": [], "password": false, "verify": true},
    });
    done(&api.patch(PATH, closed).await, 200);
}

async fn a_sign_in_that_contradicts_itself_is_refused_with_the_code_that_programs_know(
    world: World,
) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let methods = |methods: Value| json!({"signIn": {"methods": methods}});
    let factor = "at_least_one_authentication_factor";
    let email = method("email", false, true);
    let only_new = json!({"signInMode": "Register", "signIn": {"methods": []}});
    let with_password = json!({
        "signUp": {"identifiers": ["email"], "password": true, "verify": true},
        "signIn": {"methods": [email, method("username", true, false)]},
    });
    let cases = vec![
        (
            methods(json!([method("phone", false, true)])),
            "enabled_connector_not_found",
        ),
        (methods(json!([method("email", false, false)])), factor),
        (methods(json!([])), factor),
        // Who signs up by a code signs in by one.
        (only_new, "code_sign_in_must_be_enabled"),
        (
            methods(json!([method("email", true, false)])),
            "code_sign_in_must_be_enabled",
        ),
        (
            methods(json!([method("username", true, false)])),
            "code_sign_in_must_be_enabled",
        ),
        // Who signs up with a password signs in by it.
        (with_password, "password_sign_in_must_be_enabled"),
        // Nothing can be sent to a username.
        (
            methods(json!([email, method("username", false, false)])),
            factor,
        ),
        (
            methods(json!([email, method("username", false, true)])),
            factor,
        ),
        (
            methods(json!([email, method("username", true, true)])),
            "request.invalid_input",
        ),
        // The first of several.
        (
            json!({
                "signUp": {"identifiers": ["username"], "password": true, "verify": false},
                "signIn": {"methods": []},
            }),
            "request.invalid_input",
        ),
    ];
    all_refused(&api, 400, cases).await;
}

async fn codes_are_refused_while_no_connector_is_stored_and_taken_by_each_node_once_one_is(
    world: World,
) {
    let (world, _folder) = managed(world).await;
    let served = || Setup {
        more: also(""),
        production: true,
        ..Setup::default()
    };
    let (here, there) = (world.set_up(served()).await, world.set_up(served()).await);
    let (here, there) = (Api::of(&here).await, Api::of(&there).await);
    let closed = json!({
        "signInMode": "SignIn", "signUp": {"identifiers": [], "password": false, "verify": true},
    });
    for api in [&here, &there] {
        let answer = api.patch(PATH, closed.clone()).await;
        refused(
            &answer,
            400,
            "sign_in_experiences.enabled_connector_not_found",
        );
    }
    // One without a configuration counts.
    let mailgun = json!({"connectorId": "mailgun-email"});
    assert_eq!(here.post("/connectors", mailgun).await.status, 200);
    done(&there.patch(PATH, closed).await, 200);
}

async fn factors_that_contradict_each_other_are_refused_with_the_code_that_programs_know(
    world: World,
) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let mfa = |factors: Value, policy: &str| json!({"mfa": {"factors": factors, "policy": policy}});
    let plain = "UserControlled";
    let cases = vec![
        (
            mfa(json!(["Totp", "Totp"]), plain),
            "duplicated_mfa_factors",
        ),
        (
            mfa(json!(["BackupCode"]), plain),
            "backup_code_cannot_be_enabled_alone",
        ),
        (
            mfa(json!(["EmailVerificationCode"]), plain),
            "email_verification_code_cannot_be_used_for_mfa",
        ),
    ];
    all_refused(&api, 400, cases).await;
    let days =
        |days: u32| json!({"passwordExpiration": {"enabled": true, "validPeriodDays": days}});
    let cases = vec![
        (
            json!({"adaptiveMfa": {"enabled": true}}),
            "adaptive_mfa_requires_mfa",
        ),
        (
            mfa(json!([]), "PromptAtSignInAndSignUpMandatory"),
            "non_adaptive_mfa_requires_skippable_policy",
        ),
        (days(0), "password_expiration_invalid_period_days"),
        (days(30), "password_expiration_requires_forgot_password"),
    ];
    all_refused(&api, 422, cases).await;
}

async fn what_is_not_offered_yet_is_refused_with_a_sentence(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let bodies = [
        json!({"signUp": {"identifiers": ["username"], "password": true, "verify": false}}),
        json!({"passwordPolicy": {"length": {"min": 12, "max": 11}}}),
        json!({"passwordPolicy": {"length": {"min": 257, "max": 1_024}}}),
        json!({"mfa": {"factors": ["Totp", "BackupCode"], "policy": "UserControlled"}}),
        json!({"forgotPasswordMethods": ["EmailVerificationCode"]}),
        json!({"agreeToTermsPolicy": "Manual"}),
        json!({"singleSignOnEnabled": true}),
        json!({"trustedDevice": {"enabled": true}}),
        json!({"passkeySignIn": {"enabled": true}}),
        json!({"captchaPolicy": {"enabled": true}}),
        json!({"emailBlocklistPolicy": {"blockDisposableAddresses": true}}),
        json!({"emailBlocklistPolicy": {"customBlocklist": ["@x.example"]}}),
        json!({"customUiCsp": {"scriptSrc": ["https://x.example"]}}),
        json!({"customCss": "body{}"}),
        json!({"customContent": {"/sign-in": "<p>"}}),
        json!({"signUpProfileFields": [{"name": "shoe"}]}),
    ];
    let cases = bodies.map(|body| (body, "request.invalid_input"));
    all_refused(&api, 400, cases.into()).await;
}

async fn what_has_another_form_is_refused_and_names_the_member(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let allowed = |begins: bool| json!({"lowercase": begins, "uppercase": begins, "numbers": true, "underscore": begins});
    for (body, member) in [
        (
            json!({"color": {"primaryColor": "#abc", "isDarkModeEnabled": true}}),
            "color.darkPrimaryColor",
        ),
        (
            json!({"color": {"primaryColor": "red", "isDarkModeEnabled": true, "darkPrimaryColor": "#abc"}}),
            "color.primaryColor",
        ),
        (json!({"color": null}), "color"),
        (json!({"branding": {"logoUrl": ""}}), "branding.logoUrl"),
        (json!({"termsOfUseUrl": "terms"}), "termsOfUseUrl"),
        (json!({"supportEmail": "nobody"}), "supportEmail"),
        (json!({"signInMode": "Sometimes"}), "signInMode"),
        (
            json!({"signUp": {"identifiers": ["email"], "password": false}}),
            "signUp.verify",
        ),
        (
            json!({"signIn": {"methods": [{"identifier": "shoe"}]}}),
            "signIn.methods.0.identifier",
        ),
        (
            json!({"mfa": {"factors": ["Shoe"], "policy": "UserControlled"}}),
            "mfa.factors.0",
        ),
        (
            json!({"languageInfo": {"fallbackLanguage": "en"}}),
            "languageInfo.autoDetect",
        ),
        (
            json!({"passwordPolicy": {"characterTypes": {"min": 5}}}),
            "passwordPolicy.characterTypes.min",
        ),
        (json!({"customUiCsp": {"shoe": []}}), "customUiCsp.shoe"),
        (
            json!({"usernamePolicy": {"caseSensitive": false, "minLength": 9, "maxLength": 8, "allowedChars": allowed(true)}}),
            "usernamePolicy.minLength",
        ),
        (
            json!({"usernamePolicy": {"caseSensitive": false, "minLength": 1, "maxLength": 8, "allowedChars": allowed(false)}}),
            "usernamePolicy.allowedChars",
        ),
        (json!({"signet": {"name": "a\u{0}b"}}), "signet"),
    ] {
        let answer = api.patch(PATH, body.clone()).await;
        refused(&answer, 400, "guard.invalid_input");
        let told = answer.json()["details"].as_str().unwrap().to_owned();
        let named = format!("Error in key path \"{member}\"");
        assert!(told.starts_with(&named), "{body} {told}");
    }
}

async fn t_69_an_address_that_a_browser_would_run_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for address in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "java\tscript:x",
    ] {
        for member in [
            "termsOfUseUrl",
            "privacyPolicyUrl",
            "supportWebsiteUrl",
            "unknownSessionRedirectUrl",
        ] {
            let answer = api.patch(PATH, json!({member: address})).await;
            refused(&answer, 400, "guard.invalid_input");
        }
        let answer = api
            .patch(PATH, json!({"branding": {"logoUrl": address}}))
            .await;
        refused(&answer, 400, "guard.invalid_input");
    }
}

async fn what_decides_nothing_is_kept(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for neutral in [
        json!({"captchaPolicy": {"enabled": false}}),
        json!({"emailBlocklistPolicy": {"blockSubaddressing": false, "customBlocklist": []}}),
        json!({"passwordExpiration": {"enabled": false}}),
        json!({"adaptiveMfa": {"enabled": false}}),
        json!({"mfa": {"factors": [], "policy": "Mandatory"}}),
        json!({"forgotPasswordMethods": null}),
        json!({"signUpProfileFields": []}),
        json!({"customCss": null}),
    ] {
        let kept = done(&api.patch(PATH, neutral.clone()).await, 200);
        for (name, value) in neutral.as_object().unwrap() {
            assert_eq!(&kept[name], value, "{name}");
        }
    }
}

/// The file may say what the API would not take, and so may an earlier version have done.
async fn a_change_answers_for_what_it_touches_alone(world: World) {
    let more = "[branding]\nlanguage = \"tlh\"";
    let (world, _folder) = managed_also(world, more).await;
    let stored = json!({
        "customCss": "a{}", "singleSignOnEnabled": true,
        "mfa": {"factors": ["EmailVerificationCode"], "policy": "UserControlled"},
        "signIn": {"methods": []},
    });
    let (stored, now) = (&stored, world.clock.now());
    let written = world.app.store.transact(|mut tx| async move {
        let name = Setting::Experience.stored();
        let mut settings = tx.settings();
        settings.put(name, stored, Source::Console, now).await
    });
    written.await.unwrap();
    let api = Api::of(&world).await;
    let told = done(&api.get(PATH).await, 200);
    assert_eq!(told["languageInfo"]["fallbackLanguage"], "tlh");
    let again = done(&api.patch(PATH, told.clone()).await, 200);
    assert_eq!(again, told);
    let auto = json!({"languageInfo": {"autoDetect": false, "fallbackLanguage": "tlh"}});
    done(&api.patch(PATH, auto).await, 200);
    done(
        &api.patch(PATH, json!({"singleSignOnEnabled": false})).await,
        200,
    );
    for (body, status, code) in [
        (json!({"customCss": "b{}"}), 400, "request.invalid_input"),
        (
            json!({"mfa": {"factors": ["Totp"], "policy": "UserControlled"}}),
            400,
            "request.invalid_input",
        ),
        (
            json!({"languageInfo": {"autoDetect": true, "fallbackLanguage": "xx"}}),
            422,
            "sign_in_experiences.declared_in_file",
        ),
        (
            json!({"signInMode": "SignIn"}),
            400,
            "sign_in_experiences.at_least_one_authentication_factor",
        ),
        // What a member contradicts that it does not touch.
        (
            json!({"signIn": {"methods": [{
                "identifier": "email", "verificationCode": true, "password": false,
                "isPasswordPrimary": false,
            }]}}),
            400,
            "sign_in_experiences.email_verification_code_cannot_be_used_for_mfa",
        ),
    ] {
        refused(&api.patch(PATH, body.clone()).await, status, code);
    }
    done(&api.patch(PATH, json!({"customCss": null})).await, 200);
}

/// What turns round the words beside it is refused; what an earlier version took is shown and may stay.
async fn the_brand_is_called_as_an_application_may_be(world: World) {
    let (world, _folder) = managed(world).await;
    let stored = json!({"signet": {"name": "a\u{202e}b"}});
    let (stored, now) = (&stored, world.clock.now());
    let written = world.app.store.transact(|mut tx| async move {
        let name = Setting::Experience.stored();
        let mut settings = tx.settings();
        settings.put(name, stored, Source::Console, now).await
    });
    written.await.unwrap();
    let api = Api::of(&world).await;
    let told = done(&api.get(PATH).await, 200);
    assert_eq!(told["signet"], stored["signet"]);
    assert_eq!(done(&api.patch(PATH, told.clone()).await, 200), told);
    let longer = "x".repeat(129);
    for bad in ["b\u{202e}a", "a\u{2066}b", "a\nb", "\u{200b}", &longer] {
        let answer = api.patch(PATH, json!({"signet": {"name": bad}})).await;
        refused(&answer, 400, "guard.invalid_input");
        let told = answer.json()["details"].as_str().unwrap().to_owned();
        let why = "signet.name\": (custom) must have 1 to 128 characters that can be seen";
        assert!(told.contains(why), "{bad:?} {told}");
    }
    for good in ["Brand", "متجر\u{200e}", &longer[1..]] {
        let answer = api.patch(PATH, json!({"signet": {"name": good}})).await;
        assert_eq!(done(&answer, 200)["signet"]["name"], good);
    }
}
