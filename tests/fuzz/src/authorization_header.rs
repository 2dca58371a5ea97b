//! `Authorization`: a header and, after a line break, the form beside it (RFC 6749 §2.3.1, RFC 7617,
//! RFC 6750 §2.1).

use base64::{Engine, engine::general_purpose::STANDARD};
use oidc_core::{
    bearer::{self, BearerError},
    client::{Client, ClientKind},
    client_auth::{self, ClientAuthError, ClientSecret, Method, Presented},
    error::ProtocolError,
    params::Params,
    secret::Digest,
    source::Source,
    time::Timestamp,
};

use crate::{Verdict, leak};

/// The longest header that is read, in bytes.
const MAX_HEADER: usize = 4096;

/// Checks one request.
pub fn check(data: &[u8]) -> Verdict {
    let Ok(text) = std::str::from_utf8(data) else {
        return Verdict::Refused;
    };
    let (header, form) = text.split_once('\n').unwrap_or((text, ""));
    // What else there may be in a header is refused before it is read.
    let is_visible = header.bytes().all(|b| matches!(b, b'\t' | 0x20..=0x7e));
    let (true, Ok(params)) = (is_visible, Params::parse(form)) else {
        return Verdict::Refused;
    };
    if params.repeated(&["resource"]).is_some() {
        return Verdict::Refused;
    }
    let header = Some(header).filter(|header| !header.is_empty());
    let is_client = client(header, &params);
    let is_token = token(header, &params);
    must_not_tell_secrets(form);
    Verdict::of(is_client || is_token)
}

/// Whether it is a client that says who it is.
fn client(header: Option<&str>, params: &Params) -> bool {
    let presented = match Presented::read(header, params) {
        Ok(presented) => presented,
        Err(error) => {
            leak::told(&error);
            return false;
        }
    };
    let named = params.first("client_id");
    let body_secret = params.first("client_secret");
    assert!(params.first("client_assertion").is_none());
    assert!(named.is_none_or(|named| named == presented.client_id.as_str()));
    if let Some(header) = header {
        assert!(header.len() <= MAX_HEADER);
        assert_eq!(body_secret, None, "two ways at once");
        must_be_what_was_sent(header, &presented);
    } else {
        let expected = body_secret.map_or(Method::None, |own| Method::Post(Digest::of(own)));
        assert_eq!(presented.method, expected);
        must_be_verified(&presented, body_secret.unwrap_or_default());
    }
    true
}

/// What was decoded encodes to a header that says the same.
fn must_be_what_was_sent(header: &str, presented: &Presented) {
    let (scheme, value) = header.trim().split_once(' ').expect("a scheme and a value");
    assert!(scheme.eq_ignore_ascii_case("basic"));
    let bytes = STANDARD.decode(value.trim()).expect("base64");
    assert_eq!(
        STANDARD.encode(&bytes),
        value.trim(),
        "another spelling was read"
    );
    let text = String::from_utf8(bytes).expect("text");
    let (_, secret) = text.split_once(':').expect("a name and a secret");
    match &presented.method {
        Method::None => assert_eq!(secret, ""),
        Method::Basic { raw, .. } => assert_eq!(*raw, Digest::of(secret)),
        Method::Post(_) => panic!("there is a header"),
    }
    let escaped: String =
        url::form_urlencoded::byte_serialize(presented.client_id.as_str().as_bytes()).collect();
    let again = format!("Basic {}", STANDARD.encode(format!("{escaped}:{secret}")));
    if again.len() <= MAX_HEADER {
        assert_eq!(
            Presented::read(Some(&again), &Params::default()).as_ref(),
            Ok(presented)
        );
    }
    must_be_verified(presented, secret);
}

/// The right secret opens, another one does not, and a public client needs none.
fn must_be_verified(presented: &Presented, secret: &str) {
    let now = Timestamp::EPOCH;
    let of_kind = |kind| Client::new(presented.client_id.clone(), kind, Source::File, now);
    let (web, spa) = (of_kind(ClientKind::Traditional), of_kind(ClientKind::Spa));
    let own = [ClientSecret::new("own", secret, None)];
    let other = [ClientSecret::new("other", &format!("{secret}!"), None)];
    let verify = |client, secrets| {
        client_auth::verify(client, secrets, presented, now).map(|name| name.is_some())
    };
    if secret.is_empty() {
        assert_eq!(verify(&web, &own), Err(ClientAuthError::SecretMissing));
        assert_eq!(verify(&spa, &[]), Ok(false));
        return;
    }
    assert_eq!(verify(&web, &own), Ok(true));
    assert_eq!(verify(&web, &other), Err(ClientAuthError::WrongSecret));
    assert_eq!(verify(&web, &[]), Err(ClientAuthError::WrongSecret));
    assert_eq!(
        verify(&spa, &own),
        Err(ClientAuthError::SecretFromPublicClient)
    );
    let ended = [ClientSecret::new("own", secret, Some(now))];
    assert_eq!(verify(&web, &ended), Err(ClientAuthError::ExpiredSecret));
}

/// Whether it is an access token of ours, as far as its form tells.
fn token(header: Option<&str>, params: &Params) -> bool {
    match bearer::read(header, Some(params)) {
        Ok(token) => {
            let text = token.expose();
            assert_eq!(text.len(), 44);
            let header = header.unwrap_or_default().trim().split_once(' ');
            let in_header = header.is_some_and(|(scheme, value)| {
                scheme.eq_ignore_ascii_case("bearer") && value.trim_start() == text
            });
            assert!(
                in_header != (params.first("access_token") == Some(text)),
                "two places"
            );
            assert_eq!(
                bearer::read(Some(&format!("Bearer {text}")), None).map(|read| read.digest()),
                Ok(token.digest())
            );
            true
        }
        Err(error) => {
            let challenge = error.challenge("signet");
            let code = error.code();
            let expected = if error == BearerError::Missing {
                "Bearer realm=\"signet\"".to_owned()
            } else {
                let text = code.description();
                format!("Bearer realm=\"signet\", error=\"{code}\", error_description=\"{text}\"")
            };
            assert_eq!(challenge, expected);
            false
        }
    }
}

fn must_not_tell_secrets(form: &str) {
    let secret = leak::secret(form);
    let basic = STANDARD.encode(format!("app:{secret}"));
    let (bearer, odd) = (format!("Bearer {secret}"), format!("Basic {secret}"));
    for header in [&format!("Basic {basic}"), &bearer, &odd] {
        leak::must_not(&told(Some(header), form), &secret);
    }
    for name in ["client_secret", "access_token", "client_assertion"] {
        let told = told(None, &format!("{form}&{name}={secret}"));
        leak::must_not(&told, &secret);
    }
}

/// Whatever is told of a request.
fn told(header: Option<&str>, form: &str) -> String {
    let Ok(params) = Params::parse(form) else {
        return String::new();
    };
    let client = match Presented::read(header, &params) {
        Ok(presented) => format!("{presented:?}"),
        Err(error) => leak::told(&error),
    };
    let token = match bearer::read(header, Some(&params)) {
        Ok(token) => format!("{token:?}"),
        Err(error) => leak::told(&error) + &error.challenge("signet"),
    };
    client + &token
}
