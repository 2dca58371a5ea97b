//! The order of a list, as SQL, and its page: those with a value first, then those without.
//!
//! That is asked in two statements, each of which is answered by the index of its key, read forwards
//! or backwards. One statement with `nulls last` would sort every row for one of the two directions.

use oidc_core::order::{AccountKey, ApplicationKey, Direction};

use crate::{composed::Composed, db::Flavour, dialect::Pair, readable::Found};

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

/// What a page takes of one part: after how many, and how many at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slice {
    pub(crate) part: Part,
    pub(crate) offset: i64,
    pub(crate) most: i64,
}

/// What a page takes of both parts, of which the first has so many rows.
pub(crate) fn slices(with: i64, offset: i64, most: i64) -> Vec<Slice> {
    let of_first = most.min(with.saturating_sub(offset)).max(0);
    let first = Slice {
        part: Part::With,
        offset,
        most: of_first,
    };
    let second = Slice {
        part: Part::Without,
        offset: offset.saturating_sub(with).max(0),
        most: most.saturating_sub(of_first),
    };
    let both = [first, second].into_iter();
    both.filter(|slice| slice.most > 0).collect()
}

/// A page of a list.
#[derive(Debug)]
pub struct Paged<T> {
    /// What is on it.
    pub page: Found<T>,
    /// How many there are on all pages, with those that cannot be read.
    pub total: u64,
}

/// How many there are on all pages, if a page that begins after so many tells it: one that is not full
/// is the last.
pub(crate) fn total(offset: i64, most: i64, on_page: usize) -> Option<u64> {
    let on_page = i64::try_from(on_page).ok()?;
    let is_last = on_page < most && (on_page > 0 || offset == 0);
    u64::try_from(offset.checked_add(on_page)?)
        .ok()
        .filter(|_| is_last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_not_full_tells_how_many_there_are() {
        assert_eq!(total(0, 20, 0), Some(0));
        assert_eq!(total(0, 20, 19), Some(19));
        assert_eq!(total(40, 20, 3), Some(43));
        assert_eq!(total(0, 20, 20), None);
        // After the end: how far, it does not tell.
        assert_eq!(total(40, 20, 0), None);
        assert_eq!(total(i64::MAX, 20, 1), None);
    }

    #[test]
    fn a_page_takes_of_those_without_what_those_with_a_value_leave() {
        let told = |offset, most| {
            let taken = slices(5, offset, most).into_iter();
            taken
                .map(|slice| (slice.part, slice.offset, slice.most))
                .collect::<Vec<_>>()
        };
        assert_eq!(told(0, 5), [(Part::With, 0, 5)]);
        assert_eq!(told(3, 4), [(Part::With, 3, 2), (Part::Without, 0, 2)]);
        assert_eq!(told(5, 2), [(Part::Without, 0, 2)]);
        assert_eq!(told(9, 2), [(Part::Without, 4, 2)]);
        let rest = i64::MAX - 5;
        let all = [(Part::With, 0, 5), (Part::Without, 0, rest)];
        assert_eq!(told(0, i64::MAX), all);
        assert_eq!(told(i64::MAX, 1), [(Part::Without, i64::MAX - 5, 1)]);
    }
}
