use std::sync::mpsc;

use oidc_core::account::password::PasswordScheme;

use super::*;

fn password(text: &str) -> Password {
    text.parse().unwrap()
}

fn imported(scheme: PasswordScheme, text: &str) -> ImportedDigest {
    ImportedDigest::read(scheme, text).unwrap()
}

#[tokio::test]
async fn no_more_is_computed_at_once_than_there_are_cores_and_no_more_waits_than_may() {
    let hashing = Hashing::of(1);
    let (go, gate) = mpsc::channel::<()>();
    let first = {
        let hashing = hashing.clone();
        tokio::spawn(async move { hashing.run(1, move |_| gate.recv().is_ok()).await.unwrap() })
    };
    while hashing.gate.cores.available_permits() > 0 {
        tokio::task::yield_now().await;
    }
    let mut waiting = Vec::new();
    for _ in 0..WAITING {
        let hashing = hashing.clone();
        waiting.push(tokio::spawn(async move { hashing.run(1, |_| ()).await }));
    }
    while hashing.gate.inside.load(Ordering::Relaxed) <= WAITING {
        tokio::task::yield_now().await;
    }
    let refused = hashing.run(1, |_| ()).await.unwrap_err();
    assert_eq!(refused.retry_after(), Some(AGAIN));
    go.send(()).unwrap();
    assert!(first.await.unwrap());
    for one in waiting {
        one.await.unwrap().unwrap();
    }
    assert_eq!(hashing.gate.inside.load(Ordering::Relaxed), 0);
    assert_eq!(hashing.gate.cores.available_permits(), 1);
    assert_eq!(hashing.computed(), 1 + u64::try_from(WAITING).unwrap());
}

async fn likeness(hashing: &Hashing, digest: &PasswordDigest, typed: &str) -> Likeness {
    let compared = hashing.compare(digest.clone(), &password(typed)).await;
    compared.unwrap()
}

#[tokio::test]
async fn what_is_prepared_is_digested_whatever_was_typed() {
    let (hashing, entropy) = (Hashing::of(1), Entropy::seeded(1));
    let made = hashing.make(&password("cafe\u{301}"), &entropy).await;
    let digest = &made.unwrap();
    assert_eq!(hashing.computed(), 1);
    let composed = likeness(&hashing, digest, "caf\u{e9}").await;
    assert_eq!(composed, Likeness::Prepared);
    assert_eq!(hashing.computed(), 2);
    // Both, though the first is the one.
    let decomposed = likeness(&hashing, digest, "cafe\u{301}").await;
    assert_eq!(decomposed, Likeness::Prepared);
    assert_eq!(hashing.computed(), 4);
    assert_eq!(likeness(&hashing, digest, "cafe").await, Likeness::None);
    assert_eq!(hashing.computed(), 5);
}

#[tokio::test]
async fn a_digest_of_a_text_that_was_not_prepared_is_of_what_is_typed_so() {
    let (hashing, entropy) = (Hashing::of(1), Entropy::seeded(1));
    // SHA-1 of `cafe` and a combining acute accent.
    let sha1 = "36f5c02b5dca4ecc3b2a5ae7a3355b99f24999d5";
    let imported = imported(PasswordScheme::Sha1, sha1);
    let digest = &hashing.keep(imported, &entropy).await.unwrap();
    let same = likeness(&hashing, digest, "cafe\u{301}").await;
    assert_eq!(same, Likeness::TypedAlone);
    let composed = likeness(&hashing, digest, "caf\u{e9}").await;
    assert_eq!(composed, Likeness::None);
    assert_eq!(hashing.computed(), 1 + 2 + 1);
}

#[tokio::test]
async fn what_takes_long_itself_is_taken_in_without_computing_anything() {
    let (hashing, entropy) = (Hashing::of(1), Entropy::seeded(1));
    let bcrypt = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    let imported = imported(PasswordScheme::Bcrypt, bcrypt);
    let digest = hashing.keep(imported, &entropy).await.unwrap();
    assert_eq!(hashing.computed(), 0);
    assert_eq!(digest.scheme(), PasswordScheme::Bcrypt);
}
