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
    db::{Flavour, Tx, fetch_optional, insert},
    error::StoreError,
    listed::{List, Paged},
    ordered::{self, LAST_USED},
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

    /// A page of those that are wanted, in their order.
    pub async fn page(
        &mut self,
        wanted: &WantedApplications<'_>,
    ) -> Result<Paged<ListedApplication>, StoreError> {
        let flavour = self.0.flavour();
        let list = List {
            table: "clients",
            joined: " left join client_details on client_details.client_id = clients.id",
            columns: sql!(
                Client::COLUMNS,
                ", ",
                ClientDetails::COLUMNS,
                ", ",
                LAST_USED
            ),
            conditions: &|sql| add_conditions(sql, wanted, flavour),
            key: ordered::of_applications(wanted.order.by),
            direction: wanted.order.direction,
            offset: wanted.offset,
            most: wanted.most,
        };
        let (rows, total) = list.page::<Each<Row>>(self.0).await?;
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
}

fn add_conditions(sql: &mut Composed, wanted: &WantedApplications<'_>, flavour: Flavour) {
    sql.and();
    sql.push("clients.disabled = false and clients.source <> ");
    sql.bind(Source::BuiltIn.as_str());
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
