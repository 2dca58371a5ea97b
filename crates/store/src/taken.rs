//! What belongs to one row alone, and was to be written into another. The database decides, where two
//! write at once: whoever looks before sees what was there before.

use crate::driver_error::DriverError;

/// What belongs to one user alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unique {
    /// The e-mail address.
    Email,
    /// The telephone number.
    Phone,
    /// The user name.
    Username,
}

impl Unique {
    /// What it is called.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "e-mail address",
            Self::Phone => "telephone number",
            Self::Username => "user name",
        }
    }
}

/// What belongs to one row alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Taken {
    /// Something of a user.
    #[error("this {} of a user", .0.as_str())]
    User(Unique),
    /// The id of a client.
    #[error("this id of a client")]
    ClientId,
    /// The name of a secret, among those of its client.
    #[error("this name of a secret")]
    SecretName,
    /// The indicator of an API.
    #[error("this indicator of an API")]
    Indicator,
    /// The name of a scope, among those of its API.
    #[error("this name of a scope")]
    ScopeName,
    /// The name of a role.
    #[error("this name of a role")]
    RoleName,
    /// An account at another provider.
    #[error("this account at another provider")]
    Identity,
}

/// How the databases call what keeps them apart: SQLite names the columns, PostgreSQL the constraint.
const NAMES: [(Taken, &str, &str); 9] = [
    (
        Taken::User(Unique::Email),
        "users.email_canonical",
        "users_email_canonical_key",
    ),
    (
        Taken::User(Unique::Phone),
        "users.phone_canonical",
        "users_phone_canonical_key",
    ),
    (
        Taken::User(Unique::Username),
        "users.username_canonical",
        "users_username_canonical_key",
    ),
    (Taken::ClientId, "clients.id", "clients_pkey"),
    (
        Taken::SecretName,
        "client_secrets.client_id, client_secrets.name",
        "client_secrets_pkey",
    ),
    (
        Taken::Indicator,
        "resources.indicator",
        "resources_indicator_key",
    ),
    (
        Taken::ScopeName,
        "scopes.resource_id, scopes.name",
        "scopes_resource_id_name_key",
    ),
    (Taken::RoleName, "roles.name", "roles_name_key"),
    (
        Taken::Identity,
        "user_identities.target, user_identities.external_id",
        "user_identities_target_external_id_key",
    ),
];

impl Taken {
    /// What a statement was refused for, if it was for this.
    pub(crate) fn of(error: &DriverError) -> Option<Self> {
        let violated = error.violated()?;
        let named = NAMES
            .iter()
            .find(|(_, columns, constraint)| violated == *columns || violated == *constraint);
        named.map(|(taken, ..)| *taken)
    }
}

#[cfg(test)]
mod tests {
    use testkit::postgres::Schema;

    use super::*;
    use crate::{
        db::{Store, execute},
        error::StoreError,
    };

    /// Two of each noun, in the order in which they need each other.
    const TWO: [&str; 6] = [
        "insert into users (id, profile, custom_data, created_at, updated_at) \
         values ('ada', '{}', '{}', 0, 0), ('eve', '{}', '{}', 0, 0)",
        "insert into clients (id, name, kind, redirect_uris, post_logout_redirect_uris, \
         third_party, refresh_grace, rotate_refresh_token, refresh_token_lifetime, \
         id_token_lifetime, source, disabled, created_at, updated_at) \
         values ('shop', '', 'spa', '[]', '[]', false, 0, true, 0, 0, 'console', false, 0, 0), \
         ('other', '', 'spa', '[]', '[]', false, 0, true, 0, 0, 'console', false, 0, 0), \
         ('third', '', 'spa', '[]', '[]', false, 0, true, 0, 0, 'console', false, 0, 0)",
        "insert into client_secrets (client_id, name, sealed, created_at) \
         select 'shop', name, sealed, 0 from \
         (select 'a' as name, digest as sealed from machine_tokens \
         union all select 'b', digest from machine_tokens) as two",
        "insert into resources (id, name, indicator, access_token_lifetime, access_token_format, \
         introspected_by, is_default, source, disabled, created_at, updated_at) \
         values ('books', '', 'urn:books', 0, 'jwt', '[]', false, 'console', false, 0, 0)",
        "delete from machine_tokens",
        "insert into user_identities (user_id, target, external_id, created_at) \
         values ('ada', 'github', '1', 0), ('eve', 'github', '2', 0)",
    ];
    const BYTES: &str = "insert into machine_tokens (id, digest, client_id, audience, scope, \
         expires_at) values ($1, $1, 'shop', '', '', 0)";

    const WRITTEN_TWICE: [(Taken, &str); 9] = [
        (
            Taken::User(Unique::Email),
            "update users set email_canonical = 'x'",
        ),
        (
            Taken::User(Unique::Phone),
            "update users set phone_canonical = 'x'",
        ),
        (
            Taken::User(Unique::Username),
            "update users set username_canonical = 'x'",
        ),
        (
            Taken::ClientId,
            "update clients set id = 'x' where id <> 'shop'",
        ),
        (
            Taken::SecretName,
            "update client_secrets set name = 'x' where client_id = 'shop'",
        ),
        (Taken::Indicator, "update resources set indicator = 'x'"),
        (Taken::ScopeName, "update scopes set name = 'x'"),
        (Taken::RoleName, "update roles set name = 'x'"),
        (
            Taken::Identity,
            "update user_identities set external_id = 'x'",
        ),
    ];

    async fn everything_is_named(store: &Store) {
        store
            .transact(|mut tx| async move {
                execute!(&mut tx, BYTES, b"0123456789abcdef".as_slice())?;
                for sql in TWO {
                    execute!(&mut tx, sql)?;
                }
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
        for (taken, sql) in WRITTEN_TWICE {
            let told = store.transact(|mut tx| async move { execute!(&mut tx, sql) });
            let told = told.await.unwrap_err();
            assert!(
                matches!(told, StoreError::Taken(what) if what == taken),
                "{taken}: {told:?}"
            );
        }
        let twice = "insert into versions (noun, number) values ('keys', 1)";
        let told = store.transact(|mut tx| async move { execute!(&mut tx, twice) });
        let told = told.await.unwrap_err();
        assert!(matches!(told, StoreError::Driver(_)), "{told:?}");
    }

    #[tokio::test]
    async fn what_is_taken_is_named_on_sqlite() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        everything_is_named(&store).await;
    }

    #[tokio::test]
    async fn what_is_taken_is_named_on_postgresql() {
        let Some(schema) = Schema::lent().await else {
            return;
        };
        let store = Store::open(&schema.url).await.unwrap();
        everything_is_named(&store).await;
        store.close().await;
        schema.drop().await;
    }
}
