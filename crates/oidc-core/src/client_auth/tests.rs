use super::*;
use crate::{
    client::{ClientKind, tests::client},
    time::Lifetime,
};

const NOW: Timestamp = Timestamp::from_millis(1_000_000);

fn basic(text: &str) -> String {
    format!("Basic {}", STANDARD.encode(text))
}

fn read(header: Option<&str>, body: &str) -> Result<Presented, ClientAuthError> {
    Presented::read(header, &Params::parse(body).unwrap())
}

fn check(header: Option<&str>, body: &str) -> Result<(), ClientAuthError> {
    let web = client(ClientKind::Traditional, &["https://rp.example/cb"]);
    let secrets = [
        ClientSecret::new("first", "old", Some(NOW)),
        ClientSecret::new("second", "s3cr3t", Some(NOW.plus(Lifetime::millis(1)))),
        ClientSecret::new("third", "a+b%2F/c d:e", None),
    ];
    let name = verify(&web, &secrets, &read(header, body)?, NOW)?;
    assert_ne!(name.map(|name| &**name), Some("first"), "it is over");
    name.map(drop).ok_or(ClientAuthError::SecretMissing)
}

#[test]
fn a_secret_counts_in_the_header_and_in_the_body() {
    assert_eq!(check(Some(&basic("demo-app:s3cr3t")), ""), Ok(()));
    assert_eq!(
        check(Some(&basic("demo-app:s3cr3t")), "client_id=demo-app"),
        Ok(())
    );
    assert_eq!(
        check(None, "client_id=demo-app&client_secret=s3cr3t"),
        Ok(())
    );
}

#[test]
fn it_is_known_by_which_of_several_secrets_a_client_authenticated() {
    let web = client(ClientKind::Traditional, &["https://rp.example/cb"]);
    let secrets = [
        ClientSecret::new("old", "s3cr3t", None),
        ClientSecret::new("new", "t0ps3cr3t", None),
    ];
    for (secret, name) in [("s3cr3t", "old"), ("t0ps3cr3t", "new")] {
        let presented = read(Some(&basic(&format!("demo-app:{secret}"))), "").unwrap();
        let found = verify(&web, &secrets, &presented, NOW).unwrap();
        assert_eq!(found.map(|name| &**name), Some(name));
    }
}

#[test]
fn a_secret_may_be_sent_as_it_is_or_encoded() {
    assert_eq!(check(Some(&basic("demo-app:a+b%2F/c d:e")), ""), Ok(()));
    assert_eq!(
        check(Some(&basic("demo%2Dapp:a%2Bb%252F%2Fc+d%3Ae")), ""),
        Ok(())
    );
}

#[test]
fn t_34_every_failure_of_a_named_client_is_one_answer() {
    use ClientAuthError as E;
    for (header, body, why) in [
        (Some("demo-app:wrong"), "", E::WrongSecret),
        (Some("demo-app:old"), "", E::ExpiredSecret),
        (Some("nobody:s3cr3t"), "", E::UnknownClient),
        (Some("no/body:s3cr3t"), "", E::UnknownClient),
        (Some("demo-app:"), "", E::SecretMissing),
        (None, "client_id=demo-app", E::SecretMissing),
        (
            None,
            "client_id=demo-app&client_secret=None",
            E::WrongSecret,
        ),
    ] {
        let header = header.map(basic);
        let error = check(header.as_deref(), body).unwrap_err();
        assert_eq!(error, why);
        assert_eq!(error.code(), ErrorCode::InvalidClient);
    }
}

#[test]
fn a_disabled_client_is_refused_even_with_its_secret() {
    let mut web = client(ClientKind::Traditional, &[]);
    web.disabled = true;
    let presented = read(Some(&basic("demo-app:s")), "").unwrap();
    let secrets = [ClientSecret::new("default", "s", None)];
    assert_eq!(
        verify(&web, &secrets, &presented, NOW),
        Err(ClientAuthError::Disabled)
    );
}

#[test]
fn a_public_client_names_itself_and_sends_no_secret() {
    let spa = client(ClientKind::Spa, &["https://rp.example/cb"]);
    let verify = |body| verify(&spa, &[], &read(None, body).unwrap(), NOW);
    assert_eq!(verify("client_id=demo-app"), Ok(None));
    assert_eq!(verify("client_id=demo-app&client_secret="), Ok(None));
    assert_eq!(
        verify("client_id=demo-app&client_secret=None"),
        Err(ClientAuthError::SecretFromPublicClient)
    );
}

#[test]
fn t_33_two_ways_at_once_are_refused() {
    let header = basic("demo-app:s3cr3t");
    for (body, why) in [
        ("client_secret=s3cr3t", ClientAuthError::TwoMethods),
        (
            "client_id=demo-app&client_secret=s3cr3t",
            ClientAuthError::TwoMethods,
        ),
        (
            "client_assertion=x&client_assertion_type=y",
            ClientAuthError::TwoMethods,
        ),
        ("client_id=other", ClientAuthError::TwoClients),
    ] {
        let error = check(Some(&header), body).unwrap_err();
        assert_eq!(error, why);
        assert_eq!(error.code().status(), 400);
    }
    assert_eq!(
        read(None, "client_assertion=x"),
        Err(ClientAuthError::Assertion)
    );
    assert!(matches!(
        read(None, "client_id=a&client_id=a"),
        Err(ClientAuthError::Params(ParamsError::Repeated { .. }))
    ));
    assert_eq!(read(None, ""), Err(ClientAuthError::Missing));
}

#[test]
fn t_33_a_malformed_header_is_refused_without_panic() {
    let huge = basic(&"x".repeat(100_000));
    let not_utf8 = format!("Basic {}", STANDARD.encode([0xff, b':', 0xfe]));
    for header in [
        "",
        " ",
        "Basic",
        "Basic ",
        "Basic ???",
        "Basic ZGVtbw",
        "Basic ZGVtbzp4 ZGVtbzp4",
        &basic("no colon"),
        &huge,
        &not_utf8,
        &basic("a%00b:x"),
    ] {
        let error = read(Some(header), "").unwrap_err();
        assert_eq!(error, ClientAuthError::Malformed, "{header:.40}");
        assert_eq!(error.code().status(), 400);
    }
    for header in ["Bearer abc", "BasicZGVtbzp4", "Digest username=\"x\""] {
        let error = read(Some(header), "").unwrap_err();
        assert_eq!(error, ClientAuthError::Scheme, "{header}");
        assert_eq!(error.code().status(), 401);
    }
}

#[test]
fn t_34_only_who_holds_a_secret_is_told_that_it_has_expired() {
    let said = |header: &str, body| check(Some(&basic(header)), body).unwrap_err();
    let expired = said("demo-app:old", "");
    assert_eq!(expired.error_description(), "client secret has expired");
    assert_eq!(expired.code().status(), 401);
    for header in ["demo-app:wrong", "nobody:old", "demo-app:"] {
        let general = ErrorCode::InvalidClient.description();
        assert_eq!(said(header, "").error_description(), general, "{header}");
    }
}

#[test]
fn t_33_a_lower_case_scheme_is_understood() {
    let header = basic("demo-app:s3cr3t").replace("Basic", "basic");
    assert_eq!(check(Some(&header), ""), Ok(()));
}

#[test]
fn credentials_do_not_print() {
    let presented = read(Some(&basic("demo-app:s3cr3t")), "").unwrap();
    assert!(!format!("{presented:?}").contains("s3cr3t"));
}
