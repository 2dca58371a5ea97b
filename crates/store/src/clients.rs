//! Relying parties and their secrets. Read rarely: the server keeps them all in memory and watches
//! the version that every write here bumps.

use std::collections::HashSet;

use oidc_core::{
    client::{Client, SealedClientSecret},
    id::ClientId,
    key::Algorithm,
    record::Record,
    source::Source,
    time::{Lifetime, Timestamp},
};

use crate::{
    db::{Store, Tx, execute, fetch_all, fetch_one, fetch_optional, insert, update},
    error::StoreError,
    readable::{Found, Page},
    rows::Each,
    sql::sql,
    unreadable::Unreadable,
    versions::Noun,
};

/// The tables `clients` and `client_secrets`.
#[derive(Debug)]
pub struct Clients<'a>(&'a mut Tx);

/// How many changes are written down by client; whoever has missed more reads all of them.
const CHANGES_REMEMBERED: i64 = 1_000;

/// How many of each kind of row that hang from a removed client are ended in one transaction.
const ENDED_AT_ONCE: u64 = 1_000;

impl Store {
    /// Finishes the removal of a client from which much hung (consents, grants, sessions, calls), if it
    /// is not finished: its id is free after that. In transactions so small that others get their turn
    /// between them; several nodes may do it at the same time.
    ///
    /// # Errors
    /// When the database does not do it; what was done stays done.
    pub async fn finish_removal(&self, id: &ClientId, now: Timestamp) -> Result<(), StoreError> {
        const PENDING: &str = "select client_id from removals where client_id = $1";
        let pending = || {
            self.read(|mut tx| async move {
                let found: Option<String> = fetch_optional!(&mut tx, PENDING, id.as_str())?;
                Ok::<_, StoreError>(found.is_some())
            })
        };
        while pending().await? {
            self.transact(|mut tx| async move { tx.clients().end_next(id.as_str(), now).await })
                .await?;
        }
        Ok(())
    }

    /// Ends the next of what hangs from any client that was removed, in one transaction; whether there
    /// may be more to do. Several nodes may do it at the same time.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn go_on_removing(&self, now: Timestamp) -> Result<bool, StoreError> {
        const NEXT: &str = "select client_id from removals order by client_id limit 1";
        let next = self
            .read(|mut tx| async move {
                let found: Option<String> = fetch_optional!(&mut tx, NEXT)?;
                Ok::<_, StoreError>(found)
            })
            .await?;
        let Some(next) = next else { return Ok(false) };
        let id = next.as_str();
        self.transact(|mut tx| async move { tx.clients().end_next(id, now).await })
            .await?;
        Ok(true)
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
        const SQL: &str = sql!("select ", Client::COLUMNS, " from clients order by id");
        fetch_all!(self.0, SQL).map(Found::sort)
    }

    /// The next clients after an id, disabled ones too: no more than `most`. The empty text stands
    /// before all ids.
    pub async fn page(&mut self, after: &str, most: i64) -> Result<Page<Client>, StoreError> {
        const IDS: &str = "select id from clients where id > $1 order by id limit $2";
        const SQL: &str = sql!(
            "select ",
            Client::COLUMNS,
            " from clients where id > $1 and id <= $2 order by id"
        );
        const REST: &str = sql!(
            "select ",
            Client::COLUMNS,
            " from clients where id > $1 order by id"
        );
        let ids: Vec<Each<String>> = fetch_all!(self.0, IDS, after, most)?;
        let next = end(ids, most)?;
        let found = if let Some(next) = next.as_deref() {
            fetch_all!(self.0, SQL, after, next)
        } else {
            fetch_all!(self.0, REST, after)
        };
        let found = found.map(Found::sort)?;
        Ok(Page { found, next })
    }

    /// The algorithms that clients want their ID tokens signed with; not those that this version
    /// does not know.
    pub async fn id_token_algorithms(&mut self) -> Result<Vec<Algorithm>, StoreError> {
        const SQL: &str =
            "select distinct id_token_alg from clients where id_token_alg is not null";
        let found: Vec<String> = fetch_all!(self.0, SQL)?;
        Ok(found.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// How long the ID tokens of clients live at most, disabled ones too.
    pub async fn longest_id_token(&mut self) -> Result<Lifetime, StoreError> {
        const SQL: &str = "select coalesce(max(id_token_lifetime), 0) from clients";
        fetch_one!(self.0, SQL).map(Lifetime::millis)
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
        const SQL: &str = sql!("select ", Client::COLUMNS, " from clients where id = $1");
        let found: Option<Each<Client>> = fetch_optional!(self.0, SQL, id.as_str())?;
        Ok(found.map(|found| found.0))
    }

    /// Whose the client with that id is; known of most clients that cannot be read otherwise.
    pub async fn source(
        &mut self,
        id: &ClientId,
    ) -> Result<Option<Result<Source, Unreadable>>, StoreError> {
        const SQL: &str = "select id, source from clients where id = $1";
        let found: Option<Each<(String, Source)>> = fetch_optional!(self.0, SQL, id.as_str())?;
        Ok(found.map(|found| found.0.map(|(_, source)| source)))
    }

    /// Adds a client; false when the id is taken, or was and what hung from its former client is
    /// still being ended ([`Store::finish_removal`]).
    pub async fn insert(&mut self, client: &Client) -> Result<bool, StoreError> {
        const SQL: &str = sql!(Client::INSERT, " on conflict do nothing");
        const TAKEN: &str = "select exists (select 1 from clients where id = $1) \
            or exists (select 1 from removals where client_id = $1)";
        let (id, now) = (client.id.as_str(), client.created_at);
        // Held before anything is ended: what hangs from a client that another node adds right now
        // must stay.
        self.hold().await?;
        let taken: bool = fetch_one!(self.0, TAKEN, id)?;
        if taken {
            return Ok(false);
        }
        // Who had begun before the former client was removed may have written for it after that.
        // It is little, so all of it ends here.
        while self.end_some(id, now).await? {}
        let rows = insert!(self.0, SQL, client)?;
        self.changed(rows, &[id]).await
    }

    /// Writes a client over the one with its id (`created_at` stays); false when there is none.
    pub async fn update(&mut self, client: &Client) -> Result<bool, StoreError> {
        let rows = update!(self.0, Client::UPDATE, client)?;
        self.changed(rows, &[client.id.as_str()]).await
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
        let missing = enabled.iter().map(String::as_str);
        let missing: Vec<&str> = missing.filter(|id| !keep.contains(id)).collect();
        for id in &missing {
            rows += execute!(self.0, DISABLE, *id, now.as_millis())?;
        }
        self.changed(rows, &missing).await.map(|_| rows)
    }

    /// Removes a client and its secrets, revokes its grants, forgets who agreed to what and in which
    /// sessions it was, and takes back what waits to tell it of their end: another client that is
    /// given the same id one day must find none of it. The client is gone at once; when much hangs
    /// from it, the first ends here and the rest by [`Store::go_on_removing`], so that nobody waits
    /// for all of it. False when there was none.
    pub async fn remove(&mut self, id: &ClientId, now: Timestamp) -> Result<bool, StoreError> {
        const REMOVE: &str = "delete from clients where id = $1";
        const LATER: &str = "insert into removals (client_id, removed_at) values ($1, $2) \
            on conflict do nothing";
        let rows = execute!(self.0, REMOVE, id.as_str())?;
        if rows > 0 && self.end_some(id.as_str(), now).await? {
            execute!(self.0, LATER, id.as_str(), now.as_millis())?;
        }
        self.changed(rows, &[id.as_str()]).await
    }

    /// Ends the next of what hangs from a client whose removal goes on, and the removal with the last of
    /// it.
    async fn end_next(&mut self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        const PENDING: &str = "select exists (select 1 from removals where client_id = $1)";
        const DONE: &str = "delete from removals where client_id = $1";
        // Two nodes at once would choose the same rows, and the second, which finds them gone, would
        // take that for the end. Another may have ended it, and the id belong to a new client.
        self.hold().await?;
        let pending: bool = fetch_one!(self.0, PENDING, id)?;
        if pending && !self.end_some(id, now).await? {
            execute!(self.0, DONE, id)?;
        }
        Ok(())
    }

    /// Ends the next of what hangs from a client that is gone, of each kind so many at most; whether
    /// there may be more of it.
    async fn end_some(&mut self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        let most = i64::try_from(ENDED_AT_ONCE).unwrap_or(i64::MAX);
        let forgotten = self.0.consents().forget_some(id, most).await?;
        let revoked = self.0.grants().revoke_some(id, now, most).await?;
        if revoked.max(forgotten) >= ENDED_AT_ONCE {
            return Ok(true);
        }
        // The grants first: that the client has signed out of a session, which ends a grant too,
        // stands where the session does.
        let left = self.0.session_clients().forget_some(id, most).await?;
        let untold = self.0.deliveries().forget_some(id, most).await?;
        Ok(left.max(untold) >= ENDED_AT_ONCE)
    }

    /// The secrets of the next clients after an id: about `most`, and all of each client.
    pub async fn page_of_secrets(
        &mut self,
        after: &str,
        most: i64,
    ) -> Result<Page<SealedClientSecret>, StoreError> {
        // In the order of the primary key: nothing is sorted.
        const IDS: &str = "select client_id from client_secrets where client_id > $1 \
            order by client_id, name limit $2";
        const SQL: &str = sql!(
            "select ",
            SealedClientSecret::COLUMNS,
            " from client_secrets where client_id > $1 and client_id <= $2 \
             order by client_id, name"
        );
        const REST: &str = sql!(
            "select ",
            SealedClientSecret::COLUMNS,
            " from client_secrets where client_id > $1 order by client_id, name"
        );
        let ids: Vec<Each<String>> = fetch_all!(self.0, IDS, after, most)?;
        let next = end(ids, most)?;
        let found = if let Some(next) = next.as_deref() {
            fetch_all!(self.0, SQL, after, next)
        } else {
            fetch_all!(self.0, REST, after)
        };
        let found = found.map(Found::sort)?;
        Ok(Page { found, next })
    }

    /// The secrets of one client.
    pub async fn secrets_of(
        &mut self,
        id: &ClientId,
    ) -> Result<Found<SealedClientSecret>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            SealedClientSecret::COLUMNS,
            " from client_secrets where client_id = $1 order by created_at, name"
        );
        fetch_all!(self.0, SQL, id.as_str()).map(Found::sort)
    }

    /// Adds a secret to a client that exists; false when the client has one of that name.
    pub async fn add_secret(&mut self, secret: &SealedClientSecret) -> Result<bool, StoreError> {
        let rows = self.insert_secret(secret).await?;
        self.changed(rows, &[secret.client_id.as_str()]).await
    }

    /// Gives a client these secrets of a source and no others of it; those of other sources stay,
    /// unless they have the name of one of these. One that stays keeps when it was made and used.
    pub async fn replace_secrets(
        &mut self,
        id: &ClientId,
        source: Source,
        secrets: &[SealedClientSecret],
    ) -> Result<(), StoreError> {
        const LIST: &str = "select name from client_secrets where client_id = $1 and source = $2";
        const SQL: &str = sql!(
            SealedClientSecret::INSERT,
            " on conflict (client_id, name) do update set sealed = excluded.sealed, \
             expires_at = excluded.expires_at, source = excluded.source"
        );
        let mut rows = 0;
        let before: Vec<String> = fetch_all!(self.0, LIST, id.as_str(), source.as_str())?;
        for name in before {
            if secrets.iter().all(|secret| secret.name != name) {
                rows += self.delete_secret(id, &name).await?;
            }
        }
        for secret in secrets.iter().filter(|secret| secret.client_id == *id) {
            rows += insert!(self.0, SQL, secret)?;
        }
        self.changed(rows, &[id.as_str()]).await.map(drop)
    }

    /// Removes a secret of a client; false when it has none of that name.
    pub async fn remove_secret(&mut self, id: &ClientId, name: &str) -> Result<bool, StoreError> {
        let rows = self.delete_secret(id, name).await?;
        self.changed(rows, &[id.as_str()]).await
    }

    /// Writes a secret over the one of this name, which its client has: under another name, sealed
    /// for that one.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when the client has one of the new name, among others.
    pub async fn rename_secret(
        &mut self,
        name: &str,
        row: &SealedClientSecret,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "update client_secrets set name = $3, sealed = $4 \
            where client_id = $1 and name = $2";
        let id = row.client_id.as_str();
        let rows = execute!(
            self.0,
            SQL,
            id,
            name,
            row.name.as_str(),
            row.sealed.as_slice()
        )?;
        self.changed(rows, &[id]).await
    }

    /// Writes down when a secret was used last. Nobody reads a client again over it.
    pub async fn note_use(
        &mut self,
        id: &ClientId,
        name: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        const SQL: &str = "update client_secrets set last_used_at = $3 \
            where client_id = $1 and name = $2 and (last_used_at is null or last_used_at < $3)";
        execute!(self.0, SQL, id.as_str(), name, at.as_millis()).map(drop)
    }

    /// Whoever looks before changing clients waits here for whoever does already, and sees what that
    /// one did.
    pub async fn hold(&mut self) -> Result<(), StoreError> {
        self.0.versions().hold(Noun::Clients).await
    }

    async fn delete_secret(&mut self, id: &ClientId, name: &str) -> Result<u64, StoreError> {
        const SQL: &str = "delete from client_secrets where client_id = $1 and name = $2";
        execute!(self.0, SQL, id.as_str(), name)
    }

    async fn insert_secret(&mut self, secret: &SealedClientSecret) -> Result<u64, StoreError> {
        const SQL: &str = sql!(SealedClientSecret::INSERT, " on conflict do nothing");
        insert!(self.0, SQL, secret)
    }

    /// The clients that were written between two versions, `until` included; none when that is not
    /// known any more, and then all must be read.
    pub async fn changed_between(
        &mut self,
        since: i64,
        until: i64,
    ) -> Result<Option<Vec<ClientId>>, StoreError> {
        const SQL: &str = "select version, client_id from client_changes \
            where version > $1 and version <= $2 order by version, client_id limit $3";
        let most = CHANGES_REMEMBERED + 1;
        let found: Vec<(i64, ClientId)> = fetch_all!(self.0, SQL, since, until, most)?;
        let is_too_much = found.len() > usize::try_from(CHANGES_REMEMBERED).unwrap_or_default();
        let versions: HashSet<i64> = found.iter().map(|(version, _)| *version).collect();
        let told = i64::try_from(versions.len()).unwrap_or_default();
        if is_too_much || told != until - since {
            return Ok(None);
        }
        let ids: HashSet<ClientId> = found.into_iter().map(|(_, id)| id).collect();
        Ok(Some(ids.into_iter().collect()))
    }

    /// Bumps the version and writes down which clients that was about, so that those who keep all
    /// clients in memory read these alone.
    pub(crate) async fn changed(&mut self, rows: u64, ids: &[&str]) -> Result<bool, StoreError> {
        const NOTE: &str = "insert into client_changes (version, client_id) values ($1, $2) \
            on conflict do nothing";
        const FORGET: &str = "delete from client_changes where version <= $1";
        if rows == 0 {
            return Ok(false);
        }
        let version = self.0.versions().changed(Noun::Clients).await?;
        if ids.len() <= usize::try_from(CHANGES_REMEMBERED).unwrap_or_default() {
            for id in ids {
                execute!(self.0, NOTE, version, *id)?;
            }
        }
        execute!(self.0, FORGET, version - CHANGES_REMEMBERED)?;
        Ok(true)
    }
}

/// Where a page ends that begins with these ids: at the last of them that can be read, because the
/// next one is found by it. None when they are not as many as there may be, and so the last ones.
fn end(ids: Vec<Each<String>>, most: i64) -> Result<Option<String>, StoreError> {
    if i64::try_from(ids.len()).is_ok_and(|here| here < most) {
        return Ok(None);
    }
    let mut damaged = None;
    for Each(id) in ids.into_iter().rev() {
        match id {
            Ok(id) => return Ok(Some(id)),
            Err(why) => damaged = Some(why),
        }
    }
    damaged.map_or(Ok(None), |why| Err(why.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damaged() -> Each<String> {
        Each(Err(Unreadable {
            id: "ff".to_owned(),
            what: "id".to_owned(),
        }))
    }

    fn id(id: &str) -> Each<String> {
        Each(Ok(id.to_owned()))
    }

    #[test]
    fn a_full_page_ends_at_the_last_id_that_can_be_read() {
        assert_eq!(end(vec![], 2).unwrap(), None);
        assert_eq!(end(vec![id("a")], 2).unwrap(), None);
        assert_eq!(end(vec![damaged()], 2).unwrap(), None);
        let full = |ids| end(ids, 2).unwrap();
        assert_eq!(full(vec![id("a"), id("b")]).as_deref(), Some("b"));
        assert_eq!(full(vec![id("a"), damaged()]).as_deref(), Some("a"));
        // Nothing leads on from here: better no answer than one without the others.
        let lost = end(vec![damaged(), damaged()], 2);
        assert!(matches!(lost, Err(StoreError::Corrupt { .. })));
    }
}
