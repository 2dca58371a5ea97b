//! Hash functions that take no time. A digest by one of them alone is guessed at once it is stolen, so
//! none is kept: see [`super::wrapped`].

use aws_lc_rs::digest::{self, SHA1_FOR_LEGACY_USE_ONLY, SHA224, SHA256, SHA384, SHA512};
use data_encoding::HEXLOWER;
use md5::{Digest, Md5};
use oidc_core::secret::Secret;

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FastHash {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl FastHash {
    /// As Node.js names it.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "md5" => Some(Self::Md5),
            "sha1" => Some(Self::Sha1),
            "sha224" => Some(Self::Sha224),
            "sha256" => Some(Self::Sha256),
            "sha384" => Some(Self::Sha384),
            "sha512" => Some(Self::Sha512),
            _ => None,
        }
    }

    /// The digest of a text, in lower-case hexadecimal.
    pub(super) fn hex(self, text: &str) -> Secret<String> {
        let sha = |algorithm| HEXLOWER.encode(digest::digest(algorithm, text.as_bytes()).as_ref());
        Secret::new(match self {
            Self::Md5 => HEXLOWER.encode(&Md5::digest(text.as_bytes())),
            Self::Sha1 => sha(&SHA1_FOR_LEGACY_USE_ONLY),
            Self::Sha224 => sha(&SHA224),
            Self::Sha256 => sha(&SHA256),
            Self::Sha384 => sha(&SHA384),
            Self::Sha512 => sha(&SHA512),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 1321 §A.5, FIPS 180-4.
    #[test]
    fn the_digests_of_abc_are_those_of_the_standards() {
        for (name, begins) in [
            ("md5", "900150983cd24fb0d6963f7d28e17f72"),
            ("sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("sha224", "23097d223405d8228642a477bda255b3"),
            ("sha256", "ba7816bf8f01cfea414140de5dae2223"),
            ("sha384", "cb00753f45a35e8bb5a03d699ac65007"),
            ("sha512", "ddaf35a193617abacc417349ae204131"),
        ] {
            let hash = FastHash::named(name).unwrap();
            assert!(hash.hex("abc").expose().starts_with(begins), "{name}");
        }
        assert_eq!(FastHash::named("MD5"), None);
    }
}
