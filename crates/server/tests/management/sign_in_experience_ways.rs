//! What `/api/sign-in-exp` and the file say of signing in by passwords, and what a password must be.

use oidc_core::account::identifier::IdentifierKind;
use serde_json::{Value, json};

use super::caller::{Api, also, done, managed, managed_also, refused};
use crate::kit::{Setup, World, on_both};

on_both! {
    people_sign_in_by_passwords_as_the_settings_say_and_everybody_reads_it,
    new_accounts_get_a_password_where_people_sign_in_by_it,
    why_a_method_is_refused_is_told_with_its_member,
    without_new_accounts_passwords_are_enough_until_there_are_some_again,
    passwords_alone_need_no_connector,
    what_the_file_says_of_passwords_is_in_force_and_changed_there,
    wrong_passwords_are_limited_as_the_file_says,
}

const PATH: &str = "/sign-in-exp";

fn method(kind: &str, password: bool, code: bool, primary: bool) -> Value {
    json!({"identifier": kind, "password": password, "verificationCode": code,
           "isPasswordPrimary": primary})
}

fn methods(methods: &[Value]) -> Value {
    json!({"signIn": {"methods": methods}})
}

fn sign_up_with_password() -> Value {
    json!({"identifiers": ["email"], "password": true, "verify": true})
}

async fn people_sign_in_by_passwords_as_the_settings_say_and_everybody_reads_it(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let nobody = Api {
        authorization: None,
        ..api.clone()
    };
    let username = method("username", true, false, false);
    for (all, at_once) in [
        (vec![method("email", true, true, false)], false),
        (vec![method("email", true, true, true)], true),
        (
            vec![method("email", true, true, true), username.clone()],
            true,
        ),
        (vec![username, method("email", false, true, false)], false),
        // Of a password that there is not, programs say what they like.
        (vec![method("email", false, true, true)], false),
    ] {
        let change = methods(&all);
        let kept = done(&api.patch(PATH, change.clone()).await, 200);
        assert_eq!(kept["signIn"], change["signIn"]);
        let public = done(&nobody.get("/.well-known/sign-in-exp").await, 200);
        assert_eq!(public["signIn"], change["signIn"]);
        let experience = &world.app.snapshot().policy.experience;
        assert_eq!(experience.asks_password_at_once(), at_once, "{change}");
        assert_eq!(experience.sign_in_kinds().len(), all.len(), "{change}");
    }
}

async fn new_accounts_get_a_password_where_people_sign_in_by_it(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let needed = "sign_in_experiences.password_sign_in_must_be_enabled";
    let with_password = json!({"signUp": sign_up_with_password()});
    // No sign-in asks for it yet.
    refused(&api.patch(PATH, with_password).await, 400, needed);
    for email in [
        method("email", true, true, false),
        method("email", true, false, false),
    ] {
        let change = json!({
            "signUp": sign_up_with_password(), "signIn": {"methods": [email]},
        });
        let kept = done(&api.patch(PATH, change.clone()).await, 200);
        assert_eq!(kept["signUp"], change["signUp"]);
        assert_eq!(kept["signIn"], change["signIn"]);
        let experience = &world.app.snapshot().policy.experience;
        assert!(experience.sign_up.password && experience.sign_up.verify);
    }
    // One after the other, the password at sign-in has to be there first, and goes last.
    let by_code = methods(&[method("email", false, true, false)]);
    refused(&api.patch(PATH, by_code.clone()).await, 400, needed);
    let without = json!({"identifiers": ["email"], "password": false, "verify": true});
    let answer = api.patch(PATH, json!({"signUp": without})).await;
    refused(
        &answer,
        400,
        "sign_in_experiences.code_sign_in_must_be_enabled",
    );
    let both = methods(&[method("email", true, true, false)]);
    done(&api.patch(PATH, both).await, 200);
    done(&api.patch(PATH, json!({"signUp": without})).await, 200);
    done(&api.patch(PATH, by_code).await, 200);
    // Without new accounts it does not matter.
    let closed = json!({"signInMode": "SignIn", "signUp": sign_up_with_password()});
    done(&api.patch(PATH, closed).await, 200);
    let open = json!({"signInMode": "SignInAndRegister"});
    refused(&api.patch(PATH, open).await, 400, needed);
}

async fn why_a_method_is_refused_is_told_with_its_member(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let email = method("email", false, true, false);
    for (own, message) in [
        (
            method("username", false, false, false),
            "A username needs a password.",
        ),
        (
            method("username", true, true, true),
            "No code can be sent to a username: leave verification codes off for it.",
        ),
        (
            method("phone", true, false, false),
            "Phone is not offered yet; use email.",
        ),
    ] {
        let answer = api.patch(PATH, methods(&[email.clone(), own])).await;
        let told = done(&answer, 400);
        assert_eq!(told["message"], message);
        assert_eq!(told["data"]["member"], "signIn");
    }
    for (sign_up, message, member) in [
        (
            json!({"identifiers": ["username"], "password": true, "verify": false}),
            "Username is not offered at sign-up yet; use email.",
            "signUp",
        ),
        (
            sign_up_with_password(),
            "New accounts by email would have a password that nothing asks for: allow passwords \
             for it.",
            "signIn",
        ),
    ] {
        let told = done(&api.patch(PATH, json!({"signUp": sign_up})).await, 400);
        assert_eq!(told["message"], message);
        assert_eq!(told["data"]["member"], member);
    }
    let policy = json!({"passwordPolicy": {"length": {"min": 12, "max": 11}}});
    let told = done(&api.patch(PATH, policy).await, 400);
    assert_eq!(told["data"]["member"], "passwordPolicy");
    assert_eq!(
        told["message"],
        "passwordPolicy.length.min must not be above 11, the most characters that a password may have."
    );
}

async fn without_new_accounts_passwords_are_enough_until_there_are_some_again(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let closed = json!({
        "signInMode": "SignIn", "signIn": {"methods": [method("username", true, false, false)]},
    });
    done(&api.patch(PATH, closed).await, 200);
    let experience = &world.app.snapshot().policy.experience;
    assert_eq!(experience.sign_in_kinds(), [IdentifierKind::Username]);
    let open = json!({"signInMode": "SignInAndRegister"});
    let answer = api.patch(PATH, open.clone()).await;
    refused(
        &answer,
        400,
        "sign_in_experiences.code_sign_in_must_be_enabled",
    );
    let both = [
        method("username", true, false, false),
        method("email", false, true, false),
    ];
    done(&api.patch(PATH, methods(&both)).await, 200);
    done(&api.patch(PATH, open).await, 200);
}

async fn passwords_alone_need_no_connector(world: World) {
    let (world, _folder) = managed(world).await;
    let served = Setup {
        more: also(""),
        production: true,
        ..Setup::default()
    };
    let served = world.set_up(served).await;
    let api = Api::of(&served).await;
    let sign_up =
        |identifiers: Value| json!({"identifiers": identifiers, "password": false, "verify": true});
    let passwords = [method("email", true, false, false)];
    let without = |identifiers: Value| {
        json!({
            "signInMode": "SignIn", "signUp": sign_up(identifiers),
            "signIn": {"methods": passwords},
        })
    };
    let answer = api.patch(PATH, without(json!(["email"]))).await;
    refused(
        &answer,
        400,
        "sign_in_experiences.enabled_connector_not_found",
    );
    done(&api.patch(PATH, without(json!([]))).await, 200);
}

const OF_FILE: &str = r#"
[sign_in]
password_at_sign_up = true
methods = [
    { identifier = "email", verification_code = true, password = true, primary = "password" },
    { identifier = "username", password = true },
]

[passwords]
min_length = 12
reject_user_info = false
words = ["bookstore"]
"#;

async fn what_the_file_says_of_passwords_is_in_force_and_changed_there(world: World) {
    let (world, _folder) = managed_also(world, OF_FILE).await;
    let api = Api::of(&world).await;
    let shown = done(&api.get(PATH).await, 200);
    let named = json!([
        "passwordPolicy.length.min",
        "passwordPolicy.rejects.userInfo",
        "passwordPolicy.rejects.words",
        "signIn.methods",
        "signUp.password",
    ]);
    assert_eq!(shown["declaredInFile"], named);
    assert_eq!(shown["declaredAt"].as_object().unwrap().len(), 5);
    assert_eq!(shown["signUp"], sign_up_with_password());
    let both = [
        method("email", true, true, true),
        method("username", true, false, false),
    ];
    assert_eq!(shown["signIn"], methods(&both)["signIn"]);
    let rejects = json!({
        "pwned": true, "repetitionAndSequence": true, "userInfo": false, "words": ["bookstore"],
    });
    assert_eq!(
        shown["passwordPolicy"],
        json!({"length": {"min": 12, "max": 256}, "rejects": rejects})
    );
    too_short_is_told(&api).await;
    let by_code = methods(&[method("email", false, true, false)]);
    for (body, member) in [
        (by_code, "signIn.methods"),
        (
            json!({"signUp": {"identifiers": ["email"], "password": false, "verify": true}}),
            "signUp.password",
        ),
        (
            json!({"passwordPolicy": {"length": {"min": 8}, "rejects": rejects}}),
            "passwordPolicy.length.min",
        ),
        (json!({"passwordPolicy": {}}), "passwordPolicy.length.min"),
        (
            json!({"passwordPolicy": {"length": {"min": 12}, "rejects": {"userInfo": false}}}),
            "passwordPolicy.rejects.words",
        ),
    ] {
        let answer = api.patch(PATH, body).await;
        refused(&answer, 422, "sign_in_experiences.declared_in_file");
        assert_eq!(answer.json()["data"]["member"], member);
    }
    assert_eq!(done(&api.get(PATH).await, 200), shown);
    // What the file does not set is changed, and what it sets may be said again.
    let policy = json!({"passwordPolicy": {
        "length": {"min": 12}, "characterTypes": {"min": 3}, "rejects": rejects,
    }});
    let now = done(&api.patch(PATH, policy).await, 200);
    assert_eq!(now["passwordPolicy"]["characterTypes"], json!({"min": 3}));
    assert_eq!(
        now["passwordPolicy"]["length"],
        json!({"min": 12, "max": 256})
    );
    assert_eq!(done(&api.patch(PATH, now.clone()).await, 200), now);
}

async fn too_short_is_told(api: &Api) {
    let check = json!({"password": "k7vxqzpw"});
    let told = done(
        &api.post("/sign-in-exp/default/check-password", check).await,
        400,
    );
    assert_eq!(
        told["issues"],
        json!([{"code": "password_rejected.too_short", "interpolation": {"min": 12}}])
    );
}

async fn wrong_passwords_are_limited_as_the_file_says(world: World) {
    let rate = |world: &World| {
        let snapshot = world.app.snapshot();
        snapshot.policy.limits.passwords_per_address.to_string()
    };
    assert_eq!(rate(&world), "10/15m");
    let limits = "[limits]\npasswords_per_address = \"3/1h\"\n";
    let (world, _folder) = managed_also(world, limits).await;
    assert_eq!(rate(&world), "3/1h");
}
