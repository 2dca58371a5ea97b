use oidc_core::{account::password::PasswordScheme, seal::SealingKey};

use super::*;
use crate::password::imported::ImportedDigest;

/// An instance without a database.
struct World {
    hashing: Hashing,
    secrets: InstanceSecrets,
    entropy: Entropy,
    ada: UserId,
}

impl World {
    fn new() -> Self {
        let entropy = Entropy::seeded(1);
        let key = SealingKey::mint(&mut entropy.rng());
        Self {
            hashing: Hashing::of(1),
            secrets: InstanceSecrets::derive(key).unwrap(),
            entropy,
            ada: "ada".parse().unwrap(),
        }
    }

    fn means(&self) -> Means<'_> {
        Means {
            hashing: &self.hashing,
            secrets: &self.secrets,
            entropy: &self.entropy,
        }
    }

    async fn with_ada(&self, sealed: &SealedPassword, password: &str) -> Compared {
        let against = Against::Account(&self.ada, sealed);
        let compared = self.means().compare(against, &typed(password)).await;
        compared.unwrap()
    }

    async fn with_decoy(&self, identifier: &str, password: &str) -> Compared {
        let identifier = identifier.parse().unwrap();
        let against = Against::Decoy(&identifier);
        let compared = self.means().compare(against, &typed(password)).await;
        compared.unwrap()
    }

    async fn imported(&self, scheme: PasswordScheme, text: &str) -> SealedPassword {
        let imported = ImportedDigest::read(scheme, text).unwrap();
        let kept = self.hashing.keep(imported, &self.entropy).await.unwrap();
        self.sealed(&kept)
    }

    async fn made(&self, password: &str) -> SealedPassword {
        let made = self.hashing.make(&typed(password), &self.entropy).await;
        self.sealed(&made.unwrap())
    }

    fn sealed(&self, digest: &PasswordDigest) -> SealedPassword {
        let rng = &mut self.entropy.rng();
        digest.seal(&self.secrets.sealing, &self.ada, rng).unwrap()
    }
}

fn typed(password: &str) -> Password {
    password.parse().unwrap()
}

/// The better digest, of a password that is the one.
fn better(compared: Compared) -> Option<SealedPassword> {
    match compared {
        Compared::Same(better) => better,
        Compared::Other => panic!("it is another one"),
    }
}

const BCRYPT: &str = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

#[tokio::test]
async fn one_digest_is_computed_for_an_account_and_for_none() {
    let world = World::new();
    let sealed = world.made("correct horse").await;
    let before = world.hashing.computed();
    let wrong = world.with_ada(&sealed, "correct house").await;
    assert_eq!(wrong, Compared::Other);
    assert_eq!(world.hashing.computed(), before + 1);
    for nobody in [
        "email:eve@example.com",
        "username:eve",
        "phone:+14255551212",
    ] {
        let before = world.hashing.computed();
        let none = world.with_decoy(nobody, "correct horse").await;
        assert_eq!(none, Compared::Other);
        assert_eq!(world.hashing.computed(), before + 1, "{nobody}");
    }
    let before = world.hashing.computed();
    let right = world.with_ada(&sealed, "correct horse").await;
    assert_eq!(right, Compared::Same(None));
    assert_eq!(world.hashing.computed(), before + 1);
}

#[tokio::test]
async fn two_are_where_a_password_is_typed_otherwise_than_it_is_prepared() {
    let world = World::new();
    let sealed = world.made("correct horse").await;
    let before = world.hashing.computed();
    world.with_ada(&sealed, "correct\u{a0}house").await;
    assert_eq!(world.hashing.computed(), before + 2);
    world.with_decoy("username:eve", "correct\u{a0}house").await;
    assert_eq!(world.hashing.computed(), before + 4);
    let right = world.with_ada(&sealed, "correct\u{a0}horse").await;
    assert_eq!(right, Compared::Same(None));
    assert_eq!(world.hashing.computed(), before + 6);
}

#[tokio::test]
async fn a_digest_that_could_be_better_is_made_anew_of_what_was_prepared() {
    let world = World::new();
    // MD5 of `cafe`, a combining acute accent and a no-break space.
    let md5 = "7b1d818058dff35cfe1aeb5503f3223a";
    let sealed = world.imported(PasswordScheme::Md5, md5).await;
    let right = world.with_ada(&sealed, "cafe\u{301}\u{a0}").await;
    let better = better(right).unwrap();
    assert_eq!(better.scheme, PasswordScheme::Argon2id);
    for spelling in ["caf\u{e9} ", "cafe\u{301}\u{a0}"] {
        let again = world.with_ada(&better, spelling).await;
        assert_eq!(again, Compared::Same(None), "{spelling:?}");
    }
    assert_eq!(world.with_ada(&better, "cafe ").await, Compared::Other);
}

#[tokio::test]
async fn of_a_password_that_bcrypt_cuts_no_better_digest_is_made() {
    let world = World::new();
    let sealed = world.imported(PasswordScheme::Bcrypt, BCRYPT).await;
    assert!(better(world.with_ada(&sealed, "U*U").await).is_some());
    // Of its own test suite: what stands behind the 72nd octet is not read.
    let cut = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";
    let sealed = world.imported(PasswordScheme::Bcrypt, cut).await;
    let beginning = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let longer = format!("{beginning}chars after 72 are ignored");
    for password in [beginning, longer.as_str()] {
        let right = world.with_ada(&sealed, password).await;
        assert_eq!(right, Compared::Same(None), "{password}");
    }
}

#[tokio::test]
async fn a_digest_of_another_row_opens_nothing_and_takes_as_long_as_any() {
    let world = World::new();
    let sealed = world.made("correct horse").await;
    let eve = "eve".parse().unwrap();
    let against = Against::Account(&eve, &sealed);
    let before = world.hashing.computed();
    let compared = world
        .means()
        .compare(against, &typed("correct horse"))
        .await;
    assert_eq!(compared.unwrap(), Compared::Other);
    assert_eq!(world.hashing.computed(), before + 1);
}
