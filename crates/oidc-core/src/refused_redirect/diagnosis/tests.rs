use super::*;
use crate::client::{ClientKind, tests::client};

const OWN: [&str; 2] = [
    "http://localhost:3000/callback",
    "https://shop.example/cb?x=1",
];

fn of(uri: &str) -> Diagnosis {
    diagnose(
        &client(ClientKind::Traditional, &OWN),
        RefusedKind::SignIn,
        uri,
    )
}

#[test]
fn the_nearest_registered_address_is_named_with_what_differs_most() {
    use Difference::{Case, Host, LoopbackName, Path, Port, Query, Scheme, TrailingSlash};
    for (uri, difference, nearest) in [
        ("http://localhost:3000/logto/sign-in-callback", Path, 0),
        ("http://localhost:3001/callback", Port, 0),
        ("http://127.0.0.1:3000/callback", LoopbackName, 0),
        ("http://[::1]:3000/other", LoopbackName, 0),
        ("http://localhost:3000/callback/", TrailingSlash, 0),
        ("http://localhost:3000/CallBack", Case, 0),
        ("HTTP://localhost:3000/callback", Case, 0),
        ("https://localhost:3000/callback", Scheme, 0),
        ("https://shop.example/cb", Query, 1),
        ("https://shop.example/cb?x=1#y", Query, 1),
        ("https://shop.example:443/cb?x=1", Port, 1),
        ("https://shop.example./cb?x=1", Host, 1),
        ("https://shop-example.co/cb?x=1", Host, 1),
        ("https://a@shop.example/cb?x=1", Host, 1),
    ] {
        let found = of(uri);
        assert_eq!(found.difference, difference, "{uri}");
        assert_eq!(found.registered.as_deref(), Some(OWN[nearest]), "{uri}");
    }
}

#[test]
fn an_empty_path_differs_by_its_slash() {
    let web = client(ClientKind::Traditional, &["https://shop.example"]);
    let found = diagnose(&web, RefusedKind::SignIn, "https://shop.example/");
    assert_eq!(found.difference, Difference::TrailingSlash);
}

#[test]
fn one_click_takes_over_a_host_that_is_registered_or_this_machine() {
    for good in [
        "http://localhost:3000/logto/sign-in-callback",
        "http://127.0.0.1:9/x",
        "http://[::1]/x",
        "https://shop.example/other",
        "https://shop.example:8443/cb",
    ] {
        assert!(of(good).is_one_click, "{good}");
    }
    for bad in [
        "https://shop-example.co/callback",
        "https://shop.example.evil.example/cb",
        "https://shop.example@evil.example/cb",
        "https://evil.example/https://shop.example/cb",
        "https://evil.example\\@shop.example/cb",
        "https://www.shop.example/cb",
        "https://shop.example./cb",
        "http://localhost.evil.example/callback",
        "evil://localhost/callback",
        "evil://shop.example/cb",
        // What registration refuses.
        "http://shop.example/cb",
        "https://shop.example/cb#x",
        "https://shop.example/*",
        "javascript:alert(1)",
        "/callback",
        "",
    ] {
        let found = of(bad);
        assert!(!found.is_one_click, "{bad}");
        let said = found.advice.contains(CRAFTED) || found.advice.contains("cannot be registered");
        assert!(said, "{bad}: {}", found.advice);
    }
}

#[test]
fn a_host_of_signed_out_browsers_gets_no_codes_by_one_click() {
    let mut web = client(ClientKind::Traditional, &OWN);
    web.post_logout_redirect_uris = vec!["https://www.example/bye".parse().unwrap()];
    let uri = "https://www.example/cb";
    assert!(!diagnose(&web, RefusedKind::SignIn, uri).is_one_click);
    assert!(diagnose(&web, RefusedKind::SignOut, uri).is_one_click);
    let uri = "https://shop.example/bye";
    assert!(diagnose(&web, RefusedKind::SignOut, uri).is_one_click);
}

#[test]
fn a_scheme_of_an_installed_application_is_never_taken_over_by_one_click() {
    let native = client(ClientKind::Native, &["com.example.shop://callback"]);
    for uri in ["com.example.evil://callback", "com.example.shop://other"] {
        let found = diagnose(&native, RefusedKind::SignIn, uri);
        assert!(!found.is_one_click, "{uri}");
        assert_eq!(found.host, None, "{uri}");
    }
}

#[test]
fn the_host_is_told_as_a_browser_reads_it() {
    let host = |uri: &str| of(uri).host;
    assert_eq!(
        host("https://SHOP.example:1/x").as_deref(),
        Some("shop.example")
    );
    let folded = host("https://shop.example@evil.example/x");
    assert_eq!(folded.as_deref(), Some("evil.example"));
    assert_eq!(host("/x"), None);
}

#[test]
fn the_advice_says_what_differs_and_whose_path_it_is() {
    let found = of("http://localhost:3000/logto/sign-in-callback");
    let said = "The path differs from the registered one. \
        This is the Express SDK's own callback path.";
    assert_eq!(found.advice, said);
    let none = diagnose(
        &client(ClientKind::Traditional, &[]),
        RefusedKind::SignIn,
        "http://localhost:3000/callback",
    );
    assert_eq!((none.difference, none.registered), (Difference::None, None));
    let said = "No such address is registered for this application yet. \
        This is the callback path of most guides.";
    assert_eq!(none.advice, said);
    let wrong = of("http://shop.example/cb?x=1").advice;
    assert!(
        wrong.starts_with("This address cannot be registered: it must use https"),
        "{wrong}"
    );
}

#[test]
fn what_is_registered_is_accepted_as_the_endpoints_do() {
    let mut web = client(ClientKind::Traditional, &OWN);
    web.post_logout_redirect_uris = vec!["https://shop.example".parse().unwrap()];
    let accepted = |kind, uri| is_accepted(&web, kind, uri);
    assert!(accepted(RefusedKind::SignIn, OWN[0]));
    assert!(!accepted(RefusedKind::SignIn, "https://shop.example/"));
    assert!(accepted(RefusedKind::SignOut, "https://shop.example/"));
    assert!(!accepted(RefusedKind::SignOut, OWN[0]));
}
