//! Everything that is sealed, wherever it stands: for sealing it anew.

use oidc_core::id::DeliveryId;

use crate::{
    db::{Tx, execute, fetch_all},
    error::StoreError,
};

/// The sealed columns of all tables.
#[derive(Debug)]
pub struct Sealed<'a>(&'a mut Tx);

/// A row with a sealed column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealedRow {
    /// `client_secrets.sealed`
    ClientSecret {
        /// Whose.
        client_id: String,
        /// Which of them.
        name: String,
    },
    /// `signing_keys.sealed`
    SigningKey {
        /// Its key id.
        kid: String,
    },
    /// `connectors.sealed_config`
    Connector {
        /// Its id.
        id: String,
    },
    /// `deliveries.sealed` of a mail
    Mail(DeliveryId),
    /// `blobs.sealed`
    Blob {
        /// Its name.
        name: String,
    },
}

impl Tx {
    /// Everything that is sealed.
    pub const fn sealed(&mut self) -> Sealed<'_> {
        Sealed(self)
    }
}

impl Sealed<'_> {
    /// Every sealed value and where it stands, except the named ones of `blobs`.
    pub async fn all(&mut self) -> Result<Vec<(SealedRow, Vec<u8>)>, StoreError> {
        const SECRETS: &str = "select client_id, name, sealed from client_secrets";
        const KEYS: &str = "select kid, sealed from signing_keys";
        const CONNECTORS: &str = "select id, sealed_config from connectors";
        const MAILS: &str = "select id, sealed from deliveries \
            where kind = 'mail' and sealed is not null";
        let secrets: Vec<(String, String, Vec<u8>)> = fetch_all!(self.0, SECRETS)?;
        let keys: Vec<(String, Vec<u8>)> = fetch_all!(self.0, KEYS)?;
        let connectors: Vec<(String, Vec<u8>)> = fetch_all!(self.0, CONNECTORS)?;
        let mails: Vec<(Vec<u8>, Vec<u8>)> = fetch_all!(self.0, MAILS)?;
        let mut all = Vec::with_capacity(secrets.len() + keys.len() + mails.len() + 1);
        for (client_id, name, sealed) in secrets {
            all.push((SealedRow::ClientSecret { client_id, name }, sealed));
        }
        for (kid, sealed) in keys {
            all.push((SealedRow::SigningKey { kid }, sealed));
        }
        for (id, sealed) in connectors {
            all.push((SealedRow::Connector { id }, sealed));
        }
        for (id, sealed) in mails {
            if let Ok(id) = DeliveryId::try_from(id.as_slice()) {
                all.push((SealedRow::Mail(id), sealed));
            }
        }
        Ok(all)
    }

    /// Puts a value in the place of another one; false when that no longer stands there. Nothing
    /// that is cached changes by it.
    pub async fn replace(
        &mut self,
        row: &SealedRow,
        old: &[u8],
        new: &[u8],
    ) -> Result<bool, StoreError> {
        const SECRET: &str = "update client_secrets set sealed = $3 \
            where client_id = $1 and name = $2 and sealed = $4";
        const KEY: &str = "update signing_keys set sealed = $2 where kid = $1 and sealed = $3";
        const CONNECTOR: &str =
            "update connectors set sealed_config = $2 where id = $1 and sealed_config = $3";
        const MAIL: &str = "update deliveries set sealed = $2 where id = $1 and sealed = $3";
        const BLOB: &str = "update blobs set sealed = $2 where name = $1 and sealed = $3";
        let rows = match row {
            SealedRow::ClientSecret { client_id, name } => {
                execute!(self.0, SECRET, client_id.as_str(), name.as_str(), new, old)?
            }
            SealedRow::SigningKey { kid } => execute!(self.0, KEY, kid.as_str(), new, old)?,
            SealedRow::Connector { id } => execute!(self.0, CONNECTOR, id.as_str(), new, old)?,
            SealedRow::Mail(id) => execute!(self.0, MAIL, id.as_bytes().as_slice(), new, old)?,
            SealedRow::Blob { name } => execute!(self.0, BLOB, name.as_str(), new, old)?,
        };
        Ok(rows == 1)
    }
}
