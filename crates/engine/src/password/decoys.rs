//! What a password is compared with where there is nothing to compare it with: a digest of no password.
//! An identifier always has the same one, and among identifiers of nobody there are as many of each way
//! as among the accounts.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use arc_swap::ArcSwapOption;
use oidc_core::{
    account::{identifier::Identifier, password::SealedPassword},
    id::UserId,
    secret::Digest,
};

use super::{digest::PasswordDigest, mix::Mix};
use crate::{breakdown::Breakdown, entropy::Entropy, instance_secrets::InstanceSecrets};

/// The decoys of this node.
#[derive(Debug, Default)]
pub(crate) struct Decoys {
    prepared: ArcSwapOption<Prepared>,
    /// Whether digests were brought along since the mix was counted.
    is_outdated: AtomicBool,
}

#[derive(Debug)]
struct Prepared {
    mix: Mix,
    /// Each with its share.
    all: Vec<(u32, Decoy)>,
}

/// Sealed as the password of an account is, so that opening it takes as long, too.
#[derive(Debug)]
struct Decoy {
    user: UserId,
    sealed: SealedPassword,
}

impl Decoys {
    /// The one of an identifier.
    ///
    /// # Errors
    /// When the cipher fails.
    pub(super) fn of(
        &self,
        identifier: &Identifier,
        secrets: &InstanceSecrets,
        entropy: &Entropy,
    ) -> Result<PasswordDigest, Breakdown> {
        let prepared = match self.prepared.load_full() {
            Some(prepared) => prepared,
            None => self.prepare(Mix::default(), secrets, entropy)?,
        };
        let identifier = identifier.to_key();
        let parts: [&[u8]; 2] = [b"decoy", identifier.as_bytes()];
        let drawn = Digest::keyed(&secrets.addresses, &parts);
        let decoy = prepared.drawn_by(&drawn);
        let decoy = decoy.ok_or_else(|| Breakdown::saying("there is no decoy"))?;
        PasswordDigest::unseal(&decoy.sealed, &secrets.sealing, &decoy.user)
    }

    /// Takes another mix over, if it is another one.
    ///
    /// # Errors
    /// As [`Decoys::of`].
    pub(super) fn take_over(
        &self,
        mix: Mix,
        secrets: &InstanceSecrets,
        entropy: &Entropy,
    ) -> Result<(), Breakdown> {
        let prepared = self.prepared.load();
        let is_same = prepared.as_ref().is_some_and(|held| held.mix == mix);
        if !is_same {
            self.prepare(mix, secrets, entropy)?;
        }
        Ok(())
    }

    /// Digests were brought along: the mix is another one.
    pub(crate) fn note_import(&self) {
        self.is_outdated.store(true, Ordering::Relaxed);
    }

    /// Whether the mix is to be counted again. Whoever asks is to do it.
    pub(crate) fn take_import(&self) -> bool {
        self.is_outdated.swap(false, Ordering::Relaxed)
    }

    fn prepare(
        &self,
        mix: Mix,
        secrets: &InstanceSecrets,
        entropy: &Entropy,
    ) -> Result<Arc<Prepared>, Breakdown> {
        let rng = &mut entropy.rng();
        let mut all = Vec::new();
        for (share, digest) in mix.decoys() {
            let user = UserId::mint(rng);
            let sealed = digest.seal(&secrets.sealing, &user, rng)?;
            all.push((share, Decoy { user, sealed }));
        }
        let prepared = Arc::new(Prepared { mix, all });
        self.prepared.store(Some(Arc::clone(&prepared)));
        Ok(prepared)
    }
}

impl Prepared {
    fn drawn_by(&self, digest: &Digest) -> Option<&Decoy> {
        let mut number = [0; 8];
        number.copy_from_slice(&digest.as_bytes()[..8]);
        let shares: u64 = self.all.iter().map(|(share, _)| u64::from(*share)).sum();
        let mut point = u64::from_be_bytes(number).checked_rem(shares)?;
        let found = self.all.iter().find(|(share, _)| {
            let share = u64::from(*share);
            let is_here = point < share;
            point = point.saturating_sub(share);
            is_here
        });
        found.map(|(_, decoy)| decoy)
    }
}

#[cfg(test)]
mod tests {
    use oidc_core::{account::password::PasswordScheme, seal::SealingKey};

    use super::*;
    use crate::password::mix::Counted;

    const BCRYPT: &str = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

    fn secrets(entropy: &Entropy) -> InstanceSecrets {
        InstanceSecrets::derive(SealingKey::mint(&mut entropy.rng())).unwrap()
    }

    fn identifier(number: u32) -> Identifier {
        format!("email:somebody-{number}@example.com")
            .parse()
            .unwrap()
    }

    /// Three of four are by bcrypt.
    fn mix() -> Mix {
        let bcrypt = PasswordDigest::read(PasswordScheme::Bcrypt, BCRYPT).unwrap();
        Mix::of(&[
            Counted {
                accounts: 100,
                sample: vec![PasswordDigest::native_decoy()],
            },
            Counted {
                accounts: 300,
                sample: vec![bcrypt],
            },
        ])
    }

    #[test]
    fn as_long_as_no_mix_is_known_a_decoy_is_as_a_new_digest() {
        let (decoys, entropy) = (Decoys::default(), Entropy::seeded(1));
        let secrets = secrets(&entropy);
        let decoy = decoys.of(&identifier(1), &secrets, &entropy).unwrap();
        assert!(!decoy.is_outdated());
    }

    #[test]
    fn identifiers_of_nobody_have_decoys_in_the_shares_of_the_accounts() {
        let (decoys, entropy) = (Decoys::default(), Entropy::seeded(1));
        let secrets = secrets(&entropy);
        decoys.take_over(mix(), &secrets, &entropy).unwrap();
        let is_bcrypt = |number: &u32| {
            let decoy = decoys.of(&identifier(*number), &secrets, &entropy);
            decoy.unwrap().scheme() == PasswordScheme::Bcrypt
        };
        let count = (0..1_000).filter(is_bcrypt).count();
        assert!((700..800).contains(&count), "{count}");
    }

    #[test]
    fn every_node_chooses_alike_and_any_spelling_is_the_same() {
        let entropy = Entropy::seeded(1);
        let secrets = secrets(&entropy);
        let nodes = [Decoys::default(), Decoys::default()];
        for node in &nodes {
            node.take_over(mix(), &secrets, &entropy).unwrap();
        }
        for number in 0..50 {
            let scheme = |node: &Decoys, identifier: &Identifier| {
                let decoy = node.of(identifier, &secrets, &entropy);
                decoy.unwrap().scheme()
            };
            let spelled: Identifier = format!("email:Somebody-{number}@Example.com")
                .parse()
                .unwrap();
            let first = scheme(&nodes[0], &identifier(number));
            assert_eq!(scheme(&nodes[1], &spelled.canonical()), first);
        }
    }

    #[test]
    fn the_same_mix_is_sealed_once() {
        let (decoys, entropy) = (Decoys::default(), Entropy::seeded(1));
        let secrets = secrets(&entropy);
        decoys.take_over(mix(), &secrets, &entropy).unwrap();
        let first = decoys.prepared.load_full().unwrap();
        decoys.take_over(mix(), &secrets, &entropy).unwrap();
        assert!(Arc::ptr_eq(&first, &decoys.prepared.load_full().unwrap()));
        decoys
            .take_over(Mix::default(), &secrets, &entropy)
            .unwrap();
        assert!(!Arc::ptr_eq(&first, &decoys.prepared.load_full().unwrap()));
    }

    #[test]
    fn an_import_is_noted_until_it_is_taken() {
        let decoys = Decoys::default();
        assert!(!decoys.take_import());
        decoys.note_import();
        assert!(decoys.take_import());
        assert!(!decoys.take_import());
    }
}
