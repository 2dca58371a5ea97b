use serde_json::{Value, json};

use super::*;
use IdentifierKind::{Email, Phone, Username};

fn faults(layer: &Value) -> Vec<Unfit> {
    SignInExperience::overlaid([layer]).unwrap().check()
}

fn method(kind: &str, password: bool, code: bool) -> Value {
    json!({"identifier": kind, "password": password, "verificationCode": code,
           "isPasswordPrimary": false})
}

/// What speaks against these methods, where new accounts are made by e-mail.
fn of_methods(methods: &[Value]) -> Vec<Unfit> {
    faults(&json!({"signIn": {"methods": methods}}))
}

#[test]
fn the_defaults_are_fit() {
    assert_eq!(SignInExperience::default().check(), []);
}

#[test]
fn people_sign_in_by_a_password_beside_the_code_or_instead_of_it() {
    let (both, username) = (method("email", true, true), method("username", true, false));
    assert_eq!(of_methods(std::slice::from_ref(&both)), []);
    assert_eq!(of_methods(&[both, username.clone()]), []);
    let closed = |methods: &[Value]| {
        faults(&json!({"signInMode": "SignIn", "signIn": {"methods": methods}}))
    };
    assert_eq!(closed(std::slice::from_ref(&username)), []);
    assert_eq!(closed(&[username, method("email", true, false)]), []);
}

#[test]
fn whoever_signs_up_by_a_code_signs_in_by_one() {
    let needed = [Unfit::CodeNeeded(Email)];
    assert_eq!(of_methods(&[method("email", true, false)]), needed);
    assert_eq!(of_methods(&[method("username", true, false)]), needed);
    let new_only = json!({"signInMode": "Register", "signIn": {"methods": []}});
    assert_eq!(faults(&new_only), needed);
}

#[test]
fn whoever_signs_up_with_a_password_is_asked_for_it_at_sign_in() {
    let sign_up = json!({"identifiers": ["email"], "password": true});
    let of = |mode: &str, methods: &[Value]| {
        let sign_in = json!({"methods": methods});
        faults(&json!({"signInMode": mode, "signUp": sign_up, "signIn": sign_in}))
    };
    let username = method("username", true, false);
    let (by_code, by_password) = (method("email", false, true), method("email", true, false));
    let needed = [Unfit::PasswordNeeded(Email)];
    for mode in ["SignInAndRegister", "Register"] {
        assert_eq!(of(mode, &[method("email", true, true)]), []);
        // The code that proved the address is no way in by itself.
        assert_eq!(of(mode, std::slice::from_ref(&by_password)), []);
        assert_eq!(of(mode, &[by_password.clone(), username.clone()]), []);
        assert_eq!(of(mode, std::slice::from_ref(&by_code)), needed);
        // A new account has no username.
        assert_eq!(of(mode, &[username.clone(), by_code.clone()]), needed);
        assert_eq!(of(mode, std::slice::from_ref(&username)), needed);
    }
    assert_eq!(of("SignIn", &[by_code]), []);
    assert_eq!(of("Register", &[]), needed);
    assert_eq!(Unfit::PasswordNeeded(Email).member(), Member::SignIn);
    assert_eq!(faults(&json!({"signUp": {"password": true}})), needed);
}

#[test]
fn an_account_that_begins_with_a_password_is_proven_by_a_code_too() {
    let sign_up = json!({"identifiers": ["email"], "password": true, "verify": false});
    let methods = json!({"methods": [method("email", true, false)]});
    assert_eq!(
        faults(&json!({"signUp": sign_up, "signIn": methods})),
        [Unfit::Unverified]
    );
}

#[test]
fn a_username_is_proven_by_a_password_alone() {
    let by_mail = method("email", false, true);
    let username =
        |password, code| of_methods(&[by_mail.clone(), method("username", password, code)]);
    assert_eq!(username(true, false), []);
    assert_eq!(username(false, false), [Unfit::UsernameWithoutPassword]);
    assert_eq!(username(true, true), [Unfit::CodeForUsername]);
    assert_eq!(
        username(false, true),
        [Unfit::UsernameWithoutPassword, Unfit::CodeForUsername]
    );
}

#[test]
fn a_password_that_is_primary_and_not_there_is_no_fault() {
    let primary = json!({"identifier": "email", "password": false, "verificationCode": true,
                         "isPasswordPrimary": true});
    assert_eq!(of_methods(&[primary]), []);
}

#[test]
fn what_is_not_offered_yet_is_named() {
    assert_eq!(
        of_methods(&[method("email", false, true), method("phone", true, false)]),
        [Unfit::PhoneNotOffered(Member::SignIn)]
    );
    let sign_up = json!({"identifiers": ["phone"], "password": true});
    assert_eq!(
        faults(&json!({"signUp": sign_up})),
        [
            Unfit::PhoneNotOffered(Member::SignUp),
            Unfit::PasswordNeeded(Phone),
        ]
    );
    let sign_up = json!({"identifiers": ["username"], "password": true, "verify": false});
    assert_eq!(
        faults(&json!({"signUp": sign_up})),
        [Unfit::UsernameNotOffered, Unfit::PasswordNeeded(Username)]
    );
    assert_eq!(Unfit::UsernameNotOffered.member(), Member::SignUp);
}

#[test]
fn what_speaks_against_the_methods_is_told_in_the_order_that_programs_expect() {
    let methods = [
        method("username", true, true),
        method("phone", false, true),
        method("username", true, false),
        method("email", false, false),
    ];
    let all = of_methods(&methods);
    assert_eq!(
        all,
        [
            Unfit::Duplicate(Member::SignIn, Username),
            Unfit::PhoneNotOffered(Member::SignIn),
            Unfit::NoFactor(Email),
            Unfit::CodeForUsername,
            Unfit::CodeNeeded(Email),
        ]
    );
    assert!(all.iter().all(|unfit| unfit.member() == Member::SignIn));
}

#[test]
fn settings_that_contradict_themselves_are_refused() {
    assert_eq!(
        faults(&json!({"signUp": {"identifiers": []}})),
        [Unfit::NoSignUpIdentifier]
    );
    assert_eq!(
        faults(&json!({"signUp": {"identifiers": []}, "signInMode": "SignIn"})),
        []
    );
    assert_eq!(
        faults(&json!({"signUp": {"verify": false}})),
        [Unfit::Unverified]
    );
    let nobody = json!({
        "signInMode": "SignIn", "signUp": {"identifiers": []}, "signIn": {"methods": []},
    });
    assert_eq!(faults(&nobody), [Unfit::NoMethod]);
    assert_eq!(
        of_methods(&[method("email", false, true), method("email", false, true)]),
        [Unfit::Duplicate(Member::SignIn, Email)]
    );
    assert_eq!(
        of_methods(&[method("email", false, false)]),
        [Unfit::NoFactor(Email), Unfit::CodeNeeded(Email)]
    );
}

#[test]
fn a_second_identifier_is_another_one_is_proven_and_is_not_offered_yet() {
    let sign_up = |secondary: Value| json!({"signUp": {"secondaryIdentifiers": secondary}});
    assert_eq!(
        faults(&sign_up(
            json!([{"identifier": "emailOrPhone", "verify": true}])
        )),
        [
            Unfit::DuplicateSecondary(SecondaryKind::EmailOrPhone),
            Unfit::SecondaryNotOffered
        ]
    );
    assert_eq!(
        faults(&sign_up(json!([{"identifier": "phone"}]))),
        [Unfit::Unverified, Unfit::SecondaryNotOffered]
    );
}
