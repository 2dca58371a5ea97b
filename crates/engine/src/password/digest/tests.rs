use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

use super::*;

fn secret(text: &str) -> Secret<String> {
    Secret::from(text)
}

fn is_of(digest: &PasswordDigest, password: &str) -> bool {
    digest.is_of(&secret(password), &mut Memory::default())
}

fn made(password: &str, salt: u8) -> PasswordDigest {
    PasswordDigest::make(&secret(password), &[salt; SALT], &mut Memory::default()).unwrap()
}

fn read(scheme: PasswordScheme, text: &str) -> Result<PasswordDigest, InvalidDigest> {
    PasswordDigest::read(scheme, text)
}

/// What is kept of one of a fast function.
fn wrapped(scheme: PasswordScheme, text: &str) -> PasswordDigest {
    let fast = FastDigest::read(scheme, text).unwrap().unwrap();
    PasswordDigest::wrap(&fast, &[7; SALT], &mut Memory::default()).unwrap()
}

#[test]
fn a_new_digest_is_of_its_password_alone_and_does_not_print() {
    let digest = made("correct horse", 7);
    assert!(is_of(&digest, "correct horse"));
    assert!(!is_of(&digest, "correct house"));
    assert!(!digest.is_outdated());
    let text = digest.exported().unwrap().expose();
    assert!(
        text.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{text}"
    );
    assert!(!format!("{digest:?}").contains("argon2id$"));
    assert_ne!(made("correct horse", 8).exported().unwrap().expose(), text);
    // It is what a new one is when it is read again.
    assert!(read(PasswordScheme::Argon2id, text).is_ok());
}

#[test]
fn what_is_left_in_the_memory_changes_no_digest() {
    let mut memory = Memory::default();
    let mut make = |password: &str| {
        let made = PasswordDigest::make(&secret(password), &[7; SALT], &mut memory).unwrap();
        made.exported().unwrap().expose().clone()
    };
    let first = make("correct horse");
    make("something else");
    assert_eq!(make("correct horse"), first);
    // One that takes less is computed in the beginning of it.
    let (scheme, password, text) = BROUGHT[1];
    let digest = read(scheme, text).unwrap();
    assert!(digest.is_of(&secret(password), &mut memory));
}

/// RFC 9106 names no encoded form; these were made by the reference implementation
/// (`argon2 somesalt`, of its own tests) and by the `bcrypt` of OpenBSD's test suite.
const BROUGHT: [(PasswordScheme, &str, &str); 5] = [
    (
        PasswordScheme::Argon2i,
        "password",
        "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
    ),
    (
        PasswordScheme::Argon2id,
        "password",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    ),
    (
        PasswordScheme::Bcrypt,
        "U*U",
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    ),
    (
        PasswordScheme::Bcrypt,
        "U*U",
        "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    ),
    // RFC 6070, the second of its vectors.
    (
        PasswordScheme::Legacy,
        "password",
        r#"["pbkdf2Sync",["salt","2","20","sha1","@"],"EA6C014DC72D6F8CCD1ED92ACE1D41F0D8DE8957"]"#,
    ),
];

#[test]
fn a_digest_that_was_brought_along_is_of_its_password_and_outdated() {
    for (scheme, password, text) in BROUGHT {
        let digest = read(scheme, text).unwrap();
        assert!(is_of(&digest, password), "{text}");
        assert!(!is_of(&digest, "other"), "{text}");
        assert!(digest.is_outdated(), "{text}");
        assert_eq!(digest.exported().unwrap().expose(), text);
    }
}

/// The digests of `password`, and recipes of Logto's own tests.
const FAST: [(PasswordScheme, &str, &str); 6] = [
    (
        PasswordScheme::Md5,
        "password",
        "5f4dcc3b5aa765d61d8327deb882cf99",
    ),
    (
        PasswordScheme::Sha1,
        "password",
        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8",
    ),
    (
        PasswordScheme::Sha256,
        "password",
        "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
    ),
    (
        PasswordScheme::Legacy,
        "password123",
        r#"["sha256",["salt123","@"],"c465f66c6ac481a7a17e9ed5b4e2e7e7288d892f12bf1c95c140901e9a70436e"]"#,
    ),
    (
        PasswordScheme::Legacy,
        "simple_password",
        r#"["md5",["@"],"51533f457802f105fc615463db7f0e20"]"#,
    ),
    (
        PasswordScheme::Legacy,
        "mypass",
        r#"["sha1",["prefix","@","suffix"],"1e51b70835fc01a385d43117299e147203d098c6"]"#,
    ),
];

#[test]
fn of_a_digest_of_a_fast_function_a_slow_one_is_kept() {
    for (scheme, password, text) in FAST {
        let digest = wrapped(scheme, text);
        assert_eq!(digest.scheme(), scheme);
        assert!(is_of(&digest, password), "{text}");
        assert!(!is_of(&digest, "other"), "{text}");
        assert!(digest.is_outdated(), "{text}");
        // Neither does the one that was brought along stand in it, nor is it told.
        let kept = digest.text.expose();
        assert!(kept.contains("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        let brought = text.rsplit('"').nth(1).unwrap_or(text).to_lowercase();
        assert!(!kept.to_lowercase().contains(&brought), "{kept}");
        assert!(digest.exported().is_none());
        // It takes as much as a new one.
        let decoy = digest.decoy().unwrap().into_text();
        assert_eq!(decoy, PasswordDigest::native_decoy().into_text());
        assert_eq!(read(scheme, text).unwrap_err(), InvalidDigest::Malformed);
    }
}

#[test]
fn any_text_is_taken_for_a_bare_digest_and_is_of_no_password() {
    let digest = wrapped(PasswordScheme::Md5, &"a".repeat(256));
    assert!(!is_of(&digest, "password"));
}

#[test]
fn what_is_no_digest_of_its_scheme_is_refused() {
    let (_, _, argon2i) = BROUGHT[0];
    let bcrypt = BROUGHT[2].2;
    let unknown = argon2i.replace("v=19", "v=20");
    let faulty = bcrypt.replace("$2a$", "$2x$");
    let too_cheap = bcrypt.replace("$05$", "$03$");
    for (scheme, text) in [
        (PasswordScheme::Argon2id, argon2i),
        (PasswordScheme::Argon2d, argon2i),
        (PasswordScheme::Argon2i, "$argon2i$v=19$m=256,t=2,p=1"),
        (PasswordScheme::Argon2i, unknown.as_str()),
        (PasswordScheme::Argon2i, ""),
        (PasswordScheme::Bcrypt, argon2i),
        (PasswordScheme::Bcrypt, "$2a$05$short"),
        (PasswordScheme::Bcrypt, faulty.as_str()),
        (PasswordScheme::Bcrypt, too_cheap.as_str()),
    ] {
        let refused = read(scheme, text).unwrap_err();
        assert_eq!(refused, InvalidDigest::Malformed, "{text}");
    }
}

#[test]
fn what_costs_too_much_is_refused() {
    let (argon2i, bcrypt) = (BROUGHT[0].2, BROUGHT[2].2);
    let dear = |from: &str, to: &str| argon2i.replace(from, to);
    for (scheme, text) in [
        (PasswordScheme::Argon2i, dear("m=256", "m=1048576")),
        (PasswordScheme::Argon2i, dear("t=2", "t=100000")),
        (PasswordScheme::Argon2i, dear("p=1", "p=9")),
        (PasswordScheme::Argon2i, dear("m=256,t=2", "m=262144,t=17")),
        (PasswordScheme::Bcrypt, bcrypt.replace("$05$", "$15$")),
    ] {
        let refused = read(scheme, &text).unwrap_err();
        assert_eq!(refused, InvalidDigest::TooCostly, "{text}");
    }
    // What Logto makes, and the neighbours of the limits.
    for (scheme, text) in [
        (PasswordScheme::Argon2i, dear("m=256,t=2", "m=4096,t=256")),
        (
            PasswordScheme::Argon2i,
            dear("m=256,t=2,p=1", "m=262144,t=16,p=8"),
        ),
        (PasswordScheme::Bcrypt, bcrypt.replace("$05$", "$14$")),
    ] {
        assert!(read(scheme, &text).is_ok(), "{text}");
    }
}

#[test]
fn a_recipe_that_cannot_be_followed_is_refused() {
    for text in [
        "abc",
        r#"["md5",["@"]]"#,
        r#"["md5",["@"],"00","00"]"#,
        r#"["md5",["salt"],"00"]"#,
        r#"["md5",["a@"],"00"]"#,
        r#"["pbkdf2",["salt","1000","32","@"],"00"]"#,
        r#"["pbkdf2",["hex:zz","1000","32","sha1","@"],"00"]"#,
        r#"["pbkdf2",["hex:","1000","32","sha1","@"],"00"]"#,
        r#"["pbkdf2",["@","1000","32","sha1","@"],"00"]"#,
        r#"["pbkdf2",["salt","0","32","sha1","@"],"00"]"#,
        r#"["pbkdf2",["salt","1000","0","sha1","@"],"00"]"#,
    ] {
        let refused = Legacy::read(text).err();
        assert_eq!(refused, Some(InvalidDigest::NoRecipe), "{text}");
    }
    for text in [
        r#"["rot13",["@"],"00"]"#,
        r#"["pbkdf2",["salt","1000","32","md5","@"],"00"]"#,
    ] {
        let refused = Legacy::read(text).err();
        assert_eq!(refused, Some(InvalidDigest::UnknownFunction), "{text}");
    }
}

#[test]
fn a_recipe_that_takes_too_long_is_refused() {
    for text in [
        r#"["pbkdf2",["salt","2000001","20","sha1","@"],"00"]"#,
        // Two blocks.
        r#"["pbkdf2",["salt","1000001","21","sha1","@"],"00"]"#,
    ] {
        let refused = Legacy::read(text).err();
        assert_eq!(refused, Some(InvalidDigest::TooCostly), "{text}");
    }
    for text in [
        r#"["pbkdf2",["salt","2000000","20","sha1","@"],"00"]"#,
        r#"["pbkdf2",["hex:00FF","1","512","sha512","@"],"00"]"#,
    ] {
        assert!(read(PasswordScheme::Legacy, text).is_ok(), "{text}");
    }
}

#[test]
fn a_salt_may_stand_in_hexadecimal() {
    let digest = "75d87d232694f0918d8e1ae49bce5f0a665e862da3e23e8b3eddf368db16d2cf";
    let text = format!(r#"["pbkdf2",["hex:80ff00414243","1000","32","sha256","@"],"{digest}"]"#);
    let digest = read(PasswordScheme::Legacy, &text).unwrap();
    assert!(is_of(&digest, "Password123!"));
    assert!(!is_of(&digest, "Password123"));
}

#[test]
fn a_decoy_takes_as_much_and_is_of_no_password() {
    for (scheme, password, text) in BROUGHT {
        let decoy = read(scheme, text).unwrap().decoy().unwrap();
        assert!(!is_of(&decoy, password), "{text}");
        // What is compared in its place can be read, and its decoy is itself.
        let text = decoy.text.expose();
        let again = read(scheme, text).unwrap().decoy().unwrap();
        assert_eq!(again.text.expose(), text);
    }
    let cost = |text: &str| {
        let decoy = read(PasswordScheme::Argon2i, text).unwrap().decoy();
        decoy.unwrap().into_text().expose().clone()
    };
    let (_, _, argon2i) = BROUGHT[0];
    let begins = "$argon2i$v=19$m=256,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA";
    assert!(cost(argon2i).starts_with(begins), "{}", cost(argon2i));
    // Another salt takes no longer.
    let salted = argon2i.replace("c29tZXNhbHQ", "b3RoZXJzYWx0");
    assert_eq!(cost(&salted), cost(argon2i));
    let native = PasswordDigest::native_decoy();
    assert!(!native.is_outdated());
    assert!(!is_of(&native, "correct horse"));
    let text = native.text.expose();
    let made = made("correct horse", 7).decoy().unwrap().into_text();
    assert_eq!(made.expose(), text);
}

#[test]
fn of_a_long_password_bcrypt_tells_the_beginning_alone() {
    let digest = read(BROUGHT[2].0, BROUGHT[2].2).unwrap();
    assert!(!digest.cuts(&secret(&"a".repeat(71))));
    assert!(digest.cuts(&secret(&"a".repeat(72))));
    assert!(!made("x", 7).cuts(&secret(&"a".repeat(72))));
}

#[test]
fn a_sealed_digest_opens_in_its_own_row_alone() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let key = SealingKey::mint(&mut rng);
    let (ada, eve) = ("ada".parse().unwrap(), "eve".parse().unwrap());
    let (scheme, _, text) = BROUGHT[2];
    let digest = read(scheme, text).unwrap();
    let sealed = digest.seal(&key, &ada, &mut rng).unwrap();
    let plain = text.as_bytes();
    assert!(!sealed.sealed.windows(20).any(|part| part == &plain[..20]));
    let opened = PasswordDigest::unseal(&sealed, &key, &ada).unwrap();
    assert_eq!(opened.text.expose(), text);
    assert!(PasswordDigest::unseal(&sealed, &key, &eve).is_err());
}
