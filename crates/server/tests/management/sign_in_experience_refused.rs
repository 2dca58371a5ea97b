//! What `/api/sign-in-exp` does not keep.

use serde_json::{Value, json};

use super::caller::{Api, done, managed, refused};
use crate::kit::{World, on_both};

on_both! {
    what_contradicts_itself_is_refused_with_the_code_that_programs_know,
    what_is_not_offered_yet_is_refused_with_a_sentence,
    what_has_another_form_is_refused_and_names_the_member,
    t_69_an_address_that_a_browser_would_run_is_refused,
    what_decides_nothing_is_kept,
}

const PATH: &str = "/sign-in-exp";

fn method(kind: &str, password: bool, code: bool) -> Value {
    json!({"identifier": kind, "password": password, "verificationCode": code,
           "isPasswordPrimary": false})
}

/// Each is refused so, and nothing is different then.
async fn all_refused(api: &Api, cases: Vec<(Value, u16, &str)>) {
    let before = done(&api.get(PATH).await, 200);
    for (body, status, code) in cases {
        let answer = api.patch(PATH, body.clone()).await;
        assert_eq!(answer.status, status, "{body} {}", answer.body);
        refused(&answer, status, code);
        let message = answer.json()["message"].as_str().unwrap().to_owned();
        assert!(message.ends_with('.'), "{message}");
    }
    assert_eq!(done(&api.get(PATH).await, 200), before);
}

async fn what_contradicts_itself_is_refused_with_the_code_that_programs_know(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let sign_up = |identifiers: Value, verify: bool, secondary: Value| {
        json!({"signUp": {
            "identifiers": identifiers, "password": false, "verify": verify,
            "secondaryIdentifiers": secondary,
        }})
    };
    let own = |name: &str| format!("sign_in_experiences.{name}");
    let methods = |methods: Value| json!({"signIn": {"methods": methods}});
    let mfa = |factors: Value, policy: &str| json!({"mfa": {"factors": factors, "policy": policy}});
    let plain = "UserControlled";
    let days =
        |days: u32| json!({"passwordExpiration": {"enabled": true, "validPeriodDays": days}});
    let cases = [
        (
            json!({"languageInfo": {"autoDetect": true, "fallbackLanguage": "tlh"}}),
            400,
            "unsupported_default_language",
        ),
        (
            sign_up(json!([]), true, json!([])),
            400,
            "missing_sign_up_identifiers",
        ),
        (
            sign_up(json!(["email", "email"]), true, json!([])),
            400,
            "duplicated_sign_up_identifiers",
        ),
        (
            sign_up(
                json!(["email"]),
                true,
                json!([{"identifier": "emailOrPhone", "verify": true}]),
            ),
            400,
            "duplicated_sign_up_identifiers",
        ),
        (
            sign_up(json!(["email"]), false, json!([])),
            400,
            "passwordless_requires_verify",
        ),
        (
            sign_up(json!(["email"]), true, json!([{"identifier": "phone"}])),
            400,
            "passwordless_requires_verify",
        ),
        (
            sign_up(json!(["phone"]), true, json!([])),
            400,
            "enabled_connector_not_found",
        ),
        (
            methods(json!([method("phone", false, true)])),
            400,
            "enabled_connector_not_found",
        ),
        (
            methods(json!([method("email", false, false)])),
            400,
            "at_least_one_authentication_factor",
        ),
        (
            methods(json!([])),
            400,
            "at_least_one_authentication_factor",
        ),
        (
            mfa(json!(["Totp", "Totp"]), plain),
            400,
            "duplicated_mfa_factors",
        ),
        (
            mfa(json!(["BackupCode"]), plain),
            400,
            "backup_code_cannot_be_enabled_alone",
        ),
        (
            mfa(json!(["EmailVerificationCode"]), plain),
            400,
            "email_verification_code_cannot_be_used_for_mfa",
        ),
        (
            json!({"adaptiveMfa": {"enabled": true}}),
            422,
            "adaptive_mfa_requires_mfa",
        ),
        (
            mfa(json!([]), "PromptAtSignInAndSignUpMandatory"),
            422,
            "non_adaptive_mfa_requires_skippable_policy",
        ),
        (days(0), 422, "password_expiration_invalid_period_days"),
        (
            days(30),
            422,
            "password_expiration_requires_forgot_password",
        ),
        // The first of several.
        (
            json!({"languageInfo": {"autoDetect": true, "fallbackLanguage": "tlh"}, "signIn": {"methods": []}}),
            400,
            "unsupported_default_language",
        ),
    ];
    let cases: Vec<(Value, u16, String)> = cases
        .into_iter()
        .map(|(body, status, code)| (body, status, own(code)))
        .collect();
    all_refused(
        &api,
        cases
            .iter()
            .map(|(body, status, code)| (body.clone(), *status, &**code))
            .collect(),
    )
    .await;
    // Who signs up by a code signs in by one.
    let only_new = json!({
        "signInMode": "Register", "signIn": {"methods": []},
    });
    let answer = api.patch(PATH, only_new).await;
    refused(
        &answer,
        400,
        "sign_in_experiences.code_sign_in_must_be_enabled",
    );
    let closed = json!({
        "signInMode": "SignIn", "signUp": {"identifiers": [], "password": false, "verify": true},
    });
    done(&api.patch(PATH, closed).await, 200);
}

async fn what_is_not_offered_yet_is_refused_with_a_sentence(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let bodies = [
        json!({"signUp": {"identifiers": ["username"], "password": true, "verify": false}}),
        json!({"signUp": {"identifiers": ["email"], "password": true, "verify": true}}),
        json!({"signIn": {"methods": [method("email", true, true)]}}),
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
    let cases = bodies.map(|body| (body, 400, "request.invalid_input"));
    all_refused(&api, cases.into()).await;
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
            json!({"usernamePolicy": {"caseSensitive": true, "minLength": 9, "maxLength": 8, "allowedChars": allowed(true)}}),
            "usernamePolicy.minLength",
        ),
        (
            json!({"usernamePolicy": {"caseSensitive": true, "minLength": 1, "maxLength": 8, "allowedChars": allowed(false)}}),
            "usernamePolicy.allowedChars",
        ),
        (json!({"signet": {"name": "a\u{0}b"}}), "signet"),
        (json!({"signet": {"name": "x".repeat(129)}}), "signet.name"),
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
