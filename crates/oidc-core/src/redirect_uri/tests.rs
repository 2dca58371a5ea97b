use super::*;

fn registered(text: &str) -> RedirectUri {
    text.parse().unwrap()
}

#[test]
fn t_01_nothing_but_the_exact_string_matches() {
    let uri = registered("https://rp.example/cb");
    for requested in [
        "https://rp.example.evil/cb",
        "https://rp.exampleXcom/cb",
        "https://rp.example@evil/cb",
        "https://rp.example\\@evil/cb",
        "https://rp.example/cb/more",
        "https://rp.example/cb?x=1",
        "https://rp.example/cb/",
        "https://rp.example./cb",
        "https://rp.example:8443/cb",
        "https://rp.example:443/cb",
        "http://rp.example/cb",
        "https://rp.example/CB",
        "https://RP.example/cb",
        "https://rp.example/%63b",
        "https://rp.example/c",
        "",
    ] {
        for kind in ClientKind::ALL {
            assert!(!uri.matches(requested, *kind), "{requested}");
        }
    }
    assert!(uri.matches("https://rp.example/cb", ClientKind::Traditional));
}

#[test]
fn t_02_traversal_fragments_userinfo_and_blanks_do_not_match() {
    let uri = registered("https://rp.example/cb");
    for tail in [
        "/cb/../x",
        "/cb/..;/x",
        "/cb/%2e%2e/x",
        "/cb%00",
        "/cb#frag",
        "/c\tb",
        "/cb\n",
        " /cb",
        "/./cb",
        "/x/../cb",
    ] {
        assert!(!uri.matches(&format!("https://rp.example{tail}"), ClientKind::Native));
    }
    assert!(!uri.matches("https://user:pw@rp.example/cb", ClientKind::Native));
}

#[test]
fn t_03_registration_refuses_what_runs_or_hides() {
    for text in [
        "javascript:alert(1)",
        "JaVaScRiPt://rp.example/%0aalert(1)",
        "data:text/html,x",
        "DATA:text/html,x",
        "vbscript:x",
        "VbScript:x",
        "file:///etc/passwd",
        "about:blank",
        "blob:https://rp.example/1",
        "filesystem:https://rp.example/1",
        "ws://rp.example/",
        "MyApp:/cb",
    ] {
        assert_eq!(
            text.parse::<RedirectUri>(),
            Err(InvalidRedirectUri::Scheme),
            "{text}"
        );
    }
}

#[test]
fn t_03_registration_refuses_each_irregularity_by_its_name() {
    use InvalidRedirectUri as E;
    for (text, why) in [
        ("https://*.rp.example/cb", E::Wildcard),
        ("https://rp.example/*", E::Wildcard),
        ("http://rp.example/cb", E::PlainHttp),
        ("http://127.0.0.1.evil.tld/cb", E::PlainHttp),
        ("http://localhost.evil.tld/cb", E::PlainHttp),
        ("http://192.168.0.1/cb", E::PlainHttp),
        ("https://rp.example/cb#x", E::Fragment),
        ("https://rp.example/cb#", E::Fragment),
        ("https://a:b@rp.example/cb", E::UserInfo),
        ("https://@rp.example/cb", E::UserInfo),
        ("app://user@host/cb", E::UserInfo),
        ("https://rp.example/a/../cb", E::DotSegment),
        ("https://rp.example/a/%2e%2E/cb", E::DotSegment),
        ("https://rp.example/a/..;/cb", E::DotSegment),
        ("https://rp.example/a/.%2e%3bx/cb", E::DotSegment),
        ("https://rp.example/a%2f..%2fcb", E::DotSegment),
        ("https://rp.example/./cb", E::DotSegment),
        ("app:/a/../b", E::DotSegment),
        ("https://rp.example/c b", E::Character),
        ("https://rp.example/cb\n", E::Character),
        ("https://rp.example/\0", E::Character),
        ("https://rp.example\\cb", E::Character),
        ("https://bücher.example/cb", E::Character),
        ("/cb", E::NotAbsolute),
        ("https:rp.example/cb", E::NotAbsolute),
        ("https:///rp.example/cb", E::NotAbsolute),
        ("https://", E::NotAbsolute),
        ("", E::NotAbsolute),
        ("app:", E::Scheme),
    ] {
        assert_eq!(text.parse::<RedirectUri>(), Err(why), "{text}");
    }
    let long = format!("https://rp.example/{}", "a".repeat(2048));
    assert_eq!(long.parse::<RedirectUri>(), Err(E::TooLong));
}

#[test]
fn ordinary_uris_can_be_registered() {
    for text in [
        "https://rp.example/cb",
        "https://rp.example",
        "https://rp.example/cb?tenant=1&x=..",
        "https://rp.example/.well-known/cb",
        "http://localhost:3000/callback",
        "http://127.0.0.1/cb",
        "http://[::1]:8080/cb",
        "io.logto.app://callback",
        "myapp:/cb",
        "com.example.app:/oauth2redirect",
    ] {
        assert_eq!(registered(text).as_str(), text);
    }
}

#[test]
fn a_custom_scheme_is_for_native_clients_only() {
    let uri = registered("io.logto.app://callback");
    assert!(uri.allowed_for(ClientKind::Native).is_ok());
    for kind in [
        ClientKind::Traditional,
        ClientKind::Spa,
        ClientKind::Machine,
    ] {
        assert_eq!(uri.allowed_for(kind), Err(InvalidRedirectUri::CustomScheme));
    }
    assert!(
        registered("https://rp.example")
            .allowed_for(ClientKind::Spa)
            .is_ok()
    );
}

#[test]
fn t_04_a_native_client_may_vary_the_port_of_a_loopback_ip_and_nothing_else() {
    for (own, requested) in [
        ("http://127.0.0.1/cb", "http://127.0.0.1:49152/cb"),
        ("http://127.0.0.1:1/cb", "http://127.0.0.1/cb"),
        ("http://[::1]:8080/cb?x=1", "http://[::1]:9/cb?x=1"),
        ("http://127.0.0.1", "http://127.0.0.1:5000"),
    ] {
        assert!(
            registered(own).matches(requested, ClientKind::Native),
            "{requested}"
        );
        assert!(
            !registered(own).matches(requested, ClientKind::Spa),
            "{requested}"
        );
        assert!(!registered(own).matches(requested, ClientKind::Traditional));
    }
    let own = registered("http://127.0.0.1/cb");
    for requested in [
        "http://127.0.0.1.evil.tld/cb",
        "http://127.0.0.1:80.evil.tld/cb",
        "http://127.0.0.1:80@evil.tld/cb",
        "http://127.0.0.1@evil.tld/cb",
        "http://127.0.0.1:99999/cb",
        "http://127.0.0.1:0/cb",
        "http://127.0.0.1:/cb",
        "http://127.0.0.1:80/cb/",
        "http://127.0.0.1:80/cb?x",
        "http://127.0.0.2:80/cb",
        "http://[::1]:80/cb",
        "http://localhost:80/cb",
        "https://127.0.0.1:80/cb",
        "HTTP://127.0.0.1:80/cb",
    ] {
        assert!(!own.matches(requested, ClientKind::Native), "{requested}");
    }
}

#[test]
fn t_04_localhost_is_a_name_and_its_port_is_compared() {
    let uri = registered("http://localhost:3000/cb");
    assert!(!uri.matches("http://localhost:3001/cb", ClientKind::Native));
    assert!(uri.matches("http://localhost:3000/cb", ClientKind::Native));
}

#[test]
fn only_web_uris_have_an_origin() {
    assert_eq!(
        registered("https://rp.example/cb").origin().unwrap(),
        "https://rp.example"
    );
    assert_eq!(
        registered("http://localhost:3000/cb").origin().unwrap(),
        "http://localhost:3000"
    );
    assert_eq!(registered("io.logto.app://callback").origin(), None);
}
