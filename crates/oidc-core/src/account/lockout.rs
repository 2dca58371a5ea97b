//! The counters that protect people: who is counted. How often is a setting; whether a hit is
//! allowed is decided by one statement of the store.
//!
//! Subjects are keyed digests: the database holds no list of addresses somebody once typed.

use crate::{
    account::email::EmailAddress,
    id::ClientId,
    secret::{Digest, MacKey},
};

/// How often one code may be tried at most (T-45).
pub const TRIES: u32 = 5;

/// An address as a subject. It is canonical already, so no spelling gives a new counter (T-48).
pub fn address(key: &MacKey, address: &EmailAddress) -> Digest {
    Digest::keyed(key, &[b"address", address.as_str().as_bytes()])
}

/// An address in one browser as a subject. `device` is the digest of the browser's cookie.
pub fn address_in_browser(key: &MacKey, address: &EmailAddress, device: &Digest) -> Digest {
    Digest::keyed(
        key,
        &[b"browser", address.as_str().as_bytes(), device.as_bytes()],
    )
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
        let of = |text: &str| address(&key, &text.parse().unwrap());
        assert_eq!(of("Ada@Example.com "), of("ada@example.com"));
        assert_ne!(of("ada@example.com"), of("eve@example.com"));
    }

    #[test]
    fn subjects_of_different_kinds_never_meet() {
        let key = MacKey::new(&[1; 32]);
        let ada: EmailAddress = "ada@example.com".parse().unwrap();
        let device = Digest::of("cookie");
        let in_browser = address_in_browser(&key, &ada, &device);
        assert_ne!(address(&key, &ada), in_browser);
        assert_ne!(
            in_browser,
            address_in_browser(&key, &ada, &Digest::of("other"))
        );
        assert_ne!(client(&key, &"everybody".parse().unwrap()), everybody(&key));
    }
}
