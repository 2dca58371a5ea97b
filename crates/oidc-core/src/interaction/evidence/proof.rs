//! What a session remembers of the evidence that made it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use super::kind::EvidenceKind;
use crate::{
    account::identifier::Identifier,
    secret::{Digest, MacKey},
    time::Timestamp,
};

/// A proof that a session remembers: of which kind it was, when it was given, and of which identifier.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Proof {
    /// Of which kind.
    pub kind: EvidenceKind,
    /// When it was given.
    pub at: Timestamp,
    /// The digest of the identifier that was proven, in base64url; none where it was another thing,
    /// and in sessions of versions that did not write it down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

impl Proof {
    /// Of a code that was made on the host for an administrator.
    pub const fn administrator_code(at: Timestamp) -> Self {
        Self {
            kind: EvidenceKind::AdministratorCode,
            at,
            about: None,
        }
    }
}

/// An identifier, as a proof of it is remembered: the same for every spelling, as it is asked for.
pub(super) fn about(identifier: &Identifier, key: &MacKey) -> String {
    let digest = Digest::keyed(key, &[b"proven", identifier.to_key().as_bytes()]);
    URL_SAFE_NO_PAD.encode(digest.as_bytes())
}

/// The proofs of a session. One of a kind that this version does not know, because a newer one
/// wrote it, counts for nothing and breaks nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[serde(transparent)]
pub struct Proofs(Vec<Proof>);

impl From<Vec<Proof>> for Proofs {
    fn from(proofs: Vec<Proof>) -> Self {
        Self(proofs)
    }
}

impl<'de> Deserialize<'de> for Proofs {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Vec::<serde_json::Value>::deserialize(deserializer)?;
        let known = written.into_iter().flat_map(serde_json::from_value);
        Ok(Self(known.collect()))
    }
}

impl Proofs {
    /// Whether there is none that counts.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of this kind is among them.
    pub fn has(&self, kind: EvidenceKind) -> bool {
        self.0.iter().any(|proof| proof.kind == kind)
    }

    /// Whether this identifier is what one of them proved. `key` is the one under which addresses are
    /// written down.
    pub fn prove(&self, identifier: &Identifier, key: &MacKey) -> bool {
        let about = about(identifier, key);
        let mut each = self.0.iter();
        each.any(|proof| proof.about.as_deref() == Some(&about))
    }

    /// When the newest was given.
    pub fn newest(&self) -> Option<Timestamp> {
        self.0.iter().map(|proof| proof.at).max()
    }

    /// The `amr` of an ID token (RFC 8176): each method once, in the order they were first used. A
    /// mailed code is a one-time password and says where it went; it is no authenticator in the
    /// sense of NIST SP 800-63B, and nothing here claims so.
    pub fn amr(&self) -> Vec<String> {
        let mut amr: Vec<String> = Vec::new();
        for proof in &self.0 {
            let methods: &[&str] = match proof.kind {
                EvidenceKind::EmailCode => &["otp", "email"],
                EvidenceKind::Password => &["pwd"],
                EvidenceKind::AdministratorCode => &["otp"],
            };
            for method in methods {
                if !amr.iter().any(|known| known == method) {
                    amr.push((*method).to_owned());
                }
            }
        }
        amr
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(kind: EvidenceKind, millis: i64) -> Proof {
        Proof {
            kind,
            at: Timestamp::from_millis(millis),
            about: None,
        }
    }

    #[test]
    fn a_mailed_code_is_a_one_time_password_sent_by_mail() {
        let code = EvidenceKind::EmailCode;
        let proofs = Proofs::from(vec![proof(code, 2), proof(code, 1)]);
        assert_eq!(proofs.amr(), ["otp", "email"]);
        assert_eq!(proofs.newest(), Some(Timestamp::from_millis(2)));
        assert_eq!(Proofs::default().amr(), [""; 0]);
    }

    #[test]
    fn a_password_is_one_method_and_claims_nothing_else() {
        let password = Proofs::from(vec![proof(EvidenceKind::Password, 1)]);
        assert_eq!(password.amr(), ["pwd"]);
        let kinds = [EvidenceKind::Password, EvidenceKind::EmailCode];
        let both = Proofs::from(kinds.map(|kind| proof(kind, 1)).to_vec());
        assert_eq!(both.amr(), ["pwd", "otp", "email"]);
    }

    #[test]
    fn proofs_survive_being_stored_and_one_of_a_newer_version_counts_for_nothing() {
        let json = r#"[{"kind":"email_code","at":7}]"#;
        let proofs: Proofs = serde_json::from_str(json).unwrap();
        assert_eq!(proofs.newest(), Some(Timestamp::from_millis(7)));
        assert_eq!(serde_json::to_string(&proofs).unwrap(), json);
        let newer = r#"[{"kind":"palm","at":9,"vein":1},{"kind":"email_code","at":7}]"#;
        assert_eq!(serde_json::from_str::<Proofs>(newer).unwrap(), proofs);
        let unknown: Proofs = serde_json::from_str(r#"[{"kind":"palm","at":9}]"#).unwrap();
        assert!(unknown.is_empty());
    }
}
