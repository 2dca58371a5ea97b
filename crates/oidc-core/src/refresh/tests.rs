use proptest::prelude::*;

use super::*;
use crate::{
    client::tests::client,
    grant::{
        self,
        tests::{START, grant_context},
    },
    source::Source,
};

pub(crate) fn key() -> MacKey {
    MacKey::new(&[3; 32])
}

pub(crate) fn family() -> RefreshFamily {
    RefreshFamily {
        id: FamilyId::from_bytes([5; 16]),
        salt: [6; 16],
        grant_id: GrantId::from_bytes([7; 16]),
        client_id: "demo-app".parse().unwrap(),
        scope: "openid offline_access profile".parse().unwrap(),
        audience: None,
        jkt: None,
        generation: 10,
        rotated_at: START,
        created_at: START,
        expires_at: START.plus(Lifetime::days(14)),
        revoked_at: None,
    }
}

fn decide(generation: u32, now: Timestamp) -> Decision {
    let native = client(ClientKind::Native, &[]);
    family().decide(
        generation,
        &native,
        &grant_context("openid offline_access"),
        now,
    )
}

#[test]
fn a_token_survives_being_printed_and_parsed() {
    let text = RefreshToken::issue(&key(), &family(), 7);
    assert_eq!(text.expose().len(), 60);
    let token: RefreshToken = text.expose().parse().unwrap();
    assert_eq!((token.family, token.generation), (family().id, 7));
    assert!(token.verify(&key(), &family()));
    assert!(!format!("{token:?}").contains(text.expose()));
}

#[test]
fn another_key_salt_family_or_generation_does_not_verify() {
    let text = RefreshToken::issue(&key(), &family(), 7);
    let mut token: RefreshToken = text.expose().parse().unwrap();
    assert!(!token.verify(&MacKey::new(&[4; 32]), &family()));
    assert!(!token.verify(
        &key(),
        &RefreshFamily {
            salt: [0; 16],
            ..family()
        }
    ));
    let other = RefreshFamily {
        id: FamilyId::from_bytes([0; 16]),
        ..family()
    };
    assert!(!token.verify(&key(), &other));
    token.generation = 8;
    assert!(!token.verify(&key(), &family()));
}

#[test]
fn t_28_a_truncated_extended_or_altered_token_is_refused() {
    let secret = RefreshToken::issue(&key(), &family(), 7);
    let text = secret.expose();
    let genuine = |text: &str| {
        text.parse::<RefreshToken>()
            .is_ok_and(|token| token.verify(&key(), &family()))
    };
    assert!(genuine(text));
    assert!(!genuine(&text[..59]));
    assert!(!genuine(&format!("{text}A")));
    assert!(!genuine(&format!("{text}=")));
    for place in 0..text.len() {
        let mut altered = text.as_bytes().to_vec();
        altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
        assert!(
            !genuine(&String::from_utf8(altered).unwrap()),
            "place {place}"
        );
    }
}

#[test]
fn the_newest_token_rotates() {
    let now = START.plus(Lifetime::days(1));
    assert_eq!(
        decide(10, now),
        Decision::Rotate {
            expires_at: now.plus(Lifetime::days(14))
        }
    );
}

#[test]
fn t_25_as_long_as_the_successor_is_unused_it_is_given_again_however_late() {
    for days in [0, 1, 13] {
        assert_eq!(
            decide(9, START.plus(Lifetime::days(days))),
            Decision::Repeat
        );
    }
}

#[test]
fn t_25_once_the_successor_was_used_the_old_token_is_refused_without_revocation_for_the_grace() {
    let grace = START.plus(Lifetime::seconds(30));
    assert_eq!(decide(8, START), Decision::RefuseWithinGrace);
    assert_eq!(
        decide(8, grace.minus(Lifetime::millis(1))),
        Decision::RefuseWithinGrace
    );
    assert_eq!(decide(8, grace), Decision::Reuse);
}

#[test]
fn t_25_quick_rotation_does_not_keep_the_window_open() {
    assert_eq!(decide(7, START), Decision::Reuse);
    assert_eq!(decide(0, START), Decision::Reuse);
}

#[test]
fn a_generation_that_was_never_made_is_refused() {
    assert_eq!(decide(11, START), Decision::Future);
}

#[test]
fn t_22_another_client_learns_and_changes_nothing() {
    let stranger = Client {
        id: "other".parse().unwrap(),
        ..client(ClientKind::Native, &[])
    };
    for generation in [0, 8, 10, 99] {
        let decision = family().decide(generation, &stranger, &grant_context("openid"), START);
        assert_eq!(decision, Decision::WrongClient);
    }
}

#[test]
fn t_43_an_expired_or_revoked_family_gives_nothing() {
    assert_eq!(
        decide(10, START.plus(Lifetime::days(14))),
        Decision::Expired
    );
    assert_eq!(decide(9, START.plus(Lifetime::days(14))), Decision::Expired);
    let native = client(ClientKind::Native, &[]);
    let revoked = RefreshFamily {
        revoked_at: Some(START),
        ..family()
    };
    let decision = revoked.decide(10, &native, &grant_context("openid offline_access"), START);
    assert_eq!(decision, Decision::Revoked);
    let mut gone = grant_context("openid offline_access");
    gone.session.as_mut().unwrap().client_signed_out = true;
    assert_eq!(
        family().decide(10, &native, &gone, START),
        Decision::Revoked
    );
}

#[test]
fn a_confidential_client_may_keep_its_token_and_a_public_one_may_not() {
    let grant_context = grant_context("openid offline_access");
    for (kind, keeps) in [(ClientKind::Traditional, true), (ClientKind::Native, false)] {
        let mut client = client(kind, &[]);
        client.rotate_refresh_token = false;
        let decision = family().decide(10, &client, &grant_context, START);
        assert_eq!(decision == Decision::Keep, keeps, "{kind}");
        assert_eq!(
            family().decide(9, &client, &grant_context, START),
            Decision::Repeat
        );
    }
}

#[test]
fn the_tokens_of_a_single_page_application_inherit_what_is_left() {
    let spa = client(ClientKind::Spa, &[]);
    let later = START.plus(Lifetime::days(13));
    let decision = family().decide(10, &spa, &grant_context("openid offline_access"), later);
    assert_eq!(
        decision,
        Decision::Rotate {
            expires_at: family().expires_at
        }
    );
}

#[test]
fn what_the_console_leaves_unused_ends_and_what_it_uses_ends_with_the_day() {
    let console = Client {
        id: console::ID.parse().unwrap(),
        source: Source::BuiltIn,
        refresh_token_lifetime: console::REFRESH_TOKEN_LIFETIME,
        ..client(ClientKind::Spa, &[])
    };
    let end = START.plus(console::REFRESH_TOKEN_LIFETIME);
    let at = |rotated_at, now| {
        let family = RefreshFamily {
            client_id: console.id.clone(),
            rotated_at,
            expires_at: end,
            ..family()
        };
        family.decide(10, &console, &grant_context("openid offline_access"), now)
    };
    let rotates = Decision::Rotate { expires_at: end };
    let unused = START.plus(console::IDLE);
    assert_eq!(at(START, unused.minus(Lifetime::millis(1))), rotates);
    assert_eq!(at(START, unused), Decision::Expired);
    let evening = end.minus(Lifetime::minutes(1));
    assert_eq!(at(evening, evening), rotates);
    assert_eq!(at(evening, end), Decision::Expired);
    // Made before the clock was set back.
    assert_eq!(at(evening, START), Decision::Expired);
}

#[test]
fn t_27_no_token_outlives_its_grant() {
    let day_179 = START.plus(Lifetime::days(179));
    let family = RefreshFamily {
        expires_at: START.plus(Lifetime::days(185)),
        ..family()
    };
    for kind in [ClientKind::Native, ClientKind::Spa] {
        let grant_context = grant_context("openid offline_access");
        let decision = family.decide(10, &client(kind, &[]), &grant_context, day_179);
        assert_eq!(
            decision,
            Decision::Rotate {
                expires_at: START.plus(grant::LIFETIME)
            }
        );
    }
}

#[test]
fn t_21_a_refresh_may_narrow_the_scope_and_not_widen_it() {
    let narrow = |text: &str| family().narrow(Some(&text.parse().unwrap()));
    assert_eq!(narrow("openid").unwrap().to_string(), "openid");
    assert_eq!(narrow("openid email"), Err(TokenError::WiderScope));
    assert_eq!(family().narrow(None).unwrap(), family().scope);
}

proptest! {
    #[test]
    fn any_generation_is_recognised(generation: u32, family_bytes: [u8; 16], salt: [u8; 16]) {
        let family = RefreshFamily { id: FamilyId::from_bytes(family_bytes), salt, ..family() };
        let text = RefreshToken::issue(&key(), &family, generation);
        let token: RefreshToken = text.expose().parse().unwrap();
        prop_assert_eq!(token.generation, generation);
        prop_assert!(token.verify(&key(), &family));
    }
}
