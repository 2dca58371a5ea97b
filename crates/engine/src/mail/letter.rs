//! A verification mail before it is one: what waits in the deliveries, sealed, and the job renders.

use oidc_core::{
    account::{email::EmailAddress, usage_type::UsageType},
    id::{ClientId, DeliveryId},
    seal::{SealingKey, Unsealable},
    secret::Secret,
    time::Timestamp,
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use store::{Delivery, DeliveryKind};

use crate::place;

/// Recipient and content of a mail with a code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Letter {
    /// To whom.
    pub to: EmailAddress,
    /// What for.
    pub usage_type: UsageType,
    /// The code.
    pub code: Secret<String>,
    /// The language it is written in.
    pub locale: String,
    /// The languages that were asked for, as they were sent.
    pub ui_locales: Option<String>,
    /// Which application it is about.
    pub application: Application,
}

/// The application a mail is about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Application {
    /// Its `client_id`.
    pub id: ClientId,
    /// Its name.
    pub name: String,
}

impl From<(ClientId, String)> for Application {
    fn from((id, name): (ClientId, String)) -> Self {
        Self { id, name }
    }
}

/// The mail cannot be read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Sealed by another instance, or altered.
    #[error("the mail is sealed with another key, or altered")]
    Sealed(#[from] Unsealable),
    /// Written by a version that knows other mails.
    #[error("the mail holds what this version does not know")]
    Content,
}

impl Letter {
    /// Seals the letter into a delivery, due at once and never sent after `expires_at`.
    ///
    /// # Errors
    /// [`Unreadable`] when it cannot be sealed, which a letter's size cannot cause.
    pub fn seal(
        &self,
        key: &SealingKey,
        now: Timestamp,
        expires_at: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Delivery, Unreadable> {
        let plain =
            zeroize::Zeroizing::new(serde_json::to_vec(self).map_err(|_| Unreadable::Content)?);
        let id = DeliveryId::mint(now, rng);
        Ok(Delivery {
            id,
            kind: DeliveryKind::Mail,
            target: None,
            sealed: key.seal(&place::mail(&id), &plain, rng)?,
            usage_type: Some(self.usage_type),
            attempts: 0,
            created_at: now,
            expires_at,
            next_attempt_at: now,
            sent_at: None,
            flow: None,
            recipient: None,
        })
    }

    /// Reads a delivery.
    ///
    /// # Errors
    /// [`Unreadable`] when it was sealed by another instance or written by another version.
    pub fn unseal(mail: &Delivery, key: &SealingKey) -> Result<Self, Unreadable> {
        Self::open(&mail.id, &mail.sealed, key)
    }

    /// Reads what is sealed in the mail with this id.
    ///
    /// # Errors
    /// As [`Letter::unseal`].
    pub fn open(id: &DeliveryId, sealed: &[u8], key: &SealingKey) -> Result<Self, Unreadable> {
        let plain = key.unseal(&place::mail(id), sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Unreadable::Content)
    }

    /// What placeholders and template variables may use.
    pub fn payload(&self) -> serde_json::Value {
        let mut payload = serde_json::json!({
            "code": self.code.expose(),
            "locale": self.locale,
        });
        if let Some(ui_locales) = &self.ui_locales {
            payload["uiLocales"] = ui_locales.as_str().into();
        }
        payload["application"] =
            serde_json::json!({ "id": self.application.id, "name": self.application.name });
        payload
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::Entropy;

    fn letter() -> Letter {
        Letter {
            to: "ada@example.com".parse().unwrap(),
            usage_type: UsageType::Register,
            code: "482913".into(),
            locale: "fr".to_owned(),
            ui_locales: Some("fr en".to_owned()),
            application: ("shop".parse().unwrap(), "Bookstore".to_owned()).into(),
        }
    }

    #[test]
    fn a_letter_that_waits_shows_nothing_and_reads_back() {
        let mut rng = Entropy::seeded(3).rng();
        let key = SealingKey::mint(&mut rng);
        let (now, later) = (Timestamp::from_millis(1), Timestamp::from_millis(2));
        let mail = letter().seal(&key, now, later, &mut rng).unwrap();
        for plain in ["ada@example.com", "482913", "Bookstore"] {
            assert!(
                !mail
                    .sealed
                    .windows(plain.len())
                    .any(|part| part == plain.as_bytes())
            );
        }
        assert_eq!((mail.next_attempt_at, mail.expires_at), (now, later));
        assert_eq!(Letter::unseal(&mail, &key).unwrap().code.expose(), "482913");
        let other = SealingKey::mint(&mut rng);
        assert!(matches!(
            Letter::unseal(&mail, &other),
            Err(Unreadable::Sealed(_))
        ));
        assert!(!format!("{:?}", letter()).contains("482913"));
    }

    #[test]
    fn the_payload_has_the_names_of_the_contract() {
        assert_eq!(
            letter().payload(),
            serde_json::json!({
                "code": "482913",
                "locale": "fr",
                "uiLocales": "fr en",
                "application": { "id": "shop", "name": "Bookstore" },
            })
        );
    }
}
