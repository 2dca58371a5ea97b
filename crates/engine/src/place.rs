//! Where sealed values stand: what is sealed for one row opens in no other.

use oidc_core::{
    id::{DeliveryId, UserId},
    seal::Place,
};
use store::SealedRow;

/// A secret of a client.
pub fn client_secret(client_id: &str, name: &str) -> Place {
    let key = [client_id.as_bytes(), name.as_bytes()];
    Place::new("client_secrets", "sealed", &key)
}

/// A signing key.
pub fn signing_key(kid: &str) -> Place {
    Place::new("signing_keys", "sealed", &[kid.as_bytes()])
}

/// The settings of a connector.
pub fn connector(id: &str) -> Place {
    Place::new("connectors", "sealed_config", &[id.as_bytes()])
}

/// A mail that waits. The table had this name when the first of them were sealed: with another one
/// those would not open.
pub fn mail(id: &DeliveryId) -> Place {
    Place::new("outbox", "sealed", &[id.as_bytes()])
}

/// What a client is to be told of a session that has ended.
pub fn logout_call(id: &DeliveryId) -> Place {
    Place::new("deliveries", "sealed", &[id.as_bytes()])
}

/// The digest of a password.
pub fn password(user: &UserId) -> Place {
    Place::new("users", "sealed_password", &[user.as_str().as_bytes()])
}

/// A value with a name of its own, such as the instance key.
pub fn blob(name: &str) -> Place {
    Place::new("blobs", "sealed", &[name.as_bytes()])
}

/// Where a row is now, and what its value was sealed for before values were bound to rows.
pub fn of(row: &SealedRow) -> (Place, Place) {
    let (now, purpose) = match row {
        SealedRow::ClientSecret { client_id, name } => {
            (client_secret(client_id, name), "client secret")
        }
        SealedRow::SigningKey { kid } => (signing_key(kid), "signing key"),
        SealedRow::Connector { id } => (connector(id), "connector"),
        SealedRow::Mail(id) => (mail(id), "mail"),
        SealedRow::Blob { name } => (blob(name), "instance key"),
    };
    (now, Place::former(purpose))
}
