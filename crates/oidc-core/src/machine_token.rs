//! An opaque access token of a client that acts for itself (RFC 6749 §4.4). No grant stands behind
//! it: it counts as long as its client may be used, and allows what the client's roles allow.

use crate::{
    id::{ClientId, MachineTokenId},
    opaque::Opaque,
    record::Record,
    registrations::Registrations,
    scope::Scope,
    secret::Digest,
    time::{Timestamp, Validity},
};

/// One that was issued.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "machine_tokens")]
pub struct MachineToken {
    /// Its id; also inside the token.
    pub id: MachineTokenId,
    /// Of the whole token.
    pub digest: Digest,
    /// Whose it is, and about whom.
    pub client_id: ClientId,
    /// Of which registration of the client and of the API; none of one that is older than such
    /// names.
    pub registrations: Option<Registrations>,
    /// For which API.
    pub audience: String,
    /// What it allows.
    pub scope: Scope,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

impl MachineToken {
    /// Whether a presented token is this one and counts now.
    pub fn is_live(&self, presented: &Opaque<MachineTokenId>, now: Timestamp) -> bool {
        let made = self.id.minted_at();
        let validity = Validity::new(self.expires_at, self.expires_at.since(made));
        self.digest == presented.digest() && self.revoked_at.is_none() && validity.is_live(now)
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;
    use crate::time::Lifetime;

    const START: Timestamp = Timestamp::from_millis(1_760_000_000_000);

    fn opaque(seed: u64) -> Opaque<MachineTokenId> {
        Opaque::mint(START, &mut ChaCha20Rng::seed_from_u64(seed))
    }

    #[test]
    fn it_counts_until_it_ends_is_taken_back_or_is_another_one() {
        let mut token = MachineToken {
            id: *opaque(1).id(),
            digest: opaque(1).digest(),
            client_id: "robot".parse().unwrap(),
            registrations: None,
            audience: "https://books.example".to_owned(),
            scope: Scope::EMPTY,
            expires_at: START.plus(Lifetime::hours(20)),
            revoked_at: None,
        };
        assert!(token.is_live(&opaque(1), START));
        assert!(!token.is_live(&opaque(2), START));
        assert!(!token.is_live(&opaque(1), token.expires_at));
        assert!(token.is_live(&opaque(1), START.minus(Lifetime::seconds(90))));
        assert!(!token.is_live(&opaque(1), START.minus(Lifetime::seconds(91))));
        token.revoked_at = Some(START);
        assert!(!token.is_live(&opaque(1), START));
    }
}
