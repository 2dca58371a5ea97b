//! Relying parties and their secrets. Read rarely: the server keeps them all in memory and watches
//! the version that every write here bumps.

use std::collections::{BTreeSet, HashSet};

use oidc_core::{
    client::{Client, ClientKind, SealedClientSecret},
    id::ClientId,
    key::Algorithm,
    redirect_uri::{PostLogoutRedirectUri, RedirectUri},
    source::Source,
    time::Timestamp,
    token::request::GrantType,
};
use sqlx::types::Json;
use url::Url;

use crate::{
    columns::{Each, Span, Text, Time, columns},
    db::{Store, Tx, execute, fetch_all, fetch_one, fetch_optional},
    error::StoreError,
    readable::Found,
    unreadable::Unreadable,
    versions::Noun,
};

/// The tables `clients` and `client_secrets`.
#[derive(Debug)]
pub struct Clients<'a>(&'a mut Tx);

columns!("clients" => Client {
    id: Text<ClientId>,
    name: String,
    kind: Text<ClientKind>,
    grant_types: Option<Json<BTreeSet<GrantType>>>,
    redirect_uris: Json<Vec<RedirectUri>>,
    post_logout_redirect_uris: Json<Vec<PostLogoutRedirectUri>>,
    third_party: bool,
    initiate_login_uri: Option<Text<Url>>,
    refresh_grace: Span,
    rotate_refresh_token: bool,
    refresh_token_lifetime: Span,
    id_token_lifetime: Span,
    id_token_alg: Option<Text<Algorithm>>,
    source: Text<Source>,
    disabled: bool,
    created_at: Time,
    updated_at: Time,
});

columns!("client_secrets" => SealedClientSecret {
    client_id: Text<ClientId>,
    name: String,
    sealed: Vec<u8>,
    expires_at: Option<Time>,
    created_at: Time,
});

struct Owned {
    #[expect(dead_code, reason = "read for the name of a row that cannot be read")]
    id: String,
    source: Source,
}

columns!("clients" => Owned { id: String, source: Text<Source> });

macro_rules! columns_of_clients {
    () => {
        "id, name, kind, grant_types, redirect_uris, post_logout_redirect_uris, third_party, \
         initiate_login_uri, refresh_grace, rotate_refresh_token, refresh_token_lifetime, \
         id_token_lifetime, id_token_alg, source, disabled, created_at, updated_at"
    };
}

/// Binds every column of a client, in the order of `columns_of_clients!`.
macro_rules! write_client {
    ($tx:expr, $sql:expr, $client:expr) => {
        execute!(
            $tx,
            $sql,
            $client.id.as_str(),
            $client.name.as_str(),
            $client.kind.as_str(),
            $client.grant_types.as_ref().map(Json),
            Json(&$client.redirect_uris),
            Json(&$client.post_logout_redirect_uris),
            $client.third_party,
            $client.initiate_login_uri.as_ref().map(Url::as_str),
            $client.refresh_grace.as_millis(),
            $client.rotate_refresh_token,
            $client.refresh_token_lifetime.as_millis(),
            $client.id_token_lifetime.as_millis(),
            $client.id_token_alg.map(Algorithm::as_str),
            $client.source.as_str(),
            $client.disabled,
            $client.created_at.as_millis(),
            $client.updated_at.as_millis(),
        )
    };
}

/// How many grants of a removed client are revoked in one transaction.
const REVOKED_AT_ONCE: u64 = 1_000;

impl Store {
    /// Finishes the removal of clients that had many grants, in transactions so small that others
    /// get their turn between them.
    ///
    /// # Errors
    /// When the database does not do it; what was done stays done.
    pub async fn finish_removals(&self, now: Timestamp) -> Result<(), StoreError> {
        while self
            .transact(|mut tx| async move { tx.clients().go_on_removing(now).await })
            .await?
        {}
        Ok(())
    }
}

impl Tx {
    /// Clients and their secrets.
    pub const fn clients(&mut self) -> Clients<'_> {
        Clients(self)
    }
}

impl Clients<'_> {
    /// Every client, disabled ones too.
    pub async fn all(&mut self) -> Result<Found<Client>, StoreError> {
        const SQL: &str = concat!(
            "select ",
            columns_of_clients!(),
            " from clients order by id"
        );
        fetch_all!(self.0, SQL).map(Found::sort)
    }

    /// The client with that id.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when its row cannot be read, among others.
    pub async fn find(&mut self, id: &ClientId) -> Result<Option<Client>, StoreError> {
        Ok(self.look(id).await?.transpose()?)
    }

    /// The client with that id, or why it cannot be read.
    pub async fn look(
        &mut self,
        id: &ClientId,
    ) -> Result<Option<Result<Client, Unreadable>>, StoreError> {
        const SQL: &str = concat!(
            "select ",
            columns_of_clients!(),
            " from clients where id = $1"
        );
        let found: Option<Each<Client>> = fetch_optional!(self.0, SQL, id.as_str())?;
        Ok(found.map(|found| found.0))
    }

    /// Whose the client with that id is; known of most clients that cannot be read otherwise.
    pub async fn source(
        &mut self,
        id: &ClientId,
    ) -> Result<Option<Result<Source, Unreadable>>, StoreError> {
        const SQL: &str = "select id, source from clients where id = $1";
        let found: Option<Each<Owned>> = fetch_optional!(self.0, SQL, id.as_str())?;
        Ok(found.map(|found| found.0.map(|owned| owned.source)))
    }

    /// Adds a client; false when the id is taken, or was and its grants are still being revoked
    /// ([`Store::finish_removals`]).
    pub async fn insert(&mut self, client: &Client) -> Result<bool, StoreError> {
        const SQL: &str = concat!(
            "insert into clients (",
            columns_of_clients!(),
            ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
             on conflict do nothing"
        );
        const LEAVING: &str = "select exists (select 1 from removals where client_id = $1)";
        let leaving: bool = fetch_one!(self.0, LEAVING, client.id.as_str())?;
        if leaving {
            return Ok(false);
        }
        let rows = write_client!(self.0, SQL, client)?;
        self.changed(rows).await
    }

    /// Writes a client over the one with its id (`created_at` stays); false when there is none.
    pub async fn update(&mut self, client: &Client) -> Result<bool, StoreError> {
        // $16 stands in the statement because PostgreSQL wants every parameter used.
        const SQL: &str = "update clients set name = $2, kind = $3, grant_types = $4, \
            redirect_uris = $5, post_logout_redirect_uris = $6, third_party = $7, \
            initiate_login_uri = $8, refresh_grace = $9, rotate_refresh_token = $10, \
            refresh_token_lifetime = $11, id_token_lifetime = $12, id_token_alg = $13, \
            source = $14, disabled = $15, updated_at = $17 where id = $1 and $16 = $16";
        let rows = write_client!(self.0, SQL, client)?;
        self.changed(rows).await
    }

    /// Disables the clients of a source that are no longer wanted there; how many.
    pub async fn disable_missing(
        &mut self,
        source: Source,
        keep: &[ClientId],
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        const LIST: &str =
            "select id from clients where source = $1 and disabled = false order by id";
        const DISABLE: &str = "update clients set disabled = true, updated_at = $2 \
            where id = $1 and disabled = false";
        let keep: HashSet<&str> = keep.iter().map(ClientId::as_str).collect();
        let enabled: Vec<String> = fetch_all!(self.0, LIST, source.as_str())?;
        let mut rows = 0;
        for id in enabled.iter().filter(|id| !keep.contains(id.as_str())) {
            rows += execute!(self.0, DISABLE, id.as_str(), now.as_millis())?;
        }
        self.changed(rows).await.map(|_| rows)
    }

    /// Removes a client and its secrets, and revokes its grants: another client that is given the
    /// same id one day must not find their tokens alive. The client is gone at once; when it has
    /// many grants, the first are revoked here and the others by [`Store::finish_removals`], so
    /// that nobody waits for all of them. False when there was none.
    pub async fn remove(&mut self, id: &ClientId, now: Timestamp) -> Result<bool, StoreError> {
        const REMOVE: &str = "delete from clients where id = $1";
        const LATER: &str = "insert into removals (client_id, removed_at) values ($1, $2) \
            on conflict do nothing";
        let rows = execute!(self.0, REMOVE, id.as_str())?;
        if rows > 0 && self.revoke_some(id.as_str(), now).await? == REVOKED_AT_ONCE {
            execute!(self.0, LATER, id.as_str(), now.as_millis())?;
        }
        self.changed(rows).await
    }

    /// Revokes the next grants of a client that was removed; whether there may be more to do.
    async fn go_on_removing(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        const NEXT: &str = "select client_id from removals order by client_id limit 1";
        const DONE: &str = "delete from removals where client_id = $1";
        let next: Option<String> = fetch_optional!(self.0, NEXT)?;
        let Some(id) = next else { return Ok(false) };
        if self.revoke_some(&id, now).await? < REVOKED_AT_ONCE {
            execute!(self.0, DONE, id.as_str())?;
        }
        Ok(true)
    }

    async fn revoke_some(&mut self, id: &str, now: Timestamp) -> Result<u64, StoreError> {
        const SQL: &str = "update grants set revoked_at = $2 where id in (select id from grants \
            where client_id = $1 and revoked_at is null order by id limit $3)";
        let most = i64::try_from(REVOKED_AT_ONCE).unwrap_or(i64::MAX);
        execute!(self.0, SQL, id, now.as_millis(), most)
    }

    /// Every secret of every client.
    pub async fn secrets(&mut self) -> Result<Found<SealedClientSecret>, StoreError> {
        const SQL: &str = "select client_id, name, sealed, expires_at, created_at \
            from client_secrets order by client_id, created_at, name";
        fetch_all!(self.0, SQL).map(Found::sort)
    }

    /// Adds a secret to a client that exists; false when the client has one of that name.
    pub async fn add_secret(&mut self, secret: &SealedClientSecret) -> Result<bool, StoreError> {
        let rows = self.insert_secret(secret).await?;
        self.changed(rows).await
    }

    /// Gives a client these secrets and no others.
    pub async fn replace_secrets(
        &mut self,
        id: &ClientId,
        secrets: &[SealedClientSecret],
    ) -> Result<(), StoreError> {
        const SQL: &str = "delete from client_secrets where client_id = $1";
        let mut rows = execute!(self.0, SQL, id.as_str())?;
        for secret in secrets.iter().filter(|secret| secret.client_id == *id) {
            rows += self.insert_secret(secret).await?;
        }
        self.changed(rows).await.map(drop)
    }

    async fn insert_secret(&mut self, secret: &SealedClientSecret) -> Result<u64, StoreError> {
        const SQL: &str = "insert into client_secrets \
            (client_id, name, sealed, expires_at, created_at) values ($1, $2, $3, $4, $5) \
            on conflict do nothing";
        execute!(
            self.0,
            SQL,
            secret.client_id.as_str(),
            secret.name.as_str(),
            secret.sealed.as_slice(),
            secret.expires_at.map(Timestamp::as_millis),
            secret.created_at.as_millis(),
        )
    }

    async fn changed(&mut self, rows: u64) -> Result<bool, StoreError> {
        if rows > 0 {
            self.0.versions().changed(Noun::Clients).await?;
        }
        Ok(rows > 0)
    }
}
