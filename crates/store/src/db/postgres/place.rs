//! Where the server is, and what its refusals mean.

use sqlx::postgres::PgConnectOptions;

use crate::{driver_error::code, error::StoreError};

/// Where the server is, for messages: everything but the password.
#[derive(Debug, Clone)]
pub(super) struct Place {
    address: String,
    user: String,
    name: String,
}

impl Place {
    pub(super) fn of(connect: &PgConnectOptions) -> Self {
        let user = connect.get_username().to_owned();
        Self {
            address: match connect.get_socket() {
                Some(socket) => socket.display().to_string(),
                None => format!("{}:{}", connect.get_host(), connect.get_port()),
            },
            name: connect.get_database().unwrap_or(&user).to_owned(),
            user,
        }
    }

    /// Host and port.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    pub(super) fn unreachable(&self, why: &str) -> StoreError {
        StoreError::Unreachable {
            place: self.address.clone(),
            why: why.to_owned(),
        }
    }

    /// What to change, from the server's code (PostgreSQL, appendix A).
    pub(super) fn explain(&self, error: sqlx::Error) -> StoreError {
        let (place, user, name) = (self.address.clone(), self.user.clone(), self.name.clone());
        match code(&error).as_deref() {
            Some("28P01" | "28000") => return StoreError::Credentials { place, user },
            Some("3D000") => return StoreError::NoSuchDatabase { place, name },
            Some("42501") => return StoreError::Privilege { user, name },
            _ => {}
        }
        match error {
            sqlx::Error::Database(error) => StoreError::Refused {
                place,
                why: error.message().to_owned(),
            },
            sqlx::Error::Io(error) => self.unreachable(&error.to_string()),
            sqlx::Error::Tls(error) => self.unreachable(&error.to_string()),
            other => StoreError::from_driver(other),
        }
    }

    pub(super) fn explain_migration(&self, error: sqlx::migrate::MigrateError) -> StoreError {
        use sqlx::migrate::MigrateError::{Execute, ExecuteMigration};
        match error {
            Execute(cause) | ExecuteMigration(cause, _)
                if code(&cause).as_deref() == Some("42501") =>
            {
                self.explain(cause)
            }
            other => StoreError::from_migration(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_place_but_never_the_password() {
        let connect: PgConnectOptions = "postgres://ada:hunter2@db.example:5433/signet"
            .parse()
            .unwrap();
        let place = Place::of(&connect);
        let text = place.unreachable("connection refused").to_string();
        assert!(text.contains("db.example:5433"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}
