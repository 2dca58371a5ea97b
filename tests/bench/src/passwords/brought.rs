//! Digests that are brought along, of each scheme that is taken, and cheap to compare. All are of the same
//! password; those by Argon2 were made by its reference implementation.

use oidc_core::account::password::PasswordScheme;

use super::account::Given;

/// What all of them are of.
pub const PASSWORD: &str = "correct horse";

/// The same password by bcrypt, as it is brought along by most.
pub const BCRYPT_10: &str = "$2b$10$abcdefghijklmnopqrstuu23JPZtHcGhwXSF41f93o/7vBdDut3Xu";

const MD5: &str = "3cb4e732631f47e6eb961f34554b7cde";
const SHA1: &str = "2f9e53523b62abc141a2b4d6019d23cba835dbd0";
const SHA256: &str = "4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631";

/// The bare digests of fast functions. They are guessed at once they are stolen.
pub const BARE: [&str; 4] = [
    MD5,
    SHA1,
    SHA256,
    "8cb258c07eb871943b4ad0e754a502b5fc3a389d75fefc91b4e010778ecca018",
];

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Brought {
    /// 256 KiB, two passes.
    Argon2id,
    /// The same.
    Argon2i,
    /// The same.
    Argon2d,
    /// Cost 4.
    Bcrypt,
    /// Bare.
    Md5,
    /// Bare.
    Sha1,
    /// Bare.
    Sha256,
    /// A recipe: a hundred rounds.
    Pbkdf2,
    /// A recipe: a fast function with a salt.
    Salted,
}

impl Brought {
    /// Each of them.
    pub const ALL: [Self; 9] = [
        Self::Argon2id,
        Self::Argon2i,
        Self::Argon2d,
        Self::Bcrypt,
        Self::Md5,
        Self::Sha1,
        Self::Sha256,
        Self::Pbkdf2,
        Self::Salted,
    ];

    /// The one of the account with this number: each in its turn.
    pub fn of(number: usize) -> Self {
        let turn = Self::ALL.get(number % Self::ALL.len());
        turn.copied().unwrap_or(Self::Bcrypt)
    }

    /// As it is called in a table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Argon2id => "Argon2id, 256 KiB",
            Self::Argon2i => "Argon2i, 256 KiB",
            Self::Argon2d => "Argon2d, 256 KiB",
            Self::Bcrypt => "Bcrypt, cost 4",
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Pbkdf2 => "Legacy, PBKDF2, 100 rounds",
            Self::Salted => "Legacy, SHA-256 with a salt",
        }
    }

    /// What the management API is given.
    pub const fn given(self) -> Given {
        use PasswordScheme as Scheme;
        let (scheme, digest) = match self {
            Self::Argon2id => (
                Scheme::Argon2id,
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$2Tz31/DvwM3ZDNXezOIBNEq021DwStEmw1lLBM1roy4",
            ),
            Self::Argon2i => (
                Scheme::Argon2i,
                "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$gLKc+5HCvnZk/J11T0aIghH2H68epQJpg8JhTGr2Ydg",
            ),
            Self::Argon2d => (
                Scheme::Argon2d,
                "$argon2d$v=19$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$g+VHXI6jVsdMt+1ff/wqLase7gVn5XmGink6LvrxAmk",
            ),
            Self::Bcrypt => (
                Scheme::Bcrypt,
                "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
            ),
            Self::Md5 => (Scheme::Md5, MD5),
            Self::Sha1 => (Scheme::Sha1, SHA1),
            Self::Sha256 => (Scheme::Sha256, SHA256),
            Self::Pbkdf2 => (
                Scheme::Legacy,
                r#"["pbkdf2",["salt","100","32","sha256","@"],"634c692a91cf26955426ec3be7444d87b611fb94499739a518a5f2d04b479b8d"]"#,
            ),
            Self::Salted => (
                Scheme::Legacy,
                r#"["sha256",["salt","@"],"8cb258c07eb871943b4ad0e754a502b5fc3a389d75fefc91b4e010778ecca018"]"#,
            ),
        };
        Given::Digest(scheme, digest)
    }
}
