//! The order of a list, as SQL: those with a value first, then those without.
//!
//! That is asked in two statements, each of which is answered by the index of its key, read forwards
//! or backwards. One statement with `nulls last` would sort every row for one of the two directions.

use oidc_core::order::{AccountKey, ApplicationKey, Direction};

use crate::{composed::Composed, db::Flavour, dialect::Pair};

/// A key of a list.
pub(crate) struct Key {
    /// What is compared.
    text: Pair,
    /// What tells apart those that are equal.
    id: &'static str,
    /// Whether none are.
    is_unique: bool,
    /// Whether a row may have none.
    pub(crate) is_optional: bool,
}

/// Which rows of an optional key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of them: each has a value.
    Whole,
    /// Those with one.
    With,
    /// Those without.
    Without,
}

const fn same(text: &'static str) -> Pair {
    Pair {
        sqlite: text,
        postgres: text,
    }
}

/// The key of an order of accounts.
pub(crate) const fn of_accounts(key: AccountKey) -> Key {
    let (text, is_optional) = match key {
        AccountKey::CreatedAt => (same("users.created_at"), false),
        AccountKey::Name => {
            let text = Pair {
                sqlite: "users.name collate nocase",
                postgres: "lower(users.name collate \"C\")",
            };
            (text, true)
        }
        AccountKey::PrimaryEmail => (octets_of_email(), true),
        AccountKey::Username => (octets_of_username(), true),
        AccountKey::LastSignInAt => (same("users.last_sign_in_at"), true),
    };
    Key {
        text,
        id: "users.id",
        is_unique: matches!(key, AccountKey::PrimaryEmail | AccountKey::Username),
        is_optional,
    }
}

const fn octets_of_email() -> Pair {
    Pair {
        sqlite: "users.email_canonical",
        postgres: "users.email_canonical collate \"C\"",
    }
}

const fn octets_of_username() -> Pair {
    Pair {
        sqlite: "users.username_canonical",
        postgres: "users.username_canonical collate \"C\"",
    }
}

/// When an application was last used.
pub(crate) const LAST_USED: &str = "(select max(used.at) from (select milestones.at as at \
    from milestones where milestones.client_id = clients.id \
    and milestones.milestone = 'last_sign_in' union all select client_secrets.last_used_at as at \
    from client_secrets where client_secrets.client_id = clients.id) as used)";

/// The key of an order of applications.
pub(crate) const fn of_applications(key: ApplicationKey) -> Key {
    let (text, is_optional) = match key {
        ApplicationKey::CreatedAt => (same("clients.created_at"), false),
        ApplicationKey::Name => {
            let text = Pair {
                sqlite: "clients.name collate nocase",
                postgres: "lower(clients.name collate \"C\")",
            };
            (text, false)
        }
        ApplicationKey::LastUsedAt => (same(LAST_USED), true),
    };
    Key {
        text,
        id: "clients.id",
        is_unique: false,
        is_optional,
    }
}

impl Key {
    /// Adds which rows are of this part.
    pub(crate) fn add_part(&self, sql: &mut Composed, part: Part, flavour: Flavour) {
        let suffix = match part {
            Part::Whole => return,
            Part::With => " is not null",
            Part::Without => " is null",
        };
        sql.and();
        sql.push(self.text.text(flavour));
        sql.push(suffix);
    }

    /// Adds the order of a part.
    pub(crate) fn add_order(
        &self,
        sql: &mut Composed,
        (part, direction): (Part, Direction),
        flavour: Flavour,
    ) {
        let suffix = match direction {
            Direction::Ascending => " asc",
            Direction::Descending => " desc",
        };
        sql.push(" order by ");
        if part != Part::Without {
            sql.push(self.text.text(flavour));
            sql.push(suffix);
            if self.is_unique {
                return;
            }
            sql.push(", ");
        }
        sql.push(self.id);
        sql.push(suffix);
    }
}
