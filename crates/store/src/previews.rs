//! Settings that somebody looks at before saving them: one preview for each.

use oidc_core::{
    preview::{Preview, PreviewId},
    record::Record,
};

use crate::{
    db::{Tx, fetch_optional, insert},
    error::StoreError,
    sql::sql,
};

/// The table `previews`.
#[derive(Debug)]
pub struct Previews<'a>(&'a mut Tx);

impl Tx {
    /// Settings that are looked at.
    pub const fn previews(&mut self) -> Previews<'_> {
        Previews(self)
    }
}

impl Previews<'_> {
    /// Keeps a preview in the place of the one that its maker had before.
    pub async fn put(&mut self, preview: &Preview) -> Result<(), StoreError> {
        const SQL: &str = sql!(
            Preview::INSERT,
            " on conflict (maker) do update set id = excluded.id, \
             settings = excluded.settings, expires_at = excluded.expires_at"
        );
        insert!(self.0, SQL, preview).map(drop)
    }

    /// The preview of this name, whether or not it is over.
    pub async fn find(&mut self, id: &PreviewId) -> Result<Option<Preview>, StoreError> {
        const SQL: &str = sql!("select ", Preview::COLUMNS, " from previews where id = $1");
        fetch_optional!(self.0, SQL, id.as_bytes().as_slice())
    }
}
