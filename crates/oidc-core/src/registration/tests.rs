use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::*;
use crate::client::REFRESH_GRACE;

const NOW: Timestamp = Timestamp::from_millis(1_760_000_000_000);

fn shop(kind: ClientKind) -> Registration {
    Registration {
        name: Some("Bookstore".to_owned()),
        redirect_uris: vec!["https://shop.example/callback".to_owned()],
        ..Registration::new("shop".parse().unwrap(), kind)
    }
}

fn with_secret(text: &str) -> Registration {
    Registration {
        secret: Some(text.into()),
        ..shop(ClientKind::Traditional)
    }
}

fn check(registration: &Registration) -> Result<Client, InvalidRegistration> {
    registration.check(Source::Console, NOW)
}

#[test]
fn what_is_not_said_has_the_defaults_of_the_protocol() {
    let client = check(&with_secret("Qm9va3N0b3Jl")).unwrap();
    assert_eq!(
        (client.refresh_grace, client.created_at),
        (REFRESH_GRACE, NOW)
    );
    assert!(client.rotate_refresh_token && !client.disabled && !client.third_party);
    let nameless = Registration {
        name: None,
        ..shop(ClientKind::Spa)
    };
    assert_eq!(check(&nameless).unwrap().name, "shop");
}

#[test]
fn a_name_can_be_seen_and_stays_on_its_line() {
    let named = |name: &str| Registration {
        name: Some(name.to_owned()),
        ..shop(ClientKind::Spa)
    };
    assert!(check(&named("Bücher & mehr")).is_ok());
    for bad in [
        "",
        " ",
        "a\nb",
        "\u{1b}[2J",
        "\u{202e}knab",
        &"x".repeat(257),
    ] {
        let error = check(&named(bad)).unwrap_err();
        assert_eq!(
            (&error, error.member()),
            (&InvalidRegistration::Name, "name"),
            "{bad:?}"
        );
    }
}

#[test]
fn nobody_registers_a_part_of_signet() {
    let console = |source| {
        let registration = Registration {
            id: console::ID.parse().unwrap(),
            ..shop(ClientKind::Spa)
        };
        registration.check(source, NOW).map(drop)
    };
    for source in [Source::File, Source::Console] {
        assert_eq!(console(source), Err(InvalidRegistration::ReservedId));
    }
    assert_eq!(console(Source::BuiltIn), Ok(()));
}

#[test]
fn no_machine_has_an_id_that_could_be_a_persons() {
    let machine = |id: &str| Registration {
        id: id.parse().unwrap(),
        redirect_uris: Vec::new(),
        ..Registration {
            kind: ClientKind::Machine,
            ..with_secret("Qm9va3N0b3Jl")
        }
    };
    let person = UserId::mint(&mut ChaCha20Rng::seed_from_u64(1));
    let error = check(&machine(person.as_str())).unwrap_err();
    assert_eq!(error, InvalidRegistration::LikeUserId);
    assert_eq!(error.member(), "id");
    let ours = ClientId::mint(&mut ChaCha20Rng::seed_from_u64(2));
    for good in [ours.as_str(), "nightly-sync", "Nightlysyncs", "nightlysync"] {
        assert!(check(&machine(good)).is_ok(), "{good}");
    }
    // No token is about a client of another kind.
    let shop = Registration {
        id: person.as_str().parse().unwrap(),
        ..shop(ClientKind::Spa)
    };
    assert!(check(&shop).is_ok());
}

#[test]
fn a_secret_belongs_to_clients_that_can_keep_one() {
    assert_eq!(
        check(&shop(ClientKind::Traditional)),
        Err(InvalidRegistration::NoSecret)
    );
    assert!(check(&shop(ClientKind::Spa)).is_ok());
    for kind in [ClientKind::Native, ClientKind::Spa] {
        let public = Registration {
            kind,
            ..with_secret("Qm9va3N0b3Jl")
        };
        let error = InvalidRegistration::SecretOfPublicClient(kind);
        assert_eq!(check(&public), Err(error));
    }
    for bad in ["short", "geheim-ü-geheim", "has space"] {
        let error = check(&with_secret(bad)).unwrap_err();
        assert_eq!(error, InvalidRegistration::Secret, "{bad}");
        assert!(!error.to_string().contains(bad), "{error}");
    }
}

#[test]
fn a_sign_in_begins_over_https_or_on_this_machine() {
    let at = |uri: &str| Registration {
        initiate_login_uri: Some(uri.to_owned()),
        ..shop(ClientKind::Spa)
    };
    for good in [
        "https://shop.example/go",
        "http://localhost:3000/go",
        "http://127.0.0.1/go",
        "http://[::1]:80/go",
    ] {
        assert!(check(&at(good)).is_ok(), "{good}");
    }
    for bad in ["http://shop.example/go", "ftp://shop.example", "go"] {
        let error = check(&at(bad)).unwrap_err();
        assert_eq!(error.member(), "initiate_login_uri", "{bad}");
    }
}

#[test]
fn only_machines_need_no_redirect_uri() {
    let without = |kind| Registration {
        redirect_uris: Vec::new(),
        ..shop(kind)
    };
    assert_eq!(
        check(&without(ClientKind::Spa)),
        Err(InvalidRegistration::NoRedirectUri)
    );
    let machine = Registration {
        secret: Some("Qm9va3N0b3Jl".into()),
        ..without(ClientKind::Machine)
    };
    assert!(check(&machine).is_ok());
}

#[test]
fn t_08_a_response_mode_that_is_chosen_must_be_one() {
    let with = |names: &[&str]| Registration {
        response_modes: names.iter().map(|&name| name.to_owned()).collect(),
        ..shop(ClientKind::Spa)
    };
    let every = check(&with(&[])).unwrap();
    assert!(
        ResponseMode::ALL
            .iter()
            .all(|mode| every.allows_response_mode(*mode))
    );
    let some = check(&with(&["form_post", "query"])).unwrap();
    assert!(some.allows_response_mode(ResponseMode::FormPost));
    assert!(!some.allows_response_mode(ResponseMode::Fragment));
    let error = check(&with(&["query", "web_message"])).unwrap_err();
    assert_eq!(error.member(), "response_modes");
    assert!(error.to_string().contains("\"web_message\""), "{error}");
}
