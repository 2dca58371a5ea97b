//! The counters that protect people: who is counted. How often is a setting; whether a hit is
//! allowed is decided by one statement of the store.
//!
//! Subjects are keyed digests: the database holds no list of addresses somebody once typed.

use crate::{
    account::identifier::Identifier,
    id::ClientId,
    secret::{Digest, MacKey},
};

/// How often one code may be tried at most (T-45).
pub const TRIES: u32 = 5;

/// How many times what one line of a site may do, its whole site may: an IPv6 /48 in the hands of
/// one party holds 65,536 lines of /64.
pub const SITE_MULTIPLIER: u32 = 4;

/// One hit in so many of a cap is kept for browsers that have signed in before.
const KEPT: u32 = 4;

/// What a stranger may at most take of what is left of a cap, as a fraction.
const SHARES: u32 = 8;

/// What is left of a limit for strangers when many codes fail, as a fraction.
const TIGHTER: u32 = 10;

/// How much of a cap strangers may use. The rest is kept for browsers that have signed in before,
/// so that no number of strangers can stop those.
pub const fn for_strangers(cap: u32) -> u32 {
    cap - cap / KEPT
}

/// How much one network may have used of a cap before it has to wait, `used` being what everybody
/// has. No bound in the first half; after that an eighth of what is left. A network that has used
/// nothing gets its hit as long as anything is left; and since those that take as much as they can
/// leave more than they take, tens of them never use the cap up: of `n` networks each gets
/// `cap / (n + 8)`, and eight times that is left.
pub const fn share(cap: u32, used: u32) -> u32 {
    let left = cap.saturating_sub(used);
    if left > cap / 2 {
        return u32::MAX;
    }
    if left > SHARES { left / SHARES } else { 1 }
}

/// A limit for strangers while more codes fail on the whole instance than honest people mistype.
pub const fn tightened(limit: u32) -> u32 {
    if limit > TIGHTER { limit / TIGHTER } else { 1 }
}

/// An identifier as a subject. It is canonical already, so no spelling gives a new counter (T-48).
pub fn identifier(key: &MacKey, identifier: &Identifier) -> Digest {
    Digest::keyed(key, &[label(identifier), identifier.as_str().as_bytes()])
}

/// An identifier in one browser as a subject. `device` is the digest of the browser's cookie.
pub fn identifier_in_browser(key: &MacKey, identifier: &Identifier, device: &Digest) -> Digest {
    let (label, text) = (label(identifier), identifier.as_str().as_bytes());
    Digest::keyed(key, &[b"browser", label, text, device.as_bytes()])
}

/// Keeps subjects of different kinds apart.
const fn label(identifier: &Identifier) -> &'static [u8] {
    match identifier {
        Identifier::Email(_) => b"address",
        Identifier::Phone(_) => b"phone",
        Identifier::Username(_) => b"username",
    }
}

/// A client as a subject.
pub fn client(key: &MacKey, client: &ClientId) -> Digest {
    Digest::keyed(key, &[b"client", client.as_str().as_bytes()])
}

/// The instance as a subject.
pub fn everybody(key: &MacKey) -> Digest {
    Digest::keyed(key, &[b"everybody"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_48_one_address_is_one_subject_however_it_was_typed() {
        let key = MacKey::new(&[1; 32]);
        let email = |text: &str| Identifier::Email(text.parse().unwrap());
        let of = |text: &str| identifier(&key, &email(text));
        assert_eq!(of("Ada@Example.com "), of("ada@example.com"));
        assert_ne!(of("ada@example.com"), of("eve@example.com"));
    }

    #[test]
    fn the_subject_of_an_address_is_the_one_that_is_in_databases_already() {
        let key = MacKey::new(&[1; 32]);
        let ada = Identifier::Email("Ada@example.com".parse().unwrap());
        let subject = Digest::keyed(&key, &[b"address", b"ada@example.com"]);
        assert_eq!(identifier(&key, &ada), subject);
        let device = Digest::of("cookie");
        let in_browser: &[&[u8]] = &[
            b"browser",
            b"address",
            b"ada@example.com",
            device.as_bytes(),
        ];
        let subject = Digest::keyed(&key, in_browser);
        assert_eq!(identifier_in_browser(&key, &ada, &device), subject);
    }

    #[test]
    fn identifiers_of_different_kinds_are_different_subjects() {
        let key = MacKey::new(&[1; 32]);
        let of = |stored: &str| identifier(&key, &stored.parse().unwrap());
        let all = [
            "email:ada@example.com",
            "phone:+14255551212",
            "username:ada",
        ]
        .map(of);
        assert!(all[0] != all[1] && all[0] != all[2] && all[1] != all[2]);
        assert_eq!(of("username:ADA"), all[2]);
    }

    #[test]
    fn a_network_may_take_an_eighth_of_what_is_left_of_a_cap_that_is_half_used() {
        assert_eq!(share(5_000, 0), u32::MAX);
        assert_eq!(share(5_000, 2_499), u32::MAX);
        assert_eq!(share(5_000, 2_500), 312);
        assert_eq!(share(5_000, 4_900), 12);
        assert_eq!(share(5_000, 4_999), 1);
        assert_eq!(share(1, 0), u32::MAX);
    }

    #[test]
    fn however_greedy_tens_of_networks_are_a_newcomer_still_gets_its_share() {
        for networks in [9, 34, 100, 300] {
            let (cap, mut taken, mut used) = (for_strangers(5_000), vec![0; networks], 0);
            loop {
                let before = used;
                for own in &mut taken {
                    if used < cap && *own < share(cap, used) {
                        *own += 1;
                        used += 1;
                    }
                }
                if used == before {
                    break;
                }
            }
            assert!(cap - used >= 8, "{networks}: {used} of {cap}");
        }
    }

    #[test]
    fn a_part_of_each_cap_is_kept_and_a_tightened_limit_never_stops_everybody() {
        assert_eq!(for_strangers(5_000), 3_750);
        assert_eq!(for_strangers(1), 1);
        assert_eq!((tightened(300), tightened(5), tightened(1)), (30, 1, 1));
    }

    #[test]
    fn subjects_of_different_kinds_never_meet() {
        let key = MacKey::new(&[1; 32]);
        let ada = Identifier::Email("ada@example.com".parse().unwrap());
        let device = Digest::of("cookie");
        let in_browser = identifier_in_browser(&key, &ada, &device);
        assert_ne!(identifier(&key, &ada), in_browser);
        assert_ne!(
            in_browser,
            identifier_in_browser(&key, &ada, &Digest::of("other"))
        );
        assert_ne!(client(&key, &"everybody".parse().unwrap()), everybody(&key));
    }
}
