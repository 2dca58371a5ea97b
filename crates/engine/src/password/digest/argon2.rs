//! Digests by Argon2 (RFC 9106) in the PHC form, which is the one of the reference implementation.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::phc::{Output, PasswordHash},
};
use aws_lc_rs::constant_time;
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use oidc_core::{account::password::PasswordScheme, secret::Secret};

use crate::{
    breakdown::Breakdown,
    password::{invalid_digest::InvalidDigest, memory::Memory},
};

/// RFC 9106 §3.1 recommends sixteen bytes.
pub(in crate::password) const SALT: usize = 16;
/// Bytes of the digest proper, as §4 recommends.
const TAG: usize = 32;

/// New digests take 19 MiB and two passes: what OWASP asks for, and the default of the crate.
const NATIVE: Cost = Cost {
    memory: Params::DEFAULT_M_COST,
    passes: Params::DEFAULT_T_COST,
    lanes: Params::DEFAULT_P_COST,
};

/// What a digest that was brought along may cost at most: memory in KiB, passes, and both together,
/// which is time. Whoever brings one makes this server compute it at every sign-in.
const MOST: Cost = Cost {
    memory: 256 * 1024,
    passes: 4096,
    lanes: 8,
};
const MOST_WORK: u64 = 4 * 1024 * 1024;

/// What one takes to compute.
struct Cost {
    /// In KiB.
    memory: u32,
    passes: u32,
    /// One after the other here.
    lanes: u32,
}

impl Cost {
    const fn of(params: &Params) -> Self {
        Self {
            memory: params.m_cost(),
            passes: params.t_cost(),
            lanes: params.p_cost(),
        }
    }

    fn is_affordable(&self) -> bool {
        self.memory <= MOST.memory
            && self.passes <= MOST.passes
            && self.lanes <= MOST.lanes
            && u64::from(self.memory) * u64::from(self.passes) <= MOST_WORK
    }
}

/// A new one of this text. Takes some 20 ms of one core.
///
/// # Errors
/// When the library does not do it, for want of memory.
pub(super) fn make(
    text: &str,
    salt: &[u8; SALT],
    memory: &mut Memory,
) -> Result<Secret<String>, Breakdown> {
    let params = Params::new(NATIVE.memory, NATIVE.passes, NATIVE.lanes, None);
    let params = params.map_err(Breakdown::new)?;
    let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
    let argon2 = Argon2::new(algorithm, version, params);
    let mut tag = [0; TAG];
    let computed = compute(&argon2, text.as_bytes(), salt, &mut tag, memory);
    computed.map_err(Breakdown::new)?;
    Ok(phc(algorithm, version, &NATIVE, salt, &tag))
}

/// Whether a digest is of this text. What is no digest is of none.
pub(super) fn is_of(digest: &str, text: &str, memory: &mut Memory) -> bool {
    compared(digest, text, memory).unwrap_or(false)
}

/// Whether one that was brought along is of this scheme, and can be afforded.
///
/// # Errors
/// [`InvalidDigest`].
pub(super) fn check(scheme: PasswordScheme, digest: &str) -> Result<(), InvalidDigest> {
    let parsed = Parsed::read(digest).ok_or(InvalidDigest::Malformed)?;
    let is_named = match scheme {
        PasswordScheme::Argon2id => parsed.algorithm == Algorithm::Argon2id,
        PasswordScheme::Argon2i => parsed.algorithm == Algorithm::Argon2i,
        PasswordScheme::Argon2d => parsed.algorithm == Algorithm::Argon2d,
        PasswordScheme::Bcrypt
        | PasswordScheme::Md5
        | PasswordScheme::Sha1
        | PasswordScheme::Sha256
        | PasswordScheme::Legacy => false,
    };
    if !is_named {
        return Err(InvalidDigest::Malformed);
    }
    if Cost::of(&parsed.params).is_affordable() {
        Ok(())
    } else {
        Err(InvalidDigest::TooCostly)
    }
}

/// Whether a new one would take more to guess at.
pub(super) fn is_outdated(digest: &str) -> bool {
    Parsed::read(digest).is_none_or(|parsed| {
        let own = Cost::of(&parsed.params);
        own.memory < NATIVE.memory || own.passes < NATIVE.passes
    })
}

/// One of no text, which takes as much to compare as this one.
pub(super) fn decoy(digest: &str) -> Option<Secret<String>> {
    let parsed = Parsed::read(digest)?;
    let cost = Cost::of(&parsed.params);
    let (salt, tag) = ([0; SALT], [0; TAG]);
    Some(phc(parsed.algorithm, parsed.version, &cost, &salt, &tag))
}

/// One of no text, which takes as much to compare as a new one.
pub(super) fn native_decoy() -> Secret<String> {
    let (salt, tag) = ([0; SALT], [0; TAG]);
    phc(Algorithm::Argon2id, Version::V0x13, &NATIVE, &salt, &tag)
}

/// A digest that can be computed.
struct Parsed {
    algorithm: Algorithm,
    version: Version,
    params: Params,
    phc: PasswordHash,
}

impl Parsed {
    fn read(digest: &str) -> Option<Self> {
        let phc = PasswordHash::new(digest).ok()?;
        Some(Self {
            algorithm: Algorithm::new(phc.algorithm.as_str()).ok()?,
            // The reference implementation left the first version away.
            version: match phc.version {
                Some(version) => Version::try_from(version).ok()?,
                None => Version::V0x10,
            },
            params: Params::try_from(&phc).ok()?,
            phc,
        })
        .filter(|parsed| parsed.phc.salt.is_some() && parsed.phc.hash.is_some())
    }
}

fn compared(digest: &str, text: &str, memory: &mut Memory) -> Option<bool> {
    let parsed = Parsed::read(digest)?;
    let (salt, expected) = (parsed.phc.salt.as_ref()?, parsed.phc.hash.as_ref()?);
    let argon2 = Argon2::new(parsed.algorithm, parsed.version, parsed.params);
    let mut tag = [0; Output::MAX_LENGTH];
    let tag = tag.get_mut(..expected.len())?;
    compute(&argon2, text.as_bytes(), salt, tag, memory).ok()?;
    Some(constant_time::verify_slices_are_equal(tag, expected.as_bytes()).is_ok())
}

fn compute(
    argon2: &Argon2<'_>,
    text: &[u8],
    salt: &[u8],
    tag: &mut [u8],
    memory: &mut Memory,
) -> Result<(), argon2::Error> {
    match memory.blocks(argon2.params().block_count()) {
        Some(blocks) => argon2.hash_password_into_with_memory(text, salt, tag, blocks),
        None => argon2.hash_password_into(text, salt, tag),
    }
}

fn phc(
    algorithm: Algorithm,
    version: Version,
    cost: &Cost,
    salt: &[u8],
    tag: &[u8],
) -> Secret<String> {
    let Cost {
        memory,
        passes,
        lanes,
    } = cost;
    let version = u32::from(version);
    let (salt, tag) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(tag));
    Secret::new(format!(
        "${algorithm}$v={version}$m={memory},t={passes},p={lanes}${salt}${tag}"
    ))
}
