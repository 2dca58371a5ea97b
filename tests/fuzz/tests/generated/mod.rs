//! Inputs that a grammar makes: mostly well-formed, with a fault here and there.

use base64::{Engine, engine::general_purpose::STANDARD};
use proptest::prelude::*;

/// Parts that mean something somewhere.
pub(crate) const PARTS: &[&str] = &[
    "%00",
    "%0d%0a",
    "%2e%2e/",
    "%ff",
    "&&",
    "..",
    "/../",
    "//evil.example",
    "@evil.example",
    ":0",
    ":65536",
    ":80@",
    "\\",
    "#",
    "?",
    "*",
    "\r\n",
    "\u{202e}",
    "é",
    "\"",
    "null",
    "{}",
    "[[",
    "1e999",
    "\\u0000",
    "\\ud800",
    "&state=x",
    "&scope=openid&scope=openid",
    "&client_id=spa",
    "&resource=urn:x",
    "&prompt=none",
    "&request=x",
    "&code_verifier=",
    "&claims={}",
    "Basic ",
    "Bearer ",
    "127.0.0.1",
    "[::1]",
    "localhost",
    "javascript:",
    "data:",
    "%",
    "=",
    "+",
    " ",
];

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CODE: &str = "AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";
const REFRESH: &str = "AwABAgMEBQYHCAkKCwwNDg8AAAAHEBESExQVFhcYGRobHB0eHyAhIiMkJSYn";

fn one_of(values: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(values).prop_map(str::to_owned)
}

/// A value that is right, or another one.
fn mostly(values: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![8 => one_of(values), 1 => one_of(PARTS), 1 => ".{0,12}"]
}

fn pairs(
    names: &'static [(&'static str, &'static [&'static str])],
) -> impl Strategy<Value = Vec<u8>> {
    let pair = |(name, values): (&'static str, &'static [&'static str])| {
        mostly(values).prop_map(move |value| (name, value))
    };
    let all: Vec<_> = names.iter().map(|entry| pair(*entry)).collect();
    let keep = prop::collection::vec(prop::bool::weighted(0.8), names.len());
    let again = prop::option::weighted(0.1, any::<prop::sample::Index>());
    (all, keep, again).prop_map(|(pairs, keep, again)| {
        let mut chosen: Vec<_> = pairs
            .into_iter()
            .zip(keep)
            .filter(|(_, keep)| *keep)
            .collect();
        if let (Some(again), false) = (again, chosen.is_empty()) {
            chosen.push(chosen[again.index(chosen.len())].clone());
        }
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(chosen.into_iter().map(|(pair, _)| pair));
        text.finish().into_bytes()
    })
}

pub(crate) fn authorization_request() -> impl Strategy<Value = Vec<u8>> {
    pairs(&[
        ("response_type", &["code"]),
        (
            "redirect_uri",
            &[
                "https://rp.example/cb?tenant=1",
                "https://rp.example/other",
                "https://spa.example/cb",
                "http://127.0.0.1:5000/cb",
                "http://[::1]:1/cb?x=1",
                "app.example:/cb",
                "",
            ],
        ),
        ("response_mode", &["", "query", "fragment", "form_post"]),
        (
            "scope",
            &[
                "openid",
                "openid profile email offline_access",
                "openid read",
                "",
            ],
        ),
        (
            "resource",
            &[
                "",
                "https://books.example",
                "urn:logto:resource:organizations",
            ],
        ),
        ("code_challenge", &[CHALLENGE]),
        ("code_challenge_method", &["S256"]),
        (
            "state",
            &["s", "", "a b&c=d#e%f", "\"><script>", "é\u{1f600}"],
        ),
        ("nonce", &["n", ""]),
        ("prompt", &["", "login", "consent", "login consent", "none"]),
        ("max_age", &["", "0", "60", "315360000"]),
        ("login_hint", &["", "ada@example.com", " ada@example.com "]),
        ("ui_locales", &["", "fr-CA fr en"]),
        ("first_screen", &["", "register", "sign_in"]),
        ("id_token_hint", &["", "good", "bad"]),
        (
            "claims",
            &[
                "",
                "{}",
                r#"{"userinfo":{"email":null}}"#,
                r#"{"id_token":{"sub":{"value":"ada"}}}"#,
                r#"{"id_token":{"sub":{"value":"eve"}}}"#,
                "null",
            ],
        ),
    ])
}

pub(crate) fn token_request() -> impl Strategy<Value = Vec<u8>> {
    pairs(&[
        (
            "grant_type",
            &["authorization_code", "refresh_token", "client_credentials"],
        ),
        ("code", &[CODE, "", REFRESH]),
        ("refresh_token", &[REFRESH, "", CODE]),
        ("code_verifier", &[CHALLENGE, "", "short"]),
        ("redirect_uri", &["https://rp.example/cb", ""]),
        ("scope", &["openid", "read  write read", "", "\"x\""]),
        ("resource", &["https://books.example", "", "urn:x"]),
        ("organization_id", &["", "", "", "o1"]),
        ("client_id", &["spa", "web", ""]),
        ("client_secret", &["", "a secret"]),
    ])
}

fn uri() -> impl Strategy<Value = String> {
    (
        mostly(&[
            "https://",
            "http://",
            "app.example:/",
            "app.example://",
            "https:",
            "HTTPS://",
        ]),
        mostly(&[
            "rp.example",
            "127.0.0.1",
            "[::1]",
            "localhost",
            "xn--bcher-kva.example",
            "0x7f.1",
            "127.1",
            "",
        ]),
        mostly(&[
            "", ":1", ":8080", ":443", ":80", ":0", ":00080", ":65536", ":",
        ]),
        prop::collection::vec(
            mostly(&[
                "/",
                "/cb",
                "/a/b",
                "/.well-known",
                "/..;x",
                "/%2e",
                "/%63b",
                "//",
                "/a;b=c",
                "/...",
            ]),
            0..4,
        ),
        mostly(&["", "?", "?x=1", "?x=..&y", "?a&", "?code=1"]),
    )
        .prop_map(|(scheme, host, port, path, query)| {
            format!("{scheme}{host}{port}{}{query}", path.concat())
        })
}

/// Two of them, of which the second is often the first or nearly so.
pub(crate) fn redirect_uris() -> impl Strategy<Value = Vec<u8>> {
    let other = prop_oneof![
        uri().prop_map(Err),
        (
            any::<prop::sample::Index>(),
            prop_oneof![Just(String::new()), one_of(PARTS), ":[0-9]{1,5}"]
        )
            .prop_map(Ok),
    ];
    (uri(), other).prop_map(|(own, other)| {
        let asked = match other {
            Err(asked) => asked,
            Ok((at, part)) => {
                let starts: Vec<usize> = own
                    .char_indices()
                    .map(|(at, _)| at)
                    .chain([own.len()])
                    .collect();
                let (before, after) = own.split_at(starts[at.index(starts.len())]);
                format!("{before}{part}{after}")
            }
        };
        format!("{own}\n{asked}").into_bytes()
    })
}

pub(crate) fn authorization_header() -> impl Strategy<Value = Vec<u8>> {
    let secret = prop_oneof![Just(String::new()), "[ -~]{1,30}", ".{1,12}", one_of(PARTS)];
    let id = prop_oneof![4 => one_of(&["app", "my-app", "a%2Db", "a+b"]), 1 => ".{0,8}"];
    let basic = (
        mostly(&["Basic ", "basic ", "BASIC   "]),
        id,
        mostly(&[":", ":", ""]),
        secret,
    )
        .prop_map(|(scheme, id, colon, secret)| {
            format!(
                "{scheme}{}",
                STANDARD.encode(format!("{id}{colon}{secret}"))
            )
        });
    let bearer = (
        mostly(&["Bearer ", "bearer  "]),
        prop::collection::vec(any::<u8>(), 32),
    )
        .prop_map(|(scheme, bytes)| {
            let bytes = [&[2][..], &bytes[..]].concat();
            let token = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
            format!("{scheme}{token}")
        });
    let header = prop_oneof![3 => basic, 2 => bearer, 1 => Just(String::new()), 1 => "[ -~]{0,40}"];
    let form = pairs(&[
        ("client_id", &["app", "my-app", "a-b", "", ""]),
        ("client_secret", &["", "", "", "a secret"]),
        ("client_assertion", &["", "", "", "", "x"]),
        (
            "access_token",
            &["", "", "", "AgABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"],
        ),
    ]);
    (header, form).prop_map(|(header, form)| [header.as_bytes(), b"\n", &form].concat())
}

fn json() -> impl Strategy<Value = String> {
    let leaf = mostly(&[
        "null",
        "true",
        "false",
        "0",
        "-1.5e3",
        "\"ada\"",
        "\"no user\"",
        "\"\"",
        "[]",
        "{}",
    ]);
    leaf.prop_recursive(3, 12, 4, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..4);
        let object = prop::collection::vec(
            (mostly(&["value", "values", "essential", "x"]), inner),
            0..4,
        );
        prop_oneof![
            list.prop_map(|items| format!("[{}]", items.join(","))),
            object.prop_map(|members| object_of(&members)),
        ]
    })
}

fn object_of(members: &[(String, String)]) -> String {
    let members = members
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

pub(crate) fn claims() -> impl Strategy<Value = Vec<u8>> {
    let wanted = prop_oneof![
        3 => one_of(&["null", "{}", r#"{"essential":true}"#, r#"{"value":"ada"}"#, r#"{"values":["ada"]}"#]),
        1 => json(),
    ];
    let names = mostly(&[
        "sub",
        "email",
        "name",
        "roles",
        "acr",
        "auth_time",
        "teapot",
        "phone_number",
    ]);
    let by_name =
        prop::collection::vec((names, wanted), 0..5).prop_map(|members| object_of(&members));
    let place = mostly(&["userinfo", "id_token", "teapot"]);
    let whole = prop::collection::vec((place, prop_oneof![5 => by_name, 1 => json()]), 0..3);
    let text = prop_oneof![6 => whole.prop_map(|members| object_of(&members)), 1 => json(), 1 => ".{0,30}"];
    text.prop_map(String::into_bytes)
}
