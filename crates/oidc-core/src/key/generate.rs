//! Making a signing key from a given source of randomness. The number-crunching crates are used
//! here and nowhere else; signing is `aws-lc-rs`'s (see [`crate::key::sign`]).

use aws_lc_rs::{
    agreement::{ECDH_P384, PrivateKey},
    encoding::{AsDer, Pkcs8V1Der},
};
use p256::pkcs8::EncodePrivateKey as _;
use rand_core::CryptoRng;
use rsa::RsaPrivateKey;
use zeroize::Zeroizing;

use crate::key::Algorithm;

/// RFC 7518 §3.3 demands 2048 bits or more; more makes every signature several times slower.
const RSA_BITS: usize = 2048;

/// A key could not be made, which sound randomness does not cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a signing key could not be generated")]
pub struct GenerationFailed;

/// A new private key as PKCS#8 DER. Takes some tenths of a second for RSA.
///
/// # Errors
/// [`GenerationFailed`].
pub fn pkcs8(
    algorithm: Algorithm,
    rng: &mut impl CryptoRng,
) -> Result<Zeroizing<Vec<u8>>, GenerationFailed> {
    let document = match algorithm {
        Algorithm::Rs256 => RsaPrivateKey::new(&mut Adapter(rng), RSA_BITS)
            .map_err(|_| GenerationFailed)?
            .to_pkcs8_der(),
        Algorithm::Es256 => scalar(rng).to_pkcs8_der(),
        Algorithm::Es384 => return on_p384(rng),
    };
    Ok(document.map_err(|_| GenerationFailed)?.to_bytes())
}

/// A uniform private key by rejection (SEC 1 §3.2.1); the first try nearly always succeeds.
fn scalar(rng: &mut impl CryptoRng) -> p256::SecretKey {
    loop {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(bytes.as_mut());
        if let Ok(key) = p256::SecretKey::from_slice(bytes.as_ref()) {
            return key;
        }
    }
}

/// The same on P-384. The library that signs takes any number in range as a private key; which
/// operation it is meant for is not written down in PKCS#8.
fn on_p384(rng: &mut impl CryptoRng) -> Result<Zeroizing<Vec<u8>>, GenerationFailed> {
    let key = loop {
        let mut bytes = Zeroizing::new([0; 48]);
        rng.fill_bytes(bytes.as_mut());
        if let Ok(key) = PrivateKey::from_private_key(&ECDH_P384, bytes.as_ref()) {
            break key;
        }
    };
    let document: Pkcs8V1Der<'_> = key.as_der().map_err(|_| GenerationFailed)?;
    Ok(Zeroizing::new(document.as_ref().to_vec()))
}

/// `rsa` 0.9 still asks for the traits of `rand_core` 0.6.
struct Adapter<'a, R>(&'a mut R);

impl<R: CryptoRng> rsa::rand_core::RngCore for Adapter<'_, R> {
    fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
        self.0.fill_bytes(bytes);
        Ok(())
    }
}

impl<R: CryptoRng> rsa::rand_core::CryptoRng for Adapter<'_, R> {}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;

    #[test]
    fn another_seed_makes_another_key_and_the_same_seed_the_same() {
        for algorithm in [Algorithm::Es256, Algorithm::Es384] {
            let key = |seed| pkcs8(algorithm, &mut ChaCha20Rng::seed_from_u64(seed)).unwrap();
            assert_eq!(key(1), key(1), "{algorithm}");
            assert_ne!(key(1), key(2), "{algorithm}");
        }
    }
}
