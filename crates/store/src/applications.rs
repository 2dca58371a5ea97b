//! Applications as they are shown: clients with what is written down of them.

use oidc_core::{
    client::{Client, ClientKind, details::ClientDetails},
    id::{ClientId, RoleId},
    order::{ApplicationKey, Order},
    record::{Joined, Record},
    search::Search,
    source::Source,
    time::Timestamp,
};

use crate::{
    composed::Composed,
    db::{Tx, fetch_optional, insert},
    error::StoreError,
    ordered::{self, LAST_USED, Paged, Part, Slice},
    readable::Found,
    rows::Each,
    search,
    sql::sql,
};

/// The tables `clients` and `client_details`.
#[derive(Debug)]
pub struct Applications<'a>(&'a mut Tx);

/// Which applications are wanted. Those that are disabled or part of Signet never are.
#[derive(Debug, Clone, Copy)]
pub struct WantedApplications<'a> {
    /// What they are searched by.
    pub search: &'a Search,
    /// Of these kinds; of all when it is not said.
    pub kinds: Option<&'a [ClientKind]>,
    /// Somebody else's, or one's own.
    pub third_party: Option<bool>,
    /// Those that hold this role.
    pub with_role: Option<&'a RoleId>,
    /// Those that do not hold this one.
    pub without_role: Option<&'a RoleId>,
    /// In which order.
    pub order: Order<ApplicationKey>,
    /// How many come before.
    pub offset: i64,
    /// How many at most.
    pub most: i64,
}

/// An application as lists have it.
#[derive(Debug)]
pub struct ListedApplication {
    /// The client.
    pub client: Client,
    /// What is written down of it.
    pub details: Option<ClientDetails>,
    /// When a person last signed in to it, or one of its secrets was last used.
    pub last_used_at: Option<Timestamp>,
}

/// A client, what is written down of it and when it was last used.
type Row = (Client, Joined<ClientDetails>, Option<Timestamp>);

impl Tx {
    /// Applications as they are shown.
    pub const fn applications(&mut self) -> Applications<'_> {
        Applications(self)
    }
}

impl Applications<'_> {
    /// What is written down of a client.
    pub async fn details(&mut self, id: &ClientId) -> Result<Option<ClientDetails>, StoreError> {
        const SQL: &str = sql!(
            "select ",
            ClientDetails::COLUMNS,
            " from client_details where client_id = $1"
        );
        fetch_optional!(self.0, SQL, id.as_str())
    }

    /// Writes it down anew, of a client that is there.
    pub async fn put_details(&mut self, details: &ClientDetails) -> Result<(), StoreError> {
        const SQL: &str = sql!(
            ClientDetails::INSERT,
            " on conflict (client_id) do update set description = excluded.description, \
             logo_uri = excluded.logo_uri, custom_data = excluded.custom_data, \
             metadata = excluded.metadata"
        );
        insert!(self.0, SQL, details).map(drop)
    }

    /// A page of those that are wanted, in their order. It is found before the rows are read: those of
    /// the pages before it are passed over unread.
    pub async fn page(
        &mut self,
        wanted: &WantedApplications<'_>,
    ) -> Result<Paged<ListedApplication>, StoreError> {
        let key = ordered::of_applications(wanted.order.by);
        let slices = if key.is_optional {
            let with = self.count(wanted, Part::With).await?;
            ordered::slices(with, wanted.offset, wanted.most)
        } else {
            vec![Slice {
                part: Part::Whole,
                offset: wanted.offset,
                most: wanted.most,
            }]
        };
        let mut rows = Vec::new();
        for slice in slices {
            rows.extend(self.rows(wanted, slice).await?);
        }
        let total = match ordered::total(wanted.offset, wanted.most, rows.len()) {
            Some(total) => total,
            None => u64::try_from(self.count(wanted, Part::Whole).await?).unwrap_or_default(),
        };
        let found = Found::sort(rows);
        let rows = found.rows.into_iter();
        let rows = rows.map(
            |(client, Joined(details), last_used_at)| ListedApplication {
                client,
                details,
                last_used_at,
            },
        );
        let page = Found {
            rows: rows.collect(),
            unreadable: found.unreadable,
        };
        Ok(Paged { page, total })
    }

    async fn count(
        &mut self,
        wanted: &WantedApplications<'_>,
        part: Part,
    ) -> Result<i64, StoreError> {
        let key = ordered::of_applications(wanted.order.by);
        let mut sql = Composed::of(
            "select count(*) from clients \
             left join client_details on client_details.client_id = clients.id",
        );
        self.add_conditions(&mut sql, wanted);
        key.add_part(&mut sql, part, self.0.flavour());
        sql.count(self.0).await
    }

    async fn rows(
        &mut self,
        wanted: &WantedApplications<'_>,
        slice: Slice,
    ) -> Result<Vec<Each<Row>>, StoreError> {
        let (key, flavour) = (ordered::of_applications(wanted.order.by), self.0.flavour());
        let order = (slice.part, wanted.order.direction);
        let mut sql = Composed::of(sql!(
            "select ",
            Client::COLUMNS,
            ", ",
            ClientDetails::COLUMNS,
            ", ",
            LAST_USED,
            " from (select clients.id from clients \
             left join client_details on client_details.client_id = clients.id"
        ));
        self.add_conditions(&mut sql, wanted);
        key.add_part(&mut sql, slice.part, flavour);
        key.add_order(&mut sql, order, flavour);
        sql.push(" limit ");
        sql.bind_number(slice.most);
        sql.push(" offset ");
        sql.bind_number(slice.offset);
        sql.push(
            ") as page join clients on clients.id = page.id \
             left join client_details on client_details.client_id = clients.id",
        );
        key.add_order(&mut sql, order, flavour);
        sql.fetch_all(self.0).await
    }

    fn add_conditions(&self, sql: &mut Composed, wanted: &WantedApplications<'_>) {
        sql.and();
        sql.push("clients.disabled = false and clients.source <> ");
        sql.bind(Source::BuiltIn.as_str());
        let flavour = self.0.flavour();
        search::add(sql, wanted.search, (&search::OF_CLIENTS, flavour));
        if let Some(kinds) = wanted.kinds {
            let mut before = " and (clients.kind = ";
            for kind in kinds {
                sql.push(std::mem::replace(&mut before, " or clients.kind = "));
                sql.bind(kind.as_str());
            }
            sql.push(if kinds.is_empty() { " and false" } else { ")" });
        }
        match wanted.third_party {
            Some(true) => sql.push(" and clients.third_party = true"),
            Some(false) => sql.push(" and clients.third_party = false"),
            None => {}
        }
        if let Some(role) = wanted.with_role {
            sql.push(" and clients.id in (select client_id from client_roles where role_id = ");
            sql.bind(role.as_str());
            sql.push(")");
        }
        if let Some(role) = wanted.without_role {
            sql.push(
                " and not exists (select 1 from client_roles \
                 where client_roles.client_id = clients.id and client_roles.role_id = ",
            );
            sql.bind(role.as_str());
            sql.push(")");
        }
    }
}
