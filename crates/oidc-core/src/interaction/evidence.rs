//! What has been proven in an interaction, and when. Evidence counts in the interaction it was
//! gathered in and for the browser that gave it, nowhere else.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use super::event::InteractionEvent;
use crate::{
    account::{experience::SignInExperience, identifier::Identifier},
    id::{InteractionId, VerificationId},
    name::closed_set,
    secret::{Digest, MacKey},
    time::Timestamp,
};

closed_set! {
    /// The kinds of evidence. An interaction keeps the newest of each kind.
    EvidenceKind, "kind of evidence" {
        /// A code that was mailed to sign in or to sign up.
        EmailCode = "email_code",
        /// A code that was made on the host, for an administrator.
        AdministratorCode = "administrator_code",
    }
}

/// One thing that was proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its id.
    pub id: VerificationId,
    /// Where it was gathered.
    pub interaction_id: InteractionId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub proven: Proven,
}

/// What was proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proven {
    /// That the person reads what is sent to this identifier.
    Identifier(Identifier),
}

impl Proven {
    /// Of which kind it is.
    pub const fn kind(&self) -> EvidenceKind {
        match self {
            Self::Identifier(_) => EvidenceKind::EmailCode,
        }
    }

    /// What it is about, for the database; beside it stands the kind.
    pub fn to_stored(&self) -> String {
        match self {
            Self::Identifier(identifier) => identifier.to_stored(),
        }
    }

    /// Reads what [`to_stored`](Self::to_stored) wrote for a kind. None when this version does not
    /// know it: then it counts for nothing here.
    pub fn from_stored(kind: &str, about: &str) -> Option<Self> {
        match kind.parse().ok()? {
            EvidenceKind::EmailCode => about.parse().ok().map(Self::Identifier),
            // It begins a session at once, and is no part of a sign-in under way.
            EvidenceKind::AdministratorCode => None,
        }
    }
}

impl Evidence {
    /// Of which kind it is.
    pub const fn kind(&self) -> EvidenceKind {
        self.proven.kind()
    }

    /// The identifier it is about.
    pub const fn identifier(&self) -> &Identifier {
        match &self.proven {
            Proven::Identifier(identifier) => identifier,
        }
    }

    /// What a session remembers of it. `key` is the one under which addresses are written down.
    pub fn proof(&self, key: &MacKey) -> Proof {
        Proof {
            kind: self.kind(),
            at: self.at,
            about: Some(about(self.identifier(), key)),
        }
    }

    /// Whether the operator lets people in by this, for what they came to do.
    pub fn is_allowed(&self, experience: &SignInExperience, event: InteractionEvent) -> bool {
        match &self.proven {
            Proven::Identifier(identifier) => experience.allows_code(event, identifier.kind()),
        }
    }
}

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

/// An identifier, as a proof of it is remembered.
fn about(identifier: &Identifier, key: &MacKey) -> String {
    let digest = Digest::keyed(key, &[b"proven", identifier.to_stored().as_bytes()]);
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

    /// Whether this identifier is what one of them proved. `key` is that of [`Evidence::proof`].
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

    #[test]
    fn what_was_proven_survives_being_stored_and_an_unknown_kind_counts_for_nothing() {
        let proven = Proven::Identifier(Identifier::Email("Ada@example.com".parse().unwrap()));
        let (kind, about) = (proven.kind().to_string(), proven.to_stored());
        assert_eq!(Proven::from_stored(&kind, &about), Some(proven));
        assert_eq!(Proven::from_stored("palm", &about), None);
        assert_eq!(Proven::from_stored(&kind, "palm:left"), None);
    }

    #[test]
    fn a_mailed_code_is_a_one_time_password_sent_by_mail() {
        let proof = |millis| Proof {
            kind: EvidenceKind::EmailCode,
            at: Timestamp::from_millis(millis),
            about: None,
        };
        let proofs = Proofs::from(vec![proof(2), proof(1)]);
        assert_eq!(proofs.amr(), ["otp", "email"]);
        assert_eq!(proofs.newest(), Some(Timestamp::from_millis(2)));
        assert_eq!(Proofs::default().amr(), [""; 0]);
    }

    #[test]
    fn a_proof_is_of_the_identifier_that_was_proven_and_of_no_other() {
        let identifier = |address: &str| Identifier::Email(address.parse().unwrap());
        let (ada, eve) = (identifier("ada@example.com"), identifier("eve@example.com"));
        let key = MacKey::new(&[7; 32]);
        let evidence = Evidence {
            id: VerificationId::from_bytes([1; 16]),
            interaction_id: InteractionId::from_bytes([2; 16]),
            at: Timestamp::from_millis(7),
            proven: Proven::Identifier(ada.clone()),
        };
        let proofs = Proofs::from(vec![evidence.proof(&key)]);
        let json = serde_json::to_string(&proofs).unwrap();
        assert!(!json.contains("ada"), "{json}");
        let read: Proofs = serde_json::from_str(&json).unwrap();
        assert!(read.prove(&ada, &key) && !read.prove(&eve, &key));
        assert!(!read.prove(&ada, &MacKey::new(&[8; 32])));
        // A version that did not write it down, and a code of the host, prove no identifier.
        let old = r#"[{"kind":"email_code","at":7}]"#;
        let old: Proofs = serde_json::from_str(old).unwrap();
        let host = Proofs::from(vec![Proof::administrator_code(evidence.at)]);
        assert!(!old.prove(&ada, &key) && !host.prove(&ada, &key));
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
