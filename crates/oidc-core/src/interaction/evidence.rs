//! What has been proven in an interaction, and when. Evidence counts in the interaction it was
//! gathered in and for the browser that gave it, nowhere else.

mod kind;
mod proof;
mod proven;

pub use self::{
    kind::EvidenceKind,
    proof::{Proof, Proofs},
    proven::Proven,
};
use super::event::InteractionEvent;
use crate::{
    account::{experience::SignInExperience, identifier::Identifier},
    id::{InteractionId, UserId, VerificationId},
    secret::MacKey,
    time::Timestamp,
};

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

impl Evidence {
    /// Of which kind it is.
    pub const fn kind(&self) -> EvidenceKind {
        self.proven.kind()
    }

    /// The identifier that is proven by it: what is sent there reaches the person.
    pub const fn identifier(&self) -> Option<&Identifier> {
        match &self.proven {
            Proven::Identifier(identifier) => Some(identifier),
            Proven::Password { .. } => None,
        }
    }

    /// Whose account it names by itself.
    pub const fn user(&self) -> Option<&UserId> {
        match &self.proven {
            Proven::Identifier(_) => None,
            Proven::Password { user, .. } => Some(user),
        }
    }

    /// What a session remembers of it. `key` is the one under which addresses are written down.
    pub fn proof(&self, key: &MacKey) -> Proof {
        Proof {
            kind: self.kind(),
            at: self.at,
            about: self
                .identifier()
                .map(|identifier| proof::about(identifier, key)),
        }
    }

    /// Whether the operator lets people in by this, for what they came to do.
    pub fn is_allowed(&self, experience: &SignInExperience, event: InteractionEvent) -> bool {
        match &self.proven {
            Proven::Identifier(identifier) => experience.allows_code(event, identifier.kind()),
            Proven::Password { by, .. } => experience.allows_password(event, *by),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(proven: Proven) -> Evidence {
        Evidence {
            id: VerificationId::from_bytes([1; 16]),
            interaction_id: InteractionId::from_bytes([2; 16]),
            at: Timestamp::from_millis(7),
            proven,
        }
    }

    #[test]
    fn a_proof_is_of_the_identifier_that_was_proven_however_it_is_spelt_and_of_no_other() {
        let identifier = |address: &str| Identifier::Email(address.parse().unwrap());
        let (ada, eve) = (identifier("ada@example.com"), identifier("eve@example.com"));
        let key = MacKey::new(&[7; 32]);
        for spelt in ["ada@example.com", "Ada@Example.com"] {
            let proven = evidence(Proven::Identifier(identifier(spelt)));
            let proofs = Proofs::from(vec![proven.proof(&key)]);
            let json = serde_json::to_string(&proofs).unwrap();
            assert!(!json.to_lowercase().contains("ada"), "{json}");
            let read: Proofs = serde_json::from_str(&json).unwrap();
            assert!(read.prove(&ada, &key) && !read.prove(&eve, &key), "{spelt}");
            assert!(read.prove(&identifier("ADA@example.com"), &key), "{spelt}");
            assert!(!read.prove(&ada, &MacKey::new(&[8; 32])));
        }
    }

    #[test]
    fn a_password_a_code_of_the_host_and_what_was_not_written_down_prove_no_identifier() {
        let ada = Identifier::Email("ada@example.com".parse().unwrap());
        let key = MacKey::new(&[7; 32]);
        let old = r#"[{"kind":"email_code","at":7}]"#;
        let password = evidence(Proven::Password {
            user: "ada".parse().unwrap(),
            by: ada.kind(),
        });
        for proofs in [
            serde_json::from_str(old).unwrap(),
            Proofs::from(vec![Proof::administrator_code(password.at)]),
            Proofs::from(vec![password.proof(&key)]),
        ] {
            assert!(!proofs.prove(&ada, &key), "{proofs:?}");
        }
    }
}
