//! Accounts that are brought along with the digests of their passwords.

use std::time::Duration;

use engine::password::compare::{Against, Compared, compare};
use oidc_core::{account::identifier::Identifier, id::UserId};
use serde_json::{Value, json};
use store::StoreError;

use super::{
    caller::{Api, done, managed, refused},
    users::{create, id},
    users_password::{BCRYPT, algorithm, verify},
};
use crate::kit::{World, occurs, on_both};

on_both! {
    a_digest_of_a_fast_function_verifies_and_is_made_anew,
    a_digest_of_a_fast_function_is_told_to_nobody,
    a_digest_with_its_recipe_is_told_to_whoever_moves_on,
    t_70_no_digest_of_a_fast_function_stands_in_the_database,
    a_recipe_that_cannot_be_followed_is_told_why,
    any_text_is_taken_for_a_digest_in_hexadecimal,
    one_digest_is_computed_whether_or_not_there_is_a_password,
    who_is_nobody_is_compared_as_the_accounts_are,
}

const MD5: &str = "5f4dcc3b5aa765d61d8327deb882cf99";
const SHA256: &str = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8";
const SALTED: &str = r#"["sha256",["salt123","@"],"c465f66c6ac481a7a17e9ed5b4e2e7e7288d892f12bf1c95c140901e9a70436e"]"#;
const PBKDF2: &str = r#"["pbkdf2",["hex:80ff00414243","1000","32","sha256","@"],"75d87d232694f0918d8e1ae49bce5f0a665e862da3e23e8b3eddf368db16d2cf"]"#;

/// Each with its password.
const FAST: [(&str, &str, &str); 4] = [
    ("MD5", MD5, "password"),
    (
        "SHA1",
        "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8",
        "password",
    ),
    ("SHA256", SHA256, "password"),
    ("Legacy", SALTED, "password123"),
];

async fn import(api: &Api, scheme: &str, digest: &str) -> Value {
    let body = json!({"passwordDigest": digest, "passwordAlgorithm": scheme});
    let user = create(api, body).await;
    assert_eq!(user["hasPassword"], true);
    user
}

async fn told(api: &Api, user: &Value) -> Value {
    let path = format!("/users/{}?includePasswordHash=true", id(user));
    done(&api.get(&path).await, 200)
}

async fn a_digest_of_a_fast_function_verifies_and_is_made_anew(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let slow = [("Legacy", PBKDF2, "Password123!")];
    for (scheme, digest, password) in FAST.into_iter().chain(slow) {
        let user = import(&api, scheme, digest).await;
        assert_eq!(verify(&api, &user, "other").await, 422);
        assert_eq!(algorithm(&api, &user).await, scheme);
        assert_eq!(verify(&api, &user, password).await, 204, "{digest}");
        assert_eq!(algorithm(&api, &user).await, "Argon2id");
        assert_eq!(verify(&api, &user, password).await, 204, "{digest}");
        assert_eq!(verify(&api, &user, "other").await, 422);
    }
}

async fn a_digest_of_a_fast_function_is_told_to_nobody(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for (scheme, digest, _) in FAST {
        let user = import(&api, scheme, digest).await;
        let told = told(&api, &user).await;
        assert_eq!(told["passwordAlgorithm"], scheme);
        assert_eq!(told.get("passwordDigest"), Some(&json!(null)), "{scheme}");
    }
}

async fn a_digest_with_its_recipe_is_told_to_whoever_moves_on(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = import(&api, "Legacy", PBKDF2).await;
    assert_eq!(told(&api, &user).await["passwordDigest"], PBKDF2);
}

async fn t_70_no_digest_of_a_fast_function_stands_in_the_database(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let body = json!({"passwordDigest": MD5, "passwordAlgorithm": "MD5", "name": "Somebody"});
    create(&api, body).await;
    import(&api, "Legacy", SALTED).await;
    let dump = world.dump().await;
    assert!(occurs(&dump, "Somebody"));
    for secret in [MD5, "c465f66c6ac481a7", "salt123"] {
        assert!(!occurs(&dump, secret), "{secret}");
    }
}

async fn a_recipe_that_cannot_be_followed_is_told_why(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for (recipe, code) in [
        ("[]", "password.invalid_legacy_password_format"),
        (
            r#"["md5",["salt"],"00"]"#,
            "password.invalid_legacy_password_format",
        ),
        (
            r#"["rot13",["@"],"00"]"#,
            "password.unsupported_legacy_hash_algorithm",
        ),
        (
            r#"["pbkdf2",["s","9999999","32","sha1","@"],"00"]"#,
            "guard.invalid_input",
        ),
    ] {
        let body = json!({"passwordDigest": recipe, "passwordAlgorithm": "Legacy"});
        refused(&api.post("/users", body).await, 400, code);
    }
    assert_eq!(api.get("/users").await.header("total-number"), Some("0"));
}

async fn any_text_is_taken_for_a_digest_in_hexadecimal(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = import(&api, "MD5", &"a".repeat(256)).await;
    assert_eq!(verify(&api, &user, "password").await, 422);
}

/// What came of comparing, and how many digests were computed for it.
async fn compared(world: &World, against: Against<'_>, typed: &str) -> (Compared, u64) {
    let before = world.app.hashing.computed();
    let password = typed.parse().unwrap();
    let compared = compare(&world.app.engine, against, &password)
        .await
        .unwrap();
    (compared, world.app.hashing.computed() - before)
}

async fn one_digest_is_computed_whether_or_not_there_is_a_password(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({"password": "correct horse"})).await;
    let ada: &UserId = &id(&user).parse().unwrap();
    let sealed = world
        .app
        .store
        .read(|mut tx| async move { tx.passwords().find(ada).await });
    let sealed: Result<_, StoreError> = sealed.await;
    let sealed = sealed.unwrap().unwrap();
    let nobody: Identifier = "email:nobody@example.com".parse().unwrap();
    for (typed, digests) in [("correct house", 1), ("correct\u{a0}house", 2)] {
        let account = compared(&world, Against::Account(ada, &sealed), typed).await;
        assert_eq!(account, (Compared::Other, digests), "{typed:?}");
        let decoy = compared(&world, Against::Decoy(&nobody), typed).await;
        assert_eq!(decoy, (Compared::Other, digests), "{typed:?}");
    }
    let right = compared(&world, Against::Account(ada, &sealed), "correct horse").await;
    assert_eq!(right, (Compared::Same(None), 1));
}

async fn who_is_nobody_is_compared_as_the_accounts_are(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let counted = "select count(*) from settings where name = 'password_mix'";
    create(&api, json!({"password": "correct horse"})).await;
    for _ in 0..3 {
        import(&api, "Bcrypt", BCRYPT).await;
    }
    assert_eq!(world.number(counted).await, 0);
    // After an import they are counted in the next round.
    let jobs = engine::jobs::start(&world.app.engine);
    while world.number(counted).await == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    jobs.stop().await;
    let share = "select count(*) from settings where name = 'password_mix' \
        and cast(value as text) like '%Bcrypt%' and cast(value as text) like '%192%'";
    assert_eq!(world.number(share).await, 1);
    let dump = world.dump().await;
    assert!(!occurs(&dump, &BCRYPT[7..]));
}
