use super::*;

fn check(layer: &Value) -> Result<(), Unkept> {
    let experience = SignInExperience::overlaid([layer]).unwrap();
    experience
        .check_others()
        .first()
        .map_or(Ok(()), |why| Err(*why))
}

#[test]
fn what_nobody_has_set_can_be_kept() {
    assert_eq!(check(&json!({})), Ok(()));
    assert_eq!(check(&Value::Object(defaults())), Ok(()));
}

#[test]
fn what_would_have_no_effect_is_refused_by_its_name() {
    for (member, value) in [
        ("agreeToTermsPolicy", json!("Manual")),
        ("singleSignOnEnabled", json!(true)),
        ("trustedDevice", json!({"enabled": true})),
        ("passkeySignIn", json!({"enabled": true})),
        ("captchaPolicy", json!({"enabled": true})),
        ("emailBlocklistPolicy", json!({"blockSubaddressing": true})),
        (
            "emailBlocklistPolicy",
            json!({"customBlocklist": ["@x.example"]}),
        ),
        ("usernamePolicy", json!({"caseSensitive": true})),
        ("signUpProfileFields", json!([{"name": "shoe"}])),
        ("customCss", json!("a{}")),
        ("customContent", json!({"/sign-in": "<p>"})),
    ] {
        match check(&json!({ member: value })) {
            Err(why @ Unkept::NotOffered(_)) => {
                assert_eq!(why.members(), [member]);
                assert!(why.to_string().ends_with('.'), "{why}");
            }
            other => panic!("{member}: {other:?}"),
        }
    }
    for neutral in [
        json!({"captchaPolicy": {"enabled": false}, "customCss": "", "customContent": {}}),
        json!({"emailBlocklistPolicy": {"blockSubaddressing": false, "customBlocklist": []}}),
        json!({"signUpProfileFields": [], "passkeySignIn": {"showPasskeyButton": true}}),
    ] {
        assert_eq!(check(&neutral), Ok(()), "{neutral}");
    }
}

#[test]
fn second_factors_are_refused_for_the_reason_that_comes_first() {
    let mfa = |factors: Value, policy: &str| {
        check(&json!({"mfa": {"factors": factors, "policy": policy}}))
    };
    let plain = "UserControlled";
    assert_eq!(
        mfa(json!(["Totp", "Totp"]), plain),
        Err(Unkept::DuplicatedFactor)
    );
    assert_eq!(
        mfa(json!(["BackupCode"]), plain),
        Err(Unkept::BackupCodeAlone)
    );
    assert_eq!(
        mfa(json!(["EmailVerificationCode"]), plain),
        Err(Unkept::EmailCodeAsFactor)
    );
    assert_eq!(mfa(json!(["Totp"]), plain), Err(Unkept::FactorNotOffered));
    assert_eq!(mfa(json!([]), "Mandatory"), Ok(()));
    assert_eq!(
        mfa(json!([]), "PromptOnlyAtSignInMandatory"),
        Err(Unkept::PolicyOfAdaptive)
    );
    assert_eq!(
        check(&json!({"adaptiveMfa": {"enabled": true}})),
        Err(Unkept::AdaptiveWithoutMfa)
    );
}

#[test]
fn there_is_no_password_to_be_forgotten_or_to_expire() {
    assert_eq!(
        check(&json!({"forgotPasswordMethods": ["EmailVerificationCode"]})),
        Err(Unkept::ForgotPassword)
    );
    let expiration = |value: Value| check(&json!({"passwordExpiration": value}));
    assert_eq!(expiration(json!({"enabled": false})), Ok(()));
    assert_eq!(
        expiration(json!({"enabled": true, "validPeriodDays": 0})),
        Err(Unkept::ExpirationDays)
    );
    assert_eq!(
        expiration(json!({"enabled": true, "validPeriodDays": 30})),
        Err(Unkept::ExpirationWithoutForgotPassword)
    );
}

#[test]
fn a_policy_that_no_password_can_meet_is_refused() {
    let lengths = |length: Value| check(&json!({"passwordPolicy": {"length": length}}));
    assert_eq!(lengths(json!({"min": 12, "max": 12})), Ok(()));
    assert_eq!(lengths(json!({"max": 1_024})), Ok(()));
    assert_eq!(
        lengths(json!({"min": 12, "max": 11})),
        Err(Unkept::PasswordLengths(11))
    );
    assert_eq!(
        lengths(json!({"min": 257, "max": 1_024})),
        Err(Unkept::PasswordLengths(256)),
        "no password is as long"
    );
}
