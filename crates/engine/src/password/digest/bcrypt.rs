//! Digests by bcrypt (Provos and Mazières, 1999) in its own form: `$2b$12$` and 53 characters.

use bcrypt::HashParts;
use oidc_core::secret::Secret;

use crate::password::invalid_digest::InvalidDigest;

/// Octets of a text that it tells apart: of a longer one the beginning alone is compared.
pub(super) const READS: usize = 71;

/// The cost is a power of two. With the least nothing is refused that bcrypt can compute.
const LEAST_COST: u32 = 4;
/// With this one it takes about a second. Whoever brings one makes this server compute it at every
/// sign-in.
const MOST_COST: u32 = 14;

/// The form of digests that were made by a faulty implementation, and compare by it alone.
const FAULTY: &str = "$2x$";

/// Whether one that was brought along can be computed, and afforded.
///
/// # Errors
/// [`InvalidDigest`].
pub(super) fn check(digest: &str) -> Result<(), InvalidDigest> {
    let cost = cost(digest).ok_or(InvalidDigest::Malformed)?;
    if cost < LEAST_COST || digest.starts_with(FAULTY) {
        return Err(InvalidDigest::Malformed);
    }
    if cost > MOST_COST {
        return Err(InvalidDigest::TooCostly);
    }
    Ok(())
}

/// Whether a digest is of this text. Compared in constant time by the library.
pub(super) fn is_of(digest: &str, text: &str) -> bool {
    bcrypt::verify(text, digest).unwrap_or(false)
}

/// One of no text, which takes as much to compare as this one.
pub(super) fn decoy(digest: &str) -> Option<Secret<String>> {
    let (cost, zero) = (cost(digest)?, ".".repeat(53));
    Some(Secret::new(format!("$2b${cost:02}${zero}")))
}

fn cost(digest: &str) -> Option<u32> {
    let parts: HashParts = digest.parse().ok()?;
    Some(parts.get_cost())
}
