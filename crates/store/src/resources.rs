//! APIs and what may be done there. Read rarely: the server keeps them all in memory and watches
//! the version that every write here bumps.

use oidc_core::{
    id::{ResourceId, ScopeId},
    indicator::Indicator,
    key::Algorithm,
    record::Record,
    resource_server::{Resource, ResourceScope},
    source::Source,
    time::Timestamp,
};

use crate::{
    db::{Tx, execute, fetch_all, fetch_optional, insert, update},
    error::StoreError,
    readable::Found,
    sql::sql,
    versions::Noun,
};

/// The tables `resources` and `scopes`.
#[derive(Debug)]
pub struct Resources<'a>(&'a mut Tx);

impl Tx {
    /// APIs and their scopes.
    pub const fn resources(&mut self) -> Resources<'_> {
        Resources(self)
    }
}

impl Resources<'_> {
    /// Every API, disabled ones too, in the order in which they were made.
    pub async fn all(&mut self) -> Result<Found<Resource>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            Resource::COLUMNS,
            " from resources order by created_at, id"
        );
        fetch_all!(self.0, SQL).map(Found::sort)
    }

    /// The scopes of every API, those of one in the order in which they were given.
    pub async fn all_scopes(&mut self) -> Result<Found<ResourceScope>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            ResourceScope::COLUMNS,
            " from scopes order by position, created_at, id"
        );
        fetch_all!(self.0, SQL).map(Found::sort)
    }

    /// The algorithms that access tokens are to be signed with besides the usual one; not those
    /// that this version does not know.
    pub async fn algorithms(&mut self) -> Result<Vec<Algorithm>, StoreError> {
        const SQL: &str = "select distinct access_token_alg from resources \
            where access_token_alg is not null and disabled = false";
        let found: Vec<String> = fetch_all!(self.0, SQL)?;
        Ok(found.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// The API that requests call so, disabled or not.
    pub async fn find(&mut self, indicator: &Indicator) -> Result<Option<Resource>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            Resource::COLUMNS,
            " from resources where indicator = $1"
        );
        fetch_optional!(self.0, SQL, indicator.as_str())
    }

    /// The API with that id, disabled or not.
    pub async fn find_by_id(&mut self, id: &ResourceId) -> Result<Option<Resource>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            Resource::COLUMNS,
            " from resources where id = $1"
        );
        fetch_optional!(self.0, SQL, id.as_str())
    }

    /// The id and the owner of the API that requests call so: known of most that cannot be read
    /// otherwise.
    pub async fn owner(
        &mut self,
        indicator: &Indicator,
    ) -> Result<Option<(ResourceId, Source)>, StoreError> {
        const SQL: &str = "select id, source from resources where indicator = $1";
        fetch_optional!(self.0, SQL, indicator.as_str())
    }

    /// Adds an API; false when its indicator is taken.
    pub async fn insert(&mut self, resource: &Resource) -> Result<bool, StoreError> {
        const SQL: &str = sql!(Resource::INSERT, " on conflict (indicator) do nothing");
        if self.owner(&resource.indicator).await?.is_some() {
            return Ok(false);
        }
        if resource.is_default {
            self.clear_default(&resource.id).await?;
        }
        let rows = insert!(self.0, SQL, resource)?;
        self.changed(rows).await
    }

    /// Writes an API over the one with its id (indicator and `created_at` stay); false when there
    /// is none.
    pub async fn update(&mut self, resource: &Resource) -> Result<bool, StoreError> {
        if resource.is_default {
            self.clear_default(&resource.id).await?;
        }
        let rows = update!(self.0, Resource::UPDATE, resource)?;
        self.changed(rows).await
    }

    /// At most one is the default: the one before gives way.
    async fn clear_default(&mut self, except: &ResourceId) -> Result<(), StoreError> {
        const SQL: &str = "update resources set is_default = false \
            where is_default = true and id <> $1";
        execute!(self.0, SQL, except.as_str()).map(drop)
    }

    /// Disables the APIs of a source but those to keep; how many.
    pub async fn disable_missing(
        &mut self,
        source: Source,
        keep: &[Indicator],
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        const LIST: &str = "select indicator from resources \
            where source = $1 and disabled = false order by indicator";
        const DISABLE: &str = "update resources set disabled = true, is_default = false, \
            updated_at = $2 where indicator = $1 and disabled = false";
        let enabled: Vec<String> = fetch_all!(self.0, LIST, source.as_str())?;
        let mut rows = 0;
        for name in &enabled {
            if !keep.iter().any(|indicator| indicator.as_str() == name) {
                rows += execute!(self.0, DISABLE, name.as_str(), now.as_millis())?;
            }
        }
        self.changed(rows).await.map(|_| rows)
    }

    /// Removes an API with its scopes; false when there was none.
    pub async fn remove(&mut self, id: &ResourceId) -> Result<bool, StoreError> {
        const SQL: &str = "delete from resources where id = $1";
        let rows = execute!(self.0, SQL, id.as_str())?;
        self.changed(rows).await
    }

    /// The scopes of one API, in the order in which they were given.
    pub async fn scopes_of(&mut self, id: &ResourceId) -> Result<Vec<ResourceScope>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            ResourceScope::COLUMNS,
            " from scopes where resource_id = $1 order by position, created_at, id"
        );
        fetch_all!(self.0, SQL, id.as_str())
    }

    /// Adds a scope, or describes the one of that name anew. Its id stays, and with it the roles
    /// that hold it.
    pub async fn put_scope(&mut self, scope: &ResourceScope) -> Result<(), StoreError> {
        const SQL: &str = sql!(
            ResourceScope::INSERT,
            " on conflict (resource_id, name) do update \
             set description = excluded.description, position = excluded.position"
        );
        let rows = insert!(self.0, SQL, scope)?;
        self.changed(rows).await.map(drop)
    }

    /// Writes a scope over the one with its id (its API and `created_at` stay); false when there is
    /// none. That no other scope of the API has its name, the caller has seen while holding the row.
    pub async fn update_scope(&mut self, scope: &ResourceScope) -> Result<bool, StoreError> {
        let rows = update!(self.0, ResourceScope::UPDATE, scope)?;
        self.changed(rows).await
    }

    /// Removes a scope, from every role too; false when there was none.
    pub async fn remove_scope(&mut self, id: &ScopeId) -> Result<bool, StoreError> {
        const SQL: &str = "delete from scopes where id = $1";
        let rows = execute!(self.0, SQL, id.as_str())?;
        self.changed(rows).await
    }

    /// Whoever looks before changing APIs or roles waits here for whoever does already, and sees what
    /// that one did.
    pub async fn hold(&mut self) -> Result<(), StoreError> {
        self.0.versions().hold(Noun::Resources).await
    }

    async fn changed(&mut self, rows: u64) -> Result<bool, StoreError> {
        if rows > 0 {
            self.0.versions().changed(Noun::Resources).await?;
        }
        Ok(rows > 0)
    }
}
