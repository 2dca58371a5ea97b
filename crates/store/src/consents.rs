//! What people have agreed to give clients, one row for each person and client.

use std::collections::BTreeMap;

use oidc_core::{
    client::Registrant,
    consent::Consent,
    id::{ClientId, RegistrationId, UserId},
    record::{Record, Writer},
    scope::Scope,
    time::Timestamp,
};

use crate::{
    db::{Tx, execute, fetch_optional, insert, statement},
    error::StoreError,
    sql::sql,
};

/// The table `consents`.
#[derive(Debug)]
pub struct Consents<'a>(&'a mut Tx);

/// A row of it.
#[derive(Debug, Record)]
#[record(table = "consents")]
pub(crate) struct ConsentRow {
    user_id: UserId,
    client_id: ClientId,
    /// To which registration of that id it was given.
    registration: Option<RegistrationId>,
    scope: Scope,
    #[record(json)]
    resources: BTreeMap<String, Scope>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl ConsentRow {
    pub(crate) fn consent(self) -> Consent {
        Consent {
            scope: self.scope,
            resources: self.resources,
        }
    }
}

impl Tx {
    /// What people have agreed to.
    pub const fn consents(&mut self) -> Consents<'_> {
        Consents(self)
    }
}

impl Consents<'_> {
    /// What a user has agreed to give this client, and not a former one of its id.
    pub async fn find(
        &mut self,
        user: &UserId,
        client: Registrant<'_>,
    ) -> Result<Option<Consent>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            ConsentRow::COLUMNS,
            " from consents where user_id = $1 and client_id = $2 \
             and registration is not distinct from $3"
        );
        let registration = client.registration.map(RegistrationId::as_str);
        let (user, client) = (user.as_str(), client.id.as_str());
        let found: Option<ConsentRow> = fetch_optional!(self.0, SQL, user, client, registration)?;
        Ok(found.map(ConsentRow::consent))
    }

    /// The same, and takes its row until the unit of work is over: what is granted by it cannot
    /// miss that it is taken back. Whoever does that waits, and finds the grant.
    pub async fn hold(
        &mut self,
        user: &UserId,
        client: Registrant<'_>,
    ) -> Result<Option<Consent>, StoreError> {
        const SQL: &str = sql!(
            "update consents set updated_at = updated_at where user_id = $1 and client_id = $2 \
             and registration is not distinct from $3 returning ",
            ConsentRow::COLUMNS
        );
        let registration = client.registration.map(RegistrationId::as_str);
        let (user, client) = (user.as_str(), client.id.as_str());
        let found: Option<ConsentRow> = fetch_optional!(self.0, SQL, user, client, registration)?;
        Ok(found.map(ConsentRow::consent))
    }

    /// Remembers what a user agrees to give this client, beside what was agreed to before; in the
    /// place of what a former client of its id was to get.
    pub async fn remember(
        &mut self,
        user: &UserId,
        client: Registrant<'_>,
        consent: &Consent,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const INSERT: &str = sql!(
            ConsentRow::INSERT,
            " on conflict (user_id, client_id) do update set \
             registration = excluded.registration, scope = excluded.scope, \
             resources = excluded.resources, created_at = excluded.created_at, \
             updated_at = excluded.updated_at \
             where consents.registration is distinct from excluded.registration"
        );
        let row = ConsentRow {
            user_id: user.clone(),
            client_id: client.id.clone(),
            registration: client.registration.cloned(),
            scope: consent.scope.clone(),
            resources: consent.resources.clone(),
            created_at: now,
            updated_at: now,
        };
        if insert!(self.0, INSERT, &row)? == 1 {
            return Ok(());
        }
        let before = self.hold(user, client).await?.unwrap_or_default();
        let both = before.clone().merged(consent);
        if both != before {
            self.update(user, client.id, &both, now).await?;
        }
        Ok(())
    }

    async fn update(
        &mut self,
        user: &UserId,
        client: &ClientId,
        consent: &Consent,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "update consents set scope = $3, resources = $4, updated_at = $5 \
            where user_id = $1 and client_id = $2";
        statement!(execute, self.0, SQL, |writer| {
            writer.text(Some(user.as_str().into()))?;
            writer.text(Some(client.as_str().into()))?;
            writer.text(Some(consent.scope.to_string().into()))?;
            writer.json(Some(&consent.resources))?;
            writer.number(Some(now.as_millis()))
        })
        .map(drop)
    }

    /// Forgets what a user has agreed to give this client; false when that was nothing.
    pub async fn forget(&mut self, user: &UserId, client: &ClientId) -> Result<bool, StoreError> {
        const SQL: &str = "delete from consents where user_id = $1 and client_id = $2";
        Ok(execute!(self.0, SQL, user.as_str(), client.as_str())? == 1)
    }

    /// Takes the rows of all that a user has agreed to until the unit of work is over.
    pub async fn hold_all_of(&mut self, user: &UserId) -> Result<(), StoreError> {
        const SQL: &str = "update consents set updated_at = updated_at where user_id = $1";
        execute!(self.0, SQL, user.as_str()).map(drop)
    }

    /// Forgets all that a user has agreed to.
    pub async fn forget_all_of(&mut self, user: &UserId) -> Result<(), StoreError> {
        const SQL: &str = "delete from consents where user_id = $1";
        execute!(self.0, SQL, user.as_str()).map(drop)
    }

    /// Forgets what the next users have agreed to give a client that was removed; how many they
    /// were, `most` at most.
    pub(crate) async fn forget_some(&mut self, client: &str, most: i64) -> Result<u64, StoreError> {
        const SQL: &str = "delete from consents where client_id = $1 and user_id in \
            (select user_id from consents where client_id = $1 order by user_id limit $2)";
        execute!(self.0, SQL, client, most)
    }
}
