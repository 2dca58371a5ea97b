//! Digests of passwords in the text forms of their schemes: RFC 9106 with the PHC form, and bcrypt's
//! own. Making or comparing one takes long on purpose: see [`super::hashing`].

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::PasswordHash,
};
use oidc_core::{
    account::password::{PasswordScheme, SealedPassword},
    id::UserId,
    seal::{SealingKey, Unsealable},
    secret::Secret,
};
use rand_core::CryptoRng;

use crate::{breakdown::Breakdown, place};

/// New digests take 19 MiB and two passes: what OWASP asks for, and the default of the crate.
const MEMORY: u32 = Params::DEFAULT_M_COST;
const PASSES: u32 = Params::DEFAULT_T_COST;
/// RFC 9106 §3.1 recommends sixteen bytes.
const SALT: usize = 16;

/// What a digest that was brought along may cost at most: memory in KiB, passes, and both together,
/// which is time. Whoever brings one makes this server compute it at every sign-in.
const MOST_MEMORY: u32 = 256 * 1024;
const MOST_PASSES: u32 = 4096;
const MOST_WORK: u64 = 4 * 1024 * 1024;
const MOST_LANES: u32 = 16;
/// Bcrypt's cost is a power of two: with this one some seconds.
const MOST_ROUNDS: u32 = 15;

/// A digest. It does not print: who reads it may guess at it without end.
#[derive(Debug, Clone)]
pub struct PasswordDigest {
    scheme: PasswordScheme,
    text: Secret<String>,
}

/// Why a digest that was brought along is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDigest {
    /// Not the text form of its scheme.
    #[error("is not a digest of this algorithm")]
    Malformed,
    /// It would take too much memory or time at every sign-in.
    #[error("would take more memory or time at each sign-in than is allowed")]
    TooCostly,
}

impl PasswordDigest {
    /// One that was brought along.
    ///
    /// # Errors
    /// [`InvalidDigest`].
    pub fn brought_along(scheme: PasswordScheme, text: &str) -> Result<Self, InvalidDigest> {
        match scheme {
            PasswordScheme::Bcrypt => {
                let parts: bcrypt::HashParts =
                    text.parse().map_err(|_| InvalidDigest::Malformed)?;
                if parts.get_cost() > MOST_ROUNDS {
                    return Err(InvalidDigest::TooCostly);
                }
            }
            PasswordScheme::Argon2id | PasswordScheme::Argon2i | PasswordScheme::Argon2d => {
                check_argon2(scheme, text)?;
            }
        }
        Ok(Self {
            scheme,
            text: Secret::from(text),
        })
    }

    /// A new one. Takes some 20 ms of one core.
    ///
    /// # Errors
    /// When the library does not do it, for want of memory.
    pub(super) fn make(password: &Secret<String>, salt: [u8; SALT]) -> Result<Self, Breakdown> {
        let params = Params::new(MEMORY, PASSES, 1, None).map_err(Breakdown::new)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let made = argon2.hash_password_with_salt(password.expose().as_bytes(), &salt);
        Ok(Self {
            scheme: PasswordScheme::Argon2id,
            text: Secret::new(made.map_err(Breakdown::new)?.to_string()),
        })
    }

    /// A salt for a new one.
    pub(super) fn salt(rng: &mut impl CryptoRng) -> [u8; SALT] {
        let mut salt = [0; SALT];
        rng.fill_bytes(&mut salt);
        salt
    }

    /// Whether it is of this password. Compared in constant time by either library.
    pub(super) fn is_of(&self, password: &Secret<String>) -> bool {
        let (password, text) = (password.expose().as_bytes(), self.text.expose());
        match self.scheme {
            PasswordScheme::Bcrypt => bcrypt::verify(password, text).unwrap_or(false),
            PasswordScheme::Argon2id | PasswordScheme::Argon2i | PasswordScheme::Argon2d => {
                let parsed = PasswordHash::new(text);
                parsed.is_ok_and(|digest| {
                    Argon2::default().verify_password(password, &digest).is_ok()
                })
            }
        }
    }

    /// Whether a new one would be better.
    pub fn is_outdated(&self) -> bool {
        let parsed = PasswordHash::new(self.text.expose()).ok();
        let params = parsed.and_then(|digest| Params::try_from(&digest).ok());
        self.scheme != PasswordScheme::Argon2id
            || params.is_none_or(|own| own.m_cost() < MEMORY || own.t_cost() < PASSES)
    }

    /// How it was made.
    pub const fn scheme(&self) -> PasswordScheme {
        self.scheme
    }

    /// The text itself, for whoever moves elsewhere. Never log it.
    pub const fn text(&self) -> &Secret<String> {
        &self.text
    }

    /// Sealed for the row of this user.
    ///
    /// # Errors
    /// When the cipher fails.
    pub fn seal(
        &self,
        key: &SealingKey,
        user: &UserId,
        rng: &mut impl CryptoRng,
    ) -> Result<SealedPassword, Breakdown> {
        let text = self.text.expose().as_bytes();
        let sealed = key.seal(&place::password(user), text, rng);
        Ok(SealedPassword {
            sealed: sealed.map_err(Breakdown::new)?,
            scheme: self.scheme,
        })
    }

    /// Opens what stands in the row of this user.
    ///
    /// # Errors
    /// When it was sealed for another row or under another key.
    pub fn unseal(
        sealed: &SealedPassword,
        key: &SealingKey,
        user: &UserId,
    ) -> Result<Self, Breakdown> {
        let plain = key.unseal(&place::password(user), &sealed.sealed);
        let plain = plain.map_err(Breakdown::new)?;
        let text = std::str::from_utf8(&plain).map_err(|_| Breakdown::new(Unsealable))?;
        Ok(Self {
            scheme: sealed.scheme,
            text: Secret::from(text),
        })
    }
}

fn check_argon2(scheme: PasswordScheme, text: &str) -> Result<(), InvalidDigest> {
    let digest = PasswordHash::new(text).map_err(|_| InvalidDigest::Malformed)?;
    let named = match scheme {
        PasswordScheme::Argon2i => "argon2i",
        PasswordScheme::Argon2d => "argon2d",
        PasswordScheme::Argon2id | PasswordScheme::Bcrypt => "argon2id",
    };
    let is_whole = digest.salt.is_some() && digest.hash.is_some();
    if digest.algorithm.as_str() != named || !is_whole {
        return Err(InvalidDigest::Malformed);
    }
    let params = Params::try_from(&digest).map_err(|_| InvalidDigest::Malformed)?;
    let work = u64::from(params.m_cost()) * u64::from(params.t_cost());
    let is_affordable = params.m_cost() <= MOST_MEMORY
        && params.t_cost() <= MOST_PASSES
        && params.p_cost() <= MOST_LANES
        && work <= MOST_WORK;
    if is_affordable {
        Ok(())
    } else {
        Err(InvalidDigest::TooCostly)
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

    use super::*;

    fn secret(text: &str) -> Secret<String> {
        Secret::from(text)
    }

    #[test]
    fn a_new_digest_is_of_its_password_alone_and_does_not_print() {
        let digest = PasswordDigest::make(&secret("correct horse"), [7; SALT]).unwrap();
        assert!(digest.is_of(&secret("correct horse")));
        assert!(!digest.is_of(&secret("correct house")));
        assert!(!digest.is_outdated());
        let text = digest.text().expose();
        assert!(
            text.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{text}"
        );
        assert!(!format!("{digest:?}").contains("argon2id$"));
        let other = PasswordDigest::make(&secret("correct horse"), [8; SALT]).unwrap();
        assert_ne!(other.text().expose(), text);
    }

    /// RFC 9106 names no encoded form; these were made by the reference implementation
    /// (`argon2 somesalt`, of its own tests) and by the `bcrypt` of OpenBSD's test suite.
    const BROUGHT: [(PasswordScheme, &str, &str); 4] = [
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
    ];

    #[test]
    fn a_digest_that_was_brought_along_is_of_its_password_and_outdated() {
        for (scheme, password, text) in BROUGHT {
            let digest = PasswordDigest::brought_along(scheme, text).unwrap();
            assert!(digest.is_of(&secret(password)), "{text}");
            assert!(!digest.is_of(&secret("other")), "{text}");
            assert!(digest.is_outdated(), "{text}");
        }
    }

    #[test]
    fn what_is_no_digest_of_its_scheme_or_costs_too_much_is_refused() {
        let (_, _, argon2i) = BROUGHT[0];
        for (scheme, text) in [
            (PasswordScheme::Argon2id, argon2i),
            (PasswordScheme::Argon2d, argon2i),
            (PasswordScheme::Argon2i, "$argon2i$v=19$m=256,t=2,p=1"),
            (PasswordScheme::Argon2i, ""),
            (PasswordScheme::Bcrypt, argon2i),
            (PasswordScheme::Bcrypt, "$2a$05$short"),
        ] {
            let refused = PasswordDigest::brought_along(scheme, text).unwrap_err();
            assert_eq!(refused, InvalidDigest::Malformed, "{text}");
        }
        let dear = |from: &str, to: &str| argon2i.replace(from, to);
        for (scheme, text) in [
            (PasswordScheme::Argon2i, dear("m=256", "m=1048576")),
            (PasswordScheme::Argon2i, dear("t=2", "t=100000")),
            (PasswordScheme::Argon2i, dear("m=256,t=2", "m=262144,t=17")),
            (PasswordScheme::Bcrypt, BROUGHT[2].2.replace("$05$", "$31$")),
        ] {
            let refused = PasswordDigest::brought_along(scheme, &text).unwrap_err();
            assert_eq!(refused, InvalidDigest::TooCostly, "{text}");
        }
        // What Logto makes, and the neighbours of the limits.
        for text in [
            dear("m=256,t=2", "m=4096,t=256"),
            dear("m=256,t=2", "m=262144,t=16"),
        ] {
            assert!(PasswordDigest::brought_along(PasswordScheme::Argon2i, &text).is_ok());
        }
    }

    #[test]
    fn a_sealed_digest_opens_in_its_own_row_alone() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let key = SealingKey::mint(&mut rng);
        let (ada, eve) = ("ada".parse().unwrap(), "eve".parse().unwrap());
        let (scheme, _, text) = BROUGHT[2];
        let digest = PasswordDigest::brought_along(scheme, text).unwrap();
        let sealed = digest.seal(&key, &ada, &mut rng).unwrap();
        let plain = text.as_bytes();
        assert!(!sealed.sealed.windows(20).any(|part| part == &plain[..20]));
        let opened = PasswordDigest::unseal(&sealed, &key, &ada).unwrap();
        assert_eq!(opened.text().expose(), text);
        assert!(PasswordDigest::unseal(&sealed, &key, &eve).is_err());
    }
}
